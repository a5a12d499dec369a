"""`chancery project`: list, show, bind a code, admit applicants. Whoever has shell access acts as an operator here."""

from typing import Any

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.frame import Command, Group
from archive.cli.options import as_json, option
from archive.cli.output import Output
from archive.interfaces import IProjectService
from archive.models.projects import Project
from archive.services.projects import get_project


@click.group(cls=Group)
def project() -> None:
    """Projects."""


@project.command("list", cls=Command)
@as_json
@click.pass_obj
def list_projects(desk: Desk, as_json: bool) -> None:
    """List every project."""
    out = desk.output(as_json)
    rows = desk.transact(lambda root: [_tell(one) for one in root.projects.values()])
    out.document({"projects": rows})
    columns = ("project", "code", "name", "owner")
    out.table("projects", columns, [[row[column] for column in columns] for row in rows])


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@as_json
@click.pass_obj
def show(desk: Desk, project_id: str, as_json: bool) -> None:
    """Show a project, and who may apply on it."""
    _show(desk, desk.output(as_json), project_id, ())


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("code", metavar="CODE")
@as_json
@click.pass_obj
def bind(desk: Desk, project_id: str, code: str, as_json: bool) -> None:
    """Bind a project's code, once; a doubtful one is bound with a warning."""
    service = desk.get(IProjectService)
    warnings = desk.transact(lambda root: service.bind_code(root, OPERATOR, project_id, code))
    _show(desk, desk.output(as_json), project_id, warnings)


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("user", metavar="USER")
@option("--edition", type=int, metavar="N")
@as_json
@click.pass_obj
def admit(desk: Desk, project_id: str, user: str, edition: int | None, as_json: bool) -> None:
    """Let another user apply on a project."""
    service = desk.get(IProjectService)
    desk.transact(lambda root: service.admit(root, OPERATOR, project_id, user, edition))
    _show(desk, desk.output(as_json), project_id, ())


def _show(desk: Desk, out: Output, project_id: str, warnings: tuple[str, ...]) -> None:
    """Print a project, and what is doubtful about its code."""
    told = desk.transact(lambda root: _tell(get_project(root, project_id)))
    out.document({**told, "warnings": list(warnings)})
    out.facts("project", {**told, "applicants": ", ".join(told["applicants"])})
    for warning in warnings:
        out.say(warning)


def _tell(one: Project) -> dict[str, Any]:
    """Tell a project in plain values."""
    return {
        "project": one.id,
        "code": one.code,
        "name": one.name,
        "owner": one.owner,
        "owner_code": one.owner_code,
        "applicants": sorted(one.applicants),
        "edition": one.edition,
    }

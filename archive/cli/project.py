"""`chancery project`: begin, bind, admit, works, building, list, show.

Whoever has shell access acts as an operator here, or in the right of the user that ``--as`` names.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import click

from archive.cli.desk import READER, Desk
from archive.cli.frame import Command, Group
from archive.cli.listing import read_list
from archive.cli.options import acting, as_json, option
from archive.cli.output import Output
from archive.cli.telling import tell_project
from archive.interfaces import IProjectService
from archive.model import BuildingGiven
from archive.permissions import Permission
from archive.services.reading.interfaces import IProjectReading

edition_seen = option("--edition", type=int, metavar="N")


@click.group(cls=Group)
def project() -> None:
    """Projects."""


@project.command("list", cls=Command)
@as_json
@click.pass_obj
def list_projects(desk: Desk, as_json: bool) -> None:
    """List every project."""
    out, reading = desk.output(as_json), desk.get(IProjectReading)
    lines = reversed(read_list(desk, reading.list))
    rows = [read_project(desk, line.project) for line in lines]
    out.document({"projects": rows})
    columns = ("project", "code", "name", "owner")
    out.table("projects", columns, [[row[column] for column in columns] for row in rows])


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@as_json
@click.pass_obj
def show(desk: Desk, project_id: str, as_json: bool) -> None:
    """Show a project: its code, who may apply on it, its works and buildings."""
    _show(desk, as_json, project_id)


@project.command(cls=Command)
@click.argument("name")
@option("--owner", required=True)
@option("--owner-code", required=True, metavar="CODE")
@option("--code", "project_code", default="", metavar="CODE")
@option("--admit", "admitted", multiple=True, metavar="USER")
@acting
@as_json
@click.pass_obj
def begin(
    desk: Desk,
    *,
    name: str,
    owner: str,
    owner_code: str,
    project_code: str,
    admitted: tuple[str, ...],
    acting: str | None,
    as_json: bool,
) -> None:
    """Begin a project, with its code where it has one, for users to apply on."""
    actor = desk.operator(acting, Permission.PROJECT_BEGIN)
    service = desk.get(IProjectService)

    def work(root: Any) -> str:
        made: str = service.begin(root, actor, name, owner=owner, owner_code=owner_code, code=project_code)
        for user in admitted:
            service.admit(root, actor, made, user)
        return made

    _show(desk, as_json, desk.transact(work))


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("code", metavar="CODE")
@acting
@as_json
@click.pass_obj
def bind(desk: Desk, *, project_id: str, code: str, acting: str | None, as_json: bool) -> None:
    """Bind a project's code, once; a doubtful one is bound with a warning."""
    actor = desk.operator(acting, Permission.PROJECT_BIND)
    service = desk.get(IProjectService)
    desk.transact(lambda root: service.bind_code(root, actor, project_id, code))
    _show(desk, as_json, project_id)


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("user", metavar="USER")
@edition_seen
@acting
@as_json
@click.pass_obj
def admit(desk: Desk, *, project_id: str, user: str, edition: int | None, acting: str | None, as_json: bool) -> None:
    """Let another user apply on a project."""
    actor = desk.operator(acting, Permission.PROJECT_ADMIT)
    service = desk.get(IProjectService)
    desk.transact(lambda root: service.admit(root, actor, project_id, user, seen=edition))
    _show(desk, as_json, project_id)


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("code", metavar="GCDM")
@click.argument("name")
@edition_seen
@acting
@as_json
@click.pass_obj
def works(
    desk: Desk, *, project_id: str, code: str, name: str, edition: int | None, acting: str | None, as_json: bool
) -> None:
    """Write some works (工程) of a project down: new ones, or a new name."""
    actor = desk.operator(acting, Permission.PROJECT_EDIT)
    service = desk.get(IProjectService)
    desk.transact(lambda root: service.put_works(root, actor, project_id, code, name, seen=edition))
    _show(desk, as_json, project_id)


@project.command(cls=Command)
@click.argument("project_id", metavar="PROJECT")
@click.argument("works", metavar="GCDM")
@click.argument("code", metavar="CODE")
@click.argument("name")
@option("--fact", "facts", multiple=True, metavar="KEY=VALUE", callback=lambda _context, _option, given: _facts(given))
@edition_seen
@acting
@as_json
@click.pass_obj
def building(
    desk: Desk,
    *,
    project_id: str,
    works: str,
    code: str,
    name: str,
    facts: Mapping[str, Any],
    edition: int | None,
    acting: str | None,
    as_json: bool,
) -> None:
    """Write a building (单体) of some works down: a new one, or a new name and facts."""
    actor = desk.operator(acting, Permission.PROJECT_EDIT)
    service, told = desk.get(IProjectService), BuildingGiven(works, code, name, facts)
    desk.transact(lambda root: service.put_building(root, actor, project_id, told, seen=edition))
    _show(desk, as_json, project_id)


def _facts(given: Iterable[str]) -> dict[str, Any]:
    """Read ``KEY=VALUE``: text as it stands where the catalogue says so, else a number as JSON writes it."""
    from archive.catalogue.loading import read_catalogue  # noqa: PLC0415 - help must be quick

    pairs = [text.partition("=") for text in given]
    if wrong := [key for key, equals, _value in pairs if not (key and equals)]:
        raise click.BadParameter(", ".join(wrong))
    texts = {key for key, kind in read_catalogue().building_facts.items() if kind == "text"}
    return {key: value if key in texts else _number(value) for key, _equals, value in pairs}


def _number(text: str) -> Any:
    """Read a number; what is none stays a text, which the service refuses by name."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, int | float) else text


def _show(desk: Desk, as_json: bool, project_id: str) -> None:
    """Print a project, and what is doubtful about its code."""
    out = desk.output(as_json)
    told = read_project(desk, project_id)
    out.document(told)
    facts = {name: told[name] for name in ("project", "code", "name", "owner", "owner_code", "edition")}
    out.facts("project", {**facts, "applicants": ", ".join(told["applicants"])})
    if rows := list(_part_rows(told["works"], desk.names.key)):
        out.table("works", ("works", "building", "name", "facts"), rows)
    tell_code(out, told)


def tell_code(out: Output, told: Mapping[str, Any]) -> None:
    """Tell people what is doubtful about a project's code, or that it has none yet."""
    for warning in told["warnings"]:
        out.say(warning)
    if not told["code"]:
        out.say("cli.project-provisional", project=told["project"])


def read_project(desk: Desk, project_id: str) -> dict[str, Any]:
    """Read a project; ``ProjectUnknownError``."""
    reading = desk.get(IProjectReading)
    return tell_project(desk.transact(lambda root: reading.get(root, READER, project_id)))


def _part_rows(works: Iterable[Mapping[str, Any]], told: Callable[[str], str]) -> Iterator[tuple[str, str, str, str]]:
    """Give a row for each works, and one for each of its buildings; ``told`` says what a fact's key means."""
    for one in works:
        yield one["code"], "", one["name"], ""
        for part in one["buildings"]:
            facts = "\n".join(f"{told(key)}: {value}" for key, value in part["facts"].items())
            yield one["code"], part["code"], part["name"], facts

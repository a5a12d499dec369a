"""`chancery case`: ask-correction, correct, decline, withdraw, retract; ``correction.json`` is a correction's file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.case import happened, moment_of, office_of, tell_state
from archive.cli.desk import Desk
from archive.cli.files import take_file
from archive.cli.frame import Command
from archive.cli.options import FILE, acting, as_json, option
from archive.cli.submission import read_application
from archive.interfaces import IIntakeService
from archive.model import Correction, Intake, MaterialGiven, Point
from archive.permissions import Permission
from archive.services.errors import FileUnreadableError
from archive.services.gathering import gathering
from archive.services.process.interfaces import (
    IAskCorrectionService,
    ICorrectService,
    IDeclineService,
    IWithdrawService,
)

SCHEMA: Final = Path(__file__).with_name("correction.json")

case_id: Final = click.argument("case_id", metavar="CASE")


@click.command("ask-correction", cls=Command)
@case_id
@option("--point", "points", multiple=True, required=True, metavar="PLACE=TEXT")
@option("--note", default="")
@happened
@acting
@as_json
@click.pass_obj
def ask_correction(
    desk: Desk,
    *,
    case_id: str,
    points: tuple[str, ...],
    note: str,
    happened_at: str | None,
    acting: str | None,
    as_json: bool,
) -> None:
    """Tell an applicant, once and whole, what is to be put right (补正)."""
    actor = desk.actor(acting, Permission.CASE_ACCEPT, office_of(desk, case_id))
    service, moment = desk.get(IAskCorrectionService), moment_of(desk, happened_at)
    told = [Point(place.strip(), fault.strip()) for place, _, fault in (each.partition("=") for each in points)]
    desk.transact(lambda root: service.ask_correction(root, actor, case_id, told, note=note, happened_at=moment))
    tell_state(desk, desk.output(as_json), case_id)


@click.command(cls=Command)
@case_id
@click.argument("correction", type=FILE)
@happened
@acting
@as_json
@click.pass_obj
def correct(
    desk: Desk, *, case_id: str, correction: Path, happened_at: str | None, acting: str | None, as_json: bool
) -> None:
    """Hand a correction (TOML or JSON) in with its files, and submit the case again."""
    actor = desk.actor(acting, Permission.CASE_SUBMIT)
    service, moment = desk.get(ICorrectService), moment_of(desk, happened_at)
    given = read_application(correction, SCHEMA)
    drawn = desk.transact(lambda root: service.drawn(root, case_id))
    read = _read(given, _take_all(desk, given, drawn, correction.parent))
    desk.transact(lambda root: service.correct(root, actor, case_id, read, moment))
    tell_state(desk, desk.output(as_json), case_id)


@click.command(cls=Command)
@case_id
@option("--ground", required=True)
@happened
@acting
@as_json
@click.pass_obj
def decline(
    desk: Desk, *, case_id: str, ground: str, happened_at: str | None, acting: str | None, as_json: bool
) -> None:
    """Decline (不予受理) a case."""
    actor = desk.actor(acting, Permission.CASE_ACCEPT, office_of(desk, case_id))
    service, moment = desk.get(IDeclineService), moment_of(desk, happened_at)
    desk.transact(lambda root: service.decline(root, actor, case_id, ground, moment))
    tell_state(desk, desk.output(as_json), case_id)


@click.command(cls=Command)
@case_id
@option("--reason", required=True)
@happened
@acting
@as_json
@click.pass_obj
def withdraw(
    desk: Desk, *, case_id: str, reason: str, happened_at: str | None, acting: str | None, as_json: bool
) -> None:
    """Take a case back before it is accepted (撤件)."""
    _take_back(desk, ("withdraw", case_id), reason, moment_of(desk, happened_at), acting)
    tell_state(desk, desk.output(as_json), case_id)


@click.command(cls=Command)
@case_id
@option("--reason", required=True)
@happened
@acting
@as_json
@click.pass_obj
def retract(
    desk: Desk, *, case_id: str, reason: str, happened_at: str | None, acting: str | None, as_json: bool
) -> None:
    """Take a case back after it was accepted (撤回)."""
    _take_back(desk, ("retract", case_id), reason, moment_of(desk, happened_at), acting)
    tell_state(desk, desk.output(as_json), case_id)


def _take_back(desk: Desk, step: tuple[str, str], reason: str, moment: datetime | None, acting: str | None) -> None:
    """Take a step (verb, case) of the applicant's side."""
    (verb, case), actor = step, desk.actor(acting, Permission.CASE_SUBMIT)
    take = getattr(desk.get(IWithdrawService), verb)
    desk.transact(lambda root: take(root, actor, case, reason, moment))


def _take_all(desk: Desk, given: Mapping[str, Any], drawn: Iterable[str], folder: Path) -> dict[str, Intake]:
    """Take every file in; what is or becomes a drawing is looked at as one. All that is refused is told together."""
    intake, taken = desk.get(IIntakeService), {}
    shown = {row["file"] for row in given.get("versions", ()) if row["document"] in drawn}
    shown |= set(given.get("drawings", {}).values())
    files = dict.fromkeys(row["file"] for part in ("versions", "materials") for row in given.get(part, ()))
    with gathering() as check:
        for name in sorted(shown - files.keys()):
            with check():
                raise FileUnreadableError(f"{name}: archive.why-no-material")
        for name in files:
            with check():
                taken[name] = take_file(intake, folder, name, drawing=name in shown)
    return taken


def _read(given: Mapping[str, Any], taken: Mapping[str, Intake]) -> Correction:
    """Give the correction with the files that were taken in; what it does ``without`` is taken away."""
    gone = dict.fromkeys(given.get("without", ()))
    return Correction(
        versions={row["document"]: taken[row["file"]] for row in given.get("versions", ())},
        materials=tuple(MaterialGiven(row["type"], taken[row["file"]]) for row in given.get("materials", ())),
        form=dict(given.get("form", {})),
        data={**given.get("data", {}), **gone},
        drawings={name: taken[file].digest for name, file in given.get("drawings", {}).items()},
        note=given.get("note", ""),
    )

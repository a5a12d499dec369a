"""Reads an application (TOML or JSON) with its files, and submits it; ``application.json`` says what it may hold.

The shape, with an example that a test submits: ``docs/reference/command.md``.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.errors import ApplicationInvalidError, FileMalformedError
from archive.cli.files import read_values, take_file
from archive.cli.options import parse_moment
from archive.errors import ArchiveError
from archive.interfaces import IIntakeService
from archive.model import BuildingGiven, Cover, Intake, ItemAsked, MaterialGiven, Submitted
from archive.permissions import Actor
from archive.services.drafting.interfaces import IApplyService
from archive.services.drafting.model import ApplicationGiven, ProjectTold
from archive.services.errors import FileUnreadableError
from templates.faults import Format, Validator, check_faults, compile_schema

READERS: Final[Mapping[str, Callable[[str], Any]]] = {".toml": tomllib.loads, ".json": json.loads}
SCHEMA: Final = Path(__file__).with_name("application.json")


@cache
def _validator(schema: Path) -> Validator:
    """Compile a schema, once a process."""
    return compile_schema(json.loads(schema.read_bytes()), {"moment": Format(_is_moment)})


def _is_moment(text: str) -> bool:
    """Say whether a text is an ISO 8601 date or date-time."""
    try:
        return bool(parse_moment(text, ZoneInfo("UTC")))
    except click.BadParameter:
        return False


def read_application(path: Path, schema: Path = SCHEMA) -> Mapping[str, Any]:
    """Read the file of an application, or of what has another ``schema``; a date of TOML becomes its ISO 8601 text.

    What ``read_values`` raises; ``ApplicationInvalidError`` names everything missing, unknown or of a wrong type.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadableError(f"{path.name}: {' '.join(READERS)}: archive.why-extension")
    given = read_values(path, lambda text: json.loads(json.dumps(reader(text), default=str)))
    if not isinstance(given, dict):
        raise FileMalformedError(f"{path.name}: archive.why-type-object")
    if faults := tuple(check_faults(_validator(schema), given, {})):
        raise ApplicationInvalidError(faults)
    return given


def submit_application(desk: Desk, actor: Actor, given: Mapping[str, Any], folder: Path) -> Submitted:
    """Take the files in, which lie in ``folder``, and the application with them.

    ``given`` is of the shape that ``read_application`` checks. Raises what the services raise.
    """
    taken, refused = _take_all(desk, given, folder)
    application, service = _read(desk, given, taken), desk.get(IApplyService)

    def work(root: Any) -> Submitted:
        done: Submitted = service.apply(root, actor, application, refused)
        return done

    return desk.transact(work)


def _take_all(
    desk: Desk, given: Mapping[str, Any], folder: Path
) -> tuple[Mapping[str, Intake], tuple[ArchiveError, ...]]:
    """Take the files in: those that could be, by name, and why each of the others could not."""
    intake = desk.get(IIntakeService)
    drawn = dict.fromkeys(file for item in given["items"] for file in item.get("drawings", {}).values())
    files = dict.fromkeys(row["file"] for row in given.get("materials", ()))
    taken: dict[str, Intake] = {}
    refused: list[ArchiveError] = [
        FileUnreadableError(f"{name}: archive.why-no-material") for name in drawn if name not in files
    ]
    for name in files:
        try:
            taken[name] = take_file(intake, folder, name, drawing=name in drawn)
        except ArchiveError as error:
            refused.append(error)
    return taken, tuple(refused)


def _read(desk: Desk, given: Mapping[str, Any], taken: Mapping[str, Intake]) -> ApplicationGiven:
    """Give the application with the files that were taken in."""
    rows = [row for row in given.get("materials", ()) if row["file"] in taken]
    received, told = given.get("received_at"), given["project"]
    works = () if isinstance(told, str) else told.get("works", ())
    return ApplicationGiven(
        key=given["key"],
        project=told if isinstance(told, str) else _project(told),
        applicant=given["applicant"],
        applicant_code=given["applicant_code"],
        form=dict(given.get("form", {})),
        items=tuple(_item(row, taken) for row in given["items"]),
        materials=tuple(MaterialGiven(row["type"], taken[row["file"]]) for row in rows),
        works=tuple((row["code"], row["name"]) for row in works),
        buildings=tuple(_buildings(works)),
        received_at=None if received is None else parse_moment(received, desk.settings["archive.timezone"]),
    )


def _project(told: Mapping[str, Any]) -> ProjectTold:
    """Read what is told of a project, but for its parts."""
    return ProjectTold(told["name"], told["owner"], told["owner_code"], told.get("code", ""))


def _item(row: Mapping[str, Any], taken: Mapping[str, Intake]) -> ItemAsked:
    """Read one item, with the drawings that were taken in."""
    covers = tuple(Cover(level, name) for cover in row.get("covers", ()) for level, name in cover.items())
    digests = {name: taken[file].digest for name, file in row.get("drawings", {}).items() if file in taken}
    return ItemAsked(row["item"], dict(row.get("data", {})), covers, digests)


def _buildings(works: Iterable[Mapping[str, Any]]) -> Iterator[BuildingGiven]:
    """Every building of some works."""
    for each in works:
        for row in each.get("buildings", ()):
            yield BuildingGiven(each["code"], row["code"], row["name"], row.get("facts", {}))

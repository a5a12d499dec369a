"""Reads an application (TOML or JSON) with its files, and submits it; ``application.json`` says what it may hold.

The shape, with an example that a test submits: ``docs/reference/command.md``.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.errors import ApplicationInvalidError, FileMalformedError, FileUnreadableError
from archive.cli.files import read_values, take_file
from archive.cli.options import parse_moment
from archive.errors import (
    ArchiveError,
    DrawingMissingError,
    MaterialMissingError,
    PartUnknownError,
    ProjectUnknownError,
)
from archive.identifiers.project import parse_project_code
from archive.interfaces import IIntakeService, IProjectService, ISubmitService
from archive.model import BuildingGiven, Cover, Intake, ItemAsked, MaterialGiven, Submission, Submitted
from archive.permissions import Actor
from archive.services.gathering import gathering
from templates.faults import Format, Validator, check_faults, compile_schema

READERS: Final[Mapping[str, Callable[[str], Any]]] = {".toml": tomllib.loads, ".json": json.loads}
SCHEMA: Final = Path(__file__).with_name("application.json")
ON_FILES: Final = (MaterialMissingError, DrawingMissingError)
"""What is not told where files were refused: it may hang on them."""
ON_PARTS: Final = (PartUnknownError,)
"""What is not told where parts of a project were refused."""
ON_BEGINNING: Final = (ProjectUnknownError,)
"""What is not told of a project that was to begin: why it could not is told already."""


@cache
def _validator() -> Validator:
    """Compile the schema, once a process."""
    return compile_schema(json.loads(SCHEMA.read_bytes()), {"moment": Format(_is_moment)})


def _is_moment(text: str) -> bool:
    """Say whether a text is an ISO 8601 date or date-time."""
    try:
        return bool(parse_moment(text, ZoneInfo("UTC")))
    except click.BadParameter:
        return False


def read_application(path: Path) -> Mapping[str, Any]:
    """Read an application's file by its extension; a date of TOML becomes its ISO 8601 text.

    What ``read_values`` raises; ``ApplicationInvalidError`` names everything missing, unknown or of a wrong type.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadableError(f"{path.name}: {' '.join(READERS)}: archive.why-extension")
    given = read_values(path, lambda text: json.loads(json.dumps(reader(text), default=str)))
    if not isinstance(given, dict):
        raise FileMalformedError(f"{path.name}: archive.why-type-object")
    if faults := tuple(check_faults(_validator(), given, {})):
        raise ApplicationInvalidError(faults)
    return given


def submit_application(desk: Desk, actor: Actor, given: Mapping[str, Any], folder: Path) -> Submitted:
    """Take the files in, begin the project where it is new, write its parts down, submit; files are in ``folder``.

    ``given`` is of the shape that ``read_application`` checks. Raises what the services raise.
    """
    taken, refused = _take_all(desk, given, folder)
    submission, told = _read(desk, given, taken), given["project"]

    def work(root: Any) -> Submitted:
        done: list[Submitted] = []
        before = root.submissions.get((actor.name, given["key"]))
        project = root.applications[before.application].project if before else ""
        wrong = () if before else _wrong_in(desk, told)
        besides = (*(ON_FILES if refused else ()), *(ON_PARTS if wrong else ()))
        with gathering(besides if isinstance(told, str) else (*besides, *ON_BEGINNING)) as check:
            for error in (*refused, *wrong):
                with check():
                    raise error
            with check():
                project = project or _find_or_begin(desk, root, actor, told)
            if project and not before:
                with check():
                    _put_parts(desk, root, actor, project, told)
            with check():
                done.append(desk.get(ISubmitService).submit(root, actor, submission(project)))
        return done[0]

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


def _read(desk: Desk, given: Mapping[str, Any], taken: Mapping[str, Intake]) -> Callable[[str], Submission]:
    """Give what turns a project's id into the submission."""
    rows = [row for row in given.get("materials", ()) if row["file"] in taken]
    materials = tuple(MaterialGiven(row["type"], taken[row["file"]]) for row in rows)
    items = tuple(_item(row, taken) for row in given["items"])
    key, form = given["key"], dict(given.get("form", {}))
    who = given["applicant"], given["applicant_code"]
    received = given.get("received_at")
    moment = None if received is None else parse_moment(received, desk.settings["archive.timezone"])
    return lambda project: Submission(key, project, *who, form, items, materials, moment)


def _item(row: Mapping[str, Any], taken: Mapping[str, Intake]) -> ItemAsked:
    """Read one item, with the drawings that were taken in."""
    covers = tuple(Cover(level, name) for cover in row.get("covers", ()) for level, name in cover.items())
    digests = {name: taken[file].digest for name, file in row.get("drawings", {}).items() if file in taken}
    return ItemAsked(row["item"], dict(row.get("data", {})), covers, digests)


def _wrong_in(desk: Desk, told: Any) -> tuple[ArchiveError, ...]:
    """Give what is wrong with what is told of a project, before it is begun or changed."""
    if isinstance(told, str):
        return ()
    try:
        works = [(works["code"], works["name"]) for works in told.get("works", ())]
        desk.get(IProjectService).verify_told(told["owner_code"], told.get("code", ""), works, list(_buildings(told)))
    except ArchiveError as error:
        return (error,)
    return ()


def _find_or_begin(desk: Desk, root: Any, actor: Actor, told: Any) -> str:
    """Give the project's id; one that is told of is begun unless its code is here."""
    if isinstance(told, str):
        return told
    code = told.get("code", "")
    found = root.project_codes.get(parse_project_code(code).text) if code else None
    if found is None:
        who = {"owner": told["owner"], "owner_code": told["owner_code"]}
        found = desk.get(IProjectService).begin(root, actor, told["name"], **who, code=code)
    return str(found)


def _put_parts(desk: Desk, root: Any, actor: Actor, project: str, told: Any) -> None:
    """Write down the parts that are told of a project."""
    if isinstance(told, str):
        return
    service = desk.get(IProjectService)
    with gathering(ON_PARTS) as check:
        for works in told.get("works", ()):
            with check():
                service.put_works(root, actor, project, works["code"], works["name"])
        for building in _buildings(told):
            with check():
                service.put_building(root, actor, project, building)


def _buildings(told: Any) -> Iterator[BuildingGiven]:
    """Every building that is told of a project."""
    for works in told.get("works", ()):
        for row in works.get("buildings", ()):
            yield BuildingGiven(works["code"], row["code"], row["name"], row.get("facts", {}))

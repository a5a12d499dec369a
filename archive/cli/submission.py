"""Reads an application (TOML or JSON) with its files, and submits it; ``application.json`` says what it may hold.

The shape, with an example that a test submits: ``docs/reference/command.md``.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.errors import ApplicationInvalidError, FileUnreadableError
from archive.cli.options import parse_moment
from archive.errors import ArchiveError, DrawingMissingError, MaterialMissingError
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
LARGEST: Final = 10_000_000
"""Bytes that an application's own file may have."""


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

    ``FileUnreadableError``; ``ApplicationInvalidError`` names everything that is missing, unknown or of a wrong type.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadableError(f"{path.name}: {' '.join(READERS)}: archive.why-extension")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise FileUnreadableError(f"{path.name}: > {LARGEST}: archive.why-bytes")
        given = json.loads(json.dumps(reader(data.decode("utf-8")), default=str))
    except (OSError, ValueError, RecursionError) as error:
        raise FileUnreadableError(f"{path.name}: {error}") from None
    if not isinstance(given, dict):
        raise FileUnreadableError(path.name)
    if faults := tuple(check_faults(_validator(), given, {})):
        raise ApplicationInvalidError(faults)
    return given


def submit_application(desk: Desk, actor: Actor, given: Mapping[str, Any], folder: Path) -> Submitted:
    """Take the files in, begin the project where it is new, write its parts down, submit; files are in ``folder``.

    ``given`` is of the shape that ``read_application`` checks. Raises what the services raise.
    """
    taken, refused = _take_all(desk, given, folder)
    submission = _read(desk, given, taken)
    submit = desk.get(ISubmitService)

    def work(root: Any) -> Submitted:
        done: list[Submitted] = []
        with gathering(ON_FILES if refused else ()) as check:
            for error in refused:
                with check():
                    raise error
            with check():
                before = root.submissions.get((actor.name, given["key"]))
                known = root.applications[before.application].project if before else None
                known = known or _tell(desk, root, actor, given["project"])
                done.append(submit.submit(root, actor, submission(known)))
        return done[0]

    return desk.transact(work)


def _take_all(
    desk: Desk, given: Mapping[str, Any], folder: Path
) -> tuple[Mapping[str, Intake], tuple[ArchiveError, ...]]:
    """Take the files in: those that could be, by name, and why each of the others could not."""
    intake, inside = desk.get(IIntakeService), folder.resolve()
    drawn = dict.fromkeys(file for item in given["items"] for file in item.get("drawings", {}).values())
    files = dict.fromkeys(row["file"] for row in given.get("materials", ()))
    taken: dict[str, Intake] = {}
    refused: list[ArchiveError] = [FileUnreadableError(name) for name in drawn if name not in files]
    for name in files:
        try:
            taken[name] = _take(intake, inside, name, drawing=name in drawn)
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


def _take(intake: Any, folder: Path, name: str, *, drawing: bool) -> Intake:
    """Take one file in, which lies in the application's folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise FileUnreadableError(name)
    try:
        with path.open("rb") as file:
            taken: Intake = intake.take(file, path.name, drawing=drawing)
    except OSError as error:
        raise FileUnreadableError(f"{path.name}: {error.strerror}") from None
    return taken


def _tell(desk: Desk, root: Any, actor: Actor, project: Any) -> str:
    """Give the project's id; one that is told of is begun unless its code is here, and gets the parts that are told."""
    if isinstance(project, str):
        return project
    service, code = desk.get(IProjectService), project.get("code", "")
    found = root.project_codes.get(parse_project_code(code).text) if code else None
    if found is None:
        who = {"owner": project["owner"], "owner_code": project["owner_code"]}
        found = service.begin(root, actor, project["name"], **who, code=code)
    with gathering() as check:
        for works in project.get("works", ()):
            with check():
                service.put_works(root, actor, found, works["code"], works["name"])
                for row in works.get("buildings", ()):
                    with check():
                        building = BuildingGiven(works["code"], row["code"], row["name"], row.get("facts", {}))
                        service.put_building(root, actor, found, building)
    return str(found)

"""Reads an application (TOML or JSON) with its files, and submits it.

::

    key = "2021-0001"                 # the same key with the same content gives the same application again
    project = "P202104060000001"      # an id, or a table: name, owner, owner_code, code (begun where it is new)
    applicant = "示例精密制造有限公司"
    applicant_code = "91350200DEM0001100"
    [form]                            # facts, and national keys that the items share
    low_risk = true
    [[items]]
    item = "X2-02"
    covers = ["1# 厂房"]              # optional
    data = { LXR = "李示例" }         # by national key
    drawings = { "附图" = "总平面图.png" }   # annex → a file among the materials
    [[materials]]
    type = "D20"
    file = "总平面图.png"             # beside the application's own file
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from archive.cli.desk import Desk
from archive.cli.errors import FileUnreadableError
from archive.identifiers.project import parse_project_code
from archive.interfaces import IIntakeService, IProjectService, ISubmitService
from archive.model import ItemAsked, MaterialGiven, Submission, Submitted
from archive.permissions import Actor

READERS: Final[Mapping[str, Callable[[str], Any]]] = {".toml": tomllib.loads, ".json": json.loads}


def load_application(path: Path) -> Mapping[str, Any]:
    """Read an application's file by its extension; ``FileUnreadableError``."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileUnreadableError(f"{path.name}: {' '.join(READERS)}")
    try:
        given = reader(path.read_text(encoding="utf-8"))
        missing = {"key", "project", "applicant", "applicant_code", "items"} - given.keys()
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise FileUnreadableError(f"{path.name}: {error}") from None
    if missing:
        raise FileUnreadableError(f"{path.name}: {', '.join(sorted(missing))}")
    return dict(given)


def submit_application(desk: Desk, actor: Actor, given: Mapping[str, Any], folder: Path) -> Submitted:
    """Take the files in, begin the project where it is new, submit; files are beside ``folder``.

    ``FileUnreadableError`` for a form that lacks something, and what the services raise.
    """
    try:
        submission, project = _read(desk, given, folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise FileUnreadableError(f"{given.get('key', '')}: {error}") from None
    submit = desk.get(ISubmitService)

    def work(root: Any) -> Submitted:
        before = root.submissions.get((actor.name, given["key"]))
        known = root.applications[before.application].project if before else _project_id(desk, root, actor, project)
        done: Submitted = submit.submit(root, actor, submission(known))
        return done

    return desk.transact(work)


def _read(desk: Desk, given: Mapping[str, Any], folder: Path) -> tuple[Callable[[str], Submission], Any]:
    """Make what turns a project's id into the submission, and what is said of the project."""
    intake = desk.get(IIntakeService)
    taken = {row["file"]: _take(intake, folder.resolve(), row["file"]) for row in given.get("materials", ())}
    materials = tuple(MaterialGiven(row["type"], taken[row["file"]]) for row in given.get("materials", ()))
    items = tuple(
        ItemAsked(
            row["item"],
            dict(row.get("data", {})),
            tuple(row.get("covers", ())),
            {name: taken[file].digest for name, file in row.get("drawings", {}).items()},
        )
        for row in given["items"]
    )
    texts = given["key"], given["applicant"], given["applicant_code"], dict(given.get("form", {}))
    key, applicant, code, form = texts
    return lambda project: Submission(key, project, applicant, code, form, items, materials), given["project"]


def _take(intake: Any, folder: Path, name: str) -> Any:
    """Take one file in, which lies in the application's folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise FileUnreadableError(name)
    try:
        with path.open("rb") as file:
            return intake.take(file, path.name)
    except OSError as error:
        raise FileUnreadableError(f"{path.name}: {error.strerror}") from None


def _project_id(desk: Desk, root: Any, actor: Actor, project: Any) -> str:
    """Give the project's id; a project that is told of is begun, unless its code is here."""
    if isinstance(project, str):
        return project
    code = project.get("code", "")
    known = root.project_codes.get(parse_project_code(code).text) if code else None
    if known is not None:
        return str(known)
    service = desk.get(IProjectService)
    owner, owner_code = project["owner"], project["owner_code"]
    return str(service.begin(root, actor, project["name"], owner=owner, owner_code=owner_code, code=code))

"""What the demo says: tables for people, ``summary.json`` for programs (``docs/reference/demo.md``)."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.cli.delivery import write_whole
from archive.cli.demo.road import Travel
from archive.cli.licence import read_licence
from archive.identifiers.licence import LicenceIdentifier
from archive.words import say


def summary_of(travel: Travel) -> dict[str, Any]:
    """Give the summary in plain values."""
    kinds = {each: read_licence(travel.desk, each).line.kind for each in travel.identifiers}
    made = zip(travel.identifiers, travel.files, travel.verdicts, strict=True)
    return {
        "licences": [
            {
                "kind": kinds[identifier],
                "identifier": identifier,
                "path": str(files[0].resolve()),
                "verdict": str(verdicts[0].report.verdict),
                "status": verdicts[0].status,
                "annexes": [
                    {"path": str(one.resolve()), "verdict": str(verdict.report.verdict)}
                    for one, verdict in zip(files[1:], verdicts[1:], strict=True)
                ],
            }
            for identifier, files, verdicts in made
        ],
        "steps": [{"name": name, "seconds": round(seconds, 3)} for name, seconds in travel.times],
        "materials": {
            "uploaded": len(travel.materials),
            "reused": len({one.identifier for done in travel.submitted for one in done.reused}),
        },
        "trust": str(travel.desk.settings["signing.trust.folder"].resolve()),
        "project": travel.scene.code if travel.scene else "",
        "cases": [case for done in travel.submitted for case in done.cases.values()],
    }


def write_summary(summary: dict[str, Any], folder: Path) -> Path:
    """Write ``summary.json``; gives its path."""
    path = folder / "summary.json"
    write_whole(path, (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode)
    return path


def print_summary(travel: Travel, summary: dict[str, Any]) -> None:
    """Print what was made, how long each step took, and what to try next; tables fit 80 columns."""
    out = travel.out
    out.table(
        "made", ("kind", "number", "verdict", "status"), (row for one in summary["licences"] for row in _rows(one))
    )
    for licence in summary["licences"]:
        paths = [licence["path"], *(annex["path"] for annex in licence["annexes"])]
        out.say("cli.demo-files", identifier=licence["identifier"], paths="\n  ".join(map(shown, paths)))
    times = [
        (say(f"cli.demo-step.{step['name']}", out.language), f"{step['seconds']:.2f}") for step in summary["steps"]
    ]
    total = sum(step["seconds"] for step in summary["steps"])
    out.table("times", ("step", "seconds"), [*times, ("", f"{total:.2f}")])
    name = travel.scene.name if travel.scene else ""
    out.say("cli.demo-project", project=summary["project"], name=name, **summary["materials"])
    last = summary["licences"][-1]
    out.say(
        "cli.demo-next",
        chancery=command_of(travel.desk.config),
        folder=shown(str(Path(last["path"]).parent)),
        face=shown(last["path"]),
        number=_number_of(last),
        trust=shown(summary["trust"]),
        case=summary["cases"][-1],
        year=travel.today().year,
    )


def _rows(licence: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give a row for each file of a licence: kind and number (of the face), verdict, status."""
    yield licence["kind"], _number_of(licence), licence["verdict"], licence["status"]
    yield from (("annex", "", annex["verdict"], "") for annex in licence["annexes"])


def _number_of(licence: dict[str, Any]) -> str:
    """Give a licence's number, which is the serial of its identifier."""
    return LicenceIdentifier.parse(licence["identifier"]).serial


def shown(path: str) -> str:
    """Give a path as it is typed from here."""
    return os.path.relpath(path) if Path(path).is_relative_to(Path.cwd()) else path


def command_of(config: Path) -> str:
    """Give the command as it is typed from here, with the configuration where it is not the default one."""
    command = shown(str(Path(sys.executable).parent / "chancery"))
    return command if config == Path("development.ini") else f"{command} --config {shown(str(config.resolve()))}"

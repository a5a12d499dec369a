"""`chancery verify`: what foreign files come to, for people as a table and for programs as lines of JSON."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from archive.interfaces import StatusAnswer
from signing.errors import TrustError
from signing.interfaces import IValidator
from signing.model import SEVERITY, Finding, Report, Verdict
from signing.trust.anchors import load_snapshot
from signing.validation.validator import Validator, bounds_from
from templates.labels import FOLDER, Labels, load_labels

StatusOf = Callable[[str, str, datetime], StatusAnswer]
"""Identifier, SHA-256 of the file and moment → what the register says."""
GOOD: Final = frozenset({"valid", "unknown"})
"""States that do not speak against a file: in force, or not known here."""
STYLES: Final = {
    Verdict.VALID: "green",
    Verdict.INDETERMINATE: "yellow",
    Verdict.NOT_VALID: "red",
    Verdict.UNREADABLE: "magenta",
}


class Surroundings(Protocol):
    """What the command line gives to every command, as far as this one needs it."""

    language: str
    """``zh`` or ``en``."""
    settings: Mapping[str, Any]
    clock: Callable[[], datetime]

    def find_register(self) -> StatusOf | None:
        """Give the archive's register; None where there is no archive that can be opened. Never raises."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One file with its answer."""

    file: str
    report: Report
    status: str = "unknown"


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO date (its last moment in ``zone``) or date-time (in ``zone`` unless it says); ``ValueError``."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, zone)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def verify_file(path: Path, validator: IValidator, limit: int, at: datetime, status_of: StatusOf | None) -> Verified:
    """Judge one file and ask the register; a file that cannot be read is ``unreadable`` like any other."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        return Verified(str(path), _unreadable("signing.file-missing"))
    except IsADirectoryError:
        return Verified(str(path), _unreadable("signing.file-is-folder"))
    except OSError:
        return Verified(str(path), _unreadable("signing.file-unreachable"))
    report = validator.validate(data, at)
    if status_of is None or not report.identifier:
        return Verified(str(path), report)
    answer = status_of(report.identifier, hashlib.sha256(data).hexdigest(), at)
    return Verified(str(path), _with_status(report, answer), answer.status)


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """0 all valid, 3 some unreadable, else 1."""
    seen = set(verdicts)
    if Verdict.UNREADABLE in seen:
        return 3
    return 0 if seen <= {Verdict.VALID} else 1


def _unreadable(code: str) -> Report:
    """The report of what is no file."""
    return Report(Verdict.UNREADABLE, (Finding(code, Verdict.UNREADABLE),))


def _with_status(report: Report, answer: StatusAnswer) -> Report:
    """Add what the register knows against a file; the verdict is never greener than it."""
    added: list[Finding] = []
    if answer.status not in GOOD:
        values = {"number": answer.number, "replaced_by": answer.replaced_by}
        added.append(Finding(f"archive.licence-{answer.status}", Verdict.NOT_VALID, values))
    elif answer.status != "unknown" and not answer.is_registered:
        added.append(Finding("archive.file-not-registered", Verdict.INDETERMINATE, {"number": answer.number}))
    verdict = max((report.verdict, *(each.verdict for each in added)), key=SEVERITY.index)
    return replace(report, verdict=verdict, findings=(*report.findings, *added))


def _line(item: Verified, labels: Labels, language: str) -> str:
    """One line of JSON."""
    report = item.report
    findings = [
        {
            "code": each.code,
            "verdict": each.verdict,
            "sentence": labels.sentence(each.code, language, **each.values),
            "values": each.values,
        }
        for each in report.findings
    ]
    seals = [
        {
            "field": each.field,
            "signer": each.signer,
            "issuer": each.issuer,
            "serial": each.serial,
            "claimed_at": each.claimed_at and each.claimed_at.isoformat(),
            "proved_at": each.proved_at and each.proved_at.isoformat(),
            "level": each.level,
            "verdict": each.verdict,
        }
        for each in report.seals
    ]
    content = {"file": item.file, "verdict": report.verdict, "status": item.status, "findings": findings}
    content |= {"identifier": report.identifier, "digest": report.digest, "seals": seals}
    return json.dumps(content)


def _table(items: Iterable[Verified], labels: Labels, language: str, zone: ZoneInfo) -> Table:
    """A table for people: verdict and state in words, seals, and every finding as a sentence."""
    titles = [labels.sentence(f"archive.verify-{each}", language) for each in ("file", "verdict", "status", "details")]
    table = Table(*titles, show_lines=True)
    for item in items:
        verdict = labels.sentence(f"archive.verdict-{item.report.verdict}", language)
        status = labels.sentence(f"archive.status-{item.status}", language)
        details = [*_seals(item.report, zone), *(_sentence(each, labels, language) for each in item.report.findings)]
        style = STYLES[item.report.verdict]
        table.add_row(_plain(click.format_filename(item.file)), f"[{style}]{verdict}[/]", status, "\n".join(details))
    return table


def _sentence(found: Finding, labels: Labels, language: str) -> str:
    """A finding in words, with the code that programs know."""
    return _plain(f"{labels.sentence(found.code, language, **found.values)} ({found.code})")


def _seals(report: Report, zone: ZoneInfo) -> Iterator[str]:
    """Who sealed when, at which level."""
    for seal in report.seals:
        moment = seal.proved_at or seal.claimed_at
        when = moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
        yield _plain(" · ".join(part for part in (seal.signer, seal.level or "", when) if part))


def _plain(text: str) -> str:
    """Keep what a file says from being read as markup or control characters."""
    return "".join(letter for letter in text if letter.isprintable()).replace("[", "\\[")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust", type=click.Path(path_type=Path), help="Folder of anchors and CRLs; replaces the configured one."
)
@click.option("--at", "moment", help="Judge as of this ISO date (its end) or date-time.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file.")
@click.pass_obj
def verify(
    surroundings: Surroundings, files: tuple[Path, ...], trust: Path | None, moment: str | None, as_json: bool
) -> None:
    """Verify sealed FILES: 0 all valid, 1 some not valid or indeterminate, 3 some unreadable."""
    settings, language = surroundings.settings, surroundings.language
    zone: ZoneInfo = settings["archive.timezone"]
    labels = Labels(load_labels(FOLDER))
    try:
        at = parse_moment(moment, zone) if moment else surroundings.clock()
        snapshot = load_snapshot(trust or settings["signing.trust.folder"])
    except TrustError as error:
        raise click.UsageError(labels.sentence(error.code, language, detail=str(error))) from None
    except ValueError:
        raise click.BadParameter(labels.sentence("archive.moment-invalid", language), param_hint="--at") from None
    bounds, status_of = bounds_from(settings), surroundings.find_register()
    items = []
    with closing(Validator(lambda: snapshot, surroundings.clock, bounds)) as validator:
        for path in files:
            items.append(verify_file(path, validator, bounds.max_bytes, at, status_of))
            if as_json:
                click.echo(_line(items[-1], labels, language))
    if not as_json:
        Console(soft_wrap=False).print(_table(items, labels, language, zone))
    sys.exit(exit_code(each.report.verdict for each in items))

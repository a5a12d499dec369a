"""`chancery verify`: what foreign files come to, for people as a table and for programs as lines of JSON."""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.frame import Command
from archive.cli.options import as_json, option, parse_moment
from archive.errors import code_of
from archive.model import StatusAnswer
from archive.texts import is_readable
from archive.words import say, tell_moment
from signing.errors import TrustFolderMissingError
from signing.interfaces import IValidator
from signing.model import SEVERITY, Finding, Report, SealFacts, Verdict
from signing.trust.anchors import TrustSnapshot, read_snapshot
from signing.validation.validator import open_validator

StatusOf = Callable[[str, str, datetime], StatusAnswer]
"""Identifier, SHA-256 of the file and moment → what the register says."""
FindRegister = Callable[[], StatusOf | None]
"""Gives the archive's register; None where there is no archive. Asked only for a file that claims an identifier."""
GOOD: Final = frozenset({"valid", "unknown"})
"""States that do not speak against a file: in force, or not known here."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One file with its answer."""

    file: str
    report: Report
    status: str = "unknown"


@dataclass(frozen=True)
class Inquiry:
    """Asks the register what it knows of a judged file."""

    find_register: FindRegister
    at: datetime
    """The moment that the register is asked for."""
    is_needed: bool = True
    """Whether a register that is there, but cannot be asked, speaks against a file."""
    given: datetime | None = None
    """The moment that somebody gave; without one the validator's own clock counts, with its leeway."""

    def ask(self, path: Path, report: Report) -> Verified:
        """Add what the register knows; a register that cannot be asked is a finding, never silence."""
        try:
            status_of = self.find_register() if report.identifier else None
            answer = status_of(report.identifier, report.digest, self.at) if status_of else None
        except Exception as error:  # noqa: BLE001 - logged, and a finding
            verdict = Verdict.INDETERMINATE if self.is_needed else Verdict.VALID
            values = {"reason": _logged(error)}
            return Verified(str(path), _with(report, Finding("archive.register-unreachable", verdict, values)))
        if answer is None:
            return Verified(str(path), report)
        return Verified(str(path), _with(report, *_held_against(answer)), answer.status)


def _logged(error: Exception) -> str:
    """Log why the register cannot be asked, and give its code; an error without one is ours."""
    from archive.logs import logger_of  # noqa: PLC0415 - help must be quick

    code = code_of(error)
    if not code:
        logger_of(__name__).exception("the register cannot be asked")
        return "cli.unexpected"
    logger_of(__name__).exception("the register cannot be asked", code=code, detail=str(error))
    return code


def validate_file(path: Path, validator: IValidator, limit: int, inquiry: Inquiry) -> Verified:
    """Judge one file and ask the register; a file that cannot be read is ``unreadable`` like any other."""
    try:
        data = _read(path, limit + 1)
    except FileNotFoundError:
        return Verified(str(path), _unreadable("signing.file-missing"))
    except IsADirectoryError:
        return Verified(str(path), _unreadable("signing.file-is-folder"))
    except OSError:
        return Verified(str(path), _unreadable("signing.file-unreachable"))
    return inquiry.ask(path, validator.validate(data, inquiry.given))


def _read(path: Path, size: int) -> bytes:
    """Read the first bytes of a plain file; ``OSError``, also for a pipe or device, which could keep us for ever."""
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(str(path))
        return file.read(size)


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for whoever writes into a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """0 all valid, 3 some unreadable, else 1."""
    seen = set(verdicts)
    if Verdict.UNREADABLE in seen:
        return 3
    return 0 if seen <= {Verdict.VALID} else 1


def _unreadable(code: str) -> Report:
    """The report of what is no file."""
    return Report(Verdict.UNREADABLE, (Finding(code, Verdict.UNREADABLE),))


def _held_against(answer: StatusAnswer) -> Iterator[Finding]:
    """What the register knows against a file."""
    if answer.status not in GOOD:
        values = {"number": answer.number, "replaced_by": answer.replaced_by}
        yield Finding(f"archive.licence-{answer.status}", Verdict.NOT_VALID, values)
    elif answer.status != "unknown" and not answer.is_registered:
        yield Finding("archive.file-not-registered", Verdict.INDETERMINATE, {"number": answer.number})


def _with(report: Report, *added: Finding) -> Report:
    """Add findings; the verdict is never greener than they are."""
    verdict = max((report.verdict, *(each.verdict for each in added)), key=SEVERITY.index)
    return replace(report, verdict=verdict, findings=(*report.findings, *added))


def _line(item: Verified, language: str) -> str:
    """One line of JSON."""
    report = item.report
    findings = [
        {
            "code": each.code,
            "verdict": each.verdict,
            "sentence": say(each.code, language, **each.values),
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


def _row(item: Verified, language: str, zone: ZoneInfo) -> tuple[str, str, str, str]:
    """A row for people: file, verdict, state, and seals and findings as lines of the last cell."""
    details = [*_seals(item.report, language, zone), *(_sentence(each, language) for each in item.report.findings)]
    return click.format_filename(item.file), item.report.verdict, item.status, "\n".join(details)


def _sentence(found: Finding, language: str) -> str:
    """A finding in words, with the code that programs know."""
    return _plain(f"{say(found.code, language, **found.values)} ({found.code})")


def _seals(report: Report, language: str, zone: ZoneInfo) -> Iterator[str]:
    """Who sealed when, at which level; a seal that cannot be read says nothing, and a finding names it."""
    for seal in report.seals:
        if parts := [part for part in (seal.signer, seal.level, _sealed_at(seal, language, zone)) if part]:
            yield _plain(" · ".join(parts))


def _sealed_at(seal: SealFacts, language: str, zone: ZoneInfo) -> str:
    """Say when a file was sealed: by when, as a timestamp proves, else as the seal claims."""
    moment, code = (seal.proved_at, "proved") if seal.proved_at else (seal.claimed_at, "claimed")
    return say(f"cli.sealed-{code}", language, moment=tell_moment(moment, zone)) if moment else ""


def _plain(text: str) -> str:
    """Keep what a file says on one line."""
    return "".join(letter for letter in text if is_readable(letter))


def _trusted(folder: Path | str) -> TrustSnapshot:
    """Read a trust folder; ``TrustError``. An empty word is none: it would mean where one stands."""
    if not folder:
        raise TrustFolderMissingError("--trust")
    return read_snapshot(Path(folder))


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--trust", metavar="DIR")
@option("--at", "moment", metavar="TIME")
@as_json
@click.pass_obj
def verify(desk: Desk, files: tuple[Path, ...], trust: str | None, moment: str | None, as_json: bool) -> None:
    """Verify sealed FILES: 0 all valid, 1 some not valid or indeterminate, 3 some unreadable, 2 misused."""
    settings, language = desk.settings, desk.language
    zone: ZoneInfo = settings["archive.timezone"]
    given = None if moment is None else parse_moment(moment, zone, time.max)
    snapshot = _trusted(settings["signing.trust.folder"] if trust is None else trust)
    inquiry = Inquiry(cache(desk.find_register), given or desk.clock(), trust is None, given)
    items = []
    with open_validator(settings, desk.clock, snapshot) as validator:
        for path in files:
            items.append(validate_file(path, validator, validator.bounds.max_bytes, inquiry))
            if as_json:
                click.echo(_line(items[-1], language))
    rows = [_row(each, language, zone) for each in items]
    desk.output(as_json).table("verified", ("path", "verdict", "status", "detail"), rows)
    sys.exit(exit_code(each.report.verdict for each in items))

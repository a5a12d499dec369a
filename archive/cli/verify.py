"""`chancery verify`: what foreign files come to, for people as a table and for programs as lines of JSON."""

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.frame import Command
from archive.cli.options import as_json, option, parse_moment
from archive.services.verification import Inquiry, Verified, tell_verified
from archive.texts import is_readable
from archive.words import say, tell_moment
from signing.errors import TrustFolderMissingError
from signing.interfaces import IValidator
from signing.model import Finding, Report, SealFacts, Verdict
from signing.trust.anchors import TrustSnapshot, read_snapshot
from signing.validation.validator import open_validator


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
    return inquiry.ask(str(path), validator.validate(data, inquiry.given))


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
    given = None if moment is None else parse_moment(moment, zone, of_day=time.max)
    snapshot = _trusted(settings["signing.trust.folder"] if trust is None else trust)
    inquiry = Inquiry(cache(desk.find_register), given or desk.clock(), trust is None, given)
    items = []
    with open_validator(settings, desk.clock, snapshot) as validator:
        for path in files:
            items.append(validate_file(path, validator, validator.bounds.max_bytes, inquiry))
            if as_json:
                click.echo(json.dumps(tell_verified(items[-1], language)))
    rows = [_row(each, language, zone) for each in items]
    desk.output(as_json).table("verified", ("path", "verdict", "status", "detail"), rows)
    sys.exit(exit_code(each.report.verdict for each in items))

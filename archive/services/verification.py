"""What a foreign file comes to: what its judges say, and what the register knows of the licence that it claims."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from archive.errors import code_of
from archive.model import LicenceStatus, StatusAnswer
from archive.words import say
from signing.model import SEVERITY, Finding, Report, Verdict

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
    licence: LicenceStatus | None = None
    """What the file says of its licence; None for one that is not the register's own: it may say anything."""
    is_refuted: bool = False
    """Whether the file itself is not what it claims, whatever the state of the licence."""


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

    def ask(self, file: str, report: Report) -> Verified:
        """Add what the register knows; a register that cannot be asked is a finding, never silence."""
        found = Verified(file, report, is_refuted=report.verdict == Verdict.NOT_VALID)
        try:
            status_of = self.find_register() if report.identifier else None
            answer = status_of(report.identifier, report.digest, self.at) if status_of else None
        except Exception as error:  # noqa: BLE001 - logged, and a finding
            verdict = Verdict.INDETERMINATE if self.is_needed else Verdict.VALID
            values = {"reason": _logged(error)}
            return replace(found, report=_with(report, Finding("archive.register-unreachable", verdict, values)))
        if answer is None:
            return found
        judged = _with(report, *_held_against(answer))
        return replace(found, report=judged, status=answer.status, licence=answer.licence)


def _logged(error: Exception) -> str:
    """Log why the register cannot be asked, and give its code; an error without one is ours."""
    from archive.logs import logger_of  # noqa: PLC0415 - help must be quick

    log = logger_of(__name__)
    if not (code := code_of(error)):
        log.exception("the register cannot be asked")
        return "cli.unexpected"
    log.exception("the register cannot be asked", code=code, detail=str(error))
    return code


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


def tell_verified(item: Verified, language: str) -> dict[str, Any]:
    """Tell a file's answer to programs, in JSON values (``docs/reference/verify.md``)."""
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
    return content | {"licence": item.licence and _tell_licence(item.licence)}


def _tell_licence(told: LicenceStatus) -> dict[str, Any]:
    """Tell what a file says of its licence, besides identifier and state."""
    return {
        "kind": told.kind,
        "number": told.number,
        "holder": told.holder,
        "issuer": told.issuer,
        "issued_at": told.issued_at.isoformat(),
        "valid_from": told.valid_from.isoformat(),
        "valid_until": told.valid_until and told.valid_until.isoformat(),
        "since": told.since.isoformat(),
    }

"""What a file comes to, once the register was asked too."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import LicenceStatus, StatusAnswer
from archive.services.verification import Inquiry, tell_verified
from signing.model import Finding, Report, SealFacts, Verdict
from storage.errors import DatabaseDamagedError

NOW = datetime(2026, 4, 6, 1, 2, 3, tzinfo=UTC)
REPORT = Report(Verdict.VALID, (), (), "ab" * 32, "1.2.156.3005.2.x")


def ask(status, **more):
    """Ask a register that gives one answer."""
    answer = StatusAnswer(status, REPORT.identifier, "1", **more)
    return Inquiry(lambda: lambda _identifier, _digest, _at: answer, NOW).ask("a.pdf", REPORT)


@pytest.mark.parametrize(
    ("status", "registered", "verdict", "codes"),
    [
        ("valid", True, Verdict.VALID, []),
        ("valid", False, Verdict.INDETERMINATE, ["archive.file-not-registered"]),
        ("revoked", True, Verdict.NOT_VALID, ["archive.licence-revoked"]),
        ("replaced", True, Verdict.NOT_VALID, ["archive.licence-replaced"]),
        ("unknown", False, Verdict.VALID, []),
    ],
)
def test_what_the_register_knows_speaks_against_a_file(status, registered, verdict, codes):
    found = ask(status, is_registered=registered)
    assert (found.status, found.report.verdict) == (status, verdict)
    assert [each.code for each in found.report.findings] == codes


@pytest.mark.parametrize(
    ("verdict", "status", "refuted"),
    [
        (Verdict.VALID, "valid", False),
        (Verdict.VALID, "revoked", False),
        (Verdict.INDETERMINATE, "revoked", False),
        (Verdict.NOT_VALID, "valid", True),
        (Verdict.NOT_VALID, "revoked", True),
    ],
)
def test_a_file_is_refuted_by_its_judges_and_not_by_the_state_of_its_licence(verdict, status, refuted):
    answer = StatusAnswer(status, REPORT.identifier, "1")
    found = Inquiry(lambda: lambda *_asked: answer, NOW).ask("a.pdf", replace(REPORT, verdict=verdict))
    assert found.is_refuted is refuted


def test_programs_are_told_what_the_file_says_of_its_licence_and_nothing_of_another_s():
    day = NOW.date()
    said = LicenceStatus(REPORT.identifier, "1", "公司", "permit", 1, "局", NOW, day, None, "valid", NOW)
    found = ask("valid", licence=said)
    assert tell_verified(found, "zh")["licence"] == {
        "kind": "permit",
        "number": "1",
        "holder": "公司",
        "issuer": "局",
        "issued_at": NOW.isoformat(),
        "valid_from": day.isoformat(),
        "valid_until": None,
        "since": NOW.isoformat(),
    }
    assert tell_verified(ask("valid", is_registered=False), "zh")["licence"] is None


def test_no_register_is_asked_for_a_file_that_claims_no_licence():
    report = Report(Verdict.NOT_VALID, (Finding("signing.no-seal", Verdict.NOT_VALID),))
    found = Inquiry(lambda: pytest.fail("it was asked"), NOW).ask("a.pdf", report)
    assert (found.report, found.status) == (report, "unknown")


@pytest.mark.parametrize(("needed", "verdict"), [(True, "indeterminate"), (False, "valid")])
@pytest.mark.parametrize(
    ("error", "code", "logged"),
    [
        (
            DatabaseDamagedError("the disk is gone"),
            "storage.database-damaged",
            ["storage.database-damaged", "the disk is gone"],
        ),
        (OSError(5, "of whom"), "cli.unexpected", ["", ""]),
    ],
)
def test_a_register_that_cannot_be_asked_is_never_silent(needed, verdict, error, code, logged, caplog):
    def broken():
        raise error

    found = Inquiry(broken, NOW, needed).ask("a.pdf", REPORT)
    assert (found.report.verdict, found.status) == (verdict, "unknown")
    assert [(each.code, each.values) for each in found.report.findings] == [
        ("archive.register-unreachable", {"reason": code})
    ]
    (record,) = caplog.records
    assert record.exc_info[1] is error
    assert [getattr(record, name, "") for name in ("code", "detail")] == logged


def test_programs_are_told_in_json_values():
    seal = SealFacts("Seal", "示例局", "示例 CA", "0a", NOW, None, None, Verdict.VALID)
    report = Report(Verdict.VALID, (Finding("signing.no-seal", Verdict.NOT_VALID),), (seal,), "ab", "id")
    told = tell_verified(Inquiry(lambda: None, NOW).ask("a.pdf", report), "en")
    assert (told["file"], told["verdict"], told["status"], told["identifier"], told["digest"]) == (
        *("a.pdf", "valid", "unknown", "id", "ab"),
    )
    assert told["findings"][0]["sentence"]
    assert (told["seals"][0]["claimed_at"], told["seals"][0]["proved_at"]) == (NOW.isoformat(), None)

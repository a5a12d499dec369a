"""The seal ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.seals import SealLedger, SealResult, SealUse

T0 = datetime(2026, 1, 1, tzinfo=UTC)
T1 = T0 + timedelta(minutes=1)


def use(file="", job="j1", at=T0):
    return SealUse("housing", "A", "anna", "1号", "licence", "C1", job, file, at)


def told(ledger):
    return [(number, one.file, result and (result.digest, result.reason)) for number, one, result in ledger]


@pytest.fixture
def ledger():
    ledger = SealLedger()
    ledger.begin("j1", [use(), use("附图")])
    return ledger


def test_a_use_is_there_before_its_result_is_known(ledger):
    assert told(ledger) == [(1, "", None), (2, "附图", None)]


def test_each_file_gets_its_own_digest(ledger):
    ledger.complete("j1", {"": "a" * 64, "附图": "b" * 64}, T1)
    assert told(ledger) == [(1, "", ("a" * 64, "")), (2, "附图", ("b" * 64, ""))]
    assert ledger.results[1] == SealResult("a" * 64, "", T1)
    assert not ledger.open


def test_a_failed_attempt_stays_beside_the_one_that_came_after(ledger):
    ledger.fail("j1", "signing.timestamp-unavailable", T1)
    ledger.begin("j1", [use(at=T1)])
    ledger.complete("j1", {"": "a" * 64}, T1)
    failed = ("", "signing.timestamp-unavailable")
    assert told(ledger) == [(1, "", failed), (2, "附图", failed), (3, "", ("a" * 64, ""))]


def test_a_lost_attempt_keeps_no_result(ledger):
    ledger.begin("j1", [use(at=T1)])
    ledger.complete("j1", {"": "a" * 64}, T1)
    assert told(ledger) == [(1, "", None), (2, "附图", None), (3, "", ("a" * 64, ""))]


def test_nothing_is_completed_that_was_not_begun(ledger):
    with pytest.raises(KeyError):
        ledger.complete("j2", {"": "a" * 64}, T1)
    ledger.fail("j2", "archive.work-failed", T1)
    assert len(told(ledger)) == 2

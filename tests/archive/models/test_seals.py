"""The seal ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.seals import ABANDONED, SUPERSEDED, SealLedger, SealResult, SealUse

T0 = datetime(2026, 1, 1, tzinfo=UTC)
T1 = T0 + timedelta(minutes=1)


def use(file="", job="j1", attempt=1):
    return SealUse("housing", "A", "anna", "1号", "licence", "C1", job, file, T0, attempt)


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
    ledger.complete("j1", 1, {"": "a" * 64, "附图": "b" * 64}, T1)
    assert told(ledger) == [(1, "", ("a" * 64, "")), (2, "附图", ("b" * 64, ""))]
    assert ledger.results[1] == SealResult("a" * 64, "", T1)
    assert not ledger.open


def test_a_failed_attempt_stays_beside_the_one_that_came_after(ledger):
    ledger.fail("j1", 1, "signing.timestamp-unavailable", T1)
    ledger.begin("j1", [use(attempt=2)])
    ledger.complete("j1", 2, {"": "a" * 64}, T1)
    failed = ("", "signing.timestamp-unavailable")
    assert told(ledger) == [(1, "", failed), (2, "附图", failed), (3, "", ("a" * 64, ""))]


def test_a_lost_attempt_is_superseded_when_a_later_one_is_registered_and_not_before(ledger):
    ledger.begin("j1", [use(attempt=2)])
    ledger.fail("j1", 2, "signing.timestamp-unavailable", T1)
    ledger.begin("j1", [use(attempt=3)])
    failed, kept, lost = ("", "signing.timestamp-unavailable"), ("a" * 64, ""), ("", SUPERSEDED)
    assert told(ledger) == [(1, "", None), (2, "附图", None), (3, "", failed), (4, "", None)]
    ledger.complete("j1", 3, {"": "a" * 64}, T1)
    assert told(ledger) == [(1, "", lost), (2, "附图", lost), (3, "", failed), (4, "", kept)]
    assert not ledger.open


def test_a_lost_attempt_is_abandoned_when_its_job_is_given_up(ledger):
    ledger.begin("j1", [use(attempt=2)])
    ledger.fail("j1", 2, "archive.work-failed", T1)
    ledger.abandon("j1", T1)
    lost = ("", ABANDONED)
    assert told(ledger) == [(1, "", lost), (2, "附图", lost), (3, "", ("", "archive.work-failed"))]
    assert not ledger.open


def test_an_attempt_that_failed_before_it_began_to_seal_says_nothing_of_one_that_was_lost(ledger):
    ledger.fail("j1", 2, "archive.template-changed", T1)
    assert told(ledger) == [(1, "", None), (2, "附图", None)]


def test_nothing_is_completed_that_was_not_begun(ledger):
    with pytest.raises(KeyError):
        ledger.complete("j2", 1, {"": "a" * 64}, T1)
    ledger.fail("j2", 1, "archive.work-failed", T1)
    ledger.abandon("j2", T1)
    assert len(told(ledger)) == 2

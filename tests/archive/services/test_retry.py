"""Letting jobs go on whose trouble is mended."""

from datetime import timedelta

import pytest
from archive_fixture import Office, actor
from doubles import MarkingSealer
from zope.interface.verify import verifyObject

from archive.errors import JobGivenUpError, JobUnknownError, PermissionMissingError
from archive.interfaces import IRetryService
from signing.errors import TimestampUnavailableError

OPERATOR = actor("operator")
HOUR = timedelta(hours=1)


@pytest.fixture
def office():
    """Three promises: the first two wait for an hour after a failure, the third is due."""
    office = Office()
    outbox = office.root.outbox
    for key in ("k1", "k2", "k3"):
        office.issue.issue(office.root, actor("decider"), office.order(key=key))
    for job in list(outbox.jobs.values())[:2]:
        outbox.wait(job, office.clock() + HOUR, "signing.timestamp-unavailable", "away")
    return office


def keys_of(office):
    return list(office.root.outbox.jobs)


def due(office):
    return [job.due <= office.clock() for job in office.root.outbox.jobs.values()]


def last_event(office):
    return office.root.events.events[len(office.root.events)].fields


def test_it_keeps_the_interface(office):
    assert verifyObject(IRetryService, office.retry)


def test_everything_that_waits_after_a_failure_is_due_without_names(office):
    assert office.retry.retry(office.root, OPERATOR) == keys_of(office)[:2]
    assert due(office) == [True, True, True]


def test_only_the_named_job_is_due(office):
    _first, second, _third = keys_of(office)
    assert office.retry.retry(office.root, OPERATOR, [second]) == [second]
    assert due(office) == [False, True, True]


def test_who_did_it_is_on_record(office):
    office.retry.retry(office.root, OPERATOR)
    event = last_event(office)
    assert (event["kind"], event["subject"], event["actor"]) == ("jobs.retried", "outbox", OPERATOR.name)
    assert event["values"] == {"jobs": keys_of(office)[:2]}


def test_what_changes_nothing_is_not_on_record(office):
    office.retry.retry(office.root, OPERATOR)
    before = len(office.root.events)
    assert office.retry.retry(office.root, OPERATOR) == []
    assert office.retry.retry(office.root, OPERATOR, keys_of(office)) == []
    assert len(office.root.events) == before


def test_a_job_whose_cause_is_mended_is_done_at_once():
    office = Office(sealer=MarkingSealer(1, TimestampUnavailableError("away")))
    office.issue.issue(office.root, actor("decider"), office.order())
    assert office.drain().waiting == 1
    office.retry.retry(office.root, OPERATOR)
    assert office.drain().done == 1


def test_a_job_that_was_given_up_is_refused_by_name_and_nothing_is_moved(office):
    first, second, _third = keys_of(office)
    outbox = office.root.outbox
    outbox.give_up(outbox.get_job(second), office.clock(), "templates.template-failed")
    with pytest.raises(JobGivenUpError, match=f"{second}: templates.template-failed"):
        office.retry.retry(office.root, OPERATOR, [first, second])
    assert due(office)[0] is False
    assert office.retry.retry(office.root, OPERATOR) == [first]
    assert outbox.get_job(second).state == "given_up"


def test_an_unknown_job_is_said_to_be_unknown_and_nothing_is_moved(office):
    with pytest.raises(JobUnknownError):
        office.retry.retry(office.root, OPERATOR, [keys_of(office)[0], "none"])
    assert due(office)[0] is False


def test_only_an_operator_does_it(office):
    with pytest.raises(PermissionMissingError):
        office.retry.retry(office.root, actor("decider"))

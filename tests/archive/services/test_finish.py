"""What is written down when a job ends."""

import pytest
from archive_fixture import NR, Office, actor
from doubles import START

from archive.errors import VersionNotPromisedError
from archive.model import Amendment, Made, Outcome

OUTCOME = Outcome(
    Made("", "a" * 64, 10, 1), (Made("附图", "b" * 64, 20, 2, is_landscape=True),), ("f" * 64,), "typst", START
)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def promise(office):
    drawing = office.blobs.put(b"a drawing")
    promise = office.issue.issue(office.root, actor("decider"), office.order(drawings={"附图": drawing}))
    begin(office, promise)
    return promise


def begin(office, promise):
    office.finish.begin(office.root, promise.job, office.prepare.prepare(office.root, job_of(office, promise)))


def job_of(office, promise):
    return office.root.outbox.get_job(promise.job)


def test_a_seal_is_on_record_before_it_is_touched(office, promise):
    (_number, use, result), _annex = office.root.seal_ledger
    assert (use.seal, use.authority, use.by, use.licence, use.file) == ("nr", NR, "decider", promise.identifier, "")
    assert result is None


def test_an_attempt_that_kept_nothing_says_why(office, promise):
    office.finish.fail(office.root, promise.job, "signing.timestamp-unavailable")
    assert {result.reason for _number, _use, result in office.root.seal_ledger} == {"signing.timestamp-unavailable"}


def test_everything_about_the_making_is_kept(office, promise):
    office.finish.finish(office.root, promise.job, OUTCOME)
    making = office.root.licences.get(promise.identifier)[1].making
    assert (making.face.is_landscape, making.annexes[0].is_landscape) == (False, True)
    assert (making.face.digest, making.annexes[0].pages, making.fonts) == ("a" * 64, 2, ("f" * 64,))
    assert (making.renderer, making.issued_at) == ("typst", START)
    assert [(use.file, result.digest) for _number, use, result in office.root.seal_ledger] == [
        ("", "a" * 64),
        ("附图", "b" * 64),
    ]


def test_what_a_killed_attempt_sealed_is_settled_with_what_comes_of_its_job(office, promise):
    job_of(office, promise).attempts += 1
    begin(office, promise)
    office.finish.finish(office.root, promise.job, OUTCOME)
    told = [(use.attempt, result.reason, result.digest[:1]) for _number, use, result in office.root.seal_ledger]
    lost = (0, "archive.why-use-superseded", "")
    assert told == [lost, lost, (1, "", "a"), (1, "", "b")]


def test_what_a_killed_attempt_sealed_is_settled_when_its_job_is_given_up(office, promise):
    job_of(office, promise).attempts += 1
    office.finish.fail(office.root, promise.job, "templates.template-failed")
    office.finish.give_up(office.root, promise.job, "templates.template-failed", "odd")
    assert {result.reason for _number, _use, result in office.root.seal_ledger} == {"archive.why-use-abandoned"}


def test_a_licence_is_finished_once(office, promise):
    office.finish.finish(office.root, promise.job, OUTCOME)
    with pytest.raises(VersionNotPromisedError):
        office.finish.finish(office.root, promise.job, OUTCOME)
    with pytest.raises(VersionNotPromisedError):
        office.finish.give_up(office.root, promise.job, "archive.work-failed", "")
    assert len(list(office.root.seal_ledger)) == 2


def test_giving_up_keeps_the_reason_with_licence_and_number(office, promise):
    office.finish.give_up(office.root, promise.job, "templates.template-failed", "odd")
    assert office.root.licences.get(promise.identifier)[1].voided.code == "templates.template-failed"
    numbers = office.root.numbers.range("land_use_planning_permit", "3502002026#####").numbers
    assert numbers[1].void == "templates.template-failed"


def test_a_replacement_that_is_given_up_leaves_the_number_as_it_is(office):
    identifier = office.issued()
    promise = office.acts.replace(office.root, actor("decider"), identifier, Amendment(), office.decision())
    office.finish.give_up(office.root, promise.job, "templates.template-failed", "odd")
    numbers = office.root.numbers.range("land_use_planning_permit", "3502002026#####").numbers
    assert numbers[1].void == ""

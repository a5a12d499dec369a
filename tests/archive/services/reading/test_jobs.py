"""Jobs as readers are told of them."""

import pytest
from archive_fixture import Office, actor
from readers import READERS
from zope.interface.verify import verifyObject

from archive.errors import JobUnknownError, LicenceUnknownError
from archive.services.reading.interfaces import IJobReading

OPERATOR = READERS["operator"]


@pytest.fixture
def office():
    office = Office()
    office.promises = [office.issue.issue(office.root, actor("decider"), office.order(key=key)) for key in "ab"]
    job = office.root.outbox.claim("r", office.clock(), 2)[0]
    office.root.outbox.wait(job, office.clock(), "storage.store-full", "disk")
    office.trouble = job.key
    return office


def test_it_keeps_the_interface(office):
    assert verifyObject(IJobReading, office.read.job)


def test_jobs_are_counted_by_state(office):
    assert office.read.job.counts(office.root, OPERATOR) == {"waiting": 1, "claimed": 1, "done": 0, "given_up": 0}


def test_jobs_in_trouble_are_listed_with_what_is_wrong(office):
    (told,) = office.read.job.troubled(office.root, OPERATOR).rows
    assert (told.job, told.state, told.attempts) == (office.trouble, "waiting", 1)
    assert (told.code, told.detail, told.due) == ("storage.store-full", "disk", office.clock())
    assert office.read.job.troubled(office.root, READERS["foreign clerk"]).rows == ()


def test_the_list_goes_on_page_by_page(office):
    other = next(one.job for one in office.promises if one.job != office.trouble)
    office.root.outbox.give_up(office.root.outbox.get_job(other), office.clock(), "archive.work-failed")
    first = office.read.job.troubled(office.root, OPERATOR, limit=1)
    second = office.read.job.troubled(office.root, OPERATOR, limit=1, cursor=first.cursor)
    assert [row.job for row in (*first.rows, *second.rows)] == sorted([other, office.trouble])


def test_a_job_names_the_licence_that_it_makes(office):
    promise = office.promises[0]
    told = office.read.job.get(office.root, READERS["decider"], promise.job)
    assert (told.licence, told.promised_at, told.ended_at) == (promise.identifier, office.clock(), None)


def test_the_job_of_a_licence_is_told_to_who_may_see_the_licence(office):
    promise = office.promises[0]
    told = office.read.job.making(office.root, READERS["decider"], promise.identifier)
    assert (told.job, told.licence) == (promise.job, promise.identifier)
    with pytest.raises(LicenceUnknownError):
        office.read.job.making(office.root, READERS["foreign clerk"], promise.identifier)


def test_a_job_is_told_to_whose_act_promised_it_whatever_else_it_may_see(office):
    assert office.read.job.promised(office.root, office.promises[0].job).licence == office.promises[0].identifier
    with pytest.raises(JobUnknownError):
        office.read.job.promised(office.root, "no job")

"""Reviewing a case."""

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.interfaces import IReviewService
from archive.services.errors import OpinionBlankError
from archive.workflows.errors import StepNotAllowedError

REVIEWER = actor("reviewer")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def test_it_keeps_the_interface(office):
    assert verifyObject(IReviewService, office.review)


def test_an_opinion_is_kept_with_the_step(office, case):
    office.accept.accept(office.root, actor("clerk"), case)
    office.review.review(office.root, REVIEWER, case, "符合条件")
    taken = office.root.cases[case].taken[-1]
    assert (taken.verb, taken.by, taken.note) == ("review", "reviewer", "符合条件")


def test_what_was_not_accepted_is_not_reviewed(office, case):
    with pytest.raises(StepNotAllowedError):
        office.review.review(office.root, REVIEWER, case, "符合条件")


@pytest.mark.parametrize("opinion", ["", " \n"])
def test_a_review_without_an_opinion_is_none(office, case, opinion):
    office.accept.accept(office.root, actor("clerk"), case)
    with pytest.raises(OpinionBlankError):
        office.review.review(office.root, REVIEWER, case, opinion)

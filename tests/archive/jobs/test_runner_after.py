"""Jobs that come after others."""

from datetime import timedelta
from itertools import islice

import pytest
from bureau import Bureau, last
from doubles import START, MarkingSealer


@pytest.fixture
def bureau():
    return promised(Bureau())


def promised(bureau):
    """Promise a job, and one that comes after it though its key comes first."""
    for key, after in (("z", ()), ("a", ("z",))):
        bureau.root.outbox.promise(key, "issue", {}, bureau.clock(), after)
    return bureau


def test_a_job_that_comes_after_another_is_begun_in_the_turn_that_closes_that_one(bureau):
    turns = [(progress.done, progress.claimed) for progress in bureau.runner().drain()]
    assert turns == [(0, 1), (1, 1), (2, 0)]
    assert bureau.books.begun == ["z", "a"]
    assert bureau.clock() == START


@pytest.mark.parametrize(("patience", "waited"), [(0, 0), (5, 5)])
def test_a_drain_waits_for_a_job_that_comes_after_one_of_others_as_long_as_its_patience(bureau, patience, waited):
    progress = last(islice(bureau.runner().drain(["a"], patience=patience), 999))
    assert (progress.waiting, progress.reasons) == (1, {"a": "archive.why-after"})
    assert bureau.clock() - START == timedelta(seconds=waited)


def test_a_job_that_comes_after_one_that_waits_is_not_tried_before():
    bureau = promised(Bureau(sealer=MarkingSealer(trouble=2)))
    last(bureau.runner().drain())
    assert [bureau.root.outbox.get_job(key).attempts for key in "za"] == [1, 0]
    assert last(bureau.runner().drain(patience=60)).done == 2

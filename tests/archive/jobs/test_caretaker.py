"""Tidying beside the runner."""

from datetime import timedelta

import pytest
from archive_fixture import AGES, Office, actor
from zope.interface.verify import verifyObject

from archive.jobs.caretaker import INTERVAL, Caretaker
from archive.services.drafting.interfaces import ICaretaker

APPLICANT = actor("applicant", authority="")


class Uploads:
    """Removes what it is told, the first time; fails as often as it is told before."""

    def __init__(self, over=0, errors=()):
        self.over, self.errors, self.asked = over, list(errors), 0

    def sweep(self, _now):
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        removed, self.over = self.over, 0
        return removed


@pytest.fixture
def office():
    return Office()


def caretaker(office, uploads=None):
    pause = office.clock.forward
    return Caretaker(
        lambda work: work(office.root), office.expiry, uploads or Uploads(), office.recorder, office.clock, pause
    )


def test_it_keeps_the_interface(office):
    assert verifyObject(ICaretaker, caretaker(office))


def test_it_tidies_all_that_is_over_and_puts_it_on_record(office):
    for _each in range(3):
        office.drafts.begin(office.root, APPLICANT)
    office.clock.forward(AGES.lifetime.total_seconds())
    worker = caretaker(office, Uploads(over=2))
    assert worker.tidy() == (3, 2)
    (swept,) = [one.fields for one in office.root.events.of("uploads")]
    assert (swept["kind"], swept["actor"], swept["values"]) == ("archive.uploads-swept", "runner", {"removed": 2})
    office.clock.forward(AGES.notice.total_seconds())
    assert worker.tidy() == (3, 0)
    assert worker.tidy() == (0, 0)
    assert len(list(office.root.events.of("uploads"))) == 1


def test_it_tidies_at_once_and_each_hour_whatever_goes_wrong(office, caplog):
    uploads, until = Uploads(errors=[OSError("gone")]), office.clock() + 2 * INTERVAL + timedelta(seconds=2)
    caretaker(office, uploads).run(lambda: office.clock() > until)
    assert uploads.asked == 3
    assert "not everything is tidied" in caplog.text


def test_one_that_is_stopped_does_nothing(office):
    uploads = Uploads()
    caretaker(office, uploads).run(lambda: True)
    assert uploads.asked == 0

"""Writing down what a runner sees."""

from datetime import timedelta
from itertools import pairwise

import pytest
from archive_fixture import Office
from doubles import START
from zope.interface import implementer
from zope.interface.verify import verifyObject

from archive.jobs.watchman import BEAT, Watchman
from archive.services.health.interfaces import IWatchman
from signing.interfaces import IInspector
from signing.model import Answer, Credential, Inspection
from storage.errors import BlobUnavailableError
from storage.model import Space

KEY = Credential("seal", "nr", "示例市自然资源和规划局", "1f", START + timedelta(days=90))
TSA = Answer(START, "示例时间戳")


@implementer(IInspector)
class Eye:
    """Sees the same each time, after as many errors as it is told."""

    def __init__(self, *errors, answer=TSA):
        self.errors, self.answer, self.looked = list(errors), answer, []

    def inspect(self, moment):
        self.looked.append(moment)
        if self.errors:
            raise self.errors.pop(0)
        return Inspection((KEY,), self.answer)


class Disk:
    """A store whose disk has room, or that is away."""

    def __init__(self, space=None, error=None):
        self.space, self.error = space, error

    def find_space(self):
        if self.error:
            raise self.error
        return self.space


@pytest.fixture
def office():
    return Office()


def watchman(office, eye=None, disk=None, interval=timedelta(hours=1), transact=None):
    run = transact or (lambda work: work(office.root))
    disk = disk or Disk(Space(7, 70))
    return Watchman(run, eye or Eye(), disk, lambda: 4096, office.clock, office.clock.forward, "here", interval)


def run_for(office, worker, seconds):
    """Let a watchman work for some seconds."""
    end = office.clock() + timedelta(seconds=seconds)
    worker.run(lambda: office.clock() >= end)
    return office.root.watches.by_host["here"]


def test_it_keeps_the_interface(office):
    assert verifyObject(IWatchman, watchman(office))


def test_what_is_seen_is_written_down_in_plain_values(office):
    watch = run_for(office, watchman(office), 1)
    (row,) = watch.look.credentials
    assert (row["name"], row["ends"], row["code"]) == ("nr", KEY.ends, "")
    assert (watch.look.at, watch.look.answer["by"]) == (START, "示例时间戳")
    assert watch.look.space == {"free": 7, "total": 70, "database": 4096, "code": "", "detail": ""}


def test_a_store_that_knows_no_room_or_is_away_is_written_down_too(office):
    watch = run_for(office, watchman(office, disk=Disk(), eye=Eye(answer=None)), 1)
    assert (watch.look.answer, watch.look.space["free"], watch.look.space["code"]) == (None, None, "")
    watch = run_for(office, watchman(office, disk=Disk(error=BlobUnavailableError("gone"))), 1)
    assert (watch.look.space["code"], watch.look.space["detail"]) == ("storage.blob-unavailable", "gone")


def test_it_looks_at_its_interval_and_gives_signs_of_life_in_between(office):
    eye = Eye()
    watch = run_for(office, watchman(office, eye), 3600 + 90)
    assert eye.looked == [START, START + timedelta(hours=1)]
    assert watch.beat == office.clock()
    beats, worker = [], watchman(office)

    def stop():
        beats.append(office.root.watches.by_host["here"].beat)
        return len(beats) > 400

    worker.run(stop)
    assert len(set(beats)) >= 3
    assert max(after - before for before, after in pairwise(beats)) <= BEAT + timedelta(seconds=1)


def test_who_stops_says_so_and_is_not_missed(office):
    watch = run_for(office, watchman(office), 1)
    assert watch.ended_at == office.clock()
    assert not watch.is_silent(office.clock() + timedelta(days=1))


def test_a_look_that_fails_is_logged_and_taken_again_soon(office, caplog):
    eye = Eye(ZeroDivisionError("a bug"))
    watch = run_for(office, watchman(office, eye), 70)
    assert eye.looked == [START, START + BEAT]
    assert watch.look is not None
    assert "not written down" in caplog.text


def test_a_database_that_is_away_stops_nothing(office):
    def away(_work):
        raise OSError("no database")

    watchman(office, transact=away).run(iter([False, True]).__next__)


def test_who_was_forgotten_begins_anew(office):
    worker = watchman(office)
    run_for(office, worker, 1)
    office.root.watches.by_host.clear()
    worker.look()
    assert office.root.watches.by_host["here"].look is not None

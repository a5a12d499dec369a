"""Having the rows of bulk issues taken."""

from zope.interface.verify import verifyObject

from archive.jobs.foreman import Foreman
from archive.services.batches.interfaces import IForeman


class Batches:
    """Batches that have some turns of work each; a turn may fail, and stays until it does not."""

    def __init__(self, **turns):
        self.turns, self.taken = {name: list(each) for name, each in turns.items()}, []

    def next_open(self, _root, after):
        names = [name for name, turns in self.turns.items() if turns]
        return next((name for name in names if name > after), names[0] if names else "")

    def advance(self, _root, batch):
        self.taken.append(batch)
        if isinstance(turn := self.turns[batch][0], Exception):
            raise turn
        self.turns[batch].pop(0)


def foreman(batches, paused):
    return Foreman(lambda work: work(None), batches, paused.append)


def test_it_keeps_the_interface():
    assert verifyObject(IForeman, foreman(Batches(), []))


def test_it_takes_some_rows_of_each_batch_in_turn():
    batches = Batches(a=[1, 1], b=[1], c=[1, 1])
    one = foreman(batches, [])
    while one.turn():
        pass
    assert batches.taken == ["a", "b", "c", "a", "c"]


def test_everything_is_taken_but_what_one_batch_is_kept_from():
    gone = OSError("gone")
    batches = Batches(a=[1, 1], b=[1, gone, 1], c=[1, 1])
    assert foreman(batches, []).work_off() == [gone]
    assert batches.taken == ["a", "a", "b", "b", "c", "c"]
    assert foreman(Batches(), []).work_off() == []


def test_one_batch_that_goes_wrong_holds_up_no_other(caplog):
    batches, paused = Batches(a=[OSError("gone")], b=[1, 1]), []
    foreman(batches, paused).run(lambda: len(paused) == 3)
    assert not batches.turns["b"]
    assert "are not taken" in caplog.text


def test_one_that_is_stopped_does_nothing():
    batches = Batches(a=[1])
    foreman(batches, []).run(lambda: True)
    assert not batches.taken

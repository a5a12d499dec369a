"""Having the rows of bulk issues taken."""

from zope.interface.verify import verifyObject

from archive.jobs.foreman import Foreman
from archive.services.batches.interfaces import IForeman


class Batches:
    """Has some turns of work; a turn may fail."""

    def __init__(self, *turns):
        self.turns = list(turns)

    def advance(self, _root):
        turn = self.turns.pop(0) if self.turns else False
        if isinstance(turn, Exception):
            raise turn
        return turn


def foreman(batches, paused):
    return Foreman(lambda work: work(None), batches, paused.append)


def test_it_keeps_the_interface():
    assert verifyObject(IForeman, foreman(Batches(), []))


def test_it_goes_on_while_there_is_work_and_whatever_goes_wrong(caplog):
    batches, paused = Batches(True, True, OSError("gone"), True), []
    foreman(batches, paused).run(lambda: len(paused) == 2)
    assert not batches.turns
    assert "are not taken" in caplog.text


def test_one_that_is_stopped_does_nothing():
    batches = Batches(True)
    foreman(batches, []).run(lambda: True)
    assert batches.turns == [True]

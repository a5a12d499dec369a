"""Keeps at what is to be done again and again beside the runner, in its process: each duty as often as it is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from archive.errors import code_of
from archive.interfaces import Clock
from archive.logs import logger_of, trace_of

POLL: Final = 0.5
"""Seconds after which it is asked again whether to stop, and what is due."""

log = logger_of(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done again and again."""

    work: Callable[[], Any]
    every: timedelta
    trouble: str
    """What the log says where it went wrong."""
    again: timedelta | None = None
    """How soon it is done again after it went wrong; None: as ever."""


def keep_at(duties: Sequence[Duty], stop: Callable[[], bool], clock: Clock, pause: Callable[[float], None]) -> None:
    """Do each duty at once, and whenever it is due, until ``stop()`` says so; ``pause`` waits some seconds."""
    due = [clock()] * len(duties)
    while not stop():
        for number, duty in enumerate(duties):
            if (now := clock()) >= due[number]:
                is_done = attempt(duty.work, duty.trouble)
                due[number] = now + (duty.every if is_done or duty.again is None else duty.again)
        pause(POLL)


def attempt(work: Callable[[], Any], trouble: str) -> bool:
    """Do something, and say whether that went well; what went wrong is logged, for the next time comes."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - who keeps at something lives as long as the runner
        log.warning(trouble, code=code_of(error), trace=trace_of(error))
        return False
    return True

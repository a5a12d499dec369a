"""How far each of the four stages of a project is, in one word: from the states of its cases."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

RUNNING: Final = frozenset({"submitted", "accepted", "reviewed"})
ENDED: Final = frozenset({"rejected", "declined"})
KINDS: Final = {"correcting": "bad", "running": "wait", "done": "good", "refused": "bad", "none": "plain"}
"""What is said of a stage → how it is shown."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a project."""

    number: int
    """1 to 4."""
    code: str
    """``correcting`` (it waits for the applicant), ``running``, ``done``, ``refused`` or ``none``."""
    count: int
    """Of the cases that the word is about."""

    @property
    def kind(self) -> str:
        """How it is shown."""
        return KINDS[self.code]


def stages_of(states: Iterable[Collection[str]]) -> tuple[Stage, ...]:
    """Say of each stage how far it is; what waits for the applicant comes before all else."""
    return tuple(_stage(number, several) for number, several in enumerate(states, 1))


def _stage(number: int, states: Collection[str]) -> Stage:
    """Say how far one is."""
    for code, wanted in (
        ("correcting", {"correcting"}),
        ("running", RUNNING),
        ("done", {"approved"}),
        ("refused", ENDED),
    ):
        if count := sum(state in wanted for state in states):
            return Stage(number, code, count)
    return Stage(number, "none", 0)

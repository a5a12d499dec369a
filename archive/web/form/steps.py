"""Steps of the one form, in the order in which they are read; each may be filled in at any time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from archive.services.drafting.model import Asked, DraftSeen, FieldFault, ItemDescribed
from archive.words import say

LETTER: Final = "letter"
"""The last step: the application read as a letter, and sent."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    code: str
    """As in its address: ``project items facts shared materials parts letter``, or the code of an item."""
    title: str
    page: str
    """Which template shows it: ``project items fields materials letter``."""
    parts: tuple[tuple[str, str], ...] = ()
    """Sections of the draft that it fills, each with the code of the item, or empty: all of it."""

    @property
    def sections(self) -> frozenset[str]:
        """The draft's sections that it fills."""
        return frozenset(section for section, _item in self.parts)

    def holds(self, fault: FieldFault) -> bool:
        """Say whether a fault is one of this step's; one of the form as a whole is the letter's."""
        return (self.code == LETTER and not fault.section) or any(
            section == fault.section and (not item or f"{fault.path}/".startswith(f"/{item}/"))
            for section, item in self.parts
        )

    def is_begun(self, draft: DraftSeen) -> bool:
        """Say whether anything was filled in here."""
        return any(
            section in draft.sections and (not item or item in draft.sections[section]) for section, item in self.parts
        ) or (self.code == "materials" and bool(draft.items))


@dataclass(frozen=True, slots=True)
class StepState:
    """How far a step is."""

    step: Step
    code: str
    """``done``, ``wrong``, ``lacking`` (materials), ``empty``, or ``free``: nothing has to be filled in; of the letter
    ``ready`` or ``barred``."""
    faults: int
    """How many there are."""


def steps_for(draft: DraftSeen, items: Iterable[ItemDescribed], asked: Asked, language: str) -> tuple[Step, ...]:
    """Give the steps of a draft: those of its items stand in the middle."""
    return tuple(_steps(draft, {item.code: item for item in items}, asked, language))


def _steps(draft: DraftSeen, items: dict[str, ItemDescribed], asked: Asked, language: str) -> Iterator[Step]:
    """Every step."""

    def named(code: str, page: str, *sections: str) -> Step:
        return Step(code, say(f"page.step-{code}", language), page, tuple((section, "") for section in sections))

    yield named("project", "project", "project", "applicant")
    yield named("items", "items", "items")
    yield named("facts", "fields", "facts")
    if asked.shared:
        yield named("shared", "fields", "shared")
    for code in draft.items:
        if asked.own[code]:
            yield Step(code, items[code].title[language], "fields", (("data", code),))
    yield named("materials", "materials", "materials", "annexes")
    yield named("parts", "fields", "parts", "covers")
    yield named(LETTER, "letter")


def states_of(steps: Iterable[Step], draft: DraftSeen, faults: Iterable[FieldFault]) -> tuple[StepState, ...]:
    """Say of each step how far it is; the letter is ready once nothing is wrong anywhere."""
    wrong = tuple(faults)
    return tuple(_state(step, draft, wrong) for step in steps)


def _state(step: Step, draft: DraftSeen, faults: tuple[FieldFault, ...]) -> StepState:
    """Say how far a step is."""
    if step.code == LETTER:
        return StepState(step, "barred" if faults else "ready", 0)
    count, is_begun = sum(map(step.holds, faults)), step.is_begun(draft)
    names = {
        (True, True): "lacking" if step.code == "materials" else "wrong",
        (True, False): "empty",
        (False, True): "done",
        (False, False): "free",
    }
    return StepState(step, names[count > 0, is_begun], count)

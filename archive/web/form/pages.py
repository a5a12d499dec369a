"""One page of the one form, put together: steps with their states, fields with their faults, and what is needed."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final

from archive.errors import ProjectUnknownError, code_of
from archive.services.drafting.contents import cover_fields
from archive.services.drafting.fields import annex_title
from archive.services.drafting.interfaces import IDraftService, IFormService
from archive.services.drafting.model import Asked, Choice, Described, DraftSeen, Field, FieldFault, Need
from archive.services.reading.interfaces import IProjectReading
from archive.services.reading.model import Page, ProjectLine
from archive.web.crumbs import Crumb, trail
from archive.web.errors import PageUnknownError
from archive.web.form.merging import WAS, Flat, flat
from archive.web.form.needed import needed, unasked
from archive.web.form.shown import FaultShown, FieldShown, Shower
from archive.web.form.steps import LETTER, Step, StepState, states_of, steps_for
from archive.web.request import FIELDS as WIDEST
from archive.web.statuses import status_of
from archive.words import LANGUAGES, in_words, say

MISSING: Final = frozenset(
    {
        "templates.field-missing",
        "templates.field-entry-missing",
        "archive.fact-missing",
        "archive.material-missing",
        "archive.drawing-missing",
    }
)
"""Codes of what is only not there yet."""
PICTURED: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"})
"""Media types whose pages can be shown as pictures."""
MOST: Final = 200
"""Projects that are offered to choose from."""
FEW: Final = 10
"""Those that an official is offered."""
AT_COUNTER: Final = {"form.help.project_code": "page.project-code-counter"}
"""Help of a field → what helps an official who fills it in for who comes in person."""
ENVELOPE: Final = 10
"""Fields of a step's form besides those of its sections, at most."""


def projects_of(request: Any, chosen: str = "", text: str = "") -> tuple[ProjectLine, ...]:
    """Give the projects that whoever asks may apply on, the last begun first, and before them the one that is chosen.

    An official is offered the last few that have a text in their name, code or owner: there are many.
    """
    reading, about = request.service(IProjectReading), (request.archive, request.actor)
    found: Page[ProjectLine] = reading.list(*about, text=text, limit=FEW if request.actor.authority else MOST)
    lines = [line for line in found.rows if line.may_apply]
    if chosen and chosen not in {line.project for line in lines}:
        with suppress(ProjectUnknownError):
            lines.insert(0, reading.get(*about, chosen).line)
    return tuple(line for line in lines if line.may_apply)


EDITION: Final = 9
"""Most digits of a draft's edition."""


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that stand together."""

    code: str
    """Its title is ``page.block-<code>``; empty for none."""
    fields: tuple[FieldShown, ...]


class FormPage:
    """A step of a draft, as whoever asks sees it; ``DraftUnknownError``, ``PageUnknownError``."""

    def __init__(self, request: Any, draft: str, code: str) -> None:
        self.request = request
        self.drafts = request.service(IDraftService)
        self.draft: DraftSeen = self.drafts.view(request.archive, request.actor, draft)
        self.form = request.service(IFormService)
        self.described: Described = self.form.describe()
        self.asked: Asked = self.form.asked(self.draft.items)
        self.steps = steps_for(self.draft, self.described.items, self.asked, request.language)
        found = next((step for step in self.steps if step.code == code), None)
        if found is None:
            raise PageUnknownError
        self.step: Step = found

    @cached_property
    def faults(self) -> tuple[FieldFault, ...]:
        """Everything that is wrong with the draft."""
        return tuple(self.drafts.check(self.request.archive, self.request.actor, self.draft.id))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every material that it needs."""
        return tuple(self.drafts.needs(self.request.archive, self.request.actor, self.draft.id))

    @property
    def own_faults(self) -> tuple[FieldFault, ...]:
        """What is wrong with this step, once something was filled in here; not what is lacking where work goes on."""
        is_told = self.step.is_begun(self.draft)
        is_unasked = self.step.code == "materials" and "annexes" not in self.draft.sections
        hidden = MISSING if self.request.done or is_unasked else ()
        held = (fault for fault in self.faults if is_told and self.step.holds(fault))
        return tuple(fault for fault in held if fault.code not in hidden)

    @cached_property
    def states(self) -> tuple[StepState, ...]:
        """How far each step is."""
        return states_of(self.steps, self.draft, self.faults)

    @property
    def first_open(self) -> Step:
        """The first step where something is to be done; the letter where nothing is."""
        return next((each.step for each in self.states if each.code in ("wrong", "lacking", "empty")), self.steps[-1])

    @property
    def after(self) -> str:
        """Code of the next step; of the last, itself."""
        codes = [step.code for step in self.steps]
        return codes[min(codes.index(self.step.code) + 1, len(codes) - 1)]

    @cached_property
    def kept(self) -> Flat:
        """What is kept of this step, as its form is sent."""
        return {
            name: text
            for section, item in self.step.parts
            if section in self.draft.sections
            for name, text in self._flat(section, item)
        }

    def _flat(self, section: str, item: str) -> Iterator[tuple[str, str]]:
        """Every field of a section, or of what an item has in it."""
        values = self.draft.sections[section]
        return flat(_within(values, item) or {}, section, item) if item else flat(values, section)

    def shower(self, *, is_full: bool = False, both: Flat | None = None, is_saved: bool = True) -> Shower:
        """Give what shows this step's fields; ``both``: what another window saved where this one changed it too.

        Of fields that hold what could not be saved it is not known yet what is wrong.
        """
        zone = self.request.registry.settings["archive.timezone"]
        return Shower(self.request.language, zone, self.own_faults if is_saved else (), is_full, both or {})

    def show(
        self,
        typed: Mapping[str, Any] | None = None,
        error: Exception | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        both: Flat | None = None,
    ) -> Any:
        """Show the step, with what was typed instead of what is kept, and why that could not be saved."""
        known = {} if typed else self._known()
        is_saved = error is None
        shower, sections = self.shower(both=both, is_saved=is_saved), {**self.draft.sections, **known, **(typed or {})}
        blocks = tuple(self._blocks(shower, sections))
        if is_full := len(shower.shown) > WIDEST - ENVELOPE:
            shower = self.shower(is_full=True, both=both, is_saved=is_saved)
            blocks = tuple(self._blocks(shower, sections))
        is_asked_whole = status != HTTPStatus.OK
        found = (fault for fault in shower.faults if is_asked_whole or fault.code not in MISSING)
        summary = (*self._refused(error, is_asked=bool(shower.clashes)), *shower.clashes, *map(shower.tell, found))
        files = self.draft.materials
        values = {
            "draft": self.draft,
            "step": self.step,
            "states": self.states,
            "blocks": blocks,
            "widest": WIDEST if is_full else 0,
            "described_items": self.described.items,
            WAS: json.dumps([*self.kept.items()], ensure_ascii=False),
            "chosen": frozenset(sections.get("items", ())),
            "on": chosen.get("project", "") if isinstance(chosen := sections.get("project"), Mapping) else "",
            "projects": projects_of(self.request, self.draft.project),
            "summary": summary,
            "groups": needed(self.needs, files, self.request.language),
            "unasked": unasked(self.needs, files),
            "lacking": Counter(fault.section for fault in self.faults if self.step.holds(fault)),
            "crumbs": self._crumbs(),
            "done": self.request.done,
            "answers": is_asked_whole or not is_saved,
            "is_saved": is_saved,
            "pictured": PICTURED,
            "is_known": any(known.get(section) for section in ("project", "shared"))
            or bool(known.get("data", {}).get(self.step.code)),
            "after": self.after,
            "adding": self.request.GET.get("add", ""),
        }
        answer = status if error is None else status_of(error)
        return self.request.render(f"draft_{self.step.page}.html", values | self._letter(), answer)

    def _known(self) -> dict[str, Any]:
        """Give what the archive knows of a step that nobody filled in yet: it is shown, and said once it is saved."""
        fresh = self.step.sections & {"project", "shared", "data"}
        if not fresh or self.step.is_begun(self.draft):
            return {}
        known = self.drafts.known(self.request.archive, self.request.actor, self.draft.id)
        return {section: getattr(known, section) for section in fresh}

    def _letter(self) -> dict[str, Any]:
        """Give the letter, on its page; what keeps it from being sent, by the step to mend it in."""
        if self.step.code != LETTER:
            return {}
        letter = self.drafts.letter(self.request.archive, self.request.actor, self.draft.id)
        shower = self.shower()
        held = ((step, tuple(shower.tell(each) for each in letter.faults if step.holds(each))) for step in self.steps)
        return {"letter": letter, "wrong": letter.faults, "by_step": tuple((step, told) for step, told in held if told)}

    def _crumbs(self) -> tuple[Crumb, ...]:
        """Give the way to this page."""
        name = self.draft.name or say("page.draft-unnamed", self.request.language)
        address = self.request.route_path("draft", draft=self.draft.id)
        return trail(self.request, ("page.drafts", "drafts"), Crumb(name, address), Crumb(self.step.title))

    def _refused(self, error: Exception | None, *, is_asked: bool) -> Iterator[FaultShown]:
        """Tell why a step could not be saved; ``is_asked``: what to choose from stands below."""
        if error is not None:
            told = in_words(code_of(error), str(error), self.request.language)
            yield FaultShown("", say("page.clash-below", self.request.language) if is_asked else told, code_of(error))

    def _blocks(self, shower: Shower, sections: Mapping[str, Any]) -> Iterator[Block]:
        """Every block of the step."""
        for section, item in self.step.parts:
            if section in FIELDS:
                yield Block(section, tuple(FIELDS[section](self, shower, sections.get(section), item)))


Fields = Callable[[FormPage, Shower, Any, str], Iterator[FieldShown]]


def _fixed(section: str) -> Fields:
    """Give what shows a section that no item changes."""

    def show(page: FormPage, shower: Shower, typed: Any, _item: str) -> Iterator[FieldShown]:
        yield from shower.show_all(page.form.sections()[section], typed, section)

    return show


def _project(page: FormPage, shower: Shower, typed: Any, _item: str) -> Iterator[FieldShown]:
    """Show what is told of a project that begins; an official is told of the code what its counter is to do."""
    fields = page.form.sections()["project"]
    if page.request.actor.authority:
        fields = tuple(replace(each, help=AT_COUNTER.get(each.help, each.help)) for each in fields)
    yield from shower.show_all(fields, typed, "project")


def _shared(page: FormPage, shower: Shower, typed: Any, _item: str) -> Iterator[FieldShown]:
    """Show what several items ask for."""
    yield from shower.show_all(page.asked.shared, typed, "shared")


def _data(page: FormPage, shower: Shower, typed: Any, item: str) -> Iterator[FieldShown]:
    """Show what only one item's licence asks for."""
    yield from shower.show_all(page.asked.own[item], _within(typed, item), "data", item)


def _covers(page: FormPage, shower: Shower, typed: Any, _item: str) -> Iterator[FieldShown]:
    """Show which parts of the project each item is for."""
    titles = {item.code: item.title for item in page.described.items}
    named = {code: {one: say("page.cover-of", one, item=titles[code][one]) for one in LANGUAGES} for code in titles}
    fields = [Field(code, "rows", named[code], fields=cover_fields()) for code in page.draft.items]
    yield from shower.show_all(fields, typed, "covers")


def _annexes(page: FormPage, shower: Shower, typed: Any, _item: str) -> Iterator[FieldShown]:
    """Show which of the files each licence shows on its annex."""
    files = tuple(
        Choice(file.digest, {one: f"{file.title[one]}{say('letter.colon', one)}{file.name}" for one in LANGUAGES})
        for file in page.draft.materials
    )
    titles = {item.code: item.title for item in page.described.items}
    for code, places in page.asked.annexes.items():
        fields = [
            Field(
                place.name,
                "choice",
                {one: f"{titles[code][one]} · {named}" for one, named in annex_title(place.name).items()},
                is_required=place.is_required,
                choices=files,
            )
            for place in places
        ]
        yield from shower.show_all(fields, _within(typed, code), "annexes", code)


FIELDS: Final[Mapping[str, Fields]] = {
    "project": _project,
    "applicant": _fixed("applicant"),
    "facts": _fixed("facts"),
    "parts": _fixed("parts"),
    "shared": _shared,
    "data": _data,
    "covers": _covers,
    "annexes": _annexes,
}
"""Section → what shows its fields."""


def _within(typed: Any, item: str) -> Any:
    """Give what was typed for an item."""
    return typed.get(item) if isinstance(typed, Mapping) else None

"""Fields as a page shows them: with what was typed, what is wrong, and rows with one that is blank to be filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from typing import Any, Final

from archive.errors import ArchiveError
from archive.services.drafting.errors import DraftClashError
from archive.services.drafting.model import Field, FieldFault
from archive.services.drafting.parsing import parse_choice, parse_yes_no
from archive.web.form.merging import text_of
from archive.web.form.names import name_of
from archive.words import find_words, in_words, say

PLAIN: Final = frozenset({"", *(f"templates.why-format-{form}" for form in ("line", "optional-line", "note"))})
"""Codes of help that helps nobody: of any text, whose spaces are forgiven anyway."""
TITLED: Final = frozenset({"archive.material-missing", "archive.drawing-missing"})
"""Codes whose detail only repeats what is named beside them."""

CLASH: Final = DraftClashError.code
"""Code of what two windows changed."""


@dataclass(frozen=True, slots=True)
class FaultShown:
    """Something wrong, said in a sentence."""

    field: str
    """Name of the field; empty: of the page as a whole."""
    sentence: str
    code: str
    label: str = ""
    """What the field is called."""
    is_here: bool = False
    """Whether a field of the page has the name."""


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A value to choose."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field."""

    name: str
    type: str
    """Of ``Field.type``."""
    title: str
    help: str = ""
    example: str = ""
    value: str = ""
    is_required: bool = False
    is_personal: bool = False
    choices: tuple[ChoiceShown, ...] = ()
    rows: tuple["RowShown", ...] = ()
    faults: tuple[FaultShown, ...] = ()
    ways: tuple[ChoiceShown, ...] = ()
    """What is to be chosen from where two windows changed it: what is kept, and what was typed here."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a table; the last one is blank where there is room for another."""

    name: str
    number: int
    """From 1."""
    fields: tuple[FieldShown, ...]
    is_blank: bool
    faults: tuple[FaultShown, ...] = ()


@dataclass(frozen=True)
class Shower:
    """Shows the fields of one page."""

    language: str
    zone: tzinfo
    faults: tuple[FieldFault, ...]
    """Of the draft."""
    is_full: bool = False
    """Whether the page has no room for blank rows."""
    both: Mapping[str, str] = field(default_factory=dict)
    """Name of a field that two windows changed → what the other one saved."""
    shown: set[str] = field(default_factory=set)
    """Names of what was shown so far: a fault of any other has no place on the page."""
    clashes: list[FaultShown] = field(default_factory=list)
    """What was shown so far that two windows changed."""

    def show_all(self, fields: Iterable[Field], typed: Any, *at: str) -> tuple[FieldShown, ...]:
        """Show fields, of which something was typed, at a place that begins with the section."""
        values = typed if isinstance(typed, Mapping) else {}
        return tuple(self._show(each, values.get(each.key), (*at, each.key)) for each in fields)

    def tell(self, fault: FieldFault) -> FaultShown:
        """Say a fault."""
        name = f"{fault.section}{fault.path}"
        detail = "" if fault.code in TITLED and fault.label else fault.detail
        sentence = in_words(fault.code, detail, self.language, self.zone)
        return FaultShown(name, sentence, fault.code, fault.label.get(self.language, ""), name in self.shown)

    def _show(self, asked: Field, raw: Any, at: tuple[str, ...]) -> FieldShown:
        """Show one field."""
        name = name_of(at)
        self.shown.add(name)
        return FieldShown(
            name=name,
            type=asked.type,
            title=asked.title[self.language],
            help=find_words(asked.help, self.language) if asked.help not in PLAIN else "",
            example=asked.example,
            value=text_of(raw),
            is_required=asked.is_required,
            is_personal=asked.is_personal,
            choices=tuple(self._choices(asked, raw)),
            rows=tuple(self._rows(asked, raw, at)) if asked.type == "rows" else (),
            faults=self._at(name),
            ways=self._ways(asked, raw, name),
        )

    def _ways(self, asked: Field, raw: Any, name: str) -> tuple[ChoiceShown, ...]:
        """Give what another window saved, then what was typed here, to choose from; nothing where they agree."""
        if name not in self.both:
            return ()
        values = (self.both[name], text_of(raw))
        ways = tuple(ChoiceShown(value, _title(self._choices(asked, value), value), False) for value in values)
        theirs, mine = (way.title or say("page.clash-blank", self.language) for way in ways)
        sentence = say("page.clash", self.language, theirs=theirs, mine=mine)
        self.clashes.append(FaultShown(name, sentence, CLASH, asked.title[self.language], is_here=True))
        return ways

    def _rows(self, asked: Field, raw: Any, at: tuple[str, ...]) -> Iterator[RowShown]:
        """Every row that was filled in, then a blank one where there is room."""
        typed = raw if isinstance(raw, list | tuple) else ()
        for number, each in enumerate(typed if self.is_full else (*typed, {})):
            place = (*at, str(number))
            name, is_blank = name_of(place), number == len(typed)
            self.shown.add(name)
            fields = self.show_all(asked.fields, each, *place)
            yield RowShown(name, number + 1, fields, is_blank, () if is_blank else self._at(name))

    def _choices(self, asked: Field, raw: Any) -> Iterator[ChoiceShown]:
        """Every value to choose, the one that was typed marked."""
        chosen = _chosen(asked, text_of(raw))
        for choice in asked.choices:
            yield ChoiceShown(str(choice.value), choice.title[self.language], choice.value == chosen)
        if asked.type == "yes-no":
            for value, code in (("yes", "form.yes"), ("no", "form.no")):
                yield ChoiceShown(value, find_words(code, self.language), chosen is (value == "yes"))

    def _at(self, name: str) -> tuple[FaultShown, ...]:
        """Give the faults of a place."""
        return tuple(map(self.tell, self._by_place.get(name, ())))

    @cached_property
    def _by_place(self) -> Mapping[str, list[FieldFault]]:
        """The faults by the name of their field."""
        found: dict[str, list[FieldFault]] = {}
        for fault in self.faults:
            found.setdefault(f"{fault.section}{fault.path}", []).append(fault)
        return found


def _title(choices: Iterable[ChoiceShown], value: str) -> str:
    """Give what a value is called among its choices; a text calls itself."""
    return next((each.title for each in choices if each.is_chosen), value)


def _chosen(asked: Field, text: str) -> Any:
    """Give the value that a text stands for, or None."""
    try:
        return parse_yes_no(text) if asked.type == "yes-no" else parse_choice(text, asked.choices)
    except ArchiveError:
        return None

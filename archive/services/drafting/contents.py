"""What a draft says: read from what was typed, as the application that it would be, and why parts could not be read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.model import BuildingGiven, Cover, Intake, ItemAsked, MaterialGiven
from archive.models.drafts import Draft
from archive.services.drafting.fields import annex_title
from archive.services.drafting.interfaces import IFormService
from archive.services.drafting.model import ApplicationGiven, Asked, Choice, Field, FieldFault, ProjectTold
from archive.services.drafting.reading import read_fields
from archive.words import LANGUAGES, say

MISSING: Final = "templates.field-missing"
LEVELS: Final = ("works", "building", "section", "phase")
PART: Final = frozenset({"code", "name"})


@dataclass(frozen=True)
class Contents:
    """A draft, read."""

    application: ApplicationGiven
    asked: Asked
    faults: tuple[FieldFault, ...]
    """What could not be read, and what the form's own sections lack."""


def cover_fields() -> tuple[Field, ...]:
    """Give the fields of what a result covers."""
    levels = tuple(Choice(name, _titles(f"form.level.{name}")) for name in LEVELS)
    return (
        Field("level", "choice", _titles("form.field.level"), choices=levels, is_required=True),
        Field("name", "text", _titles("form.field.name"), is_required=True),
    )


def read_draft(form: IFormService, draft: Draft, known: Iterable[str]) -> Contents:
    """Read a draft; ``known`` are the codes of the items that there are."""
    reader = Reader(draft.sections, form.sections())
    items = [code for code in _items(draft.sections.get("items")) if code in set(known)]
    asked = form.asked(items)
    who, told = reader.fixed("applicant"), _project(reader, draft)
    facts, _ = reader.read("facts", reader.fields["facts"])
    shared, _ = reader.read("shared", asked.shared)
    works, buildings = _parts(reader.fixed("parts").get("works", ()))
    application = ApplicationGiven(
        key=f"draft {draft.id}",
        project=told,
        applicant=who.get("applicant", ""),
        applicant_code=who.get("applicant_code", ""),
        form={**facts, **shared},
        items=tuple(_item(reader, asked, code) for code in items),
        materials=tuple(_given(draft)),
        works=works,
        buildings=buildings,
    )
    return Contents(application, asked, tuple(reader.faults))


class Reader:
    """Reads the sections of one draft, and gathers what is wrong."""

    def __init__(self, sections: Mapping[str, Any], fields: Mapping[str, tuple[Field, ...]]) -> None:
        self.sections = sections
        self.fields = fields
        self.faults: list[FieldFault] = []

    def read(self, section: str, fields: tuple[Field, ...], *at: str) -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
        """Read fields of a section, or of what is at a place in it."""
        typed = self.sections.get(section, {})
        for step in at:
            typed = typed.get(step, {}) if isinstance(typed, Mapping) else {}
        values, faults = read_fields(section, fields, typed, at)
        self.faults += faults
        return values, faults

    def fixed(self, section: str) -> dict[str, Any]:
        """Read a section of the form's own, which also says what it lacks."""
        values, faults = self.read(section, self.fields[section])
        wrong = {fault.path for fault in faults}
        self.faults += (each for each in _missing(section, self.fields[section], values, "") if each.path not in wrong)
        return values


def _missing(section: str, fields: Iterable[Field], values: Mapping[str, Any], at: str) -> Iterator[FieldFault]:
    """Every field that must be filled in and is not."""
    for field in fields:
        if field.key not in values:
            if field.is_required:
                yield FieldFault(section, f"{at}/{field.key}", MISSING, "", field.title)
        elif field.type == "rows":
            for number, row in enumerate(values[field.key]):
                yield from _missing(section, field.fields, row, f"{at}/{field.key}/{number}")


def _items(raw: Any) -> tuple[str, ...]:
    """Give the codes that were chosen, each once."""
    return tuple(dict.fromkeys(each for each in raw if isinstance(each, str))) if isinstance(raw, list | tuple) else ()


def _project(reader: Reader, draft: Draft) -> str | ProjectTold:
    """Give the project's id, or what is told of one."""
    chosen = draft.sections.get("project", {})
    if isinstance(chosen, Mapping) and isinstance(chosen.get("project"), str):
        return str(chosen["project"])
    told = reader.fixed("project")
    return ProjectTold(**{key: told.get(key, "") for key in ("name", "owner", "owner_code", "code")})


def _parts(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[tuple[str, str], ...], tuple[BuildingGiven, ...]]:
    """Give works and buildings."""
    works = tuple((row.get("code", ""), row.get("name", "")) for row in rows)
    buildings = (
        BuildingGiven(
            row.get("code", ""),
            each.get("code", ""),
            each.get("name", ""),
            {key: value for key, value in each.items() if key not in PART},
        )
        for row in rows
        for each in row.get("buildings", ())
    )
    return works, tuple(buildings)


def _item(reader: Reader, asked: Asked, code: str) -> ItemAsked:
    """Give one item: its own data, what it covers, its drawings."""
    data, _ = reader.read("data", asked.own[code], code)
    covers = Field(code, "rows", {}, fields=cover_fields())
    chosen = reader.sections.get("covers", {})
    rows, faults = read_fields("covers", (covers,), {code: chosen.get(code)} if isinstance(chosen, Mapping) else {})
    reader.faults += (*faults, *_missing("covers", (covers,), rows, ""))
    places = tuple(Field(place.name, "text", annex_title(place.name)) for place in asked.annexes[code])
    drawings, _ = reader.read("annexes", places, code)
    told = (Cover(row.get("level", ""), row.get("name", "")) for row in rows.get(code, ()))
    return ItemAsked(code, data, tuple(told), drawings)


def _given(draft: Draft) -> Iterator[MaterialGiven]:
    """Every file of a draft."""
    for kept in draft.materials:
        intake = Intake(kept.digest, kept.size, kept.media_type, kept.name, kept.drawable)
        yield MaterialGiven(kept.document_type, intake)


def _titles(code: str) -> dict[str, str]:
    """Give the words of a code in each language."""
    return {language: say(code, language) for language in LANGUAGES}

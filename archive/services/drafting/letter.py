"""A draft as the letter that it becomes: what is asked, said and enclosed, in words, before anybody signs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.catalogue.model import Catalogue, Item
from archive.model import ItemAsked
from archive.models.root import Archive
from archive.services.drafting.contents import Contents, cover_fields
from archive.services.drafting.model import (
    Field,
    FieldFault,
    Letter,
    LetterItem,
    LetterMaterial,
    Line,
    Need,
    ProjectTold,
)
from archive.services.errors import AuthorityUnclearError
from archive.services.submit import get_authority
from archive.words import LANGUAGES, say

YES_NO: Final = {True: "form.yes", False: "form.no"}


def lines_of(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterator[Line]:
    """Every field that was filled in, in words; a table by its rows."""
    for field in fields:
        if field.key not in values:
            continue
        value = values[field.key]
        if field.type == "rows":
            rows = tuple(tuple(lines_of(field.fields, row)) for row in value)
            yield Line(field.key, field.title, dict.fromkeys(LANGUAGES, ""), rows)
        else:
            yield Line(field.key, field.title, _words(field, value))


def _words(field: Field, value: Any) -> Mapping[str, str]:
    """Give a value in words, by language."""
    if isinstance(value, bool):
        return {language: say(YES_NO[value], language) for language in LANGUAGES}
    if field.unit:
        return {language: say(field.unit, language, number=f"{value:,}") for language in LANGUAGES}
    chosen = (choice.title for choice in field.choices if choice.value == value)
    return next(chosen, dict.fromkeys(LANGUAGES, str(value)))


@dataclass(frozen=True)
class LetterWriter:
    """Writes the letter of one draft."""

    root: Archive
    catalogue: Catalogue
    contents: Contents
    fields: Mapping[str, tuple[Field, ...]]
    """Of the form's own sections."""
    project: ProjectTold
    """What there is to say of it."""
    now: datetime

    def write(self, needs: Sequence[Need], faults: tuple[FieldFault, ...]) -> Letter:
        """Write it; ``faults`` are what keeps the draft from being submitted."""
        told = self.contents.application
        materials = (LetterMaterial(need, self._files(need)) for need in needs)
        return Letter(
            applicant=told.applicant,
            applicant_code=told.applicant_code,
            project=self.project.name,
            project_code=self.project.code,
            owner=self.project.owner,
            facts=tuple(lines_of(self.fields["facts"], told.form)),
            shared=tuple(lines_of(self.contents.asked.shared, told.form)),
            parts=tuple(lines_of(self.fields["parts"], {"works": list(self._works())})),
            items=tuple(map(self._item, told.items)),
            materials=tuple(each for each in materials if each.need.is_required or each.need.why or each.files),
            written_at=self.now,
            faults=faults,
        )

    def _works(self) -> Iterator[dict[str, Any]]:
        """Every works as the form has it."""
        told = self.contents.application
        for code, name in told.works:
            own = (each for each in told.buildings if each.works == code)
            buildings = [{"code": each.code, "name": each.name, **each.facts} for each in own]
            yield {"code": code, "name": name, "buildings": buildings}

    def _item(self, asked: ItemAsked) -> LetterItem:
        """Give what is asked of one item."""
        item, contents = self.catalogue.get_item(asked.item), self.contents
        names = {material.intake.digest: material.intake.name for material in contents.application.materials}
        covers = ({"level": cover.level, "name": cover.name} for cover in asked.covers)
        return LetterItem(
            code=item.code,
            title=item.title,
            authority=self._authority(item),
            days=item.days,
            lines=tuple(lines_of(contents.asked.own[item.code], asked.data)),
            covers=tuple(tuple(lines_of(cover_fields(), cover)) for cover in covers),
            annexes=tuple((name, names[digest]) for name, digest in asked.drawings.items() if digest in names),
        )

    def _authority(self, item: Item) -> str:
        """Name who decides; nothing where that is not clear."""
        try:
            return str(get_authority(self.root, self.project.code, item, self.now).names.at(self.now))
        except AuthorityUnclearError:
            return ""

    def _files(self, need: Need) -> tuple[str, ...]:
        """Name the files that come for a material."""
        types = {each.id for each in need.types}
        given = self.contents.application.materials
        return tuple(each.intake.name for each in given if each.document_type in types)

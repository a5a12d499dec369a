"""Where each material that an application needs comes from: 库中已有 (免提交), 在线填写, 需上传, 承诺, 免办."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from archive.catalogue.model import Catalogue, DocumentType, Item, Material
from archive.model import Reuse
from archive.models.root import Archive
from archive.services.drafting.model import Held, Need, TypeAccepted
from archive.services.intake import MEDIA_TYPES
from archive.services.reading.licences import tell_later_acts
from archive.services.requirements import held_for
from archive.words import LANGUAGES

BY_ORIGIN: Final[Mapping[str, str]] = {"promise": "promise", "form": "fill", "process": "fill"}
"""Origin of a document type → state of a material that nothing else meets."""


@dataclass(frozen=True)
class Sources:
    """Where materials may come from, for one form."""

    root: Archive
    catalogue: Catalogue
    project: str
    """Project id; empty: it is yet to begin."""
    facts: Mapping[str, Any]
    given: Collection[str]
    """Document types that were uploaded."""
    results: Mapping[str, Item]
    """Document type → the item of the form that gives it."""
    now: datetime

    def place(self, need: Need, material: Material) -> Need:
        """Say of a material where it comes from, in the order in which ``requirements.meet`` looks."""
        if not material.applies(self.facts):
            return self._exempt(need, material)
        if not set(self.given).isdisjoint(material.types):
            return replace(need, state="given")
        if coming := [self.results[name] for name in material.types if name in self.results]:
            values = {language: {"item": coming[0].title[language]} for language in LANGUAGES}
            return replace(need, state="awaited", why="form.need.awaited", values=values)
        held = next(held_for(self.root, self.catalogue, self.project, material, self.now), None)
        return self._have(need, held) if held else need

    def _exempt(self, need: Need, material: Material) -> Need:
        """Say which fact makes a material needless (免办); of a procedure, which."""
        wanting = (fact for fact, wanted in material.when.items() if bool(self.facts.get(fact, False)) is not wanted)
        fact = next(wanting)
        procedures = {each.fact: each.title for each in self.catalogue.procedures}
        title = procedures.get(fact, self.catalogue.fact_titles[fact])
        values = {language: {"reason": title[language]} for language in LANGUAGES}
        return replace(need, state="exempt", is_required=False, why="form.need.exempt", values=values)

    def _have(self, need: Need, reuse: Reuse) -> Need:
        """Say which licence of the archive does for a material (免提交)."""
        licence, version = self.root.licences.get(reuse.identifier)
        assert version.making is not None, "only what is issued is reused"
        about = (reuse.document_type, reuse.identifier, licence.number, licence.kind, reuse.digest)
        held = Held(*about, version.making.issued_at, tell_later_acts(licence, version, self.now))
        titles = self.catalogue.get_document_type(reuse.document_type).title
        values = {language: {"title": titles[language], "number": licence.number} for language in LANGUAGES}
        return replace(need, state="have", held=held, why="form.need.held", values=values)


def needs_of(sources: Sources, items: Sequence[Item]) -> tuple[Need, ...]:
    """Give every material of some items once, in the order of the items."""
    found: dict[tuple[str, ...], Need] = {}
    for item in items:
        for material in _shown(item, sources.facts):
            need = sources.place(_need(sources.catalogue, item, material), material)
            found[material.types] = _merged(found.get(material.types), need)
    return tuple(found.values())


def _shown(item: Item, form: Mapping[str, Any]) -> Iterator[Material]:
    """Every material that may come, and those that would have to but for the facts."""
    allowed = item.allowed(form)
    offered = {material.types for material in allowed}
    yield from allowed
    yield from (each for each in item.required({}) if each.types not in offered)


def _need(catalogue: Catalogue, item: Item, material: Material) -> Need:
    """Give a material as what has to be uploaded, filled in or promised."""
    types = tuple(catalogue.get_document_type(name) for name in material.types)
    state = BY_ORIGIN.get(types[0].origin, "upload")
    return Need(tuple(map(accepted, types)), (item.code,), state, not material.is_optional, material.is_key)


def accepted(wanted: DocumentType) -> TypeAccepted:
    """Give what files a document type accepts."""
    extensions = (name for name, media_type in MEDIA_TYPES.items() if media_type in wanted.media_types)
    return TypeAccepted(wanted.id, wanted.title, tuple(sorted(wanted.media_types)), tuple(extensions), wanted.limit)


def _merged(known: Need | None, need: Need) -> Need:
    """Give one need for what several items ask for: what binds more stays."""
    if known is None:
        return need
    binding = need if need.is_required and not known.is_required else known
    return replace(
        binding,
        items=tuple(dict.fromkeys((*known.items, *need.items))),
        is_key=known.is_key or need.is_key,
    )

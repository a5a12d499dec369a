"""What items, document types and fields are called, as the rules and kinds have it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from archive.catalogue.loading import read_catalogue
from archive.catalogue.model import Catalogue
from archive.services.drafting.fields import annex_title, every_field_of
from archive.web.telling import Said, Teller
from archive.words import FIRST, LANGUAGES, find_words
from templates.interfaces import IKinds

HAN: Final = "一-鿿"
"""What a name is no part of a longer word beside."""


@cache
def get_catalogue() -> Catalogue:
    """Give the rules, read once a process."""
    return read_catalogue()


@dataclass(frozen=True)
class Titles:
    """Names in one language; what is not there any more is shown by its code."""

    language: str
    kinds: Any
    catalogue: Catalogue

    def item(self, code: str) -> str:
        """Name an item."""
        item = self.catalogue.items.get(code)
        return code if item is None else item.title[self.language]

    def document(self, id: str) -> str:  # noqa: A002 - its name in the field
        """Name a document type."""
        found = self.catalogue.document_types.get(id)
        return id if found is None else found.title[self.language]

    def kind(self, name: str) -> str:
        """Name a licence kind."""
        title: Mapping[str, str] = self.kinds.get_kind(name).title
        return title[self.language]

    def fact(self, name: str) -> str:
        """Name a fact of the form, or a national key that items share."""
        return self.catalogue.fact_titles.get(name, {}).get(self.language, "") or self._shared(name)

    def data(self, kind: str, key: str) -> str:
        """Name a field of a kind's data."""
        labels: Mapping[str, str] = self.kinds.get_kind(kind).labels[self.language] if kind else {}
        return labels.get(key, key)

    def said(self, kind: str, data: Mapping[str, Any]) -> Said:
        """Tell data of a kind's licence, or some of it."""
        return Teller(self.language).tell(every_field_of(self.kinds.get_kind(kind)) if kind else (), data)

    def annex(self, name: str) -> str:
        """Name an annex; nothing for the face, which has no name."""
        return annex_title(name)[self.language] if name else ""

    def named(self, text: str) -> str:
        """Give a detail of an error with what we name in it in our language; what somebody wrote («…») stays."""
        if self.language == FIRST or not re.search(f"[{HAN}]", text):
            return text
        names, found = self._names
        return found.sub(lambda each: names.get(each[0], each[0]), text)

    def event(self, kind: str) -> str:
        """Say what happened; what has no words of its own is named by its kind."""
        return find_words(f"page.event-{kind.replace('.', '-').replace('_', '-')}", self.language) or kind

    @cached_property
    def _names(self) -> tuple[Mapping[str, str], re.Pattern[str]]:
        """Give what finds in a text every name that we give, or what somebody wrote, and each name in our language."""
        names = {title[FIRST]: title[self.language] for title in self._every()}
        longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        return names, re.compile(f"«.*?»|(?<![{HAN}])(?:{longest})(?![{HAN}])")

    def _every(self) -> Iterator[Mapping[str, str]]:
        """Every name that we give: of items, document types, facts, channels, kinds, their fields and annexes."""
        rules = self.catalogue
        yield from (each.title for each in rules.items.values())
        yield from (each.title for each in rules.document_types.values())
        yield from (each.title for each in rules.channels.values())
        yield from rules.fact_titles.values()
        for kind in self.kinds.all_versions():
            yield kind.title
            yield from ({language: kind.labels[language][key] for language in LANGUAGES} for key in kind.labels[FIRST])
            yield from (annex_title(rule.name) for rule in kind.annexes)

    def _shared(self, key: str) -> str:
        """Name a national key that the shared form asks for."""
        kinds = (item.result.kind for item in self.catalogue.items.values() if key in item.form_keys)
        return next((self.data(kind, key) for kind in kinds if kind), key)


def kinds_of(request: Any) -> dict[str, str]:
    """Give name → title of every kind of licence, in the language of a request."""
    return {kind.name: kind.title[request.language] for kind in request.service(IKinds).all_versions()}


def titles_of(request: Any) -> Titles:
    """Give names in the language of a request."""
    return Titles(request.language, request.service(IKinds), get_catalogue())

"""What the archive wrote into a dossier itself (``archive.services.forms``), as people read a form.

A record says what it says under keys of ours: one table names the type of each, in the order that they are read. What
applicants filled in is told by the fields that asked for it: facts by the form's, data by those of the licence's kind.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.services.drafting.contents import cover_fields
from archive.services.drafting.interfaces import IFormService
from archive.services.drafting.model import Field
from archive.services.forms import MEDIA_TYPE
from archive.services.notices.telling import tell_time
from archive.services.reading.model import CaseTold, DocumentTold, VersionTold
from archive.web.letters import LONGEST, READABLE, name_of
from archive.web.rendering import tell_size, words
from archive.web.telling import Said, Teller
from archive.web.titles import Titles, titles_of
from archive.words import LANGUAGES, say
from storage.digests import Digest
from storage.errors import BlobError
from storage.interfaces import IBlobStore

FIELDS: Final[Mapping[str, str]] = {
    "application": "text",
    "case": "text",
    "cases": "text",
    "project": "project",
    "applicant": "text",
    "applicant_code": "text",
    "item": "item",
    "authority": "authority",
    "subject": "subject",
    "channel": "channel",
    "address": "text",
    "confirmed_by": "person",
    "sent_at": "time",
    "receipt": "word",
    "decision": "text",
    "decided_at": "time",
    "effective_from": "time",
    "note": "text",
    "by": "person",
    "at": "time",
    "recorded_at": "time",
    "materials": "rows",
    "versions": "rows",
    "drawings": "rows",
    "points": "rows",
    "covers": "rows",
}
"""Key of a record → type of its values, in the order that they are read."""
ROWS: Final[Mapping[str, str]] = {
    "document_type": "document",
    "type": "document",
    "document": "document",
    "place": "place",
    "fault": "text",
    "name": "text",
    "size": "size",
    "digest": "text",
}
"""Key of a row → type of its values."""
FORMS: Final = ("facts", "form")
"""Keys under which a record may hold what the form says: of an application, of a correction (of any other record,
``form`` is its document type)."""
MAPPINGS: Final[Mapping[str, str]] = {"versions": "document", "drawings": "place"}
"""Key whose values are digests by a name → what the name is called in a row."""
UNREAD: Final = frozenset({"form", "facts", "data", "items", "title", "media_type", "drawable"})
"""Keys of what stands above the record, has a part of its own, or says nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record."""

    title: str
    """Empty: of the record itself."""
    said: Said


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record as it is read."""

    title: str
    parts: tuple[Part, ...]


def is_sheet(document: DocumentTold, version: VersionTold) -> bool:
    """Say whether a version of a document is a record that is read as a sheet, and not as a letter."""
    return version.origin == "made" and version.media_type == MEDIA_TYPE and document.document_type not in READABLE


def find_sheet(request: Any, told: CaseTold, document: DocumentTold, version: VersionTold) -> Sheet | None:
    """Give the sheet that a record of a case is, or None: it is none, too long for a page, or cannot be read now."""
    if not is_sheet(document, version) or version.size > LONGEST:
        return None
    try:
        record = json.loads(request.service(IBlobStore).get(Digest.parse(version.digest)))
    except BlobError:
        return None
    return Sheet(titles_of(request).document(document.document_type), tuple(_Reader(request, told).parts(record)))


def form_said(request: Any, items: Iterable[str], form: Mapping[str, Any]) -> Said:
    """Tell what a form says that some items share: facts, and keys of their licences."""
    service, known = request.service(IFormService), titles_of(request).catalogue.items
    fields = (*service.sections()["facts"], *service.asked([item for item in items if item in known]).shared)
    return Teller(request.language).tell(fields, form)


class _Reader:
    """Reads the records of one case."""

    def __init__(self, request: Any, told: CaseTold) -> None:
        self.request = request
        self.told = told
        self.titles: Titles = titles_of(request)
        self.teller = Teller(request.language, self._ways())
        self.names = {version.digest: version.name for each in told.documents for version in each.versions}
        """Digest → name of the file that it is of."""

    def parts(self, record: Mapping[str, Any]) -> Iterator[Part]:
        """Every part that says something: the record itself, what was filled in, then item by item."""
        asked = record.get("items", ())
        items = [each["item"] for each in asked] or [self.told.line.item]
        form: Mapping[str, Any] = next((record[key] for key in FORMS if isinstance(record.get(key), Mapping)), {})
        found = (
            Part("", self._own(record)),
            Part(self._say("facts"), form_said(self.request, items, self._changed(form))),
            Part(self._say("data"), self._data(self.told.line.item, record.get("data", {}))),
        )
        yield from (part for part in found if part.said)
        for each in asked:
            own = self._own({key: value for key, value in each.items() if key != "item"})
            data = self._data(each["item"], each["data"])
            yield Part(self.titles.item(each["item"]), Said((*own.facts, *data.facts), (*data.tables, *own.tables)))

    def _own(self, record: Mapping[str, Any]) -> Said:
        """Tell what a record, or an item in it, says under keys of ours; under one that nobody knows, as it stands."""
        told = {key: self._rows(key, value) for key, value in record.items() if key not in UNREAD}
        if told.get("recorded_at") == told.get("at"):
            told.pop("recorded_at", None)
        return self.teller.tell(_fields(FIELDS), told)

    def _rows(self, key: str, value: Any) -> Any:
        """Give digests by a name as rows, each with its file's name; of other rows, what is read of them."""
        if key in MAPPINGS:
            return [
                {MAPPINGS[key]: name, "name": self.names.get(one, ""), "digest": one} for name, one in value.items()
            ]
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            return [{name: each for name, each in row.items() if name not in UNREAD} for row in value]
        return value

    def _data(self, item: str, data: Mapping[str, Any]) -> Said:
        """Tell data of the licence that an item gives."""
        found = self.titles.catalogue.items.get(item)
        return self.titles.said(found.result.kind if found else "", self._changed(data))

    def _changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Give values with a word for each that is said no more."""
        blanked = say("page.act-blanked", self.titles.language)
        return {key: blanked if value is None else value for key, value in values.items()}

    def _ways(self) -> Mapping[str, Callable[[Any], str]]:
        """Give what tells the values of each type of ours."""
        titles, language = self.titles, self.titles.language
        zone, channels = self.request.registry.settings["archive.timezone"], titles.catalogue.channels
        return {
            "time": lambda value: tell_time(datetime.fromisoformat(value), language, zone),
            "size": lambda value: tell_size(value, language),
            "word": lambda value: words(value, language),
            "project": lambda value: f"{self.told.line.project_name} {value}",
            "item": titles.item,
            "person": self.request.called,
            "authority": lambda value: str(value["name"]),
            "channel": lambda value: channels[value].title[language] if value in channels else value,
            "subject": self._subject,
            "document": lambda value: titles.document(value.partition("-")[0]),
            "place": lambda value: name_of(self.told, titles, value),
        }

    def _subject(self, name: str) -> str:
        """Name what was delivered: a letter of the case, or a licence by its identifier."""
        document = name.partition("/")[2]
        if document:
            return self.titles.document(document.partition("-")[0])
        return f"{self.titles.kind(self.told.line.kind)} {name}" if self.told.line.kind else name

    def _say(self, key: str) -> str:
        """Give what a part is called."""
        return say(f"record.{key}", self.titles.language)


def _fields(kinds: Mapping[str, str]) -> Iterator[Field]:
    """Describe keys of ours by the types of their values."""
    for key, kind in kinds.items():
        rows = cover_fields() if key == "covers" else tuple(_fields(ROWS)) if kind == "rows" else ()
        yield Field(key, kind, _titles(key), fields=rows)


def _titles(key: str) -> dict[str, str]:
    """Give what a key is called, by language."""
    return {language: say(f"record.{key}", language) for language in LANGUAGES}

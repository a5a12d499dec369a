"""What an applicant is asked to put right (补正), as a form; and what was handed in, as the service takes it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from archive.services.drafting.interfaces import IFormService
from archive.services.drafting.model import Field, FieldFault, Need
from archive.services.drafting.reading import read_fields
from archive.services.reading.model import CaseTold, DocumentTold
from archive.web.acting import faults_at
from archive.web.form.shown import FieldShown, Shower

SECTIONS: Final = ("form", "data")
"""Sections of the form: facts that the cases of an application share, and the data of this case's licence."""


@dataclass(frozen=True, slots=True)
class FileAsked:
    """A file that may be handed in."""

    name: str
    """Of its field: ``version/<document>`` for the next version of a document, ``material/<type>`` for another one."""
    known: DocumentTold | None
    """The document that gets a next version."""
    extensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointShown:
    """One thing to put right."""

    place: str
    """What it is about: ``Point.place``."""
    fault: str
    """In the official's words."""
    fields: tuple[FieldShown, ...] = ()
    files: tuple[FileAsked, ...] = ()


@dataclass(frozen=True)
class CorrectionForm:
    """The form of one case's correction."""

    case: CaseTold
    form: tuple[Field, ...]
    """Facts, and what items share."""
    data: tuple[Field, ...]
    """Of the case's licence."""
    needs: tuple[Need, ...]

    def fields_of(self, section: str) -> tuple[Field, ...]:
        """Give the fields of a section that are asked for: a key that is in both is a fact."""
        places = {point.place for point in self.points}
        own = {each.key for each in self.form}
        known = self.form if section == "form" else tuple(each for each in self.data if each.key not in own)
        return tuple(each for each in known if each.key in places)

    @property
    def points(self) -> tuple[Any, ...]:
        """What is to be put right, as it was last asked."""
        return self.case.corrections[-1].points if self.case.corrections else ()

    def show(self, shower: Shower, typed: Mapping[str, Any]) -> tuple[PointShown, ...]:
        """Show each point, with the fields and files by which it is put right; a file at the first that it is for."""
        shown = {
            each.name.partition("/")[2]: each
            for section in SECTIONS
            for each in shower.show_all(
                self.fields_of(section), {**self._kept(section), **typed.get(section, {})}, section
            )
        }
        offered = self._offered()
        return tuple(
            PointShown(
                point.place,
                point.fault,
                tuple(filter(None, [shown.get(point.place)])),
                tuple(file for first, file in offered if first is point),
            )
            for point in self.points
        )

    def read(self, typed: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], tuple[FieldFault, ...]]:
        """Read what was typed: section → what differs from before (None: is said no more), and what cannot be read."""
        changes: dict[str, dict[str, Any]] = {}
        wrong: list[FieldFault] = []
        for section in SECTIONS:
            fields, kept = self.fields_of(section), self._kept(section)
            values, faults = read_fields(section, fields, typed.get(section, {}))
            unread = {fault.path.split("/")[1] for fault in faults}
            named = [each.key for each in fields if each.key in typed.get(section, {}) and each.key not in unread]
            changes[section] = {key: values.get(key) for key in named if values.get(key) != kept.get(key)}
            wrong += faults
        return changes, tuple(wrong)

    def faults_of(self, error: Exception) -> tuple[tuple[FieldFault, ...], tuple[Exception, ...]]:
        """Give what an error says of fields, each in its section, and what it says besides."""
        held, besides = faults_at(error, (*self.form, *self.data))
        shared = {each.key for each in self.form}
        return tuple(replace(one, section="form") if one.path[1:] in shared else one for one in held), besides

    def files(self) -> Iterable[FileAsked]:
        """Every file that may be handed in."""
        return (file for _point, file in self._offered())

    def _offered(self) -> tuple[tuple[Any, FileAsked], ...]:
        """Every file that may be handed in, once, with the first point that is about it: two may be."""
        found: dict[str, tuple[Any, FileAsked]] = {}
        for point in self.points:
            for file in self._files(point.place):
                found.setdefault(file.name, (point, file))
        return tuple(found.values())

    def _kept(self, section: str) -> Mapping[str, Any]:
        """Give what is there."""
        return self.case.form if section == "form" else self.case.data

    def _files(self, place: str) -> Iterator[FileAsked]:
        """Every file by which a place can be put right: a document type, or an annex that shows a document."""
        digest = self.case.drawings.get(place)
        need = next((each for each in self.needs if any(one.id == place for one in each.types)), None)
        accepted = next((one for one in need.types if one.id == place), None) if need else None
        extensions = accepted.extensions if accepted else ()
        found = [
            each
            for each in self.case.documents
            if each.versions[-1].origin == "uploaded"
            and (each.document_type == place or (digest and each.versions[-1].digest == digest))
        ]
        for each in found:
            yield FileAsked(f"version/{each.document}", each, extensions)
        if accepted and not found:
            yield FileAsked(f"material/{place}", None, extensions)


def correction_form(request: Any, case: CaseTold) -> CorrectionForm:
    """Give the form for a case."""
    service = request.service(IFormService)
    asked = service.asked((case.line.item,))
    needs = service.what_is_needed(request.archive, request.actor, case.line.project, (case.line.item,), case.form)
    return CorrectionForm(case, (*service.sections()["facts"], *asked.shared), asked.own[case.line.item], needs)

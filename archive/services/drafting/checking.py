"""Everything that keeps a draft from being submitted, each by its section and field."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from transaction.interfaces import TransientError

from archive.catalogue.model import Catalogue, Item
from archive.errors import (
    ArchiveError,
    DrawingMissingError,
    MaterialMissingError,
    PartInvalidError,
    PartyForeignError,
    ProjectCodeForeignError,
    RulesBrokenError,
)
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.project import parse_project_code
from archive.interfaces import ISubmitService
from archive.model import ItemAsked
from archive.models.projects import Building, Project, Works
from archive.models.root import Archive
from archive.permissions import Actor, Permission, is_allowed
from archive.services.drafting.application import submission_of
from archive.services.drafting.contents import MISSING, Contents
from archive.services.drafting.errors import FactMissingError
from archive.services.drafting.fields import annex_title, own_title
from archive.services.drafting.model import ApplicationGiven, Field, FieldFault, Need, ProjectTold
from archive.services.drafting.reading import label_of, pointer_to, steps_of
from archive.services.drafting.rights import get_own_project
from archive.services.errors import (
    DrawingUnfitError,
    ItemEarlyError,
    ItemsInvalidError,
    SeveralFaultsError,
)
from archive.services.gathering import verify_request
from archive.services.projects import find_building, find_coded, office_of, verify_covers, verify_part
from archive.services.recording import Recorder
from archive.services.requirements import verify_material
from archive.services.standing import may_apply_for, may_begin_for
from archive.services.submit import get_authority
from archive.texts import verify_line
from templates.errors import DataInvalidError, Fault, TemplateError
from templates.interfaces import IKinds

SECTIONS: Final = (
    "applicant",
    "project",
    "items",
    "facts",
    "shared",
    "data",
    "parts",
    "covers",
    "materials",
    "annexes",
)
"""Sections of the form, in its order; ``materials`` holds files, which are added one by one."""
BROUGHT: Final = frozenset({"upload", "promise", "fill"})
"""States of a need that is not met yet."""


class Findings:
    """What is wrong so far: one fault at a place, and none of what holds it or lies within it."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = list(faults)

    def add(self, fault: FieldFault) -> None:
        """Note a fault, where nothing is said of its place, of what it is part of, or of a part of it."""
        known = (f"{each.path}/" for each in self.faults if each.section == fault.section)
        place = f"{fault.path}/"
        if not any(place.startswith(path) or path.startswith(place) for path in known):
            self.faults.append(fault)

    @contextmanager
    def at(
        self,
        section: str,
        *path: str | int,
        label: Mapping[str, str] | None = None,
        place: Callable[[Fault], FieldFault] | None = None,
    ) -> Iterator[None]:
        """Note what a block refuses at a place; what may pass by itself is raised.

        ``place`` gives each fault of a licence's data its own.
        """
        try:
            yield
        except (ArchiveError, TemplateError) as error:
            if isinstance(error, TransientError):
                raise
            for each in error.errors if isinstance(error, SeveralFaultsError) else (error,):
                if place is not None and isinstance(each, DataInvalidError):
                    for fault in each.faults:
                        self.add(place(fault))
                else:
                    named = _label(path) if label is None else label
                    self.add(FieldFault(section, pointer_to(path), each.code, str(each), named))

    def ordered(self) -> tuple[FieldFault, ...]:
        """Give every fault, in the order of the form."""
        return tuple(sorted(self.faults, key=lambda fault: (*SECTIONS, "").index(fault.section)))


@dataclass(frozen=True)
class Checker:
    """Checks drafts; changes nothing."""

    recorder: Recorder
    catalogue: Catalogue
    kinds: IKinds
    submissions: ISubmitService
    zone: tzinfo
    """Of the day on which an application comes in."""

    def check(self, root: Archive, actor: Actor, contents: Contents, needs: Sequence[Need]) -> tuple[FieldFault, ...]:
        """Give every fault; where each place is right, what the whole would be refused for."""
        found, told = Findings(contents.faults), contents.application
        project = self._project(found, root, actor, told)
        self._who(found, root, actor, project, told)
        self._parts(found, project, told)
        self._items(found, root, project.code, told)
        for item in told.items:
            self._item(found, contents, project, item)
        self._materials(found, told, needs)
        if not found.faults:
            with found.at(""):
                self.submissions.verify(root, actor, submission_of(told, project.id), project)
        return found.ordered()

    def _who(self, found: Findings, root: Archive, actor: Actor, project: Project, told: ApplicationGiven) -> None:
        """Check the applicant, who must be one for whom the actor may apply, and the facts."""
        name, code = _where(told)
        for place, text in ((name, told.applicant), (code, told.applicant_code)):
            if not text:
                found.add(FieldFault(place[0], pointer_to(place[1:]), MISSING, "", _label(place)))
        with found.at(*name):
            verify_line(told.applicant)
        with found.at(*code):
            party, now = parse_credit_code(told.applicant_code), self.recorder.moment(root)
            if project.owner_code and not may_apply_for(root, actor, project, party, now):
                raise PartyForeignError(party)
        doubtful = self.catalogue.doubtful_facts(told.form)
        for procedure in self.catalogue.procedures:
            for limit in procedure.broken_by(told.form):
                if doubtful.isdisjoint({procedure.fact, limit.fact}):
                    with found.at("facts", limit.fact, label=self.catalogue.fact_titles[limit.fact]):
                        refusal = RulesBrokenError if limit.fact in told.form else FactMissingError
                        raise refusal(f"{procedure.fact} · {limit}")

    def _project(self, found: Findings, root: Archive, actor: Actor, told: ApplicationGiven) -> Project:
        """Check the project, and give it as it will be; an empty one where there is none."""
        if isinstance(told.project, str):
            with found.at("project", "project"):
                return _copied(get_own_project(root, actor, told.project, self.recorder.moment(root)))
            return Project("", "", "", "", self.recorder.moment(root), office=office_of(actor))
        return self._told(found, root, actor, told.project)

    def _told(self, found: Findings, root: Archive, actor: Actor, told: ProjectTold) -> Project:
        """Check what is told of a project; one whose code is here is that one."""
        made = Project("", told.name, told.owner, told.owner_code, self.recorder.moment(root), office=office_of(actor))
        for key in ("name", "owner"):
            with found.at("project", key):
                verify_line(getattr(told, key))
        with found.at("project", "owner_code"):
            made.owner_code = parse_credit_code(told.owner_code)
        with found.at("project", "code", label=own_title("project_code")):
            made.code = parse_project_code(told.code).text if told.code else ""
            if (one := find_coded(root, actor, made.code, made.owner_code, made.begun_at)) is not None:
                return _copied(one, made.office)
            if made.code and not is_allowed(actor, Permission.PROJECT_BIND):
                raise ProjectCodeForeignError(made.code)
        with found.at("project", "owner_code"):
            if not may_begin_for(root, actor, made.owner_code, made.begun_at):
                raise PartyForeignError(made.owner_code)
        return made

    def _parts(self, found: Findings, project: Project, told: ApplicationGiven) -> None:
        """Check the parts that are told of, and put them into what the project will be."""
        for number, (code, name) in enumerate(told.works):
            with found.at("parts", "works", number):
                verify_part(code, name)
                project.works[code] = project.works.get(code, Works(code, name))
        for works in dict.fromkeys(building.works for building in told.buildings):
            place = ("works", [code for code, _name in told.works].index(works), "buildings")
            for number, building in enumerate(one for one in told.buildings if one.works == works):
                with found.at("parts", *place, number):
                    verify_part(building.code, building.name)
                    self.catalogue.verify_building(building.code, building.facts)
                    if (other := find_building(project, building.code)) not in (None, works):
                        raise PartInvalidError(f"{building.code}: {other}")
                    if works in project.works:
                        made = Building(building.code, building.name, building.facts)
                        project.works[works].buildings[building.code] = made

    def _items(self, found: Findings, root: Archive, code: str, told: ApplicationGiven) -> None:
        """Check what is chosen: something, in force, that somebody decides."""
        if not told.items:
            with found.at("items"):
                raise ItemsInvalidError
        now = self.recorder.moment(root)
        for number, asked in enumerate(told.items):
            item = self.catalogue.get_item(asked.item)
            with found.at("items", number, label=item.title):
                if (day := now.astimezone(self.zone).date()) < item.in_force_from:
                    raise ItemEarlyError(f"{item.code} {item.title['zh']}: {day} < {item.in_force_from}")
                get_authority(root, code, item, now)

    def _item(self, found: Findings, contents: Contents, project: Project, asked: ItemAsked) -> None:
        """Check one item: its data, what it covers, its drawings."""
        item = self.catalogue.get_item(asked.item)
        self._data(found, contents, item, asked)
        for number, cover in enumerate(asked.covers):
            with found.at("covers", item.code, number):
                verify_covers(project, (cover,))
        given = {material.intake.digest: material.intake for material in contents.application.materials}
        for place in contents.asked.annexes[item.code]:
            with found.at("annexes", item.code, place.name, label=annex_title(place.name)):
                shown = asked.drawings.get(place.name)
                if (place.is_required and shown is None) or (shown is not None and shown not in given):
                    raise DrawingMissingError(f"{item.title['zh']}: {place.name}")
                if shown is not None and not given[shown].drawable:
                    raise DrawingUnfitError(given[shown].name)

    def _data(self, found: Findings, contents: Contents, item: Item, asked: ItemAsked) -> None:
        """Check the data of an item's licence; numbers that the archive fills in may be missing."""
        if not item.result.kind:
            return
        data = item.data_of(contents.application.form, asked.data)
        later = {f"/{link.key}" for link in item.result.links if not data.get(link.key)}
        shared = {field.key for field in contents.asked.shared}
        fields = (*contents.asked.shared, *contents.asked.own[item.code])
        with found.at("data", item.code, place=lambda fault: _placed(fault, item.code, shared, fields)):
            verify_request(self.kinds, self.kinds.get_kind(item.result.kind), data, later)

    def _materials(self, found: Findings, told: ApplicationGiven, needs: Sequence[Need]) -> None:
        """Check that every material came that nothing else gives, and each file against its type."""
        for given in told.materials:
            with found.at("materials", given.document_type, given.intake.digest):
                verify_material(self.catalogue, given)
        for need in needs:
            if need.is_required and need.state in BROUGHT:
                names = " / ".join(f"{each.id} {each.title['zh']}" for each in need.types)
                with found.at("materials", need.types[0].id, label=need.types[0].title):
                    raise MaterialMissingError(f"{', '.join(need.items)}: {names}")


def _label(path: Sequence[str | int]) -> Mapping[str, str]:
    """Give what the form's own field at a place is called; nothing for a place of another sort."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return own_title(key)


def _where(told: ApplicationGiven) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give the places of the name and the code of who applies: the owner's, where the owner of a new project does."""
    own, who = told.project, (told.applicant, told.applicant_code)
    if isinstance(own, ProjectTold) and who == (own.owner, own.owner_code):
        return ("project", "owner"), ("project", "owner_code")
    return ("applicant", "applicant"), ("applicant", "applicant_code")


def _placed(fault: Fault, item: str, shared: set[str], fields: Sequence[Field]) -> FieldFault:
    """Give a fault of a licence's data at its place in the form."""
    steps = list(steps_of(fault.path))
    is_shared = bool(steps) and steps[0] in shared
    path = fault.path if is_shared else f"/{item}{fault.path}"
    return FieldFault("shared" if is_shared else "data", path, fault.code, fault.detail, label_of(fields, steps))


def _copied(project: Project, office: str = "") -> Project:
    """Give a project as it is on record, to be thought further, as one of an office where one is named."""
    made = Project(project.id, project.name, project.owner, project.owner_code, project.begun_at)
    made.code, made.applicants = project.code, project.applicants
    made.office, made.taken_up_by = office or project.office, project.taken_up_by
    for works in project.works.values():
        made.works[works.code] = copied = Works(works.code, works.name)
        copied.buildings.update(works.buildings)
    return made

"""Keeps drafts of the one form: saved as they are filled in, whatever is typed, until they become an application."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import Catalogue
from archive.errors import ProjectUnknownError
from archive.model import Intake, MaterialGiven, Submitted
from archive.models.drafts import Draft, DraftMaterial, Drafts
from archive.models.root import Archive
from archive.permissions import Actor, Permission, hidden, verify_permission
from archive.services.drafting.checking import SECTIONS, Checker
from archive.services.drafting.contents import Contents, read_draft
from archive.services.drafting.errors import (
    DraftFaultyError,
    DraftsFullError,
    DraftSubmittedError,
    DraftTooLargeError,
    DraftUnknownError,
    SectionUnknownError,
)
from archive.services.drafting.expiry import Ages
from archive.services.drafting.interfaces import IApplyService, IDraftService, IFormService
from archive.services.drafting.letter import LetterWriter
from archive.services.drafting.model import (
    DraftSeen,
    FieldFault,
    Known,
    Letter,
    MaterialSeen,
    Need,
    ProjectTold,
    Saved,
)
from archive.services.drafting.reading import tidied
from archive.services.drafting.rights import get_own_project
from archive.services.recording import Recorder, new_id
from archive.services.requirements import verify_material
from archive.services.submit import submitted_of

MOST_DRAFTS: Final = 50
"""Drafts that somebody may have open."""
MOST_MATERIALS: Final = 200
"""Files that a draft may have."""
MOST_BYTES: Final = 2_000_000
"""Bytes of JSON that what was typed into a draft may take."""
DEEPEST: Final = 8
"""Levels of nesting that a section may have: a fact of a building lies on the fifth."""
BY_ITEM: Final = frozenset({"data", "covers", "annexes"})
"""Sections that hold something for each item, which are saved item by item."""
PLAIN: Final = str | bool | int | float | Mapping | list | tuple | None


@implementer(IDraftService)
@dataclass(frozen=True)
class DraftService:
    """Keeps each draft for its owner."""

    recorder: Recorder
    catalogue: Catalogue
    form: IFormService
    applying: IApplyService
    checker: Checker
    ages: Ages

    def begin(self, root: Archive, actor: Actor, project: str = "", items: tuple[str, ...] = ()) -> DraftSeen:
        """Begin a draft (``IDraftService.begin``)."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        drafts, now = _drafts_of(root), self.recorder.moment(root)
        if sum(not draft.application for draft in drafts.of_owner(actor.name)) >= MOST_DRAFTS:
            raise DraftsFullError(f"≥ {MOST_DRAFTS}")
        draft = Draft(new_id(root, "T", now.astimezone(self.checker.zone).date()), actor.name, now)
        for code in items:
            self.catalogue.get_item(code)
        begun: dict[str, Any] = {"items": list(items)} if items else {}
        if project:
            found = get_own_project(root, actor, project, now)
            begun["project"] = {"project": project}
            begun["applicant"] = {"applicant": found.owner, "applicant_code": found.owner_code}
        draft.sections.update(begun)
        drafts.add(draft)
        self.recorder.record(root, actor.name, ("draft.begun", draft.id), (now, now))
        return self._seen(root, actor, draft)

    def list(self, root: Archive, actor: Actor) -> tuple[DraftSeen, ...]:
        """Give somebody's drafts (``IDraftService.list``)."""
        found = () if root.drafts is None else root.drafts.of_owner(actor.name)
        latest = sorted(found, key=lambda draft: draft.changed_at, reverse=True)
        return tuple(self._seen(root, actor, draft) for draft in latest)

    def view(self, root: Archive, actor: Actor, draft: str) -> DraftSeen:
        """Give a draft (``IDraftService.view``)."""
        return self._seen(root, actor, _get_own(root, actor, draft))

    def save(self, root: Archive, actor: Actor, draft: str, section: str, values: Any, *, seen: int) -> Saved:
        """Save a section (``IDraftService.save``)."""
        found = self._get_open(root, actor, draft)
        if section not in SECTIONS or section == "materials":
            raise SectionUnknownError(section[:80])
        found.verify_edition(seen)
        _verify_plain(values, 0)
        kept = _joined(found.sections.get(section), tidied(values)) if section in BY_ITEM else tidied(values)
        _verify_size({**found.sections, section: kept})
        if section == "project" and isinstance(kept, Mapping) and isinstance(kept.get("project"), str):
            get_own_project(root, actor, kept["project"], self.recorder.moment(root))
        if section not in found.sections or kept != found.sections[section]:
            found.put(section, kept, self.recorder.moment(root))
        return self._saved(root, actor, found, section)

    def add_material(self, root: Archive, actor: Actor, draft: str, document_type: str, intake: Intake) -> Saved:
        """Add a file (``IDraftService.add_material``)."""
        found = self._get_open(root, actor, draft)
        verify_material(self.catalogue, MaterialGiven(document_type, intake))
        now = self.recorder.moment(root)
        added = DraftMaterial(document_type, **asdict(intake), added_at=now)
        others = tuple(
            one for one in found.materials if (one.document_type, one.digest) != (document_type, intake.digest)
        )
        if len(others) >= MOST_MATERIALS:
            raise DraftsFullError(f"≥ {MOST_MATERIALS}")
        found.put_materials((*others, added), now)
        return self._saved(root, actor, found, "materials")

    def remove_material(self, root: Archive, actor: Actor, draft: str, document_type: str, digest: str) -> Saved:
        """Take a file away (``IDraftService.remove_material``)."""
        found = self._get_open(root, actor, draft)
        kept = tuple(one for one in found.materials if (one.document_type, one.digest) != (document_type, digest))
        if kept != found.materials:
            found.put_materials(kept, self.recorder.moment(root))
        return self._saved(root, actor, found, "materials")

    def needs(self, root: Archive, actor: Actor, draft: str) -> tuple[Need, ...]:
        """Give every material that a draft needs (``IDraftService.needs``)."""
        found = self._get_open(root, actor, draft)
        return self._needs(root, actor, found, self._read(root, actor, found))

    def known(self, root: Archive, actor: Actor, draft: str) -> Known:
        """Give what is known already (``IDraftService.known``)."""
        told = self._read(root, actor, self._get_open(root, actor, draft)).application
        try:
            return self.form.known(root, actor, told.project, [asked.item for asked in told.items])
        except ProjectUnknownError:
            return Known({}, {}, {})

    def check(self, root: Archive, actor: Actor, draft: str) -> tuple[FieldFault, ...]:
        """Give every fault (``IDraftService.check``)."""
        found = self._get_open(root, actor, draft)
        return self._check(root, actor, found, self._read(root, actor, found))

    def letter(self, root: Archive, actor: Actor, draft: str) -> Letter:
        """Give the letter (``IDraftService.letter``)."""
        found = self._get_open(root, actor, draft)
        contents, now = self._read(root, actor, found), self.recorder.moment(root)
        told = self._project_of(root, actor, contents)
        writer = LetterWriter(root, self.catalogue, contents, self.form.sections(), told, now)
        return writer.write(self._needs(root, actor, found, contents), self._check(root, actor, found, contents))

    def submit(self, root: Archive, actor: Actor, draft: str, *, seen: int | None = None) -> Submitted:
        """Submit a draft (``IDraftService.submit``)."""
        found = _get_own(root, actor, draft)
        if found.application:
            return submitted_of(root, found.application, repeated=True)
        if seen is not None:
            found.verify_edition(seen)
        contents = self._read(root, actor, found)
        if faults := self._check(root, actor, found, contents):
            raise DraftFaultyError(faults)
        done = self.applying.apply(root, actor, contents.application)
        found.become(done.application, self.recorder.moment(root))
        return done

    def discard(self, root: Archive, actor: Actor, draft: str) -> None:
        """Forget a draft (``IDraftService.discard``)."""
        found, now = _get_own(root, actor, draft), self.recorder.moment(root)
        _drafts_of(root).remove(found)
        self.recorder.record(root, actor.name, ("draft.discarded", draft), (now, now))

    def _get_open(self, root: Archive, actor: Actor, draft: str) -> Draft:
        """Give a draft of the actor that is no application yet; ``DraftUnknownError``, ``DraftSubmittedError``."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        found = _get_own(root, actor, draft)
        if found.application:
            raise DraftSubmittedError(found.application)
        return found

    def _read(self, root: Archive, actor: Actor, draft: Draft) -> Contents:
        """Read what was typed; where nobody is named who applies, the project's owner does.

        Of what was typed in one that was sent its project alone is known here.
        """
        contents = read_draft(self.form, draft, self.catalogue.items)
        if draft.application:
            project = root.applications[draft.application].project
            contents = replace(contents, application=replace(contents.application, project=project))
        if contents.application.applicant or contents.application.applicant_code:
            return contents
        told = self._project_of(root, actor, contents)
        application = replace(contents.application, applicant=told.owner, applicant_code=told.owner_code)
        return replace(contents, application=application)

    def _needs(self, root: Archive, actor: Actor, draft: Draft, contents: Contents) -> tuple[Need, ...]:
        """Give what is needed; of a project that is not the actor's own, as if it were yet to begin."""
        told = contents.application
        project = told.project if isinstance(told.project, str) else ""
        items = [asked.item for asked in told.items]
        given = {material.document_type for material in draft.materials}
        facts = draft.sections.get("facts", {})
        try:
            return self.form.what_is_needed(root, actor, project, items, facts, given=given)
        except ProjectUnknownError:
            return self.form.what_is_needed(root, actor, "", items, facts, given=given)

    def _check(self, root: Archive, actor: Actor, draft: Draft, contents: Contents) -> tuple[FieldFault, ...]:
        """Give every fault of what was read."""
        return self.checker.check(root, actor, contents, self._needs(root, actor, draft, contents))

    def _saved(self, root: Archive, actor: Actor, draft: Draft, section: str) -> Saved:
        """Say what came of saving a section."""
        faults = self._check(root, actor, draft, self._read(root, actor, draft))
        return Saved(draft.edition, tuple(fault for fault in faults if fault.section == section))

    def _seen(self, root: Archive, actor: Actor, draft: Draft) -> DraftSeen:
        """Give a draft as its owner sees it."""
        contents = self._read(root, actor, draft)
        told = contents.application.project
        return DraftSeen(
            id=draft.id,
            edition=draft.edition,
            step=draft.step,
            begun_at=draft.begun_at,
            changed_at=draft.changed_at,
            ends_at=self.ages.end_of(draft),
            project=told if isinstance(told, str) else "",
            name=self._project_of(root, actor, contents).name,
            items=tuple(asked.item for asked in contents.application.items),
            sections=tidied(dict(draft.sections)),
            materials=tuple(map(self._material, draft.materials)),
            application=draft.application,
        )

    def _project_of(self, root: Archive, actor: Actor, contents: Contents) -> ProjectTold:
        """Give what there is to say of a draft's project; nothing of one that is not the actor's own."""
        told = contents.application.project
        if isinstance(told, ProjectTold):
            return told
        try:
            found = get_own_project(root, actor, told, self.recorder.moment(root))
        except ProjectUnknownError:
            return ProjectTold("", "", "")
        return ProjectTold(found.name, found.owner, found.owner_code, found.code)

    def _material(self, kept: DraftMaterial) -> MaterialSeen:
        """Give a file as its owner sees it."""
        return MaterialSeen(title=self.catalogue.get_document_type(kept.document_type).title, **asdict(kept))


def _drafts_of(root: Archive) -> Drafts:
    """Give all drafts; the place for them is made for the first."""
    if root.drafts is None:
        root.drafts = Drafts()
    return root.drafts


def _get_own(root: Archive, actor: Actor, draft: str) -> Draft:
    """Give a draft of the actor; ``DraftUnknownError``, also for one of somebody else."""
    found = None if root.drafts is None else root.drafts.find(draft)
    if found is None or found.owner != actor.name:
        raise hidden(actor, Permission.CASE_SUBMIT, ("draft", draft[:80]), found, DraftUnknownError)
    return found


def _joined(known: Any, told: Any) -> Any:
    """Give what a section holds once some of its items are told anew."""
    return {**known, **told} if isinstance(known, Mapping) and isinstance(told, Mapping) else told


def _verify_plain(value: Any, depth: int) -> None:
    """Raise ``DraftTooLargeError`` for what is neither text, number, yes or no, nor a bounded nest of these."""
    if depth > DEEPEST or not isinstance(value, PLAIN):
        raise DraftTooLargeError(f"{type(value).__name__}: {DEEPEST}")
    if isinstance(value, Mapping):
        for key, entry in value.items():
            _verify_plain(entry, depth + 1)
            if not isinstance(key, str):
                raise DraftTooLargeError(type(key).__name__)
    elif isinstance(value, list | tuple):
        for entry in value:
            _verify_plain(entry, depth + 1)


def _verify_size(sections: Mapping[str, Any]) -> None:
    """Raise ``DraftTooLargeError`` where all sections take more than there may be."""
    if (size := len(json.dumps(dict(sections)))) > MOST_BYTES:
        raise DraftTooLargeError(f"{size} > {MOST_BYTES}")

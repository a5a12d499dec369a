"""What can be delivered: a licence version, a letter (a notice or decision) in a dossier, or all that a case brings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archive.errors import ArchiveError
from archive.models.root import Archive
from archive.permissions import OFFICIAL, Actor, Permission, log_refusal
from archive.services.access import is_on_its_side, may_see_case, may_see_licence
from archive.services.errors import AuthorityForeignError
from archive.services.process.errors import DeliveryUnknownError
from archive.services.standing import acts_for, stands_for

LETTERS: Final = ("P02", "P04", "P05", "P06", "P08")
"""Document types of the process forms that are letters to the applicant."""


@dataclass(frozen=True)
class Subject:
    """Something to deliver."""

    name: str
    """Identifier of the version, ``<case id>/<document>``, or ``<case id>`` for whatever comes of the case."""
    noun: str
    """``licence`` or ``case``."""
    project: str
    case: str
    """Either may be empty for a licence."""
    authority: str
    kind: str
    """Licence kind, or empty."""
    made_at: datetime | None
    """When it was made (business time); None: not yet, and of a case as a whole never."""

    def is_office_of(self, root: Archive, actor: Actor, now: datetime) -> bool:
        """Say whether the actor is an official who acts for the authority that made it."""
        return not actor.roles.isdisjoint(OFFICIAL) and acts_for(root, actor, self.authority, self.kind, now)

    def is_side_of(self, root: Archive, actor: Actor, now: datetime) -> bool:
        """Say whether the actor is on the side of who is to receive it; no official of its authority is."""
        if self.is_office_of(root, actor, now):
            return False
        if self.noun == "licence":
            return is_on_its_side(root, actor, root.licences.get(self.name)[0], now)
        affair = (self.authority, self.kind)
        return stands_for(root, actor, root.projects[self.project], Permission.CASE_VIEW, now, affair=affair)

    def may_be_seen(self, root: Archive, actor: Actor, now: datetime) -> bool:
        """Say whether the actor may see it at all."""
        if self.noun == "licence":
            return may_see_licence(root, actor, root.licences.get(self.name)[0], now)
        return may_see_case(root, actor, root.cases[self.case], now)


def get_subject(root: Archive, name: str) -> Subject:
    """Give what a name means; ``DeliveryUnknownError``."""
    if (found := root.licences.find(name)) is not None:
        licence, version = found
        made = None if version.making is None else version.making.issued_at
        about = (licence.project, licence.case, licence.authority, licence.kind)
        return Subject(name, "licence", *about, made)
    case_id, _, document_id = name.partition("/")
    if (case := root.cases.get(case_id)) is None:
        raise DeliveryUnknownError(name)
    about = (case.project, case.id, case.authority, case.kind)
    if name == case_id:
        return Subject(name, "case", *about, None)
    document = root.applications[case.application].dossier.documents.get(document_id)
    if document is None or document.case != case_id or document.document_type not in LETTERS:
        raise DeliveryUnknownError(name)
    return Subject(name, "case", *about, document.current.happened_at)


def refuse(root: Archive, actor: Actor, subject: Subject, permission: Permission, now: datetime) -> ArchiveError:
    """Give the error for who is neither of its authority nor on its side: foreign where it is seen, else unknown."""
    log_refusal(actor, permission, subject.noun, subject.name)
    if subject.may_be_seen(root, actor, now):
        return AuthorityForeignError(f"{actor.name}: {subject.name}")
    return DeliveryUnknownError(subject.name)

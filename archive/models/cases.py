"""Cases (办件, 事项实例): one item each, moved by the workflow ``archive.workflows.case``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.model import Cover, Point
from archive.models.acts import Act
from archive.models.editing import Editable
from archive.workflows.case import CASE


@dataclass(frozen=True)
class Taken:
    """A step that was taken; moments are aware UTC."""

    verb: str
    source: str
    """State before."""
    target: str
    """State after."""
    by: str
    happened_at: datetime
    """Business time."""
    recorded_at: datetime
    """Capture time."""
    note: str = ""


@dataclass(frozen=True)
class Satisfied:
    """A requirement that a licence of the archive satisfies: which version, when looked at."""

    document_type: str
    identifier: str
    digest: str
    checked_at: datetime


@dataclass(frozen=True)
class Asked:
    """What an applicant was told, once and whole, to put right (一次性告知), and what was handed in upon it."""

    points: tuple[Point, ...]
    at: datetime
    """Capture time."""
    handed: tuple[str, ...] = ()
    """Document types and fields that the correction touched."""


class Case(Editable):
    """One item of an application."""

    awaited: tuple[str, ...] = ()
    """Document types that other cases of the application are to give: requirements that nothing else met."""
    corrections: tuple[Asked, ...] = ()
    """In order."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - its name in the field
        application: str,
        project: str,
        item: str,
        catalogue: str,
        authority: str,
        result_type: str,
        kind: str = "",
        data: Mapping[str, Any],
        covers: tuple[Cover, ...] = (),
        drawings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.id = id
        """办件编号."""
        self.application = application
        """Application id."""
        self.project = project
        """Project id."""
        self.item = item
        """Catalogue code, such as ``X3-04``."""
        self.catalogue = catalogue
        """Version of the catalogue that the case began under."""
        self.authority = authority
        """Id of the authority that decides; who succeeds it takes the case over."""
        self.result_type = result_type
        """Document type of what the item gives, such as ``D39``."""
        self.kind = kind
        """Licence kind of what the item gives; empty where it is no licence."""
        self.data = dict(data)
        """Data of the licence that the item gives, by national key, as asked for."""
        self.covers = covers
        """Empty: the whole project."""
        self.drawings = dict(drawings or {})
        """Annex name (附图) → digest of the material that it shows."""
        self.state = CASE.start
        self.taken: tuple[Taken, ...] = ()
        self.satisfied: tuple[Satisfied, ...] = ()
        self.decision: Act | None = None
        self.licences: tuple[str, ...] = ()
        """Identifiers of the licence versions that came of it."""

    def take(self, verb: str, by: str, happened_at: datetime, recorded_at: datetime, note: str = "") -> Taken:
        """Take a step of the workflow; ``StepNotAllowedError``."""
        step = CASE.get_step(verb, self.state)
        taken = Taken(verb, self.state, step.target, by, happened_at, recorded_at, note)
        self.state = step.target
        self.taken += (taken,)
        self.note_edit(by, recorded_at, "state")
        return taken

    def who_took(self, verb: str) -> frozenset[str]:
        """Names of everyone who took this step."""
        return frozenset(taken.by for taken in self.taken if taken.verb == verb)

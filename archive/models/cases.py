"""Cases (办件, 事项实例): one item each, moved by the workflow ``archive.workflows.case``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOTreeSet

from archive.model import Cover, Point
from archive.models.acts import Act
from archive.models.editing import Editable
from archive.models.pairs import ends_backwards, ends_of
from archive.models.shelves import Shelf
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
        self.taken: tuple[Taken, ...] = ()
        self.satisfied: tuple[Satisfied, ...] = ()
        self.decision: Act | None = None
        self.licences: tuple[str, ...] = ()
        """Identifiers of the licence versions that came of it."""

    @property
    def state(self) -> str:
        """State that the last step led to; steps are taken by ``Cases.take`` alone."""
        return self.taken[-1].target if self.taken else CASE.start

    def who_took(self, verb: str) -> frozenset[str]:
        """Names of everyone who took this step."""
        return frozenset(taken.by for taken in self.taken if taken.verb == verb)


class Cases(Shelf[Case]):
    """All cases by id, found by who decides them in which state, and by project.

    A case's id begins with the day and the event number of its application, so that ids are in the order of coming in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.queue = OOTreeSet()
        """(authority id, state, case id)."""
        self.projects = OOTreeSet()
        """(project id, case id)."""

    def _index(self, key: str, kept: Case) -> None:
        """Let a case be found that was added."""
        self.queue.insert((kept.authority, kept.state, key))
        self.projects.insert((kept.project, key))

    def take(self, case: Case, verb: str, by: str, when: tuple[datetime, datetime], note: str = "") -> Taken:
        """Take a step of the workflow with a case that is here; ``StepNotAllowedError``.

        ``when`` is the capture time and the business time.
        """
        step, (recorded_at, happened_at) = CASE.get_step(verb, case.state), when
        taken = Taken(verb, case.state, step.target, by, happened_at, recorded_at, note)
        self.queue.remove((case.authority, case.state, case.id))
        case.taken += (taken,)
        case.note_edit(by, recorded_at, "state")
        self.queue.insert((case.authority, case.state, case.id))
        return taken

    def in_state(self, authority: str, state: str, after: str = "") -> Iterator[str]:
        """Ids of the cases of an authority in a state, those after ``after``, the first that came in first."""
        return ends_of(self.queue, (authority, state), after)

    def in_state_latest(self, authority: str, state: str, before: str = "") -> Iterator[str]:
        """Ids of the same cases, those before ``before``, the last that came in first."""
        return ends_backwards(self.queue, (authority, state), before)

    def ids_of_project(self, project: str) -> Iterator[str]:
        """Ids of the cases of a project, in order."""
        return ends_of(self.projects, (project,))

    def of_project(self, project: str) -> Iterator[Case]:
        """Every case of a project, by id."""
        return (self.by_id[key] for key in self.ids_of_project(project))

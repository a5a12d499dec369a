"""Licences (证照) as chains of versions; nothing that was issued is ever overwritten (domain 1.3).

The state of a version at a moment is a fold: its own making, the acts decided on it or on a later version, and the
end of its validity are put in the order in which they work, and walk the table ``archive.workflows.licence``.
What the table does not allow has no effect: a licence that was revoked from March on is not suspended in April.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from persistent import Persistent

from archive.errors import ActBackdatedError, VersionNotPromisedError
from archive.model import Cover
from archive.models.acts import Act
from archive.models.periods import Period
from archive.workflows.errors import VersionSupersededError
from archive.workflows.licence import LICENCE, WORKS_BACK


@dataclass(frozen=True)
class File:
    """One sealed file of a version."""

    name: str
    """Empty for the face, else the annex's name."""
    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    """Bytes."""
    pages: int
    is_landscape: bool | None = None
    """Whether its first page is wider than high; None: it was sealed before that was kept."""


@dataclass(frozen=True)
class Making:
    """What the register keeps about how a version was made."""

    face: File
    annexes: tuple[File, ...]
    fonts: tuple[str, ...]
    """SHA-256 of each font file."""
    renderer: str
    """Name and version of the renderer and of each library that the bytes come out of, with ``, `` between."""
    issued_at: datetime
    """When it was sealed: business time, aware UTC."""
    recorded_at: datetime
    """Capture time, aware UTC."""


@dataclass(frozen=True)
class Voided:
    """Why a promised version was never issued."""

    code: str
    """Error code."""
    detail: str
    recorded_at: datetime


@dataclass(frozen=True)
class TemplateUsed:
    """The frozen template version that a licence version is drawn with."""

    kind: str
    version: int
    digest: str
    """SHA-256 over the template's folder."""


@dataclass(frozen=True)
class StateSince:
    """A state and from when it holds (aware UTC)."""

    state: str
    since: datetime


@dataclass(frozen=True, order=True)
class _Entry:
    """Something that works on a version's state from a moment on."""

    moment: datetime
    rank: int
    """Order of what works from the same moment."""
    verb: str


class LicenceVersion(Persistent):
    """One version of a licence: promised, then issued or void. Moments are aware UTC."""

    def __init__(
        self,
        *,
        ordinal: int,
        identifier: str,
        job: str,
        template: TemplateUsed,
        holder: str,
        holder_code: str,
        data: Mapping[str, Any],
        decision: Act,
        valid_from: date,
        valid_until: date | None,
        in_force: Period,
        drawings: Mapping[str, str],
    ) -> None:
        self.ordinal = ordinal
        """1, 2, …: the version digits of the identifier."""
        self.identifier = identifier
        """证照标识."""
        self.job = job
        """Key of the outbox job that makes it."""
        self.template = template
        self.holder = holder
        self.holder_code = holder_code
        self.data = dict(data)
        """By national key, complete with what the archive assigned; plain values."""
        self.decision = decision
        """What it rests on: verb ``issue`` or ``replace``."""
        self.valid_from = valid_from
        self.valid_until = valid_until
        """Last day, included; None: without end."""
        self.in_force = in_force
        """The same as moments."""
        self.drawings = dict(drawings)
        """Annex name → digest of the drawing that it shows."""
        self.making: Making | None = None
        self.voided: Voided | None = None

    @property
    def issued_at(self) -> datetime | None:
        """When it was issued, or None."""
        return None if self.making is None else self.making.issued_at

    def begins(self, known_at: datetime | None = None) -> datetime | None:
        """Give from when it works: issued, and its first day begun; None where no issue was known at ``known_at``."""
        if self.making is None or not _is_known(self.making.recorded_at, known_at):
            return None
        return max(self.in_force.begins, self.making.issued_at)

    def judged_at(self, *moments: datetime) -> datetime:
        """Give the moment whose state an act begins from: the latest of its own and of the version's issue."""
        return max((*moments, self.issued_at) if self.issued_at else moments)

    def is_there_at(self, moment: datetime) -> bool:
        """Say whether there was a promise of it already, or more."""
        return self.decision.recorded_at <= moment

    def verify_promised(self) -> None:
        """Raise ``VersionNotPromisedError`` where it is issued or void already."""
        if self.making is not None or self.voided is not None:
            state = "void" if self.making is None else "issued"
            raise VersionNotPromisedError(f"{self.identifier}: {state}")

    def issue(self, making: Making) -> None:
        """Write down that it was made; ``VersionNotPromisedError``."""
        self.verify_promised()
        self.making = making

    def void(self, code: str, detail: str, recorded_at: datetime) -> None:
        """Write down that it will never be made; ``VersionNotPromisedError``."""
        self.verify_promised()
        self.voided = Voided(code, detail, recorded_at)


class Licence(Persistent):
    """One licence under its printed number: versions in order, and acts in the order in which they were recorded."""

    def __init__(
        self,
        *,
        stem: str,
        kind: str,
        number: str,
        authority: str,
        project: str = "",
        case: str = "",
        covers: tuple[Cover, ...] = (),
    ) -> None:
        self.stem = stem
        """The first version's identifier without its version; a later one names who issues it then."""
        self.kind = kind
        self.number = number
        """证照编号, without brackets and 号."""
        self.authority = authority
        """Id of the issuing authority."""
        self.project = project
        """Project id, or empty."""
        self.case = case
        """Case id, or empty."""
        self.covers = covers
        """Empty: the whole project."""
        self.versions: tuple[LicenceVersion, ...] = ()
        self.acts: tuple[tuple[int, Act], ...] = ()
        """(ordinal of the version that it was decided on, act)."""

    def add_version(self, version: LicenceVersion) -> None:
        """Add the next version; ``VersionNotPromisedError`` where its ordinal is not the next."""
        if version.ordinal != len(self.versions) + 1:
            raise VersionNotPromisedError(f"{version.identifier}: {self.stem}")
        self.versions += (version,)

    def find_version(self, identifier: str) -> LicenceVersion | None:
        """Give the version with this identifier, or None."""
        return next((version for version in self.versions if version.identifier == identifier), None)

    @property
    def issued_at(self) -> datetime | None:
        """When the first version was issued, or None."""
        return next((version.issued_at for version in self.versions if version.issued_at), None)

    @property
    def current(self) -> LicenceVersion | None:
        """The last version that was issued, or None."""
        return next((version for version in reversed(self.versions) if version.making is not None), None)

    def version_at(self, moment: datetime) -> LicenceVersion:
        """Give the version that the number meant at ``moment`` (business and capture time alike).

        The last that was issued by then, else the last that was promised; the first where there was none yet.
        """
        there = [one for one in self.versions if one.is_there_at(moment)]
        issued = [one for one in there if one.making is not None and one.making.issued_at <= moment]
        return (issued or there or self.versions[:1])[-1]

    def prior_of(self, version: LicenceVersion) -> LicenceVersion | None:
        """Give the issued version that came before, or None for the first (associatedZzeCertID)."""
        earlier = self.versions[: version.ordinal - 1]
        return next((one for one in reversed(earlier) if one.making is not None), None)

    def successor_of(self, version: LicenceVersion) -> LicenceVersion | None:
        """Give the issued version that took its place, or None."""
        return next((one for one in self.versions[version.ordinal :] if one.making is not None), None)

    def issue(self, version: LicenceVersion, making: Making) -> None:
        """Write down that ``version`` was made.

        ``VersionNotPromisedError``; ``ActNotAllowedError`` where it would replace what is not valid any more.
        """
        if (prior := self.prior_of(version)) is not None:
            self.verify_act("replace", prior, making.issued_at)
        version.issue(making)

    def act(self, version: LicenceVersion, act: Act) -> None:
        """Write an act on ``version`` down, as far as ``verify`` allows it."""
        self.verify(version, act)
        self.acts += ((version.ordinal, act),)

    def verify(self, version: LicenceVersion, act: Act) -> None:
        """Look whether an act may be written down.

        ``ActNotAllowedError`` where the table does not allow it in the state that holds when it begins to work (for
        an act that works back: when it was decided; for one from before the version was issued: then);
        ``ActBackdatedError`` where it works back and may not.
        """
        works_back = act.verb in WORKS_BACK
        if act.effective_from < act.decided_at and not works_back:
            raise ActBackdatedError(f"{act.verb}: {act.effective_from.isoformat()} < {act.decided_at.isoformat()}")
        self.verify_act(act.verb, version, version.judged_at(act.decided_at, act.effective_from))

    def verify_act(self, verb: str, version: LicenceVersion, moment: datetime) -> None:
        """Raise ``ActNotAllowedError`` where ``version`` is in another state at ``moment`` than the act begins from.

        ``VersionSupersededError`` names the version that has taken its place by then.
        """
        state = self.state_at(version, moment).state
        if state == "replaced" and (successor := self.successor_of(version)) is not None:
            raise VersionSupersededError(f"{version.identifier}: {successor.identifier}")
        LICENCE.get_step(verb, state)

    def state_at(self, version: LicenceVersion, moment: datetime, known_at: datetime | None = None) -> StateSince:
        """Give the state of ``version`` at ``moment``, as known at ``known_at`` (capture time; None: as known now)."""
        found = StateSince(LICENCE.start, version.decision.recorded_at)
        for entry in sorted(self._entries(version, known_at)):
            step = LICENCE.find_step(entry.verb, found.state)
            if entry.moment <= moment and step is not None:
                found = StateSince(step.target, entry.moment)
        return found

    def _entries(self, version: LicenceVersion, known_at: datetime | None) -> Iterator[_Entry]:
        """Everything that works on the state of ``version``, as known at ``known_at``."""
        if version.voided is not None and _is_known(version.voided.recorded_at, known_at):
            yield _Entry(version.voided.recorded_at, 0, "void")
        if (begins := version.begins(known_at)) is None:
            return
        yield _Entry(begins, 0, "issue")
        successor = self.successor_of(version)
        followed = None if successor is None else successor.begins(known_at)
        if followed is not None:
            yield _Entry(max(begins, followed), 1, "replace")
        if version.in_force.ends is not None:
            yield _Entry(version.in_force.ends, 2, "lapse")
        for rank, (ordinal, act) in enumerate(self.acts, start=3):
            if ordinal >= version.ordinal and _is_known(act.recorded_at, known_at):
                yield _Entry(max(begins, act.effective_from), rank, act.verb)


def _is_known(recorded_at: datetime, known_at: datetime | None) -> bool:
    """Say whether something that was recorded then was known at ``known_at``."""
    return known_at is None or recorded_at <= known_at

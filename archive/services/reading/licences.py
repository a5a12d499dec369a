"""Reads licences (证照): lists, one with its versions and acts, its sealed files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zope.interface import implementer

from archive.errors import LicenceLaterError
from archive.interfaces import Clock
from archive.models.acts import Act
from archive.models.licences import Licence, LicenceVersion
from archive.models.register import promise_of
from archive.models.root import Archive
from archive.permissions import Actor, Permission, Reach, log_refusal, reaches_of
from archive.services.access import get_seen_licence, may_see_licence, may_see_personal, verify_reader
from archive.services.filing import PDF, files_of
from archive.services.reading.errors import FileUnknownError
from archive.services.reading.interfaces import ILicenceReading
from archive.services.reading.model import (
    FileTold,
    LicenceActTold,
    LicenceLine,
    LicenceTold,
    LicenceVersionTold,
    Page,
    SealedTold,
)
from archive.services.reading.paging import read_cursor, read_page
from archive.services.reading.reach import offices_in_reach, once, own_affairs
from archive.workflows.licence import NATIONAL_OPERATIONS, NATIONAL_STATES
from templates.interfaces import IKinds
from templates.model import DELIMITER

VIEW: Final = Permission.LICENCE_VIEW


@implementer(ILicenceReading)
@dataclass(frozen=True)
class LicenceReading:
    """Tells of licences what a reader may see; ``masked`` leaves personal data out also for who may see them."""

    clock: Clock
    kinds: IKinds

    def list(
        self,
        root: Archive,
        actor: Actor,
        *,
        kind: str = "",
        holder: str = "",
        project: str | None = None,
        masked: bool = False,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[LicenceLine]:
        """List licences, that first whose last version was promised last."""
        verify_reader(root, actor, VIEW)
        now = self.clock()

        def tell(place: str) -> LicenceLine | None:
            licence, promised = root.licences.get(place.rpartition(" ")[2])
            version = licence.version_at(now)
            is_wanted = kind in ("", licence.kind) and (not holder or holder in _codes_of(version))
            if promised.ordinal < len(licence.versions) or not is_wanted:
                return None
            is_seen = may_see_licence(root, actor, licence, now)
            return self.line(root, actor, (licence, version), now, masked=masked) if is_seen else None

        return read_page(_places(root, actor, (holder, project), read_cursor(cursor), now), tell, limit)

    def get(
        self,
        root: Archive,
        actor: Actor,
        identifier: str,
        at: datetime | None = None,
        known_at: datetime | None = None,
        *,
        masked: bool = False,
    ) -> LicenceTold:
        """Tell a licence as it stood at ``at`` by what was recorded until ``known_at``."""
        now = self.clock()
        licence, version = get_seen_licence(root, actor, identifier, now)
        moment = at or now
        seen = min(moment, known_at or moment)
        if not version.is_there_at(seen):
            raise LicenceLaterError(f"{identifier}: {version.decision.recorded_at.isoformat()}")
        state = licence.state_at(version, moment, known_at)
        hides = masked or not may_see_personal(root, actor, licence, version, now)
        numbered = enumerate(licence.acts, 1)
        acts = [_tell_act(n, *each) for n, each in numbered if known_at is None or each[1].recorded_at <= known_at]
        return LicenceTold(
            line=self._tell_line(licence, version, state.state, hides=hides),
            office=root.authorities.in_office(licence.authority, now).id,
            national_state=NATIONAL_STATES.get(state.state, ""),
            since=state.since,
            at=moment,
            case=licence.case,
            covers=licence.covers,
            template=version.template.version,
            data=self._mask(version, version.data) if hides else version.data,
            is_masked=hides,
            versions=tuple(
                _tell_version(licence, one, moment, known_at) for one in licence.versions if one.is_there_at(seen)
            ),
            acts=tuple(act for act in acts if act.effective_from <= moment),
            later_acts=tuple(act for act in acts if act.effective_from > moment),
        )

    def later_acts(self, root: Archive, actor: Actor, identifier: str) -> tuple[LicenceActTold, ...]:
        """Tell the acts on a version, or on one after it, that do not work yet."""
        now = self.clock()
        licence, version = get_seen_licence(root, actor, identifier, now)
        return tell_later_acts(licence, version, now)

    def files(self, root: Archive, actor: Actor, identifier: str) -> tuple[FileTold, ...]:
        """Give the sealed files of a version, the face first; none where it is not made."""
        now = self.clock()
        licence, version = get_seen_licence(root, actor, identifier, now)
        hides = not may_see_personal(root, actor, licence, version, now)
        if hides and self._mask(version, version.data) != version.data:
            log_refusal(actor, VIEW, "file", identifier)
            raise FileUnknownError(identifier)
        files = enumerate(files_of(version))
        return tuple(FileTold(file.digest, file.size, PDF, _file_name(identifier, number)) for number, file in files)

    def file(self, root: Archive, actor: Actor, identifier: str, number: int = 0) -> FileTold:
        """Give one sealed file: the face, or the annex of a number, from 1."""
        files = self.files(root, actor, identifier)
        if not 0 <= number < len(files):
            raise FileUnknownError(f"{identifier} {number}")
        return files[number]

    def identify(self, root: Archive, actor: Actor, text: str, moment: datetime | None = None) -> Mapping[str, str]:
        """Give what a text names: identifier → kind, of an identifier or of a number, as it was at ``moment``."""
        verify_reader(root, actor, VIEW)
        now = self.clock()
        found = root.licences.find(text)
        kinds = sorted({kind for kind, _version in root.template_versions})
        numbered = (root.licences.find_by_number(kind, text) for kind in kinds)
        named = (
            [(found[0], text)]
            if found is not None
            else [(one, str(one.version_at(moment or now).identifier)) for one in numbered if one is not None]
        )
        return {name: one.kind for one, name in named if may_see_licence(root, actor, one, now)}

    def line(
        self,
        root: Archive,
        actor: Actor,
        one: tuple[Licence, LicenceVersion],
        at: datetime,
        *,
        masked: bool = False,
    ) -> LicenceLine:
        """Tell a licence, which its reader may see, in a line, as of one of its versions."""
        licence, version = one
        hides = masked or not may_see_personal(root, actor, licence, version, self.clock())
        return self._tell_line(licence, version, licence.state_at(version, at).state, hides=hides)

    def _tell_line(self, licence: Licence, version: LicenceVersion, state: str, *, hides: bool) -> LicenceLine:
        """Tell a licence in a line."""
        return LicenceLine(
            kind=licence.kind,
            number=licence.number,
            holder=version.holder,
            holder_code=self._mask_codes(version) if hides else version.holder_code,
            project=licence.project,
            state=state,
            identifier=version.identifier,
            authority=licence.authority,
        )

    def _mask(self, version: LicenceVersion, data: Mapping[str, Any]) -> dict[str, Any]:
        """Give data of a version without what its kind keeps personal."""
        return self.kinds.masked(self.kinds.get_kind(version.template.kind, version.template.version), data)

    def _mask_codes(self, version: LicenceVersion) -> str:
        """Give the codes of a version's holders, masked where they are personal."""
        key = self.kinds.get_kind(version.template.kind, version.template.version).keys["holder_code"]
        return DELIMITER.join(self._mask(version, {key: code})[key] for code in _codes_of(version))


def tell_later_acts(licence: Licence, version: LicenceVersion, now: datetime) -> tuple[LicenceActTold, ...]:
    """Tell the acts on a version, or on one after it, that do not work yet."""
    return tuple(
        _tell_act(number, ordinal, act)
        for number, (ordinal, act) in enumerate(licence.acts, 1)
        if ordinal >= version.ordinal and act.effective_from > now
    )


def _codes_of(version: LicenceVersion) -> list[str]:
    """Give the codes of a version's holders."""
    return version.holder_code.split(DELIMITER)


def _file_name(identifier: str, number: int) -> str:
    """Name a sealed file: the face (0) or an annex."""
    return f"{identifier}.annex-{number}.pdf" if number else f"{identifier}.pdf"


def _places(root: Archive, actor: Actor, asked: tuple[str, str | None], before: str, now: datetime) -> Iterator[str]:
    """Give the places (``promise_of``) to look at, the last promise first: of a project, else of a holder, else all."""
    holder, project = asked
    if project is not None:
        return _last_first(root.licences.of_project(project), before)
    if holder:
        return root.licences.of_party(holder, before)
    parties, named = own_affairs(root, actor, now) if Reach.OWN in reaches_of(actor, VIEW) else ((), ())
    return once(
        *(root.licences.promised_by(one, before) for one in offices_in_reach(root, actor, VIEW, now)),
        *(root.licences.of_party(one, before) for one in parties),
        _last_first((each for one in named for each in root.licences.of_project(one)), before),
    )


def _last_first(licences: Iterator[Licence], before: str) -> Iterator[str]:
    """Give the places of the last versions of some licences, those before ``before``, the last first."""
    places = {promise_of(one.versions[-1]) for one in licences}
    return iter(sorted((place for place in places if not before or place < before), reverse=True))


def _tell_version(
    licence: Licence, version: LicenceVersion, at: datetime, known_at: datetime | None
) -> LicenceVersionTold:
    """Tell one version."""
    known = version.making if version.begins(known_at) else None
    making = None if known is None or known.issued_at > at else known
    files = () if making is None else files_of(version)
    return LicenceVersionTold(
        identifier=version.identifier,
        state=licence.state_at(version, at, known_at).state,
        verb=version.decision.verb,
        decision=version.decision.number,
        ground=version.decision.ground,
        decided_at=version.decision.decided_at,
        by=version.decision.by,
        valid_from=version.valid_from,
        valid_until=version.valid_until,
        issued_at=None if making is None else making.issued_at,
        template=f"{version.template.kind} v{version.template.version}",
        files=tuple(SealedTold(file.name, file.digest, file.size, file.pages, file.is_landscape) for file in files),
    )


def _tell_act(number: int, ordinal: int, act: Act) -> LicenceActTold:
    """Tell one act."""
    return LicenceActTold(
        number=number,
        version=ordinal,
        verb=act.verb,
        national_operation=NATIONAL_OPERATIONS[act.verb],
        decision=act.number,
        ground=act.ground,
        decided_at=act.decided_at,
        effective_from=act.effective_from,
        recorded_at=act.recorded_at,
        by=act.by,
    )

"""Promises licences: data checked, number taken, identifier made, job in the outbox; one transaction of the caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from hashlib import sha256
from typing import Any

from zope.interface import implementer

from archive.errors import DrawingMissingError, OrderConflictError
from archive.identifiers.licence import make_identifier
from archive.identifiers.numbers import HOUSING, NumberPattern, parse_number_pattern
from archive.interfaces import IIssueService
from archive.model import IssueOrder, Promise
from archive.models.acts import Act
from archive.models.authorities import Authority, Seal
from archive.models.licences import Licence, LicenceVersion, TemplateUsed
from archive.models.periods import period_of_days
from archive.models.root import Archive
from archive.permissions import Actor, Permission, log_refusal, verify_permission
from archive.services.drawings import verify_places
from archive.services.errors import AuthorityForeignError, AuthorityIncompetentError, SealMissingError
from archive.services.frozen import verify_frozen
from archive.services.gathering import gathering, verify_request
from archive.services.recording import Recorder, act_of
from storage.digests import Digest
from storage.interfaces import IBlobStore
from templates.interfaces import IKinds
from templates.model import DELIMITER, Kind


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues, as of one moment."""

    authority: Authority
    name: str
    code: str
    seal: Seal


@implementer(IIssueService)
@dataclass(frozen=True)
class IssueService:
    """Promises one licence."""

    recorder: Recorder
    kinds: IKinds
    blobs: IBlobStore
    zone: tzinfo
    """Of days and day serials."""

    def issue(self, root: Archive, actor: Actor, order: IssueOrder) -> Promise:
        """Promise a licence in the actor's own right."""
        verify_permission(actor, Permission.LICENCE_ISSUE)
        return self.promise(root, actor, order)

    def promise(self, root: Archive, actor: Actor, order: IssueOrder) -> Promise:
        """Promise a licence that a decision stands for: checks first, so that an error leaves everything as it was."""
        now = self.recorder.moment(root)
        kind = self.kinds.get_kind(order.kind)
        issuer = get_issuer(root, actor, root.authorities.get(order.authority, now), kind, now)
        scope = "case" if order.case else "row"
        key = _job_key(root, f"{scope}:{kind.name}:{issuer.authority.id}:{order.key}")
        if root.outbox.find_job(key) is not None:
            return _promised(root, key, order)
        verify_frozen(root, kind)
        today = now.astimezone(self.zone).date()
        place = (today, issuer.authority.area, class_of(kind, order.data))
        pattern = pattern_at(root, issuer.authority, kind, now)
        with gathering() as check:
            with check():
                self.verify_drawings(kind, order.drawings)
            with check():
                data = self.checked_data(kind, order.data, issuer, today, pattern.number(1, *place))
            with check():
                act = act_of("issue", order.decision, order.by or actor.name, now)
        series = (kind.name, pattern.series(*place))
        numbers = root.numbers.range(*series)
        data[kind.number_key] = pattern.number(numbers.next_for(key, pattern.capacity), *place)
        licence = _begin_licence(order, issuer, kind, data)
        version = self.make_version(licence, kind, data, replace(order, key=key), act)
        licence.add_version(version)
        root.licences.verify_free(licence)
        numbers.take(key, pattern.capacity)
        root.licences.add(licence, root.projects.owner_of(licence.project))
        if licence.project:
            root.projects.note_office(licence.project, licence.authority)
        self.commission(
            root, actor, licence, version, {"series": series, "content": _content_of(order)}, after=order.after
        )
        return Promise(key, version.identifier, licence.number)

    def verify_drawings(self, kind: Kind, drawings: Mapping[str, str]) -> None:
        """Raise ``DrawingMissingError`` where a place is not filled as the kind says, or with what is not kept."""
        verify_places(kind, drawings)
        if lost := [name for name, digest in drawings.items() if not self.blobs.has(Digest.parse(digest))]:
            raise DrawingMissingError(f"{kind.title['zh']}: {', '.join(lost)}")

    def checked_data(
        self, kind: Kind, given: Mapping[str, Any], issuer: Issuer, today: date, number: str
    ) -> dict[str, Any]:
        """Complete and check a licence's data, and the words of its seal.

        ``DataInvalidError``, ``GlyphMissingError``, ``SealGlyphMissingError``, all if need be.
        """
        with gathering() as check:
            with check():
                self.kinds.verify_seal(issuer.seal.name, issuer.seal.words)
            with check():
                verify_request(self.kinds, kind, given)
        data = {
            **given,
            kind.keys["authority"]: issuer.name,
            kind.keys["authority_code"]: issuer.code,
            kind.keys["issued_on"]: today.isoformat(),
            kind.number_key: number,
        }
        self.kinds.verify_data(kind, data)
        self.kinds.verify_glyphs(kind, data)
        return data

    def make_version(
        self, licence: Licence, kind: Kind, data: Mapping[str, Any], order: IssueOrder, act: Act
    ) -> LicenceVersion:
        """Make the next version of a licence, as promised."""
        ordinal = len(licence.versions) + 1
        serial = licence.stem.rpartition(".")[2]
        identifier = make_identifier(kind.type_code, order.authority, serial, ordinal)
        valid_from = order.valid_from or act.recorded_at.astimezone(self.zone).date()
        return LicenceVersion(
            ordinal=ordinal,
            identifier=str(identifier),
            job=order.key,
            template=TemplateUsed(kind.name, kind.version, kind.digest),
            holder=DELIMITER.join(kind.said_of("holder", data)),
            holder_code=DELIMITER.join(kind.said_of("holder_code", data)),
            data=data,
            decision=act,
            valid_from=valid_from,
            valid_until=order.valid_until,
            in_force=period_of_days(valid_from, order.valid_until, self.zone),
            drawings=order.drawings,
        )

    def commission(
        self,
        root: Archive,
        actor: Actor,
        licence: Licence,
        version: LicenceVersion,
        facts: Mapping[str, Any] | None = None,
        *,
        after: tuple[str, ...] = (),
    ) -> None:
        """Put a version's job in the outbox, ``after`` others, and record the promise.

        ``facts`` of a new licence: ``series``, the range of its number, and ``content``, the digest of what was asked.
        """
        act = version.decision
        arguments = {"licence": version.identifier, "series": None, **(facts or {})}
        root.outbox.promise(version.job, "issue", arguments, act.recorded_at, after)
        values = {
            "number": licence.number,
            "licence_kind": licence.kind,
            "decision": act.number,
            "template": version.template.digest,
        }
        event, when = ("licence.promised", version.identifier), (act.recorded_at, act.decided_at)
        self.recorder.record(root, actor.name, event, when, **values)


def get_issuer(root: Archive, actor: Actor, authority: Authority, kind: Kind, now: datetime) -> Issuer:
    """Give who issues.

    ``AuthorityIncompetentError``, ``SealMissingError``; ``AuthorityForeignError`` where the actor acts for others.
    """
    acting = {one.id for one in root.authorities.acting_for(authority, kind.name, now)}
    name, code, seal = authority.names.at(now), authority.codes.at(now), authority.seals.at(now)
    if not acting or name is None or code is None:
        raise AuthorityIncompetentError(f"{code or authority.id}: {kind.title['zh']}")
    if seal is None:
        raise SealMissingError(f"{code}: {name}")
    if actor.authority not in acting:
        log_refusal(actor, Permission.LICENCE_ISSUE, "authority", authority.id)
        raise AuthorityForeignError(f"{actor.name}: {name}")
    return Issuer(authority, name, code, seal)


def pattern_at(root: Archive, authority: Authority, kind: Kind, moment: datetime) -> NumberPattern:
    """Give the pattern by which an authority numbers a kind at ``moment``: its own, else the kind's."""
    return parse_number_pattern(root.authorities.find_pattern(authority, kind.name, moment) or kind.number_pattern)


def class_of(kind: Kind, data: Mapping[str, Any]) -> str:
    """Give the class that a number names for these data, two digits: 房屋建筑 where they do not say."""
    return (kind.said_of("number_class", data) or (HOUSING,))[0]


def _job_key(root: Archive, base: str) -> str:
    """Give the key under which an order is promised: a new one after each job that was given up."""
    count = 1
    while (job := root.outbox.find_job(f"issue-{count}:{base}")) is not None and job.state == "given_up":
        count += 1
    return f"issue-{count}:{base}"


def _content_of(order: IssueOrder) -> str:
    """Give the digest of what was asked for, whatever it is: data and drawings."""
    content = {"data": dict(order.data), "drawings": dict(order.drawings)}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _begin_licence(order: IssueOrder, issuer: Issuer, kind: Kind, data: Mapping[str, Any]) -> Licence:
    """Begin the chain of a new licence; its serial is the printed number."""
    number = str(data[kind.number_key])
    stem = make_identifier(kind.type_code, issuer.code, number).stem
    return Licence(
        stem=stem,
        kind=kind.name,
        number=number,
        authority=issuer.authority.id,
        project=order.project,
        case=order.case,
        covers=order.covers,
    )


def _promised(root: Archive, key: str, order: IssueOrder) -> Promise:
    """Give the promise that a job was made for; ``OrderConflictError`` where it was made for other data or drawings."""
    arguments = root.outbox.get_job(key).arguments
    if not order.case and arguments["content"] != _content_of(order):
        raise OrderConflictError(order.key)
    identifier = arguments["licence"]
    licence, _version = root.licences.get(identifier)
    return Promise(key, identifier, licence.number, repeated=True)

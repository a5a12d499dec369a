"""Acts on issued licences (domain 1.3): each with its decision, each an entry that nothing ever removes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zope.interface import implementer

from archive.errors import PersonOnSideError
from archive.interfaces import ILicenceActService
from archive.model import Amendment, Decision, IssueOrder, Promise
from archive.models.acts import Act
from archive.models.licences import Licence, LicenceVersion
from archive.models.root import Archive
from archive.permissions import Actor, Permission, log_refusal, verify_permission
from archive.services.access import get_seen_licence
from archive.services.errors import NumberClassChangedError
from archive.services.frozen import verify_frozen
from archive.services.gathering import gathering
from archive.services.issue import IssueService, class_of, get_issuer, pattern_at
from archive.services.recording import Recorder, act_of
from archive.services.standing import is_of_side
from archive.services.steps import is_partial
from archive.workflows.errors import ActNotAllowedError, VersionSupersededError
from archive.workflows.licence import ACTS, LICENCE
from templates.interfaces import IKinds
from templates.model import DELIMITER, Kind

PERMISSIONS: Final = {step.verb: step.permission for step in LICENCE.steps}
DECIDED: Final = ACTS | {"replace"}
"""Everything that is decided on an issued licence."""
UNCHANGED: Final = Amendment()
"""What an act that is no replacement makes of the licence."""


@dataclass(frozen=True)
class _Plan:
    """A replacement that was checked."""

    licence: Licence
    kind: Kind
    data: Mapping[str, Any]
    order: IssueOrder
    act: Act


@implementer(ILicenceActService)
@dataclass(frozen=True)
class LicenceActService:
    """Suspends, resumes, revokes, withdraws, cancels … and replaces."""

    recorder: Recorder
    issue: IssueService
    kinds: IKinds

    def act(self, root: Archive, actor: Actor, identifier: str, verb: str, decision: Decision) -> None:
        """Decide an act on the version ``identifier``; ``ActBackdatedError``, ``MomentEarlyError`` besides."""
        licence, version, act = self._judge(root, actor, identifier, verb, decision)
        licence.act(version, act)
        values = {"decision": act.number, "ground": act.ground, "effective_from": act.effective_from.isoformat()}
        when = (act.recorded_at, act.decided_at)
        self.recorder.record(root, actor.name, (f"licence.{verb}", identifier), when, **values)

    def replace(
        self, root: Archive, actor: Actor, identifier: str, amendment: Amendment, decision: Decision
    ) -> Promise:
        """Promise the next version: what was decided before stays, but for the amendment.

        ``NumberClassChangedError`` where the number, which stays, would name another class than the data;
        ``DecisionDeferredError`` for a decision that works later: the next version works once it is issued;
        ``MomentEarlyError`` for one from before the decision of the version that it replaces.
        """
        plan = self._plan(root, actor, identifier, amendment, decision)
        licence, version = plan.licence, self._version_of(plan)
        root.licences.add_version(licence, version, root.projects.owner_of(licence.project))
        self.issue.commission(root, actor, licence, version)
        return Promise(version.job, version.identifier, licence.number)

    def next_version(
        self, root: Archive, actor: Actor, identifier: str, amendment: Amendment, decision: Decision
    ) -> tuple[Kind, LicenceVersion]:
        """Give the next version as ``replace`` would promise it, and its kind; it is kept nowhere."""
        plan = self._plan(root, actor, identifier, amendment, decision)
        return plan.kind, self._version_of(plan)

    def _version_of(self, plan: _Plan) -> LicenceVersion:
        """Make the version that a plan is of."""
        return self.issue.make_version(plan.licence, plan.kind, plan.data, plan.order, plan.act)

    def verify_actor(self, root: Archive, actor: Actor, identifier: str, verb: str) -> None:
        """Check whether the actor may decide an act on a licence at all; errors as ``act`` raises them."""
        if verb not in DECIDED:
            raise ActNotAllowedError(verb)
        verify_permission(actor, PERMISSIONS[verb])
        now = self.recorder.moment(root)
        licence, version = get_seen_licence(root, actor, identifier, now)
        get_issuer(root, actor, root.authorities.in_office(licence.authority, now), self._kind_of(version), now)
        _verify_impartial(root, actor, licence, verb, now)

    def verify(
        self,
        root: Archive,
        actor: Actor,
        identifier: str,
        verb: str,
        decision: Decision,
        *,
        amendment: Amendment = UNCHANGED,
    ) -> Act:
        """Check everything that the act, or a replacement, would check, and change nothing; gives the act."""
        if verb != "replace":
            return self._judge(root, actor, identifier, verb, decision)[2]
        return self._plan(root, actor, identifier, amendment, decision).act

    def _judge(
        self, root: Archive, actor: Actor, identifier: str, verb: str, decision: Decision
    ) -> tuple[Licence, LicenceVersion, Act]:
        """Check an act, and give it with what it is on; ``MomentEarlyError`` for one from before the issue."""
        if verb not in ACTS:
            raise ActNotAllowedError(verb)
        self.verify_actor(root, actor, identifier, verb)
        licence, version = root.licences.get(identifier)
        now = self.recorder.moment(root)
        act = act_of(verb, decision, actor.name, now, version.issued_at)
        licence.verify(version, act)
        return licence, version, act

    def _plan(self, root: Archive, actor: Actor, identifier: str, amendment: Amendment, decision: Decision) -> _Plan:
        """Check a replacement, and give what it would be."""
        verify_permission(actor, Permission.LICENCE_REPLACE)
        now = self.recorder.moment(root)
        licence, old = get_seen_licence(root, actor, identifier, now)
        _verify_replaceable(licence, old, now)
        kind = self.kinds.get_kind(licence.kind)
        verify_frozen(root, kind)
        issuer = get_issuer(root, actor, root.authorities.in_office(licence.authority, now), kind, now)
        _verify_impartial(root, actor, licence, "replace", now)
        today = now.astimezone(self.issue.zone).date()
        told = {**_asked_for(kind, old.data), **amendment.data}
        given = {name: value for name, value in told.items() if value is not None}
        shown = {**old.drawings, **amendment.drawings}
        with gathering() as check:
            with check():
                self.issue.verify_drawings(kind, shown)
            with check():
                data = self.issue.checked_data(kind, given, issuer, today, licence.number)
            with check():
                self._verify_class(root, licence, class_of(kind, given))
            with check():
                act = act_of("replace", decision, actor.name, now, old.decision.decided_at)
        key = f"replace:{licence.stem}:{len(licence.versions) + 1}"
        order = IssueOrder(kind.name, issuer.code, given, decision, key, drawings=shown, valid_until=old.valid_until)
        return _Plan(licence, kind, data, order, act)

    def _verify_class(self, root: Archive, licence: Licence, asked: str) -> None:
        """Raise ``NumberClassChangedError`` where the number names a class, by its first version, and not ``asked``."""
        first = licence.versions[0]
        kind, authority = self._kind_of(first), root.authorities.by_id[licence.authority]
        named = class_of(kind, first.data)
        if asked != named and pattern_at(root, authority, kind, first.decision.recorded_at).has_class:
            raise NumberClassChangedError(f"{licence.number}: {named} → {asked}")

    def _kind_of(self, version: LicenceVersion) -> Kind:
        """Give the kind that a version is of."""
        kind: Kind = self.kinds.get_kind(version.template.kind, version.template.version)
        return kind


def is_on_holders_side(root: Archive, actor: Actor, licence: Licence, now: datetime) -> bool:
    """Say whether a person is on the side of who applied for a licence, or of whoever holds or held it."""
    case, project = root.cases.get(licence.case), root.projects.get(licence.project)
    if case is not None and is_partial(root, actor, case, now):
        return True
    holders = {code for version in licence.versions for code in version.holder_code.split(DELIMITER) if code}
    since = licence.versions[0].decision.recorded_at
    return is_of_side(root, actor, holders, project, since=since, now=now)


def _verify_impartial(root: Archive, actor: Actor, licence: Licence, verb: str, now: datetime) -> None:
    """Raise ``PersonOnSideError`` where a person is on the holder's side."""
    if is_on_holders_side(root, actor, licence, now):
        log_refusal(actor, PERMISSIONS[verb], "licence", licence.versions[-1].identifier)
        raise PersonOnSideError(f"{actor.name}: {licence.number}")


def _verify_replaceable(licence: Licence, version: LicenceVersion, moment: datetime) -> None:
    """Raise ``ActNotAllowedError`` unless this is valid, ``VersionSupersededError`` unless it is the last."""
    licence.verify_act("replace", version, moment)
    later = [one for one in licence.versions[version.ordinal :] if one.voided is None]
    if later:
        raise VersionSupersededError(f"{version.identifier}: {later[-1].identifier}")


def _asked_for(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give a version's data without what the archive assigns."""
    rules = kind.schema["properties"]
    return {name: value for name, value in data.items() if not rules.get(name, {}).get("readOnly")}

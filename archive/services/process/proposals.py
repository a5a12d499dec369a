"""Lets one person propose an act on an issued licence, and another confirm it.

What the act would check is checked when it is proposed, so that nobody proposes what cannot be done, and again when
it is confirmed, in the transaction that does it. The confirming person decides the act: the register names that one.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from heapq import merge
from itertools import islice
from typing import Any, Final

from zope.interface import implementer

from archive.model import Amendment, Decision, Intent
from archive.models.pairs import ends_backwards
from archive.models.proposals import OPEN, Proposal
from archive.models.root import Archive
from archive.permissions import Actor, Permission, hidden, is_allowed, log_refusal, verify_permission
from archive.services.access import may_see_proposal
from archive.services.acts import PERMISSIONS, UNCHANGED, LicenceActService, is_on_holders_side
from archive.services.errors import ReplacementEmptyError
from archive.services.notices.telling import values_of_act
from archive.services.process.errors import (
    ProposalClosedError,
    ProposalForeignError,
    ProposalOwnError,
    ProposalPendingError,
    ProposalUnknownError,
    ReasonMissingError,
)
from archive.services.process.interfaces import IProposalService
from archive.services.process.model import Preview, ProposalSeen, Told
from archive.services.reading.reach import offices_in_reach
from archive.services.recording import Recorder, new_id
from archive.services.standing import offices_for
from archive.texts import verify_note
from archive.workflows.errors import ActNotAllowedError
from archive.workflows.licence import LICENCE

MOST: Final = 200
"""Proposals that one list gives at most."""


@implementer(IProposalService)
@dataclass(frozen=True)
class ProposalService:
    """Keeps proposals."""

    recorder: Recorder
    acts: LicenceActService
    zone: tzinfo
    """Of the day that an id names."""

    def preview(
        self,
        root: Archive,
        actor: Actor,
        verb: str,
        identifier: str,
        intent: Intent,
        *,
        amendment: Amendment = UNCHANGED,
    ) -> Preview:
        """Say what the act would do."""
        now = self.recorder.moment(root)
        self._verify(root, actor, (verb, identifier), intent, amendment)
        licence, version = root.licences.get(identifier)
        before, decision = licence.state_at(version, now), decision_of(intent, now)
        begins = None if verb == "replace" else (decision.effective_from or decision.decided_at)
        source = licence.state_at(version, version.judged_at(begins or now, decision.decided_at)).state
        first = licence.issued_at
        title = self.acts.kinds.get_kind(licence.kind).title
        values = values_of_act(title, licence.number, intent.number, begins or now)
        told = Told(f"notice.licence-{verb.replace('_', '-')}", values)
        target = LICENCE.get_step(verb, source).target
        return Preview(
            identifier=identifier,
            number=licence.number,
            state=before.state,
            since=before.since,
            state_then=target,
            effective_from=begins,
            issued_at=first if first and begins and begins < first else None,
            told=told,
        )

    def propose(
        self,
        root: Archive,
        actor: Actor,
        verb: str,
        identifier: str,
        intent: Intent,
        *,
        amendment: Amendment = UNCHANGED,
    ) -> ProposalSeen:
        """Propose an act, checked as if it were done now; the same proposal again gives the one that is open."""
        now = self.recorder.moment(root)
        self._verify(root, actor, (verb, identifier), intent, amendment)
        licence, _version = root.licences.get(identifier)
        asked = (verb, identifier, intent, amendment)
        if (pending := self._find_pending(root, licence.stem, verb)) is not None:
            if (pending.proposed_by, _content(pending)) == (actor.name, asked):
                return self._seen(root, actor, pending)
            raise ProposalPendingError(f"{licence.number}: {pending.id}")
        proposal = Proposal(
            id=new_id(root, "B", now.astimezone(self.zone).date()),
            verb=verb,
            identifier=identifier,
            stem=licence.stem,
            authority=root.authorities.in_office(licence.authority, now).id,
            intent=intent,
            amendment=amendment,
            proposed_by=actor.name,
            proposed_at=now,
        )
        root.proposals.add(proposal)
        self._record(root, actor, proposal, "proposed", now)
        return self._seen(root, actor, proposal)

    def confirm(self, root: Archive, actor: Actor, proposal: str, *, seen: int | None = None) -> ProposalSeen:
        """Confirm, and do the act; confirming again changes nothing. One that cannot be done now is overtaken."""
        found, now = self._get(root, actor, proposal), self.recorder.moment(root)
        self.acts.verify_actor(root, actor, found.identifier, found.verb)
        if found.state == "confirmed":
            return self._seen(root, actor, found)
        _verify_open(found, seen)
        _verify_other(actor, found)
        try:
            self._do(root, actor, found, decision_of(found.intent, now))
        except ActNotAllowedError as error:
            self._close(root, actor, found, "overtaken", f"{error.code} {error}")
        else:
            self._close(root, actor, found, "confirmed")
            self._overtake(root, actor, found, now)
        return self._seen(root, actor, found)

    def refuse(self, root: Archive, actor: Actor, proposal: str, note: str, *, seen: int | None = None) -> ProposalSeen:
        """Refuse what another person proposed, with a word of why; refusing again changes nothing."""
        found = self._get(root, actor, proposal)
        self.acts.verify_actor(root, actor, found.identifier, found.verb)
        if found.state == "refused":
            return self._seen(root, actor, found)
        _verify_open(found, seen)
        _verify_other(actor, found)
        return self._close(root, actor, found, "refused", _said(note, proposal))

    def withdraw(
        self, root: Archive, actor: Actor, proposal: str, note: str = "", *, seen: int | None = None
    ) -> ProposalSeen:
        """Take one's own proposal back; again changes nothing."""
        found = self._get(root, actor, proposal)
        if actor.name != found.proposed_by:
            log_refusal(actor, PERMISSIONS[found.verb], "proposal", proposal)
            raise ProposalForeignError(f"{actor.name}: {proposal}")
        if found.state == "withdrawn":
            return self._seen(root, actor, found)
        _verify_open(found, seen)
        verify_note(note, field="note")
        return self._close(root, actor, found, "withdrawn", note)

    def get(self, root: Archive, actor: Actor, proposal: str) -> ProposalSeen:
        """Give a proposal that the actor may see."""
        return self._seen(root, actor, self._get(root, actor, proposal))

    def confirmers(self, root: Archive, actor: Actor, proposal: str) -> tuple[str, ...]:
        """Name who may confirm an open proposal: whoever may decide the act, but for who proposed it."""
        found, now = self._get(root, actor, proposal), self.recorder.moment(root)
        licence, _version = root.licences.get(found.identifier)
        offices = offices_for(root, found.authority, licence.kind, now)
        users = (user for office in offices for user in root.users.of_office(office))
        others = (user for user in users if not user.disabled and user.name != found.proposed_by)
        actors = (Actor(user.name, user.roles, user.authority, user.party) for user in others)
        deciders = (one for one in actors if is_allowed(one, PERMISSIONS[found.verb]))
        return tuple(sorted(one.name for one in deciders if not is_on_holders_side(root, one, licence, now)))

    def list(
        self, root: Archive, actor: Actor, *, is_open: bool = True, before: str = "", limit: int = 50
    ) -> tuple[ProposalSeen, ...]:
        """Give the proposals that the actor may see, the latest first."""
        verify_permission(actor, Permission.LICENCE_VIEW)
        index = root.proposals.open if is_open else root.proposals.closed
        now = self.recorder.moment(root)
        offices = offices_in_reach(root, actor, Permission.LICENCE_VIEW, now)
        latest = merge(*(ends_backwards(index, (office,), before) for office in offices), reverse=True)
        found = (root.proposals.by_id[each] for each in latest)
        seen = (one for one in found if may_see_proposal(root, actor, one, now))
        return tuple(self._seen(root, actor, one) for one in islice(seen, min(limit, MOST)))

    def on_licence(self, root: Archive, actor: Actor, identifier: str) -> tuple[ProposalSeen, ...]:
        """Give what is or was proposed on a licence, to who may see it; to everybody else nothing."""
        verify_permission(actor, Permission.LICENCE_VIEW)
        now, (licence, _version) = self.recorder.moment(root), root.licences.get(identifier)
        found = root.proposals.on_licence(licence.stem)
        return tuple(self._seen(root, actor, one) for one in found if may_see_proposal(root, actor, one, now))

    def _verify(self, root: Archive, actor: Actor, what: tuple[str, str], intent: Intent, amendment: Amendment) -> None:
        """Check an act (verb, identifier) as if it were done now; ``ReplacementEmptyError``."""
        verb, identifier = what
        decision = decision_of(intent, self.recorder.moment(root))
        self.acts.verify(root, actor, identifier, verb, decision, amendment=amendment)
        if verb == "replace" and amendment == UNCHANGED:
            raise ReplacementEmptyError(identifier)

    def _do(self, root: Archive, actor: Actor, proposal: Proposal, decision: Decision) -> None:
        """Take the act that was proposed."""
        verb, identifier = proposal.verb, proposal.identifier
        if verb != "replace":
            self.acts.act(root, actor, identifier, verb, decision)
            return
        promise = self.acts.replace(root, actor, identifier, proposal.amendment, decision)
        proposal.result, proposal.job = promise.identifier, promise.job

    def _overtake(self, root: Archive, actor: Actor, done: Proposal, now: datetime) -> None:
        """Close what is open on the same licence, and cannot be done any more."""
        for other in root.proposals.on_licence(done.stem):
            if other.state == OPEN:
                decision = decision_of(other.intent, now)
                licence, version = root.licences.get(other.identifier)
                moment = version.judged_at(decision.decided_at, decision.effective_from or now)
                try:
                    licence.verify_act(other.verb, version, moment)
                except ActNotAllowedError as error:
                    self._close(root, actor, other, "overtaken", f"{error.code} {error}")

    def _close(self, root: Archive, actor: Actor, proposal: Proposal, state: str, note: str = "") -> ProposalSeen:
        """Close a proposal, and record it."""
        now = self.recorder.moment(root)
        root.proposals.close(proposal, state, actor.name, now, note)
        self._record(root, actor, proposal, state, now)
        return self._seen(root, actor, proposal)

    def _record(self, root: Archive, actor: Actor, proposal: Proposal, state: str, now: datetime) -> None:
        """Record what became of a proposal; what it says of a licence stays out of the event."""
        values = {"verb": proposal.verb, "licence": proposal.identifier, "decision": proposal.intent.number}
        self.recorder.record(root, actor.name, (f"proposal.{state}", proposal.id), (now, now), **values)

    def _get(self, root: Archive, actor: Actor, proposal: str) -> Proposal:
        """Give a proposal that the actor may see; ``ProposalUnknownError``, also for another."""
        verify_permission(actor, Permission.LICENCE_VIEW)
        found = root.proposals.find(proposal)
        if found is None or not may_see_proposal(root, actor, found, self.recorder.moment(root)):
            raise hidden(actor, Permission.LICENCE_VIEW, ("proposal", proposal), found, ProposalUnknownError)
        return found

    def _find_pending(self, root: Archive, stem: str, verb: str) -> Proposal | None:
        """Give the open proposal of an act on a licence, or None."""
        found = (one for one in root.proposals.on_licence(stem) if (one.state, one.verb) == (OPEN, verb))
        return next(found, None)

    def _seen(self, root: Archive, actor: Actor, proposal: Proposal) -> ProposalSeen:
        """Give a proposal as the actor sees it."""
        licence, _version = root.licences.get(proposal.identifier)
        is_open, is_own = proposal.state == OPEN, actor.name == proposal.proposed_by
        decides = is_open and is_allowed(actor, PERMISSIONS[proposal.verb])
        return ProposalSeen(
            id=proposal.id,
            verb=proposal.verb,
            identifier=proposal.identifier,
            kind=licence.kind,
            number=licence.number,
            authority=proposal.authority,
            intent=proposal.intent,
            amendment=proposal.amendment,
            state=proposal.state,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
            decided_by=proposal.decided_by,
            decided_at=proposal.decided_at,
            note=proposal.note,
            result=proposal.result,
            job=proposal.job,
            edition=proposal.edition,
            may_confirm=decides
            and not is_own
            and not is_on_holders_side(root, actor, licence, self.recorder.moment(root)),
            may_withdraw=is_open and is_own,
        )


def decision_of(intent: Intent, now: datetime) -> Decision:
    """Give the decision that an intent is when it is confirmed ``now``."""
    return Decision(intent.number, intent.ground, intent.decided_at or now, intent.effective_from)


def _content(proposal: Proposal) -> tuple[Any, ...]:
    """Give what a proposal asks for."""
    return proposal.verb, proposal.identifier, proposal.intent, proposal.amendment


def _verify_open(proposal: Proposal, seen: int | None) -> None:
    """Raise ``ProposalClosedError`` for one that is closed, ``StaleEditError`` for one that changed since."""
    if proposal.state != OPEN:
        raise ProposalClosedError(f"{proposal.id}: {proposal.state}")
    proposal.verify_edition(proposal.edition if seen is None else seen)


def _verify_other(actor: Actor, proposal: Proposal) -> None:
    """Raise ``ProposalOwnError`` where an actor would decide what it proposed itself; the log says so."""
    if actor.name == proposal.proposed_by:
        log_refusal(actor, PERMISSIONS[proposal.verb], "proposal", proposal.id)
        raise ProposalOwnError(f"{actor.name}: {proposal.id}")


def _said(note: str, proposal: str) -> str:
    """Give a note that says something; ``ReasonMissingError``, ``TextMalformedError``."""
    verify_note(note, field="note")
    if not note.strip():
        raise ReasonMissingError(proposal)
    return note

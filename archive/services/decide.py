"""Decides (决定) a case; an approval promises the licence in the same transaction."""

from dataclasses import dataclass, replace

from zope.interface import implementer

from archive.catalogue.model import Catalogue, Item
from archive.errors import LicenceNotVoidError
from archive.interfaces import IDecideService
from archive.model import Decision, IssueOrder, Promise
from archive.models.acts import Act
from archive.models.cases import Case
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.issue import IssueService
from archive.services.links import jobs_named, with_links
from archive.services.recording import act_of
from archive.services.requirements import verify_met
from archive.services.steps import StepTaker, Turn, get_case_for, verify_free


@implementer(IDecideService)
@dataclass(frozen=True)
class DecideService:
    """Takes the steps ``approve`` and ``reject``."""

    steps: StepTaker
    catalogue: Catalogue
    issue: IssueService

    def approve(self, root: Archive, actor: Actor, case: str, decision: Decision) -> Promise | None:
        """Approve; the promise of the licence that the item gives, or None.

        ``LicenceNotInForceError``, ``LinkMissingError``.
        """
        turn = self.steps.begin(root, actor, case, "approve")
        verify_met(root, turn.case, turn.now)
        act = _decide(turn, decision)
        return self._promise(root, actor, turn.case, act) if turn.case.kind else None

    def issue_again(self, root: Archive, actor: Actor, case: str) -> Promise:
        """Promise the licence of an approved case anew after its job was given up, under the same decision.

        By who may approve it; the register goes on naming who decided.
        """
        now = self.steps.recorder.moment(root)
        found = get_case_for(root, actor, case, "approve", now)
        act, licences = found.decision, found.licences
        if act is None or not licences or root.licences.get(licences[-1])[1].voided is None:
            raise LicenceNotVoidError(case)
        verify_free(root, actor, found, "approve", now)
        verify_met(root, found, now)
        return self._promise(root, actor, found, act)

    def reject(self, root: Archive, actor: Actor, case: str, decision: Decision) -> None:
        """Refuse, with the decision's ground."""
        _decide(self.steps.begin(root, actor, case, "reject"), decision)

    def _promise(self, root: Archive, actor: Actor, case: Case, act: Act) -> Promise:
        """Promise the licence of a case that an act approved, and note it on the case."""
        decision = Decision(act.number, act.ground, act.decided_at, act.effective_from)
        order = replace(self._order(root, case, self.catalogue.get_item(case.item), decision), by=act.by)
        promise = self.issue.promise(root, actor, order)
        case.licences += (promise.identifier,)
        return promise

    def _order(self, root: Archive, case: Case, item: Item, decision: Decision) -> IssueOrder:
        """Give the order of the licence that a case asked for."""
        now = self.steps.recorder.moment(root)
        office = root.authorities.in_office(case.authority, now)
        data = with_links(self.catalogue, root, case.project, item, case.data, now=now)
        return IssueOrder(
            kind=case.kind,
            authority=office.codes.at(now) or office.id,
            data=data,
            decision=decision,
            key=case.id,
            project=case.project,
            case=case.id,
            covers=case.covers,
            drawings=case.drawings,
            after=jobs_named(self.catalogue, root, item, data),
        )


def _decide(turn: Turn, decision: Decision) -> Act:
    """Take a deciding step; gives what it rests on."""
    act = act_of(turn.verb, decision, turn.actor.name, turn.now, turn.before)
    told = {
        "decision": act.number,
        "decided_at": act.decided_at.isoformat(),
        "effective_from": act.effective_from.isoformat(),
    }
    turn.take(act.ground, act.decided_at, told)
    turn.case.decision = act
    return act

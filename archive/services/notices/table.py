"""Which event is told to whom, by which sentence: the whole inbox as one table.

``Recorder.record`` is the one place that every event goes through, so the inbox looks there, and not every service has
to think of it: a step that is recorded cannot be forgotten here but by this table, which a test holds against the
workflows: who is told of each step, from each state. Nobody reads of what it did itself, so a case's side is told of
its own steps too: an agent or the counter may have taken them. The price is that a notice knows what the event and the
objects say, and nothing of the call.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from archive.models.root import Archive
from archive.services.notices import audiences
from archive.services.notices.audiences import OPERATORS, party, user
from archive.services.recording import Happened
from archive.workflows.licence import ACTS

Audience = Callable[[Archive, Happened], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One notice of an event."""

    to: Audience
    code: str
    is_sent: bool = False
    """Whether it goes out by mail or SMS as well, to the users among the readers."""


def _case_side(root: Archive, event: Happened) -> Iterator[str]:
    """The applicant's side of a case."""
    return audiences.side_of_case(root, root.cases[event.subject], event.at)


def _case_office(root: Archive, event: Happened, *, role: str) -> Iterator[str]:
    """A role of the authority that decides a case."""
    case = root.cases[event.subject]
    return audiences.officials(root, case.authority, case.kind, role, event.at)


def _handlers(root: Archive, event: Happened) -> Iterator[str]:
    """Who had to do with a case until it was retracted: its deciders where it was reviewed."""
    for role in audiences.TOLD if event.values["from"] == "reviewed" else audiences.TOLD[:-1]:
        yield from _case_office(root, event, role=role)


def _licence_side(root: Archive, event: Happened) -> Iterator[str]:
    """The side of a licence's holder."""
    return audiences.side_of_licence(root, root.licences.get(event.subject)[0], event.at)


def _first_side(root: Archive, event: Happened) -> Iterator[str]:
    """The side of a licence that was issued for the first time."""
    if root.licences.get(event.subject)[1].ordinal == 1:
        yield from _licence_side(root, event)


def _next_side(root: Archive, event: Happened) -> Iterator[str]:
    """The side of a licence that took the place of an earlier version."""
    if root.licences.get(event.subject)[1].ordinal > 1:
        yield from _licence_side(root, event)


def _decider(root: Archive, event: Happened) -> Iterator[str]:
    """Who decided a licence that will not be made, and who runs the archive."""
    yield user(root.licences.get(event.subject)[1].decision.by)
    yield OPERATORS


def _sender(root: Archive, event: Happened) -> Iterator[str]:
    """Who recorded that something was sent."""
    delivery = root.deliveries.find(event.values["subject"], event.values["number"])
    if delivery is not None and delivery.sent_by:
        yield user(delivery.sent_by)


def _confirmers(root: Archive, event: Happened) -> Iterator[str]:
    """Who may confirm a proposal."""
    return audiences.confirmers(root, root.proposals.by_id[event.subject], event.at)


def _proposer(root: Archive, event: Happened) -> Iterator[str]:
    """Who made a proposal."""
    yield user(root.proposals.by_id[event.subject].proposed_by)


def _mandated(root: Archive, event: Happened, *, at_counter: bool | None = None) -> Iterator[str]:
    """Both sides of a mandate; of one that was granted at a counter, or was not, where that is asked."""
    mandate = root.mandates[event.subject]
    if at_counter in {None, bool(mandate.office)}:
        yield user(mandate.agent)
        yield party(mandate.principal)


def _drafter(root: Archive, event: Happened) -> Iterator[str]:
    """Whose draft it is."""
    draft = None if root.drafts is None else root.drafts.find(event.subject)
    if draft is not None:
        yield user(draft.owner)


_clerks, _reviewers, _deciders = (partial(_case_office, role=role) for role in audiences.TOLD)

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "case.submitted": (
        Rule(_clerks, "notice.case-submitted"),
        Rule(_case_side, "notice.case-submitted-for", is_sent=True),
    ),
    "case.ask_correction": (Rule(_case_side, "notice.case-ask-correction", is_sent=True),),
    "case.correct": (
        Rule(_clerks, "notice.case-correct"),
        Rule(_case_side, "notice.case-correct-for", is_sent=True),
    ),
    "case.accept": (
        Rule(_case_side, "notice.case-accept", is_sent=True),
        Rule(_reviewers, "notice.case-to-review"),
    ),
    "case.decline": (Rule(_case_side, "notice.case-decline", is_sent=True),),
    "case.withdraw": (
        Rule(_clerks, "notice.case-withdraw"),
        Rule(_case_side, "notice.case-withdraw-for", is_sent=True),
    ),
    "case.retract": (
        Rule(_handlers, "notice.case-retract"),
        Rule(_case_side, "notice.case-retract-for", is_sent=True),
    ),
    "case.review": (Rule(_deciders, "notice.case-to-decide"),),
    "case.approve": (Rule(_case_side, "notice.case-approve", is_sent=True),),
    "case.reject": (Rule(_case_side, "notice.case-reject", is_sent=True),),
    "case.delivery-sent": (Rule(_case_side, "notice.delivery-sent", is_sent=True),),
    "case.delivery-received": (Rule(_sender, "notice.delivery-received"),),
    "licence.issued": (
        Rule(_first_side, "notice.licence-issued", is_sent=True),
        Rule(_next_side, "notice.licence-replace", is_sent=True),
    ),
    "licence.void": (Rule(_decider, "notice.licence-void"),),
    "licence.delivery-sent": (Rule(_licence_side, "notice.delivery-sent", is_sent=True),),
    "licence.delivery-received": (Rule(_sender, "notice.delivery-received"),),
    **{
        f"licence.{verb}": (Rule(_licence_side, f"notice.licence-{verb.replace('_', '-')}", is_sent=True),)
        for verb in sorted(ACTS)
    },
    "proposal.proposed": (Rule(_confirmers, "notice.proposal-proposed"),),
    "proposal.confirmed": (Rule(_proposer, "notice.proposal-confirmed"),),
    "proposal.refused": (Rule(_proposer, "notice.proposal-refused"),),
    "proposal.overtaken": (Rule(_proposer, "notice.proposal-overtaken"),),
    "draft.expiring": (Rule(_drafter, "notice.draft-expiring", is_sent=True),),
    "mandate.granted": (
        Rule(partial(_mandated, at_counter=False), "notice.mandate-granted", is_sent=True),
        Rule(partial(_mandated, at_counter=True), "notice.mandate-entered", is_sent=True),
    ),
    "mandate.revoked": (Rule(_mandated, "notice.mandate-revoked", is_sent=True),),
}
"""Kind of event → its notices."""

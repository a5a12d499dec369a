"""Acts on issued licences that a second person confirms."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import ABSENT, HC, NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    ActBackdatedError,
    DecisionBlankError,
    DrawingMissingError,
    LicenceUnknownError,
    PermissionMissingError,
    PersonOnSideError,
    StaleEditError,
    TextMalformedError,
)
from archive.model import Amendment, Change, Decision, Intent
from archive.models.authorities import Delegation
from archive.services.errors import ReplacementEmptyError
from archive.services.process.errors import (
    ProposalClosedError,
    ProposalForeignError,
    ProposalOwnError,
    ProposalPendingError,
    ProposalUnknownError,
    ReasonMissingError,
)
from archive.services.process.interfaces import IProposalService
from archive.workflows.errors import ActNotAllowedError
from templates.errors import DataInvalidError

ZHANG, LI, CLERK = actor("decider", name="zhang"), actor("decider", name="li"), actor("clerk")
FOREIGN = actor("decider", name="wang", authority=HC)
INTENT = Intent("示规暂〔2026〕1号", "建筑法第六十四条")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def licence(office):
    return office.issued()


def propose(office, licence, verb="suspend", who=ZHANG, intent=INTENT, **more):
    return office.proposals.propose(office.root, who, verb, licence, intent, **more)


def confirm(office, proposal, who=LI, **more):
    return office.proposals.confirm(office.root, who, proposal.id, **more)


def state(office, identifier):
    licence, version = office.root.licences.get(identifier)
    return licence.state_at(version, office.clock()).state


def kinds_of(office, subject):
    return [one.fields["kind"] for one in office.root.events.of(subject)]


def test_it_keeps_the_interface(office):
    assert verifyObject(IProposalService, office.proposals)


def test_an_act_works_once_another_person_confirms_it(office, licence):
    proposed = propose(office, licence)
    assert (proposed.state, proposed.proposed_by, state(office, licence)) == ("proposed", "zhang", "valid")
    office.clock.forward(60)
    done = confirm(office, proposed, seen=proposed.edition)
    assert (done.state, done.decided_by, done.decided_at) == ("confirmed", "li", office.clock())
    assert state(office, licence) == "suspended"
    ((_ordinal, act),) = office.root.licences.get(licence)[0].acts
    assert (act.by, act.decided_at, act.number) == ("li", office.clock(), INTENT.number)
    assert kinds_of(office, proposed.id) == ["proposal.proposed", "proposal.confirmed"]


def test_who_proposed_it_neither_confirms_nor_refuses(office, licence, caplog):
    proposed = propose(office, licence)
    assert (proposed.may_confirm, proposed.may_withdraw) == (False, True)
    with pytest.raises(ProposalOwnError):
        confirm(office, proposed, ZHANG)
    with pytest.raises(ProposalOwnError):
        office.proposals.refuse(office.root, ZHANG, proposed.id, "不妥")
    assert caplog.text.count("access refused") == 2
    assert office.proposals.get(office.root, LI, proposed.id).may_confirm


def test_a_double_click_does_everything_once(office, licence):
    first, again = propose(office, licence), propose(office, licence)
    assert first == again
    done, twice = confirm(office, first, seen=first.edition), confirm(office, first, seen=first.edition)
    assert done == twice
    assert len(office.root.licences.get(licence)[0].acts) == 1
    refused = propose(office, licence, "resume")
    for _ in range(2):
        assert office.proposals.refuse(office.root, LI, refused.id, "材料不足").state == "refused"
    taken = propose(office, licence, "cancel")
    for _ in range(2):
        assert office.proposals.withdraw(office.root, ZHANG, taken.id).state == "withdrawn"


def test_the_same_act_is_proposed_by_one_at_a_time(office, licence):
    proposed = propose(office, licence)
    for who, intent in ((LI, INTENT), (ZHANG, replace(INTENT, ground="另一理由"))):
        with pytest.raises(ProposalPendingError, match=proposed.id):
            propose(office, licence, who=who, intent=intent)
    propose(office, licence, "cancel", LI)


@pytest.mark.parametrize(
    ("verb", "intent", "error"),
    [
        ("resume", INTENT, ActNotAllowedError),
        ("issue", INTENT, ActNotAllowedError),
        ("suspend", Intent("", ""), DecisionBlankError),
        ("replace", INTENT, ReplacementEmptyError),
    ],
)
def test_what_cannot_be_done_is_not_proposed(office, licence, verb, intent, error):
    count = len(office.root.events)
    with pytest.raises(error):
        propose(office, licence, verb, intent=intent)
    with pytest.raises(error):
        office.proposals.preview(office.root, ZHANG, verb, licence, intent)
    assert (len(office.root.events), len(office.root.proposals.by_id)) == (count, 0)


def test_a_moment_that_lies_before_the_confirmation_is_told_then(office, licence):
    later = office.clock() + timedelta(hours=1)
    proposed = propose(office, licence, intent=replace(INTENT, effective_from=later))
    office.clock.forward(7200)
    with pytest.raises(ActBackdatedError):
        confirm(office, proposed)


def test_only_deciders_of_the_authority_propose_confirm_and_see(office, licence, caplog):
    with pytest.raises(PermissionMissingError):
        propose(office, licence, who=CLERK)
    with pytest.raises(LicenceUnknownError):
        propose(office, licence, who=FOREIGN)
    with pytest.raises(LicenceUnknownError):
        propose(office, ABSENT)
    proposed = propose(office, licence)
    with pytest.raises(ProposalUnknownError):
        confirm(office, proposed, FOREIGN)
    with pytest.raises(PermissionMissingError):
        confirm(office, proposed, CLERK)
    with pytest.raises(ProposalUnknownError):
        office.proposals.get(office.root, LI, "B1")
    with pytest.raises(ProposalUnknownError):
        office.proposals.get(office.root, FOREIGN, proposed.id)
    assert caplog.text.count("access refused") == 5
    assert not office.proposals.get(office.root, CLERK, proposed.id).may_confirm
    assert office.proposals.list(office.root, FOREIGN) == ()


def test_a_refusal_says_why_and_closes(office, licence):
    proposed = propose(office, licence)
    with pytest.raises(ReasonMissingError):
        office.proposals.refuse(office.root, LI, proposed.id, " ")
    with pytest.raises(TextMalformedError):
        office.proposals.refuse(office.root, LI, proposed.id, "a\x1bb")
    refused = office.proposals.refuse(office.root, LI, proposed.id, "依据不足")
    assert (refused.note, refused.decided_by, state(office, licence)) == ("依据不足", "li", "valid")
    with pytest.raises(ProposalClosedError, match="refused"):
        confirm(office, proposed)
    with pytest.raises(ProposalClosedError):
        office.proposals.withdraw(office.root, ZHANG, proposed.id)
    assert "依据不足" not in json.dumps([one.fields for one in office.root.events], ensure_ascii=False)


def test_only_who_made_it_takes_it_back(office, licence):
    proposed = propose(office, licence)
    with pytest.raises(ProposalForeignError):
        office.proposals.withdraw(office.root, LI, proposed.id)
    office.proposals.withdraw(office.root, ZHANG, proposed.id, "另行研究")
    with pytest.raises(ProposalClosedError):
        office.proposals.refuse(office.root, LI, proposed.id, "依据不足")


def test_a_stale_page_confirms_nothing(office, licence):
    proposed = propose(office, licence)
    office.root.proposals.find(proposed.id).note_edit("zhang", office.clock(), "note")
    with pytest.raises(StaleEditError):
        confirm(office, proposed, seen=proposed.edition)


def test_what_was_overtaken_says_so_and_does_nothing(office, licence):
    proposed = propose(office, licence)
    office.acts.act(office.root, LI, licence, "suspend", office.decision())
    done = confirm(office, proposed)
    assert (done.state, done.note, done.decided_by) == ("overtaken", "archive.act-not-allowed suspend: suspended", "li")
    assert len(office.root.licences.get(licence)[0].acts) == 1


def test_a_confirmed_act_overtakes_what_cannot_follow_it_and_leaves_what_can(office, licence):
    suspend, cancel, lapse = (propose(office, licence, verb) for verb in ("suspend", "cancel", "transfer"))
    confirm(office, suspend)
    found = [office.proposals.get(office.root, LI, one.id).state for one in (suspend, cancel, lapse)]
    assert found == ["confirmed", "proposed", "overtaken"]


def test_what_works_from_before_the_issue_is_not_overtaken_by_what_it_can_follow(office, licence):
    issued_at = office.root.licences.get(licence)[0].issued_at
    office.clock.forward(3600)
    early = replace(INTENT, decided_at=issued_at)
    revoke = propose(office, licence, "revoke", intent=replace(early, effective_from=issued_at - timedelta(days=300)))
    cancel = propose(office, licence, "cancel", intent=replace(early, effective_from=early.decided_at))
    confirm(office, propose(office, licence))
    assert [office.proposals.get(office.root, LI, one.id).state for one in (revoke, cancel)] == ["proposed"] * 2
    assert confirm(office, revoke).state == "confirmed"


def test_a_replacement_is_proposed_with_its_changes_and_promised_when_confirmed(office, licence):
    with pytest.raises(DataInvalidError):
        propose(office, licence, "replace", amendment=Amendment({"YDMJ": "wide"}))
    with pytest.raises(DrawingMissingError):
        propose(office, licence, "replace", amendment=Amendment(drawings={"附图": "0" * 64}))
    proposed = propose(office, licence, "replace", amendment=Amendment({"YDMJ": 23456.5}))
    assert len(office.root.licences.get(licence)[0].versions) == 1
    done = confirm(office, proposed)
    office.drain()
    assert (done.state, state(office, licence), state(office, done.result)) == ("confirmed", "replaced", "valid")
    assert office.root.licences.get(done.result)[1].data["YDMJ"] == 23456.5
    assert office.root.outbox.get_job(done.job).state == "done"


def test_proposals_are_listed_the_latest_first_page_by_page(office):
    made = []
    for key in range(5):
        made.append(propose(office, office.issued(key=str(key))))
        office.clock.forward(60)
    everything = office.proposals.list(office.root, LI)
    assert [one.id for one in everything] == [one.id for one in reversed(made)]
    first = office.proposals.list(office.root, LI, limit=2)
    second = office.proposals.list(office.root, LI, limit=2, before=first[-1].id)
    assert (*first, *second) == everything[:4]
    confirm(office, made[0])
    assert [one.id for one in office.proposals.list(office.root, LI, is_open=False)] == [made[0].id]
    with pytest.raises(PermissionMissingError):
        office.proposals.list(office.root, actor("operator"))


def test_who_an_office_went_over_to_and_who_it_was_delegated_to_see_its_proposals(office, licence):
    proposed = propose(office, licence)
    now, principal = office.clock(), office.root.authorities.by_id[ZHANG.authority]
    given = Delegation(HC, frozenset({"land_use_planning_permit"}), "委托")
    office.authorities.delegate(
        office.root, actor("operator"), principal.id, given, Change(now, now + timedelta(days=1))
    )
    assert [one.id for one in office.proposals.list(office.root, FOREIGN)] == [proposed.id]
    assert confirm(office, proposed, FOREIGN).decided_by == "wang"


def test_who_it_was_delegated_to_sees_proposals_of_those_kinds_alone(office, licence):
    proposed = propose(office, licence)
    now = office.clock()
    given = Delegation(HC, frozenset({"construction_planning_permit"}), "委托")
    office.authorities.delegate(
        office.root, actor("operator"), ZHANG.authority, given, Change(now, now + timedelta(days=1))
    )
    other = propose(office, office.issued("construction_planning_permit", key="other"))
    assert [one.id for one in office.proposals.list(office.root, FOREIGN)] == [other.id]
    assert office.proposals.on_licence(office.root, FOREIGN, licence) == ()
    assert office.proposals.get(office.root, FOREIGN, other.id) == replace(
        office.proposals.get(office.root, LI, other.id), may_confirm=True
    )
    with pytest.raises(ProposalUnknownError):
        office.proposals.get(office.root, FOREIGN, proposed.id)


def test_a_preview_says_what_is_now_what_will_be_and_what_the_holder_is_told(office, licence):
    later = office.clock() + timedelta(days=3)
    seen = office.proposals.preview(office.root, ZHANG, "suspend", licence, replace(INTENT, effective_from=later))
    assert (seen.state, seen.state_then, seen.effective_from) == ("valid", "suspended", later)
    assert (seen.told.code, seen.told.values["moment"]) == ("notice.licence-suspend", later.isoformat())
    assert seen.told.values["kind"]["zh"] == "建设用地规划许可证"
    past = office.clock() - timedelta(days=3)
    back = office.proposals.preview(office.root, ZHANG, "revoke", licence, replace(INTENT, effective_from=past))
    assert (back.state_then, back.effective_from) == ("revoked", past)
    next_one = office.proposals.preview(
        office.root, ZHANG, "replace", licence, INTENT, amendment=Amendment({"YDMJ": 2.5})
    )
    assert (next_one.state_then, next_one.effective_from) == ("replaced", None)
    decided = Decision("1", "2", office.clock())
    office.acts.act(office.root, LI, licence, "suspend", decided)
    then = office.proposals.preview(office.root, ZHANG, "resume", licence, INTENT)
    assert (then.state, then.state_then, then.told.code) == ("suspended", "valid", "notice.licence-resume")


def test_a_preview_says_that_an_act_works_from_before_the_issue(office, licence):
    issued = office.root.licences.get(licence)[0].issued_at
    office.clock.forward(3600)
    for verb, intent, expected in (
        ("revoke", replace(INTENT, effective_from=issued - timedelta(days=300)), issued),
        ("revoke", replace(INTENT, effective_from=issued), None),
        ("suspend", INTENT, None),
    ):
        assert office.proposals.preview(office.root, ZHANG, verb, licence, intent).issued_at == expected


def test_a_licence_shows_its_proposals_to_its_authority_only(office, licence):
    proposed = propose(office, licence)
    other = propose(office, office.issued(key="other"))
    on_licence = office.proposals.on_licence
    assert on_licence(office.root, CLERK, licence) == (office.proposals.get(office.root, CLERK, proposed.id),)
    assert on_licence(office.root, FOREIGN, licence) == ()
    assert on_licence(office.root, actor("applicant", authority=""), licence) == ()
    assert [one.id for one in on_licence(office.root, LI, other.identifier)] == [other.id]


def test_who_may_confirm_is_named_but_for_who_proposed_and_who_is_gone(office, licence, monkeypatch):
    operator = actor("operator")
    for name, role, authority in (
        ("zhang", "decider", NR),
        ("li", "decider", NR),
        ("zhao", "decider", NR),
        ("wang", "decider", HC),
        ("sun", "reviewer", NR),
    ):
        office.users.add(office.root, operator, name, roles=[role], authority=authority, password="a long password")
    office.users.disable(office.root, operator, "zhao")
    proposal = office.proposals.propose(office.root, ZHANG, "suspend", licence, INTENT)
    monkeypatch.setattr(type(office.root.users), "values", None)  # nobody walks all users
    assert office.proposals.confirmers(office.root, CLERK, proposal.id) == ("li",)
    with pytest.raises(ProposalUnknownError):
        office.proposals.confirmers(office.root, FOREIGN, proposal.id)
    now, kind = office.clock(), office.root.licences.get(licence)[0].kind
    delegated = Change(now, now + timedelta(days=1))
    office.authorities.delegate(office.root, operator, NR, Delegation(HC, frozenset({kind}), "委托"), delegated)
    assert office.proposals.confirmers(office.root, CLERK, proposal.id) == ("li", "wang")


def test_who_is_on_the_holder_s_side_neither_proposes_nor_confirms_nor_refuses_nor_is_named(office, licence):
    holder = office.root.licences.get(licence)[1].holder_code
    office.users.add(
        office.root, actor("operator"), "zhao", roles=["decider"], authority=NR, password="a long password"
    )
    office.root.users["zhao"].party = holder
    zhao = actor("decider", name="zhao", party=holder)
    with pytest.raises(PersonOnSideError):
        propose(office, licence, who=zhao)
    proposed = propose(office, licence)
    assert not office.proposals.get(office.root, zhao, proposed.id).may_confirm
    assert office.proposals.confirmers(office.root, CLERK, proposed.id) == ()
    with pytest.raises(PersonOnSideError):
        confirm(office, proposed, zhao)
    with pytest.raises(PersonOnSideError):
        office.proposals.refuse(office.root, zhao, proposed.id, "不妥")
    assert state(office, licence) == "valid"


def test_an_auditor_sees_every_proposal_and_confirms_none(office, licence):
    proposal = office.proposals.propose(office.root, ZHANG, "suspend", licence, INTENT)
    auditor = actor("auditor", authority="")
    assert [one.id for one in office.proposals.list(office.root, auditor)] == [proposal.id]
    assert not office.proposals.get(office.root, auditor, proposal.id).may_confirm
    with pytest.raises(PermissionMissingError):
        office.proposals.confirm(office.root, auditor, proposal.id)

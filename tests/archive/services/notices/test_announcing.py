"""Notices that events leave."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import NR, OWNER, ZONE, Office, actor

from archive.model import Amendment, Correction, Intent, Point
from archive.permissions import Actor, Permission
from archive.services.mandates.model import MandateGiven
from archive.services.notices.telling import sentence_of, subject_of
from archive.words import LANGUAGES

APPLICANT = actor("applicant", authority="")
OWNING = Actor("boss", frozenset({"applicant"}), party=OWNER)
CLERK, OTHER = actor("clerk"), actor("clerk", name="clerk-2")
REVIEWER, DECIDER, SECOND = actor("reviewer", name="rev"), actor("decider"), actor("decider", name="decider-2")
OPERATOR = actor("operator", authority="")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def codes(office, who):
    """The codes in somebody's inbox, the first that came first; each can be told in both languages."""
    notices = office.notices.list(office.root, who).notices
    for one in notices:
        for language in LANGUAGES:
            assert "{" not in sentence_of(one.code, one.values, language, ZONE)
            assert subject_of(one.code, one.values, language)
    return [one.code.removeprefix("notice.") for one in reversed(notices)]


def test_a_case_is_told_of_on_its_whole_road_to_whoever_has_to_do_with_it(office, case):
    assert codes(office, CLERK) == ["case-submitted"]
    office.ask_correction.ask_correction(office.root, CLERK, case, [Point("D12", "不清楚")])
    assert codes(office, APPLICANT) == ["case-ask-correction"]
    assert codes(office, OWNING) == ["case-submitted-for", "case-ask-correction"]
    office.correct.correct(office.root, APPLICANT, case, Correction(data={"YDMJ": 23456.5}))
    assert codes(office, OTHER) == ["case-submitted", "case-correct"]
    office.accept.accept(office.root, CLERK, case)
    assert codes(office, REVIEWER) == ["case-to-review"]
    office.review.review(office.root, REVIEWER, case, "符合")
    assert codes(office, DECIDER) == ["case-to-decide"]
    office.decide.approve(office.root, DECIDER, case, office.decision())
    office.drain()
    assert codes(office, APPLICANT) == ["case-ask-correction", "case-accept", "case-approve", "licence-issued"]
    assert codes(office, actor("clerk", authority="11350200DEM000022R")) == []


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("decline", {"applicant": ["case-decline"], "clerk-2": ["case-submitted"]}),
        ("withdraw", {"applicant": [], "clerk-2": ["case-submitted", "case-withdraw"]}),
        ("retract", {"applicant": ["case-accept"], "rev": ["case-to-review", "case-retract"]}),
        ("reject", {"applicant": ["case-accept", "case-reject"]}),
    ],
)
def test_every_other_end_is_told_as_well(office, case, end, told):
    if end in ("retract", "reject"):
        office.accept.accept(office.root, CLERK, case)
    if end == "decline":
        office.decline.decline(office.root, CLERK, case, "不属于")
    elif end == "reject":
        office.review.review(office.root, REVIEWER, case, "不符合")
        office.decide.reject(office.root, DECIDER, case, office.decision())
    else:
        getattr(office.withdraw, end)(office.root, APPLICANT, case, "另行申请")
    who = {"applicant": APPLICANT, "clerk-2": OTHER, "rev": REVIEWER}
    assert {name: codes(office, who[name]) for name in told} == told


def test_what_others_do_in_somebody_s_name_is_told_to_that_one(office, case):
    office.withdraw.withdraw(office.root, CLERK, case, "在窗口提出")
    again = office.submit.submit(
        office.root, CLERK, office.submission(office.root.cases[case].project, "X1-06", key="2")
    ).cases["X1-06"]
    office.accept.accept(office.root, OTHER, again)
    office.review.review(office.root, REVIEWER, again, "符合")
    office.withdraw.retract(office.root, CLERK, again, "在窗口提出")
    told = ["case-withdraw-for", "case-submitted-for", "case-accept", "case-retract-for"]
    assert codes(office, APPLICANT) == told
    assert codes(office, OWNING) == ["case-submitted-for", *told]
    assert codes(office, DECIDER) == ["case-to-decide", "case-retract"]


def test_a_proposed_act_is_told_to_confirmers_and_its_end_to_who_proposed_it_and_the_holder(office, case):
    identifier = office.approved(case, NR).identifier
    office.drain()
    intent = Intent("示规暂〔2026〕1号", "建筑法")
    proposals = [
        office.proposals.propose(office.root, DECIDER, verb, identifier, intent) for verb in ("suspend", "cancel")
    ]
    assert codes(office, SECOND)[-2:] == ["proposal-proposed"] * 2
    assert "proposal-proposed" not in codes(office, DECIDER)
    office.proposals.confirm(office.root, SECOND, proposals[0].id)
    office.proposals.refuse(office.root, SECOND, proposals[1].id, "不妥")
    assert codes(office, DECIDER)[-2:] == ["proposal-confirmed", "proposal-refused"]
    assert codes(office, APPLICANT)[-1] == "licence-suspend"
    seen = office.notices.list(office.root, APPLICANT).notices[0]
    preview = office.proposals.preview(office.root, DECIDER, "resume", identifier, intent)
    assert (seen.noun, seen.about, set(seen.values)) == ("licence", identifier, set(preview.told.values))
    third = office.proposals.propose(office.root, DECIDER, "resume", identifier, intent)
    office.acts.act(office.root, SECOND, identifier, "resume", office.decision())
    office.proposals.confirm(office.root, SECOND, third.id)
    assert codes(office, DECIDER)[-1] == "proposal-overtaken"


def test_a_replacement_is_told_as_one(office, case):
    identifier = office.approved(case, NR).identifier
    office.drain()
    office.acts.replace(office.root, DECIDER, identifier, Amendment({"YDMJ": 23456.5}), office.decision())
    office.drain()
    assert codes(office, APPLICANT)[-2:] == ["licence-issued", "licence-replace"]


def test_a_licence_that_was_given_up_is_told_to_who_decided_it_and_to_operators(office, case):
    promise = office.approved(case, NR)
    office.finish.give_up(office.root, promise.job, "archive.work-failed", "…")
    assert codes(office, OPERATOR) == ["licence-void"]
    assert codes(office, DECIDER)[-1] == "licence-void"
    assert "licence-void" not in codes(office, APPLICANT)


def test_deliveries_of_licences_and_letters_are_told(office, case):
    identifier = office.approved(case, NR).identifier
    office.drain()
    for subject in (identifier, f"{case}/P04-001"):
        office.deliveries.record(office.root, CLERK, subject, "counter")
        office.deliveries.receive(office.root, OTHER, subject, 1)
    assert codes(office, APPLICANT)[-2:] == ["delivery-sent"] * 2
    assert codes(office, CLERK)[-2:] == ["delivery-received"] * 2
    office.deliveries.note_opened(office.root, APPLICANT, identifier)
    assert codes(office, CLERK)[-2:] == ["delivery-received"] * 2


def test_both_sides_of_a_mandate_are_told(office):
    office.users.add(office.root, OPERATOR, "agent", roles=["agent"], authority="", password="a good long password")
    ends = office.clock() + timedelta(days=9)
    given = MandateGiven(OWNER, "agent", ends, permissions=frozenset({Permission.CASE_VIEW}))
    mandate = office.mandates.grant(office.root, OWNING, given)
    agent = Actor("agent", frozenset({"agent"}))
    office.mandates.revoke(office.root, agent, mandate)
    assert codes(office, agent) == ["mandate-granted"]
    assert codes(office, OWNING) == ["mandate-revoked"]
    (seen,) = office.notices.list(office.root, agent).notices
    assert seen.values["principal"] == OWNER, "nothing here names it"
    for name in ("旧名公司", "示例公司"):
        office.projects.begin(office.root, OWNING, "示例厂房", owner=name, owner_code=OWNER)
    office.mandates.grant(office.root, OWNING, given)
    assert office.notices.list(office.root, agent).notices[0].values["principal"] == "示例公司"


def test_both_sides_of_a_counter_s_mandate_are_told_of_whose_affairs_it_is_for(office, case):
    office.users.add(office.root, OPERATOR, "agent", roles=["agent"], authority="", password="a good long password")
    given = MandateGiven(OWNER, "agent", office.clock() + timedelta(days=9), paper="授权书 2026-3")
    office.mandates.grant(office.root, CLERK, given)
    for who in (Actor("agent", frozenset({"agent"})), OWNING):
        (told,) = [one for one in office.notices.list(office.root, who).notices if "mandate" in one.code]
        assert (told.code, told.values["authority"]) == ("notice.mandate-entered", "示例市自然资源和规划局")


def test_a_notice_holds_no_more_than_its_reader_may_see(office, case):
    office.ask_correction.ask_correction(office.root, CLERK, case, [Point("D12", "张三的身份证不清楚")])
    (seen,) = office.notices.list(office.root, APPLICANT).notices
    assert set(seen.values) == {"case", "item", "project"}


def test_what_must_go_out_is_promised_with_the_notice(office):
    sent = []
    tell = replace(office.recorder.tell, send=lambda _root, notice, audiences, _at: sent.append((notice, audiences)))
    object.__setattr__(office.recorder, "tell", tell)
    case = office.submitted()
    sent.clear()
    office.accept.accept(office.root, CLERK, case)
    ((notice, audiences),) = sent
    assert office.root.notices.by_id[notice].code == "notice.case-accept"
    assert audiences == ("user:applicant", f"party:{OWNER}")

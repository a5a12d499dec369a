"""What every step of a case asks first."""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from archive_fixture import HC, OWNER, Office, actor

from archive.errors import (
    ArchiveError,
    CaseForeignError,
    CaseUnknownError,
    DecisionBlankError,
    PermissionMissingError,
    PersonNotFreeError,
    PersonOnSideError,
    ProjectCodeMissingError,
    TextMalformedError,
)
from archive.moments import parse_moment
from archive.services.errors import MomentEarlyError, MomentFutureError, OpinionBlankError
from archive.services.mandates.model import MandateGiven
from archive.services.steps import HANDS, steps_barred, steps_open
from archive.workflows.errors import StepNotAllowedError

ACCEPTOR, REVIEWER, DECIDER = actor("clerk"), actor("reviewer"), actor("decider")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def test_one_person_takes_one_of_the_steps_only(office, case):
    everybody = actor(name="li")
    office.accept.accept(office.root, everybody, case)
    with pytest.raises(PersonNotFreeError):
        office.review.review(office.root, everybody, case, "符合条件")
    office.review.review(office.root, REVIEWER, case, "符合条件")
    with pytest.raises(PersonNotFreeError):
        office.decide.approve(office.root, everybody, case, office.decision())
    with pytest.raises(PersonNotFreeError):
        office.decide.reject(office.root, actor(name="reviewer"), case, office.decision())


@pytest.mark.parametrize("step", ["accept", "review", "approve", "reject"])
def test_who_submitted_a_case_takes_none_of_its_steps(office, case, step):
    steps = {
        "accept": lambda who: office.accept.accept(office.root, who, case),
        "review": lambda who: office.review.review(office.root, who, case, "符合条件"),
        "approve": lambda who: office.decide.approve(office.root, who, case, office.decision()),
        "reject": lambda who: office.decide.reject(office.root, who, case, office.decision()),
    }
    if step != "accept":
        steps["accept"](ACCEPTOR)
    if step in ("approve", "reject"):
        steps["review"](REVIEWER)
    with pytest.raises(PersonNotFreeError, match=f"applicant: {case}"):
        steps[step](actor(name="applicant"))


BEFORE = {"accept": (), "review": ("accept",), "approve": ("accept", "review"), "reject": ("accept", "review")}
"""What comes before each step."""
ROLE = {"accept": "clerk", "review": "reviewer", "approve": "decider", "reject": "decider"}


def take(office, case, step, who, *, sound=True):
    """Take a step, whose own content is sound or not."""
    if step == "accept":
        note, moment = "", None if sound else office.clock() + timedelta(days=1)
        return office.accept.accept(office.root, who, case, note, moment)
    if step == "review":
        return office.review.review(office.root, who, case, "符合条件" if sound else " ")
    decision = office.decision() if sound else replace(office.decision(), ground=" ")
    return getattr(office.decide, step)(office.root, who, case, decision)


@pytest.mark.parametrize("step", BEFORE)
def test_each_step_asks_for_right_case_authority_state_and_person_and_its_own_content_in_this_order(office, case, step):
    busy = actor(ROLE[step], name="applicant")

    def refused(who, of=case):
        with pytest.raises(ArchiveError) as raised:
            take(office, of, step, who, sound=False)
        return raised.type

    assert refused(actor("operator"), "A1-1") is PermissionMissingError
    assert refused(actor(ROLE[step], authority=HC), "A1-1") is CaseUnknownError
    assert refused(actor(ROLE[step], name="applicant", authority=HC)) is CaseUnknownError
    assert refused(actor(ROLE[step], "auditor", authority=HC)) is CaseForeignError
    if step == "accept":
        take(office, case, "accept", ACCEPTOR)
    assert refused(busy) is StepNotAllowedError
    if step == "accept":
        case = office.submit.submit(
            office.root, actor("applicant"), office.submission(office.project(""), "X1-06", key="2")
        )
        case = case.cases["X1-06"]
        assert refused(busy, case) is PersonNotFreeError
        assert refused(ACCEPTOR, case) is ProjectCodeMissingError
        return
    for earlier in BEFORE[step]:
        take(office, case, earlier, actor(ROLE[earlier]))
    assert refused(busy) is PersonNotFreeError
    assert refused(actor(ROLE[step])) in {OpinionBlankError, DecisionBlankError}
    take(office, case, step, actor(ROLE[step]))
    assert refused(actor(ROLE[step])) is StepNotAllowedError
    assert refused(busy) is StepNotAllowedError


def test_who_approved_a_case_and_rejects_it_hears_that_it_is_decided(office, case):
    for step in ("accept", "review", "approve"):
        take(office, case, step, actor(ROLE[step]))
    with pytest.raises(StepNotAllowedError, match="reject: approved"):
        take(office, case, "reject", DECIDER)


def test_who_may_not_or_acts_for_another_authority_is_refused(office, case):
    with pytest.raises(PermissionMissingError):
        office.accept.accept(office.root, REVIEWER, case)
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, actor("clerk", authority=HC), case)


def test_an_unknown_case_is_said_to_be_unknown(office):
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, ACCEPTOR, "A1-1")


def test_a_step_is_an_event_with_the_states_before_and_after(office, case):
    office.accept.accept(office.root, ACCEPTOR, case)
    event = list(office.root.events.of(case))[-1].fields
    assert (event["kind"], event["actor"]) == ("case.accept", "clerk")
    (form,) = dossier_of(office, case).of_type("P02")
    states = {"from": "submitted", "to": "accepted"}
    assert event["values"] == {"item": "X1-06", **states, "form": form.current.digest}


def dossier_of(office, case):
    return office.root.applications[office.root.cases[case].application].dossier


def test_each_step_leaves_its_process_form(office, case):
    office.accept.accept(office.root, ACCEPTOR, case, "材料齐全")
    office.review.review(office.root, REVIEWER, case, "符合条件")
    office.decide.approve(office.root, DECIDER, case, office.decision("示规许〔2026〕1号"))
    forms = [one for one in dossier_of(office, case).part("process_forms") if one.case == case]
    assert [one.title for one in forms] == ["受理通知书", "审查表", "准予行政许可决定书"]
    accepted, reviewed, decided = (json.loads(office.blobs.get(one.current.digest)) for one in forms)
    assert (accepted["note"], accepted["by"], reviewed["note"]) == ("材料齐全", "clerk", "符合条件")
    assert (decided["decision"], decided["authority"]["name"]) == ("示规许〔2026〕1号", "示例市自然资源和规划局")


def test_what_is_entered_later_keeps_when_it_happened(office, case):
    application = office.root.applications[office.root.cases[case].application]
    application.submitted_at -= timedelta(days=4)
    earlier = office.clock() - timedelta(days=3)
    with pytest.raises(MomentEarlyError):
        office.accept.accept(office.root, ACCEPTOR, case, happened_at=earlier - timedelta(days=3))
    office.accept.accept(office.root, ACCEPTOR, case, happened_at=earlier)
    taken = office.root.cases[case].taken[-1]
    assert (taken.happened_at, taken.recorded_at) == (earlier, office.clock())
    event = list(office.root.events.of(case))[-1].fields
    assert (event["happened_at"], event["recorded_at"]) != (event["recorded_at"], event["happened_at"])
    (form,) = dossier_of(office, case).of_type("P02")
    assert form.current.happened_at == earlier
    with pytest.raises(MomentFutureError):
        office.review.review(office.root, REVIEWER, case, "符合条件", office.clock() + timedelta(days=1))


def test_a_decision_counts_from_when_it_was_taken(office, case):
    application = office.root.applications[office.root.cases[case].application]
    application.submitted_at -= timedelta(days=4)
    decided = office.clock() - timedelta(days=1)
    office.accept.accept(office.root, ACCEPTOR, case, happened_at=decided)
    office.review.review(office.root, REVIEWER, case, "符合条件", decided)
    office.decide.approve(office.root, DECIDER, case, replace(office.decision(), decided_at=decided))
    assert office.root.cases[case].taken[-1].happened_at == decided


MINUTE = timedelta(minutes=1)
EARLY = {
    "accept": lambda office, case, at: office.accept.accept(office.root, ACCEPTOR, case, "", at),
    "review": lambda office, case, at: office.review.review(office.root, REVIEWER, case, "符合条件", at),
    "approve": lambda office, case, at: office.decide.approve(
        office.root, DECIDER, case, replace(office.decision(), decided_at=at)
    ),
    "reject": lambda office, case, at: office.decide.reject(
        office.root, DECIDER, case, replace(office.decision(), decided_at=at)
    ),
}
ROAD = {"accept": (), "review": ("accept",), "approve": ("accept", "review"), "reject": ("accept", "review")}


@pytest.mark.parametrize("verb", EARLY)
def test_no_step_is_taken_before_the_one_that_it_follows_and_who_would_hears_from_when_on(office, case, verb):
    for each in ROAD[verb]:
        office.clock.forward(3600)
        EARLY[each](office, case, office.clock())
    earliest, found = office.clock(), office.root.cases[case]
    office.clock.forward(3600)
    state = found.state
    for early in (10 * MINUTE, timedelta(hours=9), timedelta(days=400)):
        with pytest.raises(MomentEarlyError) as caught:
            EARLY[verb](office, case, earliest - early)
        assert (str(caught.value), found.state) == (earliest.isoformat(), state)
    EARLY[verb](office, case, earliest - MINUTE)
    assert found.taken[-1].happened_at == earliest, "who writes no seconds, or has a clock that is behind, is in order"
    if found.decision is not None:
        assert (found.decision.decided_at, found.decision.effective_from) == (earliest, earliest)


def test_a_licence_rests_on_the_decision_as_it_is_on_record(office, case):
    for verb in ROAD["approve"]:
        EARLY[verb](office, case, None)
    promise = EARLY["approve"](office, case, office.clock() - MINUTE)
    assert office.root.licences.get(promise.identifier)[1].decision.decided_at == office.clock()


def test_a_case_that_was_decided_on_paper_is_entered_with_its_days(office, case):
    application, zone = office.root.applications[office.root.cases[case].application], ZoneInfo("Asia/Shanghai")
    came, accepted, decided = (
        parse_moment(day, zone, office.clock()) for day in ("2021-03-02", "2021-03-02", "2021-03-05")
    )
    application.submitted_at = came
    EARLY["accept"](office, case, accepted)
    EARLY["review"](office, case, accepted)
    EARLY["approve"](office, case, decided)
    assert [one.happened_at for one in office.root.cases[case].taken] == [accepted, accepted, decided]


def test_a_note_that_moves_about_on_a_terminal_is_refused(office, case):
    with pytest.raises(TextMalformedError):
        office.accept.accept(office.root, ACCEPTOR, case, "a\x1b[31mb")
    office.accept.accept(office.root, ACCEPTOR, case, "材料齐全\n准予受理")


def test_a_refused_step_leaves_no_form(office, case):
    with pytest.raises(CaseUnknownError):
        office.accept.accept(office.root, actor("clerk", authority=HC), case)
    assert [one.title for one in dossier_of(office, case).part("process_forms")] == ["收件凭证"]


def test_who_is_not_free_is_refused_and_the_log_says_so_once(office, case, caplog):
    with pytest.raises(PersonNotFreeError):
        office.accept.accept(office.root, actor("clerk", name="applicant"), case)
    assert [(one.permission, one.id) for one in caplog.records] == [("case:accept", case)]


STEPS_OF = {"accept": "submitted", "review": "accepted", "approve": "reviewed"}
"""Step → the state of the case in which it is taken."""


def by_party(office, _case, who):
    """Look after the owner's affairs."""
    return replace(who, party=OWNER)


def by_mandate(office, case, who):
    """Have had the owner's mandate for an hour, while one was no official yet."""
    office.users.add(
        office.root, actor("operator"), who.name, roles=["agent"], authority="", password="a long password"
    )
    owner = replace(actor("applicant", authority=""), party=OWNER)
    given = MandateGiven(OWNER, who.name, office.clock() + timedelta(hours=1), permissions=frozenset({"project:view"}))
    office.mandates.grant(office.root, owner, given)
    office.clock.now += timedelta(days=1)
    return who


def by_name(office, case, who):
    """Be an applicant on the project."""
    project = office.root.projects[office.root.cases[case].project]
    project.applicants |= {who.name}
    return who


@pytest.mark.parametrize("step", STEPS_OF)
@pytest.mark.parametrize("way", [by_party, by_mandate, by_name])
def test_who_is_on_the_applicant_s_side_takes_none_of_the_authority_s_steps(office, case, step, way, caplog):
    who = way(office, case, actor(ROLE[step], name="zhao"))
    assert steps_barred(office.root, who, office.root.cases[case], office.clock()) == (
        tuple((verb, "archive.person-on-side") for verb in ("accept", "decline", "ask_correction"))
        if step == "accept"
        else ()
    )
    for before in BEFORE[step]:
        take(office, case, before, actor(ROLE[before]))
    with pytest.raises(PersonOnSideError, match=f"zhao: {case}"):
        take(office, case, step, who)
    assert caplog.records[-1].id == case
    assert not set(steps_open(office.root, who, office.root.cases[case], office.clock())) & set(HANDS)
    take(office, case, step, actor(ROLE[step]))


def test_a_mandate_that_ended_before_the_case_came_in_bars_nobody(office):
    who = by_mandate(office, "", actor("clerk", name="zhao"))
    case = office.submitted()
    office.accept.accept(office.root, who, case)
    assert office.root.cases[case].state == "accepted"


def test_an_official_of_another_authority_is_told_of_no_bar(office, case):
    who = replace(actor("clerk", authority=HC), party=OWNER)
    assert steps_barred(office.root, who, office.root.cases[case], office.clock()) == ()
    assert steps_barred(office.root, actor("applicant"), office.root.cases[case], office.clock()) == ()


def test_a_clerk_who_begins_a_project_at_the_counter_is_on_nobody_s_side(office):
    project = office.projects.begin(office.root, ACCEPTOR, "示例厂房", owner="示例公司", owner_code=OWNER)
    assert office.root.projects[project].applicants == frozenset()

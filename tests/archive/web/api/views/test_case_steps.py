"""Steps of cases are taken by who may and has seen the case, where they may be; the answer is the case then."""

import pytest
from archive_fixture import NR
from desk_fixture import carry, come_in
from programs import get_edition, program, walk
from samples import DRAWING
from web_fixture import newcomer, opened

from archive.interfaces import IFinishService, IRunner
from archive.web.api import waiting
from archive.web.api.contract import read_contract
from archive.workflows.case import CASE

CASES = "/api/v1/cases"
MAP = {"place": "D12", "fault": "缺宗地界址点表"}
AREA = {"place": "YDMJ", "fault": "与出让合同不一致"}
STEPS = {
    "acceptance": ("clerk-nr", {}),
    "non-acceptance": ("clerk-nr", {"ground": "不属于本机关职权"}),
    "correction-request": ("clerk-nr", {"points": [MAP]}),
    "correction": ("applicant", {"data": {"XMMC": "示例厂房（更正）"}}),
    "withdrawal": ("applicant", {"verb": "withdraw", "reason": "不再办理"}),
    "review": ("reviewer-nr", {"opinion": "符合条件"}),
    "decision": ("decider-nr", {"verb": "reject", "number": "1", "ground": "x"}),
}
"""Step → whose it is, and what is said of it."""


@pytest.fixture(scope="module")
def road():
    return walk()


@pytest.fixture(scope="module")
def done(road):
    """A case on which no step may be taken any more."""
    return f"{CASES}/{road.cases['X1-06']}"


@pytest.fixture
def case(road):
    """A case that came in just now."""
    return f"{CASES}/{come_in()}"


def take(case, step, body=None, name="", status=200):
    """Take a step of a case as it is now."""
    who, usual = STEPS[step]
    app = program(name or who)
    return app.post_json(
        f"{case}/{step}", usual if body is None else body, headers=get_edition(app, case), status=status
    )


def test_every_step_of_a_case_has_an_operation():
    described = read_contract().document["components"]["schemas"]
    chosen = {
        verb for each in ("DecisionGiven", "WithdrawalGiven") for verb in described[each]["properties"]["verb"]["enum"]
    }
    single = {"acceptCase": "accept", "declineCase": "decline", "askCorrection": "ask_correction"}
    single |= {"correctCase": "correct", "reviewCase": "review"}
    assert single.keys() <= read_contract().operations.keys()
    assert chosen | set(single.values()) == {step.verb for step in CASE.steps}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_who_has_seen_the_case_and_only_where_it_may_be(done, step):
    name, body = STEPS[step]
    app = program(name)
    assert app.post_json(f"{done}/{step}", body, status=428).json["code"] == "archive.edition-unseen"
    stale = app.post_json(f"{done}/{step}", body, headers={"If-Match": '"old"'}, status=412)
    assert stale.json["code"] == "archive.stale-edit"
    assert take(done, step, status=409).json["code"] == "archive.step-not-allowed"


@pytest.mark.parametrize("step", [step for step in STEPS if step != "decision"])
def test_who_may_not_take_a_step_is_told_so_whatever_edition_it_has_seen(done, step):
    for headers in ({}, {"If-Match": '"old"'}):
        answer = program("decider-nr").post_json(f"{done}/{step}", STEPS[step][1], headers=headers, status=403)
        assert answer.json["code"] == "archive.permission-missing"


@pytest.mark.parametrize("step", STEPS)
def test_a_case_of_others_is_not_there_for_a_step(case, step):
    stranger = newcomer("stranger") if STEPS[step][0] == "applicant" else STEPS[step][0].replace("-nr", "-hc")
    answer = program(stranger).post_json(f"{case}/{step}", STEPS[step][1], headers={"If-Match": "*"}, status=404)
    assert answer.json["code"] == "archive.case-unknown"


def upload(name="map-2.png", content=DRAWING + b"2"):
    """Hand a drawing in; gives its digest."""
    answer = program("applicant").post(f"/api/v1/materials?name={name}&drawing=true", content, content_type="image/png")
    return answer.json["digest"]


def test_a_case_is_put_right_by_what_was_asked_for_and_every_version_is_kept(case):
    asked = take(case, "correction-request", {"points": [MAP, AREA], "note": "一次性告知"}).json
    assert (asked["state"], asked["corrections"][0]["points"]) == ("correcting", [MAP, AREA])
    told = program("applicant").get(case).json
    assert (told["corrections"], told["verbs"]) == (asked["corrections"], ["correct", "withdraw"])
    digest = upload()
    body = {"versions": {"D12-001": digest}, "data": {"YDMJ": 23456.5}, "form": {"floor_area": 9700}, "note": "已改正"}
    corrected = take(case, "correction", body)
    after = corrected.json
    assert (after["state"], after["data"]["YDMJ"], after["form"]["floor_area"]) == ("submitted", 23456.5, 9700)
    assert after["drawings"] == {"附图": digest}
    assert after["corrections"][0]["handed"] == ["D12", "YDMJ", "floor_area"]
    (document,) = [each for each in after["documents"] if each["document"] == "D12-001"]
    assert [each["digest"] for each in document["versions"]][1:] == [digest]
    assert corrected.headers["ETag"] == program("applicant").get(case).headers["ETag"]


def test_a_correction_brings_further_documents_and_takes_away_what_is_null(case):
    take(case, "correction-request", {"points": [MAP]})
    digest = upload("plan.png", DRAWING + b"plan")
    body = {"materials": [{"type": "D27", "digest": digest}], "drawings": {"附图": digest}, "covers": []}
    optional = next(key for key in program("applicant").get(case).json["data"] if key in ("JSGM", "TDQDFS", "FJMC"))
    after = take(case, "correction", {**body, "data": {optional: None}}).json
    assert (after["drawings"], optional in after["data"]) == ({"附图": digest}, False)
    assert [each["document"] for each in after["documents"] if each["document_type"] == "D27"] == ["D27-001", "D27-002"]


@pytest.mark.parametrize(
    ("step", "body", "status", "code"),
    [
        ("correction", {}, 422, "archive.correction-empty"),
        ("correction", {"versions": {"D12-001": "0" * 64}}, 422, "archive.material-unknown"),
        ("correction", {"data": {"YDMJ": -1}}, 422, "templates.data-invalid"),
        ("correction", {"form": {"floor_area": "wide"}}, 422, "archive.form-invalid"),
        ("correction", {"form": {"floor_area": "\ud800"}}, 422, "archive.body-invalid"),
        ("correction", {"note": "a\u0000b"}, 422, "archive.correction-empty"),
        ("withdrawal", {"verb": "withdraw", "reason": " "}, 422, "archive.reason-missing"),
        ("withdrawal", {"verb": "retract", "reason": "x"}, 409, "archive.step-not-allowed"),
    ],
)
def test_what_the_applicant_cannot_hand_in_is_told_and_the_case_still_waits(case, step, body, status, code):
    take(case, "correction-request", {"points": [MAP]})
    assert take(case, step, body, status=status).json["code"] == code
    assert program("applicant").get(case).json["state"] == "correcting"


@pytest.mark.parametrize(
    ("step", "body", "code"),
    [
        ("correction-request", {"points": [{**MAP, "place": "D99"}]}, "archive.correction-place"),
        ("correction-request", {"points": [MAP, MAP]}, "archive.correction-blank"),
        ("correction-request", {"points": []}, "archive.body-invalid"),
        ("non-acceptance", {"ground": " "}, "archive.reason-missing"),
        ("acceptance", {"happened_at": "2999-01-01T00:00:00Z"}, "archive.moment-future"),
    ],
)
def test_what_an_official_cannot_say_is_told_and_the_case_still_waits(case, step, body, code):
    assert take(case, step, body, status=422).json["code"] == code
    assert program("clerk-nr").get(case).json["state"] == "submitted"


def test_a_file_that_somebody_else_handed_in_is_no_next_version(case):
    take(case, "correction-request", {"points": [MAP]})
    digest = upload("other.png", DRAWING + b"other")
    answer = take(case, "correction", {"versions": {"D12-001": digest}}, "clerk-nr", 422)
    assert answer.json["code"] == "archive.material-unknown"


def test_what_was_there_the_first_time_is_not_asked_for_the_second_time(case):
    take(case, "correction-request", {"points": [MAP]})
    take(case, "correction", {"data": {"XMMC": "示例厂房（更正）"}})
    assert take(case, "correction-request", {"points": [AREA]}, status=422).json["code"] == "archive.correction-late"


def test_a_case_is_declined_with_the_ground_in_its_notice(case):
    after = take(case, "non-acceptance").json
    assert (after["state"], after["steps"][-1]["note"]) == ("declined", "不属于本机关职权")
    assert "P08" in {each["document_type"] for each in after["documents"]}


@pytest.mark.parametrize(
    ("verb", "state", "after"), [("withdraw", "", "withdrawn"), ("retract", "accepted", "retracted")]
)
def test_a_case_is_taken_back_before_it_is_accepted_or_after(case, verb, state, after):
    if state:
        carry(case.rpartition("/")[2], state)
    assert take(case, "withdrawal", {"verb": verb, "reason": "不再办理"}).json["state"] == after


def test_who_took_one_part_of_a_case_does_not_take_another(case):
    clerk = newcomer("both", "clerk", "reviewer", authority=NR)
    take(case, "acceptance", name=clerk)
    assert take(case, "review", name=clerk, status=409).json["code"] == "archive.person-not-free"


@pytest.fixture
def reviewed(case):
    """A case that waits to be decided."""
    take(case, "acceptance")
    take(case, "review")
    return case


APPROVAL = {"verb": "approve", "number": "示规许〔2026〕8号", "ground": "城乡规划法第三十七条"}


def test_a_case_is_rejected_at_once_and_once_only(reviewed):
    decider = program("decider-nr")
    body = {"verb": "reject", "number": "示规不许〔2026〕1号", "ground": "不符合规划条件"}
    seen = get_edition(decider, reviewed)
    answer = decider.post_json(f"{reviewed}/decision", body, headers=seen, status=200)
    assert (answer.json["state"], answer.json["licences"]) == ("rejected", [])
    twice = decider.post_json(f"{reviewed}/decision", body, headers=seen, status=412)
    assert twice.json["code"] == "archive.stale-edit"
    assert answer.headers["ETag"] == decider.get(reviewed).headers["ETag"]


def test_a_licence_that_is_made_while_the_answer_waits_is_in_it(reviewed, monkeypatch):
    runner = opened()[0].get(IRunner)
    monkeypatch.setitem(opened()[0].registry.settings, "archive.api.wait", 1)
    monkeypatch.setattr(waiting.time, "sleep", lambda _seconds: list(runner.drain()))
    answer = take(reviewed, "decision", APPROVAL)
    assert (answer.json["state"], len(answer.json["licences"])) == ("approved", 1)


def test_who_decides_is_told_so_though_it_may_not_look_at_jobs(reviewed):
    decider = program("decider-nr", "case:view", "case:decide")
    answer = decider.post_json(f"{reviewed}/decision", APPROVAL, headers=get_edition(decider, reviewed), status=202)
    assert answer.json["job"]
    assert decider.get(reviewed).json["state"] == "approved"


def give_up(job):
    """Give a job up, as the runner does."""
    application = opened()[0]

    def work(root):
        root.outbox.give_up(root.outbox.get_job(job), application.clock(), "templates.font-missing")
        application.get(IFinishService).give_up(root, job, "templates.font-missing", "")

    application.transact(work)


def test_a_licence_whose_job_was_given_up_is_made_again_under_the_same_decision(reviewed):
    first = take(reviewed, "decision", APPROVAL, status=202).json["job"]
    decider = program("decider-nr")
    early = decider.post(f"{reviewed}/reissue", headers=get_edition(decider, reviewed), status=409)
    assert early.json["code"] == "archive.licence-not-void"
    give_up(first)
    for name, status in (("decider-hc", 404), ("clerk-nr", 403)):
        program(name).post(f"{reviewed}/reissue", headers={"If-Match": "*"}, status=status)
    assert decider.post(f"{reviewed}/reissue", status=428).json["code"] == "archive.edition-unseen"
    second = decider.post(f"{reviewed}/reissue", headers=get_edition(decider, reviewed), status=202).json["job"]
    assert second != first
    assert len(decider.get(reviewed).json["licences"]) == 2

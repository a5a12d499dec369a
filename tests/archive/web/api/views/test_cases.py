"""Cases are submitted once, read by who may, and moved by who has seen them."""

import pytest
from programs import application_for, get_edition, program, walk
from web_fixture import opened

from archive.interfaces import IRunner
from archive.web.api import waiting

CASES = "/api/v1/cases"


@pytest.fixture(scope="module")
def road():
    return walk()


@pytest.fixture
def case(road):
    return f"{CASES}/{road.cases['X1-06']}"


def submit(key, body, status=201, name="applicant"):
    return program(name).post_json(CASES, body, headers={"Idempotency-Key": key}, status=status)


def test_a_case_is_told_with_its_steps_documents_and_licence(case, road):
    told = program("clerk-nr").get(case).json
    assert (told["case"], told["item"], told["state"]) == (road.cases["X1-06"], "X1-06", "approved")
    assert [step["verb"] for step in told["steps"]] == ["accept", "review", "approve"]
    assert told["licences"] == [road.licences["X1-06"]]
    assert {document["part"] for document in told["documents"]} == {"materials", "process_forms", "results"}


def test_the_same_application_is_taken_in_once(road):
    answer = submit("road", road.application)
    assert (answer.json["cases"], answer.json["repeated"]) == (road.cases, True)
    assert answer.headers["Location"].endswith(road.cases["X1-06"])


def test_the_same_key_with_another_application_is_refused(road):
    answer = submit("road", {**road.application, "applicant": "另一家公司"}, 409)
    assert answer.json["code"] == "archive.submission-conflict"


def test_what_is_wrong_is_told_at_once_with_its_places(road):
    body = application_for(road, "X2-02")
    body["items"][0]["data"] = {"JSDW": 7}
    body["applicant_code"] = "913"
    problem = submit("wrong", body, 422).json
    assert problem["code"] == "archive.several-faults"
    by_code = {each["code"]: each for each in problem["errors"]}
    assert "archive.credit-code-invalid" in by_code
    assert all(fault["pointer"].startswith("/") for fault in by_code["templates.data-invalid"]["faults"])


def test_a_file_that_somebody_else_handed_in_cannot_be_named(road):
    body = {**road.application, "materials": [{"type": "D12", "digest": "0" * 64}]}
    assert submit("foreign", body, 422).json["code"] == "archive.material-unknown"
    clerk = submit("foreign", road.application, 422, "clerk-nr").json
    assert {each["code"] for each in clerk.get("errors", [clerk])} == {"archive.material-unknown"}


def test_an_application_that_is_not_as_described_reaches_nobody(road):
    answer = submit("bad", {**road.application, "items": []}, 422)
    assert [(each["code"], each["pointer"]) for each in answer.json["faults"]] == [
        ("templates.field-missing", "/items")
    ]


@pytest.mark.parametrize(
    ("step", "body", "name"),
    [
        ("acceptance", {}, "clerk-nr"),
        ("review", {"opinion": "x"}, "reviewer-nr"),
        ("decision", {"verb": "reject", "number": "1", "ground": "x"}, "decider-nr"),
    ],
)
def test_a_step_is_taken_by_who_has_seen_the_case_and_only_where_it_may_be(case, step, body, name):
    app = program(name)
    assert app.post_json(f"{case}/{step}", body, status=428).json["code"] == "archive.edition-unseen"
    stale = app.post_json(f"{case}/{step}", body, headers={"If-Match": '"old"'}, status=412)
    assert stale.json["code"] == "archive.stale-edit"
    late = app.post_json(f"{case}/{step}", body, headers=get_edition(app, case), status=409)
    assert late.json["code"] == "archive.step-not-allowed"


@pytest.mark.parametrize(("step", "body"), [("acceptance", {}), ("review", {"opinion": "x"})])
def test_who_may_not_take_a_step_is_told_so_whatever_edition_it_has_seen(case, step, body):
    for headers in ({}, {"If-Match": '"old"'}):
        answer = program("decider-nr").post_json(f"{case}/{step}", body, headers=headers, status=403)
        assert answer.json["code"] == "archive.permission-missing"


def reviewed(road, key):
    case = f"{CASES}/{submit(key, road.application).json['cases']['X1-06']}"
    clerk, reviewer = program("clerk-nr"), program("reviewer-nr")
    clerk.post_json(f"{case}/acceptance", {}, headers=get_edition(clerk, case))
    reviewer.post_json(f"{case}/review", {"opinion": "如何"}, headers=get_edition(reviewer, case))
    return case


def test_a_case_is_rejected_at_once_and_once_only(road):
    case, decider = reviewed(road, "rejected"), program("decider-nr")
    body = {"verb": "reject", "number": "示规不许〔2026〕1号", "ground": "不符合规划条件"}
    seen = get_edition(decider, case)
    answer = decider.post_json(f"{case}/decision", body, headers=seen, status=200)
    assert (answer.json["state"], answer.json["licences"]) == ("rejected", [])
    twice = decider.post_json(f"{case}/decision", body, headers=seen, status=412)
    assert twice.json["code"] == "archive.stale-edit"
    assert answer.headers["ETag"] == decider.get(case).headers["ETag"]


def test_a_licence_that_is_made_while_the_answer_waits_is_in_it(road, monkeypatch):
    case, decider = reviewed(road, "quick"), program("decider-nr")
    runner = opened()[0].get(IRunner)
    monkeypatch.setitem(opened()[0].registry.settings, "archive.api.wait", 1)
    monkeypatch.setattr(waiting.time, "sleep", lambda _seconds: list(runner.drain()))
    body = {"verb": "approve", "number": "示规许〔2026〕8号", "ground": "城乡规划法第三十七条"}
    answer = decider.post_json(f"{case}/decision", body, headers=get_edition(decider, case), status=200)
    assert (answer.json["state"], len(answer.json["licences"])) == ("approved", 1)


def test_who_decides_is_told_so_though_it_may_not_look_at_jobs(road):
    case, decider = reviewed(road, "narrow"), program("decider-nr", "case:view", "case:decide")
    body = {"verb": "approve", "number": "示规许〔2026〕18号", "ground": "城乡规划法第三十七条"}
    answer = decider.post_json(f"{case}/decision", body, headers=get_edition(decider, case), status=202)
    assert answer.json["job"]
    assert decider.get(case).json["state"] == "approved"


def test_a_case_of_another_authority_is_not_there(case):
    assert program("clerk-hc").get(case, status=404).json["code"] == "archive.case-unknown"


def test_nobody_reads_cases_without_a_token(case):
    assert program().get(case, status=401).json["code"] == "archive.bearer-invalid"


def test_cases_are_listed_by_state_and_project(road):
    app = program("clerk-nr")
    found = app.get(f"{CASES}?state=approved&project={road.project}").json["items"]
    assert road.cases["X1-06"] in [each["case"] for each in found]
    assert {(each["state"], each["project"]) for each in found} == {("approved", road.project)}
    assert program("clerk-hc").get(CASES).json == {"items": [], "next": None}


@pytest.mark.parametrize(("count", "code"), [(1000, "archive.part-unknown"), (1001, "archive.body-invalid")])
def test_a_case_covers_a_thousand_parts_at_most(road, count, code):
    body = application_for(road, "X2-02")
    body["items"][0]["covers"] = [{"level": "building", "name": f"B{number}"} for number in range(count)]
    problem = submit(f"wide-{count}", body, 422).json
    assert code in {problem["code"], *(each["code"] for each in problem.get("errors", ()))}
    if code == "archive.body-invalid":
        assert [each["pointer"] for each in problem["faults"]] == ["/items/0/covers"]


def test_an_application_far_too_wide_is_refused_before_it_is_read(road):
    body = application_for(road, "X2-02")
    body["items"][0]["covers"] = [{"level": "building", "name": f"B{number}"} for number in range(40_000)]
    assert submit("far", body, 413).json["code"] == "archive.body-too-large"

"""Cases are submitted once, and read by who may."""

import pytest
from programs import application_for, program, walk

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
    assert told["licences"] == told["in_force"] == [road.licences["X1-06"]]
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
    places = [fault["pointer"] for fault in by_code["templates.data-invalid"]["faults"]]
    assert "/items/0/data/JSDW" in places
    assert all(place.startswith(("/items/0/data/", "/form/")) for place in places)


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

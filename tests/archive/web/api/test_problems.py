"""A program is told what went wrong by a code, in its language, with every place that is wrong."""

import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from archive_fixture import KINDS

from archive.errors import CaseUnknownError, MaterialMissingError, StaleEditError
from archive.services.errors import ItemsInvalidError, SeveralFaultsError
from archive.web.api.contract import read_contract
from archive.web.api.problems import ForPrograms, headers_of, show_problem, tell_problem
from archive.web.errors import (
    BearerInvalidError,
    BodyInvalidError,
    MethodUnknownError,
    RangeInvalidError,
    RateExceededError,
)
from archive.web.titles import Titles, get_catalogue
from templates.errors import DataInvalidError, Fault

TITLES = Titles("en", KINDS, get_catalogue())
FAULT = Fault("templates.field-missing", "/items/0/data/JSDW", "建设单位")
HAN = re.compile("[一-鿿]")
SCHEMA = read_contract().operations["getCase"].answers["4XX"].validators["application/problem+json"]


def show(error, language="en", path="/api/v1/cases/C1"):
    request = SimpleNamespace(
        language=language,
        environ={"PATH_INFO": path},
        id="r1",
        service=lambda _interface: KINDS,
        registry=SimpleNamespace(settings={"archive.timezone": ZoneInfo("Asia/Shanghai")}),
    )
    response = show_problem(error, request)
    problem = response.json
    assert [each.message for each in SCHEMA.compiled.iter_errors(problem)] == []
    assert response.content_type == "application/problem+json"
    assert problem["status"] == response.status_int
    return response


def test_an_error_is_told_by_its_code_with_status_and_place():
    problem = show(CaseUnknownError("C1")).json
    assert problem["code"] == "archive.case-unknown"
    assert problem["type"] == "urn:chancery:problem:archive.case-unknown"
    assert (problem["status"], problem["instance"]) == (404, "/api/v1/cases/C1")
    assert "C1" in problem["detail"]
    assert "C1" not in problem["title"]


def test_what_was_sent_is_not_told_without_end():
    fault = Fault("templates.field-unknown", "/" + "x" * 9000, "x" * 9000, "y" * 9000)
    problem = show(BodyInvalidError("body", (fault,)), path="/api/" + "\xe7\xa4\xba" * 2000).json
    assert len(problem["faults"][0]["pointer"]) == 2000
    assert problem["instance"].startswith("/api/%E7%A4%BA")
    assert len(problem["instance"]) <= 2000
    assert show(CaseUnknownError("x"), path="/api/\xff").json["instance"] == "/api/%FF"


def test_it_is_told_in_the_language_that_is_asked_for():
    said = {language: show(CaseUnknownError("C1"), language).json["detail"] for language in ("zh", "en")}
    assert said["zh"] != said["en"]
    assert "办件" in said["zh"]


def test_every_fault_is_told_with_its_place():
    problem = show(BodyInvalidError("body", (FAULT,))).json
    (fault,) = problem["faults"]
    assert (fault["code"], fault["pointer"], fault["in"]) == ("templates.field-missing", "/items/0/data/JSDW", "body")
    assert fault["detail"]
    assert problem["status"] == 422


def test_faults_of_a_service_have_a_pointer_but_no_place_in_the_request():
    (fault,) = show(DataInvalidError((FAULT,))).json["faults"]
    assert "in" not in fault


def test_several_errors_are_told_each():
    problem = show(SeveralFaultsError((ItemsInvalidError("X"), DataInvalidError((FAULT,))))).json
    assert [each["code"] for each in problem["errors"]] == ["archive.items-invalid", "templates.data-invalid"]
    assert problem["errors"][1]["faults"][0]["pointer"] == "/items/0/data/JSDW"
    assert "faults" not in problem
    assert "faults" not in problem["errors"][0]


def test_what_is_ours_is_told_without_what_it_was(caplog):
    problem = show(ZeroDivisionError("secret 42")).json
    assert (problem["status"], problem["code"]) == (500, "archive.unexpected")
    assert "secret" not in str(problem)
    (record,) = caplog.records
    assert record.exc_info[0] is ZeroDivisionError


def test_no_more_faults_are_told_than_the_description_has_room_for():
    assert len(show(BodyInvalidError("body", (FAULT,) * 2000)).json["faults"]) == 1000


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        (BearerInvalidError(), {"WWW-Authenticate": 'Bearer realm="chancery"'}),
        (MethodUnknownError("GET, PUT"), {"Allow": "GET, PUT"}),
        (RangeInvalidError(17), {"Content-Range": "bytes */17"}),
        (RateExceededError(9), {"Retry-After": "9"}),
        (StaleEditError("1"), {}),
        (None, {}),
    ],
)
def test_an_error_comes_with_the_headers_that_it_needs(error, headers):
    assert headers_of(error) == headers


@pytest.mark.parametrize(("path", "is_ours"), [("/api/v1/x", True), ("/api/v2", True), ("/apix", False), ("/", False)])
def test_problems_are_for_addresses_of_the_api(path, is_ours):
    request = SimpleNamespace(environ={"PATH_INFO": path})
    assert ForPrograms(True, None)(None, request) is is_ours
    assert ForPrograms(False, None)(None, request) is not is_ours
    assert ForPrograms(True, None).phash() != ForPrograms(False, None).phash()


def test_an_error_without_a_detail_has_a_sentence_that_ends_well():
    assert tell_problem(BearerInvalidError(), "archive.bearer-invalid", TITLES, ZoneInfo("UTC"))["detail"].endswith(".")


def test_what_we_name_is_named_in_the_language_that_is_asked_for_too():
    fault = Fault("templates.field-missing", "/items/0/data/TDHQFS", "建设用地规划许可证核发 土地取得方式")
    error = SeveralFaultsError((DataInvalidError((fault,)), MaterialMissingError("X1-06: D04 企业投资项目备案证明")))
    said = {language: [each["detail"] for each in show(error, language).json["errors"]] for language in ("zh", "en")}
    assert "建设用地规划许可证核发 土地取得方式" in said["zh"][0]
    assert TITLES.item("X1-06") + " " + TITLES.data("land_use_planning_permit", "TDHQFS") in said["en"][0]
    assert f"D04 {TITLES.document('D04')}" in said["en"][1]
    assert not HAN.search("".join(said["en"]))

"""Asking for a correction."""

import json

import pytest
from archive_fixture import HC, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import CaseUnknownError, PermissionMissingError, PersonNotFreeError, TextMalformedError
from archive.model import Correction, Point
from archive.services.process.errors import (
    CorrectionBlankError,
    CorrectionLateError,
    CorrectionPlaceError,
    CorrectionUnsaidError,
)
from archive.services.process.interfaces import IAskCorrectionService
from archive.workflows.errors import StepNotAllowedError

CLERK, APPLICANT = actor("clerk"), actor("applicant")
POINTS = (Point("D12", "缺宗地界址点表"), Point("YDMJ", "与勘测定界不一致"))


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


def ask(office, case, *points, who=CLERK):
    office.ask_correction.ask_correction(office.root, who, case, points)


def test_it_keeps_the_interface(office):
    assert verifyObject(IAskCorrectionService, office.ask_correction)


def test_what_is_to_be_put_right_is_told_once_and_whole_in_a_notice(office, case):
    ask(office, case, *POINTS)
    found = office.root.cases[case]
    assert (found.state, found.corrections[-1].points) == ("correcting", POINTS)
    (form,) = office.root.applications[found.application].dossier.of_type("P06")
    record = json.loads(office.blobs.get(form.current.digest))
    assert (form.title, form.case) == ("补正告知书", case)
    assert record["points"][0] == {"place": "D12", "fault": "缺宗地界址点表"}
    event = list(office.root.events.of(case))[-1].fields
    assert event["kind"] == "case.ask_correction"
    assert "界址点" not in json.dumps(event, ensure_ascii=False)
    with pytest.raises(StepNotAllowedError):
        ask(office, case, *POINTS)


@pytest.mark.parametrize(
    ("points", "error"),
    [
        ((), CorrectionUnsaidError),
        ((Point("D12", " "),), CorrectionBlankError),
        ((Point("D12", "缺"), Point("D12", "缺")), CorrectionBlankError),
        (tuple(Point(f"D{n}", "缺") for n in range(101)), CorrectionBlankError),
        ((Point("D12", "a\x1b[31mb"),), TextMalformedError),
        ((Point("D12", "长" * 501),), TextMalformedError),
        ((Point("P02", "缺"),), CorrectionPlaceError),
        ((Point("nothing", "缺"),), CorrectionPlaceError),
    ],
)
def test_a_request_that_says_nothing_or_of_nothing_is_refused_and_changes_nothing(office, case, points, error):
    with pytest.raises(error):
        ask(office, case, *points)
    assert (office.root.cases[case].state, office.root.cases[case].corrections) == ("submitted", ())


def test_everything_that_an_application_may_hold_can_be_asked_for(office, case):
    places = office.ask_correction.places(office.root, case)
    assert {places["D12"], places["low_risk"], places["YDMJ"], places["附图"]} == {
        "document",
        "fact",
        "data",
        "drawing",
    }
    assert "YDGHXKZBH" not in places


def test_the_second_time_only_what_was_told_or_handed_in_may_be_asked_for(office, case):
    ask(office, case, Point("D12", "缺界址点表"))
    correction = Correction(materials=(office.material("D20", more=" drawn anew"),))
    office.correct.correct(office.root, APPLICANT, case, correction)
    with pytest.raises(CorrectionLateError, match="D01"):
        ask(office, case, Point("D12", "仍缺"), Point("D01", "过期"))
    ask(office, case, Point("D12", "仍缺"), Point("D20", "不是总平面图"))
    assert [[point.place for point in one.points] for one in office.root.cases[case].corrections] == [
        ["D12"],
        ["D12", "D20"],
    ]


def test_who_asked_may_accept_afterwards_and_neither_review_nor_decide(office, case):
    ask(office, case, *POINTS, who=actor(name="li"))
    office.correct.correct(office.root, APPLICANT, case, Correction(data={"YDMJ": 12345.6}))
    office.accept.accept(office.root, actor(name="li"), case)
    with pytest.raises(PersonNotFreeError):
        office.review.review(office.root, actor(name="li"), case, "符合")


def test_who_corrected_takes_no_step_of_an_official(office, case):
    ask(office, case, *POINTS)
    office.correct.correct(office.root, actor(name="counter"), case, Correction(data={"YDMJ": 12345.6}))
    with pytest.raises(PersonNotFreeError):
        office.accept.accept(office.root, actor(name="counter"), case)


def test_only_the_clerks_of_its_authority_ask(office, case):
    with pytest.raises(PermissionMissingError):
        ask(office, case, *POINTS, who=APPLICANT)
    with pytest.raises(CaseUnknownError):
        ask(office, case, *POINTS, who=actor("clerk", authority=HC))

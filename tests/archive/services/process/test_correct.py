"""Taking a correction in."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    CaseUnknownError,
    DrawingMissingError,
    FormInvalidError,
    MaterialMissingError,
    PermissionMissingError,
    RulesBrokenError,
)
from archive.model import Correction, Cover, Intake, MaterialGiven, Point
from archive.services.errors import (
    DrawingUnfitError,
    MaterialTypeError,
    MomentFutureError,
    SeveralFaultsError,
)
from archive.services.process.errors import (
    CorrectionEmptyError,
    CorrectionSameError,
    DocumentUnknownError,
    FormSettledError,
)
from archive.services.process.interfaces import ICorrectService
from archive.workflows.errors import StepNotAllowedError
from templates.errors import DataInvalidError

CLERK, APPLICANT = actor("clerk"), actor("applicant")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return asked(office, office.submitted())


def asked(office, case, place="D12", authority=NR):
    who = actor("clerk", authority=authority)
    office.ask_correction.ask_correction(office.root, who, case, [Point(place, "不清楚")])
    return case


def dossier_of(office, case):
    return office.root.applications[office.root.cases[case].application].dossier


def new_map(office, text=b"a better map", *, drawable=True):
    return Intake(str(office.blobs.put(text)), len(text), "application/pdf", "map-2.pdf", drawable)


def correct(office, case, who=APPLICANT, **given):
    office.correct.correct(office.root, who, case, Correction(**given))


def versions_of(office, case):
    return {one.id: one.versions for one in dossier_of(office, case).documents.values()}


def test_it_keeps_the_interface(office):
    assert verifyObject(ICorrectService, office.correct)


def test_a_next_version_is_filed_beside_the_first_and_the_drawing_follows(office, case):
    assert office.correct.drawn(office.root, case) == {"D12-001"}
    before = dossier_of(office, case).documents["D12-001"].current
    better = new_map(office)
    office.clock.forward(60)
    correct(office, case, versions={"D12-001": better}, note="已重绘")
    found = office.root.cases[case]
    document = dossier_of(office, case).documents["D12-001"]
    assert [one.digest for one in document.versions] == [before.digest, better.digest]
    assert (document.current.why, document.current.by) == ("corrected", "applicant")
    assert document.versions[0] == before
    assert (found.state, dict(found.drawings)) == ("submitted", {"附图": better.digest})
    assert found.corrections[-1].handed == ("D12",)
    (receipt,) = dossier_of(office, case).of_type("P07")
    record = json.loads(office.blobs.get(receipt.current.digest))
    assert (record["versions"], record["note"]) == ({"D12-001": better.digest}, "已重绘")


def test_a_licence_does_not_show_a_drawing_whose_document_has_a_next_version(office, case):
    old = office.root.cases[case].drawings["附图"]
    with pytest.raises(DrawingMissingError, match=old):
        correct(office, case, versions={"D12-001": new_map(office)}, drawings={"附图": old})


def test_data_documents_and_covers_change_and_the_rest_stays(office, case):
    data = dict(office.root.cases[case].data)
    office.projects.put_works(office.root, actor(), office.root.cases[case].project, "GC01", "一期")
    covers = (Cover("works", "GC01"),)
    correct(office, case, data={"YDMJ": 23456.5}, materials=(office.material("D27", more=" of GC01"),), covers=covers)
    found = office.root.cases[case]
    assert (found.data, found.covers) == ({**data, "YDMJ": 23456.5}, covers)
    assert [one.id for one in dossier_of(office, case).of_type("D27")] == ["D27-001", "D27-002"]
    assert found.corrections[-1].handed == ("D27", "YDMJ", "covers")


def test_a_field_that_is_taken_away_is_given_no_more_and_a_missing_one_is_refused(office, case):
    with pytest.raises(DataInvalidError, match="YDMJ"):
        correct(office, case, data={"YDMJ": None})
    optional = next(key for key in office.root.cases[case].data if key not in required_of(office, case))
    correct(office, case, data={optional: None})
    assert optional not in office.root.cases[case].data


def required_of(office, case):
    return office.submit.kinds.get_kind(office.root.cases[case].kind).schema["required"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, CorrectionEmptyError),
        ({"note": "没有"}, CorrectionEmptyError),
        ({"versions": {"D12-009": 0}}, DocumentUnknownError),
        ({"versions": {"P01-001": 0}}, DocumentUnknownError),
        ({"form": {"nothing": 1}}, FormInvalidError),
        ({"form": {"floor_area": 99_999}}, RulesBrokenError),
        ({"data": {"YDMJ": "wide"}}, DataInvalidError),
    ],
)
def test_what_is_refused_leaves_everything_as_it_was(office, case, given, error):
    if "versions" in given:
        given = {"versions": dict.fromkeys(given["versions"], new_map(office))}
    before = (len(office.root.events), versions_of(office, case))
    with pytest.raises(error):
        correct(office, case, **given)
    assert (len(office.root.events), versions_of(office, case)) == before
    assert office.root.cases[case].state == "correcting"


def test_files_are_checked_as_when_they_came_in_and_all_that_is_wrong_is_told_together(office, case):
    with pytest.raises(DrawingUnfitError):
        correct(office, case, versions={"D12-001": new_map(office, drawable=False)})
    wrong = replace(new_map(office), media_type="application/zip")
    with pytest.raises(SeveralFaultsError) as raised:
        correct(office, case, versions={"D12-001": wrong}, data={"YDMJ": "wide"})
    assert {type(one) for one in raised.value.errors} == {MaterialTypeError, DataInvalidError}


def test_the_file_that_was_returned_is_no_correction_and_is_named_beside_what_else_is_wrong(office, case):
    current = dossier_of(office, case).documents["D12-001"].current
    same = Intake(current.digest, current.size, current.media_type, "again.pdf", True)
    with pytest.raises(CorrectionSameError, match=r"^«again\.pdf»") as raised:
        correct(office, case, versions={"D12-001": same}, data={"YDMJ": 9500.0})
    assert raised.value.document == "D12-001"
    with pytest.raises(SeveralFaultsError) as several:
        correct(
            office,
            case,
            versions={"D12-001": same},
            materials=(MaterialGiven("D12", replace(same, name="more.pdf")),),
            data={"YDMJ": "x"},
        )
    told = [type(one) for one in several.value.errors]
    assert sorted(each.__name__ for each in told) == ["CorrectionSameError", "CorrectionSameError", "DataInvalidError"]
    correct(office, case, versions={"D12-001": new_map(office)})
    assert office.root.cases[case].state == "submitted"


def test_a_reused_licence_that_is_valid_no_more_must_be_handed_in(office):
    project = office.project()
    land = office.issued(project=project)
    asked_for = office.submission(project, "X2-02")
    materials = tuple(one for one in asked_for.materials if one.document_type not in ("D13", "D14"))
    made = office.submit.submit(office.root, APPLICANT, replace(asked_for, materials=materials))
    case = asked(office, made.cases["X2-02"], "D20")
    assert [one.identifier for one in office.root.cases[case].satisfied] == [land]
    office.acts.act(office.root, actor("decider"), land, "revoke", office.decision())
    with pytest.raises(MaterialMissingError, match="D13"):
        correct(office, case, data={"JSGM": "小"})
    correct(office, case, materials=(office.material("D14"),))
    assert office.root.cases[case].satisfied == ()


def test_a_licence_that_came_to_be_valid_meanwhile_is_filed_as_held(office):
    project = office.project()
    given = office.submission(project, "X2-02")
    made = office.submit.submit(
        office.root, APPLICANT, replace(given, materials=(*given.materials, office.material("D14")))
    )
    case = asked(office, made.cases["X2-02"], "low_risk")
    office.issued(project=project)
    correct(office, case, form={"height": 16.5})
    assert office.root.applications[office.root.cases[case].application].form["height"] == 16.5


def test_the_shared_form_stands_still_once_another_case_is_accepted(office):
    project = office.project()
    made = office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06", "X2-02"))
    land, works = made.cases["X1-06"], asked(office, made.cases["X2-02"], "D20")
    correct(office, works, form={"height": 16.5})
    asked(office, works, "D20")
    office.accept.accept(office.root, CLERK, land)
    with pytest.raises(FormSettledError, match=land):
        correct(office, works, form={"height": 15.5})
    correct(office, works, data={"JSGM": "小"})
    assert office.root.cases[land].drawings


def test_a_sibling_that_is_accepted_keeps_its_drawing_and_a_fresh_one_takes_the_new(office):
    project = office.project()
    made = office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06", "X2-02"))
    land, works = (made.cases[code] for code in ("X1-06", "X2-02"))
    old = office.root.cases[land].drawings["附图"]
    asked(office, works, "D20")
    better = new_map(office)
    correct(office, works, versions={"D12-001": better})
    assert office.root.cases[land].drawings == {"附图": better.digest}
    assert old != better.digest
    asked(office, works, "D20")
    office.accept.accept(office.root, CLERK, land)
    correct(office, works, versions={"D12-001": new_map(office, b"yet another map")})
    assert office.root.cases[land].drawings == {"附图": better.digest}


def test_only_who_may_apply_on_the_project_corrects_and_only_when_asked(office, case):
    with pytest.raises(CaseUnknownError):
        correct(office, case, actor("applicant", name="stranger"), data={"YDMJ": 1.0})
    with pytest.raises(PermissionMissingError):
        correct(office, case, actor("reviewer"), data={"YDMJ": 1.0})
    correct(office, case, data={"YDMJ": 23456.5})
    with pytest.raises(StepNotAllowedError):
        correct(office, case, data={"YDMJ": 23456.5})


def test_a_correction_keeps_when_it_came_in(office, case):
    with pytest.raises(MomentFutureError):
        office.correct.correct(
            office.root, APPLICANT, case, Correction(data={"YDMJ": 1.0}), office.clock() + timedelta(days=1)
        )
    came = office.clock()
    office.clock.forward(3600)
    office.correct.correct(office.root, APPLICANT, case, Correction(versions={"D12-001": new_map(office)}), came)
    version = dossier_of(office, case).documents["D12-001"].current
    assert (version.happened_at, version.recorded_at) == (came, office.clock())


def test_a_corrected_case_goes_its_road_to_a_licence_with_the_corrected_data(office, case):
    correct(office, case, data={"YDMJ": 23456.5}, versions={"D12-001": new_map(office)})
    promise = office.approved(case, NR)
    office.drain()
    licence, version = office.root.licences.get(promise.identifier)
    assert (version.data["YDMJ"], licence.case) == (23456.5, case)

"""Taking an application in."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce

import pytest
from archive_fixture import FORM, HC, NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import (
    DrawingMissingError,
    ItemUnknownError,
    MaterialMissingError,
    PartyForeignError,
    PermissionMissingError,
    ProjectUnknownError,
    RulesBrokenError,
    SubmissionConflictError,
    TextMalformedError,
    ValueUnwritableError,
)
from archive.identifiers.errors import CreditCodeInvalidError
from archive.interfaces import ISubmitService
from archive.model import Cover, ItemAsked
from archive.services.errors import (
    AuthorityUnclearError,
    DrawingUnfitError,
    ItemEarlyError,
    ItemsInvalidError,
    MaterialTooLargeError,
    MaterialTypeError,
    SeveralFaultsError,
)
from templates.errors import DataInvalidError

APPLICANT = actor("applicant")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def project(office):
    return office.project()


def test_it_keeps_the_interface(office):
    assert verifyObject(ISubmitService, office.submit)


def test_each_item_becomes_a_case_of_the_authority_that_gives_its_result(office, project):
    made = office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06", "X2-02", "X3-04"))
    assert list(made.cases) == ["X1-06", "X2-02", "X3-04"]
    cases = [office.root.cases[case] for case in made.cases.values()]
    assert [case.authority for case in cases] == [NR, NR, HC]
    assert [case.state for case in cases] == ["submitted"] * 3
    assert cases[0].result_type == "D13"
    dossier = office.root.applications[made.application].dossier
    assert [document.document_type for document in dossier.part("materials")] == sorted(
        ["D01", "D04", "D11", "D12", "D20", "D27", "D32", "D38", "F01"]
    )


def test_an_application_s_id_bears_the_day_where_the_archive_is(office, project):
    office.clock.now = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    made = office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06"))
    assert made.application.startswith("A20260402")
    assert made.cases["X1-06"] == f"{made.application}-1"


def test_the_same_submit_twice_gives_the_same_application(office, project):
    submission = office.submission(project, "X1-06")
    first = office.submit.submit(office.root, APPLICANT, submission)
    events = len(office.root.events)
    assert office.submit.submit(office.root, APPLICANT, submission) == replace(first, repeated=True)
    assert (len(office.root.events), len(office.root.cases)) == (events, 1)


def test_the_same_files_under_other_names_are_the_same_content(office, project):
    submission = office.submission(project, "X1-06")
    first = office.submit.submit(office.root, APPLICANT, submission)
    renamed = tuple(replace(each, intake=replace(each.intake, name="新名.pdf")) for each in submission.materials)
    again = office.submit.submit(office.root, APPLICANT, replace(submission, materials=renamed))
    assert again == replace(first, repeated=True)


def test_the_same_key_with_other_content_is_refused(office, project):
    office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06"))
    with pytest.raises(SubmissionConflictError):
        office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06", applicant="另一公司"))


WANG = actor("applicant", name="wang")


def test_nobody_applies_on_a_project_of_others_nor_takes_its_licences(office, project):
    office.issued(project=project)
    with pytest.raises(ProjectUnknownError):
        office.submit.submit(office.root, WANG, office.submission(project, "X2-02"))
    assert not office.root.cases
    assert not office.root.submissions


def test_who_looks_after_the_archive_does_not_apply_for_others(office, project):
    both = actor("operator", "applicant", name="wang")
    with pytest.raises(ProjectUnknownError):
        office.submit.submit(office.root, both, office.submission(project, "X1-06"))


def test_who_was_admitted_and_who_sits_at_the_counter_may_apply(office, project):
    users = {"authority": "", "password": "a good long password"}
    office.users.add(office.root, actor("operator"), "wang", roles=("applicant",), **users)
    office.projects.admit(office.root, actor("operator"), project, "wang")
    assert office.submit.submit(office.root, WANG, office.submission(project, "X1-06")).cases


def test_who_sits_at_the_counter_applies_in_the_affairs_of_its_own_authority_alone(office):
    project = office.project(by="clerk")
    submission = office.submission(project, "X1-06")
    for who in (actor("clerk", authority=HC), actor("clerk", authority="")):
        with pytest.raises(ProjectUnknownError):
            office.submit.submit(office.root, who, submission)
    assert office.submit.submit(office.root, actor("clerk"), submission).cases


def test_nobody_applies_in_the_name_of_a_party_that_it_does_not_look_after(office, project, caplog):
    other = "91350200DEM000022H"
    with pytest.raises(PartyForeignError, match=other):
        office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06", applicant_code=other))
    assert [(one.kind, one.id) for one in caplog.records] == [("party", other)]
    both = replace(APPLICANT, party=other)
    assert office.submit.submit(office.root, both, office.submission(project, "X1-06", applicant_code=other)).cases


def test_a_key_is_one_applicants_own(office, project):
    office.root.projects[project].applicants |= {"wang"}
    office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06"))
    other = office.submit.submit(office.root, WANG, office.submission(project, "X1-06"))
    assert not other.repeated


def test_a_result_that_the_archive_holds_is_not_asked_for_again(office, project):
    identifier = office.issued(project=project)
    made = office.submit.submit(office.root, APPLICANT, office.submission(project, "X2-02", "X3-04"))
    assert [(reuse.document_type, reuse.identifier) for reuse in made.reused] == [("D13", identifier)]
    case = office.root.cases[made.cases["X2-02"]]
    (satisfied,) = case.satisfied
    assert satisfied.identifier == identifier
    document, _annex = office.root.applications[made.application].dossier.of_type("D13")
    assert (document.current.origin.kind, document.current.origin.licence) == ("archive", identifier)
    assert document.current.digest == satisfied.digest
    repeated = office.submit.submit(office.root, APPLICANT, office.submission(project, "X2-02", "X3-04"))
    assert repeated.reused == made.reused


def test_a_licence_of_another_project_or_no_longer_valid_satisfies_nothing(office, project):
    office.issued(project=office.project(code=""))
    with pytest.raises(MaterialMissingError, match="D13"):
        office.submit.submit(office.root, APPLICANT, office.submission(project, "X2-02"))
    identifier = office.issued(project=project, key="k2")
    office.acts.act(office.root, actor("decider"), identifier, "revoke", office.decision())
    with pytest.raises(MaterialMissingError):
        office.submit.submit(office.root, APPLICANT, office.submission(project, "X2-02"))


def test_everything_that_is_missing_is_named_at_once(office, project):
    submission = office.submission(project, "X1-06", "X2-02")
    drawn = {digest for asked in submission.items for digest in asked.drawings.values()}
    kept = tuple(one for one in submission.materials if one.intake.digest in drawn)
    with pytest.raises(MaterialMissingError) as caught:
        office.submit.submit(office.root, APPLICANT, replace(submission, materials=kept))
    assert all(name in str(caught.value) for name in ("D01", "D04", "D11", "D27"))


@pytest.mark.parametrize(("received", "is_early"), [("2025-12-31T15:59:59Z", True), ("2025-12-31T16:00:00Z", False)])
def test_what_came_in_before_an_item_was_in_force_is_refused_by_the_archive_s_day(office, received, is_early):
    project = office.project(by="clerk")
    submission = replace(office.submission(project, "X1-06"), received_at=datetime.fromisoformat(received))
    with pytest.raises(ItemEarlyError, match="2025-12-31 < 2026-01-01") if is_early else nullcontext():
        office.submit.submit(office.root, actor("clerk"), submission)
    assert len(office.root.cases) == (not is_early)


BAD = {
    "no item": ({"items": ()}, ItemsInvalidError),
    "an unknown item": ({"items": (ItemAsked("X9-99"),)}, ItemUnknownError),
    "an item twice": ({"items": (ItemAsked("X1-06"), ItemAsked("X1-06"))}, ItemsInvalidError),
    "an unknown project": ({"project": "P0"}, ProjectUnknownError),
    "a wrong credit code": ({"applicant_code": "91350200DEM0001101"}, CreditCodeInvalidError),
    "a procedure beyond its limits": ({"form": {**FORM, "floor_area": 10001}}, RulesBrokenError),
    "data without a field": ({"items": (ItemAsked("X1-06", {"YDDW": "示例公司"}),)}, DataInvalidError),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_submission_leaves_nothing_behind(office, project, name):
    changes, error = BAD[name]
    events = len(office.root.events)
    with pytest.raises((error, SeveralFaultsError)) as caught:
        office.submit.submit(office.root, APPLICANT, replace(office.submission(project, "X1-06"), **changes))
    assert error in map(type, getattr(caught.value, "errors", (caught.value,)))
    assert (len(office.root.events), len(office.root.cases), len(office.root.submissions)) == (events, 0, 0)


def test_everything_that_is_wrong_with_an_application_is_told_at_once(office, project):
    good = office.submission(project, "X1-06", "X2-02")
    land, plan = good.items
    bad = replace(
        good,
        applicant_code="91350200DEM0001101",
        form={**FORM, "height": "12", "floor_area": 10001},
        items=(
            replace(land, data={**land.data, "YDMJ": "big"}, covers=(Cover("works", "W9"), Cover("works", "W8"))),
            replace(plan, data={**plan.data, "JSDWDM": "91350200DEM0001101"}, drawings={}),
            ItemAsked("X9-99"),
        ),
        materials=(office.material("D01", "image/vnd.dwg"), office.material("D04", size=10**9), office.material("D99")),
    )
    with pytest.raises(SeveralFaultsError) as caught:
        office.submit.submit(office.root, APPLICANT, bad)
    told = [(error.code.removeprefix("archive."), str(error)) for error in caught.value.errors]
    assert [code for code, _detail in told] == [
        "credit-code-invalid",
        "form-invalid",
        "rules-broken",
        "material-type",
        "material-too-large",
        "document-type-unknown",
        "item-unknown",
        "drawing-missing",
        "templates.data-invalid",
        "templates.data-invalid",
        "drawing-missing",
        "material-missing",
        "part-unknown",
        "part-unknown",
    ]
    details = dict(reversed(told))
    assert details["form-invalid"] == "height: number"
    assert "height" not in details["rules-broken"]
    assert details["templates.data-invalid"].startswith("建设用地规划许可证")
    assert not office.root.applications


@pytest.mark.parametrize(("project", "by"), [("P0", APPLICANT), ("", WANG)])
def test_a_project_that_cannot_be_applied_on_hides_nothing_but_what_hangs_on_it(office, project, by):
    where = project or office.project()
    bad = replace(
        office.submission(where, "X1-06"), applicant_code="91350200DEM0001101", received_at=office.clock(), materials=()
    )
    bad = replace(bad, form={**FORM, "height": "12"}, items=(replace(bad.items[0], drawings={}),))
    with pytest.raises(SeveralFaultsError) as caught:
        office.submit.submit(office.root, by, bad)
    assert [error.code.removeprefix("archive.") for error in caught.value.errors] == [
        "permission-missing",
        "credit-code-invalid",
        "form-invalid",
        "drawing-missing",
        "project-unknown",
    ]


def test_what_hangs_on_a_fact_that_is_no_fact_is_not_asked_for_yet(office, project):
    submission = replace(office.submission(project, "X3-04"), form={**FORM, "low_risk": "no"}, materials=())
    with pytest.raises(SeveralFaultsError) as caught:
        office.submit.submit(office.root, APPLICANT, submission)
    (missing,) = (str(error) for error in caught.value.errors if isinstance(error, MaterialMissingError))
    assert [name in missing for name in ("D24", "D27", "D33")] == [True, False, False]


def test_a_file_that_its_document_type_does_not_allow_is_refused(office, project):
    submission = office.submission(project, "X1-06")
    dwg = (*submission.materials, office.material("D01", "image/vnd.dwg"))
    with pytest.raises(MaterialTypeError):
        office.submit.submit(office.root, APPLICANT, replace(submission, materials=dwg))
    large = (*submission.materials, office.material("D01", size=50_000_001))
    with pytest.raises(MaterialTooLargeError):
        office.submit.submit(office.root, APPLICANT, replace(submission, materials=large))


def test_a_drawing_must_be_among_the_materials(office, project):
    submission = office.submission(project, "X1-06")
    (asked,) = submission.items
    with pytest.raises(DrawingMissingError):
        office.submit.submit(
            office.root, APPLICANT, replace(submission, items=(replace(asked, drawings={"附图": "0" * 64}),))
        )


def test_a_drawing_must_be_one_that_can_be_drawn(office, project):
    submission = office.submission(project, "X1-06")
    materials = tuple(replace(one, intake=replace(one.intake, drawable=False)) for one in submission.materials)
    with pytest.raises(DrawingUnfitError, match=r"D12\.pdf"):
        office.submit.submit(office.root, APPLICANT, replace(submission, materials=materials))


def test_a_drawing_must_have_a_place_on_the_licence(office, project):
    submission = office.submission(project, "X1-06")
    (asked,) = submission.items
    drawings = {**asked.drawings, "效果图": asked.drawings["附图"]}
    with pytest.raises(DrawingMissingError, match="效果图"):
        office.submit.submit(office.root, APPLICANT, replace(submission, items=(replace(asked, drawings=drawings),)))


def test_a_drawing_that_the_licence_must_carry_must_be_given(office, project):
    submission = office.submission(project, "X1-06")
    (asked,) = submission.items
    with pytest.raises(DrawingMissingError, match="附图"):
        office.submit.submit(office.root, APPLICANT, replace(submission, items=(replace(asked, drawings={}),)))


def test_an_item_that_nobody_gives_is_refused(office, project):
    del office.root.authorities.by_id[NR]
    with pytest.raises(AuthorityUnclearError, match=r"X1-06 .*: 0$"):
        office.submit.submit(office.root, APPLICANT, office.submission(project, "X1-06"))


def test_who_may_not_submit_is_refused(office, project):
    with pytest.raises(PermissionMissingError):
        office.submit.submit(office.root, actor("decider"), office.submission(project, "X1-06"))


def test_a_form_that_is_nested_without_measure_is_refused_by_its_code(office, project):
    deep = reduce(lambda inner, _level: [inner], range(3000), [])
    submission = replace(office.submission(project, "X1-06"), form={"floor_area": deep})
    with pytest.raises(ValueUnwritableError, match=r"^templates\.why-too-deep$"):
        office.submit.submit(office.root, APPLICANT, submission)


@pytest.mark.parametrize(
    "odd", [{"applicant": "\x1b]0;a\x07"}, {"applicant": " "}, {"key": "a\nb"}, {"key": "x" * 201}]
)
def test_an_applicant_or_key_that_is_no_line_is_refused(office, project, odd):
    with pytest.raises(TextMalformedError):
        office.submit.submit(office.root, APPLICANT, replace(office.submission(project, "X1-06"), **odd))


def test_what_would_be_refused_is_told_before_anything_is_done(office):
    project = office.project()
    lacking = office.submission(project, "X1-06", materials=())
    with pytest.raises(SeveralFaultsError):
        office.submit.verify(office.root, APPLICANT, lacking, office.root.projects[project])
    whole = office.submission(project, "X1-06")
    office.submit.verify(office.root, APPLICANT, whole, office.root.projects[project])
    with pytest.raises(ProjectUnknownError):
        office.submit.verify(office.root, actor("applicant", name="stranger"), whole, office.root.projects[project])
    with pytest.raises(PermissionMissingError):
        office.submit.verify(office.root, actor("decider"), whole, office.root.projects[project])
    assert len(office.root.applications) == 0

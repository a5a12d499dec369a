"""What nobody need type again."""

import pytest
from archive_fixture import OWNER, Office, actor
from samples import sample_of

from archive.errors import ItemUnknownError, ProjectUnknownError
from archive.model import BuildingGiven
from archive.services.drafting.model import Known, ProjectTold

BOTH = ("X2-02", "X3-04")


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def project(office):
    made = office.project()
    office.projects.put_works(office.root, actor(), made, "GC01", "一期工程")
    office.projects.put_building(
        office.root, actor(), made, BuildingGiven("GC01", "01", "1#", {"JZMJ": 9800, "DSCS": 3})
    )
    office.issued("construction_planning_permit", project=made)
    return made


def known(office, project, items=BOTH, by=None):
    return office.form.known(office.root, by or actor("applicant"), project, items)


def test_the_project_says_who_and_what(office, project):
    shared = known(office, project).shared
    assert {key: shared[key] for key in ("JSDW", "JSDWDM", "XMMC", "GCMC", "GCDM")} == {
        "JSDW": "示例公司",
        "JSDWDM": OWNER,
        "XMMC": "示例厂房一期",
        "GCMC": "一期工程",
        "GCDM": "GC01",
    }


def test_its_buildings_are_the_rows_of_the_table(office, project):
    (row,) = known(office, project).data["X3-04"]["DTXX"]
    assert row == {"DTMC": "1#", "DTBM": "01", "JZMJ": 9800, "DSCS": 3}


def test_its_valid_licences_say_the_rest_but_nothing_of_a_person(office, project):
    sample, found = sample_of("construction_planning_permit"), known(office, project)
    assert found.shared["JSGM"] == sample["JSGM"]
    assert found.data["X2-02"]["JSWZ"] == sample["JSWZ"]
    personal = {"JSDWXMFZR", "JSFZRZJHM", "LXR", "LXRSJH"}
    assert personal.isdisjoint({*found.shared, *found.data["X2-02"]})


def test_a_number_that_the_archive_fills_in_is_not_offered(office, project):
    assert "GCGHXKZBH" not in known(office, project).data["X3-04"]


def test_what_is_known_fits_the_form(office, project):
    asked, found = office.form.asked(BOTH), known(office, project)
    assert set(found.shared) <= {field.key for field in asked.shared}
    for item in BOTH:
        assert set(found.data[item]) <= {field.key for field in asked.own[item]}


def test_of_a_project_that_is_yet_to_begin_what_is_told_of_it_is_known_and_whose_the_others_are(office):
    told = ProjectTold("示例厂房二期", "示例公司", OWNER)
    own = actor("applicant", name="own", party=OWNER, authority="")
    found = known(office, told, ["X1-06"], own)
    assert found.data["X1-06"] | found.shared == {"YDDW": "示例公司", "YDTYSHXYDM": OWNER, "XMMC": "示例厂房二期"}
    nothing = ProjectTold("", "", "")
    office.project(code="")
    assert known(office, nothing, ["X1-06"], own) == Known(
        {}, {"X1-06": {}}, {"owner": "示例公司", "owner_code": OWNER}
    )
    other = actor("applicant", name="other", authority="", party="91350200DEM000022H")
    assert known(office, nothing, (), other).project == {"owner_code": "91350200DEM000022H"}
    assert known(office, nothing, (), actor("clerk")).project == {}
    assert known(office, office.project(code=""), ["X1-06"]).data["X1-06"].keys() == set()


def test_a_licence_that_is_no_longer_valid_says_nothing(office):
    made = office.project(code="")
    identifier = office.issued("construction_planning_permit", project=made, key="k2")
    office.acts.act(office.root, actor("decider"), identifier, "suspend", office.decision())
    assert "JSGM" not in known(office, made).shared


def test_the_project_of_somebody_else_says_nothing(office, project):
    with pytest.raises(ProjectUnknownError):
        known(office, project, by=actor("applicant", name="stranger"))
    with pytest.raises(ItemUnknownError):
        known(office, "", ["X9-99"])

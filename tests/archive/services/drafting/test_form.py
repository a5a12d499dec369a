"""What the one form asks."""

from datetime import timedelta

import pytest
from archive_fixture import CATALOGUE, HC, OWNER, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import ItemUnknownError, ProjectUnknownError
from archive.model import Decision
from archive.services.drafting.interfaces import IFormService


@pytest.fixture(scope="module")
def office():
    return Office()


def needed(office, items, facts=None, project="", given=(), by=None):
    needs = office.form.what_is_needed(office.root, by or actor("applicant"), project, items, facts or {}, given=given)
    return {need.types[0].id: need for need in needs}


def states(needs, *names):
    return [needs[name].state for name in names]


def test_it_keeps_the_interface(office):
    assert verifyObject(IFormService, office.form)


def test_every_item_is_described_by_its_stage(office):
    described = office.form.describe()
    assert [item.code for item in described.items] == ["X1-06", "X2-02", "X3-04"]
    assert described.catalogue == CATALOGUE.version
    land = described.items[0]
    assert (land.kind, land.result, [place.name for place in land.annexes]) == (
        "land_use_planning_permit",
        "D13",
        ["附图"],
    )
    assert described.items[2].annexes == ()


def test_a_fact_has_its_title_and_the_values_that_a_limit_allows(office):
    facts = {field.key: field for field in office.form.describe().facts}
    assert (facts["low_risk"].type, facts["low_risk"].title["zh"]) == ("yes-no", "社会投资简易低风险工程")
    assert [choice.title["en"] for choice in facts["use"].choices] == [
        "Office",
        "Public service",
        "Warehouse",
        "Factory",
        "Other",
    ]
    assert facts["use"].type == "choice"
    assert (facts["floor_area"].type, facts["floor_area"].least) == ("number", 0)


def test_a_fact_of_a_building_is_a_field(office):
    assert {field.key: field.type for field in office.form.describe().buildings}["DSCS"] == "whole"


def test_what_items_share_is_asked_once_and_in_the_bounds_of_both(office):
    asked = office.form.asked(["X3-04", "X2-02", "X3-04"])
    shared = {field.key: field for field in asked.shared}
    assert (shared["JSGM"].longest, shared["JSGM"].is_required) == (500, True)
    assert shared["JSDWXMFZR"].is_personal
    assert shared.keys().isdisjoint(field.key for fields in asked.own.values() for field in fields)
    assert {field.key for field in asked.own["X2-02"]} >= {"JSWZ", "YDGHXKZBH"}
    assert list(asked.annexes) == ["X3-04", "X2-02"]


def test_a_number_that_the_archive_fills_in_says_from_what(office):
    own = {field.key: field for field in office.form.asked(["X3-04"]).own["X3-04"]}
    assert (own["GCGHXKZBH"].filled_from, own["GCGHXKZBH"].is_required) == ("D24", False)


def test_the_sections_that_no_item_changes_have_fields(office):
    sections = office.form.sections()
    assert [field.key for field in sections["project"]] == ["name", "owner", "owner_code", "code"]
    assert [field.is_required for field in sections["project"]] == [True, True, True, False]
    assert sections["project"][-1].title["en"] == "Project code", "its parts have codes too"
    (works,) = sections["parts"]
    building = works.fields[-1]
    assert (building.key, building.type) == ("buildings", "rows")
    assert {"code", "name", "JZMJ"} <= {field.key for field in building.fields}


def test_an_item_that_there_is_not_is_told(office):
    with pytest.raises(ItemUnknownError, match="X9-99"):
        office.form.asked(["X9-99"])


def test_a_material_is_uploaded_promised_or_given_by_another_item(office):
    needs = needed(office, ["X2-02", "X3-04"], {"low_risk": "是"})
    assert states(needs, "D20", "D27", "D24", "D14") == ["upload", "promise", "awaited", "upload"]
    assert needs["D24"].values["zh"] == {"item": "建设工程规划许可证核发"}
    assert needs["D14"].items == ("X2-02", "X3-04")
    assert (needs["D20"].is_required, needs["D20"].is_key, needs["D23"].is_required) == (True, True, False)


def test_what_is_uploaded_is_given(office):
    needs = needed(office, ["X2-02"], given=["D20", "D13"])
    assert states(needs, "D20", "D14", "D22") == ["given", "given", "upload"]


def test_what_a_fact_makes_needless_is_exempt_and_says_why(office):
    needs = needed(office, ["X3-04"], {"low_risk": True})
    assert states(needs, "D33", "D29") == ["exempt"] * 2
    assert needs["D33"].values["zh"]["reason"] == "社会投资简易低风险工程建设项目"
    assert not needs["D33"].is_required
    assert "D34" not in needs
    assert states(needed(office, ["X3-04"], {"low_risk": "maybe"}), "D33") == ["upload"]


def test_a_material_that_is_optional_now_is_offered_and_not_called_exempt(office):
    needs = needed(office, ["X2-02"], {"low_risk": True})
    assert (needs["D22"].state, needs["D22"].is_required) == ("upload", False)


def test_what_binds_more_stays_where_items_ask_for_the_same(office):
    assert needed(office, ["X2-02", "X1-06"])["D01"].is_required


def test_a_licence_of_the_archive_does_for_a_material_and_is_named(office):
    project = office.project(code="")
    land = office.issued(project=project, key="held")
    need = needed(office, ["X2-02"], project=project)["D14"]
    assert (need.state, need.held.identifier, need.held.document_type) == ("have", land, "D13")
    assert need.values["zh"] == {"title": "建设用地规划许可证及附图", "number": need.held.number}
    assert needed(office, ["X2-02"])["D14"].state == "upload"


def test_of_a_licence_that_does_it_is_told_what_it_is_to_become():
    office = Office()
    project, now = office.project(code=""), office.clock()
    land = office.issued(project=project, key="held")
    later = Decision("2", "ground", now, now + timedelta(days=1))
    assert needed(office, ["X2-02"], project=project)["D14"].held.later_acts == ()
    office.acts.act(office.root, actor("decider"), land, "revoke", later)
    need = needed(office, ["X2-02"], project=project)["D14"]
    (act,) = need.held.later_acts
    assert (need.state, act.verb, act.effective_from) == ("have", "revoke", later.effective_from)


def test_a_licence_of_no_project_does_for_none(office):
    office.issued(key="alone")
    assert needed(office, ["X2-02"])["D14"].state == "upload"


def test_the_project_of_somebody_else_is_not_there(office):
    counter = actor("clerk", name="counter")
    project = office.projects.begin(office.root, counter, "示例厂房", owner="示例公司", owner_code=OWNER)
    assert needed(office, ["X2-02"], project=project, by=counter)
    for who in (actor("applicant", name="stranger"), actor("decider", name="stranger"), actor("clerk", authority=HC)):
        with pytest.raises(ProjectUnknownError):
            needed(office, ["X2-02"], project=project, by=who)
    with pytest.raises(ProjectUnknownError):
        needed(office, ["X2-02"], project="P0")


def test_what_a_material_accepts_is_told_by_extension(office):
    (wanted,) = needed(office, ["X2-02"])["D20"].types
    assert {"pdf", "dwg", "xlsx", "jpg"} <= set(wanted.extensions)
    assert (wanted.limit, "application/pdf" in wanted.media_types) == (200_000_000, True)

"""What a draft says, read."""

import pytest
from archive_fixture import CATALOGUE, Office
from drafting import Filler

from archive.model import Cover
from archive.services.drafting.contents import cover_fields, read_draft
from archive.services.drafting.model import ProjectTold


@pytest.fixture
def draft():
    return Filler(Office())


def read(draft):
    office = draft.office
    return read_draft(office.form, office.root.drafts.find(draft.draft.id), CATALOGUE.items)


def test_a_draft_that_says_nothing_is_an_empty_application(draft):
    contents = read(draft)
    told = contents.application
    assert (told.project, told.items, told.works, dict(told.form)) == (ProjectTold("", "", ""), (), (), {})
    assert told.key == f"draft {draft.draft.id}"
    assert {fault.code for fault in contents.faults} == {"templates.field-missing"}


def test_what_is_typed_becomes_an_application(draft):
    draft.fill("X1-06")
    draft.save(
        "parts",
        {"works": [{"code": "GC01", "name": "一期", "buildings": [{"code": "01", "name": "1#", "DSCS": "３"}]}]},
    )
    draft.save("covers", {"X1-06": [{"level": "工程", "name": "GC01"}]})
    contents = read(draft)
    told = contents.application
    (item,) = told.items
    assert contents.faults == ()
    assert (told.works, told.buildings[0].works, dict(told.buildings[0].facts)) == (
        (("GC01", "一期"),),
        "GC01",
        {"DSCS": 3},
    )
    assert (item.covers, list(item.drawings)) == ((Cover("works", "GC01"),), ["附图"])
    assert told.project.owner_code == "91350200DEM0001100"
    assert (told.form["low_risk"], told.form["floor_area"], told.form["YDDW"][:2]) == (True, 9800, "示例")
    assert len(told.materials) == 8


def test_an_item_chosen_twice_or_unknown_is_asked_once_or_not_at_all(draft):
    draft.save("items", ["X1-06", "X9-99", "X1-06", 7])
    assert [item.item for item in read(draft).application.items] == ["X1-06"]


def test_a_project_of_ours_is_named_by_its_id(draft):
    project = draft.office.project()
    draft.save("project", {"project": project})
    assert read(draft).application.project == project


def test_the_extent_of_a_result_is_chosen_from_four_levels():
    level, name = cover_fields()
    assert [choice.title["en"] for choice in level.choices] == ["Works", "Building", "Section", "Phase"]
    assert name.is_required

"""Letters out of records."""

from dataclasses import replace

import pytest
from archive_fixture import KINDS, NR, Office, actor

from archive.canonical import dump_canonical
from archive.web.letters import name_of, read_letter
from archive.web.titles import Titles, get_catalogue

TITLES = Titles("zh", KINDS, get_catalogue())


@pytest.fixture(scope="module")
def told():
    office = Office()
    return office.read.case.get(office.root, actor("clerk", authority=NR), office.submitted())


def record(**more):
    fields = {"form": "P06", "note": "请补正", "authority": {"name": "示例局"}, "at": "2026-04-06T09:30:00+00:00"}
    return dump_canonical({**fields, **more})


def test_a_record_becomes_the_letter_that_its_form_is(told):
    points = [{"place": "D12", "fault": "看不清"}, {"place": "floor_area", "fault": "不一致"}]
    letter = read_letter(told, TITLES, record(points=points))
    assert (letter.title, letter.authority, letter.note) == (TITLES.document("P06"), "示例局", "请补正")
    assert letter.points == ((TITLES.document("D12"), "看不清"), ("总建筑面积（平方米）", "不一致"))
    assert (letter.days > 0, letter.decision, letter.decided_at) == (True, "", None)


def test_a_decision_is_told_with_its_moments(told):
    moments = {"decided_at": "2026-04-06T09:30:00+00:00", "effective_from": "2026-05-01T00:00:00+00:00"}
    letter = read_letter(told, TITLES, record(form="P04", decision="示规许〔2026〕1号", **moments))
    assert (letter.decision, letter.effective_from.month) == ("示规许〔2026〕1号", 5)


def test_an_item_that_the_rules_have_no_more_promises_no_days(told):
    gone = replace(told, line=replace(told.line, item="X9-99"))
    assert (read_letter(gone, TITLES, record()).days, read_letter(gone, TITLES, record()).item) == (0, "X9-99")


def test_places_are_named_by_what_they_are(told):
    assert name_of(told, TITLES, "YDDW") == TITLES.data("land_use_planning_permit", "YDDW")
    assert name_of(told, TITLES, "附图") == "附图"

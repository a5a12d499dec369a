"""What an item asks for, and what of it is there."""

from dataclasses import replace

import pytest
from archive_fixture import HC, NR, Office, actor

from archive.model import Point
from archive.services.reading.model import CorrectionTold
from archive.web.desk.checks import checks_of, open_points, uploads_of
from archive.web.titles import get_catalogue
from archive.workflows.case import NATIONAL_STATES

RULES = get_catalogue()


@pytest.fixture(scope="module")
def told():
    """A case that rests on a licence of the archive, on uploads, and on another case of its form."""
    office = Office()
    done = office.submitted()
    office.approved(done, NR)
    office.drain()
    asked = office.submission(office.root.cases[done].project, "X2-02", "X3-04", key="s2")
    case = office.submit.submit(office.root, actor("applicant"), asked).cases["X3-04"]
    return office.read.case.get(office.root, actor("clerk", authority=HC), case)


def by_met(told):
    """The checks, by how they are met."""
    found = {}
    for check in checks_of(told, RULES):
        found.setdefault(check.met, []).append(check)
    return found


def test_what_was_uploaded_is_good_and_what_another_case_gives_is_awaited(told):
    found = by_met(told)
    assert {check.kind for check in found["upload"]} == {"good"}
    assert all(check.documents for check in found["upload"])
    assert [(check.awaited.state, check.kind) for check in found["awaited"]] == [("submitted", "wait")]


def test_only_what_may_be_left_out_is_not_given(told):
    assert all(check.is_optional and check.kind == "plain" for check in by_met(told)["none"])
    bare = replace(told, documents=(), awaited=(), reused=())
    assert all(check.kind == "bad" for check in by_met(bare)["missing"])


def test_a_requirement_says_the_fact_under_which_it_is_asked(told):
    assert any(("low_risk", True) in check.when for check in checks_of(told, RULES))


def test_what_is_to_be_put_right_waits_until_it_is_handed_in(told):
    asked = CorrectionTold(told.recorded_at, (Point("D38", "过期"), Point("D32", "缺页")), ("D38",))
    corrected = replace(told, corrections=(asked,))
    assert open_points(corrected) == {"D32": "缺页"}
    for state in NATIONAL_STATES:
        is_open = state in ("correcting", "submitted")
        assert bool(open_points(replace(corrected, line=replace(told.line, state=state)))) is is_open
    waiting = [check.types for check in checks_of(corrected, RULES) if check.met == "upload" and check.kind == "wait"]
    assert waiting == [("D32",)]


def test_a_licence_of_the_archive_is_good_while_it_is_in_force(told):
    assert [check.kind for check in by_met(told)["archive"]] == ["good"]
    gone = replace(told, reused=tuple(replace(one, state="revoked") for one in told.reused))
    assert [check.kind for check in by_met(gone)["archive"]] == ["bad"]


def test_an_item_that_the_rules_have_no_more_asks_for_nothing(told):
    assert checks_of(replace(told, line=replace(told.line, item="X9-99")), RULES) == ()


def test_the_parts_of_a_dossier_are_told_apart(told):
    assert {one.part for one in uploads_of(told, "materials")} == {"materials"}

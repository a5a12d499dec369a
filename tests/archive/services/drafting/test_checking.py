"""What keeps a draft from being submitted, by section and field."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from archive_fixture import HC, OWNER, PROJECT_CODE, Office, actor
from doubles import Clock
from drafting import TOLD, Filler
from transaction.interfaces import TransientError

from archive.errors import WorkerLostError
from archive.services.drafting.checking import SECTIONS, Findings
from archive.services.drafting.errors import DraftFaultyError
from archive.services.drafting.model import FieldFault
from archive.services.errors import AuthorityUnclearError
from archive.services.mandates.model import MandateGiven


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture
def draft(office):
    made = Filler(office).fill("X1-06", "X2-02", "X3-04")
    yield made
    made.ask("discard")


def test_what_is_whole_has_no_fault(draft):
    assert draft.faults() == set()


WRONG = "91350200DEM0001101"
LOW = {"low_risk": "是", "floor_area": "1", "height": "9", "basements": "0", "use": "厂房"}
WORKS = {"code": "GC01", "name": "一期"}
HALL = {"code": "01", "name": "1#"}
SECOND = {"code": "GC02", "name": "二期", "buildings": [HALL]}


def buildings(*rows):
    """Works with some buildings."""
    return {"works": [{**WORKS, "buildings": list(rows)}]}


@pytest.mark.parametrize(
    ("section", "values", "faults"),
    [
        ("applicant", {"applicant_code": WRONG}, ["/applicant field-missing", "/applicant_code credit-code-invalid"]),
        ("applicant", {"applicant": "示例\u200b公司", "applicant_code": OWNER}, ["/applicant text-malformed"]),
        ("project", {**TOLD, "owner_code": "x"}, ["/owner_code credit-code-invalid"]),
        ("project", {**TOLD, "code": "hello"}, ["/code project-code-invalid"]),
        (
            "project",
            {**TOLD, "name": "示例\u202e", "owner": "x" * 201},
            ["/name text-malformed", "/owner text-malformed"],
        ),
        ("items", [], [" items-invalid"]),
        ("facts", {**LOW, "height": "99"}, ["/height rules-broken"]),
        ("facts", {**LOW, "basements": " ", "use": ""}, ["/basements fact-missing", "/use fact-missing"]),
        ("facts", {**LOW, "floor_area": "x"}, ["/floor_area number-unread"]),
        ("parts", {"works": [{**WORKS, "code": "a b"}, {**WORKS, "name": ""}]}, ["/works/1/name field-missing"]),
        ("parts", {"works": [{**WORKS, "name": "\u202e"}]}, ["/works/0 part-invalid"]),
        ("parts", buildings({**HALL, "code": "一"}), ["/works/0/buildings/0 part-invalid"]),
        ("parts", buildings(HALL, {**HALL, "DSCS": "-1"}), ["/works/0/buildings/1 building-fact-invalid"]),
        ("parts", {"works": [*buildings(HALL)["works"], SECOND]}, ["/works/1/buildings/0 part-invalid"]),
        ("covers", {"X2-02": [{"level": "building", "name": "77"}]}, ["/X2-02/0 part-unknown"]),
        ("covers", {"X2-02": [{"level": "phase"}]}, ["/X2-02/0/name field-missing"]),
        ("annexes", {"X2-02": {"附图": ""}}, ["/X2-02/附图 drawing-missing"]),
        ("annexes", {"X2-02": {"附图": "0" * 64}}, ["/X2-02/附图 drawing-missing"]),
        ("annexes", {"X2-02": {"附件": "x"}}, ["/X2-02/附件 unasked-field", "/X2-02/附图 drawing-missing"]),
    ],
)
def test_a_fault_is_told_at_its_place(draft, section, values, faults):
    draft.save(section, values)
    assert [f"{path} {code}" for place, path, code in sorted(draft.faults()) if place == section] == sorted(faults)
    with pytest.raises(DraftFaultyError):
        draft.ask("submit")


def test_a_fault_of_what_items_share_is_told_once_and_with_its_label(draft):
    shared = {**draft.seen.sections["shared"], "JSDWDM": "91350200DEM0001101", "JSGM": ""}
    saved = draft.save("shared", shared)
    told = {fault.path: (fault.code, fault.label["zh"]) for fault in saved.faults}
    assert told == {
        "/JSDWDM": ("templates.field-check-wrong", "建设单位代码"),
        "/JSGM": ("templates.field-missing", "建设规模"),
    }


def test_a_rule_between_fields_and_a_row_of_a_table_are_told_at_their_fields(draft):
    data = draft.seen.sections["data"]["X3-04"]
    rows = [{**data["DTXX"][0], "DSCS": "9999"}]
    draft.save("data", {"X3-04": {**data, "JHKGRQ": "2030-01-01", "DTXX": rows}})
    assert draft.faults() >= {
        ("data", "/X3-04/DTXX/0/DSCS", "field-out-of-range"),
        ("data", "/X3-04/JHKGRQ", "field-out-of-order"),
    }


def test_a_character_that_no_font_has_is_told_of_its_item(draft):
    data = draft.seen.sections["data"]["X2-02"]
    draft.save("data", {"X2-02": {**data, "JSWZ": "示例\U000e0100区"}})
    assert {section for section, _path, _code in draft.faults()} == {"data"}


def test_a_material_that_is_missing_and_a_drawing_that_cannot_be_shown_are_told(draft):
    digest = next(each.digest for each in draft.seen.materials if each.document_type == "D20")
    draft.ask(
        "remove_material",
        document_type="D32",
        digest=next(each.digest for each in draft.seen.materials if each.document_type == "D32"),
    )
    intake = draft.office.material("D20").intake
    draft.office.drafts.add_material(
        draft.office.root, draft.by, draft.draft.id, "D20", type(intake)(digest, 9, "application/pdf", "plan.pdf")
    )
    assert draft.faults() == {("materials", "/D32", "material-missing"), ("annexes", "/X2-02/附图", "drawing-unfit")}


def test_an_item_that_is_not_yet_in_force_is_told():
    office = Office(clock=Clock(datetime(2025, 12, 31, 15, 59, tzinfo=UTC)))
    draft = Filler(office)
    draft.save("items", ["X1-06", "X9-99"])
    assert ("items", "/0", "item-early") in draft.faults()
    office.clock.forward(60)
    assert "item-early" not in {code for _section, _path, code in draft.faults()}


def test_who_may_bind_no_code_tells_of_none(draft):
    draft.save("project", {**TOLD, "code": PROJECT_CODE})
    assert draft.faults() == {("project", "/code", "project-code-foreign")}


def test_the_code_of_a_project_of_somebody_else_is_refused_as_one_that_nobody_has():
    office = Office()
    office.project()
    draft = Filler(office, actor("applicant", name="stranger")).fill("X1-06")
    told = []
    for code in (PROJECT_CODE, "2104-350205-04-01-123450"):
        draft.save("project", {**TOLD, "code": code})
        told.append(draft.faults())
        assert "P20" not in str([fault.detail for fault in draft.ask("check")])
    assert ("project", "/code", "project-code-foreign") in told[0]
    assert told[0] == told[1]


def test_who_looks_after_nobody_applies_for_nobody_else():
    draft = Filler(Office(), actor("applicant", name="stranger")).fill("X1-06")
    foreign = {("project", "/owner_code", "party-foreign")}
    assert draft.faults() == foreign


def test_a_clerk_at_another_counter_tells_of_a_project_by_its_code_and_its_owner_s():
    office = Office()
    office.project(by="clerk")
    draft = Filler(office, actor("clerk", name="window", authority=HC)).fill("X1-06")
    draft.save("project", {**TOLD, "code": PROJECT_CODE})
    assert draft.faults() == set()
    draft.save("project", {**TOLD, "code": PROJECT_CODE, "owner_code": "91350200DEM000022H"})
    assert draft.faults() == {("project", "/code", "project-code-bound")}


def test_faults_come_in_the_order_of_the_form(draft):
    for section in ("annexes", "applicant", "items"):
        draft.save(section, {"X2-02": {}} if section == "annexes" else {})
    found = [fault.section for fault in draft.ask("check")]
    assert found == sorted(found, key=SECTIONS.index)


def test_what_only_the_whole_is_refused_for_is_told_of_the_whole(draft, monkeypatch):
    def refuse(*_asked):
        raise AuthorityUnclearError("X1-06")

    monkeypatch.setattr(type(draft.office.submit), "verify", refuse)
    assert draft.faults() == {("", "", "authority-unclear")}


def test_nothing_is_said_within_or_around_what_is_faulty():
    found = Findings([FieldFault("data", "/a", "x")])
    for path, section in (("/a", "data"), ("/a/0", "data"), ("", "data"), ("/ab", "data"), ("/a", "facts")):
        found.add(FieldFault(section, path, "y"))
    assert [(each.section, each.path) for each in found.faults] == [("data", "/a"), ("data", "/ab"), ("facts", "/a")]


def test_what_may_pass_by_itself_is_no_fault():
    assert issubclass(WorkerLostError, TransientError)
    with pytest.raises(WorkerLostError), Findings(()).at("data"):
        raise WorkerLostError


def test_an_agent_without_a_mandate_is_told_beside_the_owner_and_goes_on_once_there_is_one():
    own = Office()
    own.users.add(own.root, actor("operator"), "xu", roles=["agent"], authority="", password="a good long password")
    made = Filler(own, actor("agent", name="xu", authority="")).fill("X1-06")
    foreign = {("project", "/owner_code", "party-foreign")}
    assert made.faults() == foreign
    boss = replace(actor("applicant", name="boss", authority=""), party=OWNER)
    own.mandates.grant(own.root, boss, MandateGiven(OWNER, "xu", own.clock() + timedelta(days=1)))
    assert made.faults() == set()
    assert made.ask("submit", seen=None).cases

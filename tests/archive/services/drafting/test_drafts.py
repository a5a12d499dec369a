"""Drafts: saved as they are filled in, seen by nobody else, submitted once."""

from contextlib import ExitStack, closing

import pytest
import ZODB
from archive_fixture import OWNER, PROJECT_CODE, Office, actor
from drafting import APPLICANT, TOLD, Filler
from transaction import TransactionManager
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError
from zope.interface.verify import verifyObject

from archive.errors import (
    DocumentTypeUnknownError,
    ItemUnknownError,
    PermissionMissingError,
    ProjectUnknownError,
    StaleEditError,
)
from archive.services.drafting import drafts
from archive.services.drafting.errors import (
    DraftFaultyError,
    DraftsFullError,
    DraftSubmittedError,
    DraftTooLargeError,
    DraftUnknownError,
    SectionUnknownError,
)
from archive.services.drafting.interfaces import IDraftService
from archive.services.errors import MaterialTooLargeError, MaterialTypeError
from archive.services.sweep import named_digests

STRANGER = actor("applicant", name="stranger")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def draft(office):
    return Filler(office)


def test_it_keeps_the_interface(office):
    assert verifyObject(IDraftService, office.drafts)


def test_a_draft_begins_empty_or_for_a_project_with_items_chosen(office):
    empty = Filler(office).seen
    assert (empty.items, empty.project, dict(empty.sections), empty.edition) == ((), "", {}, 1)
    project = office.project()
    chosen = Filler(office, project=project, items=("X3-04",)).seen
    assert (chosen.items, chosen.project, chosen.name) == (("X3-04",), project, "示例厂房一期")
    assert chosen.sections["applicant"] == {"applicant": "示例公司", "applicant_code": OWNER}
    assert [one.id for one in office.drafts.list(office.root, APPLICANT)] == [chosen.id, empty.id] or len(
        {one.changed_at for one in office.drafts.list(office.root, APPLICANT)}
    ) == 1


def test_a_draft_is_begun_by_who_may_apply_for_what_there_is(office):
    for who, begun, error in (
        (actor("decider"), {}, PermissionMissingError),
        (STRANGER, {"project": office.project()}, ProjectUnknownError),
        (APPLICANT, {"items": ("X9-99",)}, ItemUnknownError),
    ):
        with pytest.raises(error):
            Filler(office, who, **begun)
    assert office.drafts.list(office.root, APPLICANT) == ()


def test_whatever_is_typed_is_kept_and_what_is_wrong_is_told(draft):
    draft.save("items", ["X1-06"])
    typed = {"YDMJ": "很大", "nobody": "x", "TDHQFS": ["出让"]}
    saved = draft.save("data", {"X1-06": typed})
    assert draft.seen.sections["data"] == {"X1-06": typed}
    told = {(fault.path, fault.code): fault for fault in saved.faults}
    assert told[("/X1-06/YDMJ", "archive.number-unread")].label["zh"] == "用地面积"
    assert ("/X1-06/nobody", "archive.unasked-field") in told
    assert ("/X1-06/TDHQFS", "archive.text-unread") in told
    assert ("/X1-06/PZYDJG", "templates.field-missing") in told
    assert {fault.section for fault in saved.faults} == {"data"}


@pytest.mark.parametrize(
    "section", ["applicant", "project", "facts", "shared", "data", "parts", "covers", "annexes", "items"]
)
@pytest.mark.parametrize(
    "values", [None, "x", 7, [1, "x"], ["X1-06"], {"X1-06": "x"}, {"X1-06": [7]}, {"a": {"b": []}}]
)
def test_no_shape_of_values_is_lost_or_breaks_the_form(draft, section, values):
    draft.save("items", ["X1-06"])
    draft.save(section, values)
    assert draft.seen.sections[section] == values
    assert draft.ask("check")
    assert draft.ask("letter").faults
    assert isinstance(draft.ask("needs"), tuple)


def test_what_is_saved_in_any_order_is_there(office, draft):
    draft.save("data", {"X1-06": {"YDMJ": "1"}})
    draft.save("data", {"X2-02": {"JSWZ": "x"}})
    draft.save("items", ["X2-02", "X1-06"])
    assert draft.seen.sections["data"] == {"X1-06": {"YDMJ": "1"}, "X2-02": {"JSWZ": "x"}}
    assert (draft.seen.items, draft.seen.step, draft.seen.edition) == (("X2-02", "X1-06"), "items", 4)


def test_saving_the_same_again_changes_nothing(draft):
    assert draft.save("facts", {"use": "厂房"}).edition == draft.save("facts", {"use": "厂房"}).edition == 2


def test_what_others_saved_in_between_is_not_overwritten(office, draft):
    draft.save("facts", {"use": "厂房"})
    with pytest.raises(StaleEditError):
        office.drafts.save(office.root, APPLICANT, draft.draft.id, "facts", {}, seen=1)
    assert draft.seen.sections["facts"] == {"use": "厂房"}


def test_a_draft_changes_only_by_what_is_saved(draft):
    values = {"use": "厂房"}
    draft.save("facts", values)
    values["use"] = draft.seen.sections["facts"]["use"] = "x"
    assert draft.seen.sections["facts"] == {"use": "厂房"}


VERBS = {
    "view": {},
    "needs": {},
    "known": {},
    "check": {},
    "letter": {},
    "submit": {},
    "discard": {},
    "save": {"section": "facts", "values": {}, "seen": 1},
    "add_material": {"document_type": "D20", "intake": None},
    "remove_material": {"document_type": "D20", "digest": ""},
}


def test_every_verb_is_tried_by_a_stranger():
    assert {*VERBS, "begin", "list"} == set(IDraftService.names())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", [STRANGER, actor("clerk"), actor("operator"), actor()])
def test_the_draft_of_somebody_else_is_not_there(office, draft, verb, who, caplog):
    with pytest.raises((DraftUnknownError, PermissionMissingError)) as refused:
        getattr(office.drafts, verb)(office.root, who, draft.draft.id, **VERBS[verb])
    assert [one.message for one in caplog.records] == ["access refused"]
    with pytest.raises(type(refused.value)):
        getattr(office.drafts, verb)(office.root, who, "T0", **VERBS[verb])
    assert office.drafts.list(office.root, who) == ()
    assert draft.seen.id


def test_a_project_of_somebody_else_cannot_be_chosen_nor_seen_once_it_is_no_longer_one_s_own(office):
    project = office.project()
    draft = Filler(office, STRANGER)
    with pytest.raises(ProjectUnknownError):
        draft.save("project", {"project": project})
    found = office.root.projects[project]
    found.applicants |= {"stranger"}
    draft.save("project", {"project": project})
    assert draft.seen.name == "示例厂房一期"
    found.applicants -= {"stranger"}
    assert (draft.seen.name, draft.ask("letter").project) == ("", "")
    assert ("project", "/project", "project-unknown") in draft.faults()
    assert draft.ask("needs") == ()


def test_a_file_is_added_once_under_its_type_and_taken_away(office, draft):
    digest = draft.bring("D20")
    edition = draft.edition
    draft.bring("D20", size=9)
    (kept,) = draft.seen.materials
    assert (kept.document_type, kept.digest, kept.size, kept.title["en"][:13]) == ("D20", digest, 9, "Design scheme")
    assert digest in named_digests(office.root)
    for _ in range(2):
        saved = draft.ask("remove_material", document_type="D20", digest=digest)
    assert (draft.seen.materials, saved.edition) == ((), edition + 2)
    assert digest not in named_digests(office.root)


def test_a_file_that_its_type_does_not_accept_is_refused(office, draft):
    for wanted, changes, error in (
        ("D01", {"media_type": "image/vnd.dwg"}, MaterialTypeError),
        ("D01", {"size": 60_000_000}, MaterialTooLargeError),
    ):
        with pytest.raises(error):
            draft.bring(wanted, **changes)
    with pytest.raises(DocumentTypeUnknownError):
        draft.bring("D99")
    assert draft.seen.materials == ()


def test_there_is_an_end_to_drafts_files_bytes_and_depth(office, draft, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    monkeypatch.setattr(drafts, "MOST_MATERIALS", 1)
    monkeypatch.setattr(drafts, "MOST_BYTES", 1000)
    with pytest.raises(DraftsFullError):
        Filler(office)
    draft.bring("D20")
    with pytest.raises(DraftsFullError):
        draft.bring("D32")
    deep = []
    for _ in range(9):
        deep = [deep]
    for values in ({"use": "x" * 1000}, deep, {1: "x"}, {"use": object()}):
        with pytest.raises(DraftTooLargeError):
            draft.save("facts", values)
    assert "facts" not in draft.seen.sections
    draft.save("facts", {"use": "x" * 600})
    with pytest.raises(DraftTooLargeError):
        draft.save("shared", {"use": "x" * 600})


def test_there_are_no_other_sections(draft):
    for name in ("colour", "materials", ""):
        with pytest.raises(SectionUnknownError):
            draft.save(name, {})


def test_a_draft_that_is_whole_is_submitted_and_a_double_click_gives_the_same(office, draft):
    draft.fill("X1-06", "X2-02", "X3-04")
    assert draft.ask("check") == ()
    first, again = draft.ask("submit", seen=draft.edition), draft.ask("submit", seen=draft.edition)
    assert list(first.cases) == ["X1-06", "X2-02", "X3-04"]
    assert (again.application, again.cases, again.repeated) == (first.application, first.cases, True)
    assert len(office.root.applications) == 1
    case = office.root.cases[first.cases["X3-04"]]
    assert (case.data["JSXZ"], case.data["ZJZMJ"], case.data["JSDW"]) == (1, 9800, "示例精密制造有限公司")
    assert office.root.applications[first.application].form["use"] == "factory"


def test_what_was_submitted_is_changed_no_more_and_kept_only_as_the_application(office, draft):
    done = draft.fill("X1-06").ask("submit")
    assert (draft.seen.application, draft.seen.sections, draft.seen.materials) == (done.application, {}, ())
    assert draft.seen.name == office.root.projects[draft.seen.project].name != ""
    for verb in ("needs", "check", "letter"):
        with pytest.raises(DraftSubmittedError, match=done.application):
            draft.ask(verb)
    with pytest.raises(DraftSubmittedError):
        draft.save("facts", {})
    draft.ask("discard")
    assert done.application in office.root.applications


def test_what_is_not_right_is_not_submitted_and_nothing_is_done(office, draft):
    draft.fill("X1-06")
    draft.save("facts", {"floor_area": "很大"})
    with pytest.raises(DraftFaultyError, match="facts/floor_area") as refused:
        draft.ask("submit")
    assert [fault.code for fault in refused.value.faults] == ["archive.number-unread"]
    with pytest.raises(StaleEditError):
        draft.ask("submit", seen=1)
    assert len(office.root.applications) == len(office.root.projects) == 0


def test_a_draft_for_a_project_of_ours_uses_its_licences_and_writes_parts_down(office):
    project = office.project()
    land = office.issued(project=project)
    draft = Filler(office, project=project).fill("X2-02")
    draft.save(
        "parts",
        {"works": [{"code": "GC01", "name": "一期", "buildings": [{"code": "01", "name": "1#", "JZMJ": "9800"}]}]},
    )
    draft.save("covers", {"X2-02": [{"level": "单体", "name": "01"}]})
    assert draft.ask("check") == ()
    done = draft.ask("submit")
    assert [one.identifier for one in done.reused] == [land]
    assert office.root.projects[project].works["GC01"].buildings["01"].facts == {"JZMJ": 9800}
    assert office.root.cases[done.cases["X2-02"]].covers[0].name == "01"


def test_a_discarded_draft_is_gone(office, draft):
    draft.ask("discard")
    with pytest.raises(DraftUnknownError):
        draft.ask("view")
    assert [event.fields["kind"] for event in office.root.events.events.values()][-2:] == [
        "draft.begun",
        "draft.discarded",
    ]


def test_no_event_says_what_was_typed(office, draft):
    draft.fill("X1-06")
    events = [event.fields for event in office.root.events.events.values()]
    assert [fields["values"] for fields in events if fields["kind"].startswith("draft.")] == [{}]


def test_what_is_told_of_a_project_whose_code_is_here_is_that_project(office):
    office.project()
    draft = Filler(office)
    draft.fill("X1-06")
    draft.save("project", {**TOLD, "code": PROJECT_CODE.replace("-", " ")})
    assert {fault for fault in draft.faults() if fault[0] == "project"} == set()
    draft.ask("submit")
    assert len(office.root.projects) == 1


def test_of_two_that_submit_a_draft_at_once_one_does_and_the_other_hears_the_same():
    office = Office()
    draft = Filler(office).fill("X1-06").draft.id
    database = ZODB.DB(MappingStorage())
    with closing(database), ExitStack() as opened:
        with database.transaction() as connection:
            connection.root()["archive"] = office.root
        clicks = []
        for _ in range(2):
            manager = TransactionManager(explicit=True)
            connection = opened.enter_context(closing(database.open(manager)))
            manager.begin()
            root = connection.root()["archive"]
            clicks.append((manager, root, office.drafts.submit(root, APPLICANT, draft)))
        (first, _root, done), (second, root, _lost) = clicks
        first.commit()
        with pytest.raises(ConflictError):
            second.commit()
        second.abort()
        second.begin()
        again = office.drafts.submit(root, APPLICANT, draft)
        assert (again.application, again.repeated) == (done.application, True)
        assert len(root.applications) == 1
        second.abort()

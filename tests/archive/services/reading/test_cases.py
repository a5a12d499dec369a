"""Cases as readers are told of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, PROJECT_CODE, Office, actor
from readers import READERS, SEEING, SIDE, Looked, Scene
from zope.interface.verify import verifyObject

from archive.errors import CaseLaterError
from archive.model import Amendment, Change, Correction, Decision, Point
from archive.models.authorities import Delegation
from archive.services.reading.errors import CursorMalformedError, FileUnknownError
from archive.services.reading.interfaces import ICaseReading

CLERK, AUDITOR = READERS["clerk"], READERS["auditor"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def get(scene, case, who=AUDITOR, at=None):
    return scene.read.case.get(scene.root, who, case, at)


def test_it_keeps_the_interface(scene):
    assert verifyObject(ICaseReading, scene.read.case)


def test_a_list_has_the_last_first_and_is_narrowed(scene):
    def keys(**asked):
        return [one.case for one in scene.read.case.list(scene.root, AUDITOR, **asked).rows]

    assert keys() == [scene.waiting, scene.done]
    assert keys(state="approved") == keys(item="X1-06") == [scene.done]
    assert keys(project=scene.project) == [scene.waiting, scene.done]
    assert keys(application=scene.root.cases[scene.done].application) == [scene.done]
    assert keys(application="A0") == []
    assert keys(project=scene.foreign) == keys(state="rejected") == keys(project="P0") == []


@pytest.mark.parametrize("asked", [{}, {"project": True}])
@pytest.mark.parametrize("reader", ["auditor", "clerk", "beginner"])
def test_pages_of_a_list_go_on_where_the_one_before_ended(scene, reader, asked):
    named = {"project": scene.project} if asked else {}
    first = scene.read.case.list(scene.root, READERS[reader], limit=1, **named)
    second = scene.read.case.list(scene.root, READERS[reader], limit=1, cursor=first.cursor, **named)
    assert [one.case for one in (*first.rows, *second.rows)] == [scene.waiting, scene.done]
    assert (bool(first.cursor), second.cursor) == (True, "")


@pytest.mark.parametrize("asked", [{}, {"project": True}])
def test_a_page_of_one_s_own_cases_looks_at_those_that_it_shows(scene, asked, monkeypatch):
    looked = Looked(scene.root.cases.by_id)
    monkeypatch.setattr(scene.root.cases, "by_id", looked)
    named = {"project": scene.project} if asked else {}
    (shown,) = scene.read.case.list(scene.root, READERS["beginner"], limit=1, **named).rows
    assert looked.at == {shown.case}


def test_a_cursor_that_no_list_gave_is_refused(scene):
    for read in (scene.read.case.list, scene.read.case.queue):
        with pytest.raises(CursorMalformedError):
            read(scene.root, CLERK, cursor="?")


def test_a_line_says_where_a_case_stands(scene):
    line = get(scene, scene.done).line
    assert (line.item, line.stage, line.state, line.national_state) == ("X1-06", 1, "approved", "11")
    assert (line.project, line.project_name, line.authority) == (scene.project, "示例厂房一期", NR)
    assert (line.kind, line.licences) == ("land_use_planning_permit", (scene.licence,))


def test_a_case_is_told_with_every_step_document_and_the_decision(scene):
    told = get(scene, scene.done)
    assert [(step.verb, step.state, step.by) for step in told.steps] == [
        ("accept", "accepted", "clerk"),
        ("review", "reviewed", "reviewer"),
        ("approve", "approved", "decider"),
    ]
    assert told.steps[1].note == "符合条件"
    assert (told.decision.number, told.decision.verb) == ("示规许〔2026〕1号", "approve")
    assert {one.part for one in told.documents} == {"materials", "process_forms", "results"}
    (face, *_annexes) = [one for one in told.documents if one.part == "results"]
    assert (face.versions[0].origin, face.versions[0].licence) == ("made", scene.licence)
    assert (told.form["low_risk"], told.data["YDDW"]) == (True, "示例精密制造有限公司")


def test_what_was_reused_is_told_with_its_state_then_and_now():
    scene = Scene()
    (reused,) = get(scene, scene.waiting).reused
    assert (reused.identifier, reused.document_type) == (scene.licence, "D13")
    assert (reused.state_then, reused.state, reused.number) == ("valid", "valid", scene.promise.number)
    scene.office.clock.forward(60)
    scene.office.acts.act(scene.root, actor("decider"), scene.licence, "suspend", scene.office.decision())
    (reused,) = get(scene, scene.waiting).reused
    assert (reused.state_then, reused.state) == ("valid", "suspended")


def test_what_was_reused_is_told_with_what_it_is_to_become():
    scene = Scene()
    now = scene.office.clock()
    later = Decision("2", "ground", now, now + timedelta(days=1))
    assert get(scene, scene.waiting).reused[0].later_acts == ()
    scene.office.acts.act(scene.root, actor("decider"), scene.licence, "revoke", later)
    (reused,) = get(scene, scene.waiting).reused
    assert (reused.state, [act.verb for act in reused.later_acts]) == ("valid", ["revoke"])
    scene.office.clock.now += timedelta(days=1)
    (reused,) = get(scene, scene.waiting).reused
    assert (reused.state, reused.later_acts) == ("revoked", ())


def test_a_case_is_told_as_it_was_known(scene):
    application = scene.root.applications[scene.root.cases[scene.done].application]
    then = get(scene, scene.done, at=application.recorded_at)
    assert then.line.state == "approved", "the clock of the scene stood still"
    with pytest.raises(CaseLaterError):
        get(scene, scene.done, at=application.recorded_at - timedelta(seconds=1))


def test_a_line_names_the_version_that_is_in_force_whatever_took_the_place_of_what_the_case_gave():
    office, decider = Office(), actor("decider")

    def in_force(at=None):
        return get(office, case, at=at).line.in_force

    case = office.submitted()
    assert in_force() == ()
    first = office.approved(case, NR).identifier
    assert in_force() == (), "it is promised only"
    office.drain()
    assert in_force() == (first,)
    office.clock.forward(60)
    issued, _ = office.clock(), office.clock.forward(60)
    second = office.acts.replace(office.root, decider, first, Amendment({"YDMJ": 2.5}), office.decision()).identifier
    assert in_force() == (first,), "what is to take its place is promised only"
    office.drain()
    assert (get(office, case).line.licences, in_force()) == ((first,), (second,))
    office.clock.forward(60)
    office.acts.act(office.root, decider, second, "revoke", office.decision())
    assert (in_force(), in_force(issued)) == ((), (first,))


def test_steps_versions_and_decision_are_told_from_when_they_were_recorded():
    office = Office()
    case = office.submitted()
    office.clock.forward(60)
    before = office.clock.now
    office.clock.forward(60)
    office.approved(case, NR)
    told = office.read.case.get(office.root, AUDITOR, case, before)
    assert (told.line.state, told.steps, told.decision, told.line.licences) == ("submitted", (), None, ())
    assert {one.part for one in told.documents} == {"materials", "process_forms"}
    assert [one.document_type for one in told.documents if one.part == "process_forms"] == ["P01"]


def test_an_asked_correction_is_told_with_all_versions_and_what_was_handed_in():
    office = Office()
    case = office.submitted()
    office.clock.forward(60)
    asked = Point("D01", "不清晰")
    office.ask_correction.ask_correction(office.root, actor("clerk"), case, [asked])
    told = office.read.case.get(office.root, AUDITOR, case)
    ((at, points, handed),) = [(one.at, one.points, one.handed) for one in told.corrections]
    assert (at, points, handed, told.line.state) == (office.clock(), (asked,), (), "correcting")
    office.clock.forward(60)
    better = replace(office.material("D01").intake, digest=str(office.blobs.put(b"better")), name="better.pdf")
    office.correct.correct(office.root, actor("applicant"), case, Correction(versions={"D01-001": better}))
    told = office.read.case.get(office.root, AUDITOR, case)
    assert told.corrections[0].handed
    (document,) = [one for one in told.documents if one.document == "D01-001"]
    assert [(one.number, one.name) for one in document.versions] == [(1, "D01.pdf"), (2, "better.pdf")]
    latest = office.read.case.file(office.root, AUDITOR, case, "D01-001")
    assert (latest.name, office.read.case.file(office.root, AUDITOR, case, "D01-001", 1).name) == (
        "better.pdf",
        "D01.pdf",
    )


def test_the_tag_changes_with_what_is_told_and_with_nothing_else():
    office = Office()
    case = office.submitted()
    first = office.read.case.get(office.root, AUDITOR, case).tag
    office.clock.forward(1)
    assert office.read.case.get(office.root, AUDITOR, case).tag == first
    office.accept.accept(office.root, actor("clerk"), case)
    assert office.read.case.get(office.root, AUDITOR, case).tag != first


def test_the_letter_names_who_decides_now_and_what_is_asked(scene):
    letter = get(scene, scene.done).letter
    assert (letter.applicant, letter.applicant_code, letter.project_code) == ("示例公司", OWNER, PROJECT_CODE)
    assert (letter.authority, letter.authority_name) == (NR, "示例市自然资源和规划局")
    assert letter.accepted_at is not None
    assert get(scene, scene.waiting).letter.accepted_at is None


@pytest.mark.parametrize(
    ("reader", "verbs"),
    [
        ("clerk", {"accept", "decline", "ask_correction", "withdraw"}),
        ("beginner", {"withdraw"}),
        ("owner", {"withdraw"}),
        ("mandated", {"withdraw"}),
        ("reviewer", set()),
        ("auditor", set()),
    ],
)
def test_the_steps_that_a_reader_may_take_are_told(scene, reader, verbs):
    assert set(get(scene, scene.waiting, READERS[reader]).verbs) == verbs


def test_a_list_of_a_project_of_others_is_empty(scene):
    for reader in ("stranger", "ended", "foreign clerk"):
        assert scene.read.case.list(scene.root, READERS[reader], project=scene.project).rows == ()


def test_an_official_who_sees_a_case_of_another_authority_otherwise_takes_no_step_of_it(scene):
    both = actor("clerk", "auditor", authority=HC)
    assert get(scene, scene.waiting, both).verbs == ()


class TestQueue:
    """The queue of officials."""

    @pytest.fixture(autouse=True)
    def _begin(self):
        self.office = Office()
        project = self.office.project()
        asked = self.office.submission(project, "X1-06", "X2-02")
        made = self.office.submit.submit(self.office.root, actor("applicant"), asked)
        self.land, self.plan = made.cases["X1-06"], made.cases["X2-02"]

    def queue(self, who, **asked):
        return self.office.read.case.queue(self.office.root, who, **asked)

    def keys(self, who, **asked):
        return [one.line.case for one in self.queue(who, **asked).rows]

    def test_holds_the_cases_that_wait_for_one_s_own_step_the_first_first(self):
        assert self.keys(actor("clerk")) == [self.land, self.plan]
        assert self.keys(actor("reviewer")) == self.keys(actor("decider")) == self.keys(AUDITOR) == []
        self.office.accept.accept(self.office.root, actor("clerk"), self.land)
        assert (self.keys(actor("clerk")), self.keys(actor("reviewer"))) == ([self.plan], [self.land])
        assert self.keys(actor("clerk", authority=HC)) == []

    def test_leaves_out_what_a_person_is_not_free_for(self):
        assert self.keys(actor("clerk", name="applicant")) == []
        self.office.accept.accept(self.office.root, actor("clerk", "reviewer", name="li"), self.land)
        assert self.keys(actor("reviewer", name="li")) == []

    def test_says_what_is_missing_and_who_had_it(self):
        self.office.accept.accept(self.office.root, actor("clerk"), self.land)
        (told,) = self.queue(actor("reviewer")).rows
        assert (told.verbs, told.missing, told.handled) == (("review",), (), (("accept", "clerk"),))
        assert (told.days, told.accepted_at) == (told.days, self.office.clock())
        (waits,) = self.queue(actor("clerk")).rows
        assert (waits.missing, waits.accepted_at, waits.line.since) == (("D13",), None, self.office.clock())
        assert waits.days > 0

    def test_pages_go_on_and_are_narrowed_to_a_state(self):
        first = self.queue(actor("clerk"), limit=1)
        assert self.keys(actor("clerk"), limit=1, cursor=first.cursor) == [self.plan]
        self.office.accept.accept(self.office.root, actor("clerk"), self.land)
        everybody = actor("clerk", "reviewer", name="zhao")
        assert self.keys(everybody, state="accepted") == [self.land]
        assert self.keys(everybody, state="approved") == []

    def test_of_a_delegate_holds_the_kinds_that_it_was_given(self):
        given = Delegation(HC, frozenset({"land_use_planning_permit"}), "委托")
        operator, now = actor("operator"), Change(self.office.clock())
        self.office.authorities.delegate(self.office.root, operator, NR, given, now)
        delegate = actor("clerk", authority=HC)
        assert self.keys(delegate) == [self.land]
        assert [one.case for one in self.office.read.case.list(self.office.root, delegate).rows] == [self.land]

    def test_goes_over_with_the_office(self):
        self.office.clock.forward(60)
        self.office.authorities.succeed(self.office.root, actor("operator"), NR, HC, Change(self.office.clock()))
        assert self.keys(actor("clerk", authority=HC)) == [self.land, self.plan]
        assert self.keys(actor("clerk")) == []


def test_a_file_is_given_by_document_and_version(scene):
    told = next(one for one in get(scene, scene.done).documents if one.document == "D01-001")
    given = scene.read.case.file(scene.root, CLERK, scene.done, "D01-001", 1)
    assert (given.digest, given.size, given.media_type, given.name) == (
        told.versions[0].digest,
        told.versions[0].size,
        "application/pdf",
        "D01.pdf",
    )
    assert scene.read.case.file(scene.root, CLERK, scene.done, "D01-001") == given


@pytest.mark.parametrize(
    ("document", "number"), [("D01-001", 0), ("D01-001", 2), ("D01-001", -1), ("Z-1", None), ("Z-1", 1)]
)
def test_a_file_that_is_not_there_is_said_to_be_unknown(scene, document, number):
    with pytest.raises(FileUnknownError):
        scene.read.case.file(scene.root, CLERK, scene.done, document, number)


def test_a_document_of_another_case_of_the_form_is_not_in_this_ones_dossier():
    office = Office()
    asked = office.submission(office.project(), "X1-06", "X2-02")
    made = office.submit.submit(office.root, actor("applicant"), asked)
    office.accept.accept(office.root, actor("clerk"), made.cases["X1-06"])
    own, other = (office.read.case.get(office.root, AUDITOR, made.cases[code]) for code in ("X1-06", "X2-02"))
    (form,) = [one.document for one in own.documents if one.case]
    assert form not in [one.document for one in other.documents]
    with pytest.raises(FileUnknownError):
        office.read.case.file(office.root, AUDITOR, made.cases["X2-02"], form)


def test_a_case_of_an_item_that_the_catalogue_has_no_more_is_told_all_the_same(scene):
    reading = replace(scene.read.case, catalogue=replace(scene.read.case.catalogue, items={}))
    assert reading.get(scene.root, AUDITOR, scene.done).line.stage == 0
    (told,) = reading.queue(scene.root, CLERK).rows
    assert told.days == 0


@pytest.mark.parametrize("reader", sorted(SEEING))
def test_the_opinion_for_who_decides_is_not_told_to_the_applicant_s_side(scene, reader, caplog):
    told = get(scene, scene.done, READERS[reader])
    (review,) = [step for step in told.steps if step.verb == "review"]
    forms = [one.document for one in told.documents if one.document_type == "P03"]
    if reader in SIDE:
        assert (review.note, forms) == ("", [])
        for read in (scene.read.case.file, scene.read.case.document):
            caplog.clear()
            with pytest.raises(FileUnknownError):
                read(scene.root, READERS[reader], scene.done, "P03-001")
            (record,) = caplog.records
            assert (record.kind, record.id) == ("document", f"{scene.done}/P03-001")
    else:
        (written,) = (one for one in told.documents if one.document_type == "P03")
        assert scene.read.case.document(scene.root, READERS[reader], scene.done, "P03-001") == written
        assert (review.note, forms) == ("符合条件", ["P03-001"])
        assert scene.read.case.file(scene.root, READERS[reader], scene.done, "P03-001").size
    assert [one.document_type for one in told.documents if one.document_type in ("P02", "P04")] == ["P02", "P04"]

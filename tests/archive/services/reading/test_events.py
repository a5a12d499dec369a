"""What happened, as readers are told of it."""

import pytest
from archive_fixture import Office, actor
from readers import READERS, SEEING, SIDE, Scene
from zope.interface.verify import verifyObject

from archive.model import Intent
from archive.services.reading.errors import CursorMalformedError
from archive.services.reading.events import read_number
from archive.services.reading.interfaces import IEventReading
from archive.services.reading.paging import write_cursor

AUDITOR, OPERATOR = READERS["auditor"], READERS["operator"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def timeline(scene, who=AUDITOR, **asked):
    return scene.read.event.timeline(scene.root, who, scene.project, **asked)


def test_it_keeps_the_interface(scene):
    assert verifyObject(IEventReading, scene.read.event)


def test_a_project_s_timeline_tells_everything_in_one_row(scene):
    rows = timeline(scene, limit=200).rows
    assert [row.kind for row in rows] == [
        "project.begun",
        "project.code-bound",
        "application.submitted",
        "case.submitted",
        "mandate.granted",
        "mandate.granted",
        "mandate.granted",
        "case.accept",
        "case.review",
        "case.approve",
        "licence.promised",
        "licence.issued",
        "mandate.revoked",
        "application.submitted",
        "case.submitted",
    ]
    assert [row.seq for row in rows] == sorted(row.seq for row in rows)
    (review,) = [row for row in rows if row.kind == "case.review"]
    assert (review.by, review.why, review.subject) == ("reviewer", "符合条件", scene.done)
    assert (review.happened_at, review.values["to"]) == (scene.root.cases[scene.done].taken[1].happened_at, "reviewed")


def test_an_act_s_ground_and_a_void_number_s_reason_are_told():
    scene = Scene()
    scene.office.acts.act(scene.root, actor("decider"), scene.licence, "suspend", scene.office.decision())
    assert timeline(scene, limit=200).rows[-1].why == "城乡规划法第三十七条"
    assert timeline(scene, limit=200).rows[0].why == ""


def test_the_side_that_an_act_concerns_is_not_told_of_it_until_it_is_done():
    scene = Scene()
    about = Intent("示规撤〔2026〕1号", "行政许可法第六十九条")
    decider, second = actor("decider"), actor("decider", name="second")
    proposed = scene.office.proposals.propose(scene.root, decider, "revoke", scene.licence, about)
    insiders = {"clerk", "reviewer", "decider", "archivist", "auditor"}

    def told(word):
        found = {name: timeline(scene, READERS[name], limit=200).rows for name in SEEING}
        return {name for name, rows in found.items() if any(word in row.kind for row in rows)}

    assert told("proposal.") == insiders
    assert told("licence.revoke") == set()
    scene.office.proposals.confirm(scene.root, second, proposed.id)
    assert told("proposal.") == insiders
    assert told("licence.revoke") == SEEING


def test_a_timeline_goes_on_page_by_page_in_both_directions(scene):
    every = [row.seq for row in timeline(scene, limit=200).rows]
    for backwards, whole in ((False, every), (True, every[::-1])):
        found, cursor = [], ""
        while True:
            page = timeline(scene, limit=4, cursor=cursor, backwards=backwards)
            found += [row.seq for row in page.rows]
            if not (cursor := page.cursor):
                break
        assert found == whole


def test_a_timeline_tells_each_authority_what_is_its_own():
    office = Office()
    asked = office.submission(office.project(), "X1-06", "X2-02", "X3-04")
    made = office.submit.submit(office.root, actor("applicant"), asked)
    project = office.root.applications[made.application].project
    rows = office.read.event.timeline(office.root, actor("clerk", authority="11350200DEM000022R"), project).rows
    subjects = {row.subject for row in rows}
    assert made.cases["X3-04"] in subjects
    assert not {made.cases["X1-06"], made.cases["X2-02"]} & subjects


def test_events_are_listed_the_last_first_by_subject_user_and_kind(scene):
    def kinds(who=AUDITOR, **asked):
        return [row.kind for row in scene.read.event.list(scene.root, who, **asked).rows]

    assert kinds(subject=scene.done) == ["case.approve", "case.review", "case.accept", "case.submitted"]
    assert kinds(by="reviewer") == ["case.review"]
    assert kinds(kind="case.accept") == ["case.accept"]
    assert set(kinds(kind="user")) == {"user.added", "user.disabled"}
    assert kinds(kind="use") == []
    assert kinds(OPERATOR, subject=scene.done) == []
    assert kinds()[0] == "project.begun"


@pytest.mark.parametrize("asked", [{}, {"subject": "yes"}])
def test_a_list_goes_on_page_by_page(scene, asked):
    named = {"subject": scene.done} if asked else {"kind": "case"}
    first = scene.read.event.list(scene.root, AUDITOR, limit=2, **named)
    second = scene.read.event.list(scene.root, AUDITOR, limit=200, cursor=first.cursor, **named)
    seqs = [row.seq for row in (*first.rows, *second.rows)]
    whole = [row.seq for row in scene.read.event.list(scene.root, AUDITOR, limit=200, **named).rows]
    assert seqs == whole


def follow(scene, who=AUDITOR, **asked):
    page = scene.read.event.follow(scene.root, who, **asked)
    return [row.seq for row in page.rows], page.cursor


def test_a_program_keeps_up_with_events_in_their_order(scene):
    first, cursor = follow(scene, limit=3)
    assert first == [1, 2, 3]
    assert follow(scene, limit=3, cursor=cursor)[0] == [4, 5, 6]
    last = len(scene.root.events)
    assert follow(scene, after=last - 1) == ([last], "")
    assert follow(scene, after=last + 5) == ([], "")


def test_a_subject_s_events_are_followed_alone(scene):
    seqs, _cursor = follow(scene, subject=scene.project, limit=200)
    assert len(seqs) > 1
    assert follow(scene, subject=scene.project, after=seqs[0], limit=200)[0] == seqs[1:]


def test_a_program_is_told_what_its_user_may_see(scene):
    assert len(follow(scene, OPERATOR, limit=200)[0]) < len(follow(scene, limit=200)[0])


@pytest.mark.parametrize("place", ["x", "-1", "1.5", "²", "9" * 19])
def test_a_place_that_is_no_number_is_none_that_a_list_gave(place):
    with pytest.raises(CursorMalformedError):
        read_number(write_cursor(place))
    assert (read_number(write_cursor("12")), read_number("")) == (12, 0)


def test_what_is_proposed_on_a_licence_is_told_to_its_authority_alone():
    scene = Scene()
    office, decider = scene.office, READERS["decider"]
    office.proposals.propose(scene.root, decider, "suspend", scene.licence, Intent("示建罚〔2026〕1号", "停工整改"))
    told = [[row.kind for row in timeline(scene, READERS[who], limit=200).rows] for who in ("decider", "owner")]
    assert ["proposal.proposed" in kinds for kinds in told] == [True, False]


@pytest.mark.parametrize("reader", sorted(SEEING))
def test_the_opinion_for_who_decides_is_no_part_of_the_applicant_s_timeline(scene, reader):
    rows = scene.read.event.timeline(scene.root, READERS[reader], scene.project, limit=200).rows
    assert [row.why for row in rows if row.kind == "case.review"] == ["" if reader in SIDE else "符合条件"]

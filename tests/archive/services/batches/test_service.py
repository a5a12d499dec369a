"""Bulk issues that pages send."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from archive_fixture import HC, NR, Office, actor
from samples import sample_of
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError
from archive.jobs.foreman import Foreman
from archive.model import Batch, Change, Intake
from archive.models.authorities import Delegation
from archive.services import gathering
from archive.services.batches import service as batches
from archive.services.batches.errors import BatchEmptyError, BatchUnknownError
from archive.services.batches.interfaces import IBatchService
from archive.services.batches.model import BatchGiven
from archive.services.errors import AuthorityForeignError, BatchConflictError, FileTooLargeError
from archive.services.sweep import named_digests
from storage.errors import BlobMissingError, BlobUnavailableError

KIND = "land_use_planning_permit"
DECIDER = actor("decider")
DATA = {**sample_of(KIND), "annexes": ["plan.png"]}
OPERATOR = actor("operator")


@pytest.fixture
def office():
    office = Office()
    user = {"roles": ["decider"], "authority": NR, "password": "a good password"}
    office.users.add(office.root, OPERATOR, DECIDER.name, **user)
    return office


def given(office, *rows, name="rows.jsonl", **changes):
    """A bulk issue of some rows, all with one drawing."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    file = Intake(str(office.blobs.put(text)), len(text), "text/csv", name)
    drawings = {"plan.png": str(office.blobs.put(b"a drawing"))}
    return replace(BatchGiven(Batch(KIND, NR, office.decision()), file, drawings), **changes)


def rows_of(count):
    return [{**DATA, "id": f"r{number}"} for number in range(count)]


def work_off(office):
    """Have everything taken; gives how many turns it took."""
    foreman = Foreman(lambda work: work(office.root), office.batches, office.clock.forward)
    return sum(1 for _turn in iter(foreman.turn, False))


def test_it_keeps_the_interface(office):
    assert verifyObject(IBatchService, office.batches)


def test_what_is_wrong_with_a_row_is_kept_each_fault_at_its_place(office):
    asked = given(office, {**DATA, "id": [], "no": 1, "YDWZ": ""}, {**DATA, "annexes": ["other.png"], "YDWZ": ""})
    rehearsed, _left = office.batches.rehearse(office.root, DECIDER, asked)
    cells, whole = ([(each.code, each.path) for each in row.faults] for row in rehearsed)
    missing = ("templates.field-missing", "/YDWZ")
    assert cells == [("archive.why-columns-unknown", ""), ("archive.why-key", "/id"), missing]
    assert whole == [("archive.drawing-unsent", ""), missing]
    batch = office.batches.send(office.root, DECIDER, asked)
    work_off(office)
    _told, rows = office.batches.get(office.root, DECIDER, batch)
    assert [row.faults for row in rows] == [row.faults for row in rehearsed]


def test_each_row_is_promised_in_its_turn_and_told_of_until_it_is_issued(office):
    batch = office.batches.send(office.root, DECIDER, given(office, *rows_of(batches.CHUNK + 2)))
    told, rows = office.batches.get(office.root, DECIDER, batch)
    assert (told.count, told.taken, rows) == (batches.CHUNK + 2, 0, ())
    assert work_off(office) == 2
    told, rows = office.batches.get(office.root, DECIDER, batch)
    assert (told.taken, {row.result for row in rows}) == (batches.CHUNK + 2, {"waiting"})
    office.drain()
    told, rows = office.batches.get(office.root, DECIDER, batch)
    assert [(row.line, row.key, row.result) for row in rows[:2]] == [(1, "r0", "issued"), (2, "r1", "issued")]
    assert len({row.number for row in rows}) == batches.CHUNK + 2
    assert told.counts == {"issued": len(rows), "already": 0, "waiting": 0, "failed": 0}
    assert office.batches.list(office.root, DECIDER) == (told,)


def test_the_files_of_a_few_batches_are_read_once_while_they_are_taken_and_none_is_kept_after(office, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 1)
    files = [given(office, *rows_of(count)) for count in (2, 3, 4)]
    for each in files:
        office.batches.send(office.root, DECIDER, each)
    read = Mock(wraps=office.blobs.get)
    monkeypatch.setattr(office.blobs, "get", read)
    assert work_off(office) == 9
    assert [str(digest) for (digest,), _named in read.call_args_list] == [each.file.digest for each in files]
    assert office.batches.parsed == {}


def test_of_more_batches_than_a_few_the_rows_of_the_last_are_kept(office, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 1)
    monkeypatch.setattr(batches, "PARSED", 2)
    sent = [office.batches.send(office.root, DECIDER, given(office, *rows_of(count))) for count in (2, 3, 4)]
    for batch in sent:
        office.batches.advance(office.root, batch)
        assert len(office.batches.parsed) <= 2
    work_off(office)
    assert [len(office.batches.get(office.root, DECIDER, batch)[1]) for batch in sent] == [2, 3, 4]


def test_a_row_that_cannot_be_issued_is_told_of_and_stops_no_other(office):
    wrong = [{**DATA, "id": "a", "YDMJ": -5}, {**DATA, "id": "b", "annexes": ["other.png"]}, {"id": 3.5}, "no row"]
    batch = office.batches.send(office.root, DECIDER, given(office, *wrong, {**DATA, "id": "c"}))
    work_off(office)
    _told, rows = office.batches.get(office.root, DECIDER, batch)
    assert [row.result for row in rows] == ["failed"] * 4 + ["waiting"]
    assert [rows[place].code for place in (0, 1)] == ["templates.data-invalid", "archive.drawing-unsent"]


def test_how_far_one_is_is_told_as_its_rows_are_without_a_look_at_every_job(office, monkeypatch):
    first = office.batches.send(office.root, DECIDER, given(office, *rows_of(1)))
    work_off(office)
    office.drain()
    wrong = {**DATA, "id": "w", "annexes": ["other.png"]}
    batch = office.batches.send(office.root, DECIDER, given(office, wrong, *rows_of(6)))
    work_off(office)
    outbox = office.root.outbox
    jobs = [row.job for row in office.root.batch_runs[batch].rows.values()]
    outbox.give_up(outbox.get_job(jobs[2]), office.clock(), "archive.work-failed")
    outbox.wait(outbox.get_job(jobs[3]), office.clock(), "signing.key-unavailable")
    outbox.done(outbox.claim("me", office.clock(), 1, lambda key: key == jobs[4])[0], office.clock())
    told, rows = office.batches.get(office.root, DECIDER, batch)
    looked = Mock(wraps=outbox.get_job)
    monkeypatch.setattr(outbox, "get_job", looked)
    progress = office.batches.progress(office.root, DECIDER, batch, limit=2)
    assert looked.call_count <= 4
    assert progress.told == told
    assert progress.told.counts == {"failed": 2, "already": 1, "issued": 1, "waiting": 3}
    assert progress.told.counts == {name: [row.result for row in rows].count(name) for name in progress.told.counts}
    whole = office.batches.progress(office.root, DECIDER, batch)
    assert whole.trouble == tuple(row for row in rows if row.code)
    assert whole.issued == tuple(row for row in rows if row.identifier)
    assert (progress.trouble, progress.issued) == (whole.trouble[:2], whole.issued[:2])
    assert office.batches.progress(office.root, DECIDER, first).told.counts["issued"] == 1
    with pytest.raises(BatchUnknownError):
        office.batches.progress(office.root, actor("decider", authority=HC), batch)


def test_a_rehearsal_says_what_would_come_of_each_row(office):
    answers, left = office.batches.rehearse(office.root, DECIDER, given(office, *rows_of(1), {**DATA, "YDMJ": -5}))
    assert ([bool(answer.promise) for answer in answers], left) == ([True, False], 0)
    assert office.root.batch_runs is None


@pytest.mark.parametrize("annexes", [["plan.png"], ["none.png"]])
def test_a_row_tells_the_first_of_very_many_faults_and_a_rehearsal_looks_at_no_row_after_it(
    office, annexes, monkeypatch
):
    monkeypatch.setattr(gathering, "TOLD", 2)
    asked = given(office, {"id": "a", "annexes": annexes, "XMMC": ""}, *rows_of(2))
    (whole, *_rest), left = office.batches.rehearse(office.root, DECIDER, asked)
    *told, more = whole.faults
    assert (left, len(told) - annexes.count("none.png"), more.code) == (0, 2, "archive.field-more")
    for most, expected in ((2 + int(more.detail), 2), (100, 0)):
        monkeypatch.setattr(batches, "FAULTS", most)
        assert office.batches.rehearse(office.root, DECIDER, asked)[1] == expected


def test_the_same_sent_twice_is_one_and_a_mended_table_issues_the_rest_alone(office):
    first = given(office, *rows_of(2))
    batch = office.batches.send(office.root, DECIDER, first)
    assert office.batches.send(office.root, DECIDER, first) == batch
    more = office.batches.send(office.root, DECIDER, replace(given(office, *rows_of(3)), batch=first.batch))
    work_off(office)
    office.drain()
    _told, rows = office.batches.get(office.root, DECIDER, more)
    assert [row.result for row in rows] == ["already", "already", "issued"]
    assert [one.batch for one in office.batches.list(office.root, DECIDER)] == [more, batch]
    assert [one.batch for one in office.batches.list(office.root, DECIDER, before=more)] == [batch]


def test_what_was_left_is_tried_again_where_that_is_asked_for_and_once(office):
    wrong = given(office, *rows_of(1), {**DATA, "id": "b", "annexes": ["other.png"]})
    first = office.batches.send(office.root, DECIDER, wrong)
    again = replace(wrong, after=first)
    assert office.batches.send(office.root, DECIDER, again) == first, "it is on its way"
    work_off(office)
    assert office.batches.send(office.root, DECIDER, wrong) == first, "a second click"
    second = office.batches.send(office.root, DECIDER, again)
    assert second != first
    work_off(office)
    assert office.batches.send(office.root, DECIDER, again) == second, "a second click, though all was taken"
    assert office.batches.find_sent(office.root, wrong) == second


def test_the_same_table_with_the_drawing_that_was_missing_issues_the_rest_alone(office):
    wrong = given(office, *rows_of(1), {**DATA, "id": "b", "annexes": ["other.png"]})
    first = office.batches.send(office.root, DECIDER, wrong)
    work_off(office)
    whole = replace(wrong, drawings={**wrong.drawings, "other.png": wrong.drawings["plan.png"]})
    second = office.batches.send(office.root, DECIDER, whole)
    work_off(office)
    office.drain()
    assert second != first
    assert [row.result for row in office.batches.get(office.root, DECIDER, second)[1]] == ["already", "issued"]
    assert office.batches.send(office.root, DECIDER, replace(whole, after=second)) == second, "nothing is left"


def test_who_may_issue_no_more_issues_nothing_more(office):
    batch = office.batches.send(office.root, DECIDER, given(office, *rows_of(1)))
    office.users.disable(office.root, OPERATOR, DECIDER.name)
    assert work_off(office) == 1
    told = office.batches.list(office.root, actor("auditor", authority=""))[0]
    assert (told.batch, told.taken, told.code) == (batch, 0, "archive.user-disabled")
    office.users.reset(office.root, OPERATOR, DECIDER.name, "a better password")
    assert office.batches.send(office.root, DECIDER, given(office, *rows_of(1), after=batch)) != batch


def test_one_whose_file_is_lost_is_stopped_and_what_may_pass_is_not_written_down(office, monkeypatch):
    batch = office.batches.send(office.root, DECIDER, given(office, *rows_of(1)))
    for error, code in ((BlobUnavailableError, ""), (BlobMissingError, "storage.blob-missing")):
        monkeypatch.setattr(office.blobs, "get", Mock(side_effect=error))
        with pytest.raises(BlobUnavailableError) if not code else nullcontext():
            office.batches.advance(office.root, batch)
        assert office.batches.get(office.root, DECIDER, batch)[0].code == code
    assert office.batches.next_open(office.root, "") == ""


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (actor("clerk"), PermissionMissingError),
        (actor("decider", authority=HC), AuthorityForeignError),
        (actor("applicant", authority=""), PermissionMissingError),
    ],
)
def test_only_who_decides_for_the_authority_sends_one(office, who, error):
    with pytest.raises(error):
        office.batches.send(office.root, who, given(office, *rows_of(1)))
    assert office.root.batch_runs is None


@pytest.mark.parametrize("who", [actor("decider", authority=HC), actor("applicant", authority="")])
def test_nobody_of_elsewhere_sees_one(office, who):
    batch = office.batches.send(office.root, DECIDER, given(office, *rows_of(1)))
    assert office.batches.list(office.root, who) == ()
    for name in (batch, "Z1"):
        with pytest.raises(BatchUnknownError):
            office.batches.get(office.root, who, name)


@pytest.mark.parametrize(("kind", "is_seen"), [(KIND, True), ("construction_planning_permit", False)])
def test_a_delegate_sees_those_of_its_kinds(office, kind, is_seen):
    batch = office.batches.send(office.root, DECIDER, given(office, *rows_of(1)))
    change, delegate = Change(office.clock()), actor("decider", authority=HC)
    office.authorities.delegate(office.root, OPERATOR, NR, Delegation(HC, frozenset({kind}), "委托"), change)
    assert [one.batch for one in office.batches.list(office.root, delegate)] == [batch] * is_seen
    with nullcontext() if is_seen else pytest.raises(BatchUnknownError):
        office.batches.get(office.root, delegate, batch)


def test_what_cannot_be_sent_leaves_nothing(office, monkeypatch):
    with pytest.raises(BatchEmptyError):
        office.batches.send(office.root, DECIDER, given(office))
    monkeypatch.setattr(batches, "MOST", 1)
    with pytest.raises(FileTooLargeError):
        office.batches.rehearse(office.root, DECIDER, given(office, *rows_of(2)))
    later = replace(office.decision(), decided_at=office.clock() - timedelta(days=3))
    with pytest.raises(BatchConflictError):
        office.batches.send(office.root, DECIDER, given(office, *rows_of(1), batch=Batch(KIND, NR, later)))
    assert not office.batches.list(office.root, DECIDER)


def test_it_says_for_whom_one_may_issue_what(office):
    own = office.batches.issuing(office.root, DECIDER)
    assert KIND in {each.kind for each in own}
    assert {each.code for each in own} == {NR}
    assert office.batches.issuing(office.root, actor("clerk")) == ()


def test_its_files_are_named_for_good(office):
    sent = given(office, *rows_of(1))
    office.batches.send(office.root, DECIDER, sent)
    assert {sent.file.digest, *sent.drawings.values()} <= set(named_digests(office.root))

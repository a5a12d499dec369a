"""Issuing in bulk."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from archive_fixture import HC, NR, Office, actor
from doubles import START
from samples import sample_of
from transaction.interfaces import TransientError
from zope.interface.verify import verifyObject

from archive.errors import AuthorityUnknownError, PermissionMissingError
from archive.interfaces import IBulkIssueService
from archive.model import Batch, Row
from archive.services.bulk import key_of
from archive.services.errors import BatchConflictError, BatchUndecidedError

KIND = "land_use_planning_permit"
DECIDER = actor("decider")
DATA = sample_of(KIND)


DRAWING = b"a drawing"
ANNEXES = {"附图": sha256(DRAWING).hexdigest()}


def row(line, data, drawings=ANNEXES):
    return Row(line, data, drawings)


@pytest.fixture
def office():
    office = Office()
    office.blobs.put(DRAWING)
    return office


@pytest.fixture
def batch(office):
    batch = Batch(KIND, NR, office.decision())
    office.bulk.begin(office.root, DECIDER, batch)
    return batch


def test_it_keeps_the_interface(office):
    assert verifyObject(IBulkIssueService, office.bulk)


def test_a_rows_error_does_not_stop_the_rest(office, batch):
    rows = [row(1, {**DATA, "id": "a"}), row(2, {**DATA, "id": "b", "YDMJ": "big"}), row(3, {**DATA, "id": "c"})]
    answers = office.bulk.promise(office.root, DECIDER, batch, rows)
    assert [answer.line for answer in answers] == [1, 2, 3]
    assert [answer.promise and answer.promise.number for answer in answers] == [
        "350200202600001",
        None,
        "350200202600002",
    ]
    assert answers[1].code == "templates.data-invalid"
    assert "YDMJ" in answers[1].detail
    assert office.drain().done == 2


def test_a_row_without_the_drawing_that_the_licence_must_carry_is_refused(office, batch):
    bare, good = office.bulk.promise(office.root, DECIDER, batch, [row(1, DATA, {}), row(2, {**DATA, "id": "b"})])
    assert (bare.promise, bare.code) == (None, "archive.drawing-missing")
    assert good.promise.number == "350200202600001"


def test_a_repeated_run_issues_nothing_twice(office, batch):
    rows = [row(1, {**DATA, "id": "a"}), row(2, {**DATA, "XMMC": "另一项目"})]
    first = office.bulk.promise(office.root, DECIDER, batch, rows)
    office.drain()
    office.bulk.begin(office.root, DECIDER, batch)
    again = office.bulk.promise(office.root, DECIDER, batch, rows)
    assert [answer.promise.identifier for answer in again] == [answer.promise.identifier for answer in first]
    assert all(answer.promise.repeated for answer in again)
    assert len(office.root.licences.licences) == 2


def test_a_key_that_came_before_with_other_data_is_an_error_of_its_row(office, batch):
    rows = [row(1, {**DATA, "id": "a"}), row(2, {**DATA, "XMMC": "另一项目", "id": "a"})]
    first, second = office.bulk.promise(office.root, DECIDER, batch, rows)
    assert (first.code, second.promise, second.code) == ("", None, "archive.order-conflict")


def test_a_key_that_another_row_of_the_file_has_with_other_data_is_told_with_that_row(office, batch):
    rows = [row(2, {**DATA, "id": "a"}), Row(3, {**DATA, "XMMC": "另一项目", "id": "a"}, ANNEXES, first=2)]
    first, second = office.bulk.promise(office.root, DECIDER, batch, rows)
    assert (first.code, second.code, second.detail) == ("", "archive.row-key-twice", "a: 2")
    (again,) = office.bulk.promise(office.root, DECIDER, batch, [Row(4, {**DATA, "id": "a"}, ANNEXES, first=2)])
    assert again.promise.repeated


def test_a_key_that_came_before_with_another_drawing_is_an_error_of_its_row(office, batch):
    other = {"附图": str(office.blobs.put(b"another drawing"))}
    rows = [row(1, {**DATA, "id": "a"}), row(2, {**DATA, "id": "a"}, other), row(3, {**DATA, "id": "a"})]
    first, second, third = office.bulk.promise(office.root, DECIDER, batch, rows)
    assert (first.code, second.promise, second.code) == ("", None, "archive.order-conflict")
    assert third.promise.repeated


@pytest.mark.parametrize("odd", ["\ud800", 2**60])
def test_a_row_that_no_canonical_json_can_say_is_an_error_of_its_own(office, batch, odd):
    bad, good = office.bulk.promise(office.root, DECIDER, batch, [row(1, {**DATA, "XMMC": odd}), row(2, DATA)])
    assert (bad.promise, bad.code) == (None, "archive.value-unwritable")
    assert good.promise


@pytest.mark.parametrize(
    ("id", "why"), [("示\ud800", "unseen U+D800"), ("a\nb", "line-break"), ("x" * 201, "longer-than 200")]
)
def test_an_id_that_is_no_readable_line_is_an_error_of_its_row(office, batch, id, why):  # noqa: A002 - its name in the file
    bad, good = office.bulk.promise(office.root, DECIDER, batch, [row(1, {**DATA, "id": id}), row(2, DATA)])
    assert (bad.promise, bad.code, bad.detail) == (None, "archive.text-malformed", f"archive.why-{why}")
    assert good.promise


def test_a_row_never_takes_the_place_of_a_case(office, batch):
    (other,) = office.bulk.promise(office.root, DECIDER, batch, [row(1, {**DATA, "id": "A1-1"})])
    case = office.issue.issue(office.root, DECIDER, office.order(key="A1-1", case="A1-1"))
    assert not case.repeated
    assert case.number != other.promise.number


def test_rows_without_an_id_are_known_by_their_data():
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1}) != key_of({"a": 1, "b": 3})
    assert key_of({"id": 7, "a": 1}) == "7"


def test_no_seal_without_a_recorded_decision(office):
    with pytest.raises(BatchUndecidedError):
        office.bulk.promise(office.root, DECIDER, Batch(KIND, NR, office.decision()), [row(1, DATA)])


def test_the_decision_is_an_event_once(office, batch):
    office.bulk.begin(office.root, DECIDER, batch)
    kinds = [event.fields["kind"] for event in office.root.events]
    assert kinds.count("batch.decided") == 1


TERMS = {"ground": "另一理由", "decided_at": START - timedelta(days=1), "effective_from": START + timedelta(days=1)}


@pytest.mark.parametrize("term", TERMS)
def test_a_decision_on_record_is_not_taken_in_other_terms(office, batch, term):
    other = replace(batch, decision=replace(batch.decision, **{term: TERMS[term]}))
    with pytest.raises(BatchConflictError, match=batch.decision.ground):
        office.bulk.begin(office.root, DECIDER, other)
    with pytest.raises(BatchConflictError):
        office.bulk.promise(office.root, DECIDER, other, [row(1, DATA)])
    assert not office.root.outbox.waiting


def test_a_decision_on_record_is_found_by_its_number(office, batch):
    recorded = office.bulk.find_decision(office.root, batch)
    assert recorded == replace(batch.decision, effective_from=START)
    office.bulk.begin(office.root, DECIDER, replace(batch, decision=recorded))
    assert office.bulk.find_decision(office.root, Batch(KIND, NR, office.decision("other"))) is None


def test_a_decider_of_another_authority_records_no_batch(office):
    batch = Batch(KIND, NR, office.decision())
    with pytest.raises(PermissionMissingError):
        office.bulk.begin(office.root, actor("decider", authority=HC), batch)
    assert not office.root.batches


def test_who_may_not_is_refused(office, batch):
    with pytest.raises(PermissionMissingError):
        office.bulk.begin(office.root, actor("reviewer"), batch)
    with pytest.raises(PermissionMissingError):
        office.bulk.promise(office.root, actor("reviewer"), batch, [])
    with pytest.raises(AuthorityUnknownError):
        office.bulk.begin(office.root, DECIDER, Batch(KIND, "11350200DEM000030L", office.decision()))


def test_trouble_with_the_database_is_no_rows_fault(office, batch, monkeypatch):
    def conflict(*arguments):
        raise TransientError("conflict")

    monkeypatch.setattr(type(office.issue), "issue", conflict)
    with pytest.raises(TransientError):
        office.bulk.promise(office.root, DECIDER, batch, [row(1, DATA)])

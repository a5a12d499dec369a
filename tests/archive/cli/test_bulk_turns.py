"""`chancery licence issue` while rows are promised and made beside each other, and while database or store is away."""

import pytest
from issuing import issue, results, row, write_lines

from archive.cli.output import Bar
from archive.cli.working import state_of
from archive.jobs.runner import Runner
from archive.model import JobProgress
from archive.services.bulk import BulkIssueService
from storage.errors import BlobCorruptError, BlobUnavailableError, DatabaseBusyError


@pytest.mark.parametrize("error", [DatabaseBusyError("others write"), BlobUnavailableError("away")])
def test_rows_that_cannot_be_worked_off_are_promised_all_the_same_and_issued_by_the_next_run(
    tmp_path, monkeypatch, error
):
    def follow(_runner, keys, _patience):
        yield JobProgress(1, 0, 0, 0, closed=frozenset([next(keys)]))
        raise error

    monkeypatch.setattr("archive.cli.bulk.CHUNK", 1)
    monkeypatch.setattr(Runner, "follow", follow)
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(YDMJ=0), row()])
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["waiting", "failed", "waiting"])
    monkeypatch.undo()
    assert results(issue(path, tmp_path / "out")) == ["issued", "failed", "issued"]


@pytest.mark.parametrize(
    ("more", "result", "seen"), [((), "waiting", [0, 1, 1, 0, 0, 0]), (("--no-wait",), "promised", [0] * 6)]
)
def test_a_run_is_off_the_record_when_it_tells_what_it_leaves_undone(tmp_path, monkeypatch, more, result, seen):
    promise, on_record = BulkIssueService.promise, []

    def follow(_runner, _keys, _patience):
        raise DatabaseBusyError("others write")
        yield

    def look(work):
        def look_and_work(*arguments):
            root = next(each for each in arguments if hasattr(each, "outbox"))
            on_record.append(len(root.outbox.runners))
            return work(*arguments)

        return look_and_work

    monkeypatch.setattr("archive.cli.bulk.CHUNK", 1)
    monkeypatch.setattr(Runner, "follow", follow)
    monkeypatch.setattr("archive.cli.bulk.state_of", look(state_of))
    monkeypatch.setattr(BulkIssueService, "promise", look(promise))
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row(), row(), row()]), tmp_path / "out", *more)
    assert (results(answer), on_record) == ([result] * 3, seen)


def test_a_row_whose_state_the_database_does_not_give_says_so(tmp_path, monkeypatch):
    def state_of(*_arguments):
        raise DatabaseBusyError("others write")

    path = write_lines(tmp_path / "rows.jsonl", [row(), row()])
    issue(path, tmp_path / "out")
    monkeypatch.setattr("archive.app.BUSY", 0)
    monkeypatch.setattr("archive.cli.bulk.state_of", state_of)
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["waiting", "waiting"])
    assert {one["code"] for one in answer.json["rows"]} == {"storage.database-busy"}


@pytest.fixture
def seen_at_promises(monkeypatch):
    """Give what makes a run promise row by row, and notes what a look gave before each of them."""

    def watch(look):
        promise, seen = BulkIssueService.promise, []

        def promise_and_look(self, root, actor, batch, rows):
            seen.append(look())
            return promise(self, root, actor, batch, rows)

        monkeypatch.setattr("archive.cli.bulk.CHUNK", 1)
        monkeypatch.setattr(BulkIssueService, "promise", promise_and_look)
        return seen

    return watch


def test_rows_are_made_and_written_while_those_after_them_are_still_promised(tmp_path, monkeypatch, seen_at_promises):
    written = seen_at_promises(lambda: len(list((tmp_path / "out").glob("*.pdf"))))
    monkeypatch.setenv("CHANCERY_ARCHIVE_JOBS_BATCH", "1")
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row() for _ in range(4)]), tmp_path / "out")
    assert (answer.code, results(answer)) == (0, ["issued"] * 4)
    assert written == [0, 0, 2, 4]


def test_rows_that_give_no_job_keep_nobody_from_the_files_of_those_before_them(tmp_path, seen_at_promises):
    written = seen_at_promises(lambda: len(list((tmp_path / "out").glob("*.pdf"))))
    path = write_lines(tmp_path / "rows.jsonl", [row(), *(row(YDMJ=0) for _ in range(4))])
    assert results(issue(path, tmp_path / "out")) == ["issued", *["failed"] * 4]
    assert written == [0, 0, 0, 2, 2]


@pytest.mark.parametrize(("before", "more"), [(True, ()), (False, ("--no-wait",))])
def test_the_bar_moves_with_each_row_whose_outcome_becomes_known(tmp_path, monkeypatch, seen_at_promises, before, more):
    reached = []
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(YDMJ=0), row()])
    if before:
        issue(path, tmp_path / "out")
    seen = seen_at_promises(lambda: len(reached))
    monkeypatch.setattr(Bar, "reach", lambda _bar, done: reached.append(done))
    issue(path, tmp_path / "out", *more)
    assert (seen, reached) == ([0, 1, 2], [1, 2, 3])


def test_the_same_row_twice_is_issued_once_and_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.cli.bulk.CHUNK", 2)
    twice = row()
    path = write_lines(tmp_path / "rows.jsonl", [twice, twice, row(), twice])
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (0, ["issued", "already", "issued", "already"])
    assert answer.json["counts"]["issued"] == 2
    assert [one["line"] for one in answer.json["rows"]] == [1, 2, 3, 4]
    assert len({one["identifier"] for one in answer.json["rows"]}) == 2
    assert results(issue(path, tmp_path / "out")) == ["already"] * 4


def test_rows_that_the_database_does_not_take_are_reported_as_failed_beside_those_that_it_took(tmp_path, monkeypatch):
    promise, taken = BulkIssueService.promise, []

    def promise_one_chunk(self, root, actor, batch, rows):
        if taken and taken != rows:
            raise DatabaseBusyError("others write")
        taken.extend(rows)
        return promise(self, root, actor, batch, rows)

    monkeypatch.setattr("archive.app.BUSY", 0)
    monkeypatch.setattr("archive.cli.bulk.CHUNK", 1)
    monkeypatch.setattr(BulkIssueService, "promise", promise_one_chunk)
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(id="second")])
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["issued", "failed"])
    assert answer.json["rows"][1]["code"] == "storage.database-busy"
    assert len((tmp_path / "out" / "report.jsonl").read_text().splitlines()) == 2


def test_an_outage_of_the_document_store_is_the_error_of_the_rows_that_it_meets_and_the_run_goes_on(
    tmp_path, monkeypatch
):
    promise, met = BulkIssueService.promise, []

    def promise_but_the_second(self, root, actor, batch, rows):
        if [one.data["id"] for one in rows] == ["met by it"]:
            met.append(rows)
            raise BlobUnavailableError("away")
        return promise(self, root, actor, batch, rows)

    monkeypatch.setattr("archive.app.BUSY", 0)
    monkeypatch.setattr("archive.cli.bulk.CHUNK", 1)
    monkeypatch.setattr(BulkIssueService, "promise", promise_but_the_second)
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(id="met by it"), row()])
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["issued", "failed", "issued"])
    assert answer.json["rows"][1]["code"] == "storage.blob-unavailable"
    assert len((tmp_path / "out" / "report.jsonl").read_text().splitlines()) == 3
    assert met


def test_what_the_store_says_of_one_row_is_no_error_of_those_beside_it(tmp_path, monkeypatch):
    promise = BulkIssueService.promise

    def promise_but_one(self, root, actor, batch, rows):
        if any(one.data["id"] == "spoilt" for one in rows):
            raise BlobCorruptError("spoilt")
        return promise(self, root, actor, batch, rows)

    monkeypatch.setattr(BulkIssueService, "promise", promise_but_one)
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(id="spoilt"), row()])
    answer = issue(path, tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["issued", "failed", "issued"])
    assert (answer.json["rows"][1]["key"], answer.json["rows"][1]["code"]) == ("spoilt", "storage.blob-corrupt")

"""`chancery licence issue`: many licences out of a file, each once, however often the file is run.

A row's promise is committed before its licence is made, and its licence is registered before its file is written, so
that a process that is killed at any point leaves a run that the next one completes.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import file_digest
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from archive.cli.delivery import deliver, make_folder, write_whole
from archive.cli.desk import Desk
from archive.cli.errors import CommandError, JobElsewhereError
from archive.cli.files import open_file, read_rows, take_file, why
from archive.cli.options import Ruling
from archive.cli.output import Bar, Output
from archive.cli.working import PATIENCE, state_of, unfinished_jobs
from archive.interfaces import IBulkIssueService, IIntakeService, IRunner
from archive.model import Batch, Decision, Row, RowAnswer
from archive.permissions import Actor
from archive.services.bulk import place_drawings, ready
from archive.services.errors import FileUnreadableError
from archive.services.rows import Fault, Given
from archive.texts import readable
from archive.words import FIRST, say
from storage.errors import BlobUnavailableError, DatabaseError, StorageError
from templates.interfaces import IKinds
from templates.model import Kind

CHUNK: Final = 25
"""Rows that one transaction promises: few, since looking at their drawings takes as long as making their licences."""
GOOD: Final = ("issued", "already", "promised")
"""Results of rows that need nobody's care."""
SHOWN: Final = 20
"""Rows that were not issued, of which people are shown at most so many; the report has them all."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What came of a row."""

    line: int
    key: str
    result: str
    """``issued``, ``already`` (another run or row did), ``promised`` (nobody waited for it), ``waiting``, ``failed``.

    Of the runs that meet a row, that one issued it which promised it; where it was gone before the licence was
    registered, or waited for nobody's work, that one which registered it. A row waits whose job is tried again after a
    failure, or is worked on elsewhere for longer than we wait.

    A row that failed and has an identifier is issued, but its files could not be written.
    """
    identifier: str = ""
    number: str = ""
    files: tuple[str, ...] = ()
    code: str = ""
    """Error code where it is not issued, or its files are not written."""
    detail: str = ""


@dataclass
class BulkIssue:
    """One run over one file: rows are promised while those before them are made, and written as they are made."""

    desk: Desk
    out: Output
    actor: Actor
    kind: Kind
    batch: Batch
    """As it was typed; once it runs, as it is on record."""
    ruling: Ruling
    folder: Path
    """Where the files go."""
    waits: bool
    """Works the jobs off; else they are left to the runner."""
    _reports: list[RowReport] = field(default_factory=list, init=False)
    _open: dict[str, list[RowAnswer]] = field(default_factory=dict, init=False)
    """Job → its rows, of which nothing is told yet."""
    _begun: set[str] = field(default_factory=set, init=False)
    """Jobs that were open when this run met them, and whose licence no row is told to have issued yet."""
    _bar: Bar = field(init=False)
    """Moves with each row of which it is known what came of it."""

    def run(self, path: Path) -> list[RowReport]:
        """Issue every row of ``path``, which is read whole first; gives what came of each, in order.

        A file without rows is no batch: nothing is recorded.
        """
        rows = read_rows(path, self.kind)
        count = sum(1 for _ in rows)
        if not count:
            return []
        self.batch = self.desk.transact(self._begin)
        with self.out.progress("cli.working", count) as self._bar:
            self._work_off(self._promised(iter(rows), path.parent))
        return sorted(self._reports, key=attrgetter("line"))

    def _begin(self, root: Any) -> Batch:
        """Record the batch's decision; what was not typed of one that is on record is as it is there."""
        service, batch = self.desk.get(IBulkIssueService), self.batch
        if (recorded := service.find_decision(root, batch)) is not None:
            batch = replace(batch, decision=self.ruling.decide(self.desk, recorded))
        service.begin(root, self.actor, batch)
        return batch

    def _work_off(self, keys: Iterator[str | None]) -> None:
        """Promise and work off, and tell of what is done; what is left in the end says itself what keeps it.

        Before that we sign off: whoever does what we tell of as undone tells of it.
        """
        runner = self.desk.get(IRunner)
        try:
            if self.waits:
                with suppress(StorageError):
                    for progress in runner.follow(keys, PATIENCE):
                        self._tell(progress.closed)
            for _ in keys:
                pass
        finally:
            with suppress(StorageError):
                runner.sign_off()
        self._tell(list(self._open))

    def _promised(self, rows: Iterator[Given | Fault], base: Path) -> Iterator[str | None]:
        """Promise rows, some at a time, as their jobs are asked for; gives the open jobs, where they are waited for.

        After each time None, so that rows without an open job hold nobody up.
        """
        while chunk := list(islice(rows, CHUNK)):
            answers, jobs = self._promise(chunk, base)
            self._begun |= jobs
            for answer in answers:
                job = answer.promise.job if answer.promise else ""
                if not self.waits or job not in jobs:
                    self._note(answer)
                    continue
                self._open.setdefault(job, []).append(answer)
                yield job
            yield None

    def _tell(self, jobs: Iterable[str]) -> None:
        """Write the files of some jobs' rows, and say what came of them."""
        for job in jobs:
            for answer in self._open.pop(job, ()):
                self._note(answer)

    def _note(self, answer: RowAnswer) -> None:
        """Write the files of one row, say what came of it, and move the bar."""
        self._reports.append(self._report(answer))
        self._bar.reach(len(self._reports))

    def _promise(self, chunk: Sequence[Given | Fault], base: Path) -> tuple[list[RowAnswer], set[str]]:
        """Promise some rows in one transaction; a fault stays one row's. Gives also the jobs that are open."""
        ready = [self._ready(each, base) for each in chunk]
        rows = [each for each in ready if isinstance(each, Row)]
        promised, jobs = self._answer(rows)
        answers = iter(promised)
        return [next(answers) if isinstance(each, Row) else each for each in ready], jobs

    def _answer(self, rows: Sequence[Row]) -> tuple[Sequence[RowAnswer], set[str]]:
        """Promise rows; what database or store does not take is each row's error, beside what came before.

        We answer for what we wait for alone: of what we tell as promised, whoever does it tells that it did.
        """
        service, runner = self.desk.get(IBulkIssueService), self.desk.get(IRunner)

        def promise(root: Any) -> tuple[Sequence[RowAnswer], set[str]]:
            """Promise, answer for what nobody promised before, and see which jobs are open."""
            answers = service.promise(root, self.actor, self.batch, rows)
            promises = [answer.promise for answer in answers if answer.promise]
            if self.waits and (new := [each.job for each in promises if not each.repeated]):
                runner.answer_for(root, new)
            return answers, set(unfinished_jobs(root, [each.job for each in promises]))

        try:
            return self.desk.transact(promise)
        except StorageError as error:
            if len(rows) > 1 and not isinstance(error, DatabaseError | BlobUnavailableError):
                each = [self._answer([row]) for row in rows]
                return [answer for (answer,), _jobs in each], set().union(*(jobs for _answers, jobs in each))
            code, detail = error.code, str(error)
            return [RowAnswer(row.line, str(row.data.get("id", "")), None, code, detail) for row in rows], set()

    def _ready(self, given: Given | Fault, base: Path) -> Row | RowAnswer:
        """Take a row's drawings in; where that fails, or a cell cannot be read, the rest is judged all the same."""
        return ready(self.desk.get(IKinds), self.kind, given, _take(self.desk, base))

    def _report(self, answer: RowAnswer) -> RowReport:
        """Write the files of one row, and say what came of it."""
        promise = answer.promise
        if promise is None:
            return RowReport(answer.line, answer.key, "failed", code=answer.code, detail=answer.detail)
        (state, code, detail), is_ours = self._state(promise.job)
        told = RowReport(answer.line, answer.key, "waiting", promise.identifier, promise.number, (), code, detail)
        if state != "done":
            return self._unmade(told, state)
        try:
            files = tuple(path.name for path in deliver(self.desk, promise.identifier, self.folder))
        except (CommandError, StorageError) as error:
            return replace(told, result="failed", code=error.code, detail=str(error))
        self._begun.discard(promise.job)
        return replace(told, result="issued" if is_ours else "already", files=files)

    def _state(self, job: str) -> tuple[tuple[str, str, str], bool]:
        """Give a job's state with what keeps it from being done (maybe the database), and whether this run did it."""
        runner = self.desk.get(IRunner)
        try:
            told, answers = self.desk.transact(lambda root: (state_of(root, job), runner.answers_for(root, job)))
        except DatabaseError as error:
            return ("", error.code, str(error)), False
        return told, answers and job in self._begun

    def _unmade(self, told: RowReport, state: str) -> RowReport:
        """Say of a row whose licence is not made why that is."""
        if state == "given_up":
            return replace(told, result="failed")
        if not self.waits and told.code in ("", JobElsewhereError.code):
            return replace(told, result="promised", code="", detail="")
        return told


def keep_drawings(desk: Desk, kind: Kind, annexes: Sequence[str], base: Path) -> dict[str, str]:
    """Keep drawings that lie in the folder ``base``, and give each a place of the kind: place → digest.

    ``AnnexUnplacedError``, ``FileUnreadableError``, and what the intake and the store say.
    """
    return place_drawings(kind, annexes, _take(desk, base))


def _take(desk: Desk, base: Path) -> Callable[[str], str]:
    """Give what takes in a drawing of a folder by its path there, and gives its digest."""
    intake = desk.get(IIntakeService)
    return lambda name: take_file(intake, base, name, drawing=True).digest


def default_decision(path: Path) -> tuple[str, str]:
    """Give the number and ground of a batch's decision where none is told: named after the file's own bytes."""
    try:
        with open_file(path) as file:
            digest = file_digest(file, "sha256").hexdigest()[:12]
    except OSError as error:
        raise FileUnreadableError(f"{path.name}: {why(error)}") from None
    number = say("cli.batch-number", FIRST, digest=digest)
    return number, say("cli.batch-ground", FIRST, file=readable(path.name))


def write_report(reports: Sequence[RowReport], folder: Path) -> Path:
    """Write ``report.jsonl``: one row a line; gives its path."""
    make_folder(folder)
    lines = "".join(json.dumps(asdict(report), ensure_ascii=False) + "\n" for report in reports)
    write_whole(folder / "report.jsonl", lambda: lines.encode(errors="backslashreplace"))
    return folder / "report.jsonl"


def _told(report: RowReport, out: Output) -> list[object]:
    """Tell people of a row: what is wrong with it in words, its code last."""
    words = out.meaning(report.code, report.detail) if report.code else report.detail
    return [report.line, report.key, report.result, words, report.code]


def print_report(out: Output, reports: Sequence[RowReport], batch: Decision) -> None:
    """Print what came of the rows: a table of what was not issued, and how many were."""
    counts: Mapping[str, int] = Counter(report.result for report in reports)
    results = {result: counts.get(result, 0) for result in (*GOOD, "waiting", "failed")}
    out.document({"decision": batch.number, "counts": results, "rows": [asdict(report) for report in reports]})
    trouble = [report for report in reports if report.result not in GOOD]
    if trouble:
        columns = ("line", "key", "result", "detail", "code")
        out.table("rows", columns, [_told(report, out) for report in trouble[:SHOWN]])
    if len(trouble) > SHOWN:
        out.say("cli.rows-more", count=len(trouble) - SHOWN)
    out.say("cli.issued", decision=batch.number, **results)
    if results["promised"]:
        out.say("cli.rows-promised")
    if trouble:
        out.say("cli.rows-again")

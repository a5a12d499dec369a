"""Bulk issues that pages send: a file of rows under one decision, kept, rehearsed, and taken row by row."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import astuple, dataclass, field
from datetime import tzinfo
from heapq import merge
from itertools import islice
from typing import Any, Final

from transaction.interfaces import TransientError
from zope.interface import implementer

from archive.errors import ArchiveError
from archive.interfaces import IBulkIssueService
from archive.model import Batch, Decision, Row, RowAnswer
from archive.models.batches import BatchRun, BatchRuns, RowTaken
from archive.models.root import Archive
from archive.permissions import Actor, Permission, hidden, is_allowed
from archive.services.access import may_see_batch, verify_reader
from archive.services.batches.errors import BatchEmptyError, BatchUnknownError, DrawingUnsentError
from archive.services.batches.interfaces import IBatchService
from archive.services.batches.model import (
    FAULTS,
    MOST,
    RESULTS,
    BatchGiven,
    BatchProgress,
    BatchRow,
    BatchTold,
    Issuing,
)
from archive.services.bulk import ready
from archive.services.errors import FileTooLargeError
from archive.services.gathering import count_faults
from archive.services.reading.reach import offices_in_reach
from archive.services.recording import Recorder, new_id
from archive.services.rows import Fault, Given, headings_of, parse_rows, words_of
from archive.services.users import get_enabled
from storage.digests import Digest
from storage.errors import BlobError
from storage.interfaces import IBlobStore
from templates.errors import Fault as PlacedFault
from templates.errors import TemplateError
from templates.interfaces import IKinds

CHUNK: Final = 25
"""Rows that one transaction takes: few, so that it seldom meets another."""
PARSED: Final = 4
"""Files whose rows are kept as they were read, while they are taken."""


@implementer(IBatchService)
@dataclass(frozen=True)
class BatchService:
    """Keeps bulk issues."""

    recorder: Recorder
    bulk: IBulkIssueService
    kinds: IKinds
    blobs: IBlobStore
    zone: tzinfo
    """Of days."""
    parsed: dict[tuple[str, ...], Sequence[Given | Fault]] = field(default_factory=dict, init=False, repr=False)
    """Kind, name and digest of a file that is being taken → its rows, so that each is read once; ``PARSED`` at most."""

    def issuing(self, root: Archive, actor: Actor) -> tuple[Issuing, ...]:
        """Give for whom, and of which kinds, the actor may issue now."""
        if not is_allowed(actor, Permission.LICENCE_ISSUE):
            return ()
        now, kinds = self.recorder.moment(root), sorted({kind.name for kind in self.kinds.all_versions()})
        return tuple(
            Issuing(one.codes.at(now) or "", one.names.at(now) or "", kind)
            for one in root.authorities
            for kind in kinds
            if actor.authority in {each.id for each in root.authorities.acting_for(one, kind, now)}
        )

    def rehearse(self, root: Archive, actor: Actor, given: BatchGiven) -> tuple[Sequence[RowAnswer], int]:
        """Say what would come of each row, by promising them; and how many rows were left, for all that is wrong."""
        self.bulk.begin(root, actor, given.batch)
        rows = self._rows(given.batch.kind, given.file.name, given.file.digest)
        answers: list[RowAnswer] = []
        found = 0
        for row in rows:
            if found >= FAULTS:
                break
            answers += self._answer(root, actor, given.batch, given.drawings, [row])
            found += count_faults(answers[-1].faults)
        return answers, len(rows) - len(answers)

    def send(self, root: Archive, actor: Actor, given: BatchGiven) -> str:
        """Record the decision, and leave the rows to the runner."""
        self.bulk.begin(root, actor, given.batch)
        now, batch, file = self.recorder.moment(root), given.batch, given.file
        rows = self._rows(batch.kind, file.name, file.digest)
        if root.batch_runs is None:
            root.batch_runs = BatchRuns()
        runs, sent = root.batch_runs, self.find_sent(root, given)
        if sent and not (sent == given.after and runs[sent].has_left):
            return sent
        authority = root.authorities.get(batch.authority, now).id
        run = BatchRun(
            id=new_id(root, "Z", now.astimezone(self.zone).date()),
            about=(authority, batch.kind, batch.decision.number),
            by=actor.name,
            at=now,
            file=(file.name, file.digest, len(rows)),
            drawings=given.drawings,
        )
        runs[run.id] = run
        values = {"decision": batch.decision.number, "licence_kind": batch.kind, "rows": run.count, "file": file.digest}
        self.recorder.record(root, actor.name, ("batch.sent", run.id), (now, now), authority=authority, **values)
        return run.id

    def find_sent(self, root: Archive, given: BatchGiven) -> str:
        """Give the id of the last that was the same: decision, rows and drawings; empty: none."""
        authority, runs = root.authorities.get(given.batch.authority, self.recorder.moment(root)).id, root.batch_runs
        if runs is None:
            return ""
        found = runs.of_file((authority, given.batch.kind, given.batch.decision.number), given.file.digest)
        return next((one for one in found if runs[one].drawings == dict(given.drawings)), "")

    def next_open(self, root: Archive, after: str) -> str:
        """Give the id of the next batch that is on its way, the first after the last; empty: there is none."""
        return "" if root.batch_runs is None else root.batch_runs.next_open(after)

    def advance(self, root: Archive, batch: str) -> None:
        """Take the next rows of a batch, where it is still on its way."""
        run = None if root.batch_runs is None else root.batch_runs.get(batch)
        if root.batch_runs is None or run is None or not run.is_open:
            return
        try:
            self._take(root, run)
        except TransientError:
            raise
        except (ArchiveError, BlobError, TemplateError) as error:
            run.code, run.detail = error.code, str(error)
        if not run.is_open:
            root.batch_runs.close(run)
            self.parsed.pop((run.kind, run.name, run.digest), None)

    def list(self, root: Archive, actor: Actor, *, before: str = "", limit: int = 50) -> tuple[BatchTold, ...]:
        """List bulk issues, the last first."""
        verify_reader(root, actor, Permission.LICENCE_VIEW)
        runs, now = root.batch_runs, self.recorder.moment(root)
        if runs is None:
            return ()
        offices = offices_in_reach(root, actor, Permission.LICENCE_VIEW, now)
        ids = merge(*(runs.of_authority(one, before) for one in offices), reverse=True)
        seen = (one for one in map(runs.__getitem__, ids) if may_see_batch(root, actor, one, now))
        waiting = root.outbox.unfinished_keys()
        return tuple(self._tell(root, one, waiting) for one in islice(seen, limit))

    def get(self, root: Archive, actor: Actor, batch: str) -> tuple[BatchTold, tuple[BatchRow, ...]]:
        """Tell a bulk issue, and its rows."""
        found, waiting = self._get(root, actor, batch), root.outbox.unfinished_keys()
        return self._tell(root, found, waiting), tuple(_tell_row(root, row, waiting) for row in found.rows.values())

    def progress(self, root: Archive, actor: Actor, batch: str, *, limit: int = 50) -> BatchProgress:
        """Tell how far a bulk issue is, with the first rows that are in trouble or promised."""
        run, outbox = self._get(root, actor, batch), root.outbox
        rows, waiting = tuple(run.rows.values()), outbox.unfinished_keys()
        trouble = (row for row in rows if not row.job or row.job in outbox.troubled or row.job in outbox.given_up)
        promised = (row for row in rows if row.identifier)
        first = (tuple(_tell_row(root, row, waiting) for row in islice(some, limit)) for some in (trouble, promised))
        return BatchProgress(self._tell(root, run, waiting), *first)

    def _get(self, root: Archive, actor: Actor, batch: str) -> BatchRun:
        """Give a bulk issue that the actor may see; ``BatchUnknownError``."""
        verify_reader(root, actor, Permission.LICENCE_VIEW)
        found = None if root.batch_runs is None else root.batch_runs.get(batch)
        if found is None or not may_see_batch(root, actor, found, self.recorder.moment(root)):
            raise hidden(actor, Permission.LICENCE_VIEW, ("batch", batch), found, BatchUnknownError)
        return found

    def _take(self, root: Archive, run: BatchRun) -> None:
        """Promise the next rows of a batch, in the right of who sent it."""
        actor, now, begun = get_enabled(root, run.by), self.recorder.moment(root), len(run.rows)
        code = root.authorities.in_office(run.authority, now).codes.at(now) or ""
        batch = Batch(run.kind, code, self._decision(root, run))
        chunk = self._parse(run.kind, run.name, run.digest)[begun : begun + CHUNK]
        for place, answer in enumerate(self._answer(root, actor, batch, run.drawings, chunk), begun):
            run.rows[place] = _taken(answer)

    def _parse(self, *file: str) -> Sequence[Given | Fault]:
        """Give the rows of a file that is being taken: those of the last few files are there; as ``_read``."""
        if (rows := self.parsed.pop(file, None)) is None:
            rows = tuple(self._read(*file))
        self.parsed[file] = rows
        while len(self.parsed) > PARSED:
            del self.parsed[next(iter(self.parsed))]
        return rows

    def _read(self, kind: str, name: str, digest: str) -> Iterable[Given | Fault]:
        """Begin to read a file of rows that is kept; what ``parse_rows`` raises."""
        known = self.kinds.get_kind(kind)
        return parse_rows(name, self.blobs.get(Digest.parse(digest)), known.schema, headings_of(known), words_of(known))

    def _rows(self, kind: str, name: str, digest: str) -> Sequence[Given | Fault]:
        """Read a file of rows that is kept; ``BatchEmptyError``, ``FileTooLargeError`` and what reading it raises."""
        rows = list(islice(self._read(kind, name, digest), MOST + 1))
        if not rows:
            raise BatchEmptyError(name)
        if len(rows) > MOST:
            raise FileTooLargeError(f"{name}: > {MOST}: archive.why-rows")
        return rows

    def _answer(
        self, root: Archive, actor: Actor, batch: Batch, drawings: Any, rows: Iterable[Given | Fault]
    ) -> Sequence[RowAnswer]:
        """Promise rows, each for itself."""
        kind = self.kinds.get_kind(batch.kind)

        def take(name: str) -> str:
            if name not in drawings:
                raise DrawingUnsentError(name)
            return str(drawings[name])

        judged = [ready(self.kinds, kind, each, take) for each in rows]
        promised = iter(self.bulk.promise(root, actor, batch, [each for each in judged if isinstance(each, Row)]))
        return [next(promised) if isinstance(each, Row) else each for each in judged]

    def _decision(self, root: Archive, run: BatchRun) -> Decision:
        """Give the decision that a batch rests on, as it is on record."""
        act = root.batches[run.authority, run.kind, run.number]
        return Decision(act.number, act.ground, act.decided_at, act.effective_from)

    def _tell(self, root: Archive, run: BatchRun, waiting: Set[str]) -> BatchTold:
        """Tell a bulk issue in a line; the outbox's indexes, and ``waiting``, say of each row what came of it."""
        counts = Counter(_result(root, row, waiting) for row in run.rows.values())
        return BatchTold(
            batch=run.id,
            kind=run.kind,
            authority=run.authority,
            number=run.number,
            ground=self._decision(root, run).ground,
            by=run.by,
            at=run.at,
            name=run.name,
            count=run.count,
            taken=counts.total(),
            counts={result: counts[result] for result in RESULTS},
            code=run.code,
            detail=run.detail,
        )


def _taken(answer: RowAnswer) -> RowTaken:
    """Give what is kept of a row's answer."""
    if (promise := answer.promise) is None:
        faults = tuple(map(astuple, answer.faults))
        return RowTaken(answer.line, answer.key, code=answer.code, detail=answer.detail, faults=faults)
    return RowTaken(answer.line, answer.key, promise.identifier, promise.job, promise.repeated)


def _result(root: Archive, row: RowTaken, waiting: Set[str]) -> str:
    """Say what came of a row until now, by the outbox's indexes: without a look at its job."""
    if not row.job or row.job in root.outbox.given_up:
        return "failed"
    return "waiting" if row.job in waiting else "already" if row.is_repeated else "issued"


def _tell_row(root: Archive, row: RowTaken, waiting: Set[str]) -> BatchRow:
    """Tell what came of a row until now, and why."""
    result = _result(root, row, waiting)
    if not row.job:
        faults = tuple(PlacedFault(*each) for each in row.faults)
        return BatchRow(row.line, row.key, result, "", "", row.code, row.detail, faults)
    job, (licence, _version) = root.outbox.get_job(row.job), root.licences.get(row.identifier)
    return BatchRow(row.line, row.key, result, row.identifier, licence.number, job.reason, job.detail)

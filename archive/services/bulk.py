"""Promises many licences under one recorded decision; a row's error does not stop the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from transaction.interfaces import TransientError
from zope.interface import implementer

from archive.canonical import dump_canonical
from archive.errors import ArchiveError, OrderConflictError, RowsMalformedError
from archive.interfaces import IBulkIssueService
from archive.model import Batch, Decision, IssueOrder, Row, RowAnswer
from archive.models.root import Archive
from archive.permissions import Actor, Permission, verify_permission
from archive.services.errors import AnnexUnplacedError, BatchConflictError, BatchUndecidedError, RowKeyTwiceError
from archive.services.gathering import Coded, faults_of, shortened, together, verify_request
from archive.services.issue import IssueService, get_issuer
from archive.services.recording import Recorder, act_of
from archive.services.rows import Fault, Given
from archive.texts import verify_line
from storage.errors import StorageError
from templates.errors import TemplateError
from templates.interfaces import IKinds
from templates.model import Kind


def key_of(data: Mapping[str, Any]) -> str:
    """Give a row's key: its ``id``, else the digest of its data as canonical JSON (RFC 8785).

    ``TextMalformedError`` for an ``id`` that is no line of readable text, ``ValueUnwritableError`` for the data.
    """
    if key := str(data.get("id") or ""):
        verify_line(key)
        return key
    return "sha256-" + sha256(dump_canonical(dict(data))).hexdigest()


def place_drawings(kind: Kind, annexes: Sequence[str], take: Callable[[str], str]) -> dict[str, str]:
    """Give each drawing of a row a place of the kind, in order: place → digest, which ``take`` gives by its name.

    ``AnnexUnplacedError``, and what ``take`` raises.
    """
    places = [rule.name for rule in kind.annexes if rule.source == "drawing"]
    if len(annexes) > len(places):
        raise AnnexUnplacedError(f"{len(annexes)} > {len(places)}")
    return {place: take(name) for place, name in zip(places, annexes, strict=False)}


def ready(kinds: IKinds, kind: Kind, given: Given | Fault, take: Callable[[str], str]) -> Row | RowAnswer:
    """Take a row's drawings in; where that fails, or a cell cannot be read, the rest is judged all the same."""
    if isinstance(given, Fault):
        return _refuse(kinds, kind, given, RowsMalformedError(given.detail))
    try:
        return Row(given.line, given.data, place_drawings(kind, given.annexes, take), given.first)
    except (ArchiveError, StorageError) as error:
        return _refuse(kinds, kind, given, error)


def _refuse(kinds: IKinds, kind: Kind, given: Given | Fault, error: Coded) -> RowAnswer:
    """Answer a row that cannot be promised with everything that is wrong with it."""
    key, cells = (given.key, given.cells) if isinstance(given, Fault) else (str(given.data.get("id", "")), ())
    faults = cells or faults_of(error)
    data = {name: value for name, value in given.data.items() if name not in ("id", "annexes")}
    try:
        if data:
            verify_request(kinds, kind, data, {each.path for each in cells})
    except (ArchiveError, TemplateError) as found:
        also = shortened(found)
        error, faults = together(error, also), (*faults, *faults_of(also))
    return RowAnswer(given.line, key, None, error.code, str(error), faults)


@implementer(IBulkIssueService)
@dataclass(frozen=True)
class BulkIssueService:
    """Issues row by row; the same row is issued once, however often the file is run."""

    recorder: Recorder
    issue: IssueService

    def begin(self, root: Archive, actor: Actor, batch: Batch) -> None:
        """Record the decision under which the batch is issued."""
        verify_permission(actor, Permission.LICENCE_ISSUE)
        now = self.recorder.moment(root)
        kind = self.issue.kinds.get_kind(batch.kind)
        get_issuer(root, actor, root.authorities.get(batch.authority, now), kind, now)
        if (recorded := self.find_decision(root, batch)) is not None:
            _verify_same(recorded, batch.decision)
            return
        key = self._key(root, batch)
        act = root.batches[key] = act_of("issue", batch.decision, actor.name, now)
        values = {"licence_kind": batch.kind, "authority": key[0], "ground": act.ground}
        self.recorder.record(
            root, actor.name, ("batch.decided", f"batch:{act.number}"), (now, act.decided_at), **values
        )

    def find_decision(self, root: Archive, batch: Batch) -> Decision | None:
        """Give the decision that is on record under the batch's number, or None."""
        act = root.batches.get(self._key(root, batch))
        return None if act is None else Decision(act.number, act.ground, act.decided_at, act.effective_from)

    def promise(self, root: Archive, actor: Actor, batch: Batch, rows: Iterable[Row]) -> list[RowAnswer]:
        """Promise the licences of some rows."""
        verify_permission(actor, Permission.LICENCE_ISSUE)
        if (recorded := self.find_decision(root, batch)) is None:
            raise BatchUndecidedError(batch.decision.number)
        _verify_same(recorded, batch.decision)
        return [self._promise(root, actor, batch, row) for row in rows]

    def _key(self, root: Archive, batch: Batch) -> tuple[str, str, str]:
        """Give what a batch's decision is on record under: authority's id, kind, number; ``AuthorityUnknownError``."""
        authority = root.authorities.get(batch.authority, self.recorder.moment(root))
        return authority.id, batch.kind, batch.decision.number

    def _promise(self, root: Archive, actor: Actor, batch: Batch, row: Row) -> RowAnswer:
        """Promise one row's licence, or say what is wrong with it."""
        data, key = {name: value for name, value in row.data.items() if name != "id"}, ""
        try:
            key = key_of(row.data)
            order = IssueOrder(batch.kind, batch.authority, data, batch.decision, key, drawings=row.drawings)
            promise = self.issue.issue(root, actor, order)
        except TransientError:
            raise
        except (ArchiveError, TemplateError) as error:
            told = shortened(error)
            if row.first and isinstance(error, OrderConflictError):
                told = RowKeyTwiceError(f"{key}: {row.first}")
            return RowAnswer(row.line, key, None, told.code, str(told), faults_of(told))
        return RowAnswer(row.line, key, promise)


def _verify_same(recorded: Decision, given: Decision) -> None:
    """Raise ``BatchConflictError`` where a decision is given in other terms than it is on record."""
    begins = given.effective_from or given.decided_at
    if (given.ground, given.decided_at, begins) != (recorded.ground, recorded.decided_at, recorded.effective_from):
        moments = (recorded.decided_at, recorded.effective_from)
        told = (recorded.ground, *(moment.isoformat() for moment in moments if moment))
        raise BatchConflictError(f"{recorded.number}: {'; '.join(told)}")

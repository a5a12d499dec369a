"""Promises many licences under one recorded decision; a row's error does not stop the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785
from transaction.interfaces import TransientError
from zope.interface import implementer

from archive.errors import ArchiveError, BatchUndecidedError, RowsMalformedError
from archive.interfaces import IBulkIssueService
from archive.model import Batch, IssueOrder, Row, RowAnswer
from archive.permissions import Actor, Permission, check_permission
from archive.services.issue import IssueService, get_issuer
from archive.services.recording import Recorder, act_of
from templates.errors import TemplateError


def key_of(data: Mapping[str, Any]) -> str:
    """Give a row's key: its ``id``, else the digest of its data as canonical JSON (RFC 8785)."""
    if data.get("id"):
        return str(data["id"])
    return "sha256-" + sha256(rfc8785.dumps(dict(data))).hexdigest()


@implementer(IBulkIssueService)
@dataclass(frozen=True)
class BulkIssueService:
    """Issues row by row; the same row is issued once, however often the file is run."""

    recorder: Recorder
    issue: IssueService

    def begin(self, root: Any, actor: Actor, batch: Batch) -> None:
        """Record the decision under which the batch is issued."""
        check_permission(actor, Permission.LICENCE_ISSUE)
        now = self.recorder.moment(root)
        kind = self.issue.kinds.get_kind(batch.kind)
        authority = get_issuer(root, actor, root.authorities.get(batch.authority, now), kind, now).authority.id
        key = (authority, batch.kind, batch.decision.number)
        if key not in root.batches:
            act = root.batches[key] = act_of("approve", batch.decision, actor.name, now)
            values = {"licence_kind": batch.kind, "authority": authority, "ground": act.ground}
            event = ("batch.decided", f"batch:{act.number}")
            self.recorder.record(root, actor.name, event, (now, act.decided_at), **values)

    def promise(self, root: Any, actor: Actor, batch: Batch, rows: Iterable[Row]) -> list[RowAnswer]:
        """Promise the licences of some rows."""
        check_permission(actor, Permission.LICENCE_ISSUE)
        authority = root.authorities.get(batch.authority, self.recorder.moment(root)).id
        if (authority, batch.kind, batch.decision.number) not in root.batches:
            raise BatchUndecidedError(batch.decision.number)
        return [self._promise(root, actor, batch, row) for row in rows]

    def _promise(self, root: Any, actor: Actor, batch: Batch, row: Row) -> RowAnswer:
        """Promise one row's licence, or say what is wrong with it."""
        data = {name: value for name, value in row.data.items() if name != "id"}
        try:
            key = key_of(row.data)
        except rfc8785.CanonicalizationError as error:
            return RowAnswer(row.line, "", None, RowsMalformedError.code, str(error))
        try:
            order = IssueOrder(batch.kind, batch.authority, data, batch.decision, key, drawings=row.drawings)
            promise = self.issue.issue(root, actor, order)
        except TransientError:
            raise
        except (ArchiveError, TemplateError) as error:
            return RowAnswer(row.line, key, None, error.code, str(error))
        return RowAnswer(row.line, key, promise)

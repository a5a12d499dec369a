"""Bulk issues: a table of rows is sent, each row looked at before anything is done, then left to the runner."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.interfaces import IBulkIssueService, IIntakeService
from archive.model import Batch, Decision, Intake, RowAnswer
from archive.permissions import Permission
from archive.services.batches.errors import BatchEmptyError
from archive.services.batches.interfaces import IBatchService
from archive.services.batches.model import MOST, BatchGiven, BatchRow
from archive.services.drafting.fields import fields_of_kind
from archive.services.errors import FileTooLargeError
from archive.services.handing import get_handed, hand_in
from archive.services.intake import plain_name
from archive.services.rows import columns_of, verify_extension
from archive.web.acting import FIELDS, PLACES
from archive.web.crumbs import Crumb, trail
from archive.web.faults import rows_of
from archive.web.files import disposition_of
from archive.web.moments import parse_decided
from archive.web.rowfaults import RowFault, RowTeller, RowWrong
from archive.web.statuses import status_of
from archive.web.titles import kinds_of
from archive.web.views import page
from archive.words import say
from storage.errors import StorageError
from storage.interfaces import IBlobStore
from templates.errors import TemplateError
from templates.interfaces import IKinds
from templates.model import Kind

LISTS: Final = (("page.licences", "licences"), ("page.batches", "batches"))
LENGTH: Final = 50
"""Rows of one table."""
LISTED: Final = 20
"""Bulk issues of one page of the list: of each, what came of its rows is counted."""
LARGEST: Final = 5_000_000
"""Bytes of a file of rows."""
WRONG: Final = dict.fromkeys(
    (
        "archive.file-unreadable",
        "archive.file-encoding",
        "archive.file-too-large",
        "archive.rows-malformed",
        "archive.rows-none",
        "archive.material-unknown",
    ),
    "file",
)
"""Error code → the field of the form that it is about."""
SHOWN: Final = {"issued": "good", "already": "plain", "waiting": "wait", "failed": "bad"}
"""Result → how it is shown."""
MARKED: Final = "=+-@\t\r"
"""What a cell begins with that a spreadsheet would take for a formula."""


@page("batches", renderer="batches.html")
def list_batches(request: Any) -> dict[str, Any]:
    """List the bulk issues, and ask for another."""
    return _tell_list(request)


@page("batches", "POST")
def send_batch(request: Any) -> Any:
    """Show what would come of each row; once that was seen, leave the rows to the runner."""
    service, about = request.service(IBatchService), (request.archive, request.actor)
    try:
        drawings = tuple(_drawings_of(request))
        given = _read(request, drawings)
        if request.POST.get("go") == "confirm":
            batch = service.send(*about, given)
            return HTTPSeeOther(request.route_path("batch", batch=batch, _query={"done": "batch-sent"}))
        rehearsed, sent = service.rehearse(*about, given), service.find_sent(request.archive, given)
        request.undo()
        for intake in (given.file, *drawings):
            hand_in(*about, intake, request.now(), Permission.LICENCE_ISSUE)
        return request.render("batch_preview.html", _tell_preview(request, given, rehearsed, sent))
    except (ArchiveError, StorageError, TemplateError) as error:
        if isinstance(error, TransientError):
            raise
        request.undo()
        values = _tell_list(request) | {"faults": rows_of(request, error, {**PLACES, **WRONG})}
        return request.render("batches.html", values, status_of(error))


@page("batch-table")
def give_table(request: Any) -> Response:
    """Give a table of a kind to be filled in: what its columns are called, and a row that shows how."""
    kind = request.service(IKinds).get_kind(request.matchdict["kind"])
    columns, shown = columns_of(kind, request.language), _example(request, kind)
    rows = (list(columns.values()), [shown.get(key, "") for key in columns])
    return _table(rows, f"{kind.title[request.language]}.csv")


@page("batch", renderer="batch.html")
def show_batch(request: Any) -> dict[str, Any]:
    """Show how far a bulk issue is, what is wrong with rows, and what was issued."""
    service, batch = request.service(IBatchService), request.matchdict["batch"]
    progress = service.progress(request.archive, request.actor, batch, limit=LENGTH)
    told = progress.told
    return {
        "told": told,
        "is_open": not told.code and (told.taken < told.count or bool(told.counts["waiting"])),
        "trouble": _trouble(request, told.kind, progress.trouble),
        "rows": progress.issued,
        "shown": SHOWN,
        "kinds": kinds_of(request),
        "done": request.done,
        "crumbs": trail(request, *LISTS, Crumb(told.number)),
    }


@page("batch-report")
def give_report(request: Any) -> Response:
    """Give what came of each row as a table, which spreadsheets open."""
    told, rows = request.service(IBatchService).get(request.archive, request.actor, request.matchdict["batch"])
    return _table(_report(request, _teller(request, told.kind), rows), f"{told.batch}.csv")


def _table(rows: Iterable[Sequence[str]], name: str) -> Response:
    """Give a table as a file that spreadsheets open."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    body = ("\ufeff" + text.getvalue()).encode(errors="backslashreplace")
    response = Response(body, content_type="text/csv", charset="utf-8")
    response.headers["Content-Disposition"] = disposition_of("attachment", name)
    return response


def _example(request: Any, kind: Kind) -> dict[str, str]:
    """Give the cells of a row of what must be said: key → cell. Its holder's code is none, so it is never issued."""
    files = request.service(IKinds).files(kind)
    sample = json.loads(files[f"{kind.name}/v{kind.version}/sample.json"])
    said = {key: sample[key] for key in kind.schema["required"] if key in sample}
    cells = {key: each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for key, each in said.items()}
    worded = {
        each.key: one.title[request.language]
        for each in fields_of_kind(kind)
        for one in each.choices
        if one.value == said.get(each.key)
    }
    day = request.now().astimezone(request.registry.settings["archive.timezone"])
    own = {"id": f"{day:%Y%m%d}-1", "annexes": say("page.batch-drawing", request.language)}
    return cells | worded | own | {kind.keys["holder_code"]: say("page.batch-example", request.language)}


def _teller(request: Any, kind: str) -> RowTeller:
    """Give what tells the faults of a kind's rows."""
    zone = request.registry.settings["archive.timezone"]
    return RowTeller(request.service(IKinds).get_kind(kind), request.language, zone)


def _trouble(request: Any, kind: str, rows: Iterable[RowWrong]) -> list[tuple[RowWrong, Sequence[RowFault]]]:
    """Give rows, each with what is wrong with it."""
    teller = _teller(request, kind)
    return [(row, teller.tell(row)) for row in rows]


def _report(request: Any, teller: RowTeller, rows: Sequence[BatchRow]) -> Iterator[list[str]]:
    """Give the lines of a report, the heads first."""
    language = request.language
    heads = ("line", "key", "result", "number", "identifier", "why", "fault-code")
    yield [say(f"page.batch-{each}", language) for each in heads]
    for row in rows:
        faults = teller.tell(row)
        colon = say("letter.colon", language)
        why = "\n".join(f"{each.label}{colon}{each.sentence}" if each.label else each.sentence for each in faults)
        result = say(f"page.batch-is-{row.result}", language)
        codes = " ".join(dict.fromkeys(each.code for each in faults))
        cells = (str(row.line), row.key, result, row.number, row.identifier, why, codes)
        yield [f"'{each}" if each.startswith(tuple(MARKED)) else each for each in cells]


def _read(request: Any, drawings: Sequence[Intake]) -> BatchGiven:
    """Read the form; of a decision that is on record, what was not typed is as it is there, as is a day alone.

    ``MomentUnreadError``, ``MaterialUnknownError``, ``FileUnreadableError``, ``BatchEmptyError``.
    """
    form, zone = request.POST, request.registry.settings["archive.timezone"]
    number, ground, *moments = (str(form.get(name, "")).strip() for name in FIELDS)
    kind, _, code = form.get("what", "").partition(" ")
    batch = Batch(kind, code, Decision(number, ground, request.now()))
    known = request.service(IBulkIssueService).find_decision(request.archive, batch) or batch.decision
    decided, effective = parse_decided(moments, zone, known.decided_at)
    decision = Decision(number, ground, decided or known.decided_at, effective or known.effective_from)
    batch = replace(batch, decision=decision)
    named = {each.name: each.digest for each in drawings}
    return BatchGiven(batch, _file_of(request), named, str(form.get("after", "")))


def _file_of(request: Any) -> Intake:
    """Give the file of rows, kept.

    ``FileUnreadableError``, ``FileTooLargeError``, ``BatchEmptyError``, ``MaterialUnknownError``.
    """
    part = request.files.get("file")
    if part is None or not part.filename:
        if kept := request.POST.get("kept", ""):
            return get_handed(request.archive, request.actor, kept, request.now())
        raise BatchEmptyError("")
    name = plain_name(part.filename)
    verify_extension(name)
    if part.size > LARGEST:
        raise FileTooLargeError(f"{name}: > {LARGEST}: archive.why-bytes")
    digest = request.service(IBlobStore).put(part.file)
    return Intake(str(digest), part.size, "text/csv", name)


def _drawings_of(request: Any) -> Iterator[Intake]:
    """Give each drawing that is sent, or was before; ``MaterialError``, ``MaterialUnknownError``."""
    for kept in request.POST.getall("drawing"):
        digest, _, name = kept.partition(" ")
        yield replace(get_handed(request.archive, request.actor, digest, request.now()), name=plain_name(name))
    for part in request.files.getall("drawings"):
        if part.filename:
            yield request.service(IIntakeService).take(
                part.file, part.filename, drawing=True, caller=request.actor.name
            )


def _tell_list(request: Any) -> dict[str, Any]:
    """Give what the list shows."""
    service, before = request.service(IBatchService), request.GET.get("before", "")[:40]
    rows = service.list(request.archive, request.actor, before=before, limit=LISTED)
    return {
        "rows": rows,
        "more": len(rows) == LISTED,
        "issuing": service.issuing(request.archive, request.actor),
        "kinds": kinds_of(request),
        "most": MOST,
        "shown": SHOWN,
        "typed": {name: request.POST.get(name, "") for name in (*FIELDS, "what")},
        "faults": (),
        "crumbs": trail(request, *LISTS),
    }


def _tell_preview(
    request: Any, given: BatchGiven, rehearsed: tuple[Sequence[RowAnswer], int], sent: str
) -> dict[str, Any]:
    """Give what is shown before anything is done."""
    answers, left = rehearsed
    wrong = [answer for answer in answers if answer.promise is None]
    again = sum(answer.promise is not None and answer.promise.repeated for answer in answers)
    typed = {name: request.POST.get(name, "") for name in (*FIELDS, "what")}
    return {
        "given": given,
        "wrong": _trouble(request, given.batch.kind, wrong[:LENGTH]),
        "counts": {
            "new": len(answers) - len(wrong) - again,
            "again": again,
            "wrong": len(wrong),
            "left": left,
        },
        "brought": {**typed, "kept": given.file.digest, "after": sent},
        "kinds": kinds_of(request),
        "crumbs": trail(request, *LISTS),
    }

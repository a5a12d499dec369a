"""`chancery licence`: issue in bulk, show, list, and the acts on issued licences (domain 1.3)."""

from collections.abc import Collection
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.bulk import GOOD, BulkIssue, default_decision, keep_drawings, print_report, write_report
from archive.cli.delivery import deliver, make_folder, say_next
from archive.cli.desk import READER, Desk
from archive.cli.files import read_rows
from archive.cli.frame import FAILED, Command, Group
from archive.cli.listing import read_list
from archive.cli.options import (
    COUNT,
    FILE,
    FOLDER,
    Ruling,
    acting,
    as_json,
    decision_options,
    no_wait,
    option,
    parse_moment,
)
from archive.cli.output import Output
from archive.cli.telling import last_act, tell_act, tell_licence, tell_licence_line
from archive.cli.working import work_off
from archive.errors import AuthorityUnknownError, LicenceAmbiguousError, LicenceUnknownError, RowsMalformedError
from archive.interfaces import ILicenceActService
from archive.model import Amendment, Batch, Decision
from archive.permissions import Permission, verify_permission
from archive.services.errors import AuthorityUnclearError, ReplacementEmptyError
from archive.services.reading.interfaces import ILicenceReading, IPeopleReading
from archive.services.reading.model import LicenceTold
from archive.services.rows import Fault, Given
from archive.workflows.licence import ACTS, LICENCE
from templates.interfaces import IKinds
from templates.model import Kind

LISTED: Final = 100
"""Licences that a list shows where nothing else is said."""


@click.group(cls=Group)
def licence() -> None:
    """Licences."""


@licence.command(cls=Command)
@option("--kind", required=True, metavar="KIND")
@option("--from", "source", type=FILE, required=True, metavar="FILE.csv|.jsonl")
@option("--out", "folder", type=FOLDER, required=True, metavar="DIR")
@option("--authority", default="", metavar="CODE")
@decision_options(required=False)
@no_wait
@acting
@as_json
@click.pass_obj
def issue(
    desk: Desk,
    *,
    kind: str,
    source: Path,
    folder: Path,
    authority: str,
    ruling: Ruling,
    no_wait: bool,
    acting: str | None,
    as_json: bool,
) -> int:
    """Issue a licence for each row of a file; exit 0 where all are issued (or, not waited for, promised), else 1."""
    out = desk.output(as_json)
    known = desk.get(IKinds).get_kind(kind)
    office = _get_office(desk, kind, authority) if authority or not acting else ""
    actor = desk.actor(acting, Permission.LICENCE_ISSUE, office)
    verify_permission(actor, Permission.LICENCE_ISSUE)
    default = Decision(*default_decision(source), desk.clock())
    batch = Batch(kind, _code_of(desk, office or actor.authority), ruling.decide(desk, default))
    make_folder(folder)
    run = BulkIssue(desk, out, actor, known, batch, ruling, folder, waits=not no_wait)
    reports = run.run(source)
    report = write_report(reports, folder)
    print_report(out, reports, run.batch.decision)
    if not reports:
        out.reason("archive.rows-none", source.name)
    out.say("cli.report-written", path=report, folder=folder)
    return 0 if all(each.result in GOOD for each in reports) else FAILED


def _get_office(desk: Desk, kind: str, code: str) -> str:
    """Give the id of the authority with a code, without one of the only one that issues a kind.

    ``AuthorityUnknownError``, ``AuthorityUnclearError`` where it is not one.
    """
    reading = desk.get(IPeopleReading)
    if code:
        told = desk.transact(lambda root: reading.authority(root, READER, code))
        if told.code != code:
            raise AuthorityUnknownError(code)
        return str(told.id)
    able = desk.transact(lambda root: reading.issuers(root, READER, kind))
    if len(able) != 1:
        raise AuthorityUnclearError(f"{kind}: {', '.join(one.code for one in able) or '0'}")
    return str(able[0].id)


def _code_of(desk: Desk, office: str) -> str:
    """Give the credit code that an authority has now; ``AuthorityUnknownError``."""
    reading = desk.get(IPeopleReading)
    return str(desk.transact(lambda root: reading.office(root, READER, office)).code)


@licence.command(cls=Command)
@click.argument("licence_id", metavar="IDENTIFIER|NUMBER")
@option("--out", "folder", type=FOLDER, metavar="DIR")
@option("--at", "at", metavar="TIME")
@option("--known-at", "known_at", metavar="TIME")
@option("--personal", is_flag=True)
@as_json
@click.pass_obj
def show(
    desk: Desk,
    *,
    licence_id: str,
    folder: Path | None,
    at: str | None,
    known_at: str | None,
    personal: bool,
    as_json: bool,
) -> None:
    """Show a licence: every version, every act; as it stood at a day, and as it was known then; --out writes files."""
    out, zone = desk.output(as_json), desk.settings["archive.timezone"]
    moment = desk.clock() if at is None else parse_moment(at, zone, of_day=time.max)
    known = None if known_at is None else parse_moment(known_at, zone, of_day=time.max)
    identifier = _identifier(desk, licence_id, min(moment, known or moment))
    told = tell_licence(read_licence(desk, identifier, moment, known, masked=not personal))
    if folder:
        made = any(version["files"] for version in told["versions"] if version["identifier"] == identifier)
        told["written"] = [str(path) for path in deliver(desk, identifier, folder)] if made else []
    out.document(told)
    asked = {**({"as_of": moment} if at else {}), **({"known_at": known} if known else {})}
    names = ("kind", "number", "holder", "identifier", "state", "since")
    out.facts("licence", {**{name: told[name] for name in names}, **asked})
    columns = ("identifier", "state", "decision", "valid_from", "valid_until")
    out.table("versions", columns, [[version[name] for name in columns] for version in told["versions"]])
    columns = ("verb", "decision", "ground", "effective_from", "by")
    for title in ("acts", "later_acts"):
        if told[title]:
            out.table(title, columns, [[act[name] for name in columns] for act in told[title]])
    if folder:
        _say_written(desk, out, identifier, told["written"])


def _say_written(desk: Desk, out: Output, identifier: str, written: Collection[object]) -> None:
    """Say where the files of a licence version were written; where none was, how to get them."""
    for path in written:
        out.say("cli.written", path=path)
    if not written:
        say_next(desk, out, identifier)


@licence.command(cls=Command, name="list")
@option("--kind", metavar="KIND")
@option("--holder", metavar="CODE")
@option("--project", metavar="PROJECT")
@option("--limit", type=COUNT, default=LISTED, show_default=True, metavar="N")
@option("--personal", is_flag=True)
@as_json
@click.pass_obj
def list_licences(
    desk: Desk,
    *,
    kind: str | None,
    holder: str | None,
    project: str | None,
    limit: int,
    personal: bool,
    as_json: bool,
) -> None:
    """List licences, the latest first: of a kind, a holder, a project where one is named."""
    out, reading = desk.output(as_json), desk.get(ILicenceReading)
    asked = {"kind": kind or "", "holder": holder or "", "project": project, "masked": not personal}
    rows = [tell_licence_line(line) for line in read_list(desk, reading.list, limit, **asked)]
    out.document({"licences": rows})
    columns = ("kind", "number", "holder", "state", "identifier")
    out.table("licences", columns, [[row[column] for column in columns] for row in rows])


@licence.command(cls=Command)
@click.argument("licence_id", metavar="IDENTIFIER|NUMBER")
@option("--from", "source", type=FILE, required=True, metavar="FILE.csv|.jsonl")
@option("--out", "folder", type=FOLDER, metavar="DIR")
@decision_options(required=True)
@no_wait
@acting
@as_json
@click.pass_obj
def replace(
    desk: Desk,
    *,
    licence_id: str,
    source: Path,
    folder: Path | None,
    ruling: Ruling,
    no_wait: bool,
    acting: str | None,
    as_json: bool,
) -> None:
    """Issue a licence's next version; the file's one row holds what changes."""
    out, service = desk.output(as_json), desk.get(ILicenceActService)
    identifier = _identifier(desk, licence_id)
    old = read_licence(desk, identifier)
    actor = desk.actor(acting, Permission.LICENCE_REPLACE, old.office)
    known = desk.get(IKinds).get_kind(old.line.kind)
    row = _only_row(source, known)
    changes = {name: value for name, value in row.data.items() if name != "id"}
    if not changes and not row.annexes:
        raise ReplacementEmptyError(identifier)
    decision = ruling.decide(desk)
    amendment = Amendment(changes, keep_drawings(desk, known, row.annexes, source.parent))
    promise = desk.transact(lambda root: service.replace(root, actor, identifier, amendment, decision))
    if not no_wait:
        work_off(desk, out, [promise.job])
    written = deliver(desk, promise.identifier, folder) if folder and not no_wait else []
    told = tell_licence(read_licence(desk, identifier))
    about = {"identifier": promise.identifier, "replaces": identifier, "state": told["state"], "since": told["since"]}
    out.document({**about, "written": [str(path) for path in written]})
    code = "cli.replaced" if told["state"] == "replaced" else "cli.replacing"
    out.say(code, identifier=promise.identifier, old=identifier, state=out.words("state", told["state"]))
    _say_written(desk, out, promise.identifier, written)


def _only_row(source: Path, kind: Kind) -> Given:
    """Read the one row of changes; ``RowsMalformedError``."""
    match list(islice(read_rows(source, kind), 2)):
        case [Given() as row]:
            return row
        case [Fault(detail=detail), *_]:
            raise RowsMalformedError(f"{source.name}: {detail}")
    raise RowsMalformedError(f"{source.name}: archive.why-one-row")


def read_licence(
    desk: Desk,
    identifier: str,
    at: datetime | None = None,
    known_at: datetime | None = None,
    *,
    masked: bool = False,
) -> LicenceTold:
    """Read a licence as it stood; ``LicenceUnknownError``, ``LicenceLaterError``."""
    reading = desk.get(ILicenceReading)
    told: LicenceTold = desk.transact(lambda root: reading.get(root, READER, identifier, at, known_at, masked=masked))
    return told


def _identifier(desk: Desk, text: str, moment: datetime | None = None) -> str:
    """Give the identifier that a user means: itself, or that of the version under a number at ``moment`` (None: now).

    ``LicenceUnknownError``, ``LicenceAmbiguousError`` listing whose number it is.
    """
    reading = desk.get(ILicenceReading)
    found = desk.transact(lambda root: reading.identify(root, READER, text, moment))
    if not found:
        raise LicenceUnknownError(text)
    if len(found) > 1:
        kinds = desk.get(IKinds)
        lines = [f"{name}  {kinds.get_kind(kind).title[desk.language]}" for name, kind in found.items()]
        raise LicenceAmbiguousError("\n  ".join([text, *lines]))
    return str(next(iter(found)))


def _tell_last_act(desk: Desk, identifier: str) -> dict[str, Any]:
    """Tell of the last act on a licence, how the licence stands, and then will (empty: the act works already)."""
    told = read_licence(desk, identifier)
    act = last_act(told)
    is_later = act.effective_from > told.at
    return {
        "identifier": identifier,
        "number": told.line.number,
        "state": told.line.state,
        "since": told.since,
        "act": tell_act(act),
        "state_then": read_licence(desk, identifier, act.effective_from).line.state if is_later else "",
    }


def _add_act(verb: str, permission: Permission) -> None:
    """Make the command of one act."""

    @licence.command(cls=Command, name=verb.replace("_", "-"))
    @click.argument("licence_id", metavar="IDENTIFIER|NUMBER")
    @decision_options(required=True)
    @acting
    @as_json
    @click.pass_obj
    def act(
        desk: Desk,
        *,
        licence_id: str,
        ruling: Ruling,
        acting: str | None,
        as_json: bool,
    ) -> None:
        """Decide the act on an issued licence."""
        out, service = desk.output(as_json), desk.get(ILicenceActService)
        identifier = _identifier(desk, licence_id)
        actor = desk.actor(acting, permission, read_licence(desk, identifier).office)
        decision = ruling.decide(desk)
        desk.transact(lambda root: service.act(root, actor, identifier, verb, decision))
        told = _tell_last_act(desk, identifier)
        out.document(told)
        out.facts("licence", {name: told[name] for name in ("number", "identifier", "state", "since")})
        if told["state_then"]:
            states = {name: out.words("state", told[name]) for name in ("state", "state_then")}
            moment = out.moment(told["act"]["effective_from"])
            out.say("cli.act-later", act=out.words("verb", verb), moment=moment, **states)


for _step in LICENCE.steps:
    if _step.verb in ACTS and _step.verb.replace("_", "-") not in licence.commands:
        _add_act(_step.verb, _step.permission)

"""`chancery case`: submit, accept, review, decide, show, list; the other steps are in ``corrections``."""

from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.delivery import say_next
from archive.cli.desk import READER, Desk
from archive.cli.frame import Command, Group
from archive.cli.listing import read_list
from archive.cli.options import (
    COUNT,
    FILE,
    Ruling,
    Word,
    acting,
    as_json,
    decision_options,
    no_wait,
    option,
    parse_moment,
)
from archive.cli.output import Output
from archive.cli.project import read_project, tell_code
from archive.cli.submission import read_application, submit_application
from archive.cli.telling import tell_case, tell_case_line
from archive.cli.working import work_off
from archive.interfaces import IAcceptService, IDecideService, IReviewService
from archive.permissions import Permission, verify_permission
from archive.services.reading.interfaces import ICaseReading
from archive.words import say
from archive.workflows.case import NATIONAL_STATES

FACTS: Final = ("case", "item", "project", "applicant", "submitted_by", "received_at", "state", "authority")
"""What people are shown of a case before its steps."""
LISTED: Final = 100
"""Cases that a list shows where nothing else is said."""
happened: Final = option("--happened-at", "happened_at", metavar="TIME")


BESIDES: Final = {
    verb: f"archive.cli.corrections:{verb.replace('-', '_')}"
    for verb in ("ask-correction", "correct", "decline", "withdraw", "retract")
}
"""Verb off the straight road → where it is."""


@click.group(cls=Group, offers=BESIDES)
def case() -> None:
    """Cases."""


@case.command(cls=Command)
@click.argument("application", type=FILE)
@acting
@as_json
@click.pass_obj
def submit(desk: Desk, application: Path, acting: str | None, as_json: bool) -> None:
    """Submit an application (TOML or JSON) with its files."""
    out = desk.output(as_json)
    actor = desk.actor(acting, Permission.CASE_SUBMIT)
    verify_permission(actor, Permission.CASE_SUBMIT)
    given = read_application(application)
    done = submit_application(desk, actor, given, application.parent)
    about = read_project(desk, read_case(desk, next(iter(done.cases.values())))["project"])
    out.document({**asdict(done), "project": about["project"], "warnings": about["warnings"]})
    out.say("cli.submitted-again" if done.repeated else "cli.submitted", application=done.application)
    out.table("cases", ("item", "case"), done.cases.items())
    if done.reused:
        columns = ("document_type", "identifier")
        out.table("reused", columns, [(each.document_type, each.identifier) for each in done.reused])
    tell_code(out, about)


@case.command(cls=Command)
@click.argument("case_id", metavar="CASE")
@option("--note", default="")
@happened
@acting
@as_json
@click.pass_obj
def accept(desk: Desk, *, case_id: str, note: str, happened_at: str | None, acting: str | None, as_json: bool) -> None:
    """Accept (受理) a case."""
    actor = desk.actor(acting, Permission.CASE_ACCEPT, office_of(desk, case_id))
    service, moment = desk.get(IAcceptService), moment_of(desk, happened_at)
    desk.transact(lambda root: service.accept(root, actor, case_id, note, moment))
    tell_state(desk, desk.output(as_json), case_id)


@case.command(cls=Command)
@click.argument("case_id", metavar="CASE")
@option("--opinion", required=True)
@happened
@acting
@as_json
@click.pass_obj
def review(
    desk: Desk, *, case_id: str, opinion: str, happened_at: str | None, acting: str | None, as_json: bool
) -> None:
    """Review a case."""
    actor = desk.actor(acting, Permission.CASE_REVIEW, office_of(desk, case_id))
    service, moment = desk.get(IReviewService), moment_of(desk, happened_at)
    desk.transact(lambda root: service.review(root, actor, case_id, opinion, moment))
    tell_state(desk, desk.output(as_json), case_id)


@case.command(cls=Command)
@click.argument("case_id", metavar="CASE")
@option("--approve", is_flag=True)
@option("--reject", is_flag=True)
@decision_options(required=True)
@no_wait
@acting
@as_json
@click.pass_obj
def decide(
    desk: Desk,
    *,
    case_id: str,
    approve: bool,
    reject: bool,
    ruling: Ruling,
    no_wait: bool,
    acting: str | None,
    as_json: bool,
) -> None:
    """Decide a case; an approval makes its licence at once, or leaves it to the runner with --no-wait."""
    if approve == reject:
        raise click.UsageError(say("cli.decide-one", desk.language))
    out, service = desk.output(as_json), desk.get(IDecideService)
    actor = desk.actor(acting, Permission.CASE_DECIDE, office_of(desk, case_id))
    decision = ruling.decide(desk)
    if reject:
        desk.transact(lambda root: service.reject(root, actor, case_id, decision))
        tell_state(desk, out, case_id)
        return
    promise = desk.transact(lambda root: service.approve(root, actor, case_id, decision))
    if promise is not None and not no_wait:
        work_off(desk, out, [promise.job])
    tell_state(desk, out, case_id)


@case.command(cls=Command)
@click.argument("case_id", metavar="CASE")
@no_wait
@acting
@as_json
@click.pass_obj
def issue(desk: Desk, *, case_id: str, no_wait: bool, acting: str | None, as_json: bool) -> None:
    """Make the licence of an approved case again whose job was given up: the same decision, a new number."""
    out, service = desk.output(as_json), desk.get(IDecideService)
    actor = desk.actor(acting, Permission.CASE_DECIDE, office_of(desk, case_id))
    promise = desk.transact(lambda root: service.issue_again(root, actor, case_id))
    if not no_wait:
        work_off(desk, out, [promise.job])
    tell_state(desk, out, case_id)


@case.command(cls=Command)
@click.argument("case_id", metavar="CASE")
@option("--at", "at", metavar="TIME")
@as_json
@click.pass_obj
def show(desk: Desk, case_id: str, at: str | None, as_json: bool) -> None:
    """Show a case: its state, every step, every document, as it stands or as it stood (capture time)."""
    out = desk.output(as_json)
    moment = None if at is None else parse_moment(at, desk.settings["archive.timezone"], of_day=time.max)
    told = read_case(desk, case_id, moment)
    out.document(told)
    facts = {name: told[name] for name in FACTS}
    out.facts("case", {**facts, **({"known_at": moment} if at else {})})
    out.table(
        "steps", ("verb", "by", "at", "note"), [[s[n] for n in ("verb", "by", "at", "note")] for s in told["steps"]]
    )
    columns = ("document_type", "part", "name", "size", "origin")
    out.table("documents", columns, [[document[name] for name in columns] for document in told["documents"]])
    if told["covers"]:
        out.table("covers", ("level", "name"), [(cover["level"], cover["name"]) for cover in told["covers"]])
    if told["licences"]:
        out.table("licences", ("identifier",), [(identifier,) for identifier in told["licences"]])


@case.command("list", cls=Command)
@option("--state", type=Word(list(NATIONAL_STATES)), metavar="STATE")
@option("--project", metavar="PROJECT")
@option("--item", metavar="ITEM")
@option("--limit", type=COUNT, default=LISTED, show_default=True, metavar="N")
@as_json
@click.pass_obj
def list_cases(desk: Desk, /, *, limit: int, as_json: bool, **asked: str | None) -> None:
    """List cases, the latest first: of a state, a project, an item where one is named."""
    out, reading = desk.output(as_json), desk.get(ICaseReading)
    wanted = {name: value for name, value in asked.items() if value is not None}
    rows = [tell_case_line(line) for line in read_list(desk, reading.list, limit, **wanted)]
    out.lines(rows)
    columns = ("case", "item", "project", "applicant", "received_at", "state")
    out.table("cases", columns, [[row[column] for column in columns] for row in rows])


def moment_of(desk: Desk, text: str | None) -> datetime | None:
    """Read when something happened, where that is told; of today, now."""
    return None if text is None else parse_moment(text, desk.settings["archive.timezone"], desk.clock())


def office_of(desk: Desk, case_id: str) -> str:
    """Give the id of the authority that decides a case now; ``CaseUnknownError``."""
    reading = desk.get(ICaseReading)
    return str(desk.transact(lambda root: reading.get(root, READER, case_id)).office)


def tell_state(desk: Desk, out: Output, case_id: str) -> None:
    """Say where a case stands now."""
    told = read_case(desk, case_id)
    out.document({name: told[name] for name in ("case", "item", "state", "licences")})
    out.facts("case", {name: told[name] for name in ("case", "item", "state")})
    for identifier in told["licences"]:
        say_next(desk, out, identifier)


def read_case(desk: Desk, case_id: str, at: datetime | None = None) -> dict[str, Any]:
    """Read a case, by what was recorded until ``at``; ``CaseUnknownError``, ``CaseLaterError``."""
    reading = desk.get(ICaseReading)
    return tell_case(desk.transact(lambda root: reading.get(root, READER, case_id, at)))

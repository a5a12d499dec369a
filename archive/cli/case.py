"""`chancery case`: submit, accept, review, decide, show, list; the other steps are in ``corrections``."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.delivery import say_next
from archive.cli.desk import Desk
from archive.cli.frame import Command, Group
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
from archive.cli.project import tell_code, tell_project
from archive.cli.submission import read_application, submit_application
from archive.cli.working import work_off
from archive.errors import CaseLaterError
from archive.interfaces import IAcceptService, IDecideService, IReviewService
from archive.models.cases import Case
from archive.models.dossiers import Standing
from archive.permissions import Permission, verify_permission
from archive.services.projects import get_project
from archive.services.steps import get_case
from archive.words import say
from archive.workflows.case import CASE, NATIONAL_STATES

FACTS: Final = ("case", "item", "project", "applicant", "submitted_by", "received_at", "state", "authority")
"""What people are shown of a case before its steps."""
LISTED: Final = 100
"""Cases that a list shows where nothing else is said."""
LAST: Final = datetime.max.replace(tzinfo=UTC)
"""A moment that nothing comes after."""


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
    about = desk.transact(lambda root: tell_project(get_project(root, root.applications[done.application].project)))
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
    moment = LAST if at is None else parse_moment(at, desk.settings["archive.timezone"], time.max)
    told = desk.transact(lambda root: tell_case(root, case_id, moment))
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
    out = desk.output(as_json)
    wanted = {name: value for name, value in asked.items() if value is not None}

    def work(root: Any) -> list[dict[str, Any]]:
        latest = reversed(list(root.cases.values()))
        found = (one for one in latest if all(getattr(one, name) == value for name, value in wanted.items()))
        return [_line(root, one) for one in islice(found, limit)]

    rows = desk.transact(work)
    out.lines(rows)
    columns = ("case", "item", "project", "applicant", "received_at", "state")
    out.table("cases", columns, [[row[column] for column in columns] for row in rows])


def _line(root: Any, found: Case) -> dict[str, Any]:
    """Tell a case in one line."""
    application = root.applications[found.application]
    return {
        "case": found.id,
        "application": found.application,
        "project": found.project,
        "applicant": application.applicant,
        "received_at": application.submitted_at,
        "item": found.item,
        "state": found.state,
        "national_state": NATIONAL_STATES[found.state],
        "authority": found.authority,
        "licences": list(found.licences),
    }


def moment_of(desk: Desk, text: str | None) -> datetime | None:
    """Read when something happened, where that is told."""
    return None if text is None else parse_moment(text, desk.settings["archive.timezone"])


def office_of(desk: Desk, case_id: str) -> str:
    """Give the id of the authority that decides a case now; ``CaseUnknownError``."""
    now = desk.clock()
    return str(desk.transact(lambda root: root.authorities.in_office(get_case(root, case_id).authority, now).id))


def tell_state(desk: Desk, out: Output, case_id: str) -> None:
    """Say where a case stands now."""
    told = desk.transact(lambda root: tell_case(root, case_id))
    out.document({name: told[name] for name in ("case", "item", "state", "licences")})
    out.facts("case", {name: told[name] for name in ("case", "item", "state")})
    for identifier in told["licences"]:
        say_next(desk, out, identifier)


def tell_case(root: Any, case_id: str, at: datetime = LAST) -> dict[str, Any]:
    """Tell a case in plain values, by what was recorded until ``at``.

    ``CaseUnknownError``; ``CaseLaterError`` where it was not there yet.
    """
    found = get_case(root, case_id)
    application = root.applications[found.application]
    if application.recorded_at > at:
        raise CaseLaterError(f"{case_id}: {application.recorded_at.isoformat()}")
    steps = [taken for taken in found.taken if taken.recorded_at <= at]
    state = steps[-1].target if steps else CASE.start
    licences = [one for one in found.licences if root.licences.get(one)[1].decision.recorded_at <= at]
    documents = [one for one in application.dossier.as_of(at) if one.case in ("", found.id)]
    return {
        "case": found.id,
        "application": found.application,
        "project": found.project,
        "applicant": application.applicant,
        "submitted_by": application.submitted_by,
        "received_at": application.submitted_at,
        "recorded_at": application.recorded_at,
        "item": found.item,
        "state": state,
        "national_state": NATIONAL_STATES[state],
        "authority": found.authority,
        "covers": [asdict(cover) for cover in found.covers],
        "steps": [
            {
                "verb": taken.verb,
                "state": taken.target,
                "by": taken.by,
                "at": taken.happened_at,
                "recorded_at": taken.recorded_at,
                "note": taken.note,
            }
            for taken in steps
        ],
        "reused": [{"document_type": one.document_type, "identifier": one.identifier} for one in found.satisfied],
        "documents": [_tell_document(one) for one in documents],
        "licences": licences,
    }


def _tell_document(document: Standing) -> dict[str, Any]:
    """Tell a document as it stood."""
    version = document.version
    return {
        "document": document.document,
        "document_type": document.document_type,
        "part": document.part,
        "name": version.name,
        "size": version.size,
        "digest": version.digest,
        "origin": version.origin.kind,
    }

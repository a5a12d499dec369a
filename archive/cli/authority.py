"""`chancery authority`: who issues, under which name and code, with which seal, and who came after.

Whoever has shell access acts as an operator here. What changes holds from ``--effective-from`` on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.desk import OPERATOR, READER, Desk
from archive.cli.founding import read_authorities
from archive.cli.frame import Command, Group
from archive.cli.options import FILE, Decorator, as_json, option, parse_moment
from archive.cli.output import Output
from archive.interfaces import IAuthorityService
from archive.model import Change
from archive.models.authorities import Delegation, Seal
from archive.services.reading.interfaces import IPeopleReading
from archive.services.reading.oversight import AuthorityTold
from signing.errors import SigningError
from signing.interfaces import IKeyStore

WARNINGS: Final = {"missing_keys": "cli.keys-missing", "nameless_keys": "cli.keys-nameless"}
"""What is told of keys → its sentence."""
PERIOD: Final = ("what", "value", "from", "until")


@click.group(cls=Group)
def authority() -> None:
    """Authorities."""


@authority.command("list", cls=Command)
@as_json
@click.pass_obj
def list_authorities(desk: Desk, as_json: bool) -> None:
    """List every authority as it is now."""
    out, reading = desk.output(as_json), desk.get(IPeopleReading)
    rows = [_fields(one) for one in desk.transact(lambda root: reading.authorities(root, READER))]
    out.document({"authorities": [_said(row, out) for row in rows]})
    columns = ("code", "name", "area", "kinds", "successor")
    out.table("authorities", columns, [[_text(row[column]) for column in columns] for row in rows])


@authority.command(cls=Command)
@click.argument("code", metavar="CODE")
@as_json
@click.pass_obj
def show(desk: Desk, code: str, as_json: bool) -> None:
    """Show an authority and its past."""
    _tell(desk, desk.output(as_json), code)


@authority.command(cls=Command)
@click.argument("source", type=FILE, metavar="FILE.toml")
@as_json
@click.pass_obj
def add(desk: Desk, source: Path, as_json: bool) -> None:
    """Add the authorities of a file; all or none."""
    out, service = desk.output(as_json), desk.get(IAuthorityService)
    rows = read_authorities(source)
    codes = desk.transact(lambda root: [service.add(root, OPERATOR, row) for row in rows])
    keys = look_at_keys(desk, {row["key"] for row in rows})
    out.document({"authorities": codes, **keys})
    out.say("cli.authorities-added", codes=", ".join(codes))
    _warn(out, keys)


def _changing(*verbs: Decorator) -> Decorator:
    """Make a command of a function that does one change.

    The function takes the service, the archive's root, the authority's code, the ``Change`` and its own options.
    """

    def make(function: Callable[..., None]) -> Any:
        @wraps(function)
        def command(
            desk: Desk,
            *,
            code: str,
            effective_from: str | None,
            edition: int | None,
            ground: str,
            as_json: bool,
            until: str | None = None,
            **named: Any,
        ) -> None:
            zone = desk.settings["archive.timezone"]
            begins = desk.clock() if effective_from is None else parse_moment(effective_from, zone)
            change = Change(begins, None if until is None else parse_moment(until, zone), edition, ground)
            service = desk.get(IAuthorityService)
            desk.transact(lambda root: function(service, root, code, change, **named))
            _tell(desk, desk.output(as_json), code)

        made: Any = command
        common: tuple[Decorator, ...] = (
            click.pass_obj,
            as_json,
            option("--edition", type=int, metavar="N"),
            option("--effective-from", metavar="TIME"),
            option("--ground", default=""),
            *reversed(verbs),
            click.argument("code", metavar="CODE"),
        )
        for each in common:
            made = each(made)
        return authority.command(function.__name__, cls=Command)(made)

    return make


@_changing(click.argument("name", metavar="NAME"))
def rename(service: Any, root: Any, code: str, change: Change, *, name: str) -> None:
    """Let an authority have another name."""
    service.rename(root, OPERATOR, code, name, change)


@_changing(click.argument("place", metavar="PLACE"))
def place(service: Any, root: Any, code: str, change: Change, *, place: str) -> None:
    """Let an authority be seated elsewhere."""
    service.place(root, OPERATOR, code, place, change)


@_changing(click.argument("new", metavar="NEW-CODE"))
def recode(service: Any, root: Any, code: str, change: Change, *, new: str) -> None:
    """Let an authority have another credit code."""
    service.recode(root, OPERATOR, code, new, change)


@_changing(
    option("--key", required=True, metavar="KEY"), option("--name", required=True), option("--words", default="")
)
def seal(service: Any, root: Any, code: str, change: Change, *, key: str, name: str, words: str) -> None:
    """Let an authority use another seal."""
    service.give_seal(root, OPERATOR, code, Seal(key, name, words), change)


@_changing(click.argument("kind", metavar="KIND"), click.argument("pattern", metavar="PATTERN"))
def pattern(service: Any, root: Any, code: str, change: Change, *, kind: str, pattern: str) -> None:
    """Let an authority number a kind by another pattern."""
    service.give_pattern(root, OPERATOR, code, (kind, pattern), change)


@_changing(
    click.argument("to", metavar="TO-CODE"),
    option("--kind", "kinds", multiple=True, required=True, metavar="KIND"),
    option("--until", metavar="TIME"),
)
def delegate(service: Any, root: Any, code: str, change: Change, *, to: str, kinds: tuple[str, ...]) -> None:
    """Let another authority issue kinds in this one's name; its ground goes on record with it."""
    service.delegate(root, OPERATOR, code, Delegation(to, frozenset(kinds), change.ground), change)


@_changing(click.argument("successor", metavar="SUCCESSOR-CODE"))
def succeed(service: Any, root: Any, code: str, change: Change, *, successor: str) -> None:
    """Let another authority take the office over."""
    service.succeed(root, OPERATOR, code, successor, change)


def _tell(desk: Desk, out: Output, code: str) -> None:
    """Print an authority, by a code that it has or had."""
    one, keys = _look(desk, code)
    told, looked = _said(_fields(one), out), look_at_keys(desk, keys)
    out.document({**told, **looked})
    columns = ("id", "code", "name", "area", "place", "kinds", "seal", "successor", "edition")
    out.facts("authority", {column: _text(told[column]) for column in columns})
    rows = [[_text(row[column]) for column in PERIOD] for row in told["periods"]]
    out.table("periods", PERIOD, rows)
    _warn(out, looked)


def _look(desk: Desk, code: str) -> tuple[AuthorityTold, set[str]]:
    """Give what there is to tell of an authority, and the keys of its seals and its successors' from now on."""
    reading, now = desk.get(IPeopleReading), desk.clock()

    def look(root: Any) -> list[AuthorityTold]:
        one = reading.authority(root, READER, code)
        after = [dict(each.parts)["successor"] for each in one.periods if each.what == "successor"]
        return [one, *(reading.authority(root, READER, each) for each in after)]

    offices = desk.transact(look)
    seals = [each for office in offices for each in office.periods if each.what == "seal"]
    return offices[0], {dict(each.parts)["key"] for each in seals if each.ends is None or each.ends > now}


def look_at_keys(desk: Desk, keys: set[str]) -> dict[str, list[str] | None]:
    """Give, in order, which keys the key store has not, and which have a certificate that says nobody's code.

    A key may come later than the authority: who certifies it takes weeks, and a device may be away. None where the
    store cannot be asked now.
    """
    missing = _ask(desk, lambda store: sorted(keys - set(store.names())))
    if missing is None:
        return {"missing_keys": None, "nameless_keys": None}
    nameless = _ask(desk, lambda store: _find_nameless(store, keys.difference(missing)))
    return {"missing_keys": missing, "nameless_keys": nameless}


def _find_nameless(store: Any, keys: Iterable[str]) -> list[str]:
    """Give the keys whose certificate's subject has no organizationIdentifier, in order."""
    from signing.validation.chains import find_owners  # noqa: PLC0415 - help must be quick

    return sorted(key for key in keys if not find_owners(store.load(key).certificate))


def _ask(desk: Desk, question: Callable[[Any], list[str]]) -> list[str] | None:
    """Ask the key store; None where it does not answer, which the log says."""
    try:
        return question(desk.get(IKeyStore))
    except SigningError as error:
        from archive.logs import logger_of  # noqa: PLC0415 - help must be quick

        logger_of(__name__).warning("the key store cannot be asked", code=error.code, detail=str(error))
        return None


def _warn(out: Output, keys: Mapping[str, list[str] | None]) -> None:
    """Say for people what follows from keys that are not there, or say nobody's code."""
    if None in keys.values():
        out.say("cli.keys-unknown")
    for what, found in keys.items():
        if found:
            out.say(WARNINGS[what], keys=", ".join(found))


def _fields(one: AuthorityTold) -> dict[str, Any]:
    """Tell an authority as the reference documents it; what held in a period is in parts still."""
    periods = [
        {"what": each.what, "value": each.parts, "from": each.begins, "until": each.ends} for each in one.periods
    ]
    return {**asdict(one), "kinds": list(one.kinds), "periods": periods}


def _said(told: Mapping[str, Any], out: Output) -> dict[str, Any]:
    """Write what held in each period: codes for programs, and what they are called for people."""
    periods = [
        {**row, "value": " ".join(filter(None, (out.words(*part) for part in row["value"])))} for row in told["periods"]
    ]
    return {**told, "periods": periods}


def _text(value: Any) -> Any:
    """Give a cell: lists by commas, nothing for None."""
    return ", ".join(value) if isinstance(value, list) else "" if value is None else value

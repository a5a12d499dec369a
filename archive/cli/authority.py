"""`chancery authority`: who issues, under which name and code, with which seal, and who came after.

Whoever has shell access acts as an operator here. What changes holds from ``--effective-from`` on.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.founding import read_authorities
from archive.cli.frame import Command, Group
from archive.cli.options import FILE, Decorator, as_json, option, parse_moment
from archive.cli.output import Output
from archive.errors import AuthorityUnknownError
from archive.interfaces import IAuthorityService
from archive.model import Change
from archive.models.authorities import Authority, Delegation, Seal
from archive.models.periods import Held
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
    out, now = desk.output(as_json), desk.clock()
    rows = desk.transact(lambda root: [tell_authority(one, now) for one in root.authorities])
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
            as_json: bool,
            until: str | None = None,
            **named: Any,
        ) -> None:
            zone = desk.settings["archive.timezone"]
            begins = desk.clock() if effective_from is None else parse_moment(effective_from, zone)
            change = Change(begins, None if until is None else parse_moment(until, zone), edition)
            service = desk.get(IAuthorityService)
            desk.transact(lambda root: function(service, root, code, change, **named))
            _tell(desk, desk.output(as_json), code)

        made: Any = command
        common: tuple[Decorator, ...] = (
            click.pass_obj,
            as_json,
            option("--edition", type=int, metavar="N"),
            option("--effective-from", metavar="TIME"),
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
    option("--ground", required=True),
    option("--until", metavar="TIME"),
)
def delegate(
    service: Any, root: Any, code: str, change: Change, *, to: str, kinds: tuple[str, ...], ground: str
) -> None:
    """Let another authority issue kinds in this one's name."""
    service.delegate(root, OPERATOR, code, Delegation(to, frozenset(kinds), ground), change)


@_changing(click.argument("successor", metavar="SUCCESSOR-CODE"))
def succeed(service: Any, root: Any, code: str, change: Change, *, successor: str) -> None:
    """Let another authority take the office over."""
    service.succeed(root, OPERATOR, code, successor, change)


def _tell(desk: Desk, out: Output, code: str) -> None:
    """Print an authority, by a code that it has or had."""
    now = desk.clock()
    told, keys = desk.transact(lambda root: _look(root, code, now))
    told, looked = _said(told, out), look_at_keys(desk, keys)
    out.document({**told, **looked})
    columns = ("id", "code", "name", "area", "place", "kinds", "seal", "successor", "edition")
    out.facts("authority", {column: _text(told[column]) for column in columns})
    rows = [[_text(row[column]) for column in PERIOD] for row in told["periods"]]
    out.table("periods", PERIOD, rows)
    _warn(out, looked)


def _look(root: Any, code: str, now: datetime) -> tuple[dict[str, Any], set[str]]:
    """Give what there is to tell of an authority, and the keys of its seals and its successors' from now on."""
    one = get_authority(root, code, now)
    offices = (one, *(root.authorities.by_id[held.value] for held in one.successors))
    seals = [held for office in offices for held in office.seals if held.period.ends is None or held.period.ends > now]
    return tell_authority(one, now), {held.value.key for held in seals}


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


def get_authority(root: Any, code: str, now: datetime) -> Authority:
    """Give the authority that has a code now, else the one that had it last; ``AuthorityUnknownError``."""
    had = [one for one in root.authorities if any(held.value == code for held in one.codes)]
    found: Authority | None = (
        root.authorities.find(code, now) or root.authorities.by_id.get(code) or next(iter(had), None)
    )
    if found is None:
        raise AuthorityUnknownError(code)
    return found


def tell_authority(one: Authority, now: datetime) -> dict[str, Any]:
    """Tell an authority in plain values: as it is now, and everything that held or will hold, in parts."""
    seal = one.seals.at(now)
    periods: dict[str, Iterable[Held[Any]]] = {
        "name": one.names,
        "place": one.places,
        "code": one.codes,
        "seal": one.seals,
        "delegation": one.delegations,
        "successor": one.successors,
        "pattern": [Held((kind, held.value), held.period) for kind, line in one.patterns.items() for held in line],
    }
    return {
        "id": one.id,
        "code": one.codes.at(now) or "",
        "name": one.names.at(now) or "",
        "area": one.area,
        "place": one.places.at(now) or "",
        "kinds": sorted(one.kinds),
        "patterns": {kind: line.at(now) for kind, line in one.patterns.items()},
        "seal": seal.key if seal else "",
        "successor": one.successors.at(now) or "",
        "edition": one.edition,
        "periods": [
            {
                "what": what,
                "value": _parts(what, held.value),
                "from": held.period.begins,
                "until": held.period.ends,
            }
            for what, entries in periods.items()
            for held in entries
        ],
    }


def _parts(what: str, value: Any) -> list[tuple[str, str]]:
    """Take apart what held in a period: column that says what a part is, and the part."""
    match value:
        case Seal():
            return [("key", value.key), ("name", value.name), ("words", value.words)]
        case Delegation():
            return [("authority", value.to), ("kinds", ", ".join(sorted(value.kinds))), ("ground", value.ground)]
        case (kind, pattern):
            return [("kind", kind), ("pattern", pattern)]
    return [(what, value)]


def _said(told: Mapping[str, Any], out: Output) -> dict[str, Any]:
    """Write what held in each period: codes for programs, and what they are called for people."""
    periods = [
        {**row, "value": " ".join(filter(None, (out.words(*part) for part in row["value"])))} for row in told["periods"]
    ]
    return {**told, "periods": periods}


def _text(value: Any) -> Any:
    """Give a cell: lists by commas, nothing for None."""
    return ", ".join(value) if isinstance(value, list) else "" if value is None else value

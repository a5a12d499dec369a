"""The operator's pages about authorities: what holds of each, and what is to hold from a moment on, with its ground."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError, AuthorityMalformedError, AuthorityUnknownError, StaleEditError
from archive.interfaces import IAuthorityService
from archive.model import Change
from archive.models.authorities import Delegation, Seal
from archive.services.health.interfaces import IHealthReading
from archive.services.health.model import CredentialTold
from archive.services.process.errors import ReasonMissingError
from archive.services.reading.interfaces import IPeopleReading
from archive.services.reading.oversight import AuthorityTold
from archive.web.crumbs import Crumb, trail
from archive.web.errors import PageUnknownError
from archive.web.faults import FaultRow, rows_of
from archive.web.moments import parse_moment
from archive.web.numbers import read_whole
from archive.web.statuses import status_of
from archive.web.titles import kinds_of
from archive.web.views import page
from archive.web.views.operator import OPERATOR
from archive.words import say
from templates.errors import Fault, TemplateError

LIST: Final = ("page.authorities", "authorities")
FOUNDED: Final = ("code", "name", "area", "place", "key", "seal", "words")
"""Texts of the form for another authority."""
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "place": ("place",),
    "code": ("code",),
    "seal": ("key", "seal", "words"),
    "pattern": ("kind", "pattern"),
    "delegation": ("to", "kinds", "until"),
    "successor": ("successor",),
}
"""What is changed → the fields that say how; each also has from when (``from``) and why (``ground``)."""
CHANGES: Final[Mapping[str, Callable[[Any, tuple[Any, ...], Any, Change], None]]] = {
    "name": lambda service, about, form, change: service.rename(*about, form["name"], change),
    "place": lambda service, about, form, change: service.place(*about, form["place"], change),
    "code": lambda service, about, form, change: service.recode(*about, form["code"], change),
    "seal": lambda service, about, form, change: service.give_seal(*about, _seal_in(form), change),
    "pattern": lambda service, about, form, change: service.give_pattern(
        *about, (form["kind"], form["pattern"]), change
    ),
    "delegation": lambda service, about, form, change: service.delegate(
        *about, Delegation(form["to"], frozenset(form["kinds"]), change.ground), change
    ),
    "successor": lambda service, about, form, change: service.succeed(*about, form["successor"], change),
}
"""What is changed → how: service, (root, actor, code), what was typed, the change."""
FIELDS: Final = {
    "archive.authority-exists": "code",
    "archive.credit-code-invalid": "code",
    "archive.number-pattern-invalid": "pattern",
    "archive.period-overlap": "from",
    "archive.succession-circular": "successor",
    "archive.seal-missing": "successor",
    "archive.authority-incompetent": "kind",
    "archive.reason-missing": "ground",
    "archive.text-malformed": "ground",
    "templates.kind-unknown": "kinds",
    "templates.glyph-missing": "name",
    "templates.seal-glyph-missing": "seal",
}
"""Error code → field of the form that it is about."""
NAMES: Final = {
    **{name: f"page.authority-give-{name}" for name in (*FOUNDED, "kinds", "to")},
    "ground": "page.authority-ground",
    "until": "page.authority-until",
}
"""Field that may be said wrongly → the code of what the page calls it."""


@page("authorities", renderer="authorities.html")
def list_authorities(request: Any) -> dict[str, Any]:
    """List the authorities, and give the form for another."""
    return _tell_list(request, {})


@page("authorities", "POST")
def add_authority(request: Any) -> Any:
    """Add an authority."""
    typed = _typed(request, FOUNDED) | {"kinds": request.POST.getall("kinds")}
    row = {name: value for name, value in typed.items() if value}
    try:
        code = request.service(IAuthorityService).add(request.archive, request.actor, row)
    except (ArchiveError, TemplateError) as error:
        request.undo()
        values = _tell_list(request, typed) | {"faults": _rows(request, error)}
        return request.render("authorities.html", values, status_of(error))
    return HTTPSeeOther(request.route_path("authority", code=code, _query={"done": "authority-added"}))


@page("authority", renderer="authority.html")
def show_authority(request: Any) -> dict[str, Any]:
    """Show an authority: what holds of it now, what held before, and what may be changed."""
    told = _read(request)
    return {
        "told": told,
        "named": _names(request),
        "changes": tuple(FORMS),
        "key": _find_key(request, told),
        "done": request.done,
        "crumbs": trail(request, OPERATOR, LIST, Crumb(told.name)),
    }


@page("authority-change", renderer="authority_change.html")
def show_change(request: Any) -> dict[str, Any]:
    """Ask what is to hold of an authority, from when, and why."""
    return _tell_change(request, {})


@page("authority-change", "POST")
def change_authority(request: Any) -> Any:
    """Let something else hold of an authority."""
    what, service = _what(request), request.service(IAuthorityService)
    typed = _typed(request, ("from", "ground", *FORMS[what])) | {"kinds": request.POST.getall("kinds")}
    try:
        CHANGES[what](
            service, (request.archive, request.actor, request.matchdict["code"]), typed, _when(request, typed)
        )
    except (ArchiveError, TemplateError) as error:
        request.undo()
        values = _tell_change(request, typed, error)
        return request.render("authority_change.html", values, status_of(error))
    code = request.matchdict["code"]
    return HTTPSeeOther(request.route_path("authority", code=code, _query={"done": "authority-changed"}))


def _when(request: Any, typed: Mapping[str, str]) -> Change:
    """Give from when something holds, and why.

    ``MomentUnreadError``, ``ReasonMissingError``.
    """
    if not typed["ground"]:
        raise ReasonMissingError(request.matchdict["code"])
    zone = request.registry.settings["archive.timezone"]
    begins, ends = (parse_moment(typed.get(each, ""), zone, field=each) for each in ("from", "until"))
    return Change(begins or request.now(), ends, _seen(request), typed["ground"])


def _seen(request: Any) -> int:
    """Give the edition that was seen: of a form gone stale, the one that it is to replace all the same.

    Who saw no edition saw none that there is.
    """
    return read_whole(request.POST.get("seen") or request.POST.get("edition", ""), 8) or 0


def _rows(request: Any, error: BaseException, chosen: str = "") -> tuple[FaultRow, ...]:
    """Tell what is wrong, each at its field, as the page calls it; ``chosen`` is where an authority is chosen."""
    if isinstance(error, AuthorityMalformedError):
        error = AuthorityMalformedError(tuple(_called(request, fault) for fault in error.faults))
    return rows_of(request, error, {**FIELDS, AuthorityUnknownError.code: chosen})


def _called(request: Any, fault: Fault) -> Fault:
    """Give a fault at a field of the form, as the page calls that."""
    field = next(part for part in fault.path.split("/") if part in NAMES)
    return replace(fault, path=f"/{field}", label=say(NAMES[field], request.language))


def _seal_in(form: Mapping[str, str]) -> Seal:
    """Give the seal that was typed."""
    return Seal(form["key"], form["seal"], form["words"])


def _typed(request: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Give what was typed."""
    return {name: str(request.POST.get(name, "")).strip() for name in names}


def _what(request: Any) -> str:
    """Give what is to be changed; ``PageUnknownError``."""
    if (what := str(request.matchdict["change"])) not in FORMS:
        raise PageUnknownError
    return what


def _read(request: Any) -> AuthorityTold:
    """Read the authority that the address names; ``PageUnknownError``."""
    try:
        told: AuthorityTold = request.service(IPeopleReading).authority(
            request.archive, request.actor, request.matchdict["code"]
        )
    except AuthorityUnknownError:
        raise PageUnknownError from None
    return told


def _names(request: Any) -> dict[str, str]:
    """Give id → name of every authority."""
    found = request.service(IPeopleReading).authorities(request.archive, request.actor)
    return {each.id: each.name for each in found}


def _find_key(request: Any, told: AuthorityTold) -> CredentialTold | None:
    """Give the key of an authority's seal as runners saw it, or missed it; None before one looked."""
    health = request.service(IHealthReading).get(request.archive, request.actor)
    keys = (each for each in health.credentials if each.use == "seal" and each.name == told.seal)
    return next(keys, None) if told.seal else None


def _tell_list(request: Any, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the list shows."""
    return {
        "found": request.service(IPeopleReading).authorities(request.archive, request.actor),
        "kinds": kinds_of(request),
        "fields": FOUNDED,
        "typed": {**dict.fromkeys(FOUNDED, ""), "kinds": (), **typed},
        "faults": (),
        "crumbs": trail(request, OPERATOR, LIST),
    }


def _tell_change(request: Any, typed: Mapping[str, Any], error: Exception | None = None) -> dict[str, Any]:
    """Give what the form of a change shows: with what is wrong; of one gone stale, what others changed since."""
    what, told = _what(request), _read(request)
    is_stale, chosen = isinstance(error, StaleEditError), "to" if what == "delegation" else what
    held, now = (each for each in told.periods if each.what == what), request.now()
    blank = dict.fromkeys(("from", "ground", *FORMS[what]), "")
    above = Crumb(told.name, request.route_path("authority", code=told.id))
    return {
        "what": what,
        "told": told,
        "fields": FORMS[what],
        "others": {each: name for each, name in _names(request).items() if each != told.id},
        "kinds": kinds_of(request),
        "typed": {**blank, "kinds": (), **typed},
        "edition": _seen(request) if error else told.edition,
        "is_stale": is_stale,
        "since": error.since if isinstance(error, StaleEditError) else (),
        "stands": [each for each in held if each.ends is None or each.ends > now],
        "faults": () if error is None or is_stale else _rows(request, error, chosen),
        "crumbs": trail(request, OPERATOR, LIST, above, Crumb(say(f"page.authority-do-{what}", request.language))),
    }

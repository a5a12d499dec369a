"""Acts on issued licences as forms: what was typed for one, and what a replacement changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive.model import Intent
from archive.permissions import is_allowed
from archive.services.acts import is_on_holders_side
from archive.services.drafting.fields import fields_of_kind
from archive.services.drafting.model import Field, FieldFault
from archive.services.drafting.reading import is_blank, label_of, read_fields, steps_of, tidied
from archive.services.reading.model import LicenceTold
from archive.web.form.names import nested
from archive.web.moments import parse_decided
from archive.web.security import AT_WORK
from archive.workflows.licence import ACTS, LICENCE
from templates.interfaces import IKinds

REPLACE: Final = "replace"
VERBS: Final = ACTS | {REPLACE}
DATA: Final = "data"
"""Section of the names of fields that a replacement changes."""
FIELDS: Final = ("number", "ground", "decided", "effective")
"""Fields of every act's form."""
PLACES: Final[Mapping[str, str]] = {
    "archive.decision-blank": "number",
    "archive.moment-unread": "decided",
    "archive.decision-future": "decided",
    "archive.moment-early": "decided",
    "archive.act-backdated": "effective",
    "archive.decision-deferred": "effective",
}
"""Code of an error → the field that it is about."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a replacement changes."""

    key: str
    before: Any
    after: Any


def acts_open(request: Any, told: LicenceTold) -> tuple[str, ...]:
    """Give the acts that the visitor may propose on a licence as it stands, in the workflow's order."""
    if request.actor.roles.isdisjoint(AT_WORK):
        return ()
    able = LICENCE.verbs(told.line.state) & VERBS
    verbs = (step.verb for step in LICENCE.steps if step.verb in able and is_allowed(request.actor, step.permission))
    if not (may := tuple(dict.fromkeys(verbs))):
        return ()
    licence, _version = request.archive.licences.get(told.line.identifier)
    return () if is_on_holders_side(request.archive, request.actor, licence, request.now()) else may


def read_intent(request: Any) -> Intent:
    """Read the decision of an act's form; ``MomentUnreadError``."""
    form, zone, now = request.POST, request.registry.settings["archive.timezone"], request.now()
    number, ground, *moments = (str(form.get(name, "")).strip() for name in FIELDS)
    decided, effective = parse_decided(moments, zone, now)
    is_at_once = decided is None and effective == now
    return Intent(number, ground, decided, None if is_at_once else effective)


def typed_of(request: Any) -> dict[str, str]:
    """Give what was typed, to be shown or sent again."""
    return {name: value for name, value in request.POST.items() if name in FIELDS or name.startswith(f"{DATA}/")}


def fields_of(request: Any, told: LicenceTold) -> tuple[Field, ...]:
    """Give the fields of a licence's kind that may change: all but those that the archive assigns."""
    return fields_of_kind(request.service(IKinds).get_kind(told.line.kind))


def data_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """Give what was typed of the data, without the rows in which there is nothing."""
    found: dict[str, Any] = tidied(nested(typed.items(), (DATA,)).get(DATA, {}))
    return found


def read_changes(
    fields: Sequence[Field], told: LicenceTold, typed: Mapping[str, str]
) -> tuple[tuple[Change, ...], tuple[FieldFault, ...]]:
    """Give what was typed otherwise than it stands, and what cannot be read; what was blanked is left out (None)."""
    given = data_of(typed)
    values, faults = read_fields(DATA, fields, given)
    blanked = {key: None for key, raw in given.items() if is_blank(raw) and key in told.data}
    found = (Change(key, told.data.get(key), value) for key, value in {**values, **blanked}.items())
    return tuple(each for each in found if each.before != each.after), faults


def faults_at(error: Exception, fields: Sequence[Field]) -> tuple[tuple[FieldFault, ...], tuple[Exception, ...]]:
    """Give what an error says of the data, by their fields, and what it says besides."""
    several = tuple(getattr(error, "errors", ())) or (error,)
    held = (fault for each in several for fault in getattr(each, "faults", ()))
    told = (
        FieldFault(DATA, one.path, one.code, one.detail, label_of(fields, tuple(steps_of(one.path)))) for one in held
    )
    return tuple(told), tuple(each for each in several if not getattr(each, "faults", ()))

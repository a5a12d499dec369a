"""What the fields of a licence say of each other, which no JSON Schema says: rules of a kind, data of ``kind.toml``.

=============  ==================================================================================================
``in-order``   no date is later than the one after it
``adds-up``    the first number is the sum of the others, to a hundredth, where all are given
``has-each``   a table (first key) has an entry of each of ``groups``: one of its values under the second key
=============  ==================================================================================================
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from templates.errors import Fault
from templates.model import Kind, Rule

Found = Iterator[tuple[str, str]]
"""Key of the field that is wrong, and in what values."""


def check_rules(kind: Kind, data: Mapping[str, Any], known: Iterable[Fault] = ()) -> Iterator[Fault]:
    """Yield every rule that data break; one that reads a field with a ``known`` fault of the schema is not judged."""
    labels, faulty = kind.labels["zh"], {_field_of(fault) for fault in known}
    if "" in faulty:
        return
    for rule in kind.rules:
        if not faulty.isdisjoint(rule.keys):
            continue
        code, check = CHECKS[rule.name]
        for key, detail in check(rule, data):
            yield Fault(code, f"/{key}", labels.get(key, key), detail)


def _field_of(fault: Fault) -> str:
    """Give the key of the field that is faulty: of the table for a whole row; nothing for data that are no object."""
    return next((step for step in reversed(fault.path.split("/")) if not step.isdecimal()), "")


def _in_order(rule: Rule, data: Mapping[str, Any]) -> Found:
    """Find dates (ISO 8601) that come after the next one."""
    given = [key for key in rule.keys if data.get(key)]
    yield from ((first, f"{data[first]} > {data[then]}") for first, then in pairwise(given) if data[first] > data[then])


def _adds_up(rule: Rule, data: Mapping[str, Any]) -> Found:
    """Find a total that is not the sum of its parts."""
    if any(key not in data for key in rule.keys):
        return
    total, *parts = (data[key] for key in rule.keys)
    if abs(total - sum(parts)) >= CENT:
        yield rule.keys[0], f"{total} ≠ {' + '.join(map(str, parts))}"


def _has_each(rule: Rule, data: Mapping[str, Any]) -> Found:
    """Find groups of which a table has no entry; their values by the codes of their words."""
    table, key = rule.keys
    there = {entry.get(key) for entry in data.get(table, ())}
    for group in rule.groups:
        if there.isdisjoint(group):
            yield table, " / ".join(f"form.choice.{key}.{value}" for value in group)


CENT: Final = 0.01
CHECKS: Final[Mapping[str, tuple[str, Callable[[Rule, Mapping[str, Any]], Found]]]] = {
    "in-order": ("templates.field-out-of-order", _in_order),
    "adds-up": ("templates.field-not-sum", _adds_up),
    "has-each": ("templates.field-entry-missing", _has_each),
}
"""Rule → its code, and what finds what breaks it."""

RULE_CODES: Final = frozenset(code for code, _check in CHECKS.values())
"""Every code that a broken rule can have."""

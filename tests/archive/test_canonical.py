"""The canonical bytes of a value."""

import pytest

from archive.canonical import EXACT, dump_canonical
from archive.errors import ValueUnwritableError


def deep(levels):
    """Lists in lists."""
    value = []
    for _ in range(levels):
        value = [value]
    return value


def test_it_is_rfc_8785():
    assert dump_canonical({"b": 1.0, "a": "示", "c": [True, None]}) == '{"a":"示","b":1,"c":[true,null]}'.encode()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"a": EXACT + 1}, f"≤ {EXACT}"),
        ({"a": float("nan")}, "templates.why-not-finite"),
        ({"a": float("inf")}, "templates.why-not-finite"),
        ({"a": "示\udc80"}, "templates.why-no-unicode"),
        ({"\udc80": 1}, "templates.why-no-unicode"),
        (deep(5000), "templates.why-too-deep"),
    ],
)
def test_what_it_cannot_hold_is_refused_by_its_code(value, why):
    with pytest.raises(ValueUnwritableError, match=f"^{why}$"):
        dump_canonical(value)

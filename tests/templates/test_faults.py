"""What is wrong with data is said at once: code, pointer, label."""

from functools import reduce

import pytest

from templates.faults import (
    FAULT_CODES,
    Format,
    assigned_fields,
    check_faults,
    compile_schema,
    request_schema,
)

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["number", "name"],
    "properties": {
        "number": {"type": "string", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 5, "format": "line", "pattern": "^[^\\p{C}]+$"},
        "code": {"type": "string", "format": "even", "pattern": "^[0-9]{2}$"},
        "paper": {"type": "string", "format": "even", "personal": True},
        "place": {"type": "string", "pattern": "^[A-Z]$", "examples": ["A"]},
        "day": {"type": "string", "format": "date"},
        "area": {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.01, "exclusiveMinimum": 0},
        "way": {"enum": ["a", "b"]},
        "rows": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["a/b~c"],
                "properties": {"a/b~c": {}},
            },
        },
    },
}
EVEN = Format(lambda text: text.isdigit() and len(text) == 2, lambda text: int(text) % 2 == 0)
"""A format whose last digit checks it."""
LABELS = {"name": "名称", "rows": "清单", "a/b~c": "内容"}
GOOD = {"number": "1", "name": "示例"}
DEEP = reduce(lambda inner, _level: [inner], range(400), [])
"""Lists in lists, deeper than a validator goes."""
BAD = {
    "missing": ({"number": "1"}, "templates.field-missing", "/name"),
    "empty": (GOOD | {"name": ""}, "templates.field-missing", "/name"),
    "empty list": (GOOD | {"rows": []}, "templates.field-missing", "/rows"),
    "missing in a row": (GOOD | {"rows": [{}]}, "templates.field-missing", "/rows/0/a~1b~0c"),
    "unknown": (GOOD | {"other": 1}, "templates.field-unknown", "/other"),
    "unknown in a row": (GOOD | {"rows": [{"a/b~c": 1, "number": 1}]}, "templates.field-unknown", "/rows/0/number"),
    "wrong type": (GOOD | {"name": 5}, "templates.field-wrong-type", "/name"),
    "text for a number": (GOOD | {"area": "5"}, "templates.field-wrong-type", "/area"),
    "too long": (GOOD | {"name": "示例示例示例"}, "templates.field-too-long", "/name"),
    "too many": (GOOD | {"rows": [{"a/b~c": 1}] * 3}, "templates.field-too-long", "/rows"),
    "not allowed": (GOOD | {"way": "c"}, "templates.field-not-allowed", "/way"),
    "too small": (GOOD | {"area": -0.01}, "templates.field-out-of-range", "/area"),
    "nothing": (GOOD | {"area": 0}, "templates.field-out-of-range", "/area"),
    "too large": (GOOD | {"area": 11}, "templates.field-out-of-range", "/area"),
    "too fine": (GOOD | {"area": 1.001}, "templates.field-out-of-range", "/area"),
    "not of its form": (GOOD | {"code": "a2"}, "templates.field-malformed", "/code"),
    "of a wrong check digit": (GOOD | {"code": "13"}, "templates.field-check-wrong", "/code"),
    "of a bound form and empty": (GOOD | {"code": ""}, "templates.field-malformed", "/code"),
    "no such day": (GOOD | {"day": "2021-02-30"}, "templates.field-malformed", "/day"),
    "control character": (GOOD | {"name": "示\x00例"}, "templates.field-malformed", "/name"),
    "turned direction": (GOOD | {"name": "示\u202e例"}, "templates.field-malformed", "/name"),
    "lone surrogate": (GOOD | {"name": "示\ud800"}, "templates.field-malformed", "/name"),
    "lone surrogate in a name": (GOOD | {"\ud800": 1}, "templates.field-malformed", "/\\ud800"),
    "not a number": (GOOD | {"area": float("nan")}, "templates.field-malformed", "/area"),
    "too deep": (GOOD | {"rows": [{"a/b~c": DEEP}]}, "templates.field-malformed", "/rows/0/a~1b~0c" + "/0" * 62),
    "endless in a row": (GOOD | {"rows": [{"a/b~c": float("inf")}]}, "templates.field-malformed", "/rows/0/a~1b~0c"),
}


def faults(data, schema=SCHEMA, assigned=frozenset()):
    """All faults of data."""
    return tuple(check_faults(compile_schema(schema, {"even": EVEN}), data, LABELS, assigned))


@pytest.mark.parametrize(("data", "code", "path"), BAD.values(), ids=BAD)
def test_a_fault_has_its_code_and_its_place_once(data, code, path):
    assert [(fault.code, fault.path) for fault in faults(data)] == [(code, path)]


def test_every_code_that_is_declared_is_given():
    assert {code for _data, code, _path in BAD.values()} | {"templates.field-assigned"} == FAULT_CODES


def test_good_data_have_no_fault():
    assert faults(GOOD | {"rows": [{"a/b~c": None}], "day": "2020-02-29", "area": 9.99}) == ()


def test_all_faults_are_said_at_once():
    found = faults({"name": 5, "way": "c", "x": 1, "y": 2})
    assert {fault.path for fault in found} == {"/number", "/name", "/way", "/x", "/y"}


def test_a_schema_may_name_no_fields():
    assert faults({"rows": [1]}, {"type": "object"}) == ()


def test_of_a_table_with_too_many_rows_that_alone_is_told():
    (found,) = faults(GOOD | {"rows": [{}, 1, float("nan")]})
    assert (found.code, found.path) == ("templates.field-too-long", "/rows")
    assert (found.label, found.detail) == ("清单", "templates.why-most-rows 2")
    required = {**SCHEMA, "required": ["rows"]}
    assert [fault.code for fault in faults({"rows": [1] * 9}, required)] == ["templates.field-too-long"]


@pytest.mark.parametrize("value", [["\ud800", {}], {"a": float("nan")}, DEEP], ids=["list", "object", "deep"])
def test_what_a_list_or_object_holds_where_none_is_asked_is_not_judged(value):
    assert [(fault.code, fault.path) for fault in faults(GOOD | {"day": value})] == [
        ("templates.field-wrong-type", "/day")
    ]


def test_what_an_object_holds_is_judged_where_it_is_one_of_the_types_that_are_asked():
    either = {"type": ["string", "object"], "properties": {"a": {"type": "string"}}}
    schema = {"type": "object", "properties": {"one": either}}
    assert faults({"one": {"a": "b"}}, schema) == ()
    assert [fault.path for fault in faults({"one": {"a": 1}}, schema)] == ["/one/a"]


def test_a_label_names_the_row_as_people_count():
    assert faults(GOOD | {"rows": [{"a/b~c": 1}, {}]})[0].label == "清单 2 内容"


def test_a_fault_says_what_was_expected():
    assert faults(GOOD | {"name": "示例示例示例"})[0].detail == "templates.why-longest 5"
    assert faults(GOOD | {"name": 1})[0].detail == "templates.why-type-string"
    assert faults(GOOD | {"way": "c"})[0].detail == "a, b"
    assert faults(GOOD | {"day": "soon"})[0].detail == "templates.why-format-date"


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        ({"name": "\u200b"}, "templates.why-format-line U+200B"),
        ({"name": "示\u202e\n"}, "templates.why-format-line U+202E"),
        ({"place": "a"}, "templates.why-such-as A"),
        ({"code": "1"}, "templates.why-format-even"),
        ({"name": "示\ud800"}, "templates.why-no-unicode"),
        ({"area": float("nan")}, "templates.why-not-finite"),
        ({"rows": [{"a/b~c": DEEP}]}, "templates.why-too-deep"),
    ],
)
def test_what_form_is_asked_is_told_by_a_sentence_or_an_example_and_never_by_a_pattern(data, detail):
    assert [fault.detail for fault in faults(GOOD | data)] == [detail]


def test_a_wrong_check_digit_names_the_value_unless_it_is_of_a_person():
    assert [fault.detail for fault in faults(GOOD | {"code": "13"})] == ["13"]
    (fault,) = faults(GOOD | {"paper": "13"})
    assert (fault.code, fault.detail) == ("templates.field-check-wrong", "")


def test_what_no_file_can_hold_hides_no_other_fault():
    found = faults({"number": "1", "name": "示\ud800", "area": float("inf"), "way": "c", "\ud800": 1})
    assert {(fault.code, fault.path) for fault in found} == {
        ("templates.field-malformed", "/name"),
        ("templates.field-malformed", "/area"),
        ("templates.field-malformed", "/\\ud800"),
        ("templates.field-not-allowed", "/way"),
    }


def test_a_request_may_leave_out_and_must_not_give_what_the_archive_assigns():
    assigned = assigned_fields(SCHEMA)
    assert faults({"name": "示例"}, request_schema(SCHEMA), assigned) == ()
    (fault,) = faults(GOOD, request_schema(SCHEMA), assigned)
    assert (fault.code, fault.path) == ("templates.field-assigned", "/number")


def test_data_that_are_no_object_have_the_wrong_type():
    assert [(fault.code, fault.path) for fault in faults([1])] == [("templates.field-wrong-type", "")]

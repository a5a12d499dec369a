"""What a new authority is, as files and services are told it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.errors import AuthorityMalformedError
from archive.identifiers.authorities import parse_authorities, verify_details
from archive.identifiers.errors import CreditCodeInvalidError, NumberPatternInvalidError

ROW = {"code": "11350200DEM000030L", "name": "示例市林业局", "area": "350200", "key": "forestry"}
BEIJING = timezone(timedelta(hours=8))


def test_a_row_is_read_with_its_moment():
    begins = datetime(2019, 1, 1, tzinfo=BEIJING)
    (row,) = parse_authorities({"authority": [{**ROW, "begins": begins}]})
    assert row == {**ROW, "begins": begins}
    (row,) = parse_authorities({"authority": [{**ROW, "begins": "2019-01-01T00:00:00Z"}]})
    assert row["begins"] == datetime(2019, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"key": "../../evil"}, "/authority/0/key"),
        ({"key": "a/b"}, "/authority/0/key"),
        ({"key": ".hidden"}, "/authority/0/key"),
        ({"key": "a\n"}, "/authority/0/key"),
        ({"key": ""}, "/authority/0/key"),
        ({"key": 5}, "/authority/0/key"),
        ({"name": ""}, "/authority/0/name"),
        ({"name": " "}, "/authority/0/name"),
        ({"area": "35020"}, "/authority/0/area"),
        ({"kinds": "land_use_planning_permit"}, "/authority/0/kinds"),
        ({"kinds": ["a", 5]}, "/authority/0/kinds/1"),
        ({"patterns": {"a": 5}}, "/authority/0/patterns/a"),
        ({"patterns": ["a"]}, "/authority/0/patterns"),
        ({"begins": datetime(2019, 1, 1)}, "/authority/0/begins"),  # noqa: DTZ001 - a moment without an offset
        ({"begins": date(2019, 1, 1)}, "/authority/0/begins"),
        ({"begins": "soon"}, "/authority/0/begins"),
        ({"colour": "red"}, "/authority/0/colour"),
        ({"words": 5}, "/authority/0/words"),
        ({"name": "示例\x1b[31m局"}, "/authority/0/name"),
        ({"name": "示" * 101}, "/authority/0/name"),
        ({"place": "示例省\n示例市"}, "/authority/0/place"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(changes, place):
    with pytest.raises(AuthorityMalformedError, match=rf"\({place}\)"):
        parse_authorities({"authority": [{**ROW, **changes}]})


@pytest.mark.parametrize(
    "given", [{}, {"authority": {}}, {"authority": [5]}, {"authority": []}, {"authorities": [ROW]}]
)
def test_what_holds_no_rows_is_refused(given):
    with pytest.raises(AuthorityMalformedError, match="authorit"):
        parse_authorities(given)


@pytest.mark.parametrize("field", ROW)
def test_every_field_that_is_needed_is_named(field):
    with pytest.raises(AuthorityMalformedError, match=f"/authority/0/{field}"):
        parse_authorities({"authority": [{name: value for name, value in ROW.items() if name != field}]})


def test_code_and_patterns_are_checked():
    with pytest.raises(CreditCodeInvalidError):
        parse_authorities({"authority": [{**ROW, "code": "11350200DEM000030X"}]})
    with pytest.raises(NumberPatternInvalidError):
        parse_authorities({"authority": [{**ROW, "patterns": {"land_use_planning_permit": "{seq}"}}]})


@pytest.mark.parametrize("key", ["planning", "SEAL_01", "a-b", "7", "a" * 64])
def test_a_key_s_name_is_that_of_a_file_in_one_folder(key):
    verify_details(key=key)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        *(({"key": key}, "templates.why-format-key-name") for key in ("", "a.b", "..", "a/b", "-a", "章", "a" * 65)),
        ({"name": ""}, "templates.field-missing"),
        ({"name": " "}, "templates.why-format-line"),
        ({"name": "示例\x1b[31m局"}, r"templates.why-format-line U\+001B"),
        ({"name": "示例\ud800局"}, "templates.why-no-unicode"),
        ({"name": "示" * 101}, "templates.why-longest 100"),
        ({"seal": "示" * 101}, "templates.why-longest 100"),
        ({"seal": "示例\n局"}, "templates.why-format-line"),
        ({"place": "示" * 201}, "templates.why-longest 200"),
        ({"place": "示例\u202e市"}, r"templates.why-format-line U\+202E"),
        ({"words": "审" * 22}, "templates.why-longest 21"),
        ({"words": "审批\n专用章"}, "templates.why-format-optional-line"),
    ],
)
def test_a_part_of_what_an_authority_is_has_the_bounds_that_its_file_has(details, why):
    (field,) = details
    with pytest.raises(AuthorityMalformedError, match=rf"^{field} \(/{field}\): .*{why}"):
        verify_details(**details)


def test_what_is_as_long_as_it_may_be_is_taken_and_every_fault_is_told():
    verify_details(name="示" * 100, seal="示" * 100, place="示" * 200, words="审" * 21)
    verify_details(name="示例市 自然资源局 (𠮷)", words="")
    with pytest.raises(AuthorityMalformedError, match=r"/key.*/seal|/seal.*/key"):
        verify_details(key="../x", seal=" ")

"""What a new authority is, as files and services are told it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.errors import AuthorityMalformedError
from archive.identifiers.authorities import is_key_name, parse_authorities
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


def test_a_key_s_name_is_that_of_a_file_in_one_folder():
    assert all(map(is_key_name, ("planning", "SEAL_01", "a-b", "7")))
    assert not any(map(is_key_name, ("", "a.b", "..", "a/b", "-a", "章", "a" * 65)))

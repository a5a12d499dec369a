"""Moments as people type them into forms."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.web.errors import MomentUnreadError
from archive.web.moments import parse_decided, parse_moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW, THEN = datetime(2026, 4, 6, 9, 38, 42, tzinfo=UTC), datetime(2026, 4, 3, 6, tzinfo=UTC)


def test_a_blank_is_nothing_and_what_is_no_moment_is_refused_with_its_field():
    assert parse_moment(" \u3000", ZONE) is None
    with pytest.raises(MomentUnreadError, match="昨天") as caught:
        parse_moment("昨天", ZONE, NOW, "until")
    assert caught.value.field == "until"


@pytest.mark.parametrize(
    ("decided", "effective", "expected"),
    [
        ("", "", (None, None)),
        ("2026-04-06", "", (NOW, None)),
        ("2026-04-06", "2026-04-06", (NOW, NOW)),
        ("", "2026-04-06", (None, NOW)),
        ("2026-04-03 14:00", "2026-04-03", (THEN, THEN)),
        ("2026-04-03 14:00", "2026-04-06", (THEN, datetime(2026, 4, 5, 16, tzinfo=UTC))),
        ("2026-04-06", "2026-04-07", (NOW, datetime(2026, 4, 6, 16, tzinfo=UTC))),
    ],
)
def test_what_works_from_the_day_of_its_decision_works_from_the_decision_on(decided, effective, expected):
    assert parse_decided((decided, effective), ZONE, NOW) == expected

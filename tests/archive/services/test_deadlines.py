"""Working days of a promise."""

from datetime import date

import pytest

from archive.services.deadlines import deadline_of

MONDAY = date(2026, 4, 6)


@pytest.mark.parametrize(
    ("begins", "today", "left"),
    [
        (MONDAY, MONDAY, 5),
        (MONDAY, date(2026, 4, 7), 4),
        (MONDAY, date(2026, 4, 10), 1),
        (MONDAY, date(2026, 4, 11), 1),
        (MONDAY, date(2026, 4, 12), 1),
        (MONDAY, date(2026, 4, 13), 0),
        (MONDAY, date(2026, 4, 14), -1),
        (date(2026, 4, 11), date(2026, 4, 13), 4),
        (date(2026, 4, 10), date(2027, 4, 9), 5 - 260),
    ],
)
def test_the_first_day_and_weekends_do_not_count(begins, today, left):
    assert deadline_of(5, begins, today).left == left

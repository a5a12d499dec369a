"""How values are shown."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.web.rendering import grouped, tell_day, tell_end, tell_number, tell_size, tell_time, words

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("language", "told"), [("zh", "2026年4月6日"), ("en", "6 Apr 2026")])
def test_a_day_is_told_in_the_reader_s_way(language, told):
    assert tell_day(date(2026, 4, 6), language) == told
    assert tell_day(None, language) == ""


@pytest.mark.parametrize(("language", "told"), [("zh", "2026年4月7日 00:30"), ("en", "7 Apr 2026, 00:30")])
def test_a_moment_is_told_in_the_archive_s_zone(language, told):
    assert tell_time(datetime(2026, 4, 6, 16, 30, tzinfo=UTC), language, CHINA) == told
    assert tell_time(None, language, CHINA) == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_holds_until_a_day_is_over_is_told_to_hold_until_that_day(language):
    over = datetime(2027, 1, 1, 16, tzinfo=UTC)
    assert tell_end(over, language, CHINA) == tell_day(date(2027, 1, 1), language)
    assert tell_end(over, language, UTC) == tell_time(over, language, UTC)
    assert tell_end(None, language, UTC) == ""


def test_numbers_have_their_groups():
    assert tell_number(1234567.5, "zh") == "1,234,567.5"


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2_000_000, "2 MB"), (3_210_000_000, "3.2 GB")]
)
def test_a_size_is_told_in_its_largest_unit(size, told):
    assert tell_size(size, "en") == told


def test_an_identifier_can_be_broken_and_holds_no_markup():
    assert grouped("1.2-<b>") == '<code class="identifier">1.<wbr>2-<wbr>&lt;b&gt;</code>'


def test_a_word_without_a_name_is_shown_as_it_is():
    assert words("valid", "en") != "valid" or words("valid", "zh") != "valid"
    assert words("no-such-word", "zh") == "no-such-word"

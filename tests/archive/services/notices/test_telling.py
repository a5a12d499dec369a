"""A notice in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.services.notices.telling import sentence_of, subject_of, tell_day, tell_end, tell_time, values_of_act

ZONE = ZoneInfo("Asia/Shanghai")
TITLE = {"zh": "建筑工程施工许可证", "en": "Construction permit"}
VALUES = values_of_act(TITLE, "35020320210406", "示规暂〔2026〕1号", datetime(2026, 3, 2, 1, tzinfo=UTC))


def test_a_notice_is_told_in_the_reader_s_language_and_zone():
    chinese, english = (sentence_of("notice.licence-suspend", VALUES, language, ZONE) for language in ("zh", "en"))
    assert chinese.startswith(
        "证照自 2026年3月2日 09:00 起被暂扣：建筑工程施工许可证 35020320210406（示规暂〔2026〕1号）。"
    )
    assert english.startswith("Your licence is suspended from 2 Mar 2026, 09:00 on: Construction permit 35020320210406")


@pytest.mark.parametrize("typed", ["2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-02T01:00:00Z"])
def test_what_somebody_typed_is_told_as_it_stands(typed):
    for language in ("zh", "en"):
        assert typed in sentence_of("notice.licence-suspend", {**VALUES, "decision": typed}, language, ZONE)
        assert sentence_of("notice.licence-suspend", {**VALUES, "moment": typed}, language, ZONE)


@pytest.mark.parametrize(("language", "told"), [("zh", "2026年4月6日"), ("en", "6 Apr 2026")])
def test_a_day_is_told_in_the_reader_s_way(language, told):
    assert tell_day(date(2026, 4, 6), language) == told
    assert tell_day(None, language) == ""


@pytest.mark.parametrize(("language", "told"), [("zh", "2026年4月7日 00:30"), ("en", "7 Apr 2026, 00:30")])
def test_a_moment_is_told_in_the_archive_s_zone(language, told):
    assert tell_time(datetime(2026, 4, 6, 16, 30, tzinfo=UTC), language, ZONE) == told
    assert tell_time(None, language, ZONE) == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_holds_until_a_day_is_over_is_told_to_hold_until_that_day(language):
    over = datetime(2027, 1, 1, 16, tzinfo=UTC)
    assert tell_end(over, language, ZONE) == tell_day(date(2027, 1, 1), language)
    assert tell_end(over, language, UTC) == tell_time(over, language, UTC)
    assert tell_end(None, language, UTC) == ""


def test_what_ends_with_a_day_is_told_to_hold_until_that_day_and_what_begins_with_one_from_its_first_moment_on():
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC)
    mandate = {"agent": "li", "principal": "示例公司", "moment": midnight.isoformat()}
    assert "，至 2026年12月31日 止" in sentence_of("notice.mandate-granted", mandate, "zh", ZONE)
    suspended = sentence_of("notice.licence-suspend", values_of_act(TITLE, "1", "2", midnight), "zh", ZONE)
    assert suspended.startswith("证照自 2027年1月1日 00:00 起")


def test_a_notice_has_a_few_words_above_it():
    assert subject_of("notice.licence-suspend", VALUES, "zh") == "证照被暂扣"
    assert subject_of("notice.licence-suspend", VALUES, "en") == "Your licence is suspended"

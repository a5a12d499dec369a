"""Options that several commands share."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest

from archive.cli.desk import Desk
from archive.cli.options import Ruling, Word, parse_moment
from archive.model import Decision
from archive.permissions import ROLES
from archive.words import LANGUAGES, find_words
from archive.workflows.case import NATIONAL_STATES as CASE_STATES

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-06", datetime(2026, 4, 5, 16, tzinfo=UTC)),
        ("2026-04-06T09:30", datetime(2026, 4, 6, 1, 30, tzinfo=UTC)),
        (" ２０２６-04-06 ", datetime(2026, 4, 5, 16, tzinfo=UTC)),
        ("2026-04-06T09:30:00+00:00", datetime(2026, 4, 6, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_the_archive_s_time_zone_unless_it_says(text, moment):
    assert parse_moment(text, ZONE) == moment


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "", " ", "0001-01-01", "9999-12-31T23:00:00-14:00"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(click.BadParameter):
        parse_moment(text, ZONE)


@pytest.mark.parametrize(("decided_at", "effective_from"), [("", None), (None, "")])
def test_an_empty_moment_is_never_taken_for_none(desk, decided_at, effective_from):
    with pytest.raises(click.BadParameter):
        Ruling("1号", "law", decided_at, effective_from).decide(desk)


MOMENT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "none.ini", "en")


def test_a_decision_says_what_was_typed(desk):
    made = Ruling("1号", "law", "2026-04-06", "2026-04-07").decide(desk, Decision("other", "other", MOMENT))
    assert (made.number, made.ground) == ("1号", "law")
    assert made.decided_at == datetime(2026, 4, 5, 16, tzinfo=UTC)
    assert made.effective_from == datetime(2026, 4, 6, 16, tzinfo=UTC)


def test_a_day_alone_is_the_moment_that_is_known_of_that_day(desk):
    said = Ruling("1号", "law", "2026-04-01", "2026-04-01").decide(desk, Decision("1号", "law", MOMENT, MOMENT))
    assert (said.decided_at, said.effective_from) == (MOMENT, MOMENT), "the same command again says the same"
    today = f"{desk.clock().astimezone(desk.settings['archive.timezone']):%Y-%m-%d}"
    made = Ruling("1号", "law", today, today).decide(desk)
    assert abs(made.decided_at - desk.clock()) < timedelta(minutes=1)
    assert made.effective_from == made.decided_at


def test_a_decision_is_what_it_is_without_a_word_else_of_now_where_nothing_is_said(desk):
    before = desk.clock()
    default = Decision("2号", "why", MOMENT, MOMENT)
    assert Ruling(None, None, None, None).decide(desk, default) == default
    made = Ruling("3号", "law", None, None).decide(desk)
    assert (made.number, made.ground, made.effective_from) == ("3号", "law", None)
    assert before <= made.decided_at <= desk.clock()


@pytest.mark.parametrize(
    ("choices", "said", "code"),
    [
        (CASE_STATES, "准予许可", "approved"),
        (CASE_STATES, " approved ", "approved"),
        (CASE_STATES, "Approved", "approved"),
        (CASE_STATES, "不予受理", "declined"),
        (CASE_STATES, "不予许可", "rejected"),
        (ROLES, "申请人（applicant）", "applicant"),
        (ROLES, "申请人(applicant)", "applicant"),
        (ROLES, "申请人", "applicant"),
        (["take_back"], "take back", "take_back"),
    ],
)
def test_a_word_is_taken_as_tables_show_it_and_by_its_code(choices, said, code):
    assert Word(list(choices)).convert(said, None, None) == code


@pytest.mark.parametrize("choices", [CASE_STATES, ROLES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_choices_are_shown_by_the_same_word(choices, language):
    assert len({find_words(f"word.{code}", language) for code in choices} - {""}) == len(choices)


@pytest.mark.parametrize("said", ["", "king", "有效"])
def test_what_is_no_word_of_the_choice_is_refused(said):
    with pytest.raises(click.BadParameter, match="approved"):
        Word(list(CASE_STATES)).convert(said, None, None)

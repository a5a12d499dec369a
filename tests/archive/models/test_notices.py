"""Notices, inboxes and what was read."""

from doubles import START

from archive.models.notices import Marks, Notice, Notices


def notice(by="li"):
    return Notice("notice.case-accept", {"case": "A1"}, ("case", "A1"), by, START)


def test_a_notice_is_kept_once_and_found_in_each_inbox_the_latest_first():
    notices = Notices()
    for each, audiences in ((8, ("user:a",)), (16, ("user:a", "user:b")), (24, ("user:a",)), (25, ("user:aa",))):
        notices.add(each, notice(), audiences)
    assert [each for each, _by in notices.latest("user:a")] == [24, 16, 8]
    assert list(notices.latest("user:a", 24)) == [(16, "li"), (8, "li")]
    assert [list(notices.latest(each)) for each in ("user:", "user:c")] == [[], []]
    assert notices.is_for(16, ("user:c", "user:b"))
    assert not notices.is_for(8, ("user:b",))


def test_an_empty_archive_has_empty_inboxes():
    assert list(Notices().latest("user:a")) == []


def test_what_was_read_is_everything_until_a_mark_and_some_after_it():
    marks = Marks()
    assert [marks.mark(each) for each in (16, 16, 32)] == [True, False, True]
    assert [marks.has(each) for each in (8, 16, 24, 32)] == [False, True, False, True]
    marks.mark_until(24)
    marks.mark_until(8)
    assert [marks.has(each) for each in (8, 16, 24, 32, 40)] == [True, True, True, True, False]
    assert list(marks.read) == [32]
    assert marks.mark(8) is False

"""Reading inboxes."""

import pytest
from archive_fixture import NR, OWNER, Office
from doubles import START
from zope.interface.verify import verifyObject

from archive.models.notices import Notice
from archive.permissions import Actor
from archive.services.notices.inbox import MOST, MOST_UNREAD, SCANNED
from archive.services.notices.interfaces import INoticeService

CLERK = Actor("li", frozenset({"clerk"}), NR)
OTHER = Actor("wu", frozenset({"clerk"}), NR)
APPLICANT = Actor("hu", frozenset({"applicant"}), party=OWNER)
OFFICE = f"office:{NR}:clerk"


@pytest.fixture
def office():
    return Office()


def put(office, *audiences, by="somebody", count=1):
    """Put notices into inboxes; gives their ids."""
    first = (office.root.notices.by_id.maxKey() if office.root.notices.by_id else 0) + 8
    ids = list(range(first, first + 8 * count, 8))
    for each in ids:
        notice = Notice("notice.case-accept", {"case": f"A{each}"}, ("case", f"A{each}"), by, START)
        office.root.notices.add(each, notice, audiences)
    return ids


def ids_of(office, who, **page):
    return [one.id for one in office.notices.list(office.root, who, **page).notices]


def test_it_keeps_the_interface(office):
    assert verifyObject(INoticeService, office.notices)


def test_an_inbox_is_read_page_by_page_the_latest_first(office):
    ids = put(office, OFFICE, count=5)
    first = office.notices.list(office.root, CLERK, limit=2)
    assert ([one.id for one in first.notices], first.unread) == (ids[:2:-1], 5)
    second = office.notices.list(office.root, CLERK, limit=2, before=first.before)
    last = office.notices.list(office.root, CLERK, limit=2, before=second.before)
    assert [[one.id for one in page.notices] for page in (second, last)] == [ids[2:0:-1], ids[:1]]
    assert last.before is None
    assert len(ids_of(office, CLERK, limit=0)) == 1
    put(office, OFFICE, count=MOST)
    assert len(ids_of(office, CLERK, limit=10**9)) == MOST


def test_a_notice_in_several_of_one_s_inboxes_is_seen_once_and_what_one_did_oneself_not_at_all(office):
    (both,) = put(office, "user:hu", f"party:{OWNER}")
    put(office, f"party:{OWNER}", by="hu")
    put(office, "user:someone")
    assert ids_of(office, APPLICANT) == [both]
    assert office.notices.unread_count(office.root, APPLICANT) == 1


def test_what_one_reads_stays_unread_for_the_others(office):
    ids = put(office, OFFICE, count=3)
    assert office.notices.mark_read(office.root, CLERK, ids[1:2]) == 2
    assert [one.is_read for one in office.notices.list(office.root, CLERK).notices] == [False, True, False]
    assert office.notices.mark_read(office.root, CLERK) == 0
    assert office.notices.unread_count(office.root, OTHER) == 3
    put(office, OFFICE)
    assert office.notices.unread_count(office.root, CLERK) == 1
    assert ids_of(office, CLERK)[1:] == ids[::-1]


def test_nobody_marks_what_is_not_theirs_and_nothing_is_kept_for_that(office):
    (foreign,) = put(office, OFFICE)
    assert office.notices.mark_read(office.root, APPLICANT, [foreign, 5, -1, 1 << 80]) == 0
    assert office.notices.mark_read(office.root, APPLICANT) == 0
    assert list(office.root.notices.marks) == []


def test_how_many_are_unread_is_counted_no_further_than_anybody_needs(office):
    put(office, OFFICE, count=MOST_UNREAD + 20)
    assert office.notices.unread_count(office.root, CLERK) == MOST_UNREAD


def test_single_marks_stay_few(office):
    ids = put(office, OFFICE, count=2 * SCANNED + 1)
    for start in range(0, len(ids), MOST):
        office.notices.mark_read(office.root, CLERK, ids[start : start + MOST])
    marks = office.root.notices.marks["li"]
    assert len(marks.read) <= SCANNED
    assert office.notices.unread_count(office.root, CLERK) == 0


def test_an_empty_inbox_is_empty(office):
    page = office.notices.list(office.root, APPLICANT)
    assert (page.notices, page.before, page.unread) == ((), None, 0)

"""Forgetting drafts that nobody goes on with."""

from dataclasses import replace

import pytest
from archive_fixture import AGES, Office, actor
from zope.interface.verify import verifyObject

from archive.services.drafting import expiry
from archive.services.drafting.expiry import Ages
from archive.services.drafting.interfaces import IExpiryService

APPLICANT = actor("applicant", authority="")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def draft(office):
    return office.drafts.begin(office.root, APPLICANT).id


def expire(office, after=None):
    """Tidy, after some time; gives how many drafts that were."""
    if after is not None:
        office.clock.forward(after.total_seconds())
    return office.expiry.expire(office.root)


def told(office):
    """The codes of the applicant's notices."""
    return [each.code for each in office.notices.list(office.root, APPLICANT).notices]


def events(office, draft):
    return [(one.fields["kind"], one.fields["actor"]) for one in office.root.events.of(draft)][1:]


def names(office):
    return [each.id for each in office.drafts.list(office.root, APPLICANT)]


def test_it_keeps_the_interface(office):
    assert verifyObject(IExpiryService, office.expiry)
    assert expire(office) == 0


def test_its_owner_is_told_once_and_then_it_goes_and_both_are_on_record(office, draft):
    assert expire(office, AGES.lifetime - AGES.notice - AGES.notice) == 0
    assert expire(office, AGES.notice) == 1
    assert expire(office) == 0
    assert told(office) == ["notice.draft-expiring"]
    (notice,) = office.notices.list(office.root, APPLICANT).notices
    (seen,) = office.drafts.list(office.root, APPLICANT)
    assert notice.values == {"draft": draft, "moment": seen.ends_at.isoformat()}
    assert (notice.noun, notice.about) == ("draft", draft)
    assert seen.ends_at == office.clock() + AGES.notice
    assert expire(office, AGES.notice) == 1
    assert names(office) == []
    assert events(office, draft) == [("draft.expiring", "runner"), ("draft.expired", "runner")]


def test_whoever_is_told_late_has_the_whole_notice_still(office, draft):
    assert expire(office, AGES.lifetime + AGES.lifetime) == 1
    assert names(office) == [draft]
    assert expire(office, AGES.notice / 2) == 0
    assert expire(office, AGES.notice / 2) == 1
    assert names(office) == []


def test_a_change_begins_its_time_anew(office, draft):
    expire(office, AGES.lifetime - AGES.notice)
    told_name = {"name": "示例厂房", "owner": "示例公司"}
    office.drafts.save(office.root, APPLICANT, draft, "project", told_name, seen=1)
    assert expire(office, AGES.notice) == 0
    assert names(office) == [draft]
    assert expire(office, AGES.lifetime - AGES.notice - AGES.notice) == 1
    assert office.notices.list(office.root, APPLICANT).notices[0].values["draft"] == "示例厂房"


def test_what_was_sent_goes_without_a_word_for_it_holds_nothing(office, draft):
    office.root.drafts.find(draft).become("A1", office.clock())
    assert expire(office, AGES.lifetime - AGES.notice) == 0
    assert expire(office, AGES.notice) == 1
    assert (names(office), told(office)) == ([], [])


def test_files_of_a_draft_that_is_gone_are_named_by_nothing(office, draft):
    from archive.models.drafts import DraftMaterial
    from archive.services.sweep import named_digests

    digest = "ab" * 32
    kept = DraftMaterial("D01", digest, 1, "image/png", "图.png", True, office.clock())
    office.root.drafts.find(draft).put_materials((kept,), office.clock())
    assert digest in named_digests(office.root)
    expire(office, AGES.lifetime)
    expire(office, AGES.notice)
    assert digest not in named_digests(office.root)


def test_a_bounded_number_is_done_at_once(office, monkeypatch):
    monkeypatch.setattr(expiry, "MOST", 2)
    for _each in range(3):
        office.drafts.begin(office.root, APPLICANT)
    assert [expire(office, AGES.lifetime), *(expire(office) for _again in range(2))] == [2, 1, 0]


def test_a_notice_as_long_as_the_life_warns_at_once_and_leaves_the_time(office, draft):
    service = replace(office.expiry, ages=Ages(AGES.notice, AGES.lifetime))
    assert service.expire(office.root) == 1
    office.clock.forward(AGES.notice.total_seconds())
    assert service.expire(office.root) == 0
    assert names(office) == [draft]

"""The documents of a dossier."""

from functools import cache

import pytest
from desk_fixture import actor_of, carry, come_in
from samples import DRAWING
from web_fixture import browser, opened

from archive.services.process.interfaces import IDeliveryService


@cache
def accepted():
    """A case with a letter."""
    case = come_in()
    carry(case, "accepted")
    return case


def test_a_document_is_given_to_be_saved_and_never_shown():
    answer = browser("applicant").get(f"/cases/{accepted()}/documents/D12-001/1")
    assert answer.body == DRAWING
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["clerk-nr", "reviewer-nr"])
def test_its_authority_has_it(who):
    browser(who).get(f"/cases/{accepted()}/documents/D12-001/1", status=200)


@pytest.mark.parametrize("place", ["D12-001/2", "D12-009/1", "D12-001/0"])
def test_what_is_not_there_is_not_found(place):
    browser("applicant").get(f"/cases/{accepted()}/documents/{place}", status=404)


def test_others_find_nothing_and_who_is_not_signed_in_is_led_to_the_door():
    place = f"/cases/{accepted()}/documents/D12-001/1"
    page = browser("clerk-hc").get(place, status=404)
    assert "archive.case-unknown" in page.text
    browser().get(place, status=303)


def test_a_letter_that_its_receiver_saves_counts_as_delivered_and_no_official_s_reading_does():
    application, _app = opened()
    place, subject = f"/cases/{accepted()}/documents/P02-001/1", f"{accepted()}/P02-001"

    def deliveries():
        service, clerk = application.get(IDeliveryService), actor_of("clerk-nr")
        return application.transact(lambda root: service.list(root, clerk, subject))

    browser("clerk-nr").get(place)
    assert not deliveries()
    browser("applicant").get(place)
    assert [each.receipt for each in deliveries()] == ["downloaded"]


def test_the_opinion_for_who_decides_is_the_office_s_alone():
    case = come_in()
    carry(case, "reviewed")
    address = f"/cases/{case}/documents/P03-001/1"
    browser("decider-nr").get(address, status=200)
    browser("applicant").get(address, status=404)
    page = browser("applicant").get(f"/cases/{case}")
    assert "符合条件" not in page.text
    assert "P03" not in page.text

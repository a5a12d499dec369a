"""Somebody signs in by the unified identity, at a real provider's page, and is known by what it says."""

import re

import pytest
from looking import look
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

VIEW = {"viewport": {"width": 390, "height": 844}}


def depart(page, site, who):
    """Go to the provider for a page of ours, and say there who comes."""
    page.goto(f"{site.address}/projects")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.click("a[href*='/sign-in/unified']")
    expect(page).to_have_title(re.compile("统一身份认证"))
    page.fill("[name=who]", who)
    page.keyboard.press("Enter")


def test_a_legal_person_signs_in_and_finds_its_own_projects(site, page_of):
    page = page_of(**VIEW)
    depart(page, site, "company")
    expect(page).to_have_url(f"{site.address}/projects")
    assert page.locator(".projects li").count()
    page.goto(f"{site.address}/account")
    assert look(page, "unified-account") == []
    assert "91350200DEM0001100" in page.inner_text("main").replace("\u200b", "")
    page.click(".who button")
    page.goto(f"{site.address}/projects")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_whom_the_provider_does_not_know_is_told_what_to_do(site, page_of):
    page = page_of(**VIEW)
    depart(page, site, "nobody")
    expect(page.locator("main .code", has_text="archive.provider-answer")).to_be_visible()
    assert look(page, "unified-refused") == []
    page.goto(f"{site.address}/projects")
    expect(page).to_have_url(re.compile("/sign-in"))

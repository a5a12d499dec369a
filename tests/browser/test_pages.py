"""Every page, as people see it: pictures of it are kept under var/screens, and nothing keeps anybody out."""

import re

import pytest
from looking import look

from archive.web.routes import ROUTES

WEIGHT = 100_000
"""Bytes of a first view of a page, in all."""

SHOWN = {
    "home": "",
    "verify": "",
    "status": "",
    "help": "",
    "guide": "",
    "accessibility": "",
    "sign-in": "",
    "factor": "applicant",
    "account": "applicant",
    "password": "applicant",
    "tokens": "applicant",
    "api": "",
    "projects": "applicant",
    "project": "applicant",
    "case": "applicant",
    "letter": "applicant",
    "case-correct": "applicant",
    "application": "applicant",
    "mandates": "applicant",
    "apply": "applicant",
    "drafts": "applicant",
    "draft-step": "applicant",
    "inbox": "applicant",
    "licences": "housing-decider",
    "licence": "housing-decider",
    "licence-delivery": "housing-clerk",
    "case-delivery": "applicant",
    "letter-delivery": "planning-clerk",
    "licence-print": "housing-decider",
    "licence-act": "housing-decider",
    "proposals": "housing-decider",
    "proposal": "housing-decider",
    "desk": "housing-clerk",
    "desk-case": "housing-clerk",
    "operator": "administrator",
    "jobs": "administrator",
    "health": "administrator",
    "letters": "administrator",
    "ledger": "administrator",
    "events": "auditor",
    "authorities": "administrator",
    "authority": "administrator",
    "users": "administrator",
    "user": "administrator",
}
"""Page → who looks at it; nobody's name: whoever comes."""
LEFT = {
    "sign-in-unified": "leads to the provider",
    "sign-in-back": "leads on",
    "alive": "for machines",
    "ready": "for machines",
    "metrics": "for machines",
    "draft": "leads to a step",
    "draft-picture": "is a picture",
    "document": "is a file",
    "document-picture": "is a picture",
    "desk-progress": "is a part of a page",
    "licence-file": "is a file",
    "licence-picture": "is a picture",
}
"""Page that is no picture, and why."""
VIEWS = {
    "wide-zh": {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"},
    "phone-zh": {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "device_scale_factor": 2},
    "wide-en-dark": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "dark"},
    "phone-en": {"viewport": {"width": 390, "height": 844}, "locale": "en-GB"},
}

WORD = re.compile(r"\{(?P<word>\w+)(:([^{}]|\{[^{}]*\})*)?\}")
"""What stands for something in an address, with its pattern."""
MOVED = """\
window.moved = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.moved += each.value; })
  .observe({type: "layout-shift", buffered: true});
"""
"""Counts how far what is shown moves by itself (Cumulative Layout Shift)."""
ASKED = ("letter", "letter-delivery", "case-correct")
"""Pages about a case that is to be put right."""

pytestmark = pytest.mark.browser


def test_every_page_is_looked_at_or_says_why_not():
    pages = {route.name for route in ROUTES if "GET" in route.rights}
    assert pages == SHOWN.keys() | LEFT.keys()


def address_of(site, name):
    """The address of a page about one of the demo's objects."""
    (pattern,) = (route.pattern for route in ROUTES if route.name == name)
    objects = site.objects | (site.asked if name in ASKED else {})
    return site.address + WORD.sub(lambda found: objects[found["word"]], pattern)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_shows_itself_whole_and_keeps_nobody_out(site, page_of, name, view):
    page = page_of(SHOWN[name], **VIEWS[view])
    assert page.goto(address_of(site, name)).status == 200
    assert look(page, f"{name}-{view}") == []


@pytest.mark.parametrize("name", [name for name, who in SHOWN.items() if not who])
def test_a_first_view_is_light_and_does_not_move(site, chromium, name):
    context = chromium.new_context(**VIEWS["phone-zh"])
    page = context.new_page()
    weight = []
    page.on(
        "requestfinished",
        lambda request: weight.append(
            sum(request.sizes()[each] for each in ("responseBodySize", "responseHeadersSize"))
        ),
    )
    page.add_init_script(MOVED)
    page.goto(address_of(site, name), wait_until="networkidle")
    assert sum(weight) < WEIGHT
    assert page.evaluate("window.moved") == 0
    context.close()


def test_a_form_says_that_it_comes_from_here(site, chromium):
    page = chromium.new_page()
    page.goto(site.address)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("button[name=language]")
    assert sent.value.all_headers()["origin"] == site.address
    page.close()

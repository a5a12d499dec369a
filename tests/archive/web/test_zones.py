"""Nobody decides in the outer zone."""

from datetime import timedelta

import pytest
from web_fixture import browser, form_of, issued, opened

from archive.interfaces import IUserService
from archive.permissions import Actor
from archive.services.identity.interfaces import ITokenService
from archive.web.zones import in_zone


@pytest.fixture
def outer(monkeypatch):
    """The pages, as they are in the outer zone."""
    monkeypatch.setitem(opened()[0].registry.settings, "archive.web.zone", "outer")


def test_only_roles_of_applicants_count_there():
    actor = Actor("li", frozenset({"applicant", "clerk", "operator"}), "office")
    assert in_zone(actor, {"archive.web.zone": "outer"}).roles == {"applicant"}
    assert in_zone(actor, {"archive.web.zone": "inner"}) == actor


@pytest.mark.usefixtures("outer")
@pytest.mark.parametrize(
    ("name", "page"), [("admin", "/operator"), ("admin", "/operator/users"), ("admin", "/metrics")]
)
def test_the_pages_of_officials_and_operators_are_closed_there(name, page):
    browser(name).get(page, status=403)


@pytest.mark.usefixtures("outer")
def test_a_token_of_an_operator_is_worth_nothing_there():
    application, _app = opened()

    def issue(root):
        actor = application.get(IUserService).get_actor(root, "admin")
        given = {"label": "x", "scopes": ["metrics:view"], "expires_at": application.clock() + timedelta(days=1)}
        return application.get(ITokenService).issue(root, actor, "admin", **given).text

    bearer = {"Authorization": f"Bearer {application.transact(issue)}"}
    browser().get("/metrics", headers=bearer, status=403)


@pytest.mark.usefixtures("outer")
def test_an_official_gets_no_token_there_that_opens_the_inner_zone():
    decider = browser("decider-nr")
    given = dict(form_of(decider.get("/account/tokens"), "label").submit_fields()) | {"label": "x", "days": "300"}
    refused = decider.post("/account/tokens", given | {"scope": "case:decide"}, status=422)
    assert "archive.scope-excessive" in refused.text
    assert "chancery_" not in refused.text


@pytest.mark.usefixtures("outer")
def test_people_verify_and_apply_there():
    assert browser().get("/verify").status_int == 200
    assert browser().get(f"/v/{issued().identifier}").status_int == 200
    assert browser("applicant").get("/account").status_int == 200

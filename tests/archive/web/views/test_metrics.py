"""What the archive measures, and who sees it."""

import re
from datetime import timedelta

import pytest
from web_fixture import browser, opened

from archive.interfaces import IUserService
from archive.services.health.interfaces import IWatchman
from archive.services.identity.interfaces import ITokenService


def token_of(name, scope):
    """Issue a token to a user."""
    application, _app = opened()

    def issue(root):
        actor = application.get(IUserService).get_actor(root, name)
        ends = application.clock() + timedelta(days=1)
        given = {"label": "prometheus", "scopes": [scope], "expires_at": ends}
        return application.get(ITokenService).issue(root, actor, name, **given).text

    return application.transact(issue)


def test_prometheus_comes_by_its_token():
    headers = {"Authorization": f"Bearer {token_of('admin', 'metrics:view')}"}
    browser().get("/help")
    figures = browser().get("/metrics", headers=headers).text
    assert 'chancery_requests_total{method="GET",page="help",status="200"}' in figures
    assert 'chancery_jobs{state="waiting"}' in figures


def test_an_operator_sees_them_too():
    assert "chancery_jobs" in browser("admin").get("/metrics").text


@pytest.mark.parametrize(("name", "scope"), [("admin", "job:view"), ("applicant", "case:view")])
def test_a_token_for_something_else_opens_nothing(name, scope):
    browser().get("/metrics", headers={"Authorization": f"Bearer {token_of(name, scope)}"}, status=403)


@pytest.mark.parametrize("field", ["Bearer x", "Basic eDp5", "Bearer", ""])
def test_what_is_no_token_opens_nothing(field):
    assert browser().get("/metrics", headers={"Authorization": field}, expect_errors=True).status_int == 401


def test_nobody_sees_nothing():
    assert browser().get("/metrics", expect_errors=True).status_int == 401


def test_several_processes_are_added_up(monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert "chancery_jobs" in browser("admin").get("/metrics").text


def test_how_the_archive_is_stands_among_the_figures():
    application, _app = opened()
    quiet = figures()
    assert "chancery_runner_beat_seconds{" not in quiet
    try:
        application.get(IWatchman).look()
        told = figures()
        assert re.search(
            r'chancery_certificate_ends_seconds{name="nr",serial="[0-9a-f]+",subject="[^"]+",use="seal"} ', told
        )
        assert 'use="anchor"} 1.0' in told
        assert re.search(r'chancery_storage_free_bytes{host="[^"]+"} [1-9]', told)
        assert 'chancery_letters{state="given_up"}' in told
        assert re.search(r'chancery_runner_beat_seconds{host="[^"]+"} [1-9]', told)
    finally:
        application.transact(lambda root: root.watches.by_host.clear())


def figures():
    """What an operator reads."""
    return browser("admin").get("/metrics").text

"""Projects and their ledgers."""

from datetime import UTC, datetime, timedelta

import pytest
from archive_fixture import HC
from desk_fixture import come_in
from form_pages import stranger
from sent_applications import waiting
from web_fixture import browser, form_of, opened

from archive.services.reading.model import EventTold
from archive.web.views.projects import _later
from archive.words import LANGUAGES, find_words
from archive.workflows.case import CASE
from archive.workflows.licence import LICENCE

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
TOLD = [
    *(
        "project-begun",
        "project-code-bound",
        "project-admitted",
        "project-dismissed",
        "project-taken-up",
        "application-submitted",
        "case-submitted",
    ),
    *(f"case-{step.verb}" for step in CASE.steps if step.verb != "submit"),
    *(f"licence-{step.verb}" for step in LICENCE.steps if step.verb not in ("promise", "issue")),
    *("licence-promised", "licence-issued", "licence-void", "mandate-granted", "mandate-revoked"),
    *(f"proposal-{state}" for state in ("proposed", "confirmed", "refused", "withdrawn", "overtaken")),
    *(
        f"{subject}-delivery-{what}"
        for subject in ("case", "licence")
        for what in ("address-confirmed", "sent", "received")
    ),
]
"""What a timeline may tell of."""


@pytest.mark.parametrize("kind", sorted({kind.replace("_", "-") for kind in TOLD}))
def test_what_happened_is_told_in_words(kind):
    assert all(find_words(f"page.event-{kind}", language) for language in LANGUAGES)


def test_each_project_is_a_line_of_four_stages():
    case = waiting()
    page = browser("applicant", language="en").get("/projects", {"text": case.project})
    (card,) = page.html.select(".projects li.card")
    assert [each["class"] for each in card.select(".stages li")] == [["wait"], ["plain"], ["plain"], ["plain"]]
    assert "under way" in card.text


def test_projects_are_found_by_what_they_are_called():
    waiting()
    app = browser("applicant")
    assert app.get("/projects", {"text": "厂房"}).html.select(".projects li.card")
    page = app.get("/projects", {"text": "<script>x"})
    assert page.html.select_one(".empty")
    assert "<script>x" not in page.text


def test_who_has_none_is_told_what_to_do():
    assert browser(stranger()).get("/projects").html.select_one('.empty a[href="/applications/new"]')


def test_a_project_shows_stages_cases_and_what_happened():
    case = waiting()
    page = browser("applicant").get(f"/projects/{case.project}")
    assert page.html.select_one(f'.stage a[href="/cases/{case.case}"]')
    told = [each.text for each in page.html.select(".timeline b")]  # newest first; others may grant mandates meanwhile
    assert told.index("办件生成") + 1 == told.index("提交申请")
    assert page.html.select_one(f'a[href="/applications/new?project={case.project}"]')
    assert "archive." not in page.html.select_one(".timeline").text
    leads = {each["href"]: each.text for each in page.html.select(".timeline a")}
    assert leads[f"/cases/{case.case}"] == "建设用地规划许可证核发"
    assert f"/applications/{case.application}" in leads


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("licence.revoke", {"effective_from": NOW.isoformat()}, None),
        ("licence.revoke", {"effective_from": LATER.isoformat()}, LATER),
        ("licence.issued", {}, None),
        ("proposal.proposed", {"effective_from": LATER.isoformat()}, None),
    ],
)
def test_only_of_an_act_that_does_not_work_yet_it_is_told_from_when_it_will(kind, values, told):
    assert _later(EventTold(1, kind, "x", "who", NOW, NOW, values, ""), NOW) == told


def test_a_long_timeline_goes_on_on_the_next_page(monkeypatch):
    monkeypatch.setattr("archive.web.views.projects.EVENTS", 1)
    app, case = browser("applicant"), waiting()
    page = app.get(f"/projects/{case.project}")
    more = page.html.select(".actions a.quiet")[-1]["href"]
    assert app.get(more).html.select(".timeline li")[0] != page.html.select(".timeline li")[0]


def test_somebody_else_s_project_is_not_there():
    browser(stranger()).get(f"/projects/{waiting().project}", status=404)
    browser("applicant").get("/projects/P0", status=404)
    assert browser().get("/projects", status=303).location.startswith("http://localhost/sign-in")
    browser("admin").get("/projects", status=403)


def test_a_clerk_binds_the_code_of_a_project_that_began_without_one():
    case = come_in(is_bound=False)
    app = browser("clerk-nr")
    desk = app.get(f"/desk/{case}")
    address = desk.html.select_one('.note a[href^="/projects/"]')["href"]
    form = form_of(app.get(address), "code")
    form["code"] = "2104-350205"
    page = form.submit(status=422)
    assert "archive.project-code-invalid" in page.text
    form = form_of(page, "code")
    assert form["code"].value == "2104-350205", "what was typed is kept"
    form["code"] = "2104-350205-04-01-987654"
    page = form.submit(status=422)
    assert "校验" in page.html.select_one("aside [role=alert]").text, (
        "a doubtful one is shown before it is bound for good"
    )
    form = form_of(page, "code")
    page = form.submit(status=303).follow()
    assert "校验" in page.html.select_one("aside small").text, "and bound where it is said again"
    assert "项目代码已绑定" in page.html.select_one(".done").text
    assert "code" not in {name for each in page.forms.values() for name in each.fields}, "a code is bound once"
    assert not app.get(f"/desk/{case}").html.select_one('.note a[href^="/projects/"]')
    assert "archive.project-code-bound" in form.submit(status=409).text


def test_only_who_may_bind_a_code_is_asked_for_it():
    case = come_in(is_bound=False)
    address = browser("clerk-nr").get(f"/desk/{case}").html.select_one('.note a[href^="/projects/"]')["href"]
    for name in ("applicant", "decider-nr"):
        assert not browser(name).get(address).html.select_one("[name=code]")


def test_a_stage_of_another_authority_is_told_as_far_as_it_is_without_what_is_in_it():
    case = waiting()
    opened()[0].transact(lambda root: setattr(root.projects[case.project], "office", HC))
    page = browser("clerk-hc").get(f"/projects/{case.project}")
    stage = page.html.select(".stage")[0]
    assert "wait" in stage["class"]
    assert "其他机关" in stage.text
    assert not stage.select("a")
    assert "还没有证照" not in page.text

"""Mandates."""

from datetime import timedelta, timezone
from functools import cache
from types import SimpleNamespace

import pytest
from archive_fixture import NR, OWNER
from desk_fixture import carry, come_in, drain_for
from form_pages import stranger
from readers import OTHER as STRANGER
from station import ADMIN
from web_fixture import PASSWORD, browser, form_of, newcomer, opened

from archive.interfaces import IProjectService, IUserService
from archive.services.drafting.errors import DateUnreadError
from archive.web.views.mandates import _end_of

CODE = "2104-350205-04-01-777771"


@cache
def principal():
    """Somebody who acts for an owner, and an agent."""

    def add(root):
        users = opened()[0].get(IUserService)
        users.add(root, ADMIN, "boss", roles=["applicant"], authority="", password=PASSWORD)
        users.add(root, ADMIN, "agent-1", roles=["agent"], authority="", password=PASSWORD)
        users.set_party(root, ADMIN, "boss", OWNER)

    opened()[0].transact(add)
    return "boss"


def form(app):
    return form_of(app.get("/mandates"), "until")


def test_who_acts_for_nobody_is_told_so():
    page = browser(stranger()).get("/mandates")
    assert page.html.select_one(".note")
    assert page.html.select_one(".empty")


@pytest.mark.parametrize(
    ("role", "lead"), [("auditor", "可以查看的"), ("archivist", "可以查看的"), ("agent", "给您的授权")]
)
def test_who_gives_no_mandates_is_not_told_how_to(role, lead):
    authority = NR if role == "archivist" else ""
    page = browser(newcomer(f"reads-{role}", role, authority=authority)).get("/mandates").html
    assert lead in page.select_one(".lead").text
    assert not page.select(".note")


def test_an_auditor_reads_whose_and_which_project_a_mandate_is_of():
    boss, agent, begun_one = browser(principal()), newcomer("named-project"), begun()
    given = {"csrf_token": form(boss)["csrf_token"].value, "agent": agent, "until": "2099-01-02"}
    boss.post("/mandates", given | {"permissions": "case:view", "projects": begun_one.project}, status=303)
    page = browser(newcomer("reads-names", "auditor")).get("/mandates").html
    row = next(each for each in page.select("tbody tr") if agent in each.text)
    name, owner = opened()[0].transact(
        lambda root: (root.projects[begun_one.project].name, root.projects[begun_one.project].owner)
    )
    assert begun_one.project not in row.text
    assert name in row.text
    assert owner in row.text


def test_a_mandate_is_given_seen_and_ended():
    app = browser(principal())
    made = form(app)
    made["agent"], made["until"] = "agent-1", "２０９９年1月2日"
    page = made.submit(status=303).follow()
    assert "agent-1" in page.html.select_one("tbody").text
    seen = browser("agent-1", language="en").get("/mandates")
    assert seen.html.select_one("tbody .state.good")
    assert seen.html.select("tbody td")[1].text == "2 Jan 2099"
    assert "至 2099年1月2日 止" in browser("agent-1").get("/inbox").html.main.text
    end = next(each for each in page.forms.values() if each.action.endswith("/revoke"))
    page = end.submit(status=303).follow()
    assert page.html.select_one("tbody .state.void")
    assert end.action not in {each.action for each in page.forms.values()}


def test_a_project_is_offered_by_its_code_as_where_one_applies():
    application, _app = opened()

    def begin(root):
        clerk = application.get(IUserService).get_actor(root, "clerk-nr")
        told = {"owner": "示例公司", "owner_code": OWNER, "code": CODE}
        return application.get(IProjectService).begin(root, clerk, "有代码的厂房", **told)

    project = application.transact(begin)
    for page in (browser(principal()).get("/mandates"), at_counter(browser("clerk-nr"), OWNER)):
        offered = next(each for each in page.html.select("label.choice") if "有代码的厂房" in each.text)
        assert (offered.input["value"], offered.code.text) == (project, CODE)


@cache
def begun():
    """What an agent began for the owner, up to its licence."""
    agent, made = newcomer("began-it"), form(browser(principal()))
    made["agent"], made["until"] = agent, "2099-01-02"
    page = made.submit(status=303).follow()
    case = come_in(who=agent)
    carry(case)
    drain_for(case)
    project, licence = opened()[0].transact(lambda root: (root.cases[case].project, root.cases[case].licences[-1]))
    return SimpleNamespace(agent=agent, page=page, case=case, project=project, licence=licence)


def test_a_mandate_for_cases_alone_shows_a_case_and_no_licence_of_it():
    boss, agent = browser(principal()), newcomer("cases-alone")
    given = {"csrf_token": form(boss)["csrf_token"].value, "agent": agent, "until": "2099-01-02"}
    boss.post("/mandates", given | {"permissions": "case:view"}, status=303)
    page = browser(agent).get(f"/cases/{begun().case}", status=200)
    assert not page.html.select('main a[href^="/licences/"]')
    browser(agent).get(f"/licences/{begun().licence}", status=404)


def test_who_began_a_project_sees_none_of_it_once_the_mandate_ended_and_the_company_sees_all():
    boss, app, page, agent = browser(principal()), browser(begun().agent), begun().page, begun().agent
    licence = f"/licences/{begun().licence}"
    own = [f"/projects/{begun().project}", f"/cases/{begun().case}", licence, f"{licence}/files/0"]
    for address in own:
        app.get(address, status=200)
    row = next(each for each in page.html.select("tbody tr") if agent in each.text and each.form)
    end = next(each for each in page.forms.values() if each.action == row.form["action"])
    end.submit(status=303)
    for address in own:
        app.get(address, status=404)
        boss.get(address, status=200)


def test_an_agent_may_end_it_too():
    made = form(browser(principal()))
    made["agent"], made["until"] = "agent-1", "2099-01-02"
    made.submit(status=303)
    app = browser("agent-1")
    end = next(each for each in app.get("/mandates").forms.values() if each.action.endswith("/revoke"))
    assert end.submit(status=303).follow().html.select_one(".done")


@pytest.mark.parametrize(
    ("agent", "until", "status", "field"),
    [
        ("nobody", "2099-01-02", 422, "agent"),
        ("reviewer-nr", "2099-01-02", 422, "agent"),
        ("agent-1", "<b>", 422, "until"),
        ("agent-1", "2001-01-02", 422, ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_is_kept(agent, until, status, field):
    made = form(browser(principal()))
    made["agent"], made["until"] = agent, until
    page = made.submit(status=status)
    assert bool(page.html.select_one(f'.faults a[href="#field-{field}"]')) == bool(field)
    again = form_of(page, "until")
    assert (again["agent"].value, again["until"].value) == (agent, until)
    assert "<b>" not in page.html.select_one(".faults").decode_contents()


def test_a_day_that_ends_after_the_last_moment_there_is_is_none():
    west = SimpleNamespace(registry=SimpleNamespace(settings={"archive.timezone": timezone(timedelta(hours=-5))}))
    with pytest.raises(DateUnreadError):
        _end_of(west, "9999-12-31")


def test_somebody_else_s_is_not_there():
    made = form(browser(principal()))
    made["agent"], made["until"] = "agent-1", "2099-01-02"
    page = made.submit(status=303).follow()
    action = next(each.action for each in page.forms.values() if each.action.endswith("/revoke"))
    other = browser(stranger())
    assert "agent-1" not in other.get("/mandates")
    token = form_of(other.get("/applications/new"), "items")["csrf_token"].value
    other.post(action, {"csrf_token": token}, status=404)
    agent = browser("agent-1")
    token = form_of(agent.get("/applications/new"), "items")["csrf_token"].value
    agent.post("/mandates", {"csrf_token": token}, status=403)


def at_counter(app, principal):
    """The clerk's page about a principal."""
    found = form_of(app.get("/mandates"), "principal")
    found["principal"] = principal
    return found.submit(status=200)


def test_a_clerk_enters_and_ends_the_mandate_of_who_comes_with_the_paper():
    principal()
    name, clerk = newcomer("sent-with-paper"), browser("clerk-nr")
    case = come_in()
    project = opened()[0].transact(lambda root: root.cases[case].project)
    page = at_counter(clerk, f" {OWNER} ")
    made = form_of(page, "until")
    made["agent"], made["until"], made["paper"] = name, "2099-01-02", "授权委托书<b> 2026-11-02"
    assert "一个都不选" not in page.text, "that would mean projects of other authorities too"
    next(each for each in made.fields["projects"] if each._value == project).checked = True
    page = made.submit(status=303).follow()
    row = next(each for each in page.html.select("tbody tr") if name in each.text)
    assert "授权委托书<b> 2026-11-02" in row.text
    assert "限于示例市自然资源和规划局办理的事项" in row.text
    browser(name).get(f"/projects/{project}", status=200)
    end = next(each for each in page.forms.values() if each.action == row.form["action"])
    page = end.submit(status=303).follow()
    assert OWNER in page.request.query_string
    assert next(each for each in page.html.select("tbody tr") if name in each.text).select_one(".state.void")
    browser(name).get(f"/projects/{project}", status=404)


def test_a_clerk_who_chose_no_project_is_told_so_beside_the_projects():
    come_in()
    begin = opened()[0].get(IProjectService).begin
    opened()[0].transact(lambda root: begin(root, ADMIN, "别处的项目", owner="示例公司", owner_code=OWNER))
    made = form_of(at_counter(browser("clerk-nr"), OWNER), "until")
    made["agent"], made["until"], made["paper"] = "agent-1", "2099-01-02", "授权委托书"
    told = made.submit(status=422)
    assert told.html.select_one('.faults a[href="#field-projects"]')
    assert told.html.select_one("#field-projects .error").text.startswith("请选择授权书所指的项目")


def test_a_clerk_enters_no_mandate_without_a_paper_or_for_who_has_nothing_at_the_counter():
    case = come_in()
    project = opened()[0].transact(lambda root: root.cases[case].project)
    page = at_counter(browser("clerk-nr"), OWNER)
    made = form_of(page, "until")
    made["agent"], made["until"] = "agent-1", "2099-01-02"
    next(each for each in made.fields["projects"] if each._value == project).checked = True
    told = made.submit(status=422)
    assert told.html.select_one('.faults a[href="#field-paper"]')
    assert form_of(told, "until")["agent"].value == "agent-1"
    made["paper"] = "授权委托书"
    for principal, status in ((STRANGER, 403), (OWNER[:-1] + "<", 422)):
        made["principal"] = principal
        told = made.submit(status=status)
        assert told.html.select_one('.faults a[href="#field-principal"]')
        again = form_of(told, "until")
        assert told.html.select_one("#field-principal-error")
        assert [again[each].value for each in ("principal", "agent", "paper")] == [principal, "agent-1", "授权委托书"]
        assert [each._value for each in again.fields["projects"] if each.checked] == [project]
    page = at_counter(browser("clerk-nr"), STRANGER)
    assert page.html.select_one(".note")
    assert not page.html.select_one("[name=until]")
    wrong = form_of(page, "principal")
    wrong["principal"] = OWNER[:-1] + "<"
    page = wrong.submit(status=422)
    assert page.html.select_one('.faults a[href="#field-principal"]')


def test_who_is_no_clerk_names_no_principal():
    boss = browser(principal())
    page = boss.get(f"/mandates?principal={STRANGER}")
    assert not page.html.select_one("[name=principal]")
    made = form(boss)
    made["agent"], made["until"] = "agent-1", "2099-01-02"
    token = made["csrf_token"].value
    given = {"csrf_token": token, "agent": "agent-1", "until": "2099-01-02", "principal": STRANGER}
    boss.post("/mandates", given | {"permissions": "case:view"}, status=303)
    kept = opened()[0].transact(lambda root: [each.principal for each in root.mandates.of_agent("agent-1")])
    assert STRANGER not in kept

"""Where the pages of a case or licence lead their reader: nowhere that it would not come to."""

from datetime import timedelta
from functools import cache

import pytest
from archive_fixture import FORM, OWNER, UPLOADS
from desk_fixture import actor_of, carry, come_in, drain_for
from samples import DRAWING, sample_of
from web_fixture import browser, doors, newcomer, opened

from archive.interfaces import IIntakeService, ISubmitService
from archive.model import ItemAsked, MaterialGiven, Submission
from archive.services.forms import APPLICATION
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MandateGiven


@cache
def resting():
    """A case before 住建 that rests on a permit of 资规 in the archive, and waits for a sibling's; gives the case."""
    application, (land, permit) = opened()[0], made()
    project = application.transact(lambda root: root.cases[land].project)
    take = application.get(IIntakeService).take
    given = [MaterialGiven(each, take(DRAWING, f"{each}.png", drawing=True)) for each in UPLOADS if each != "D12"]
    asked = ItemAsked("X3-04", sample_of("construction_permit"))
    about = {"applicant": "示例公司", "applicant_code": OWNER, "form": FORM, "materials": tuple(given)}
    drawing = next(one.intake.digest for one in given if one.document_type == "D20")
    planning = ItemAsked("X2-02", sample_of("construction_planning_permit"), drawings={"附图": drawing})
    for item in (planning, asked):
        for link in ("YDGHXKZBH", "GCGHXKZBH"):
            item.data.pop(link, None)
    submission = Submission(key=f"rest-{land}", project=project, items=(planning, asked), **about)
    applicant = actor_of("applicant")
    done = application.transact(lambda root: application.get(ISubmitService).submit(root, applicant, submission))
    return done.cases["X3-04"], done.cases["X2-02"], permit


@cache
def made():
    """An approved case of 资规 and the permit that it gave."""
    case = come_in()
    permit = carry(case).identifier
    drain_for(case)
    return case, permit


@pytest.fixture(scope="module", autouse=True)
def _doors():
    with doors(is_own=True):  # 住建 has a case here, and nothing where others ask
        yield
    for each in (resting, made):
        each.cache_clear()


def links_of(page):
    return {link["href"].partition("?")[0] for link in page.html.select("a[href]")}


@pytest.mark.parametrize("name", ["clerk-hc", "decider-hc", "applicant"])
@pytest.mark.parametrize("way", ["desk", "cases"])
def test_no_link_of_a_case_s_page_leads_its_reader_to_what_is_not_there(name, way):
    case, sibling, permit = resting()
    app = browser(name)
    page = app.get(f"/{way}/{case}", expect_errors=True)
    if page.status_int != 200:
        assert (name, way) == ("applicant", "desk")
        return
    found = {each for each in links_of(page) if each.startswith(("/licences/", "/cases/", "/projects/"))}
    assert {each for each in found if app.get(each, expect_errors=True).status_int != 200} == set()
    sees = name == "applicant"
    assert (f"/licences/{permit}" in found) == sees
    if way == "cases":
        assert (f"/cases/{sibling}" in found) == sees


def agent_for(right, project):
    """An agent with a mandate for a project that covers a right alone; gives its browser."""
    application, agent = opened()[0], newcomer("one-right", "agent")
    ends, scope = application.clock() + timedelta(days=3), {"permissions": frozenset({right})}
    given = MandateGiven(OWNER, agent, ends, projects=frozenset({project}), **scope)
    application.transact(lambda root: application.get(IMandateService).grant(root, actor_of("applicant"), given))
    return browser(agent)


def test_a_mandate_for_cases_alone_leads_to_no_project():
    case, _permit = made()
    project = opened()[0].transact(lambda root: root.cases[case].project)
    app = agent_for("case:view", project)
    for path in (
        f"/cases/{case}",
        f"/cases/{case}/records/{APPLICATION}-001",
        f"/cases/{case}/delivery",
        f"/applications/{case.rpartition('-')[0]}",
    ):
        assert f"/projects/{project}" not in links_of(app.get(path, status=200))
    assert f"/projects/{project}" in links_of(browser("applicant").get(f"/cases/{case}"))
    app.get(f"/projects/{project}", status=404)


def test_a_mandate_for_licences_alone_leads_to_no_case():
    case, permit = made()
    app = agent_for("licence:view", opened()[0].transact(lambda root: root.cases[case].project))
    page = app.get(f"/licences/{permit}", status=200)
    assert case in page.html.select_one("main").text.replace(" ", "")
    assert {each for each in links_of(page) if app.get(each, expect_errors=True).status_int != 200} == set()
    assert f"/cases/{case}" in links_of(browser("applicant").get(f"/licences/{permit}"))

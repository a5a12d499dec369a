"""The queue of who works for an authority."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from desk_fixture import carry, come_in, text_of
from station import ADMIN
from web_fixture import browser, newcomer, opened

from archive.interfaces import IAcceptService, IUserService
from archive.services.identity.interfaces import IProfileService
from archive.services.identity.model import Profile
from archive.web.views.desk import find_deadline

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"


def every_case(app, show, most=40):
    """The cases of a filter, over all its pages."""
    page, found = app.get("/desk", {"show": show}), set()
    for _ in range(most):
        found |= {link["href"].rpartition("/")[2] for link in page.html.select("[data-row]")}
        if not (more := page.html.select_one("a[href*=cursor]")):
            break
        page = app.get(more["href"])
    return found


def test_a_case_waits_for_the_person_whose_step_it_is():
    case = come_in()
    clerk, reviewer = browser("clerk-nr"), browser("reviewer-nr")
    assert (case in every_case(clerk, "mine"), case in every_case(reviewer, "mine")) == (True, False)
    carry(case, "accepted")
    assert (case in every_case(clerk, "mine"), case in every_case(reviewer, "mine")) == (False, True)


def test_cases_of_another_authority_are_on_no_desk_here():
    case = come_in()
    assert case not in every_case(browser("clerk-hc"), "all")
    assert case in every_case(browser("clerk-nr"), "all") & every_case(browser("clerk-nr"), "submitted")
    assert case not in every_case(browser("clerk-nr"), "accepted")


def test_the_queue_says_how_long_there_is_and_who_had_it():
    case = come_in()
    carry(case, "accepted")
    page = browser("reviewer-nr").get("/desk")
    row = next(row for row in page.html.select("tbody tr") if case in row.a["href"])
    assert "工作日" in row.text
    assert "clerk-nr 已受理" in row.text
    assert row.select_one("svg.days.good rect")["width"] == "100%", "the bar is of the days left"


def test_who_had_it_last_is_called_as_on_every_other_page():
    application, case = opened()[0], come_in()
    clerk = newcomer("clerk-a", "clerk", authority=NR)

    def accept(root):
        application.get(IProfileService).put(root, ADMIN, Profile(clerk, "周示例", "", ""))
        application.get(IAcceptService).accept(root, application.get(IUserService).get_actor(root, clerk), case)

    application.transact(accept)
    page = browser("reviewer-nr").get("/desk")
    row = next(row for row in page.html.select("tbody tr") if case in row.a["href"])
    assert "周示例 已受理" in row.text
    assert clerk not in row.text


def test_before_acceptance_no_day_is_counted():
    come_in()
    page = browser("clerk-nr", language="en").get("/desk")
    assert page.html.select_one("svg.days.paused")
    assert "from acceptance on" in page.text


def test_somebody_without_a_step_sees_every_case_instead_of_a_queue():
    case, archivist = come_in(), newcomer("archivist", "archivist", authority=NR)
    page = browser(archivist).get("/desk")
    assert page.html.select_one(".choices [aria-current]").text == "全部"
    assert case in every_case(browser(archivist), "all")


def test_an_empty_queue_says_so():
    page = browser(newcomer("decider", "decider", authority=HC)).get("/desk")
    assert page.html.select_one(".empty")


def test_a_filter_that_is_none_is_the_first():
    assert browser("clerk-nr").get("/desk?show=%3Cscript%3E").html.select_one("[aria-current=true]").text


def test_a_project_s_name_is_shown_as_text():
    come_in(name="<script>alert(1)</script>")
    assert "<script>alert" not in browser("clerk-nr").get("/desk?show=all").html.main.decode()


def test_an_applicant_has_no_desk_and_whoever_is_not_signed_in_is_led_to_the_door():
    app = browser("applicant")
    assert "/desk" not in {link["href"] for link in app.get("/").html.select(".top a")}
    app.get("/desk", status=403)
    assert browser().get("/desk", status=303).location.endswith("/sign-in?next=%2Fdesk")


def test_a_cursor_that_no_list_gave_is_told():
    page = browser("clerk-nr").get("/desk?cursor=%3F", status=400)
    assert "archive.cursor-malformed" in text_of(page)


@pytest.mark.parametrize(("days", "accepted"), [(0, datetime(2026, 4, 1, tzinfo=UTC)), (3, None)])
def test_what_is_not_promised_or_not_begun_has_no_deadline(days, accepted):
    assert find_deadline(days, accepted, datetime(2026, 4, 6, tzinfo=UTC), ZoneInfo("Asia/Shanghai")) is None


@pytest.mark.parametrize(("is_bound", "missing"), [(False, "项目代码"), (True, "不缺")])
def test_the_queue_says_that_a_project_s_code_is_missing(is_bound, missing):
    case, app = come_in(is_bound=is_bound), browser("clerk-nr")
    page = app.get("/desk?show=mine")
    while not (link := page.html.select_one(f'a[href$="/desk/{case}"]')):
        page = app.get(page.html.select_one("a[href*=cursor]")["href"])
    assert link.find_parent("tr").select("td")[3].text == missing

"""One case on the desk, and the steps that are taken there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from archive_fixture import OWNER
from desk_fixture import actor_of, carry, come_in, drain_for, text_of
from samples import DRAWING
from web_fixture import browser, form_of, newcomer, opened

from archive.app import now
from archive.interfaces import IFinishService, IIntakeService
from archive.model import Correction
from archive.services.process.interfaces import ICorrectService
from archive.web.desk import steps

NR = "11350200DEM000014Y"
ZONE = ZoneInfo("Asia/Shanghai")
SCRIPT = "<script>alert(1)</script>"


@cache
def waiting():
    """A case that waits to be accepted, which tests look at only."""
    return come_in()


def form_for(page, verb):
    """The form of a step."""
    return next(form for form in page.forms.values() if form.action.endswith(f"/steps/{verb}"))


def preview(app, case, verb, **fields):
    """Fill a step's form in and send it; gives what comes: the letter, or the page again."""
    form = form_for(app.get(f"/desk/{case}"), verb)
    for name, value in fields.items():
        form[name.replace("__", "-")] = value
    return form.submit("go", value="preview", expect_errors=True)


def confirm(letter, verb):
    """Confirm what a letter says."""
    return form_for(letter, verb).submit("go", value="confirm", expect_errors=True)


def state(case, app):
    """The state that the page tells."""
    return app.get(f"/desk/{case}").html.select_one("main .state").text.strip()


def test_materials_document_and_checks_stand_side_by_side():
    page = browser("clerk-nr").get(f"/desk/{waiting()}")
    assert {heading.text for heading in page.html.select(".desk nav h2")} >= {"申请材料", "过程表单"}
    assert "缺少" not in page.html.select_one(".findings").text
    assert page.html.select_one(".findings .state.good").text.strip() == "已上传"
    assert "主要材料" in page.html.select_one(".findings").text


def test_the_chosen_document_is_shown_as_a_picture_with_what_it_says_of_itself():
    page = browser("clerk-nr").get(f"/desk/{waiting()}?document=D12-001")
    picture = page.html.select_one("#document img")
    assert picture["src"].endswith("/documents/D12-001/1/pictures/1")
    answer = browser("clerk-nr").get(picture["src"])
    assert answer.content_type == "image/webp"
    assert browser("clerk-hc").get(picture["src"], status=404)
    browser("clerk-nr").get(picture["src"].replace("pictures/1", "pictures/9"), status=404)


@pytest.mark.parametrize("query", ["document=D12-001&version=7", "document=nothing&page=9", "document=D12-001&page=-1"])
def test_what_the_address_asks_for_in_vain_is_left_out(query):
    browser("clerk-nr").get(f"/desk/{waiting()}?{query}", status=200)


def test_accepting_is_shown_as_the_letter_first_and_done_once_it_is_confirmed():
    case, app = come_in(), browser("clerk-nr")
    letter = preview(app, case, "accept", note="材料齐全")
    assert "受理通知书" in letter.html.select_one(".letter").text
    assert "材料齐全" in letter.html.select_one(".letter").text
    assert state(case, app) == "已提交"
    page = confirm(letter, "accept").follow()
    assert page.html.select_one(".done").text.startswith("已受理")
    assert state(case, app) == "已受理"
    kept = app.get(f"/desk/{case}?document=P02-001")
    assert "材料齐全" in kept.html.select_one(".letter").text


def test_a_correction_names_everything_that_is_wrong_and_the_case_waits():
    case, app = come_in(), browser("clerk-nr")
    letter = preview(app, case, "ask_correction", point__D12="看不清红线", point__floor_area="与图纸不一致")
    assert len(letter.html.select(".letter li")) == 2
    assert "看不清红线" in letter.html.select_one(".letter").text
    confirm(letter, "ask_correction").follow()
    page = app.get(f"/desk/{case}")
    assert "看不清红线" in page.html.select_one(".note").text
    assert page.html.select_one(".dossier .state.wait").text.strip() == "待补正"


def test_a_correction_that_names_nothing_is_refused_beside_its_fields():
    case, app = come_in(), browser("clerk-nr")
    page = preview(app, case, "ask_correction", note="请补正")
    assert page.status_int == 422
    assert page.html.select_one('.faults a[href="#field-points"]').text.startswith("还没有写明要补正什么")
    assert form_for(page, "ask_correction")["note"].value == "请补正"


def test_declining_needs_a_ground_and_tells_where_to_go_against_it():
    case, app = come_in(), browser("clerk-nr")
    page = preview(app, case, "decline", ground=" ")
    assert (page.status_int, bool(page.html.select_one('.faults a[href="#field-ground"]'))) == (422, True)
    letter = preview(app, case, "decline", ground="不属于本机关职权")
    assert "行政复议" in letter.html.select_one(".letter").text
    confirm(letter, "decline")
    assert state(case, app) == "不予受理"


def test_a_review_says_its_opinion():
    case, app = come_in(), browser("reviewer-nr")
    carry(case, "accepted")
    page = preview(app, case, "review", opinion="符合\u202e条件")
    assert page.html.select_one('.faults a[href="#field-opinion"]').text.startswith("审查意见：文字不符合要求：")
    assert "U+202E" in page.html.find(id="field-opinion").select_one(".error").text
    letter = preview(app, case, "review", opinion="符合条件")
    assert "符合条件" in letter.html.select_one(".letter").text
    confirm(letter, "review")
    assert state(case, app) == "已审查"


def approve(case, app, number="示规许〔2026〕77号", **more):
    """Send the form of an approval."""
    return preview(app, case, "approve", number=number, ground="城乡规划法第三十七条", **more)


def test_an_approval_is_previewed_confirmed_and_followed_to_its_licence():
    case, app = come_in(), browser("decider-nr")
    carry(case, "reviewed")
    letter = approve(case, app)
    assert "示规许〔2026〕77号" in letter.html.select_one(".letter").text
    assert state(case, app) == "已审查"
    page = confirm(letter, "approve").follow()
    progress = page.html.select_one("#progress")
    assert progress["data-refresh"] == f"/desk/{case}/progress"
    assert "排队等待制证" in progress.text
    drain_for(case)
    part = app.get(f"/desk/{case}/progress")
    assert part.html.select_one("a.primary")["href"].startswith("/licences/")
    assert "data-refresh" not in part.html.select_one("#progress").attrs


def given_up():
    """An approved case whose licence could not be made."""
    case, application = come_in(), opened()[0]
    promise, finish, now = carry(case), application.get(IFinishService), application.clock()

    def give_up(root):
        finish.give_up(root, promise.job, "archive.work-failed", "")
        root.outbox.give_up(root.outbox.get_job(promise.job), now, "archive.work-failed")

    application.transact(give_up)
    return case


def test_a_licence_that_was_given_up_is_made_again_once_and_under_the_same_decision():
    case, app = given_up(), browser("decider-nr")
    page = app.get(f"/desk/{case}")
    assert "没有制成" in page.html.select_one("#progress").text
    form = next(each for each in page.forms.values() if each.action.endswith("/again"))
    assert "已安排重新制作" in form.submit(status=303).follow().html.select_one(".done").text
    assert "没有重复办理" in form.submit(status=303).follow().html.select_one(".done").text
    assert len(opened()[0].transact(lambda root: root.cases[case].licences)) == 2
    drain_for(case)
    assert "证照已制成" in app.get(f"/desk/{case}").html.select_one("#progress").text
    assert (
        "archive.licence-not-void" in app.post(form.action, dict(form.submit_fields()) | last_of(case), status=409).text
    )


def last_of(case):
    """The field that names a case's last licence."""
    return {"licence": opened()[0].transact(lambda root: root.cases[case].licences[-1])}


def test_who_is_on_the_applicant_s_side_is_told_why_it_has_no_licence_made_again():
    name, case, application = newcomer("side", "decider", authority=NR), given_up(), opened()[0]
    application.transact(
        lambda root: root.projects.admit(root.projects[root.cases[case].project], name, "admin", application.clock())
    )
    app = browser(name)
    page = app.get(f"/desk/{case}")
    told = page.html.select_one("#now .note").text
    assert ("重新制作证照" in told, "archive.person-on-side" in told) == (True, True)
    assert not page.html.select("#now form")
    token = page.html.select_one("input[name=csrf_token]")["value"]
    refused = app.post(f"/desk/{case}/again", {"csrf_token": token} | last_of(case), status=409)
    assert "archive.person-on-side" in refused.html.select_one(".faults").text


@pytest.mark.parametrize("name", ["clerk-nr", "reviewer-nr"])
def test_who_does_not_decide_has_no_licence_made_again(name):
    case, app = given_up(), browser(name)
    page = app.get(f"/desk/{case}")
    assert not [each for each in page.forms.values() if each.action.endswith("/again")]
    token = page.html.select_one("input[name=csrf_token]")["value"]
    app.post(f"/desk/{case}/again", {"csrf_token": token} | last_of(case), status=403)


def test_a_double_click_on_decide_is_harmless_and_says_so():
    case, app = come_in(), browser("decider-nr")
    carry(case, "reviewed")
    form = form_for(approve(case, app), "approve")
    assert form.submit("go", value="confirm").location.endswith("done=step-approve")
    again = form.submit("go", value="confirm", status=303).follow()
    assert "没有重复办理" in again.html.select_one(".done").text
    assert [one.text for one in again.html.select(".timeline b")].count("准予许可") == 1


def test_two_clicks_on_decide_at_the_same_moment_decide_once_and_the_second_is_told(monkeypatch):
    case, both, approving = come_in(), Barrier(2, timeout=20), steps.TAKE["approve"]
    carry(case, "reviewed")
    app = browser("decider-nr")
    form, tries = form_for(approve(case, app), "approve"), []

    def together(request, name, given):
        tries.append(name)
        if len(tries) <= 2:
            both.wait()
        return approving(request, name, given)

    monkeypatch.setitem(steps.TAKE, "approve", together)
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(app.post, form.action, [*form.submit_fields(), ("go", "confirm")]) for _click in range(2)]
    answers = sorted(each.result().location.rpartition("=")[2] for each in sent)
    assert (answers, tries) == (["step-approve", "step-repeated"], [case, case])
    page = app.get(f"/desk/{case}")
    assert [one.text for one in page.html.select(".timeline b")].count("准予许可") == 1
    assert opened()[0].transact(lambda root: [taken.verb for taken in root.cases[case].taken]).count("approve") == 1


def test_a_page_that_has_gone_stale_changes_nothing_and_says_what_changed():
    case, app = come_in(), browser("clerk-nr")
    form = form_for(app.get(f"/desk/{case}"), "decline")
    form["ground"] = "不属于本机关职权"
    carry(case, "accepted")
    page = form.submit("go", value="preview", status=412)
    assert "clerk-nr：受理" in page.html.select_one(".faults").text
    assert state(case, app) == "已受理"


def test_what_is_typed_stays_while_another_goes_on():
    case, app = come_in(), browser("clerk-nr")
    form = form_for(app.get(f"/desk/{case}"), "accept")
    form["note"], form["seen"] = "材料齐全", "0"
    page = form.submit("go", value="preview", status=412)
    assert form_for(page, "accept")["note"].value == "材料齐全"
    assert "案卷内容有变化" in page.html.select_one(".faults").text


def test_a_letter_can_be_changed_before_it_is_confirmed():
    case, app = come_in(), browser("clerk-nr")
    page = form_for(preview(app, case, "accept", note="初稿"), "accept").submit("go", value="edit", status=200)
    assert form_for(page, "accept")["note"].value == "初稿"


@pytest.mark.parametrize(
    ("moment", "code"), [("昨天", "archive.moment-unread"), ("2999-01-01", "archive.decision-future")]
)
def test_a_moment_that_will_not_do_is_told_beside_its_field(moment, code):
    case, app = come_in(), browser("decider-nr")
    carry(case, "reviewed")
    page = approve(case, app, decided=moment)
    assert (page.status_int, code in page.text) == (422, True)
    assert page.html.select_one('.faults a[href="#field-decided"]')
    assert form_for(page, "approve")["decided"].value == moment


def test_a_decision_before_the_review_is_refused_with_the_earliest_moment_and_one_of_today_is_of_now():
    case, app = come_in(), browser("decider-nr")
    carry(case, "reviewed")
    reviewed = opened()[0].transact(lambda root: root.cases[case].taken[-1].happened_at)
    page = approve(case, app, decided=f"{reviewed.astimezone(ZONE) - timedelta(days=1):%Y-%m-%d}")
    assert page.status_int == 422
    said = page.html.select_one("#field-decided .error").text
    assert f"最早可填 {reviewed.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" in said
    today = f"{now().astimezone(ZONE):%Y-%m-%d}"
    confirm(approve(case, app, decided=today, effective=today), "approve")
    act = opened()[0].transact(lambda root: root.cases[case].decision)
    assert (act.decided_at >= reviewed, act.effective_from == act.decided_at) == (True, True)


def test_whoever_had_a_hand_in_another_part_is_told_why_there_is_no_step():
    both, case = newcomer("both", "clerk", "reviewer", authority=NR), come_in()
    app = browser(both)
    confirm(preview(app, case, "accept"), "accept")
    page = app.get(f"/desk/{case}")
    assert "archive.person-not-free" in page.html.select_one("#now").text
    assert not page.html.select("#now form")


def test_a_provisional_project_is_not_accepted_and_says_why():
    page = preview(browser("clerk-nr"), come_in(is_bound=False), "accept")
    assert "archive.project-code-missing" in page.html.select_one(".faults").text


def test_a_corrected_document_is_there_with_its_versions():
    case, app, application = come_in(), browser("clerk-nr"), opened()[0]
    confirm(preview(app, case, "ask_correction", point__D01="过期"), "ask_correction")
    intake = application.get(IIntakeService).take(DRAWING + b"\0", "新.png", drawing=True)
    correction, applicant = Correction(versions={"D01-001": intake}), actor_of("applicant")
    application.transact(lambda root: application.get(ICorrectService).correct(root, applicant, case, correction))
    page = app.get(f"/desk/{case}?document=D01-001")
    assert [link.text for link in page.html.select("#document .inline a")] == ["第 1 版", "第 2 版"]
    assert not page.html.select(".note")
    older = app.get(f"/desk/{case}?document=D01-001&version=1")
    assert older.html.select_one("#document .inline [aria-current]").text == "第 1 版"


def test_script_in_what_is_typed_is_shown_as_text():
    case, app = come_in(), browser("clerk-nr")
    letter = preview(app, case, "accept", note=SCRIPT)
    page = confirm(letter, "accept").follow()
    assert SCRIPT not in letter.html.main.decode() + page.html.main.decode()
    assert SCRIPT in text_of(page)


def test_a_case_of_another_authority_is_not_found_and_nothing_is_done_to_it():
    case, foreign, app = come_in(), browser("clerk-hc"), browser("clerk-nr")
    assert "archive.case-unknown" in foreign.get(f"/desk/{case}", status=404).text
    foreign.get(f"/desk/{case}/progress", status=404)
    form = form_for(app.get(f"/desk/{case}"), "accept")
    token = form_of(foreign.get("/inbox"), "csrf_token")["csrf_token"].value
    sent = {"csrf_token": token, "go": "confirm", "seen": form["seen"].value, "steps": "0"}
    foreign.post(f"/desk/{case}/steps/accept", sent, status=404)
    assert state(case, app) == "已提交"


def test_a_step_that_is_none_and_a_role_without_the_right_are_refused():
    case, app = waiting(), browser("reviewer-nr")
    sent = {"csrf_token": form_of(app.get("/desk"), "csrf_token")["csrf_token"].value, "go": "confirm"}
    app.post(f"/desk/{case}/steps/bribe", sent, status=404)
    assert "archive.permission-missing" in app.post(f"/desk/{case}/steps/accept", sent, status=403).text
    auditor = browser(newcomer("auditor", "auditor"))
    sent["csrf_token"] = form_of(auditor.get("/desk"), "csrf_token")["csrf_token"].value
    assert "archive.permission-missing" in auditor.post(f"/desk/{case}/steps/accept", sent, status=403).text
    browser("applicant").get(f"/desk/{case}", status=403)


def test_without_its_token_a_form_does_nothing():
    browser("clerk-nr").post(f"/desk/{waiting()}/steps/accept", {"go": "confirm"}, status=403)


def test_the_same_in_english():
    page = browser("clerk-nr", language="en").get(f"/desk/{waiting()}")
    assert "What you may do now" in page.text
    assert page.html.select_one("#now summary").text == "accept"


def test_lines_that_are_typed_are_kept_as_lines():
    case, app = come_in(), browser("clerk-nr")
    letter = preview(app, case, "accept", note="材料齐全\r\n原件已核")
    assert "材料齐全\n原件已核" in letter.html.select_one(".letter .said").text
    page = confirm(letter, "accept").follow()
    assert page.html.select_one(".timeline .lines").text == "材料齐全\n原件已核"
    carry_on, decider = browser("reviewer-nr"), browser("decider-nr")
    confirm(preview(carry_on, case, "review", opinion="一、用地\r\n二、容积率"), "review").follow()
    letter = preview(decider, case, "reject", number="示规不〔2026〕3号", ground="城乡规划法\r\n第三十八条")
    page = confirm(letter, "reject").follow()
    assert page.html.select_one(".timeline .lines").text == "城乡规划法\n第三十八条"


def test_who_is_of_the_applicant_s_company_is_told_to_keep_off():
    case, clerk = come_in(), newcomer("clerk", "clerk", authority=NR)
    opened()[0].transact(lambda root: setattr(root.users[clerk], "party", OWNER))
    page = browser(clerk).get(f"/desk/{case}")
    (note,) = page.html.select("#now .note")
    assert "回避" in note.text
    assert "受理、不予受理、" in note.text
    assert not [form for form in page.forms.values() if "/steps/" in form.action]

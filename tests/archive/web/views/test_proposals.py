"""Acts on issued licences: proposed by one person, confirmed by another."""

import io
from functools import cache
from hashlib import sha256

import pytest
from desk_fixture import carry, come_in, drain_for, text_of
from PIL import Image
from samples import DRAWING
from web_fixture import browser, newcomer, opened
from webtest import Upload

from archive.interfaces import IRunner
from archive.services.addresses import code_of
from storage.digests import Digest
from storage.interfaces import IBlobStore
from templates.errors import TemplateFailedError
from templates.interfaces import IDocumentRenderer

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"
PICTURE = io.BytesIO()
Image.new("RGB", (40, 30), "navy").save(PICTURE, "PNG")
OTHER_DRAWING = PICTURE.getvalue()
SCRIPT = "<script>alert(1)</script>"


def make_licence():
    """A licence of a test's own."""
    case = come_in()
    promise = carry(case)
    drain_for(case)
    return promise.identifier


def make_next(licence):
    """Make the version that takes a licence's place; gives its identifier."""
    application, _app = opened()

    def find(root):
        version = root.licences.get(licence)[0].versions[-1]
        return version.identifier, version.job

    identifier, job = application.transact(find)
    list(application.get(IRunner).drain([job]))
    return identifier


@cache
def shared():
    """A licence on which tests propose, each another act, and confirm nothing."""
    return make_licence()


@cache
def second():
    """The name of a second decider."""
    return newcomer("decider", "decider", authority=NR)


def form_to(page, end):
    """The form that is sent to an address with this end."""
    return next(form for form in page.forms.values() if form.action.endswith(end))


def preview(app, licence, verb, **fields):
    """Fill an act's form in; gives the preview, or the form again."""
    form = form_to(app.get(f"/licences/{licence}/acts/{verb}"), f"/acts/{verb}")
    for name, value in {"number": "示规暂〔2026〕1号", "ground": "城乡规划法第六十四条", **fields}.items():
        form[name] = value
    return form.submit("go", value="preview", expect_errors=True)


def propose(app, licence, verb, **fields):
    """Propose an act; gives the page of the proposal."""
    return form_to(preview(app, licence, verb, **fields), f"/acts/{verb}").submit("go", value="confirm").follow()


def state(app, licence):
    """The state that a licence's page tells."""
    return app.get(f"/licences/{licence}").html.select_one(".big .state").text.strip()


def test_a_licence_s_page_offers_what_may_be_done_to_it_to_deciders_only():
    links = browser("decider-nr").get(f"/licences/{shared()}").html.select("a[href*='/acts/']")
    assert {link["href"].rpartition("/")[2] for link in links} >= {"replace", "suspend", "revoke", "cancel"}
    for other in ("clerk-nr", "applicant"):
        assert not browser(other).get(f"/licences/{shared()}").html.select("a[href*='/acts/']")


def test_a_suspension_is_previewed_proposed_and_works_once_another_confirms():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    shown = preview(app, licence, "suspend")
    assert "被暂扣" in shown.html.select_one(".card dl").text
    assert state(app, licence) == "有效"
    page = form_to(shown, "/acts/suspend").submit("go", value="confirm").follow()
    address = page.request.path
    assert page.html.select_one(".done")
    assert not [form for form in page.forms.values() if form.action.endswith("/confirm")]
    assert "等我确认" in other.get("/proposals").html.find("a", href=address).find_parent("tr").text
    confirmed = form_to(other.get(address), "/confirm").submit(status=303).follow()
    assert "已确认并执行" in confirmed.html.select_one(".done").text
    assert "确认的时刻" not in confirmed.text
    assert "决定时起" not in confirmed.text
    assert state(app, licence) == "已暂扣"
    assert address in other.get("/proposals?show=closed").text
    sheets = app.get(f"/licences/{licence}/print").html.select(".sheet")
    assert all(sheet.select(".not-in-force") for sheet in sheets)
    words = sheets[0].text
    assert "已暂扣" in words
    assert "不得作为有效证照使用" in words
    status = browser().get(opened()[0].transact(lambda root: f"/v/{licence}?t={code_of(licence, root.verify_key)}"))
    assert "请联系发证机关" in status.html.select_one(".answer.wait").text


def test_what_comes_later_is_told_beside_the_state_that_holds_until_then():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    page = propose(app, licence, "revoke", effective="2099-01-01")
    form_to(other.get(page.request.path), "/confirm").submit(status=303)
    aside = app.get(f"/licences/{licence}").html.select_one("aside")
    assert "有效" in aside.select_one(".state").text
    assert "2099年1月1日" in aside.select_one(".note").text
    listed = app.get("/licences").html.find("a", href=f"/licences/{licence}").find_parent("tr").select("td")[-1].text
    project = app.get(f"/projects/{opened()[0].transact(lambda root: root.licences.get(licence)[0].project)}").html
    tile = project.select_one(f'a.card[href="/licences/{licence}"]').text
    for told in (listed, tile):
        assert "有效" in told
        assert "撤销将自 2099年1月1日" in told
    event = next(each.find_parent("li") for each in project.select(f'.timeline a[href="/licences/{licence}"]'))
    assert event.b.text.startswith("证照撤销，将自 2099年1月1日")


def test_confirming_twice_is_harmless_and_who_proposed_it_cannot():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    page = propose(app, licence, "suspend")
    form = form_to(other.get(page.request.path), "/confirm")
    token = form_to(page, "/withdraw")["csrf_token"].value
    own = app.post(f"{page.request.path}/confirm", {"csrf_token": token, "seen": "1"}, status=409)
    assert "archive.proposal-own" in own.text
    form.submit(status=303)
    form.submit(status=303)
    assert state(app, licence) == "已暂扣"


def test_a_replacement_shows_what_changes_and_leads_to_the_next_version():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    shown = preview(app, licence, "replace", **{"data/XMMC": "示例厂房一期（更名）"})
    row = shown.html.select_one("table.cards tbody tr")
    assert "示例厂房一期（更名）" in row.select("td")[1].text
    assert len(shown.html.select("table.cards tbody tr")) == 1
    page = form_to(shown, "/acts/replace").submit("go", value="confirm").follow()
    confirmed = form_to(other.get(page.request.path), "/confirm").submit().follow()
    assert "新版本" in confirmed.text
    made = make_next(licence)
    told = app.get(f"/licences/{made}").html.select(".timeline li.seal")
    assert [(one.b.text, one.select_one(".lines").text) for one in told][1:] == [("证照变更", "城乡规划法第六十四条")]
    assert told[0].b.text == "证照签发"


def test_the_history_of_each_version_says_on_which_one_an_act_was_done():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    alone = app.get(f"/licences/{licence}").html.select_one(".timeline")
    assert not alone.select("a"), "there is one version only"
    changed = preview(app, licence, "replace", **{"data/XMMC": "示例厂房一期（更名）"})
    page = form_to(changed, "/acts/replace").submit("go", value="confirm").follow()
    form_to(other.get(page.request.path), "/confirm").submit(status=303)
    made = make_next(licence)
    form_to(other.get(propose(app, made, "suspend").request.path), "/confirm").submit(status=303)
    for identifier in (licence, made):
        told = app.get(f"/licences/{identifier}").html.select(".timeline li.seal")
        assert [(one.b.text, one.a.text, one.a["href"].rpartition("/")[2]) for one in told] == [
            ("证照签发", "第 1 版", licence),
            ("证照变更", "第 2 版", made),
            ("证照暂扣", "第 2 版", made),
        ]
    later = propose(app, made, "resume", effective="2099-01-01").request.path
    form_to(other.get(later), "/confirm").submit(status=303)
    sentence, english = "The resumption takes effect on 1 Jan 2099, 00:00.", browser("decider-nr", "en")
    for identifier, more in ((licence, " Version 2"), (made, "")):
        assert english.get(f"/licences/{identifier}").html.select_one("aside .note").text == sentence + more


def test_a_replacement_that_changes_nothing_or_cannot_be_read_is_told():
    app = browser("decider-nr")
    assert "archive.replacement-empty" in preview(app, shared(), "replace").text
    wrong = preview(app, shared(), "replace", **{"data/YDMJ": "很大"})
    assert (wrong.status_int, bool(wrong.html.select_one('.faults a[href="#field-data/YDMJ"]'))) == (422, True)


def test_a_refusal_needs_a_word_of_why_and_one_s_own_can_be_taken_back():
    app, other = browser("decider-nr"), browser(second())
    page = propose(app, shared(), "revoke")
    refusal = form_to(other.get(page.request.path), "/refuse")
    refusal["note"] = " "
    assert "archive.reason-missing" in refusal.submit(status=422).text
    refusal["note"] = SCRIPT
    refused = refusal.submit(status=303).follow()
    assert SCRIPT in text_of(refused)
    assert SCRIPT not in refused.html.main.decode()
    again = propose(app, shared(), "rescind")
    taken = form_to(again, "/withdraw").submit(status=303).follow()
    assert "已收回" in taken.html.select_one(".done").text
    assert taken.html.select_one("main .state").text.strip() == "已收回"
    rows = app.get("/proposals?show=closed").html
    assert "已收回" in rows.find("a", href=taken.request.path).find_parent("tr").text


def test_a_proposal_that_was_closed_meanwhile_says_so():
    app, other = browser("decider-nr"), browser(second())
    page = propose(app, shared(), "withdraw")
    form = form_to(other.get(page.request.path), "/confirm")
    form_to(page, "/withdraw").submit()
    assert "archive.proposal-closed" in form.submit(status=409).text


def test_what_waits_on_a_licence_is_told_on_the_form_and_the_preview_of_another_act():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    assert not preview(app, licence, "cancel").html.select("main .note")
    address = propose(app, licence, "suspend").request.path
    for page in (other.get(f"/licences/{licence}/acts/cancel"), preview(other, licence, "cancel")):
        (told,) = page.html.select("main .note")
        assert "等待确认" in told.text
        assert (told.a.text, told.a["href"]) == ("暂扣", address)
    form_to(app.get(address), "/withdraw").submit(status=303)
    assert not other.get(f"/licences/{licence}/acts/cancel").html.select("main .note")


def test_what_was_overtaken_says_why_in_a_sentence():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    suspended, cancelled = propose(app, licence, "suspend"), propose(app, licence, "cancel")
    form_to(other.get(cancelled.request.path), "/confirm").submit(status=303)
    page = app.get(suspended.request.path)
    told = page.html.select_one("main .note")
    assert "暂扣：已注销" in told.text
    assert told.select_one("small.code").text == "archive.act-not-allowed"

    def forget(root):
        root.proposals.find(page.request.path.rpartition("/")[2]).note = "archive.act-not-allowed"

    opened()[0].transact(forget)
    kept = app.get(suspended.request.path).html.select_one("main .note").text
    assert "不容这样处理。" in kept, "what was kept before the detail was"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, "archive.decision-blank"),
        ({"decided": "昨天"}, "archive.moment-unread"),
        ({"decided": "2999-01-01"}, "archive.decision-future"),
        ({"decided": "2019-01-01"}, "archive.moment-early"),
    ],
)
def test_a_decision_that_will_not_do_is_told_beside_its_field(fields, code):
    page = preview(browser("decider-nr"), shared(), "cancel", **fields)
    assert (page.status_int, code in page.text) == (422, True)
    assert page.html.select_one(".field.wrong")
    assert form_to(page, "/acts/cancel")["ground"].value == "城乡规划法第六十四条"


def test_a_revocation_from_before_the_issue_is_previewed_as_such_to_both_persons():
    app = browser("decider-nr")
    assert not preview(app, shared(), "revoke", effective="2099-01-01").html.select(".card .note")
    shown = preview(app, shared(), "revoke", effective="2019-01-01")
    assert "早于证照签发" in shown.html.select_one(".card .note").text
    page = form_to(shown, "/acts/revoke").submit("go", value="confirm").follow()
    assert "早于证照签发" in browser(second()).get(page.request.path).html.select_one(".card .note").text
    form_to(page, "/withdraw").submit(status=303)


def test_a_preview_can_be_changed():
    app = browser("decider-nr")
    page = form_to(preview(app, shared(), "cancel"), "/acts/cancel").submit("go", value="edit", status=200)
    assert form_to(page, "/acts/cancel")["number"].value == "示规暂〔2026〕1号"


@pytest.mark.parametrize("verb", ["issue", "void", "bribe"])
def test_what_is_no_act_has_no_page(verb):
    browser("decider-nr").get(f"/licences/{shared()}/acts/{verb}", status=404)


def test_others_get_nothing():
    page = propose(browser("decider-nr"), shared(), "lapse")
    foreign = browser("decider-hc")
    assert "archive.proposal-unknown" in foreign.get(page.request.path, status=404).text
    foreign.get("/proposals/B0", status=404)
    foreign.get(f"/licences/{shared()}/acts/suspend", status=404)
    assert page.request.path not in foreign.get("/proposals").text
    browser("clerk-nr").get(f"/licences/{shared()}/acts/suspend", status=403)
    browser("applicant").get("/proposals", status=403)
    browser().get("/proposals", status=303)


def test_a_replacement_shows_old_and_new_side_by_side_and_may_blank_what_is_optional():
    app, licence = browser("decider-nr"), shared()
    page = app.get(f"/licences/{licence}/acts/replace")
    field = page.html.find(id="field-data/JSGM")
    row = field.find_parent(class_="compare")
    assert row.find("b").text == "建设规模"
    assert row.select_one(".lines").text.strip() == field.text.strip() != ""
    shown = preview(app, licence, "replace", **{"data/JSGM": " "})
    assert shown.html.select("table.cards tbody td")[1].text.strip() == "（不再填写）"
    wrong = preview(app, licence, "replace", **{"data/XMMC": " "})
    assert (wrong.status_int, bool(wrong.html.select_one('.faults a[href="#field-data/XMMC"]'))) == (422, True)
    assert wrong.html.find(id="field-data/XMMC")["aria-invalid"] == "true"


def test_a_replacement_with_a_new_drawing_and_a_blank_is_drawn_for_both_and_made_once_confirmed():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    shown = preview(app, licence, "replace", **{"data/JSGM": "", "drawing/0": Upload("新图.png", OTHER_DRAWING)})
    pictures = [each["src"] for each in shown.html.select("main img")]
    assert len(pictures) == 2
    assert all(each.startswith("data:image/webp;base64,") for each in pictures)
    assert "新图.png" in text_of(shown)
    again = form_to(shown, "/acts/replace").submit("go", value="edit")
    assert "新图.png" in again.html.find("input", {"name": "drawing/0"}).find_parent().text
    form = form_to(again, "/acts/replace")
    page = form_to(form.submit("go", value="preview"), "/acts/replace").submit("go", value="confirm").follow()
    seen = other.get(page.request.path)
    assert len(seen.html.select("img[src^=data]")) == 2
    form_to(seen, "/confirm").submit(status=303)
    application = opened()[0]

    def last(root):
        return root.licences.get(licence)[0].versions[-1]

    list(application.get(IRunner).drain([application.transact(lambda root: last(root).job)]))
    made, drawn = application.transact(lambda root: (dict(last(root).data), list(last(root).drawings.values())))
    assert "JSGM" not in made
    assert drawn == [sha256(OTHER_DRAWING).hexdigest()]


def test_a_drawing_that_will_not_do_is_told_and_another_s_is_not_to_be_named():
    app, licence = browser(second()), shared()
    told = preview(app, licence, "replace", **{"data/JSGM": "x", "drawing/0": Upload("图.pdf", b"%PDF-1.7 no more")})
    assert told.status_int == 422
    assert told.html.select_one(".faults .code")
    assert told.html.find(id="field-data/JSGM").text.strip() == "x"
    form = form_to(app.get(f"/licences/{licence}/acts/replace"), "/acts/replace")
    fields = [*form.submit_fields(), ("kept/0", sha256(DRAWING).hexdigest()), ("go", "preview")]
    assert "archive.material-unknown" in app.post(form.action, fields, expect_errors=True).text


def test_a_drawing_stays_where_something_else_is_wrong():
    app = browser("decider-nr")
    page = preview(app, shared(), "replace", **{"data/YDMJ": "很大", "drawing/0": Upload("新图.png", OTHER_DRAWING)})
    assert page.status_int == 422
    page = preview(app, shared(), "replace", number=" ", **{"drawing/0": Upload("新图.png", OTHER_DRAWING)})
    assert page.status_int == 422
    assert form_to(page, "/acts/replace")["kept/0"].value == sha256(OTHER_DRAWING).hexdigest()


def test_what_cannot_be_drawn_now_can_be_proposed_all_the_same(monkeypatch):
    def broken(*_about, **_given):
        raise TemplateFailedError("typst")

    monkeypatch.setattr(opened()[0].get(IDocumentRenderer), "render", broken)
    shown = preview(browser("decider-nr"), shared(), "replace", **{"data/JSGM": "画不出"})
    assert shown.status_int == 200
    assert TemplateFailedError.code in shown.html.select_one("main small.code").text
    assert form_to(shown, "/acts/replace")


def test_who_may_not_replace_brings_no_drawing():
    app = browser("reviewer-nr")
    token = app.get("/inbox").html.select_one("input[name=csrf_token]")["value"]
    drawing = OTHER_DRAWING + b"\n"
    fields, file = {"csrf_token": token, "go": "preview"}, ("drawing/0", "图.png", drawing)
    app.post(f"/licences/{shared()}/acts/replace", fields, upload_files=[file], status=403)
    digest = sha256(drawing).hexdigest()
    assert not opened()[0].get(IBlobStore).has(Digest.parse(digest))


def test_who_is_on_the_holder_s_side_is_offered_no_act_and_its_own_is_refused(caplog):
    licence, name, application = make_licence(), newcomer("side", "decider", authority=NR), opened()[0]
    app = browser(name)
    address = f"/licences/{licence}/acts/suspend"
    assert app.get(f"/licences/{licence}").html.select(f'a[href="{address}"]')
    form = form_to(app.get(address), "/acts/suspend")
    form["number"], form["ground"] = "示规暂〔2026〕1号", "城乡规划法第六十四条"

    def admit(root):
        project = root.projects[root.licences.get(licence)[0].project]
        root.projects.admit(project, name, "admin", application.clock())

    application.transact(admit)
    assert not app.get(f"/licences/{licence}").html.select(f'a[href="{address}"]')
    assert "access refused" not in caplog.text
    assert "archive.person-on-side" in app.get(address, status=409).text
    assert "access refused" in caplog.text
    page = form.submit("go", value="preview", status=409)
    assert "archive.person-on-side" in page.html.select_one(".faults").text

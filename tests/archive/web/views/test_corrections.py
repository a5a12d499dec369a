"""Putting a case right."""

from form_pages import PICTURE
from samples import DRAWING
from sent_applications import ask, case_of, send, waiting
from web_fixture import browser, form_of

from storage.errors import UploadUnavailableError

BETTER = ("新图.png", DRAWING + b"\0")
"""Another file than the one that was handed in."""


def asked(*points):
    """A case that is to be put right, and a browser on its form."""
    case = case_of(send("X1-06")).case
    ask(case, *points)
    app = browser("applicant")
    page = app.get(f"/cases/{case}")
    assert points[0][1] in page.text
    return app, case, form_of(app.get(f"/cases/{case}/correct"), "note")


def test_what_waits_for_nothing_leads_to_the_case():
    case = waiting().case
    assert browser("applicant").get(f"/cases/{case}/correct", status=303).location.endswith(f"/cases/{case}")


def test_a_new_version_and_fields_are_handed_in_beside_what_was_said_of_them():
    app, case, form = asked(("D12", "宗地图不清晰"), ("YDMJ", "面积与出让合同不一致"), ("floor_area", "与方案不符"))
    assert "宗地图不清晰" in form.html.text
    form["version/D12-001"] = BETTER
    form["data/YDMJ"], form["form/floor_area"] = " ９,５００ ", "9000"
    form["note"] = "已改"
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert page.html.select_one(".answer.wait")
    assert page.html.select_one(".timeline b").text == "补正材料已交"
    assert "新图.png" in page.html.select_one(".dossier").text
    first, last = (each.text.rpartition(" · ")[2] for each in page.html.select(".dossier details small"))
    assert (first, last) == ("申请时提交", "补正时更换")
    ask(case, ("YDMJ", "仍不一致"))
    again = form_of(app.get(f"/cases/{case}/correct"), "note")
    assert again["data/YDMJ"].value == "9500"


def test_what_was_answered_by_what_it_was_is_told_so_at_the_desk_and_is_not_still_to_come():
    _app, case, form = asked(("D12", "宗地图不清晰"), ("YDMJ", "面积不对"), ("floor_area", "与方案不符"))
    form["form/floor_area"] = "9000"
    form.submit(status=303)
    page = browser("clerk-nr").get(f"/desk/{case}")
    assert "还没有交来" not in page.text
    assert len(page.html.select_one(".note").select("li")) == 2
    assert page.html.select_one(".dossier .state.wait").text.strip() == "未更换"


def test_a_material_that_never_came_is_handed_in():
    _app, _case, form = asked(("D02", "请补交授权委托书"))
    form["material/D02"] = PICTURE
    assert form.submit(status=303).follow().html.select_one(".done")


def test_an_annex_that_shows_a_document_asks_for_its_next_version():
    _app, _case, form = asked(("附图", "图幅不全"))
    assert "version/D12-001" in form.fields


def test_two_points_about_one_document_ask_for_one_file():
    _app, _case, form = asked(("D12", "宗地图不清晰"), ("附图", "附图不清晰"))
    assert len(form.fields["version/D12-001"]) == 1
    form["version/D12-001"] = BETTER
    assert form.submit(status=303).headers["Location"].endswith("done=case-corrected")


def test_a_note_with_what_nobody_sees_is_told_beside_it_and_what_the_licence_refuses_beside_its_field():
    _app, _case, form = asked(("YDMJ", "面积不对"))
    form["data/YDMJ"], form["note"] = "0", "已改"
    page = form.submit(status=422)
    assert "用地面积" in page.html.select_one('.faults a[href="#field-data/YDMJ"]').text
    assert "须大于 0" in page.html.find(id="field-data/YDMJ-error").text
    form = form_of(page, "note")
    form["data/YDMJ"], form["note"] = "100", "已\u202e改"
    assert "看不见" in form.submit(status=422).html.find(id="field-note-error").text


def test_what_cannot_be_read_is_shown_again_as_it_was_typed():
    _app, _case, form = asked(("YDMJ", "面积不对"))
    form["data/YDMJ"] = "<b>viel"
    page = form.submit(status=422)
    assert page.html.select_one('.faults a[href="#field-data/YDMJ"]')
    assert page.html.find(id="field-data/YDMJ")["value"] == "<b>viel"


def test_nothing_and_a_file_that_will_not_do_are_refused():
    _app, _case, form = asked(("D12", "宗地图不清晰"))
    assert "archive.correction-empty" in form.submit(status=422)
    form["upload/version/D12-001"] = "0" * 32
    assert "storage.upload-unknown" in form.submit(status=404)
    form["upload/version/D12-001"] = ""
    form["version/D12-001"] = ("a.png", b"no picture")
    form["note"] = "kept"
    page = form.submit(status=422)
    assert "archive.material-content" in page
    again = form_of(page, "note")
    assert (again["note"].value, again["upload/version/D12-001"].value) == ("kept", "")


def test_all_that_will_not_do_is_told_at_once_each_beside_its_field():
    _app, _case, form = asked(("D12", "宗地图不清晰"), ("YDMJ", "面积不对"), ("YDWZ", "位置不对"), ("D02", "请补交"))
    form["version/D12-001"], form["material/D02"] = ("a.png", b"no picture"), ("b.png", b"neither")
    form["data/YDMJ"], form["data/YDWZ"] = "viel", ""
    page = form.submit(status=422)
    names = ("version/D12-001", "material/D02", "data/YDMJ", "data/YDWZ")
    codes = ("archive.material-content", "archive.material-content", "archive.number-unread", "templates.field-missing")
    for name, code in zip(names, codes, strict=True):
        listed = page.html.select_one(f'.faults a[href="#field-{name}"]')
        assert code in listed.parent.text
        assert page.html.find(id=f"field-{name}-error"), name
    assert len(page.html.select(".faults li")) == len(names)
    again = form_of(page, "note")
    again["version/D12-001"], again["data/YDMJ"], again["data/YDWZ"] = BETTER, "9500", "示例区"
    assert again.submit(status=303).headers["Location"].endswith("done=case-corrected")


def test_a_file_that_came_is_kept_while_the_rest_is_put_right():
    _app, _case, form = asked(("D12", "宗地图不清晰"), ("YDMJ", "面积不对"), ("D02", "请补交"))
    form["version/D12-001"], form["data/YDMJ"] = BETTER, "viel"
    again = form_of(form.submit(status=422), "note")
    assert "已收到： 新图.png" in again.html.text
    again["material/D02"], again["data/YDMJ"] = ("a.png", b"no picture"), "9500"
    page = again.submit(status=422)
    assert "archive.material-content" in page
    last = form_of(page, "note")
    assert "新图.png" in last.html.text
    assert last["upload/material/D02"].value == ""
    assert "新图.png" in last.submit(status=303).follow().html.select_one(".dossier").text


def test_the_file_that_was_returned_is_refused_beside_its_field_and_another_may_be_chosen_or_none():
    _app, _case, form = asked(("D12", "宗地图不清晰"), ("YDMJ", "面积不对"))
    form["version/D12-001"], form["data/YDMJ"] = PICTURE, "9500"
    page = form.submit(status=422)
    assert "一模一样" in page.html.select_one('.faults a[href="#field-version/D12-001"]').text
    assert "一模一样" in page.html.find(id="field-version/D12-001-error").text
    again = form_of(page, "note")
    assert (again["upload/version/D12-001"].value, again["data/YDMJ"].value) == ("", "9500")
    assert again.submit(status=303).headers["Location"].endswith("done=case-corrected")


def test_a_broken_disk_is_a_matter_of_time(monkeypatch):
    def broken(*_arguments):
        raise UploadUnavailableError("gone")

    _app, _case, form = asked(("D12", "宗地图不清晰"))
    monkeypatch.setattr("archive.services.drafting.uploads.UploadService.begin", broken)
    form["version/D12-001"] = PICTURE
    form.submit(status=503)

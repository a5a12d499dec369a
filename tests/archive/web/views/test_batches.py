"""Bulk issues: a table of rows sent, looked at, left to the runner, told of."""

import csv
import io
import json
from itertools import count

import pytest
from archive_fixture import OWNER
from samples import DRAWING, sample_of
from web_fixture import KIND, browser, form_of, opened
from webtest import Upload

from archive.interfaces import IRunner
from archive.services.batches import service
from archive.services.batches.interfaces import IForeman
from archive.services.rows import columns_of, headings_of
from archive.web.views import batches
from templates.kinds import DOCUMENTS, read_kind

NUMBERS = count(1)


def table(*rows):
    """A file of rows with one drawing each; an ``id`` is this test's own."""
    data = {**sample_of(KIND), "annexes": ["plan.png"]}
    lines = [json.dumps({**data, **row}, ensure_ascii=False) for row in rows]
    return Upload("表格.jsonl", "\n".join(lines).encode())


def look(app, file, number, *, status=200, **typed):
    """Have the rows looked at; gives the page."""
    form = form_of(app.get("/batches"), "number")
    form["file"], form["drawings"] = file, [Upload("plan.png", DRAWING, "image/png")]
    form["what"] = next(value for value, *_rest in form["what"].options if value.startswith(f"{KIND} "))
    for name, value in {"number": number, "ground": "机构改革", **typed}.items():
        form[name] = value
    return form.submit("go", value="preview", status=status)


def confirm(page):
    """Leave the rows to the runner; gives the page of the bulk issue."""
    return form_of(page, "kept").submit("go", value="confirm", status=303).follow()


def work_off():
    """What the runner's process does."""
    application = opened()[0]
    while application.get(IForeman).turn():
        pass
    list(application.get(IRunner).drain())


def licences():
    """How many licences there are."""
    return opened()[0].transact(lambda root: len(root.licences.licences))


def test_rows_are_looked_at_before_anything_is_done_then_issued_and_told_of():
    app, before, number = browser("decider-nr"), licences(), f"示规批〔2026〕{next(NUMBERS)}号"
    rows = ({"id": "good"}, {"id": "<b>=1", "YDMJ": -5}, {"id": "other", "annexes": ["no.png"]})
    page = look(app, table(*rows), number)
    assert len(page.html.select("tbody tr")) == 2
    assert [each.text for each in page.html.select("tbody tr:first-child li b")] == ["用地面积"]
    assert "/YDMJ" not in page.text
    assert "templates.field-out-of-range" in page.text
    assert "archive.drawing-unsent" in page.text
    assert "<b>=1" in page.html.select_one("tbody").text
    assert licences() == before
    page = confirm(page)
    assert page.html.select_one("[data-refresh]")
    work_off()
    page = app.get(page.request.path)
    assert not page.html.select_one("[data-refresh]")
    assert page.html.select_one("#progress .state.wait").text == "已办完，有未签发的行"
    assert licences() == before + 1
    issued = page.html.select('#progress a[href^="/licences/"]')
    assert len(issued) == 1
    app.get(issued[0]["href"], status=200)
    report = app.get(f"{page.request.path}/report")
    told = list(csv.reader(io.StringIO(report.body.decode("utf-8-sig"))))
    assert [row[1] for row in told[1:]] == ["good", "<b>=1", "other"]
    assert [bool(row[3]) for row in told[1:]] == [True, False, False]
    assert [row[6] for row in told[1:]] == ["", "templates.field-out-of-range", "archive.drawing-unsent"]
    assert told[2][5].startswith("用地面积：")
    assert "用地面积" in page.html.select_one("#progress tbody li b").text
    row = next(each for each in app.get("/batches").html.select("tbody tr") if number in each.text)
    assert [each.parent.text.strip() for each in row.select(".state svg")] == ["已签发", "未签发"]
    assert "3 / 3已签发 1未签发 2" in "".join(row.select("td")[2].text.splitlines())


def test_a_cell_that_a_spreadsheet_would_run_is_text():
    app, keys = browser("decider-nr"), [f"{mark}1+1" for mark in "=+-@\t\r"]
    page = confirm(
        look(
            app,
            table({"id": "1"}, *({"id": key, "annexes": ["no.png"]} for key in keys)),
            f"示规批〔2026〕{next(NUMBERS)}号",
        )
    )
    work_off()
    report = app.get(f"{page.request.path}/report").body.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(report, newline=""))][2:] == [f"'{key}" for key in keys]


def test_the_list_goes_on_to_the_bulk_issues_before_and_ends(monkeypatch):
    app, made = browser("decider-nr"), []
    for turn in range(2):
        page = look(app, table({"id": f"listed-{turn}"}), f"示规批〔2026〕{next(NUMBERS)}号")
        made.append(confirm(page).request.path)
    monkeypatch.setattr(batches, "LISTED", 1)
    page = app.get("/batches")
    for address in reversed(made):
        assert [each["href"] for each in page.html.select("main td a, main th a")] == [address]
        page = page.click(href="before=")
    monkeypatch.setattr(batches, "LISTED", 100)
    assert not app.get("/batches").html.select('a[href*="before="]')


def test_the_same_form_sent_twice_is_one():
    app = browser("decider-nr")
    page = look(app, table({"id": "twice"}), f"示规批〔2026〕{next(NUMBERS)}号")
    assert confirm(page).request.path == confirm(page).request.path
    again = look(app, table({"id": "twice"}), f"示规批〔2026〕{next(NUMBERS)}号")
    work_off()
    assert again.html.select_one(".state.good")
    again = look(app, table({"id": "twice"}), f"示规批〔2026〕{next(NUMBERS)}号")
    assert not again.html.select_one("button[value=confirm]")


def test_a_table_sent_again_with_the_drawing_that_was_missing_issues_the_row_that_was_left():
    app, number = browser("decider-nr"), f"示规批〔2026〕{next(NUMBERS)}号"
    rows = table({"id": f"a{number}"}, {"id": f"b{number}", "annexes": ["other.png"]})
    first = confirm(look(app, rows, number))
    work_off()
    drawings = [Upload(name, DRAWING, "image/png") for name in ("plan.png", "other.png")]
    second = confirm(look(app, rows, number, drawings=drawings))
    assert second.request.path != first.request.path
    work_off()
    assert len(app.get(second.request.path).html.select('#progress a[href^="/licences/"]')) == 2


def test_a_row_with_the_id_of_another_is_told_with_that_row_before_it_is_issued_and_after():
    app, number = browser("decider-nr"), f"示规批〔2026〕{next(NUMBERS)}号"
    rows = ({"id": f"{name}{number}"} for name in (*map(str, range(30)), "3"))
    page = look(app, table(*rows, {"id": f"4{number}", "YDMJ": 7}), number)
    (wrong,) = page.html.select("tbody tr")
    assert f"3{number}" not in wrong.text
    sentence = wrong.li.text
    assert f"4{number}：5" in sentence
    page = confirm(page)
    work_off()
    assert app.get(page.request.path).html.select_one("#progress tbody li").text == sentence


def test_a_table_of_which_rows_were_not_looked_at_says_so_and_is_not_issued(monkeypatch):
    monkeypatch.setattr(service, "FAULTS", 2)
    rows = ({"id": "u1"}, {"id": "u2", "YDMJ": -5, "XMMC": ""}, {"id": "u3"})
    page = look(browser("decider-nr"), table(*rows), f"示规批〔2026〕{next(NUMBERS)}号")
    assert [each.text for each in page.html.select("main p > .state > span")] == [
        "可以签发 1 行",
        "不能签发 1 行",
        "后面 1 行没有核对",
    ]
    assert not page.html.select("main button")
    assert "请改正后重新上传" in page.text


def test_what_cannot_be_looked_at_is_told_at_its_place_and_what_was_typed_is_kept():
    app = browser("decider-nr")
    for file, field in (
        (Upload("a.xls", b"x"), "file"),
        (Upload("a.csv", b""), "file"),
        (Upload("a.csv", "编号".encode("gb18030")), "file"),
        (table({"id": "a"}), "decided"),
    ):
        page = look(app, file, "示规批〔2026〕0号", status="4*", decided="<b>" if field == "decided" else "")
        assert page.html.select_one(f'.faults a[href="#field-{field}"]')
        assert "iconv" not in page.text
        assert form_of(page, "number")["number"].value == "示规批〔2026〕0号"
    form = form_of(app.get("/batches"), "number")
    form["number"], form["ground"] = "1", "x"
    assert form.submit("go", value="preview", status=422)


def test_a_table_that_is_too_large_is_told_of_at_its_field(monkeypatch):
    monkeypatch.setattr(batches, "LARGEST", 10)
    page = look(browser("decider-nr"), table({"id": "large"}), "示规批〔2026〕0号", status=422)
    assert page.html.select_one('.faults a[href="#field-file"]')
    assert "archive.file-too-large" in page.text


def test_who_does_not_decide_sends_nothing_and_another_authority_sees_nothing():
    page = confirm(look(browser("decider-nr"), table({"id": "unseen"}), f"示规批〔2026〕{next(NUMBERS)}号"))
    work_off()
    for name, status in (("clerk-nr", 200), ("decider-hc", 404), ("applicant", 403)):
        for end in ("", "/report"):
            browser(name).get(page.request.path + end, status=status)
    clerk = browser("clerk-nr")
    assert not clerk.get("/batches").html.select("main form")
    assert "只有决定人员可以上传表格" in clerk.get("/batches").html.select_one("p.note").text
    assert not browser("decider-nr").get("/batches").html.select("p.note")
    token = clerk.get("/account").forms[0]["csrf_token"].value
    clerk.post("/batches", {"csrf_token": token}, status=403)
    browser("applicant").get("/batches", status=403)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_that_is_downloaded_is_taken_once_its_example_is_written_over(language):
    app = browser("decider-nr", language)
    links = [each["href"] for each in app.get("/batches").html.select('main a[href^="/batches/tables/"]')]
    answer = app.get(next(each for each in links if each.endswith(KIND)))
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    columns, example = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
    kind = read_kind(DOCUMENTS / KIND / "v1")
    keys = [headings_of(kind)[each] for each in columns]
    assert columns == list(columns_of(kind, language).values())
    shown = dict(zip(keys, example, strict=True))
    assert {key for key in kind.schema["required"] if key in keys} == set(filter(shown.get, shown)) - {"id", "annexes"}
    filled = {**shown, "id": f"{language}{next(NUMBERS)}", "YDTYSHXYDM": OWNER, "annexes": "plan.png"}
    text = io.StringIO()
    csv.writer(text).writerows([columns, example, [filled[key] for key in keys]])
    page = look(app, Upload("表.csv", ("\ufeff" + text.getvalue()).encode()), f"示规批〔2026〕{next(NUMBERS)}号")
    (wrong,) = page.html.select("tbody tr")
    assert wrong.b.text == kind.labels[language]["YDTYSHXYDM"]
    confirm(page)
    before = licences()
    work_off()
    assert licences() == before + 1


def test_the_table_of_a_kind_that_is_none_is_not_given():
    browser("decider-nr").get("/batches/tables/none", status=422)

"""Files of a draft."""

from datetime import UTC, datetime

import pytest
from desk_fixture import actor_of, carry, come_in, drain_for
from form_pages import PICTURE, Wizard, stranger
from samples import DRAWING
from web_fixture import browser, opened

from archive.interfaces import ILicenceActService
from archive.model import Decision
from archive.services.drafting.interfaces import IUploadService
from archive.services.inspection import INTAKE, taking_turn

LATER = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def wizard():
    return Wizard("X1-06")


def test_a_file_comes_by_a_plain_form_and_goes_again():
    wizard = Wizard("X1-06")
    answer = wizard.bring("D01")
    assert answer.location.endswith("/materials?done=file-added#field-materials/D01")
    page = answer.follow()
    card = page.html.find(id="field-materials/D01")
    assert "图.png" in card.text
    form = next(each for each in page.forms.values() if each.action.endswith("/remove"))
    page = form.submit(status=303).follow()
    assert "图.png" not in page.html.find(id="field-materials/D01").text


def test_who_relies_on_a_licence_is_told_what_it_is_to_become():
    promise, (application, _app) = carry(first := come_in()), opened()
    drain_for(first)
    project = application.transact(lambda root: root.cases[first].project)
    case, now, wizard = come_in("X2-02", project=project), application.clock(), Wizard("X2-02")
    decision, acts = Decision("示撤1号", "行政许可法第六十九条", now, LATER), application.get(ILicenceActService)
    application.transact(lambda root: acts.act(root, actor_of("decider-nr"), promise.identifier, "revoke", decision))
    wizard.post("project", {"project/project": project})
    for page, where in (
        (wizard.page("materials"), "article.material"),
        (wizard.page("facts"), "aside.needs li"),
        (wizard.page("letter"), ".letter li"),
        (browser("clerk-nr").get(f"/desk/{case}"), ".findings li"),
        (browser("applicant").get(f"/cases/{case}"), "section li"),
    ):
        (told,) = (each.text for each in page.html.select(where) if "撤销将自 2099年1月1日" in each.text)
        assert "有效" in told


def test_a_drawing_can_be_shown_on_the_licence(wizard):
    wizard.bring("D12")
    options = wizard.page("materials").html.select_one('select[name="annexes/X1-06/附图"]').select("option")
    assert "图.png" in options[1].text
    wizard.post("materials", {"annexes/X1-06/附图": options[1]["value"]}, status=422)
    chosen = wizard.page("materials").html.select_one('select[name="annexes/X1-06/附图"] option[selected]')
    assert chosen["value"] == options[1]["value"]


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (("a.exe", b"MZ"), 415, "archive.material-type"),
        (("a.png", b"no picture"), 422, "archive.material-content"),
        (("a.png", b""), 422, "archive.material-empty"),
        ((), 400, "archive.file-absent"),
    ],
)
def test_a_file_that_will_not_do_is_refused_beside_the_form(wizard, file, status, code):
    page = wizard.bring("D04", file, status=status)
    assert [each.text for each in page.html.select(".faults .code")] == [code]


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "「a.exe」：PDF、PNG 图片、JPEG 图片"), ("en", "“a.exe”: PDF, PNG picture, JPEG picture")],
)
def test_which_sorts_of_files_are_taken_is_said_in_words(language, told):
    page = Wizard("X1-06", language=language).bring("D04", ("a.exe", b"MZ"), status=415)
    assert told in page.html.select_one(".faults").text
    assert "image/" not in page.html.select_one(".faults").text


def test_a_file_that_comes_while_another_takes_long_is_asked_for_again_and_nothing_of_it_stays(wizard):
    uploads = opened()[0].get(IUploadService).store
    before = {each.id for each in uploads.listing()}
    with taking_turn(INTAKE):
        INTAKE.began -= INTAKE.patience
        page = wizard.bring("D04", status=503)
    assert "archive.inspection-busy" in page.text
    assert {each.id for each in uploads.listing()} == before
    wizard.bring("D04")


def test_path_and_control_characters_in_a_name_are_taken_out(wizard):
    page = wizard.bring("D11", ("../../etc/\x07<i>图.png", DRAWING)).follow()
    names = [each.text for each in page.html.find(id="field-materials/D11").select(".kept b")]
    assert names
    assert not [name for name in names if "/" in name or "\x07" in name]
    assert "<i>图" not in page.text


def test_a_document_type_that_there_is_not_is_refused(wizard):
    assert "archive.document-type-unknown" in wizard.bring("D99", PICTURE, status=422)


def test_a_file_that_nothing_asks_for_any_more_is_told_apart():
    wizard = Wizard("X1-06")
    wizard.bring("D12")
    wizard.post("items", {"items": "X3-04"})
    assert "图.png" in wizard.page("materials").html.select(".paper section")[-1].text


def test_the_script_names_an_upload_that_is_whole(wizard):
    headers = {"Tus-Resumable": "1.0.0", "X-CSRF-Token": wizard.token}
    begun = wizard.app.post(
        "/uploads", headers={**headers, "Upload-Length": str(len(DRAWING)), "Upload-Metadata": "filename YS5wbmc="}
    )
    piece = {**headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    wizard.app.request(begun.headers["Location"], method="PATCH", body=DRAWING, headers=piece)
    fields = {"csrf_token": wizard.token, "upload": begun.headers["Location"].rpartition("/")[2], "type": "D04"}
    page = wizard.app.post(f"{wizard.address}/materials/D01", fields, headers={"Accept": "application/json"}).follow()
    assert "a.png" in page.html.find(id="field-materials/D04").text


def test_the_script_is_told_why_an_upload_will_not_do(wizard):
    fields = {"csrf_token": wizard.token, "upload": "0" * 32}
    told = wizard.app.post(
        f"{wizard.address}/materials/D01", fields, headers={"Accept": "application/json"}, status=404
    ).json
    assert told["code"] == "storage.upload-unknown"


def test_a_file_is_shown_as_a_picture_to_whose_it_is():
    wizard = Wizard("X1-06")
    page = wizard.bring("D01").follow()
    address = page.html.select_one(".kept img")["src"]
    assert wizard.app.get(address).content_type == "image/webp"
    wizard.app.get(address.replace("D01", "D04"), status=404)
    browser(stranger()).get(address, status=404)

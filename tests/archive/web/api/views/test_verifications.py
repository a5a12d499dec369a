"""Anyone may ask what a file comes to; the answer is that of the command."""

import json

import pytest
from programs import program, send, walk

from archive.web.request import FIELDS

VERIFY = "/api/v1/verifications"


@pytest.fixture(scope="module")
def licence():
    app, address = program("decider-nr"), f"/api/v1/licences/{walk().licences['X1-06']}/file"
    return app.get(address).body


def test_a_licence_that_holds_is_valid_for_anyone(licence):
    answer = send(program(), VERIFY, {"file": ("证照.pdf", licence)}).json
    assert (answer["verdict"], answer["status"], answer["file"]) == ("valid", "valid", "证照.pdf")
    assert answer["identifier"] == walk().licences["X1-06"]
    assert [seal["level"] for seal in answer["seals"]] == ["B-B"]
    told = program("decider-nr").get(f"/api/v1/licences/{walk().licences['X1-06']}").json
    assert [answer["licence"][each] for each in ("kind", "number", "holder")] == [
        told[each] for each in ("kind", "number", "holder")
    ]


def test_one_changed_byte_is_found(licence):
    changed = licence.replace(b"/Type", b"/Typo", 1)
    answer = send(program(), VERIFY, {"file": ("a.pdf", changed)}).json
    assert answer["verdict"] != "valid"
    assert answer["findings"]
    assert answer["licence"] is None


def test_what_is_no_licence_is_an_answer_and_no_error():
    answer = send(program(), VERIFY, {"file": ("a.pdf", b"nothing")}).json
    assert (answer["verdict"], answer["status"]) == ("unreadable", "unknown")
    assert answer["findings"][0]["sentence"]


def test_a_form_with_more_fields_than_any_of_ours_is_refused():
    fields = [(f"f{number}", "1") for number in range(FIELDS)]
    answer = send(program(), VERIFY, {"file": ("a.pdf", b"x")}, fields, status=413)
    assert answer.json["code"] == "archive.form-too-wide"


def test_path_and_control_characters_in_a_name_are_taken_out():
    assert send(program(), VERIFY, {"file": ("../../etc/a\x00\x1b.pdf", b"x")}).json["file"] == "a.pdf"


def test_the_findings_are_said_in_the_language_that_is_asked_for():
    said = [
        send(program(language=each), VERIFY, {"file": ("a", b"")}).json["findings"][0]["sentence"]
        for each in ("zh", "en")
    ]
    assert said[0] != said[1]


def test_a_file_is_judged_for_another_moment(licence):
    answer = send(program(), VERIFY, {"file": ("a.pdf", licence)}, [("at", "2020-01-01")]).json
    assert answer["verdict"] == "indeterminate"
    assert "signing.sealed-later" in json.dumps(answer)


def test_a_moment_that_cannot_be_read_is_refused():
    answer = send(program(), VERIFY, {"file": ("a.pdf", b"x")}, [("at", "soon")], 400)
    assert answer.json["faults"][0]["pointer"] == "/at"


def test_a_file_has_to_be_there():
    assert send(program(), VERIFY, {}, [("at", "2020-01-01")], 422).json["faults"][0]["pointer"] == "/file"


def test_a_name_is_told_without_folders_and_what_is_not_seen():
    answer = send(program(), VERIFY, {"file": ("../../a\u202eb.pdf", b"x")}).json
    assert answer["file"] == "a b.pdf"


def test_a_file_in_place_of_a_text_is_refused_at_its_place():
    answer = send(program(), VERIFY, {"file": ("a.pdf", b"x"), "at": ("a.pdf", b"2020-01-01")}, (), 422).json
    assert [(fault["pointer"], fault["code"]) for fault in answer["faults"]] == [("/at", "templates.field-wrong-type")]

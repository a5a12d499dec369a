"""A program hands files in, as a form or as bytes, within the bounds of every material."""

import hashlib

import pytest
from programs import program, send, token_of
from samples import DRAWING

MATERIALS = "/api/v1/materials"
DIGEST = hashlib.sha256(DRAWING).hexdigest()


def test_a_file_is_handed_in_as_a_form():
    answer = send(program("applicant"), MATERIALS, {"file": ("示意图.png", DRAWING)}, status=201).json
    assert answer == {
        "digest": DIGEST,
        "size": len(DRAWING),
        "media_type": "image/png",
        "name": "示意图.png",
        "drawable": False,
    }


def test_a_file_is_handed_in_as_bytes_under_a_name():
    address = f"{MATERIALS}?name=%E5%9B%BE.png&drawing=true"
    answer = program("applicant").post(address, DRAWING, content_type="image/png").json
    assert (answer["digest"], answer["name"], answer["drawable"]) == (DIGEST, "图.png", True)


def test_bytes_need_a_name():
    answer = program("applicant").post(MATERIALS, DRAWING, content_type="image/png", status=400)
    assert answer.json["faults"][0]["pointer"] == "/name"


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("a.png", b"no picture", 422, "archive.material-content"),
        ("a.exe", DRAWING, 415, "archive.material-type"),
        ("a.png", b"", 422, "archive.material-empty"),
        ("a.pdf", DRAWING, 422, "archive.material-content"),
    ],
)
def test_a_file_has_to_be_what_its_name_says(name, data, status, code):
    assert send(program("applicant"), MATERIALS, {"file": (name, data)}, status=status).json["code"] == code


def test_a_media_type_that_is_not_taken_is_refused():
    address = f"{MATERIALS}?name=a.png"
    answer = program("applicant").post(address, b"x", content_type="text/html", status=415)
    assert answer.json["code"] == "archive.media-type-foreign"


def test_a_file_that_breaks_off_is_not_kept():
    app = program("applicant")
    request = app.RequestClass.blank(f"{MATERIALS}?name=a.png", method="POST", body=DRAWING, content_type="image/png")
    request.environ |= {**app.extra_environ, "CONTENT_LENGTH": str(len(DRAWING) + 5)}
    request.environ["webob.is_body_seekable"] = False  # as a server's is
    answer = app.do_request(request, status=400, expect_errors=True)
    assert answer.json["code"] == "archive.body-broken"


@pytest.mark.parametrize("name", ["../../etc/图.png", "C:\\\\temp\\\\图.png", "图\x00\x1b\u202e.png", "/图.png"])
def test_path_and_control_characters_in_a_name_are_taken_out(name):
    answer = send(program("applicant"), MATERIALS, {"file": (name, DRAWING)}, status=201).json
    assert (answer["name"], answer["digest"]) == ("图.png", DIGEST)


def test_whoever_does_not_apply_hands_nothing_in():
    assert token_of("reviewer-nr", None)
    answer = program("reviewer-nr").post(f"{MATERIALS}?name=a.png", DRAWING, content_type="image/png", status=403)
    assert answer.json["code"] == "archive.permission-missing"

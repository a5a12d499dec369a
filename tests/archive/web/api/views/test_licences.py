"""Licences are read with their data, files and pictures, by who may see them."""

import hashlib
from base64 import b64encode

import pytest
from desk_fixture import carry, come_in, drain_for
from programs import program, walk
from web_fixture import opened

from storage.interfaces import IBlobStore

LICENCES = "/api/v1/licences"


@pytest.fixture(scope="module")
def licence():
    return f"{LICENCES}/{walk().licences['X1-06']}"


def test_a_licence_is_told_with_its_data_and_versions(licence):
    app = program("decider-nr")
    told = app.get(licence)
    assert (told.json["identifier"], told.json["state"]) == (walk().licences["X1-06"], "valid")
    assert told.json["data"]["YDGHXKZBH"] if "YDGHXKZBH" in told.json["data"] else told.json["data"]
    assert [version["state"] for version in told.json["versions"]] == ["valid"]
    assert app.get(licence, headers={"If-None-Match": told.headers["ETag"]}, status=304)


def test_a_licence_is_told_as_it_stood(licence):
    answer = program("decider-nr").get(f"{licence}?at=2020-01-01T00:00:00Z", status=404)
    assert answer.json["code"] == "archive.licence-later"
    assert program("decider-nr").get(f"{licence}?at=2099-01-01T00:00:00%2B08:00").json["identifier"]


def test_its_file_is_the_sealed_one(licence):
    app = program("decider-nr")
    (face, *annexes) = app.get(licence).json["versions"][0]["files"]
    answer = app.get(f"{licence}/file")
    assert hashlib.sha256(answer.body).hexdigest() == face["digest"]
    digest = b64encode(hashlib.sha256(answer.body).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer.body.startswith(b"%PDF-")
    for place, annex in enumerate(annexes, 1):
        assert hashlib.sha256(app.get(f"{licence}/annexes/{place}").body).hexdigest() == annex["digest"]
    assert app.get(f"{licence}/annexes/{len(annexes) + 1}", status=404).json["code"] == "archive.file-unknown"


def test_a_part_of_its_file_can_be_had(licence):
    app = program("decider-nr")
    part = app.get(f"{licence}/file", headers={"Range": "bytes=0-4"}, status=206)
    assert part.body == b"%PDF-"
    answer = app.get(f"{licence}/file", headers={"Range": "bytes=999999999-"}, status=416)
    assert (answer.json["code"], answer.headers["Content-Range"][:8]) == ("archive.range-invalid", "bytes */")


def test_only_the_head_of_a_file_can_be_asked_for(licence):
    answer = program("decider-nr").head(f"{licence}/file")
    assert answer.body == b""
    assert int(answer.headers["Content-Length"]) > 1000


def test_a_file_that_is_damaged_is_not_given(licence, monkeypatch, caplog):
    application, _app = opened()
    blobs = application.get(IBlobStore)
    whole = blobs.open

    class Damaged:
        def __init__(self, digest):
            self.stream = whole(digest)

        def read(self, size):
            from storage.errors import BlobCorruptError

            raise BlobCorruptError("x")

        def close(self):
            self.stream.close()

    monkeypatch.setattr(type(blobs), "open", lambda _self, digest: Damaged(digest))
    answer = program("decider-nr").get(f"{licence}/file", status=500)
    assert answer.json["code"] == "storage.blob-corrupt"
    assert "CRITICAL" in [record.levelname for record in caplog.records]


@pytest.mark.parametrize("path", ["", "/file", "/annexes/1", "/picture"])
def test_a_foreign_licence_is_not_there(licence, path):
    assert program("clerk-hc").get(licence + path, status=404).json["code"] == "archive.licence-unknown"
    assert program().get(licence + path, status=401)


@pytest.mark.parametrize("path", ["", "/file", "/annexes/1", "/picture"])
def test_an_identifier_with_a_wrong_check_character_is_told_so(licence, path):
    wrong = f"{licence[:-1]}{'1' if licence.endswith('0') else '0'}"
    assert program("decider-nr").get(wrong + path, status=422).json["code"] == "archive.identifier-invalid"


def test_an_identifier_that_is_none_is_refused():
    assert program("decider-nr").get(f"{LICENCES}/nothing", status=400).json["code"] == "archive.parameter-invalid"


def test_licences_are_listed_by_kind_and_project():
    app = program("decider-nr")
    found = app.get(f"{LICENCES}?kind=land_use_planning_permit&project={walk().project}").json["items"]
    assert walk().licences["X1-06"] in [each["identifier"] for each in found]
    assert app.get(f"{LICENCES}?kind=construction_permit&project={walk().project}").json["items"] == []
    assert program("clerk-hc").get(LICENCES).json["items"] == []


def test_a_picture_is_made_from_the_real_file(licence):
    app = program("decider-nr")
    answer = app.get(f"{licence}/picture?width=320")
    assert (answer.content_type, answer.body[8:12]) == ("image/webp", b"WEBP")
    assert app.get(f"{licence}/picture?width=320", headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    assert app.get(f"{licence}/picture?width=640").headers["ETag"] != answer.headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [("page=99", 404, "templates.picture-page"), ("width=321", 400, "archive.parameter-invalid")],
)
def test_a_page_that_is_not_there_has_no_picture(licence, asked, status, code):
    assert program("decider-nr").get(f"{licence}/picture?{asked}", status=status).json["code"] == code


@pytest.mark.parametrize(("way", "receipt"), [("file", "downloaded"), ("picture", "opened")])
def test_that_the_holder_s_program_had_it_first_is_its_receipt(way, receipt):
    case = come_in()
    carry(case)
    drain_for(case)
    identifier = opened()[0].transact(lambda root: root.cases[case].licences[-1])
    told = []
    for name in ("decider-nr", "applicant", "applicant"):
        program(name).get(f"{LICENCES}/{identifier}/{way}", status=200)
        told.append(opened()[0].transact(lambda root: [one.receipt for one in root.deliveries.of(identifier)]))
    assert told == [[], [receipt], [receipt]]
    letter = f"{case}/P04-001"
    program("applicant").get(f"/api/v1/cases/{case}/documents/P04-001/versions/1/file", status=200)
    assert opened()[0].transact(lambda root: [one.receipt for one in root.deliveries.of(letter)]) == ["downloaded"]

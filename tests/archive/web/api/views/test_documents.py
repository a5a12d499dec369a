"""Documents are read version by version, and their bytes are those that were handed in."""

import pytest
from programs import program, walk
from samples import DRAWING


@pytest.fixture(scope="module")
def address():
    return f"/api/v1/cases/{walk().cases['X1-06']}/documents"


@pytest.fixture(scope="module")
def document(address):
    """A material's address."""
    found = program("clerk-nr").get(address).json["items"]
    return f"{address}/{next(each['document'] for each in found if each['document_type'] == 'D12')}"


def test_every_document_is_listed(address):
    found = program("clerk-nr").get(address).json["items"]
    assert {each["part"] for each in found} == {"materials", "process_forms", "results"}


def test_a_document_is_told_with_its_versions(document):
    app = program("clerk-nr")
    told = app.get(document)
    (version,) = told.json["versions"]
    assert app.get(f"{document}/versions/1").json == version
    assert app.get(document, headers={"If-None-Match": told.headers["ETag"]}, status=304)


def test_its_bytes_are_those_that_were_handed_in(document):
    answer = program("clerk-nr").get(f"{document}/versions/1/file")
    assert answer.body.startswith(DRAWING)
    assert answer.content_type == "image/png"
    assert "D12.png" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["D99-001", "D12-001/versions/9", "D12-001/versions/9/file"])
def test_what_is_not_there_is_not_there(address, path):
    assert program("clerk-nr").get(f"{address}/{path}", status=404).json["code"] == "archive.file-unknown"


def test_a_number_that_is_none_is_refused(document):
    assert program("clerk-nr").get(f"{document}/versions/first", status=400).json["code"] == "archive.parameter-invalid"


def test_a_foreign_document_is_not_there(document):
    for path in ("", "/versions/1", "/versions/1/file"):
        assert program("clerk-hc").get(document + path, status=404).json["code"] == "archive.case-unknown"

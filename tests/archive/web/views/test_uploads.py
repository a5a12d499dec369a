"""Uploads in pieces, against tus 1.0.0."""

import base64
import hashlib
from email.utils import parsedate_to_datetime

import pytest
from form_pages import stranger
from web_fixture import browser, form_of, opened

from archive.services.drafting.interfaces import IUploadService
from archive.services.drafting.uploads import UploadService
from storage.errors import UploadUnavailableError

CONTENT = b"%PDF-1.7 a file that comes in pieces"
SIZE = len(CONTENT)
OCTETS = "application/offset+octet-stream"


class Client:
    """A program that speaks tus."""

    def __init__(self, name="applicant"):
        self.app = browser(name)
        page = self.app.get("/applications/new")
        self.headers = {"Tus-Resumable": "1.0.0", "X-CSRF-Token": form_of(page, "items")["csrf_token"].value}

    def ask(self, method, address="/uploads", body=b"", status=None, **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.request(address, method=method, body=body, status=status, headers={**self.headers, **given})

    def begin(self, name="a.pdf", size=SIZE, status=201, **more):
        metadata = f"filename {base64.b64encode(name.encode()).decode()},is_confidential"
        return self.ask("POST", status=status, **{"Upload_Length": str(size), "Upload_Metadata": metadata, **more})

    def send(self, address, offset, body, status=204, **more):
        return self.ask(
            "PATCH", address, body, status, **{"Upload_Offset": str(offset), "Content_Type": OCTETS, **more}
        )


@pytest.fixture(scope="module")
def client():
    return Client()


@pytest.fixture
def address(client):
    return client.begin().headers["Location"]


def checksum(data, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def test_it_tells_what_it_speaks(client):
    answer = client.ask("OPTIONS", status=204)
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"].split(",") == ["creation", "checksum", "expiration", "termination"]
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) == opened()[0].get(IUploadService).limit


def test_a_file_comes_in_pieces_and_goes_on_where_it_broke_off(client, address):
    assert client.send(address, 0, CONTENT[:10]).headers["Upload-Offset"] == "10"
    again = Client()
    told = again.ask("HEAD", address, status=200)
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == ("10", str(len(CONTENT)))
    assert told.headers["Cache-Control"] == "no-store"
    assert parsedate_to_datetime(told.headers["Upload-Expires"]) > opened()[0].clock()
    assert again.send(address, 10, CONTENT[10:]).headers["Upload-Offset"] == str(len(CONTENT))


def test_a_piece_that_broke_off_counts_as_none_of_it_and_is_sent_again(client, address):
    client.send(address, 0, CONTENT[:10])
    given = {"Upload-Offset": "10", "Content-Type": OCTETS, **client.headers}
    request = client.app.RequestClass.blank(address, method="PATCH", headers=given, body=CONTENT[10:15])
    request.environ |= {"CONTENT_LENGTH": str(SIZE - 10), "webob.is_body_seekable": False}  # as a server's is
    assert "archive.body-broken" in client.app.do_request(request, status=400).text
    assert client.ask("HEAD", address).headers["Upload-Offset"] == "10"
    assert client.send(address, 10, CONTENT[10:]).headers["Upload-Offset"] == str(SIZE)


def test_beginning_tells_where_it_is_and_until_when(client):
    answer = client.begin()
    assert "/uploads/" in answer.headers["Location"]
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith("GMT")


def test_a_piece_that_does_not_begin_where_the_last_one_ended_is_a_conflict(client, address):
    assert client.send(address, 5, b"x", status=409).json["code"] == "storage.upload-offset"


def test_a_piece_of_another_type_is_refused(client, address):
    client.send(address, 0, b"x", status=415, Content_Type="application/octet-stream")


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", ["0.2.2", ""])
def test_another_version_is_refused_with_the_one_that_is_spoken(client, address, method, version):
    place = "/uploads" if method == "POST" else address
    answer = client.ask(method, place, status=412, Tus_Resumable=version)
    assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_its_checksum_is_kept(client, address, algorithm):
    client.send(address, 0, CONTENT, Upload_Checksum=checksum(CONTENT, algorithm))


def test_a_piece_without_its_checksum_is_not(client, address):
    answer = client.send(address, 0, CONTENT, status=460, Upload_Checksum=checksum(b"other"))
    assert answer.status == "460 Checksum Mismatch"
    assert client.ask("HEAD", address).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("told", ["md5 eA==", "sha1", "sha1 ?", "sha1 é"])
def test_a_checksum_that_cannot_be_read_is_refused(client, address, told):
    status = 460 if told == "sha1" else 400
    client.send(address, 0, b"x", status=status, Upload_Checksum=told.encode("latin-1").decode("latin-1"))


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 19, "1.5"])
def test_a_length_that_is_none_is_refused(client, length):
    assert client.begin(status=400, Upload_Length=length).json["code"] == "archive.upload-header"


@pytest.mark.parametrize("metadata", ["filename ?", "filename /w=="])
def test_metadata_that_cannot_be_read_is_refused(client, metadata):
    client.begin(status=400, Upload_Metadata=metadata)


def test_what_is_too_large_or_of_no_type_of_ours_is_refused_before_it_comes(client):
    client.begin(size=opened()[0].get(IUploadService).limit + 1, status=413)
    client.begin(name="a.exe", status=415)
    client.begin(size=0, status=422)
    client.begin(status=415, Upload_Metadata="")


def test_more_bytes_than_were_told_of_are_refused(client, address):
    client.send(address, 0, CONTENT + b"x", status=413)
    assert client.ask("HEAD", address).headers["Upload-Offset"] == "0"


def test_an_upload_that_was_ended_is_not_there(client, address):
    client.ask("DELETE", address, status=204)
    for method in ("HEAD", "DELETE"):
        client.ask(method, address, status=404)
    client.send(address, 0, b"x", status=404)


def test_an_upload_of_somebody_else_is_not_there(address):
    other = Client(stranger())
    for method in ("HEAD", "DELETE"):
        other.ask(method, address, status=404)
    other.send(address, 0, b"x", status=404)


def test_without_the_token_nothing_is_done(client, address):
    answer = client.send(address, 0, b"x", status=403, X_CSRF_Token="")
    assert answer.status_int == 403
    client.begin(status=403, X_CSRF_Token="wrong")


def test_who_may_not_apply_uploads_nothing():
    app = browser("reviewer-nr")
    app.options("/uploads", headers={"Tus-Resumable": "1.0.0"}, status=403)


def test_a_disk_that_does_not_answer_is_a_matter_of_time(client, monkeypatch):
    def broken(*_arguments):
        raise UploadUnavailableError("gone")

    monkeypatch.setattr(UploadService, "begin", broken)
    assert client.begin(status=503).headers["Retry-After"]

"""Over a real connection, a file whose bytes are not what was kept never looks whole."""

import http.client
import random
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from programs import program, serving, token_of, walk
from web_fixture import doors, opened

from storage.digests import Digest
from storage.interfaces import IBlobStore

LARGE = random.Random(7).randbytes(3 << 20)


@pytest.fixture(scope="module")
def server():
    """Serves an archive with one licence."""
    with doors(), serving() as address:
        walk()
        yield address


@pytest.fixture
def spoilt(server):
    """The address of a document's file, and the path of its bytes, which are large: the last of them is another."""
    case = walk().cases["X1-06"]
    application, _app = opened()
    digest = application.get(IBlobStore).put(LARGE)

    def swap(root):
        document = root.applications[root.cases[case].application].dossier.documents["D12-001"]
        version = document.versions[-1]
        more = {"by": "x", "happened_at": version.happened_at, "recorded_at": version.recorded_at}
        kept = {"digest": str(digest), "size": len(LARGE), "media_type": "image/png", "name": "a.png"}
        return document.add_version(**kept, **more, why="", origin=version.origin).number

    number = application.transact(swap)
    folder = Path(application.settings["storage.blobs.filesystem.folder"])
    (path,) = [each for each in folder.rglob("*") if each.is_file() and Digest.of(each.read_bytes()) == digest]
    return f"/api/v1/cases/{case}/documents/D12-001/versions/{number}/file", path


def read(server, address):
    headers = {"Authorization": f"Bearer {token_of('clerk-nr', None)}"}
    with closing(http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)) as connection:
        connection.request("GET", address, headers=headers)
        with connection.getresponse() as response:
            return response, response.read()


def test_a_file_that_was_changed_on_the_disk_breaks_off(server, spoilt, caplog):
    address, path = spoilt
    response, data = read(server, address)
    assert (response.status, data) == (200, LARGE)
    path.chmod(0o644)
    path.write_bytes(LARGE[:-1] + bytes([LARGE[-1] ^ 1]))
    with pytest.raises(http.client.IncompleteRead) as caught:
        read(server, address)
    assert 0 < len(caught.value.partial) < len(LARGE)
    assert "a file is not what was kept" in [record.msg for record in caplog.records]


def test_a_part_of_a_file_is_read_without_the_rest(server):
    licence = f"/api/v1/licences/{walk().licences['X1-06']}/file"
    answer = program("decider-nr").get(licence, headers={"Range": "bytes=-5"}, status=206)
    assert len(answer.body) == 5

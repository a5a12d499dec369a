"""Is the process there, can it work."""

from web_fixture import browser, opened

from storage.errors import BlobUnavailableError
from storage.interfaces import IBlobStore


def test_it_is_alive_and_ready():
    assert browser().get("/health/alive").text == "alive\n"
    assert browser().get("/health/ready").text == "ready\n"


def test_it_is_not_ready_while_the_blob_store_does_not_answer():
    registry = opened()[0].registry
    kept = registry.getUtility(IBlobStore)

    class Gone:
        def find_identity(self):
            raise BlobUnavailableError("gone")

    registry.registerUtility(Gone(), IBlobStore)
    try:
        answer = browser().get("/health/ready", status=503)
    finally:
        registry.registerUtility(kept, IBlobStore)
    assert answer.headers["Retry-After"]
    assert "storage.blob-unavailable" in answer.text

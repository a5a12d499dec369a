"""Values of storage."""

from datetime import UTC, datetime

from storage.model import Upload


def test_an_upload_is_whole_once_all_its_bytes_are_there():
    until = datetime(2026, 11, 22, tzinfo=UTC)
    assert [Upload("0", "anna", "a.pdf", 2, until, offset).is_whole for offset in (0, 1, 2)] == [False, False, True]

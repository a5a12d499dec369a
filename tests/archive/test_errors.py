"""The archive's errors, where they do more than have a code (tests/contracts looks at the codes)."""

import pytest
from transaction.interfaces import TransientError

from archive.errors import ArchiveError, StaleEditError, WorkerLostError, code_of
from signing.errors import TrustFolderMissingError


def test_a_lost_worker_is_tried_again():
    assert issubclass(WorkerLostError, TransientError)
    assert issubclass(WorkerLostError, ArchiveError)


def test_a_stale_edit_says_what_changed_since():
    error = StaleEditError("1 → 2", ("li: name",))
    assert error.since == ("li: name",)
    with pytest.raises(ArchiveError, match="1 → 2; li: name"):
        raise error


class ForeignError(Exception):
    """An error of somebody else's, with a code of its own sort."""

    def __init__(self, code):
        self.code = code


def test_an_error_of_any_package_of_ours_has_its_code_and_a_foreign_one_none():
    assert code_of(TrustFolderMissingError("x")) == "signing.trust-folder-missing"
    assert [code_of(error) for error in (ForeignError("NoSuchKey"), ForeignError(404), KeyError())] == ["", "", ""]

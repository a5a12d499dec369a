"""The archive's errors, where they do more than have a code (tests/contracts looks at the codes)."""

import pytest
from transaction.interfaces import TransientError

from archive.errors import ArchiveError, StaleEditError, WorkerLostError


def test_a_lost_worker_is_tried_again():
    assert issubclass(WorkerLostError, TransientError)
    assert issubclass(WorkerLostError, ArchiveError)


def test_a_stale_edit_says_what_changed_since():
    error = StaleEditError("edition 1 was seen", ("li changed name",))
    assert error.since == ("li changed name",)
    with pytest.raises(ArchiveError, match="li changed name"):
        raise error

"""The archive's errors, where they do more than have a code (tests/contracts looks at the codes)."""

import pytest
from transaction.interfaces import TransientError

from archive.errors import ArchiveError, StaleEditError, WorkerLostError


def test_a_lost_worker_is_tried_again():
    assert issubclass(WorkerLostError, TransientError)
    assert issubclass(WorkerLostError, ArchiveError)


def test_a_stale_edit_says_what_changed_since():
    error = StaleEditError("1 → 2", ("li: name",))
    assert error.since == ("li: name",)
    with pytest.raises(ArchiveError, match="1 → 2; li: name"):
        raise error

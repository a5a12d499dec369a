"""Lets a bulk issue that is sent again be found by its decision and its file."""

from typing import Any

from BTrees.OOBTree import OOTreeSet


def find_same_batches(root: Any) -> None:
    """Index the bulk issues of the archive under the database's root."""
    runs = root["archive"].batch_runs
    if runs is not None and not hasattr(runs, "same"):
        runs.same = OOTreeSet()
        for run in runs.values():
            runs.note_same(run)

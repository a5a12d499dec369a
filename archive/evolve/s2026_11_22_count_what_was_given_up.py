"""Parts the jobs and letters that were given up from those that are still tried, and counts them once."""

from typing import Any

from BTrees.Length import Length
from BTrees.OOBTree import OOTreeSet


def count_what_was_given_up(root: Any) -> None:
    """Part them in the archive under the database's root."""
    for outbox in (root["archive"].outbox, root["archive"].post):
        if not hasattr(outbox, "given_up"):
            outbox.given_up, outbox.lost = OOTreeSet(), Length()
            for key in [key for key in outbox.troubled if outbox.get_job(key).state == "given_up"]:
                outbox.troubled.remove(key)
                outbox.note_lost(key)

"""An archive of before there were doors gets what sessions need."""

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_identity import add_identity
from archive.models.root import Archive


def test_an_older_archive_gets_what_it_lacks_and_keeps_what_it_has():
    root = Archive()
    del root.sessions
    attempts = root.attempts
    add_identity({"archive": root})
    assert len(root.sessions) == 0
    assert root.attempts is attempts
    assert STEPS["s2026_11_21_add_identity"] is add_identity

"""An archive of before there were doors gets what tokens and identities need."""

from archive.evolve import STEPS
from archive.evolve.s2026_11_21_add_tokens import add_tokens
from archive.models.root import Archive


def test_an_older_archive_gets_what_it_lacks_and_keeps_what_it_has():
    root = Archive()
    del root.tokens
    identities = root.identities
    add_tokens({"archive": root})
    assert len(root.tokens.by_name) == 0
    assert root.identities is identities
    assert STEPS["s2026_11_21_add_tokens"] is add_tokens

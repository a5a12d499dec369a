"""A digest is a name, and nothing else is."""

import pytest

from storage.digests import Digest
from storage.errors import DigestInvalidError

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_abc_has_the_digest_of_the_standard():
    """FIPS 180-4, example of SHA-256."""
    assert Digest.of(b"abc") == ABC
    assert Digest.parse(ABC) == ABC


@pytest.mark.parametrize("text", ["", ABC[:-1], ABC + "0", ABC.upper(), ABC + "\n", "../" + ABC[3:], "g" + ABC[1:]])
def test_anything_else_is_refused(text):
    with pytest.raises(DigestInvalidError):
        Digest.parse(text)

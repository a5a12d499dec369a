"""Secrets that are read back."""

import pytest

from archive.services.identity.errors import SecretMissingError
from archive.services.identity.vault import Vault


def test_what_is_sealed_is_read_back_and_says_nothing():
    vault = Vault(lambda _root: bytes(32))
    sealed = vault.seal(None, b"a secret", "li")
    assert b"secret" not in sealed
    assert vault.unseal(None, sealed, "li") == b"a secret"
    assert vault.seal(None, b"a secret", "li") != sealed


def test_what_belongs_to_one_is_not_another_s():
    vault = Vault(lambda _root: bytes(32))
    with pytest.raises(SecretMissingError):
        vault.unseal(None, vault.seal(None, b"a secret", "li"), "wang")

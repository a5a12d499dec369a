"""Encrypts the few secrets that the archive has to read back, under a key that is no part of the database.

What protects what: passwords, tokens and recovery codes are kept as digests and need no key. The secret of a second
factor is needed whole, so it is encrypted (AES-256-GCM, bound to the user's name) with a key from a file that only the
service's user may read: a copy of the database, or of its backup, makes nobody a second factor. Who has both has
everything; who loses the file loses second factors, which operators reset, and nothing else. All machines of one
archive have the same file; the database remembers a mark of it, so that another is never used by mistake.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from archive.models.root import Archive
from archive.services.identity.errors import SecretMissingError

NONCE: Final = 12
"""Bytes of a nonce (NIST SP 800-38D §8.2)."""


@dataclass(frozen=True)
class Vault:
    """Encrypts and decrypts."""

    get_key: Callable[[Archive], bytes]
    """Gives the key of an archive, 32 bytes."""
    random: Callable[[int], bytes] = secrets.token_bytes

    def seal(self, root: Archive, data: bytes, of: str) -> bytes:
        """Encrypt what belongs to somebody."""
        nonce = self.random(NONCE)
        return nonce + AESGCM(self.get_key(root)).encrypt(nonce, data, of.encode())

    def unseal(self, root: Archive, sealed: bytes, of: str) -> bytes:
        """Decrypt it; ``SecretMissingError`` where it was not encrypted with this key for them."""
        try:
            return AESGCM(self.get_key(root)).decrypt(sealed[:NONCE], sealed[NONCE:], of.encode())
        except InvalidTag:
            raise SecretMissingError(of) from None

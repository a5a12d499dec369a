"""Keys, loaded once for many seals, and loaded again once their store has lost or renewed them."""

from dataclasses import dataclass, field
from typing import Any

from zope.interface import implementer

from signing.errors import KeyUnavailableError
from signing.interfaces import IKeyStore, ILoadedKey


@implementer(ILoadedKey)
@dataclass(frozen=True, eq=False)
class PooledKey:
    """A loaded key that leaves its pool when it stops answering."""

    name: str
    certificate: Any
    chain: tuple[Any, ...]
    algorithm: str
    _key: ILoadedKey = field(repr=False)
    _pool: dict[str, ILoadedKey] = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign as the key does; after ``KeyUnavailableError`` the next load opens the key anew."""
        try:
            return self._key.sign(data)
        except KeyUnavailableError:
            self._pool.pop(self.name, None)
            raise


@implementer(IKeyStore)
class KeyPool:
    """A key store that asks another one once for each key."""

    def __init__(self, store: IKeyStore) -> None:
        self._store = store
        self._keys: dict[str, ILoadedKey] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all keys, sorted."""
        return self._store.names()

    def load(self, name: str) -> ILoadedKey:
        """Give a loaded key; what the store's ``load`` raises."""
        found = self._keys.get(name)
        if found is None:
            key = self._store.load(name)
            found = PooledKey(name, key.certificate, key.chain, key.algorithm, key, self._keys)
            self._keys[name] = found
        return found

    def forget(self, name: str) -> None:
        """Ask the store at the next load (``IKeyStore.forget``)."""
        self._keys.pop(name, None)
        self._store.forget(name)

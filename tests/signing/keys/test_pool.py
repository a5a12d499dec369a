import pytest

from signing.errors import KeyMissingError, KeyUnavailableError
from signing.keys.pool import KeyPool


class Key:
    certificate, chain, algorithm = None, (), "ecdsa"

    def __init__(self, name):
        self.name = name
        self.lost = False

    def sign(self, data):
        if self.lost:
            raise KeyUnavailableError(self.name)
        return data


class Store:
    """Counts what it opens."""

    def __init__(self):
        self.opened = []

    def names(self):
        return ("a", "b")

    def load(self, name):
        if name not in self.names():
            raise KeyMissingError(name)
        self.opened.append(Key(name))
        return self.opened[-1]


def test_a_key_is_opened_once_however_often_it_is_loaded():
    store = Store()
    pool = KeyPool(store)
    assert pool.load("a") is pool.load("a")
    assert pool.load("b").sign(b"data") == b"data"
    assert [key.name for key in store.opened] == ["a", "b"]


def test_a_lost_key_says_so_once_and_the_next_load_opens_it_again():
    store = Store()
    pool = KeyPool(store)
    key = pool.load("a")
    store.opened[0].lost = True
    with pytest.raises(KeyUnavailableError):
        key.sign(b"data")
    assert pool.load("a").sign(b"data") == b"data"
    with pytest.raises(KeyUnavailableError):
        key.sign(b"data")
    assert len(store.opened) == 2


def test_the_store_s_names_and_errors_come_through():
    assert KeyPool(Store()).names() == ("a", "b")
    with pytest.raises(KeyMissingError):
        KeyPool(Store()).load("c")

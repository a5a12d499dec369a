"""The document security store as ETSI EN 319 142-1 §5.4.2 has it: dictionaries and lists of plain streams, no more."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.validation.objects import Dictionary, as_reference, entry, is_dictionary, list_references

STREAM_KEYS: Final = {"/Length", "/Filter", "/DecodeParms", "/Type"}
STORE_LISTS: Final = ("/Certs", "/CRLs", "/OCSPs")
SEAL_LISTS: Final = ("/Cert", "/CRL", "/OCSP")
STORE_KEYS: Final = {"/Type", "/VRI", *STORE_LISTS}
SEAL_KEYS: Final = {"/Type", "/TU", "/TS", *SEAL_LISTS}


class StoreError(ValueError):
    """A store holds something else than it may."""


@dataclass
class Store:
    """The objects that a store consists of."""

    holders: set[Reference] = field(default_factory=set)
    """Its dictionaries and lists."""
    streams: set[Reference] = field(default_factory=set)
    """Certificates, CRLs, OCSP answers and timestamps, and lengths of theirs that are objects of their own."""


def read_store(resolver: HistoricalResolver) -> Store:
    """Follow the store of a revision; an empty one where there is none. ``StoreError``."""
    store = Store()
    if "/DSS" in resolver.root:
        top = _dictionary(store, resolver.root, "/DSS", STORE_KEYS)
        _lists(store, top, STORE_LISTS)
        for seal in _seals(store, top):
            _lists(store, seal, SEAL_LISTS)
            if "/TS" in seal:
                _stream(store, as_reference(seal, "/TS"), entry(seal, "/TS"))
    return store


def _seals(store: Store, top: Dictionary) -> Iterator[Dictionary]:
    """Follow what is stored seal by seal (/VRI)."""
    if "/VRI" in top:
        seals = _dictionary(store, top, "/VRI", None)
        yield from (_dictionary(store, seals, key, SEAL_KEYS) for key in seals)


def _dictionary(store: Store, holder: Dictionary, key: str, keys: set[str] | None) -> Dictionary:
    """Follow an entry that is a dictionary of ``keys``, whichever without."""
    value, reference = entry(holder, key), as_reference(holder, key)
    if not is_dictionary(value) or (keys is not None and not set(value) <= keys):
        raise StoreError(key)
    store.holders |= {reference} if reference else set()
    return value


def _lists(store: Store, holder: Dictionary, keys: tuple[str, ...]) -> None:
    """Follow entries that are lists of references to streams."""
    for key in (each for each in keys if each in holder):
        value, reference = entry(holder, key), as_reference(holder, key)
        if not isinstance(value, generic.ArrayObject):
            raise StoreError(key)
        store.holders |= {reference} if reference else set()
        for index, each in enumerate(list_references(value)):
            _stream(store, each, value[index])


def _stream(store: Store, reference: Reference | None, value: object) -> None:
    """Take in a stream that is nothing but its data."""
    if reference is None or not isinstance(value, generic.StreamObject) or not set(value) <= STREAM_KEYS:
        raise StoreError("/Length")
    length = as_reference(value, "/Length")
    store.streams |= {reference, length} if length else {reference}

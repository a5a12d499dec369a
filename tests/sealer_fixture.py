"""Our own sealer on the PKI of ``pki_fixture``, and what it seals."""

import functools
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import typst
from pki_fixture import NOW, pki

from signing.keys.pool import KeyPool
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.model import Level, Placement, SealOrder
from signing.seals.pades import PadesSealer
from signing.timestamps.authority import EmbeddedTimestamper, TimestampAuthority
from signing.trust.revocation import ChainChecker, TrustFolder

PAGE = b"""
#set document(title: "Licence", author: "Office", date: datetime(year: 2026, month: 3, day: 2))
#set page(width: 300pt, height: 200pt)
#set text(font: "Libertinus Serif")
= Permit
Number 1
"""
PICTURE = b"""
#set page(width: 42mm, height: 42mm, margin: 0mm, fill: none)
#place(center + horizon, circle(radius: 20.5mm, stroke: 1mm + rgb(255, 0, 0)))
"""

TITLE = "电子印章：示例市自然资源和规划局"


@functools.cache
def page() -> bytes:
    """One page of PDF/A-3b as Typst makes it: it ends without a newline."""
    return typst.compile(PAGE, pdf_standards=["a-3b"])


@functools.cache
def picture() -> bytes:
    """A ring, as a page without ground."""
    return typst.compile(PICTURE)


def order(level: Level = Level.B_B, **changes: object) -> SealOrder:
    """An order for a visible seal of ``planning``."""
    place = Placement(0, 100.5, 40, 219.5, 159)
    plain = SealOrder("planning", level, NOW, "Seal1", "准予施工", "示例市", picture(), place, title=TITLE)
    return replace(plain, **changes)


def authority(folder: Path | None = None, moment: datetime = NOW) -> TimestampAuthority:
    """The timestamp authority of a PKI, whose clock stands still."""
    place = folder or pki()
    store = SoftwareKeyStore(place / "tsa", passphrase_from(place / "passphrase"))
    return TimestampAuthority(store.load("tsa"), lambda: moment)


def checker(folder: Path | None = None, renew=lambda: None) -> ChainChecker:
    """A judge of chains by a PKI's trust folder."""
    trust = TrustFolder((folder or pki()) / "trust")
    return ChainChecker(trust, trust.find_crls, renew)


def sealer(folder: Path | None = None, timestamper=None, keys=None) -> PadesSealer:
    """A sealer on a PKI, with its timestamps in process unless ``timestamper`` is given."""
    place = folder or pki()
    store = keys or KeyPool(SoftwareKeyStore(place / "keys", passphrase_from(place / "passphrase")))
    return PadesSealer(store, timestamper or EmbeddedTimestamper(lambda: authority(place)), checker(place))


@functools.cache
def sealed(level: Level, key: str = "planning") -> bytes:
    """The page, sealed."""
    return sealer().seal(page(), order(level, key=key))


def signed_bytes(pdf: bytes) -> tuple[bytes, bytes]:
    """What the first signature of a PDF covers, and its contents as DER with padding."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf)
    begin, length, after, rest = map(int, found.groups())
    return pdf[begin : begin + length] + pdf[after : after + rest], bytes.fromhex(pdf[length + 1 : after - 1].decode())

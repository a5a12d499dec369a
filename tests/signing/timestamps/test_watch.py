import hashlib
from datetime import timedelta

import pytest
from pki_fixture import NOW, pki
from sealer_fixture import authority
from zope.interface.verify import verifyObject

from signing.errors import TimestampInvalidError
from signing.interfaces import ITimestamper
from signing.timestamps.authority import EmbeddedTimestamper
from signing.timestamps.client import HttpTimestamper
from signing.timestamps.server import PkiServer, running
from signing.timestamps.tokens import get_time, verify_token
from signing.timestamps.watch import WatchedTimestamper

IMPRINT = hashlib.sha256(b"stamped").digest()
SECOND = timedelta(seconds=1)


def watched(ahead, *readings):
    """A timestamper whose authority's clock is ahead of ``NOW``; ours says ``readings``, then the last of them."""
    ours = list(readings or [NOW])
    embedded = EmbeddedTimestamper(lambda: authority(moment=NOW + ahead))
    return WatchedTimestamper(embedded, lambda: ours.pop(0) if ours[1:] else ours[0], 60 * SECOND)


def test_it_keeps_the_interface():
    assert verifyObject(ITimestamper, watched(0 * SECOND))


@pytest.mark.parametrize("seconds", [0, 59, 60, -59, -60])
def test_a_clock_that_is_apart_by_what_is_tolerated_is_believed(seconds):
    token = watched(seconds * SECOND).stamp(IMPRINT)
    verify_token(token, IMPRINT)
    assert get_time(token) == NOW + seconds * SECOND


@pytest.mark.parametrize("seconds", [61, -61, 86_400])
def test_a_clock_that_is_further_apart_is_refused_with_both_times(seconds):
    stated = (NOW + seconds * SECOND).isoformat()
    with pytest.raises(TimestampInvalidError) as caught:
        watched(seconds * SECOND).stamp(IMPRINT)
    assert str(caught.value) == f"{stated} / {NOW.isoformat()}: signing.why-token-clock"


def test_an_answer_may_take_its_time():
    late = NOW + 90 * SECOND
    assert watched(85 * SECOND, NOW, late).stamp(IMPRINT)
    assert watched(0 * SECOND, NOW, late).stamp(IMPRINT)


def test_the_second_counts_in_which_a_token_was_asked_for():
    assert watched(-60 * SECOND, NOW + timedelta(microseconds=999_999)).stamp(IMPRINT)


@pytest.mark.parametrize("seconds", [61, -61])
def test_an_authority_over_http_whose_clock_is_wrong_is_refused(seconds):
    clock = NOW + seconds * SECOND
    with running(PkiServer(("127.0.0.1", 0), authority(moment=clock), pki() / "trust")) as server:
        asked = HttpTimestamper(server.url, 5)
        assert WatchedTimestamper(asked, lambda: clock, 60 * SECOND).stamp(IMPRINT)
        with pytest.raises(TimestampInvalidError, match="why-token-clock"):
            WatchedTimestamper(asked, lambda: NOW, 60 * SECOND).stamp(IMPRINT)

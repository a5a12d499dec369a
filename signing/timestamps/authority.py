"""An RFC 3161 timestamp authority of our own, for laptops and tests: no qualified service."""

import functools
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from asn1crypto import tsp
from zope.interface import implementer

from signing.cms import SEQUENCE, CmsSigner, encode
from signing.interfaces import ILoadedKey, ITimestamper
from signing.trust.profiles import POLICY

GRANTED = encode(SEQUENCE, b"\x02\x01\x00")
"""PKIStatusInfo of an answer that carries a token (RFC 3161 §2.4.2)."""


class TimestampAuthority:
    """Answers timestamp requests with one key and one clock."""

    def __init__(self, key: ILoadedKey, clock: Callable[[], datetime]) -> None:
        self._signer = CmsSigner(key, "tst_info")
        self._bare = CmsSigner(key, "tst_info", bare=True)
        self._clock = clock

    def give_token(self, imprint: bytes, nonce: int | None = None, certificates: bool = True) -> bytes:
        """Give a DER TimeStampToken over a SHA-256 ``imprint``, to the second (RFC 3161 §2.4.2)."""
        info = {
            "version": "v1",
            "policy": POLICY.dotted_string,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
            "serial_number": secrets.randbits(128),
            "gen_time": self._clock().replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "nonce": nonce,
        }
        content = tsp.TSTInfo({name: value for name, value in info.items() if value is not None}).dump()
        signer = self._signer if certificates else self._bare
        return signer.sign(hashlib.sha256(content).digest(), content).dump()

    def answer(self, request: bytes) -> bytes:
        """Answer a DER TimeStampReq by a DER TimeStampResp; what cannot be stamped is refused with its reason."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True).native
            algorithm = asked["message_imprint"]["hash_algorithm"]["algorithm"]
            imprint, policy = asked["message_imprint"]["hashed_message"], asked["req_policy"]
        except (ValueError, TypeError, KeyError):
            return _refuse("bad_data_format")
        if algorithm != "sha256" or len(imprint) != 32:
            return _refuse("bad_alg")
        if policy not in (None, POLICY.dotted_string):
            return _refuse("unaccepted_policy")
        return encode(SEQUENCE, GRANTED, self.give_token(imprint, asked["nonce"], asked["cert_req"]))


@implementer(ITimestamper)
class EmbeddedTimestamper:
    """The authority in this very process, opened when it is first asked."""

    def __init__(self, make_authority: Callable[[], TimestampAuthority]) -> None:
        self._authority = functools.cache(make_authority)

    def stamp(self, imprint: bytes) -> bytes:
        """Give a DER TimeStampToken over a SHA-256 ``imprint``; what opening the authority and its key raise."""
        return self._authority().give_token(imprint)


def _refuse(reason: str) -> bytes:
    """Encode a refusal (PKIFailureInfo, RFC 3161 §2.4.2)."""
    return encode(SEQUENCE, tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}}).dump())

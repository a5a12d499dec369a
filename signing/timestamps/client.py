"""Timestamps from an RFC 3161 authority over HTTP; an answer is believed only after it was checked."""

import secrets
from dataclasses import dataclass
from typing import Final

from asn1crypto import core, tsp
from zope.interface import implementer

from signing.errors import TimestampInvalidError, TimestampUnavailableError
from signing.interfaces import ITimestamper
from signing.timestamps.tokens import verify_token
from signing.transport import AnswerTooLargeError, exchange

QUERY: Final = "application/timestamp-query"
LIMIT: Final = 131072
"""Bytes of the largest answer that is read: twice the largest token that a document takes."""


@implementer(ITimestamper)
@dataclass(frozen=True, slots=True)
class HttpTimestamper:
    """Asks the authority at ``url`` and waits ``timeout`` seconds at most."""

    url: str
    timeout: float

    def stamp(self, imprint: bytes) -> bytes:
        """Give a checked DER TimeStampToken over a SHA-256 ``imprint``.

        ``TimestampUnavailableError``, ``TimestampInvalidError``.
        """
        nonce = secrets.randbits(63)
        request = tsp.TimeStampReq(
            {
                "version": "v1",
                "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
                "nonce": nonce,
                "cert_req": True,
            }
        )
        try:
            answer = exchange(self.url, self.timeout, LIMIT, request.dump(), QUERY)
        except AnswerTooLargeError as error:
            raise TimestampInvalidError(f"{self.url}: {error}") from None
        except OSError as error:
            raise TimestampUnavailableError(f"{self.url}: {error}") from None
        return verify_answer(answer, imprint, nonce)


class _Answer(core.SequenceOf):
    """TimeStampResp (RFC 3161 §2.4.2), whose token may be missing: asn1crypto's own wants it always."""

    _child_spec = core.Any


def verify_answer(answer: bytes, imprint: bytes, nonce: int) -> bytes:
    """Give the token of a DER TimeStampResp that answers this very request; ``TimestampInvalidError``."""
    try:
        parts = _Answer.load(answer, strict=True)
        status = parts[0].parse(tsp.PKIStatusInfo)["status"].native
        token: bytes = parts[1].dump() if len(parts) > 1 else b""
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise TimestampInvalidError(f"signing.why-no-answer: {error}") from None
    if status not in ("granted", "granted_with_mods"):
        raise TimestampInvalidError(f"signing.why-refused: {status}")
    verify_token(token, imprint, nonce)
    return token

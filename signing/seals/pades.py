"""PAdES baseline seals (ETSI EN 319 142-1 §6): B-B, B-T, B-LT and B-LTA, each whole or not at all.

What a key says the same each time is not built again (``signing.cms``), nor is its chain judged again
while what was found of it holds (``signing.trust.revocation``).

Room for a token is kept before the token is there. Whoever gives tokens that are larger than usual, with a long chain
of certificates, is found out by the first of them: the room grows, for good, and that seal is made once more.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Final

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from zope.interface import implementer

from signing.cms import CmsSigner, encode_attribute
from signing.errors import CertificateError, RevocationUnknownError, TimestampInvalidError
from signing.interfaces import IKeyStore, ILoadedKey, ISealer, ITimestamper
from signing.model import Level, SealOrder
from signing.seals.fitness import verify_fit, verify_owner
from signing.seals.revisions import add_evidence, begin_revision, begin_seal, begin_timestamp
from signing.timestamps.tokens import find_signer, get_time
from signing.trust.revocation import ChainChecker, Evidence

TIMESTAMPED: Final = frozenset({Level.B_T, Level.B_LT, Level.B_LTA})
LONG_TERM: Final = frozenset({Level.B_LT, Level.B_LTA})
TOKEN_SIZE: Final = 8192
"""Bytes that are kept free for a timestamp token, until a larger one is met."""
TOKEN_SPARE: Final = 1024
"""Bytes by which the next token may be larger than the largest that was met."""
MAX_TOKEN: Final = 65536
"""Bytes of the largest token that is put into a document."""


class _RoomTooSmallError(Exception):
    """A token is larger than the room that was kept for it; the next room is large enough."""


@implementer(ISealer)
class PadesSealer:
    """Seals with the keys of a store, the tokens of a timestamper and the revocation facts of a checker."""

    def __init__(self, keys: IKeyStore, timestamper: ITimestamper, checker: ChainChecker) -> None:
        self._keys = keys
        self._timestamper = timestamper
        self._checker = checker
        self._signers: dict[str, tuple[ILoadedKey, CmsSigner]] = {}
        self._room = TOKEN_SIZE

    def seal(self, pdf: bytes, order: SealOrder) -> bytes:
        """Seal ``pdf`` as ``order`` says.

        Before anything is signed: what ``IKeyStore.load``, ``ChainChecker.check``, ``verify_fit`` and
        ``verify_owner`` raise, ``DocumentUnsealableError``, ``SealImpossibleError``. Afterwards:
        ``KeyUnavailableError``, and above B-B ``TimestampUnavailableError`` and ``TimestampInvalidError``, which is
        also what a token beyond ``MAX_TOKEN`` is; nothing is given at a lower level then. The key's certificate has
        to hold at its timestamp's time too, since those who verify judge it then: what ``ChainChecker.check`` raises.
        """
        key = self._keys.load(order.key)
        evidence = self._judge(key, order.moment)
        verify_owner(key.certificate, order.owner)
        while True:
            try:
                return self._seal(pdf, order, key, evidence)
            except _RoomTooSmallError:
                continue

    def _judge(self, key: ILoadedKey, moment: datetime) -> Evidence:
        """Give what shows that a key's certificate holds; one that does not is read again, once it was renewed."""
        try:
            return self._prove((key.certificate, *key.chain), moment, for_time=False)
        except CertificateError:
            self._keys.forget(key.name)
            raise

    def _prove(self, chain: Iterable[x509.Certificate], moment: datetime, *, for_time: bool) -> Evidence:
        """Give what shows that a chain holds, and is fit for seals or ``for_time``; ``CertificateError``."""
        evidence = self._checker.check([each.dump() for each in chain], moment)
        verify_fit(evidence.certificates, for_time=for_time)
        return evidence

    def _seal(self, pdf: bytes, order: SealOrder, key: ILoadedKey, evidence: Evidence) -> bytes:
        """Seal with the room for tokens that is known to do; ``_RoomTooSmallError`` where it does not."""
        signer, stamped = self._get_signer(key), order.level in TIMESTAMPED
        stream = BytesIO(pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n")
        revision = begin_seal(begin_revision(stream), order, signer.size + stamped * self._room)
        signature = signer.sign(revision.digest)
        if not stamped:
            revision.finish(signature.dump())
            return stream.getvalue()
        token, proved, tsa = self._stamp(hashlib.sha256(signature.value).digest())
        self._judge(key, proved)
        contents = revision.finish(signature.dump(encode_attribute("signature_time_stamp_token", token)))
        if order.level in LONG_TERM:
            writer = begin_revision(stream)
            add_evidence(writer, contents, (evidence, tsa))
            self._finish(writer, order, proved)
        return stream.getvalue()

    def _finish(self, writer: IncrementalPdfFileWriter, order: SealOrder, proved: datetime) -> None:
        """Write the evidence and, for B-LTA, a document timestamp over it, in one revision (§5.4.3, §5.4.4).

        ``proved`` is the seal's own time: one before it would say that what it covers was not there yet.
        """
        if order.level is Level.B_LT:
            writer.write_in_place()
            return
        revision = begin_timestamp(writer, f"{order.field}-Timestamp", self._room)
        token, stated, _evidence = self._stamp(revision.digest)
        if stated < proved:
            raise TimestampInvalidError(f"{stated.isoformat()} < {proved.isoformat()}: signing.why-token-order")
        revision.finish(token)

    def _stamp(self, imprint: bytes) -> tuple[bytes, datetime, Evidence]:
        """Get a token that fits, the time that it states, and what shows its authority's chain then.

        ``TimestampError``, ``RevocationUnknownError``, ``_RoomTooSmallError``.
        """
        token = self._timestamper.stamp(imprint)
        self._verify_room(token)
        try:
            return token, (stated := get_time(token)), self._prove(find_signer(token), stated, for_time=True)
        except RevocationUnknownError:
            raise
        except CertificateError as error:
            raise TimestampInvalidError(f"signing.why-certificate: {error.code}: {error}") from error

    def _verify_room(self, token: bytes) -> None:
        """See that a token fits, and make room for its like where it does not."""
        if len(token) > MAX_TOKEN:
            raise TimestampInvalidError(f"{len(token)} > {MAX_TOKEN}: signing.why-bytes")
        if len(token) > self._room:
            self._room = len(token) + TOKEN_SPARE
            raise _RoomTooSmallError

    def _get_signer(self, key: ILoadedKey) -> CmsSigner:
        """Give what was built for a key when it was loaded."""
        known, signer = self._signers.get(key.name, (None, None))
        if signer is None or known is not key:
            signer = CmsSigner(key)
            self._signers[key.name] = (key, signer)
        return signer

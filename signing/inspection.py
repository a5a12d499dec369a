"""Looks at what sealing rests on: keys and their certificates, the timestamp authority, the anchors.

Each is judged by what judges it when something is sealed, so that what is found wrong here would have stopped a seal.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from zope.interface import implementer

from signing.errors import SigningError
from signing.interfaces import IInspector, IKeyStore, ITimestamper
from signing.model import Answer, Credential, Inspection
from signing.seals.fitness import verify_fit
from signing.timestamps.tokens import find_signer, get_time
from signing.trust.revocation import ChainChecker
from signing.validation.chains import common_name


@implementer(IInspector)
@dataclass(frozen=True, slots=True)
class Inspector:
    """Inspects the keys of a store, a timestamper (None: seals carry no timestamp) and what a checker believes."""

    keys: IKeyStore
    timestamper: ITimestamper | None
    checker: ChainChecker

    def inspect(self, moment: datetime) -> Inspection:
        """Look at everything (``IInspector.inspect``)."""
        answer, chain = self._ask()
        anchors = list(self._look_at_anchors())
        chains = [*self._look_at_keys(moment), *self._judge("time", "", chain, moment)]
        known = {(one.subject, one.serial) for one in anchors}
        found = [one for one in chains if one.use != "issuer" or (one.subject, one.serial) not in known]
        return Inspection(tuple(dict.fromkeys((*found, *anchors))), answer)

    def _look_at_keys(self, moment: datetime) -> Iterator[Credential]:
        """Load every key."""
        try:
            names = self.keys.names()
        except SigningError as error:
            yield Credential("seal", code=error.code, detail=str(error))
            return
        for name in names:
            self.keys.forget(name)
            try:
                key = self.keys.load(name)
            except SigningError as error:
                yield Credential("seal", name, code=error.code, detail=str(error))
                continue
            yield from self._judge("seal", name, (key.certificate, *key.chain), moment)

    def _judge(self, use: str, name: str, chain: Sequence[x509.Certificate], moment: datetime) -> Iterator[Credential]:
        """Judge a chain, leaf first, and tell of each of its certificates; of none nothing is told."""
        for place, certificate in enumerate(chain):
            trouble = self._find_trouble(chain, moment, for_time=use == "time") if place == 0 else None
            code, detail = ("", "") if trouble is None else (trouble.code, str(trouble))
            yield _tell(*(("issuer", "") if place else (use, name)), certificate, code, detail)

    def _find_trouble(
        self, chain: Iterable[x509.Certificate], moment: datetime, *, for_time: bool
    ) -> SigningError | None:
        """Give what a seal would be refused for, or None."""
        try:
            evidence = self.checker.check([each.dump() for each in chain], moment)
            verify_fit(evidence.certificates, for_time=for_time)
        except SigningError as error:
            return error
        return None

    def _look_at_anchors(self) -> Iterator[Credential]:
        """Tell whom we believe."""
        try:
            anchors = self.checker.trust.anchors()
        except SigningError as error:
            yield Credential("anchor", code=error.code, detail=str(error))
            return
        for anchor in anchors:
            yield _tell("anchor", "", x509.Certificate.load(anchor.public_bytes(Encoding.DER)))

    def _ask(self) -> tuple[Answer | None, Sequence[x509.Certificate]]:
        """Ask for a timestamp over nothing in particular; gives the answer, and the chain of who gave it."""
        if self.timestamper is None:
            return None, ()
        try:
            token = self.timestamper.stamp(hashlib.sha256(secrets.token_bytes(32)).digest())
            chain = find_signer(token)
            return Answer(get_time(token), common_name(chain[0].subject)), chain
        except SigningError as error:
            return Answer(code=error.code, detail=str(error)), ()


def _tell(use: str, name: str, certificate: x509.Certificate, code: str = "", detail: str = "") -> Credential:
    """Tell of a certificate."""
    serial, ends = f"{certificate.serial_number:x}", certificate.not_valid_after
    return Credential(use, name, common_name(certificate.subject), serial, ends, code, detail)

"""What the rest of the system may rely on from signing, whichever adapter the settings choose."""

from datetime import datetime

from zope.interface import Attribute, Interface

from signing.model import Inspection, Report, SealOrder


class IClock(Interface):
    """Gives now as aware UTC; registered before ``signing.wiring`` is included."""

    def __call__() -> datetime:
        """Now."""


class ILoadedKey(Interface):
    """A private key, loaded once and used many times, with the certificate that speaks for it."""

    name = Attribute("Name in its key store.")
    certificate = Attribute("asn1crypto.x509.Certificate of the key.")
    chain = Attribute("Tuple of asn1crypto.x509.Certificate: the issuers, without the root's necessity.")
    algorithm = Attribute("`ecdsa` or `rsa`.")

    def sign(data: bytes) -> bytes:
        """Sign SHA-256 of ``data`` (ECDSA: DER; RSA: PKCS#1 v1.5); ``KeyUnavailableError``."""


class IKeyStore(Interface):
    """Keys by name. Every adapter passes ``tests/contracts/test_key_stores.py``."""

    def names() -> tuple[str, ...]:
        """The names of all keys, sorted."""

    def load(name: str) -> ILoadedKey:
        """Load a key; ``KeyMissingError``, ``KeyPassphraseError``, ``KeyUnavailableError``."""

    def forget(name: str) -> None:
        """Look anew for a key and its certificate at the next load, also where the key was loaded before."""


class ITimestamper(Interface):
    """Gives RFC 3161 timestamp tokens."""

    def stamp(imprint: bytes) -> bytes:
        """Give a DER TimeStampToken over a SHA-256 ``imprint``; raises a ``TimestampError``."""


class ISealer(Interface):
    """Seals documents. Bytes in, bytes out: safe to use in a worker process."""

    def seal(pdf: bytes, order: SealOrder) -> bytes:
        """Seal ``pdf`` as ``order`` says (PAdES baseline), or raise a ``SigningError``; never at a lower level."""


class IValidator(Interface):
    """Judges foreign files; each is parsed in a killable worker with bounds on size, time and memory."""

    def validate(data: bytes, at: datetime | None = None) -> Report:
        """Judge ``data`` as of ``at`` (now without it); never raises for what a file contains."""


class IInspector(Interface):
    """Looks at what sealing rests on, before a licence has to wait for it. Only who seals has the keys for that."""

    def inspect(moment: datetime) -> Inspection:
        """Load every key anew, judge its certificate as of ``moment``, ask for one timestamp.

        Nothing is sealed. Whatever is wrong is in what is given, never raised.
        """

"""A PKI for development: a root, an issuing CA, one seal certificate per authority, a timestamp authority, CRLs.

::

    FOLDER/
      passphrase                    opens every key here
      authority/NAME.{key,crt}.pem  root, issuing
      keys/NAME.{key,crt}.pem       seal keys; a .crt.pem holds the certificate, then its issuers
      tsa/tsa.{key,crt}.pem         the RFC 3161 authority
      trust/root.crt.pem            the one anchor
      trust/NAME.crl                root, issuing: DER; what sealing and ``verify --trust`` read

Key files are PKCS#8, encrypted; they and the passphrase have mode 0600. Others may pass through, and read ``trust``.
A folder that is there is never overwritten; a CRL is replaced in one step.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from signing.errors import KeyMissingError, KeyPassphraseError, PkiDamagedError, PkiExistsError, PkiMissingError
from signing.trust.profiles import (
    CA_LIFE,
    KEY_MAKERS,
    LEAF_LIFE,
    Pair,
    PrivateKey,
    ca_profile,
    certify,
    crl_place,
    issue_crl,
    make_name,
    revoked_entry,
    seal_profile,
    timestamp_profile,
)

Clock = Callable[[], datetime]

CRL_MARGIN: Final = timedelta(days=10)
"""A CRL that ends sooner than this is issued again."""
HOUSE: Final = "示例电子认证中心"
"""The invented organisation that certifies."""
ISSUERS: Final = ("root", "issuing")


@dataclass(frozen=True, slots=True)
class SealOwner:
    """An authority that gets a seal key and its certificate."""

    key: str
    """Name of the key: of its files, and in orders."""
    name: str
    """Name of the authority, as printed."""
    credit_code: str
    """Its unified social credit code, 18 characters."""
    algorithm: str = "ecdsa"
    """``ecdsa`` (P-256) or ``rsa`` (3072 bits)."""


def make_development_pki(
    folder: Path, authorities: Iterable[SealOwner], clock: Clock, crl_url: str = "", tsa_algorithm: str = "ecdsa"
) -> None:
    """Make a PKI in ``folder``, whole or not at all; ``PkiExistsError`` where something is there already.

    ``crl_url`` is where its CRLs will be served (``http://host:port/crl/``); empty: the certificates name no place.
    """
    if folder.exists():
        raise PkiExistsError(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(draft, tuple(authorities), clock().replace(microsecond=0), crl_url, tsa_algorithm)
        (draft / "trust").chmod(0o755)
        draft.chmod(0o711)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def revoke_certificate(folder: Path, key: str, clock: Clock) -> None:
    """Revoke the certificate of a seal key, or of ``tsa``, and issue the CRL that says so.

    ``KeyMissingError``; ``PkiDamagedError``, ``KeyPassphraseError``.
    """
    path = folder / ("tsa" if key == "tsa" else "keys") / f"{key}.crt.pem"
    if Path(key).name != key or not path.exists():
        raise KeyMissingError(key)
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    moment = clock().replace(microsecond=0)
    with _alone(folder):
        _renew_crl(folder, "issuing", moment, [revoked_entry(certificate.serial_number, moment)])


def ensure_fresh_crls(folder: Path, clock: Clock) -> tuple[str, ...]:
    """Issue again each CRL that ends within ``CRL_MARGIN``; gives the names of those issued.

    Where ``folder`` holds no PKI of ours, nothing is done. Otherwise what ``renew_crls`` raises.
    """
    return renew_crls(folder, clock) if (folder / "authority").is_dir() else ()


def renew_crls(folder: Path, clock: Clock) -> tuple[str, ...]:
    """Do the same for a PKI that has to be there.

    ``PkiMissingError``, ``PkiDamagedError``; ``KeyPassphraseError`` where the PKI's passphrase does not open its keys.
    """
    if not (folder / "authority").is_dir():
        raise PkiMissingError(str(folder))
    moment = clock().replace(microsecond=0)
    with _alone(folder):
        ending = tuple(name for name in ISSUERS if _end_of_crl(folder, name) < moment + CRL_MARGIN)
        for name in ending:
            _renew_crl(folder, name, moment, [])
    return ending


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process issues lists here: two at once could lose what one of them revokes."""
    descriptor = os.open(folder / "authority", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _fill(folder: Path, owners: Sequence[SealOwner], moment: datetime, crl_url: str, tsa_algorithm: str) -> None:
    """Write a whole PKI into an empty folder."""
    for name in ("authority", "keys", "tsa", "trust"):
        (folder / name).mkdir()
    passphrase = secrets.token_urlsafe(32).encode()
    _write(folder / "passphrase", passphrase, 0o600)
    long, short = (moment, moment + CA_LIFE), (moment, moment + LEAF_LIFE)
    root = certify(make_name("示例根证书", HOUSE), KEY_MAKERS["ecdsa"](), None, long, ca_profile(1))
    issuing = certify(
        make_name("示例印章签发机构", HOUSE),
        KEY_MAKERS["ecdsa"](),
        root,
        long,
        (*ca_profile(0), *crl_place(crl_url and f"{crl_url}root.crl")),
    )
    issuers = [issuing.certificate, root.certificate]
    _write_pair(folder / "authority", "root", root, [], passphrase)
    _write_pair(folder / "authority", "issuing", issuing, [root.certificate], passphrase)
    place = crl_place(crl_url and f"{crl_url}issuing.crl")
    for owner in owners:
        subject = make_name(owner.name, owner.name, owner.credit_code)
        pair = certify(subject, KEY_MAKERS[owner.algorithm](), issuing, short, (*seal_profile(), *place))
        _write_pair(folder / "keys", owner.key, pair, issuers, passphrase)
    tsa = certify(
        make_name("示例时间戳服务", HOUSE), KEY_MAKERS[tsa_algorithm](), issuing, short, (*timestamp_profile(), *place)
    )
    _write_pair(folder / "tsa", "tsa", tsa, issuers, passphrase)
    _write(folder / "trust" / "root.crt.pem", root.certificate.public_bytes(Encoding.PEM), 0o644)
    for name, pair in zip(ISSUERS, (root, issuing), strict=True):
        crl = issue_crl(pair, moment, 1, [])
        _write(folder / "trust" / f"{name}.crl", crl.public_bytes(Encoding.DER), 0o644)


def _renew_crl(folder: Path, name: str, moment: datetime, more: Sequence[x509.RevokedCertificate]) -> None:
    """Issue the next CRL of an authority: what the last one revoked, and more (each serial number once)."""
    last, issuer = _read_crl(folder, name), _read_issuer(folder, name)
    number = last.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    revoked = {entry.serial_number: entry for entry in (*more, *last)}
    crl = issue_crl(issuer, moment, number + 1, revoked.values())
    _write(folder / "trust" / f"{name}.crl", crl.public_bytes(Encoding.DER), 0o644)


def _read_crl(folder: Path, name: str) -> x509.CertificateRevocationList:
    """Read an authority's present CRL; ``PkiDamagedError``."""
    path = folder / "trust" / f"{name}.crl"
    try:
        return x509.load_der_x509_crl(_read(path))
    except ValueError:
        raise PkiDamagedError(f"{path}: signing.why-no-crl") from None


def _read_issuer(folder: Path, name: str) -> Pair:
    """Read an authority's certificate and open its key; ``PkiDamagedError``, ``KeyPassphraseError``."""
    certificate, key = (folder / "authority" / f"{name}.{kind}.pem" for kind in ("crt", "key"))
    sealed, passphrase = _read(key), _read(folder / "passphrase").strip()
    try:
        found = x509.load_pem_x509_certificates(_read(certificate))[0]
    except ValueError:
        raise PkiDamagedError(f"{certificate}: signing.why-no-certificate") from None
    try:
        return Pair(cast(PrivateKey, load_pem_private_key(sealed, passphrase)), found)
    except (ValueError, TypeError):
        raise KeyPassphraseError(f"{folder / 'passphrase'}: {key}") from None


def _read(path: Path) -> bytes:
    """Read a file of the PKI; ``PkiDamagedError``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PkiDamagedError(f"{path}: {error.strerror}") from None


def _end_of_crl(folder: Path, name: str) -> datetime:
    """Say until when an authority's present CRL holds, aware UTC; ours always says."""
    return cast(datetime, _read_crl(folder, name).next_update_utc)


def _write_pair(folder: Path, name: str, pair: Pair, issuers: Sequence[x509.Certificate], passphrase: bytes) -> None:
    """Write an encrypted key and its certificate with the issuers."""
    key = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    _write(folder / f"{name}.key.pem", key, 0o600)
    chain = b"".join(each.public_bytes(Encoding.PEM) for each in (pair.certificate, *issuers))
    _write(folder / f"{name}.crt.pem", chain, 0o644)


def _write(path: Path, data: bytes, mode: int) -> None:
    """Put a file in its place in one step, on disk, readable as ``mode`` says."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)

"""Whom a verification believes: the anchors and revocation lists of a folder, read once, as a value."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asn1crypto import crl, pem, x509

from signing.errors import TrustFileInvalidError, TrustFolderMissingError, TrustTooLargeError

MAX_FILES: Final = 2_000
MAX_BYTES: Final = 64 * 1024 * 1024
"""Of all files of a trust folder together."""
LOADERS: Final = {"CERTIFICATE": x509.Certificate, "X509 CRL": crl.CertificateList}
"""What a PEM block may be."""


@dataclass(frozen=True, slots=True)
class TrustSnapshot:
    """Anchors and lists as they were at one moment; DER, sorted, each once."""

    anchors: tuple[bytes, ...] = ()
    """X.509 certificates, each believed without further proof."""
    crls: tuple[bytes, ...] = ()
    digest: str = ""
    """SHA-256 over the SHA-256 of every anchor, then of every list: names the snapshot."""


def make_snapshot(anchors: set[bytes], crls: set[bytes]) -> TrustSnapshot:
    """Sort anchors and lists (DER) and name the whole by its digest."""
    ordered = (tuple(sorted(anchors)), tuple(sorted(crls)))
    total = hashlib.sha256()
    for label, items in zip((b"anchors", b"crls"), ordered, strict=True):
        total.update(label)
        for item in items:
            total.update(hashlib.sha256(item).digest())
    return TrustSnapshot(*ordered, total.hexdigest())


def read_snapshot(folder: Path) -> TrustSnapshot:
    """Read every certificate and CRL (PEM or DER) directly in ``folder``; folders and names with a dot first are left.

    ``TrustFolderMissingError``; ``TrustTooLargeError``; ``TrustFileInvalidError`` for a file that is neither.
    """
    files = _list_files(folder)
    try:
        if len(files) > MAX_FILES or sum(path.stat().st_size for path in files) > MAX_BYTES:
            raise TrustTooLargeError(f"{folder}: > {MAX_FILES} / {MAX_BYTES}")
        found = [pair for path in files for pair in _read_file(path)]
    except OSError as error:
        raise TrustFileInvalidError(f"{error.filename}: {error.strerror}") from None
    anchors = {der for kind, der in found if kind == "CERTIFICATE"}
    return make_snapshot(anchors, {der for kind, der in found if kind == "X509 CRL"})


def _list_files(folder: Path) -> list[Path]:
    """Give a folder's files, by name; ``TrustFolderMissingError`` also for one that may not be looked into.

    ``TrustFileInvalidError`` for what is neither file nor folder: a pipe or device, which could keep us for ever, or a
    link that leads nowhere.
    """
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        files = [path for path in names if not path.is_dir()]
    except OSError as error:
        raise TrustFolderMissingError(f"{folder} ({error.strerror})") from None
    for path in files:
        if not path.is_file():
            raise TrustFileInvalidError(f"{path.name}: signing.why-no-file")
    return files


def _read_file(path: Path) -> list[tuple[str, bytes]]:
    """Give what a file holds as (PEM label, DER)."""
    data = path.read_bytes()
    try:
        if pem.detect(data):
            return [(label, _check(label, der)) for label, _headers, der in pem.unarmor(data, multiple=True)]
        return [_recognise(data)]
    except (ValueError, TypeError, KeyError) as error:
        raise TrustFileInvalidError(f"{path.name}: {error}") from None


def _check(label: str, der: bytes) -> bytes:
    """Give ``der`` back if it is what ``label`` says; ``KeyError``, ``ValueError``."""
    value = LOADERS[label].load(der, strict=True)
    _touch(value)
    return der


def _recognise(der: bytes) -> tuple[str, bytes]:
    """Say what a DER file is; ``ValueError``."""
    for label in LOADERS:
        try:
            return label, _check(label, der)
        except (ValueError, TypeError):
            continue
    raise ValueError("signing.why-unknown-content")


def _touch(value: x509.Certificate | crl.CertificateList) -> None:
    """Parse what is read later anyway: the issuer and, of a certificate, its key; ``ValueError``."""
    if isinstance(value, x509.Certificate):
        _ = (value.issuer.native, value.public_key.algorithm, value.serial_number)
    else:
        _ = (value.issuer.native, value["tbs_cert_list"]["this_update"].native)

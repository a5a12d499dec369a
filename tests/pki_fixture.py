"""A small PKI for tests, made once a process and never changed, and the moment at which it was made.

``pki()`` gives the folder that ``signing.trust.pki`` describes; tests that revoke or renew take ``fresh_pki(folder)``.
Keys: ``planning`` (P-256), ``housing`` (RSA-3072), ``stranger`` (P-256).
"""

import atexit
import functools
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import Name, load_pem_x509_certificate

from signing.trust.pki import SealOwner, _write_pair, make_development_pki
from signing.trust.profiles import (
    KEY_MAKERS,
    LEAF_LIFE,
    Pair,
    ca_profile,
    certify,
    issue_crl,
    make_name,
    seal_profile,
    timestamp_profile,
)

MADE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""When the PKI was made."""
NOW = MADE + timedelta(hours=1)
"""A moment at which everything in it holds."""

OWNERS = (
    SealOwner("planning", "示例市自然资源和规划局", "11350200000000001A"),
    SealOwner("housing", "示例市住房和城乡建设局", "11350200000000002B", "rsa"),
    SealOwner("stranger", "示例市城市管理局", "11350200000000003C"),
)


def fresh_pki(folder: Path, crl_url: str = "", tsa_algorithm: str = "ecdsa") -> Path:
    """Make a PKI of its own in ``folder`` / pki, for a test that changes it."""
    place = folder / "pki"
    make_development_pki(place, OWNERS, lambda: MADE, crl_url, tsa_algorithm)
    return place


@functools.cache
def pki() -> Path:
    """The PKI that the tests of this process share; read only."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-pki-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return fresh_pki(folder)


def renew_seal(folder: Path, key: str, moment: datetime, subject: Name | None = None) -> None:
    """Put a new key and certificate in the place of a seal's old ones, as somebody does whose certificate ended.

    With a ``subject`` there need be no old ones.
    """
    passphrase = (folder / "passphrase").read_bytes()
    issuing, root = (
        Pair(
            load_pem_private_key((folder / "authority" / f"{name}.key.pem").read_bytes(), passphrase),
            load_pem_x509_certificate((folder / "authority" / f"{name}.crt.pem").read_bytes()),
        )
        for name in ("issuing", "root")
    )
    subject = subject or load_pem_x509_certificate((folder / "keys" / f"{key}.crt.pem").read_bytes()).subject
    begins = moment.replace(microsecond=0)
    pair = certify(subject, KEY_MAKERS["ecdsa"](), issuing, (begins, begins + LEAF_LIFE), seal_profile())
    _write_pair(folder / "keys", key, pair, [issuing.certificate, root.certificate], passphrase)


def lengthen_tsa(folder: Path, links: int) -> None:
    """Put a timestamp authority under ``links`` authorities, one under the other, into a PKI; the last root is trusted.

    Its key and certificate replace those in ``folder`` / tsa; every authority's CRL lies in the trust folder.
    """
    period = (MADE, MADE + LEAF_LIFE)
    pairs = [certify(make_name("示例长链根证书", "示例"), KEY_MAKERS["ecdsa"](), None, period, ca_profile(links))]
    for number in range(links):
        name = make_name(f"示例中间机构{number}", "示例")
        pairs.append(certify(name, KEY_MAKERS["ecdsa"](), pairs[-1], period, ca_profile(links - number - 1)))
    tsa = certify(make_name("示例长链时间戳", "示例"), KEY_MAKERS["ecdsa"](), pairs[-1], period, timestamp_profile())
    issuers = [each.certificate for each in reversed(pairs)]
    _write_pair(folder / "tsa", "tsa", tsa, issuers, (folder / "passphrase").read_bytes())
    (folder / "trust" / "long.crt.pem").write_bytes(issuers[-1].public_bytes(Encoding.PEM))
    for number, pair in enumerate(pairs):
        crl = issue_crl(pair, MADE, 1, [])
        (folder / "trust" / f"long{number}.crl").write_bytes(crl.public_bytes(Encoding.DER))

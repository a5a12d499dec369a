"""Files sealed by plain pyHanko at every level, for tests of verification: another hand than our own sealer's."""

import functools
import io
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import typst
from asn1crypto import crl, keys, pem, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pki_fixture import NOW, fresh_pki
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.signers.pdf_signer import PdfSigner
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
SEALED = NOW
"""The moment that seals claim and timestamps prove."""
LATER = NOW + timedelta(minutes=5)
"""When the document timestamp was made."""
PAGE = """
#set document(title: "Licence", author: "Office", date: datetime(year: 2026, month: 3, day: 2))
#set page(width: 300pt, height: 200pt)
#set text(font: "Libertinus Serif")
= Permit
Number 1
"""


@functools.cache
def base_pdf() -> bytes:
    """One page of PDF/A-3b as Typst makes it, with the newline that an update needs."""
    return typst.compile(PAGE.encode(), pdf_standards=["a-3b"]) + b"\n"


@functools.cache
def rsa_pki() -> Path:
    """A PKI whose timestamp authority has an RSA key, which pyHanko's stand-in authority needs."""
    return fresh_pki(Path(tempfile.mkdtemp(prefix="chancery-verify-")), tsa_algorithm="rsa")


def certificates(path: Path) -> list[x509.Certificate]:
    """Every certificate of a PEM file."""
    return [x509.Certificate.load(der) for _kind, _head, der in pem.unarmor(path.read_bytes(), multiple=True)]


def private_key(folder: Path, path: Path) -> keys.PrivateKeyInfo:
    """The key of a PKI's file, opened with the PKI's passphrase."""
    key = load_pem_private_key(path.read_bytes(), (folder / "passphrase").read_bytes())
    return keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def store(chain: list[x509.Certificate]) -> SimpleCertificateStore:
    """A store of certificates to put beside a seal."""
    return SimpleCertificateStore.from_certs(chain)


class DatedSigner(PdfSigner):
    """pyHanko's signer, which claims the moment ``SEALED`` instead of now."""

    def init_signing_session(self, *args, **more):
        """Begin a session at ``SEALED``."""
        session = super().init_signing_session(*args, **more)
        session.system_time = SEALED
        return session


def signer(folder: Path, name: str = "planning") -> signers.SimpleSigner:
    """The seal of an authority."""
    own, *chain = certificates(folder / "keys" / f"{name}.crt.pem")
    return signers.SimpleSigner(
        signing_cert=own,
        signing_key=private_key(folder, folder / "keys" / f"{name}.key.pem"),
        cert_registry=store(chain),
    )


def timestamper(folder: Path, moment: datetime = SEALED) -> timestamps.DummyTimeStamper:
    """A timestamp authority that says ``moment``."""
    own, *chain = certificates(folder / "tsa" / "tsa.crt.pem")
    key = private_key(folder, folder / "tsa" / "tsa.key.pem")
    return timestamps.DummyTimeStamper(own, key, certs_to_embed=store(chain), fixed_dt=moment)


def stamped(pdf: bytes, folder: Path, moment: datetime) -> bytes:
    """Put a document timestamp that says ``moment`` behind everything."""
    signer = signers.PdfTimeStamper(timestamper(folder, moment))
    out = signer.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256", bytes_reserved=12_000)
    return bytes(out.getvalue())


def known(folder: Path, moment: datetime = SEALED) -> ValidationContext:
    """What the sealer knows: anchors and lists of the PKI's folder."""
    trust = folder / "trust"
    return ValidationContext(
        trust_roots=certificates(trust / "root.crt.pem"),
        crls=[crl.CertificateList.load(each.read_bytes()) for each in sorted(trust.glob("*.crl"))],
        moment=moment,
        revocation_mode="require",
        allow_fetching=False,
    )


def seal(
    pdf: bytes,
    folder: Path,
    level: str = "B-B",
    name: str = "planning",
    field: str = "Seal1",
    certify: bool = True,
    **more,
) -> bytes:
    """Seal ``pdf`` as an incremental update."""
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=more.pop("digest", "sha256"),
        subfilter=more.pop("subfilter", fields.SigSeedSubFilter.PADES),
        certify=certify,
        docmdp_permissions=more.pop("permissions", fields.MDPPerm.NO_CHANGES) if certify else fields.MDPPerm.FILL_FORMS,
        embed_validation_info=level in ("B-LT", "B-LTA"),
        use_pades_lta=level == "B-LTA",
        validation_context=known(folder) if level in ("B-LT", "B-LTA") else None,
        **more,
    )
    stamper = None if level == "B-B" else timestamper(folder)
    out = DatedSigner(meta, signer(folder, name), timestamper=stamper).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf))
    )
    return out.getvalue()


@functools.cache
def sealed(level: str = "B-B") -> bytes:
    """The page, sealed at ``level`` by the planning authority of ``rsa_pki``."""
    return seal(base_pdf(), rsa_pki(), level)

"""The CMS envelope of a seal or timestamp, read once: who signed, with what, and whether the mathematics holds.

RFC 5652 §5; signing certificate attributes RFC 5035 §3; timestamp tokens RFC 3161 §2.4.2.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError, check_ess_certid, extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from signing.validation.algorithms import find_weakness, is_national

DIGESTS: Final = ("sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512", "md5")
NO_PARAMETERS: Final = (b"", b"\x05\x00")
"""How a digest says that it has no parameters: by leaving them out, or by NULL."""
VERSIONS: Final = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
"""How a signer is named → version of its part of the envelope."""
MAX_TOKENS: Final = 20
"""Timestamps on one signature that are looked at; more make the envelope malformed."""


class EnvelopeError(ValueError):
    """The envelope is no CMS SignedData with exactly one signer; ``code`` names the finding."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Envelope:
    """One signed envelope: facts, no judgement."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest_matches: bool
    signature_matches: bool
    reference: str
    """How the signing-certificate attribute names the certificate: ``right``, ``wrong`` or ``missing``."""
    weakness: str
    """The algorithm or key that is too weak; empty."""
    claimed_at: datetime | None
    signed_at: datetime | None
    """Of a timestamp: the time that it states."""
    tokens: tuple["Envelope", ...] = ()
    """Timestamps on this signature, as the unsigned attributes hold them."""


def load_envelope(der: bytes, imprint: Any) -> Envelope:
    """Read the envelope of a seal; ``imprint(name)`` gives the digest of what it covers. ``EnvelopeError``."""
    signed = _signed_data(der)
    signer = _one_signer(signed)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if signed["encap_content_info"]["content_type"].native != "data":
        raise EnvelopeError("signing.seal-malformed", "content type is not data")
    if signed["encap_content_info"]["content"].native is not None:
        raise EnvelopeError("signing.seal-malformed", "content is inside the envelope")
    return _judge(signed, signer, imprint(_known(algorithm)), "data", _tokens(signer))


def load_token(der: bytes, imprint: Any) -> Envelope:
    """Read a timestamp token over what ``imprint(name)`` gives the digest of. ``EnvelopeError``."""
    return _token(_signed_data(der), imprint)


def _signed_data(der: bytes) -> cms.SignedData:
    """Take the SignedData out; trailing zeros are padding, anything else behind the DER is an error."""
    try:
        info = cms.ContentInfo.load(der)
        if der[len(info.dump()) :].strip(b"\0"):
            raise EnvelopeError("signing.seal-malformed", "bytes behind the envelope")
        kind = info["content_type"]
    except (ValueError, TypeError) as error:
        raise EnvelopeError("signing.seal-malformed", str(error)) from None
    if is_national(kind.dotted):
        raise EnvelopeError("signing.gm-seal", kind.dotted)
    if kind.native != "signed_data":
        raise EnvelopeError("signing.seal-malformed", "no SignedData")
    return info["content"]


def _one_signer(signed: cms.SignedData) -> cms.SignerInfo:
    """Give the one signer; more or none is an error."""
    signers = list(signed["signer_infos"])
    if len(signers) != 1:
        raise EnvelopeError("signing.signers-not-one", str(len(signers)))
    signer = signers[0]
    names = [signer[name]["algorithm"].dotted for name in ("digest_algorithm", "signature_algorithm")]
    if is_national(*names):
        raise EnvelopeError("signing.gm-seal", names[-1])
    if not signer["signed_attrs"]:
        raise EnvelopeError("signing.seal-malformed", "no signed attributes")
    _verify_form(signer)
    return signer


def _verify_form(signer: cms.SignerInfo) -> None:
    """Refuse what no signature covers and the standards leave one way to write; ``EnvelopeError``.

    The version follows from how the signer is named (RFC 5652 §5.3); digests have no parameters (RFC 5754 §2).
    """
    if signer["version"].native != VERSIONS[signer["sid"].name]:
        raise EnvelopeError("signing.seal-malformed", "version of another kind of signer")
    try:
        has_none = signer["digest_algorithm"]["parameters"].dump() in NO_PARAMETERS
    except ValueError:
        has_none = False
    if not has_none:
        raise EnvelopeError("signing.seal-malformed", "parameters of a digest that has none")


def _known(algorithm: str) -> str:
    """Give a digest's name back if it can be computed; ``EnvelopeError``."""
    if algorithm not in DIGESTS:
        raise EnvelopeError("signing.algorithm-unknown", algorithm)
    return algorithm


def _judge(
    signed: cms.SignedData, signer: cms.SignerInfo, digest: bytes, content_type: str, tokens: tuple[Envelope, ...] = ()
) -> Envelope:
    """Compute what the envelope comes to over ``digest``."""
    try:
        found = extract_certificate_info(signed)
        certificate, others = found.signer_cert, tuple(found.other_certs)
        reference = _reference(certificate, signer)
        if reference == "wrong":
            matches = (True, True)
        else:
            matches = validate_sig_integrity(signer, certificate, content_type, digest)
        weak = find_weakness(
            signer["digest_algorithm"]["algorithm"].native, signer["signature_algorithm"], certificate.public_key
        )
    except CMSExtractionError:
        raise EnvelopeError("signing.certificate-missing") from None
    except (SignatureValidationError, CMSStructuralError) as error:
        raise EnvelopeError("signing.seal-malformed", str(error)) from None
    except (ValueError, TypeError, KeyError, NotImplementedError, AttributeError) as error:
        raise EnvelopeError("signing.seal-malformed", str(error)) from None
    claimed = _attribute(signer, "signing_time")
    return Envelope(certificate, others, *matches, reference, weak, _aware(claimed), None, tokens)


def _aware(moment: object) -> datetime | None:
    """Give a moment with its zone, None for anything else."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None


def _attribute(signer: cms.SignerInfo, name: str) -> object:
    """The one value of a signed attribute, native; None without exactly one."""
    values = [attribute["values"] for attribute in signer["signed_attrs"] if attribute["type"].native == name]
    return values[0][0].native if len(values) == 1 and len(values[0]) == 1 else None


def _reference(certificate: x509.Certificate, signer: cms.SignerInfo) -> str:
    """How the attribute signing-certificate(-v2) names the certificate: its first entry is the signer's."""
    found = [
        attribute
        for attribute in signer["signed_attrs"]
        if attribute["type"].native in ("signing_certificate_v2", "signing_certificate")
    ]
    if not found:
        return "missing"
    classes = {"signing_certificate_v2": tsp.SigningCertificateV2, "signing_certificate": tsp.SigningCertificate}
    for attribute in found:
        if len(attribute["values"]) != 1:
            return "wrong"
        value = classes[attribute["type"].native].load(attribute["values"][0].dump())
        if not check_ess_certid(certificate, value["certs"][0]):
            return "wrong"
    return "right"


def _tokens(signer: cms.SignerInfo) -> tuple[Envelope, ...]:
    """Read the timestamps on a signature."""
    if isinstance(signer["unsigned_attrs"], core.Void):
        return ()
    value = signer["signature"].native
    data = [
        token["content"]
        for attribute in signer["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]
    if len(data) > MAX_TOKENS:
        raise EnvelopeError("signing.seal-malformed", "too many timestamps")
    return tuple(_token(each, lambda name: hashlib.new(name, value).digest()) for each in data)


def _token(signed: cms.SignedData, imprint: Any) -> Envelope:
    """Read a timestamp token (RFC 3161 §2.4.2): the imprint is what it stamps, the digest its own content."""
    signer = _one_signer(signed)
    content = signed["encap_content_info"]["content"]
    stated = content.parsed if isinstance(content, core.ParsableOctetString) else None
    if not isinstance(stated, tsp.TSTInfo):
        raise EnvelopeError("signing.timestamp-malformed", "no TSTInfo")
    own = _known(signer["digest_algorithm"]["algorithm"].native)
    envelope = _judge(signed, signer, hashlib.new(own, bytes(content)).digest(), "tst_info")
    stamp = stated["message_imprint"]
    algorithm = _known(stamp["hash_algorithm"]["algorithm"].native)
    matches = envelope.digest_matches and imprint(algorithm) == stamp["hashed_message"].native
    weak = envelope.weakness or ("" if algorithm not in ("sha1", "md5") else algorithm)
    return Envelope(
        envelope.certificate,
        envelope.others,
        matches,
        envelope.signature_matches,
        envelope.reference,
        weak,
        None,
        _aware(stated["gen_time"].native),
    )

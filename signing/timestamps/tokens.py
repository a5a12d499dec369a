"""What an RFC 3161 token says, checked against what was asked, and the certificates that it brings."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature

from signing.errors import TimestampInvalidError
from signing.keys.certificates import verify_signature


def verify_token(token: bytes, imprint: bytes, nonce: int | None = None) -> None:
    """Check a DER TimeStampToken over a SHA-256 ``imprint`` (RFC 3161 §2.2, §2.3); ``TimestampInvalidError``.

    Content, signature and the purpose of the certificate are checked; whether the certificate is trusted is not.
    """
    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        content = signed["encap_content_info"]["content"]
        (signer,) = signed["signer_infos"]
        certificate = find_signer(token)[0]
        _verify_content(content.parsed, imprint, nonce, certificate)
        _verify_signature(signer, content.contents, certificate)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidSignature) as error:
        raise TimestampInvalidError(f"signing.why-token-malformed: {error!r}") from None


@lru_cache(maxsize=4)
def find_signer(token: bytes) -> Sequence[x509.Certificate]:
    """Give the certificates of a token, its signer's first; ``TimestampInvalidError`` where that one is missing.

    Kept, since a token is checked first and its chain is judged then.
    """
    signed = cms.ContentInfo.load(token)["content"]
    identifier = signed["signer_infos"][0]["sid"].chosen
    certificates = [each.chosen for each in signed["certificates"] if each.name == "certificate"]
    own = [each for each in certificates if _is_named(each, identifier)]
    if not own:
        raise TimestampInvalidError("signing.why-token-signer")
    return (own[0], *(each for each in certificates if each is not own[0]))


def get_time(token: bytes) -> datetime:
    """Give the time that a DER TimeStampToken states (RFC 3161 §2.4.2), aware UTC; ``TimestampInvalidError``."""
    try:
        stated: datetime = (
            cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TimestampInvalidError(f"signing.why-token-malformed: {error!r}") from None
    return stated


def _is_named(certificate: x509.Certificate, identifier: Any) -> bool:
    """Say whether a SignerIdentifier (RFC 5652 §5.3) means ``certificate``."""
    if isinstance(identifier, cms.IssuerAndSerialNumber):
        return bool(
            identifier["serial_number"].native == certificate.serial_number
            and _is_same_name(identifier["issuer"], certificate.issuer)
        )
    return bool(identifier.native == certificate.key_identifier)


def _is_same_name(one: x509.Name, other: x509.Name) -> bool:
    """Compare names, the bytes first: what RFC 5280 §7.1 asks for costs far more, and is seldom needed."""
    return bool(one.dump() == other.dump() or one == other)


def _verify_content(info: tsp.TSTInfo, imprint: bytes, nonce: int | None, certificate: x509.Certificate) -> None:
    """Check what is stamped, and that ``certificate`` may stamp it at that time."""
    said = info["message_imprint"]
    if said["hash_algorithm"]["algorithm"].native != "sha256" or said["hashed_message"].native != imprint:
        raise TimestampInvalidError("signing.why-token-imprint")
    if nonce is not None and info["nonce"].native != nonce:
        raise TimestampInvalidError("signing.why-token-nonce")
    if certificate.extended_key_usage_value is None or certificate.extended_key_usage_value.native != ["time_stamping"]:
        raise TimestampInvalidError("signing.why-token-purpose")
    if not certificate.not_valid_before <= info["gen_time"].native <= certificate.not_valid_after:
        raise TimestampInvalidError("signing.why-token-period")


def _verify_signature(signer: cms.SignerInfo, content: bytes, certificate: x509.Certificate) -> None:
    """Check the signed attributes (content, ESS: RFC 5816 §2.2) and the signature; ``InvalidSignature``."""
    signed = b"\x31" + signer["signed_attrs"].dump()[1:]  # as they came, but a SET OF, not [0]: RFC 5652 §5.4
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if attributes["message_digest"][0].native != hashlib.new(algorithm, content).digest():
        raise TimestampInvalidError("signing.why-token-changed")
    if not _names_by_ess(attributes, certificate.dump()):
        raise TimestampInvalidError("signing.why-token-binding")
    verify_signature(certificate, signer["signature"].native, signed, algorithm)


def _names_by_ess(attributes: dict[str, Any], certificate: bytes) -> bool:
    """Say whether the ESS attribute (version 2, else 1: SHA-1) names ``certificate``."""
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"][0]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        return bool(named["cert_hash"].native == hashlib.new(algorithm, certificate).digest())
    named = attributes["signing_certificate"][0]["certs"][0]
    return bool(named["cert_hash"].native == hashlib.sha1(certificate, usedforsecurity=False).digest())

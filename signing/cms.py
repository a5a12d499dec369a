"""CMS signatures by one key (RFC 5652), as PAdES and RFC 3161 tokens need them.

What a key says the same each time (certificates, algorithms, signer identifier, the ESS attribute) is encoded once;
a signature then costs a few concatenations beside the key's own work.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from asn1crypto import (
    algos,
    cms,
    tsp,  # noqa: F401 - teaches cms what a timestamp token is made of
)

from signing.interfaces import ILoadedKey

SEQUENCE: Final = 0x30
SET: Final = 0x31
OCTET_STRING: Final = 0x04
CONTEXT_0: Final = 0xA0
CONTEXT_1: Final = 0xA1
SIGNATURE_ALGORITHMS: Final = {"ecdsa": "sha256_ecdsa", "rsa": "sha256_rsa"}


def encode(tag: int, *parts: bytes) -> bytes:
    """Encode one DER value of the single-byte ``tag`` whose contents are ``parts`` (X.690 §8.1, §10.1)."""
    length = sum(map(len, parts))
    if length < 0x80:
        size = bytes([length])
    else:
        digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
        size = bytes([0x80 | len(digits)]) + digits
    return b"".join((bytes([tag]), size, *parts))


def encode_set(tag: int, elements: Iterable[bytes]) -> bytes:
    """Encode a SET OF in the order that DER wants (X.690 §11.6)."""
    return encode(tag, *sorted(elements))


def encode_attribute(name: str, *values: bytes) -> bytes:
    """Encode a CMS attribute by asn1crypto's name of its type, with DER values (RFC 5652 §5.3)."""
    return encode(SEQUENCE, cms.CMSAttributeType(name).dump(), encode_set(SET, values))


class CmsSigner:
    """Makes CMS signatures by one key over SHA-256 digests of one type of content.

    Certificates are embedded from the key's own up to, and without, the root; ``bare`` embeds none.
    """

    def __init__(self, key: ILoadedKey, content_type: str = "data", bare: bool = False) -> None:
        self._key = key
        digest_algorithm = encode(SEQUENCE, algos.DigestAlgorithmId("sha256").dump())
        algorithm = algos.SignedDigestAlgorithm({"algorithm": SIGNATURE_ALGORITHMS[key.algorithm]})
        certificate = key.certificate.dump()
        issuers = (each.dump() for each in key.chain if each.self_signed == "no")
        signer = {"issuer": key.certificate.issuer, "serial_number": key.certificate.serial_number}
        self._content_type = cms.ContentType(content_type).dump()
        self._attributes = (
            encode_attribute("content_type", self._content_type),
            encode_attribute("signing_certificate_v2", _encode_ess(certificate)),
        )
        self._before = b"".join((b"\x02\x01\x01", cms.IssuerAndSerialNumber(signer).dump(), digest_algorithm))
        self._algorithm = algorithm.dump()
        version = b"\x02\x01\x01" if content_type == "data" else b"\x02\x01\x03"
        self._head = version + encode(SET, digest_algorithm)
        self._certificates = b"" if bare else encode_set(CONTEXT_0, {certificate, *issuers})
        self._signed_data = cms.ContentType("signed_data").dump()

    @property
    def size(self) -> int:
        """Bytes that a signature has at most (RSA up to 4096 bits), without content and unsigned attributes."""
        return len(self._certificates) + len(self._before) + 1024

    def sign(self, digest: bytes, content: bytes | None = None) -> "Signature":
        """Sign ``digest``, the SHA-256 of ``content``; without content the signature is detached.

        Raises what the key raises (``KeyUnavailableError``).
        """
        attributes = (*self._attributes, encode_attribute("message_digest", encode(OCTET_STRING, digest)))
        value = self._key.sign(encode_set(SET, attributes))
        wrapped = () if content is None else (encode(CONTEXT_0, encode(OCTET_STRING, content)),)
        return Signature(
            self._signed_data,
            self._head + encode(SEQUENCE, self._content_type, *wrapped) + self._certificates,
            b"".join((self._before, encode_set(CONTEXT_0, attributes), self._algorithm, encode(OCTET_STRING, value))),
            value,
        )


class Signature:
    """A finished signature, to which unsigned attributes may be added."""

    def __init__(self, content_type: bytes, head: bytes, signer: bytes, value: bytes) -> None:
        self._content_type = content_type
        self._head = head
        self._signer = signer
        self.value = value
        """The bare signature, over which a signature timestamp is asked."""

    def dump(self, *unsigned: bytes) -> bytes:
        """Give the DER ContentInfo, with encoded unsigned attributes."""
        attributes = (encode_set(CONTEXT_1, unsigned),) if unsigned else ()
        signer_infos = encode(SET, encode(SEQUENCE, self._signer, *attributes))
        return encode(SEQUENCE, self._content_type, encode(CONTEXT_0, encode(SEQUENCE, self._head, signer_infos)))


def _encode_ess(certificate: bytes) -> bytes:
    """Encode SigningCertificateV2 that names a certificate by SHA-256, its default (RFC 5035 §3)."""
    digest = encode(OCTET_STRING, hashlib.sha256(certificate).digest())
    return encode(SEQUENCE, encode(SEQUENCE, encode(SEQUENCE, digest)))

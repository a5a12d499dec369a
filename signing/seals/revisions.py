"""Revisions of a PDF that carry a seal, its evidence or a document timestamp, written through pyHanko.

Sizes are bytes; digests are SHA-256 over the byte range.
"""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, cast

from asn1crypto import crl, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PdfSignedData, SignatureObject
from pyhanko.sign.validation import read_certification_data
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.errors import DocumentUnsealableError, SealImpossibleError
from signing.model import SealOrder
from signing.trust.revocation import Evidence

HASH: Final = "sha256"


class RevisionWriter(IncrementalPdfFileWriter):
    """Adds a revision and leaves metadata alone: a seal changes neither the author nor the date of a document."""

    def _update_meta(self) -> None:
        """Keep XMP and the information dictionary byte for byte; pyHanko would date them by the machine's clock."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that is written, save for the signature or token that it waits for."""

    digest: bytes
    _embedder: Any

    def finish(self, contents: bytes) -> bytes:
        """Put DER ``contents`` in; gives them as they stand, padded. ``SealImpossibleError`` where there is no room."""
        with _refusing():
            padded: bytes = self._embedder.send(contents)
        return padded


def begin_revision(stream: BytesIO) -> IncrementalPdfFileWriter:
    """Begin a revision of the PDF in ``stream``; ``DocumentUnsealableError``."""
    try:
        writer = RevisionWriter(stream)
        encrypted = writer.prev.encrypted
    except (PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentUnsealableError(str(error)) from None
    if encrypted:
        raise DocumentUnsealableError("signing.why-encrypted")
    return writer


def begin_seal(writer: IncrementalPdfFileWriter, order: SealOrder, size: int) -> Revision:
    """Write the seal that ``order`` describes, with ``size`` bytes kept free; ``SealImpossibleError``."""
    with _refusing():
        _verify_room(writer.prev, order.certify)
        seal = SignatureObject(
            timestamp=order.moment,
            subfilter=SigSeedSubFilter.PADES,
            location=order.location or None,
            reason=order.reason or None,
            bytes_reserved=2 * size,
        )
        lock = SigMDPSetup(HASH, certify=order.certify, docmdp_perms=MDPPerm.NO_CHANGES) if order.certify else None
        return _begin(writer, _field(order), seal, lock, order.appearance)


def begin_timestamp(writer: IncrementalPdfFileWriter, field: str, size: int) -> Revision:
    """Write a document timestamp (ISO 32000-2 §12.8.5), with ``size`` bytes kept free; ``SealImpossibleError``."""
    with _refusing():
        return _begin(writer, SigFieldSpec(field), DocumentTimestamp(bytes_reserved=2 * size), None, None)


def add_evidence(writer: IncrementalPdfFileWriter, contents: bytes, found: Iterable[Evidence]) -> None:
    """Add certificates and CRLs to the document security store (ISO 32000-2 §12.8.4.3), named for one seal.

    ``contents`` are the seal's, padded as they stand in the file.
    """
    certificates = {der: _load_certificate(der) for each in found for der in each.certificates}
    lists = {der: _load_crl(der) for each in found for der in each.crls}
    DocumentSecurityStore.supply_dss_in_writer(writer, contents, certs=certificates.values(), crls=lists.values())


def _verify_room(document: PdfFileReader, certify: bool) -> None:
    """See that the seals in a document leave room for another (ISO 32000-2 §12.8.2.2); ``SealImpossibleError``."""
    if certify and next(enumerate_sig_fields(document, filled_status=True), None):
        raise SealImpossibleError("signing.why-sealed-already")
    certified = read_certification_data(document)
    if certified and certified.permission is MDPPerm.NO_CHANGES:
        raise SealImpossibleError("signing.why-certified")


def _begin(
    writer: IncrementalPdfFileWriter,
    spec: SigFieldSpec,
    content: PdfSignedData,
    lock: SigMDPSetup | None,
    picture: bytes | None,
) -> Revision:
    """Add a signature field with its content and picture, and write the revision."""
    writer.ensure_output_version((1, 7))
    if writer.output_version < (2, 0):
        writer.register_extension(ESIC_EXTENSION_1)
    embedder = PdfCMSEmbedder(spec).write_cms(spec.sig_field_name, writer)
    field = next(embedder).get_object()
    if picture is not None:
        drawn = writer.import_page_as_xobject(_load_picture(picture))
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): drawn})
    embedder.send(SigObjSetup(content, lock))
    prepared, _stream = embedder.send(SigIOSetup(HASH, in_place=True))
    return Revision(prepared.document_digest, embedder)


def _field(order: SealOrder) -> SigFieldSpec:
    """Say where the seal lies; nowhere without a placement."""
    place = order.placement
    if place is None:
        return SigFieldSpec(order.field, readable_field_name=order.title or None)
    box = cast(tuple[int, int, int, int], (place.left, place.bottom, place.right, place.top))  # floats do as well
    return SigFieldSpec(order.field, place.page, box, readable_field_name=order.title or None)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in our words that pyHanko cannot do it; ``SealImpossibleError``."""
    try:
        yield
    except (PyHankoSigningError, PdfError) as error:
        raise SealImpossibleError(str(error)) from error


@functools.lru_cache(maxsize=16)
def _load_picture(data: bytes) -> PdfFileReader:
    """Read a seal picture, one page of PDF."""
    return PdfFileReader(BytesIO(data))


@functools.lru_cache(maxsize=256)
def _load_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate, once for all seals."""
    return x509.Certificate.load(der)


@functools.lru_cache(maxsize=64)
def _load_crl(der: bytes) -> crl.CertificateList:
    """Read a CRL, once for all seals."""
    return crl.CertificateList.load(der)

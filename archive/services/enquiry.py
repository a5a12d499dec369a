"""Answers whoever holds a print: the state of one licence, and no more than the print says already."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from zope.interface import Interface, implementer

from archive.errors import LicenceUnknownError
from archive.identifiers.licence import LicenceIdentifier
from archive.model import LicenceStatus
from archive.models.licences import Licence, LicenceVersion
from archive.models.root import Archive
from archive.services.addresses import is_genuine

HIDDEN = frozenset({"promised", "void"})
"""States of what was never out."""


class IEnquiryService(Interface):
    """Gives the state of one licence to whoever shows something of its print. Asks nobody's leave.

    ``IdentifierInvalidError`` for an identifier that is none, before anything is looked up; ``LicenceUnknownError``
    alike for one that is not here, a wrong code and a number or holder that is another.
    """

    def by_code(root: Archive, identifier: str, code: str, at: datetime) -> LicenceStatus:
        """Answer the verify address, whose ``code`` only the print has."""

    def by_print(root: Archive, identifier: str, number: str, holder: str, at: datetime) -> LicenceStatus:
        """Answer whoever types the number and the holder that are printed."""

    def by_number(root: Archive, kind: str, number: str, holder: str, at: datetime) -> LicenceStatus:
        """Answer whoever has no identifier: the last version of a kind's number that names this holder."""


@implementer(IEnquiryService)
@dataclass(frozen=True)
class EnquiryService:
    """Looks one licence up, and tells its state."""

    def by_code(self, root: Archive, identifier: str, code: str, at: datetime) -> LicenceStatus:
        """Answer the verify address of a print."""
        known = str(LicenceIdentifier.parse(identifier))
        if not is_genuine(known, code, root.verify_key):
            raise LicenceUnknownError(known)
        return tell_status(root, *root.licences.get(known), at)

    def by_print(self, root: Archive, identifier: str, number: str, holder: str, at: datetime) -> LicenceStatus:
        """Answer whoever has number and holder before them."""
        known = str(LicenceIdentifier.parse(identifier))
        licence, version = root.licences.get(known)
        same = [_is_same(_number_of(number), _number_of(licence.number)), _is_same(holder, version.holder)]
        if not all(same):
            raise LicenceUnknownError(known)
        return tell_status(root, licence, version, at)

    def by_number(self, root: Archive, kind: str, number: str, holder: str, at: datetime) -> LicenceStatus:
        """Answer whoever has kind, number and holder before them."""
        licence = root.licences.find_by_number(kind, _number_of(number).upper())
        if licence is None:
            raise LicenceUnknownError(number)
        made = [one for one in licence.versions if one.making is not None and _is_same(holder, one.holder)]
        if not made:
            raise LicenceUnknownError(number)
        return tell_status(root, licence, made[-1], at)


def tell_status(root: Archive, licence: Licence, version: LicenceVersion, at: datetime) -> LicenceStatus:
    """Tell the state of a version; ``LicenceUnknownError`` for one that was never out."""
    found = licence.state_at(version, at)
    if found.state in HIDDEN or version.making is None:
        raise LicenceUnknownError(version.identifier)
    authority = root.authorities.by_id[licence.authority]
    return LicenceStatus(
        version.identifier,
        licence.number,
        version.holder,
        licence.kind,
        version.template.version,
        authority.names.at(version.decision.recorded_at) or "",
        version.making.issued_at,
        version.valid_from,
        version.valid_until,
        found.state,
        found.since,
    )


def _is_same(given: str, kept: str) -> bool:
    """Say whether a text that was typed is one that is printed, whatever its widths, blanks and brackets."""
    return compare_digest(_bare(given).encode(), _bare(kept).encode())


def _number_of(text: str) -> str:
    """Give a number without the words that are printed around it (``地字第…号``)."""
    return _bare(text).encode("ascii", "ignore").decode()


def _bare(text: str) -> str:
    """Give a text's letters and digits, in one width and case."""
    return "".join(each for each in unicodedata.normalize("NFKC", text[:2000]).casefold() if each.isalnum())

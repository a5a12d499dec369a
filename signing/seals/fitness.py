"""Whether those who verify will find a chain fit for its use, asked by the very functions that they ask."""

from collections.abc import Sequence
from functools import lru_cache

from asn1crypto import x509

from signing.errors import CertificateOfAnotherError, CertificateUnsuitableError
from signing.validation.algorithms import find_weakness
from signing.validation.chains import find_owners, is_for_seals, is_for_timestamps


@lru_cache(maxsize=64)
def verify_fit(path: Sequence[bytes], *, for_time: bool) -> None:
    """See that a path's leaf (DER, leaf first) is for seals, or ``for_time``, and all under its anchor strong.

    ``CertificateUnsuitableError``. What was found fit once is not looked at again.
    """
    leaf = x509.Certificate.load(path[0])
    if not (is_for_timestamps if for_time else is_for_seals)(leaf):
        raise CertificateUnsuitableError(leaf.subject.human_friendly)
    for each in map(x509.Certificate.load, path[:-1]):
        if weakness := find_weakness("sha256", each["signature_algorithm"], each.public_key):
            raise CertificateUnsuitableError(f"{each.subject.human_friendly}: {weakness}")


def verify_owner(leaf: x509.Certificate, owner: str) -> None:
    """See that a certificate that says whose it is names ``owner``, if given; ``CertificateOfAnotherError``."""
    owners = find_owners(leaf)
    if owner and owners and owner not in owners:
        raise CertificateOfAnotherError(f"{', '.join(sorted(owners))}: {owner}")

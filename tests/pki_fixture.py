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

from signing.trust.pki import SealOwner, make_development_pki

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

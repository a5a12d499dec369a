"""A SoftHSM2 token with the keys of ``pki_fixture``, made once a process; tests without SoftHSM2 are skipped."""

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import needs
import pki_fixture
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
TOKEN = "chancery-test"
SPARE = "chancery-station"
"""A second token, empty until ``import_key``."""
WATCHED = "chancery-watched"
"""A third one, empty until ``import_key``."""
EMPTY = "chancery-empty"
"""A token in which no key ever is."""
PIN = b"two-four-six-eight"
"""No number, which an address in memory may hold by chance."""


@functools.cache
def module() -> Path:
    """Path of SoftHSM2's PKCS#11 module."""
    found = next((Path(path) for path in MODULES if Path(path).exists()), None)
    needs.require(found, "SoftHSM2 is not installed (apt-get install softhsm2)")
    return Path(str(found))


@functools.cache
def token() -> Path:
    """Make the token; gives the folder of certificates that belong to its keys."""
    tool = needs.command("softhsm2-util", "softhsm2")
    folder = Path(tempfile.mkdtemp(prefix="chancery-hsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    for label in (TOKEN, SPARE, WATCHED, EMPTY):
        _run(tool, "--init-token", "--free", "--label", label, "--so-pin", "1357", "--pin", PIN.decode())
    pki = pki_fixture.pki()
    for number, owner in enumerate(pki_fixture.OWNERS, 1):
        import_key(TOKEN, number, pki, owner.key)
    return pki / "keys"


def import_key(token: str, number: int, pki: Path, name: str) -> None:
    """Put the seal key ``name`` of a PKI into a token, under an id that is new there."""
    key = load_pem_private_key((pki / "keys" / f"{name}.key.pem").read_bytes(), (pki / "passphrase").read_bytes())
    plain = Path(os.environ["SOFTHSM2_CONF"]).with_name("plain.pem")
    plain.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    names = ("--label", name, "--id", f"{number:02x}")
    tool = needs.command("softhsm2-util", "softhsm2")
    _run(tool, "--import", str(plain), "--token", token, "--pin", PIN.decode(), *names)
    plain.unlink()


@contextmanager
def token_away() -> Iterator[None]:
    """Pull the token out for as long as the block lasts."""
    tokens = Path(os.environ["SOFTHSM2_CONF"]).with_name("tokens")
    pulled = tokens.rename(tokens.with_name("pulled"))
    try:
        yield
    finally:
        pulled.rename(tokens)


def _run(*command: str) -> None:
    """Run a command, or fail with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

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
PIN = b"2468"


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
    _run(tool, "--init-token", "--free", "--label", TOKEN, "--so-pin", "1357", "--pin", PIN.decode())
    pki = pki_fixture.pki()
    passphrase = (pki / "passphrase").read_bytes()
    for number, owner in enumerate(pki_fixture.OWNERS, 1):
        key = load_pem_private_key((pki / "keys" / f"{owner.key}.key.pem").read_bytes(), passphrase)
        plain = folder / "plain.pem"
        plain.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        names = ("--label", owner.key, "--id", f"{number:02x}")
        _run(tool, "--import", str(plain), "--token", TOKEN, "--pin", PIN.decode(), *names)
        plain.unlink()
    return pki / "keys"


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

"""Sealing beside EU DSS, warm, on the same file with the same kind of key and timestamp authority, in the same run."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typst
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificates

from bench.table import not_run, row
from signing.keys.pool import KeyPool
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.model import Level, Placement, SealOrder
from signing.seals.pades import PadesSealer
from signing.timestamps.authority import TimestampAuthority
from signing.timestamps.client import HttpTimestamper
from signing.timestamps.server import PkiServer
from signing.timestamps.watch import WatchedTimestamper
from signing.trust.pki import SealOwner, make_development_pki
from signing.trust.revocation import ChainChecker, TrustFolder

PEER = Path(__file__).parent / "peers" / "target" / "peers.jar"
OWNERS = (
    SealOwner("ecdsa", "示例市自然资源和规划局", "11350200000000001A"),
    SealOwner("rsa", "示例市住房和城乡建设局", "11350200000000002B", "rsa"),
)
PAGE = b"""
#set document(title: "Licence", date: datetime(year: 2026, month: 3, day: 2))
#set text(font: "Libertinus Serif")
#for n in range(40) [Line #n of a licence, with its number and the name of its holder. #parbreak()]
"""
PICTURE = b"""
#set page(width: 42mm, height: 42mm, margin: 0mm, fill: none)
#place(center + horizon, circle(radius: 20.5mm, stroke: 1mm + rgb(255, 0, 0)))
"""
COMPARED = ("dss-{}", "dss-{}-cpu", "seal-{}-beside-dss", "seal-{}-cpu-beside-dss")


def now() -> datetime:
    """Now, aware UTC; EU DSS asks the same clock."""
    return datetime.now(UTC)


def rows() -> list[dict[str, Any]]:
    """Measure; where ``make services`` has not built the peer, its rows say so."""
    with tempfile.TemporaryDirectory() as folder, _authority(Path(folder)) as (pki, url):
        (Path(folder) / "page.pdf").write_bytes(page := typst.compile(PAGE, pdf_standards=["a-3b"]))
        keys = KeyPool(SoftwareKeyStore(pki / "keys", passphrase_from(pki / "passphrase")))
        trust = TrustFolder(pki / "trust")
        timestamper = WatchedTimestamper(HttpTimestamper(url, 10), now, timedelta(minutes=1))
        sealer = PadesSealer(keys, timestamper, ChainChecker(trust, trust.find_crls))
        picture = {"appearance": typst.compile(PICTURE), "placement": Placement(0, 300, 100, 419, 219)}

        def seal(level: Level = Level.B_B, key: str = "ecdsa", **more: Any) -> Callable[[], object]:
            order = SealOrder(key, level, now(), **more)
            return lambda: sealer.seal(page, order)

        peer = _measure_peer(Path(folder), pki, url) if PEER.exists() else {}
        ours = {Level.B_B: _measure(seal()), Level.B_LTA: _measure(seal(Level.B_LTA))}
        rsa = _measure(seal(key="rsa"))[0] - ours[Level.B_B][0]
        signature = keys.load("ecdsa")
        return [
            row("signature-ecdsa-p256", _measure(lambda: signature.sign(page))[0], "ms"),
            row("seal-bb", ours[Level.B_B][0], "ms"),
            row("seal-bb-with-picture", _measure(seal(**picture))[0], "ms"),
            row("seal-blta", ours[Level.B_LTA][0], "ms"),
            row("seal-rsa3072-over-p256", rsa, "ms", 10.0),
            *_compare(ours, peer),
        ]


def _compare(
    ours: dict[Level, tuple[float, float]], peer: dict[Level, tuple[float, float]]
) -> Iterator[dict[str, Any]]:
    """Rows of the peer, and of ours beside it; where it is not built, rows that say so."""
    for level in ours:
        name = level.value.lower().replace("-", "")
        if level not in peer:
            yield from (not_run(each.format(name), "make services builds EU DSS") for each in COMPARED)
            continue
        wall, cpu = peer[level]
        yield row(f"dss-{name}", wall, "ms")
        yield row(f"dss-{name}-cpu", cpu, "ms")
        bound = 1.0 if level is Level.B_B else 0.5
        yield row(f"seal-{name}-beside-dss", ours[level][0] / wall, "ratio", bound)
        yield row(f"seal-{name}-cpu-beside-dss", ours[level][1] / cpu, "ratio", bound)


def _measure(work: Callable[[], object], count: int = 200) -> tuple[float, float]:
    """Median wall and mean CPU time of ``work``, in milliseconds, after it was done 20 times."""
    for _ in range(20):
        work()
    walls, cpu = [], time.process_time()
    for _ in range(count):
        start = time.perf_counter()
        work()
        walls.append(time.perf_counter() - start)
    return statistics.median(walls) * 1e3, (time.process_time() - cpu) / count * 1e3


def _measure_peer(folder: Path, pki: Path, url: str) -> dict[Level, tuple[float, float]]:
    """The same of EU DSS, after 200 seals."""
    passphrase = (pki / "passphrase").read_bytes()
    key = load_pem_private_key((pki / "keys/ecdsa.key.pem").read_bytes(), passphrase)
    own, *chain = load_pem_x509_certificates((pki / "keys/ecdsa.crt.pem").read_bytes())
    bundle = pkcs12.serialize_key_and_certificates(b"seal", key, own, chain, BestAvailableEncryption(passphrase))
    (folder / "seal.p12").write_bytes(bundle)
    command = ["java", "-jar", str(PEER), str(folder / "seal.p12"), str(pki / "trust"), url]
    environment = os.environ | {"PEER_PASSPHRASE": passphrase.decode()}
    found = {}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as peer:
        for level in (Level.B_B, Level.B_LTA):
            for _ in range(2):
                print("seal", folder / "page.pdf", level, 200, sep="\t", file=peer.stdin, flush=True)
                answer = json.loads(peer.stdout.readline())
            if "error" in answer:
                raise RuntimeError(f"EU DSS: {answer['error']}")
            found[level] = (statistics.median(answer["wall_ms"]), answer["cpu_ms"])
    return found


@contextmanager
def _authority(folder: Path) -> Iterator[tuple[Path, str]]:
    """A PKI and its timestamp authority in a process of its own: gives folder and address."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.seals", str(folder / "pki")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield folder / "pki", process.stdout.readline().strip()
        process.stdin.close()


def _serve(pki: Path) -> None:
    """Make a PKI and stamp until standard input ends."""
    server = PkiServer(("127.0.0.1", 0), None, pki / "trust")
    make_development_pki(pki, OWNERS, now, crl_url=f"{server.url}crl/")
    store = SoftwareKeyStore(pki / "tsa", passphrase_from(pki / "passphrase"))
    server.authority = TimestampAuthority(store.load("tsa"), now)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))

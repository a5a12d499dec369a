"""Putting and getting 120 kB: our stores beside the bare file and the bare client, turn by turn in one run.

`python -m bench blobs`; every document is other bytes.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minio import Minio

from archive.app import now
from bench.table import Row, not_run, row
from storage.blobs.filesystem import FilesystemBlobStore
from storage.blobs.minio import MinioBlobStore
from storage.digests import Digest

SIZE = 120_000
ROUNDS = 200
ROOT = Path(__file__).parents[1]

BOUNDS = {"filesystem": {"put": 4.0, "get": 8.0}, "minio": {"put": 2.0, "get": 1.5}}
"""Largest ratio: a file also gets a digest, a name and an fsynced folder; an object also a look whether it is there."""

Put = Callable[[bytes], Any]
Get = Callable[[Any], bytes]


def rows() -> list[Row]:
    """Measure both stores; MinIO's rows say so where no server was built."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder:
        filesystem = _compare("filesystem", _store_on_files(Path(folder)), _bare_files(Path(folder)))
    if not (ROOT / "var/services/minio").exists():
        return [*filesystem, not_run("blob store, minio", "needs MinIO: make services builds it")]
    with _server() as server:
        return filesystem + _compare("minio", _store_on_minio(server), _bare_client(server))


def _compare(name: str, ours: tuple[Put, Get], bare: tuple[Put, Get]) -> list[Row]:
    """Time both turn by turn; rows of medians in ms and of their ratios."""
    times: dict[str, list[float]] = {"put": [], "get": [], "bare put": [], "bare get": []}
    for _ in range(ROUNDS):
        for label, (put, get) in (("", ours), ("bare ", bare)):
            data = os.urandom(SIZE)
            began = time.perf_counter()
            key = put(data)
            kept = time.perf_counter()
            assert get(key) == data
            times[f"{label}put"].append(kept - began)
            times[f"{label}get"].append(time.perf_counter() - kept)
    medians = {verb: statistics.median(each) * 1000 for verb, each in times.items()}
    told = [row(f"blob store, {name}: {verb} 120 kB", value, "ms") for verb, value in medians.items()]
    for verb in ("put", "get"):
        ratio = medians[verb] / medians[f"bare {verb}"]
        told.append(row(f"blob store, {name}: {verb} beside the bare one", ratio, "ratio", BOUNDS[name][verb]))
    return told


def _store_on_files(folder: Path) -> tuple[Put, Get]:
    """Our store in a folder."""
    store = FilesystemBlobStore(folder / "blobs", now)
    store.found("bench")
    return store.put, store.get


def _bare_files(folder: Path) -> tuple[Put, Get]:
    """A file, written and fsynced."""

    def put(data: bytes) -> Path:
        path = folder / Digest.of(data[:16])
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return path

    return put, Path.read_bytes


def _store_on_minio(server: Any) -> tuple[Put, Get]:
    """Our store in a bucket, which is made before the first turn."""
    store = MinioBlobStore(**server.settings())
    store.found("bench")
    return store.put, store.get


def _bare_client(server: Any) -> tuple[Put, Get]:
    """The client alone, in a bucket of the same kind."""
    given = server.settings()
    bucket = given.pop("bucket")
    client = Minio(region="us-east-1", **given)
    client.make_bucket(bucket, object_lock=True)

    def put(data: bytes) -> str:
        return str(client.put_object(bucket, Digest.of(data[:16]), io.BytesIO(data), len(data)).object_name)

    def get(name: str) -> bytes:
        response = client.get_object(bucket, name)
        try:
            data: bytes = response.read()
        finally:
            response.close()
            response.release_conn()
        return data

    return put, get


@contextmanager
def _server() -> Iterator[Any]:
    """Begin the MinIO server of the tests."""
    sys.path.append(str(ROOT / "tests"))
    try:
        from servers import MinioServer  # noqa: PLC0415 - the tests' modules are on the path only here

        with MinioServer() as server:
            yield server
    finally:
        sys.path.remove(str(ROOT / "tests"))


if __name__ == "__main__":
    from rich.console import Console

    from bench.table import show

    show(rows(), Console(width=120))

"""Real servers on free loopback ports, begun for tests and stopped after them: MinIO and PostgreSQL."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

import needs
import urllib3
from minio import Minio

ROOT = Path(__file__).parents[1]
MINIO = ROOT / "var/services/minio"
POSTGRESQL = "/usr/lib/postgresql"
CONFIGURATION = """\
%import relstorage
<zodb main>
  <relstorage>
    keep-history false
    commit-lock-timeout 30
    <postgresql>
      dsn {dsn}
    </postgresql>
  </relstorage>
</zodb>
"""


def write_postgresql_configuration(folder: Path, dsn: str) -> Path:
    """Write what an operator writes whose objects lie in PostgreSQL; gives the file of a ``zconfig:`` address."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "objects.conf"
    path.write_text(CONFIGURATION.format(dsn=dsn.replace("$", "$$")))
    return path


def free_port() -> int:
    """Give a port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class MinioServer:
    """MinIO over a temporary folder; skips where ``make services`` has not built it."""

    access_key = "chancery-test"
    secret_key = "chancery-test-secret"

    def __init__(self) -> None:
        self.program = needs.file(MINIO, "make services builds it")
        self.endpoint = ""
        self._buckets = map("test-{}".format, itertools.count())

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="chancery-minio-"))
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Begin to serve, on the port of before where there was one, and wait until disks and keys are there."""
        self.endpoint = self.endpoint or f"127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [self.program, "server", "--quiet", "--address", self.endpoint, str(self.folder)],
            env={
                **os.environ,
                "MINIO_ROOT_USER": self.access_key,
                "MINIO_ROOT_PASSWORD": self.secret_key,
                "MINIO_BROWSER": "off",
                "MINIO_CI_CD": "on",
                "MINIO_UPDATE": "off",
                "HOME": str(self.folder),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        patience = urllib3.Retry(200, backoff_factor=0.05, backoff_max=0.2, status_forcelist=[503])
        with urllib3.PoolManager(retries=patience, timeout=5) as http:
            assert http.request("GET", f"http://{self.endpoint}/minio/health/cluster").status == 200
            Minio(self.endpoint, self.access_key, self.secret_key, secure=False, http_client=http).list_buckets()

    def stop(self) -> None:
        """Stop serving; the documents stay."""
        self.process.kill()
        self.process.wait()

    def settings(self) -> dict[str, Any]:
        """Settings of a store in a bucket that nobody has used, by their last word."""
        return {
            "endpoint": self.endpoint,
            "bucket": next(self._buckets),
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "secure": False,
        }


class PostgresServer:
    """PostgreSQL over a temporary folder, as a user who is not root; skips where Debian's server is missing."""

    def __init__(self) -> None:
        found = sorted(Path(POSTGRESQL).glob("*/bin/pg_ctl"))
        needs.require(found, "PostgreSQL's server is not installed (apt-get install postgresql)")
        self.programs = found[-1].parent
        self.owner = _somebody()
        self.port = free_port()
        self._databases = map("test_{}".format, itertools.count())

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="chancery-postgresql-"))
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        self._run("initdb", "--pgdata", self.folder / "data", "--auth=trust", "--username=chancery", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Begin to serve, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = self.folder / "log"
        self._run("pg_ctl", "--pgdata", self.folder / "data", "--wait", "--log", log, "--options", options, "start")

    def stop(self) -> None:
        """Stop serving; the databases stay."""
        self._run("pg_ctl", "--pgdata", self.folder / "data", "--wait", "--mode", "immediate", "stop")

    def dsn(self) -> str:
        """Make a database; gives its address as libpq reads it."""
        name = next(self._databases)
        self._run("createdb", "--host=127.0.0.1", f"--port={self.port}", "--username=chancery", name)
        return f"host=127.0.0.1 port={self.port} user=chancery dbname={name} connect_timeout=5"

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs as the owner, or fail with what it said."""
        owner = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if not os.geteuid() else {}
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [str(self.programs / program), *map(str, arguments)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                **owner,
            )
            said.seek(0)
            assert done.returncode == 0, said.read()


def _somebody() -> pwd.struct_passwd:
    """Who runs PostgreSQL: who runs the tests, or where that is root, somebody else."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    names = {each.pw_name: each for each in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]

"""Pages and API as an operator serves them: gunicorn, and nginx before it, both told what the operator's page says."""

import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path

import needs
from servers import free_port
from sources import ROOT
from station import environment, make_station

PAGE = (ROOT / "docs/operator/serving.md").read_text()
HOST = "archive.example"
SOCKET = "/run/chancery/web.sock"
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {block}
}}
"""


def make_served(folder: Path, **settings: str) -> Path:
    """Make an archive in a folder whose pages are as ``production.ini`` has them; gives its ini."""
    production = ConfigParser(interpolation=None)
    production.read(ROOT / "production.ini")
    said = {name: re.sub("[<>]", "", value) for name, value in production["app:main"].items()}
    pages = {name: value for name, value in said.items() if name.startswith(("archive.web.", "archive.public_url"))}
    more = {"use": "egg:chancery", "archive.jobs.pool": "inline", "archive.sign_in.second_factor": "nobody"}
    words = {name.replace(".", "__"): value for name, value in (pages | more).items()}
    return make_station(folder, **words | settings)


@contextmanager
def gunicorn(folder: Path, ini: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Serve by the command of the page's unit, with one worker, on ``web.sock`` of a folder."""
    (line,) = re.findall(r"^ExecStart=\S+/gunicorn ((?:.*\\\n)*.*)$", PAGE, re.MULTILINE)
    words = shlex.split(line.replace("\\\n", ""))
    for option, instead in (("--paste", str(ini)), ("--bind", f"unix:{folder}/web.sock"), ("--workers", "1")):
        words[words.index(option) + 1] = instead
    command = [str(Path(sys.executable).parent / "gunicorn"), *words]
    with running(command, folder / "gunicorn.log", folder / "web.sock") as process:
        yield process


@contextmanager
def nginx(folder: Path) -> Iterator[tuple[int, int]]:
    """Put the page's proxy before ``web.sock`` of a folder; gives its ports, for HTTP and HTTPS."""
    program, tool = needs.command("nginx", "nginx"), needs.command("openssl", "openssl")
    made = [tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    names = ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", folder / "tls.key", "-out", folder / "tls.pem"]
    subprocess.run([*made, *names], check=True, capture_output=True)
    (block,) = re.findall(r"```nginx\n(.+?)```", PAGE, re.DOTALL)
    ports = free_port(), free_port()
    given = {
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ": f"listen 127.0.0.1:{ports[1]} ",
        SOCKET: f"{folder}/web.sock",
        "/etc/chancery/": f"{folder}/",
        "10.0.0.0/8": "127.0.0.0/8",
    }
    for word, instead in given.items():
        assert word in block
        block = block.replace(word, instead)
    user = "" if os.geteuid() else "user root;"
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user, block=block))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    with running(command, folder / "nginx.out", folder / "nginx.pid"):
        yield ports


@contextmanager
def running(command: list[str], log: Path, sign: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server that writes a file once it listens; it is told to end with the block, or has."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment())
    try:
        while not sign.exists():
            try:
                raise AssertionError(log.read_text(), process.wait(timeout=0.05))
            except subprocess.TimeoutExpired:
                continue
        yield process
    finally:
        process.terminate()
        process.wait(60)


def trusting(folder: Path) -> ssl.SSLContext:
    """Trust the proxy's certificate, by whatever address it is reached."""
    context = ssl.create_default_context(cafile=str(folder / "tls.pem"))
    context.check_hostname = False
    return context


def head(method: str, path: str, *lines: bytes) -> bytes:
    """Write the head of a request."""
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), b"Host: " + HOST.encode(), *lines, b"", b""])


def answer_of(connection: socket.socket) -> tuple[int, str]:
    """Read what is answered: its status and text."""
    with closing(HTTPResponse(connection)) as answer:
        answer.begin()
        return answer.status, answer.read().decode()

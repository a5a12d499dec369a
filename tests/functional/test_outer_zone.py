"""The outer zone alone, as a process that no key is within reach of: what is done there, and what is not."""

import io
import json
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from programs import application_for, program, token_of, walk
from proxied import gunicorn
from web_fixture import PASSWORD, doors, opened

from archive.app import open_application
from signing.errors import KeyMissingError
from signing.interfaces import IKeyStore

INI = """
use = egg:chancery
archive.web.zone = outer
signing.pki.folder = {nowhere}
signing.trust.folder = {var}/pki/trust
"""
SECRETS = ("keys", "authority", "tsa", "passphrase")
DECISION = {"verb": "approve", "number": "示规许〔2026〕8号", "ground": "城乡规划法第三十七条"}


@pytest.fixture(scope="module")
def licence():
    """A licence that was made in the inner zone, and its file."""
    with doors():
        identifier = walk().licences["X1-06"]
        yield identifier, program("decider-nr").get(f"/api/v1/licences/{identifier}/file").body


@pytest.fixture(scope="module")
def ini(licence):
    """The outer zone's settings, for as long as every key lies elsewhere."""
    assert licence
    var = Path(opened()[0].settings["archive.var"])
    with tempfile.TemporaryDirectory(prefix="inner-") as elsewhere, ExitStack() as stack:
        for name in SECRETS:
            moved = (var / "pki" / name).rename(Path(elsewhere) / name)
            stack.callback(moved.rename, var / "pki" / name)
        outer = var.parent / "outer.ini"
        outer.write_text((var.parent / "chancery.ini").read_text() + INI.format(nowhere=var / "nowhere", var=var))
        yield outer


@pytest.fixture(scope="module")
def outer(ini):
    """Asks the outer zone's process, as a browser or by somebody's token."""
    with (
        tempfile.TemporaryDirectory(prefix="outer-") as folder,
        gunicorn(Path(folder), ini),
        httpx.Client(
            transport=httpx.HTTPTransport(uds=f"{folder}/web.sock"), base_url="http://localhost", timeout=60
        ) as client,
    ):
        yield client


def bearing(name):
    """Headers of a program that acts for somebody."""
    return {"Authorization": f"Bearer {token_of(name)}"}


def sign_in(outer, name):
    """Sign somebody in by the page."""
    outer.cookies.clear()
    token = re.search(r'name="csrf_token" value="(.+?)"', outer.get("/sign-in").text)[1]
    assert outer.post("/sign-in", data={"csrf_token": token, "name": name, "password": PASSWORD}).status_code == 303


def test_a_licence_is_verified_there(outer, licence):
    answer = outer.post("/api/v1/verifications", files={"file": ("licence.pdf", io.BytesIO(licence[1]))})
    assert (answer.status_code, answer.json()["verdict"]) == (200, "valid")


def test_a_company_applies_there(outer):
    headers = bearing("applicant") | {"Idempotency-Key": "outer", "Content-Type": "application/json"}
    asked = application_for(walk(), "X1-06")
    answer = outer.post("/api/v1/cases", content=json.dumps(asked), headers=headers)
    assert (answer.status_code, list(answer.json()["cases"])) == (201, ["X1-06"])


def test_a_licence_is_delivered_there(outer, licence):
    identifier, file = licence
    assert not is_opened(identifier)
    sign_in(outer, "applicant")
    assert outer.get(f"/licences/{identifier}/files/0").content == file
    assert is_opened(identifier)


def is_opened(identifier):
    """Whether the archive knows that the receiver has opened a licence."""
    return opened()[0].transact(lambda root: identifier in root.deliveries.opened)


@pytest.mark.parametrize(
    ("name", "step", "body"),
    [("clerk-nr", "acceptance", {}), ("reviewer-nr", "review", {"opinion": "x"}), ("decider-nr", "decision", DECISION)],
)
def test_nobody_takes_a_step_of_the_authority_there(outer, name, step, body):
    case = walk().cases["X1-06"]
    answer = outer.post(f"/api/v1/cases/{case}/{step}", json=body, headers=bearing(name) | {"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (403, "archive.permission-missing")


@pytest.mark.parametrize("name", ["clerk-nr", "decider-nr", "admin"])
def test_no_page_of_the_authority_is_open_there(outer, name):
    sign_in(outer, name)
    pages = ("/desk", "/proposals", "/operator", "/operator/seals")
    assert {page: outer.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)


def test_no_key_is_loaded_there(ini):
    with open_application(ini) as application:
        keys = application.get(IKeyStore)
        assert keys.names() == ()
        for name in ("nr", "hc"):
            with pytest.raises(KeyMissingError):
                keys.load(name)

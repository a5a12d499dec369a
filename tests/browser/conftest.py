"""A real browser before a real server: the demo's archive, its pages and its runner as processes, Debian's Chromium."""

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import needs
import pytest
from cjk import PLACES
from cli_fixture import call
from playwright.sync_api import sync_playwright
from provider_fixture import CLIENT, SECRET, open_provider
from servers import free_port
from station import environment

from archive.app import open_application
from archive.cli.demo.materials import Material, make_materials
from archive.cli.demo.scene import Scene, read_scene
from archive.interfaces import IProjectService, IUserService
from archive.model import Batch, Decision, Intake, Intent, Point
from archive.services.addresses import code_of
from archive.services.batches.interfaces import IBatchService
from archive.services.batches.model import BatchGiven
from archive.services.drafting.interfaces import IDraftService
from archive.services.process.interfaces import IAskCorrectionService, IProposalService
from archive.services.process.subjects import LETTERS
from archive.services.reading.interfaces import ICaseReading
from storage.interfaces import IBlobStore

BIN = Path(sys.executable).parent
INI = """\
[app:main]
use = egg:chancery
archive.var = {folder}/var
archive.public_url = http://localhost:{port}
archive.web.https = no
archive.sign_in.second_factor = nobody
archive.jobs.processes = 1
archive.oidc.issuer = {issuer}
archive.oidc.client_id = {client}
archive.oidc.client_secret_file = {folder}/secret
signing.level = B-B

[server:main]
use = egg:chancery#waitress
listen = localhost:{port}
"""


EXPECTED = re.compile(r"net::ERR_FAILED|status of 4\d\d")
"""What the console says of a request that a test broke off, and of one that was refused, which its page tells."""
PEOPLE = {"company": {"name": "示例精密制造有限公司", "credit_code": "91350200DEM0001100"}}
"""Who is known to the provider of unified identity: subject → claims."""


@dataclass(frozen=True)
class Site:
    """The pages of an archive, as people reach them."""

    ini: Path
    address: str
    passwords: dict[str, str]
    summary: dict[str, Any]

    @cached_property
    def objects(self) -> dict[str, str]:
        """What addresses are about: one of each sort, of the demo."""
        with open_application(self.ini) as application:
            return application.transact(lambda root: _objects_of(application, root, self.summary))

    @cached_property
    def asked(self) -> dict[str, str]:
        """A case that is to be put right, and the letter (补正通知书) that says so."""
        case = self.send()
        points = (Point("D12", "图上没有坐标系"), Point("YDMJ", "与出让合同不一致"))
        with open_application(self.ini) as application:

            def ask(root: Any) -> str:
                clerk = application.get(IUserService).get_actor(root, "planning-clerk")
                application.get(IAskCorrectionService).ask_correction(root, clerk, case, points)
                documents = application.get(ICaseReading).get(root, clerk, case).documents
                return next(each.document for each in documents if each.document_type in LETTERS)

            letter = application.transact(ask)
        return {"case": case, "document": letter}

    @cached_property
    def more(self) -> dict[str, str]:
        """A case that waits for the clerk, and what is printed on a licence; one character of it misread."""
        identifier = self.objects["identifier"]
        with open_application(self.ini) as application:
            code = application.transact(lambda root: code_of(identifier, root.verify_key))
        misread = f"{identifier[:-1]}{'A' if identifier[-1] != 'A' else 'B'}"
        return {"case": self.send(), "identifier": identifier, "code": code, "misread": misread}

    def scene(self) -> tuple[Scene, tuple[Material, ...]]:
        """Give a project that nobody has begun yet, and the files that its applicant has."""
        with open_application(self.ini) as application:
            codes = application.transact(lambda root: frozenset(root.project_codes))
            scene = read_scene(codes, application.clock().date())
        return scene, make_materials(self.ini.parent / scene.code, scene.facts, PLACES)

    def send(self) -> str:
        """Let an application for the land of a new project come in; gives its case."""
        scene, materials = self.scene()
        with open_application(self.ini) as application:
            application.transact(lambda root: _begin(application, root, scene))
        file = materials[0].path.with_name("land.json")
        file.write_text(json.dumps(scene.application(0, materials), ensure_ascii=False, default=str))
        done = call("case", "submit", file, "--as", "applicant", "--json", config=self.ini)
        assert done.code == 0, done.out + done.err
        return str(done.json["cases"]["X1-06"])


def _begin(application: Any, root: Any, scene: Scene) -> None:
    """Begin a project for the applicant."""
    clerk = application.get(IUserService).get_actor(root, "planning-clerk")
    service, owner = application.get(IProjectService), scene.given["owner"]
    begun = service.begin(root, clerk, scene.name, owner=owner, owner_code=scene.given["owner_code"], code=scene.code)
    service.admit(root, clerk, begun, "applicant")


def _bulk_issue(application: Any, authority: str, kind: str) -> BatchGiven:
    """A bulk issue of two rows, one of which cannot be issued."""
    data = b'{"id": "a"}\n{"id": "b", "annexes": ["c.png"]}\n'
    digest = str(application.get(IBlobStore).put(data))
    decision = Decision("示建批〔2026〕1号", "《建筑法》第七条", application.clock())
    batch = Batch(kind, authority, decision)
    return BatchGiven(batch, Intake(digest, len(data), "text/csv", "rows.jsonl"))


def _objects_of(application: Any, root: Any, summary: dict[str, Any]) -> dict[str, str]:
    """Find one of each sort; a draft is begun, and an act proposed."""
    licence, _version = root.licences.get(summary["licences"][-1]["identifier"])
    applicant = application.get(IUserService).get_actor(root, "applicant")
    draft = application.get(IDraftService).begin(root, applicant, licence.project, ("X2-02", "X3-04"))
    decider = application.get(IUserService).get_actor(root, "housing-decider")
    intent = Intent("示建罚〔2026〕1号", "《建筑法》第六十四条")
    identifier = summary["licences"][-1]["identifier"]
    rows = _bulk_issue(application, decider.authority, licence.kind)
    proposal = application.get(IProposalService).propose(root, decider, "suspend", identifier, intent)
    return {
        "identifier": identifier,
        "case": licence.case,
        "project": licence.project,
        "application": root.cases[licence.case].application,
        "document": "F01-001",
        "code": licence.authority,
        "draft": draft.id,
        "step": "X3-04",
        "verb": "suspend",
        "change": "name",
        "proposal": proposal.id,
        "batch": application.get(IBatchService).send(root, decider, rows),
        "name": "housing-clerk",
        "guide": "applicant",
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demo's site, opened, with a provider of unified identity."""
    needs.command("chromium", "chromium")
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    address, ini, secret = f"http://localhost:{port}", folder / "site.ini", folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET)
    quiet = environment() | {"PYTHONWARNINGS": "ignore::UserWarning"}
    with ExitStack() as held:
        issuer = held.enter_context(open_provider(PEOPLE, f"{address}/sign-in/back"))
        ini.write_text(INI.format(folder=folder, port=port, issuer=issuer, client=CLIENT))
        summary = call("demo", "--json", config=ini).json
        logins = call("demo", "--logins", "--json", config=ini).json["logins"]
        for command in ([BIN / "pserve", "--quiet", ini], [BIN / "chancery", "--config", ini, "jobs", "run"]):
            process = subprocess.Popen(
                command, env=quiet, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            held.callback(process.communicate)
            held.callback(process.terminate)
            assert process.stdout.readline(), "it says that it is there"
        yield Site(ini, address, {row["user"]: row["password"] for row in logins}, summary)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    path = needs.command("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(site, chromium):
    """Give what a browser keeps of somebody who signed in, by user name."""
    kept: dict[str, Any] = {"": None}

    def state(user):
        if user not in kept:
            context = chromium.new_context(locale="zh-CN")
            page = context.new_page()
            page.goto(f"{site.address}/sign-in")
            page.fill("[name=name]", user)
            page.fill("[name=password]", site.passwords[user])
            page.click("main button.primary")
            page.wait_for_url(f"{site.address}/")
            kept[user] = context.storage_state()
            context.close()
        return kept[user]

    return state


@pytest.fixture(scope="session")
def send(site):
    """Give what lets an application for the land of a new project come in, and gives its case."""
    return site.send


@pytest.fixture
def page_of(site, chromium, signed_in):
    """Give a page of somebody who is signed in (by user name; empty: of whoever comes), as a window is said to be.

    What its scripts trip over, what its console complains of, and what the server fails at fail the test.
    """
    opened, faults = [], []

    def hear(told):
        if told.type in ("error", "warning") and not EXPECTED.search(told.text):
            faults.append(told.text)

    def count(answer):
        if answer.status >= (500 if answer.request.resource_type == "document" else 400):
            faults.append(f"{answer.status} {answer.url}")

    def open_page(user="", **view):
        context = chromium.new_context(storage_state=signed_in(user), **{"locale": "zh-CN", **view})
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", hear)
        page.on("response", count)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert faults == [], faults

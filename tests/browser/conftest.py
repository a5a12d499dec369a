"""A real browser before a real server: the demo's archive, its pages and its runner as processes, Debian's Chromium."""

import json
import os
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
from servers import free_port
from station import environment

from archive.app import open_application
from archive.cli.demo.materials import make_materials
from archive.cli.demo.scene import read_scene
from archive.interfaces import IProjectService, IUserService
from archive.model import Intent
from archive.services.drafting.interfaces import IDraftService
from archive.services.process.interfaces import IProposalService

BIN = Path(sys.executable).parent
INI = """\
[app:main]
use = egg:chancery
archive.var = {folder}/var
archive.public_url = http://localhost:{port}
archive.web.https = no
archive.sign_in.second_factor = nobody
archive.jobs.processes = 1
signing.level = B-B

[server:main]
use = egg:chancery#waitress
listen = localhost:{port}
"""


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


def _objects_of(application: Any, root: Any, summary: dict[str, Any]) -> dict[str, str]:
    """Find one of each sort; a draft is begun, and an act proposed."""
    licence, _version = root.licences.get(summary["licences"][-1]["identifier"])
    applicant = application.get(IUserService).get_actor(root, "applicant")
    draft = application.get(IDraftService).begin(root, applicant, licence.project, ("X2-02", "X3-04"))
    decider = application.get(IUserService).get_actor(root, "housing-decider")
    intent = Intent("示建罚〔2026〕1号", "《建筑法》第六十四条")
    identifier = summary["licences"][-1]["identifier"]
    proposal = application.get(IProposalService).propose(root, decider, "suspend", identifier, intent)
    return {
        "identifier": identifier,
        "case": licence.case,
        "project": licence.project,
        "application": root.cases[licence.case].application,
        "code": licence.authority,
        "draft": draft.id,
        "step": "X3-04",
        "verb": "suspend",
        "proposal": proposal.id,
        "name": "housing-clerk",
        "guide": "applicant",
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demo's site, opened."""
    needs.command("chromium", "chromium")
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    ini = folder / "site.ini"
    ini.write_text(INI.format(folder=folder, port=port))
    summary = call("demo", "--json", config=ini).json
    logins = call("demo", "--logins", "--json", config=ini).json["logins"]
    quiet = environment() | {"PYTHONWARNINGS": "ignore::UserWarning"}
    with ExitStack() as held:
        commands = ([BIN / "pserve", "--quiet", ini], [BIN / "chancery", "--config", ini, "jobs", "run"])
        for command in commands:
            process = subprocess.Popen(
                command, env=quiet, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            held.callback(process.communicate)
            held.callback(process.terminate)
            assert process.stdout.readline(), "it says that it is there"
        passwords = {row["user"]: row["password"] for row in logins}
        yield Site(ini, f"http://localhost:{port}", passwords, summary)


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
def send(site, tmp_path_factory):
    """Give what submits, by command, an application for the land of a new project, and gives its case."""

    def submit():
        folder = tmp_path_factory.mktemp("materials")
        with open_application(site.ini) as application:
            codes = application.transact(lambda root: frozenset(root.project_codes))
            scene = read_scene(codes, application.clock().date())
            application.transact(lambda root: _begin(application, root, scene))
        materials = make_materials(folder, scene.facts, PLACES)
        (folder / "land.json").write_text(json.dumps(scene.application(0, materials), ensure_ascii=False, default=str))
        done = call("case", "submit", folder / "land.json", "--as", "applicant", "--json", config=site.ini)
        assert done.code == 0, done.out + done.err
        return done.json["cases"]["X1-06"]

    return submit


def _begin(application: Any, root: Any, scene: Any) -> None:
    """Begin a scene's project, and let the applicant in."""
    clerk = application.get(IUserService).get_actor(root, "planning-clerk")
    service, owner = application.get(IProjectService), scene.given
    begun = service.begin(
        root, clerk, scene.name, owner=owner["owner"], owner_code=owner["owner_code"], code=scene.code
    )
    service.admit(root, clerk, begun, "applicant")

"""Programs that use the API of the archive that the doors' tests share, and a main job that they did there once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from archive_fixture import FORM, ITEMS, LINKS, OWNER, UPLOADS
from samples import DRAWING, sample_of
from urllib3 import encode_multipart_formdata
from web_fixture import HOST, opened
from webtest import TestApp
from webtest.http import StopableWSGIServer

from archive.interfaces import IRunner, IUserService
from archive.permissions import ROLES
from archive.services.identity.interfaces import ITokenService

DRAWN = {"X1-06": "D12", "X2-02": "D20"}
"""Item → document type of the drawing that its licence carries."""


def token_of(name: str, scopes: frozenset[str] | None = None) -> str:
    """Issue a token to act for a user, in everything that it may do where no scopes are given."""
    return _token_of(_folder(), name, scopes)


def _folder() -> str:
    """Tell the archive that is open from those before it."""
    return str(opened()[0].settings["archive.var"])


@cache
def _token_of(_archive: str, name: str, scopes: frozenset[str] | None) -> str:
    """Issue a token, once in an archive."""
    application, _app = opened()

    def issue(root: Any) -> str:
        actor = application.get(IUserService).get_actor(root, name)
        given = scopes or {str(each) for role in actor.roles for each in ROLES[role]}
        ends = application.clock() + timedelta(days=1)
        service = application.get(ITokenService)
        return service.issue(root, actor, name, label="a test", scopes=given, expires_at=ends).text

    return application.transact(issue)


@contextmanager
def serving() -> Iterator[str]:
    """Serve the doors on a port of this machine; gives where."""
    server = StopableWSGIServer.create(opened()[1], host="localhost", threads=2)
    try:
        yield server.application_url.rstrip("/")
    finally:
        server.shutdown()


def program(name: str = "", *scopes: str, language: str = "en") -> TestApp:
    """Give a program that bears a user's token, or none."""
    environ = {"HTTP_HOST": HOST, "HTTP_ACCEPT_LANGUAGE": language}
    if name:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token_of(name, frozenset(scopes) or None)}"
    return TestApp(opened()[1], extra_environ=environ)


def send(app: TestApp, address: str, files: Any, fields: Any = (), status: int = 200) -> Any:
    """Send a form with files: field → (name, bytes)."""
    body, media = encode_multipart_formdata([*fields, *files.items()])
    request = app.RequestClass.blank(address, method="POST", body=body, content_type=media)
    request.environ |= app.extra_environ
    return app.do_request(request, status=status, expect_errors=True)


def get_edition(app: TestApp, address: str) -> dict[str, str]:
    """Read something, and give the header that says it was seen."""
    return {"If-Match": app.get(address).headers["ETag"]}


@dataclass
class Road:
    """A project with its cases, from the first request to the licences."""

    project: str = ""
    digests: dict[str, str] = field(default_factory=dict)
    """Document type → digest of what was handed in."""
    cases: dict[str, str] = field(default_factory=dict)
    """Item → case."""
    licences: dict[str, str] = field(default_factory=dict)
    """Item → licence."""
    application: dict[str, Any] = field(default_factory=dict)
    """What was submitted."""


def begin_project(app: TestApp, key: str, name: str = "示例厂房一期", **more: Any) -> Any:
    """Begin a project."""
    body = {"name": name, "owner": "示例公司", "owner_code": OWNER, **more}
    return app.post_json("/api/v1/projects", body, headers={"Idempotency-Key": key})


def application_for(road: Road, *items: str) -> dict[str, Any]:
    """Write an application for items, with everything that has to be uploaded."""
    data = {code: sample_of(ITEMS[code]) for code in items}
    for code, links in LINKS.items():
        for link in links:
            data.get(code, {}).pop(link, None)
    return {
        "project": road.project,
        "applicant": "示例公司",
        "applicant_code": OWNER,
        "form": FORM,
        "items": [
            {"item": code, "data": data[code], "drawings": {"附图": road.digests[DRAWN[code]]} if code in DRAWN else {}}
            for code in items
        ],
        "materials": [{"type": name, "digest": digest} for name, digest in road.digests.items()],
    }


def walk() -> Road:
    """Carry one case to its licence, each step by the program of who takes it; once in an archive."""
    return _walk(_folder())


@cache
def _walk(_archive: str) -> Road:
    """Carry one case to its licence."""
    road, applicant, clerk = Road(), program("applicant"), program("clerk-nr")
    road.project = begin_project(applicant, "road").json["project"]
    for number, name in enumerate(UPLOADS):
        picture = DRAWING + bytes(number)
        answer = applicant.post(f"/api/v1/materials?name={name}.png&drawing=true", picture, content_type="image/png")
        road.digests[name] = answer.json["digest"]
    road.application = application_for(road, "X1-06")
    answer = applicant.post_json("/api/v1/cases", road.application, headers={"Idempotency-Key": "road"}, status=201)
    road.cases = answer.json["cases"]
    bind(road.project)
    case = f"/api/v1/cases/{road.cases['X1-06']}"
    clerk.post_json(f"{case}/acceptance", {"note": "齐全"}, headers=get_edition(clerk, case))
    reviewer, decider = program("reviewer-nr"), program("decider-nr")
    reviewer.post_json(f"{case}/review", {"opinion": "符合条件"}, headers=get_edition(reviewer, case))
    decision = {"verb": "approve", "number": "示规许〔2026〕7号", "ground": "城乡规划法第三十七条"}
    decider.post_json(f"{case}/decision", decision, headers=get_edition(decider, case), status=202)
    list(opened()[0].get(IRunner).drain())
    road.licences["X1-06"] = decider.get(case).json["licences"][0]
    return road


def bind(project: str) -> None:
    """Bind a project's code, as its authority does."""
    from archive_fixture import PROJECT_CODE

    from archive.interfaces import IProjectService

    application, _app = opened()
    clerk = application.transact(lambda root: application.get(IUserService).get_actor(root, "clerk-nr"))
    service = application.get(IProjectService)
    application.transact(lambda root: service.bind_code(root, clerk, project, PROJECT_CODE))

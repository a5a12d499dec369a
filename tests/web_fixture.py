"""The pages over a real archive in a folder: made once a process; tests add and take nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from samples import DRAWING, drawings_of, sample_of
from station import ADMIN, make_station
from webtest import TestApp

from archive.app import Application, make_wsgi, open_application
from archive.interfaces import IIssueService, IRunner, IUserService
from archive.model import Decision, IssueOrder, Promise
from storage.interfaces import IBlobStore

KIND = "land_use_planning_permit"
PASSWORD = "a good long password"
HOST = "localhost"


_open: list[tuple[Application, Any]] = []


@contextmanager
def doors(*, is_own: bool = False) -> Iterator[None]:
    """Open the archive with its doors while the block lasts; one that is open is shared, unless ``is_own``."""
    if _open and not is_own:
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="chancery-web-"))
    words = {"archive__jobs__pool": "inline", "archive__web__https": "no", "archive__sign_in__second_factor": "nobody"}
    words |= {"archive__api__checks_answers": "yes", "archive__api__wait": "0", "archive__uploads__own": "100000"}
    words |= dict.fromkeys(("archive__api__rate", "archive__api__rate_anonymous"), "100000/second")
    with open_application(make_station(folder, **words)) as application:
        _open.insert(0, (application, make_wsgi(application)))
        try:
            yield
        finally:
            _open.pop(0)
    shutil.rmtree(folder, ignore_errors=True)


def opened() -> tuple[Application, Any]:
    """Give the archive and its doors, which a fixture of the folder's ``conftest.py`` opened."""
    return _open[0]


def browser(name: str = "", language: str = "zh", password: str = PASSWORD) -> TestApp:
    """Give a browser, in which somebody is signed in where a name is given."""
    app = TestApp(opened()[1], extra_environ={"HTTP_HOST": HOST, "HTTP_ACCEPT_LANGUAGE": language})
    if name:
        form = form_of(app.get("/sign-in"), "password")
        form["name"], form["password"] = name, password
        form.submit(status=303)
    return app


def newcomer(name: str, *roles: str, authority: str = "") -> str:
    """Add a user of a test's own, an applicant where nothing else is said; gives the name."""
    application, _app = opened()
    service = application.get(IUserService)
    given = {"roles": roles or ("applicant",), "authority": authority, "password": PASSWORD}

    def add(root: Any) -> str:
        own = f"{name}-{len(root.users)}"
        service.add(root, ADMIN, own, **given)
        return own

    return application.transact(add)


def form_of(response: Any, field: str) -> Any:
    """Give the form of a page that has a field."""
    return next(form for form in response.forms.values() if field in form.fields)


def issued() -> Promise:
    """Issue a licence, once; gives its promise, kept."""
    application, _app = opened()
    drawing = str(application.get(IBlobStore).put(DRAWING))

    def promise(root: Any) -> Any:
        decider = application.get(IUserService).get_actor(root, "decider-nr")
        decision = Decision("示规许〔2026〕9号", "城乡规划法第三十七条", application.clock())
        drawings = drawings_of(KIND, drawing)
        order = IssueOrder(KIND, decider.authority, sample_of(KIND), decision, "web", drawings=drawings)
        return application.get(IIssueService).issue(root, decider, order)

    promised = application.transact(promise)
    if not promised.repeated:
        list(application.get(IRunner).drain([promised.job]))
    return promised

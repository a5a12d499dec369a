"""The pages over a real archive in a folder: made once a process; tests add and take nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from station import make_station
from webtest import TestApp

from archive.app import Application, make_wsgi, open_application

PASSWORD = "a good long password"
HOST = "localhost"


_open: list[tuple[Application, Any]] = []


@contextmanager
def doors() -> Iterator[None]:
    """Open the archive with its doors while the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-web-"))
    words = {"archive__jobs__pool": "inline", "archive__web__https": "no", "archive__sign_in__second_factor": "nobody"}
    with open_application(make_station(folder, **words)) as application:
        _open.append((application, make_wsgi(application)))
        try:
            yield
        finally:
            _open.clear()
    shutil.rmtree(folder, ignore_errors=True)


def opened() -> tuple[Application, Any]:
    """Give the archive and its doors, which a fixture of the folder's ``conftest.py`` opened."""
    return _open[0]


def browser(name: str = "", language: str = "zh") -> TestApp:
    """Give a browser, in which somebody is signed in where a name is given."""
    app = TestApp(opened()[1], extra_environ={"HTTP_HOST": HOST, "HTTP_ACCEPT_LANGUAGE": language})
    if name:
        form = form_of(app.get("/sign-in"), "password")
        form["name"], form["password"] = name, PASSWORD
        form.submit(status=303)
    return app


def form_of(response: Any, field: str) -> Any:
    """Give the form of a page that has a field."""
    return next(form for form in response.forms.values() if field in form.fields)

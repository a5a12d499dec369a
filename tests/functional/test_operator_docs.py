"""A lost disk comes back, and an older database forward, by the commands of the operator's pages."""

from datetime import timedelta

import needs
import pytest
from manuals import run_page
from pyotp import TOTP
from samples import DRAWING
from web_fixture import form_of
from webtest import TestApp

from archive.app import make_wsgi, open_application
from archive.interfaces import IIntakeService, IUserService
from archive.services.drafting.interfaces import IDraftService, IUploadService
from storage.errors import UploadUnknownError
from storage.interfaces import IBlobStore
from storage.zodb.evolution import TAKEN

PASSWORD = "correct horse battery staple"
STEP = "s2026_11_21_add_deliveries"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where an archive is kept and lost; its staff show a second factor."""
    needs.command("sqlite3", "sqlite3")
    monkeypatch.setenv("CHANCERY_ARCHIVE_SIGN_IN_SECOND_FACTOR", "staff")
    return tmp_path


def signed_in(application, name):
    """Give a browser in which somebody has shown the password."""
    app = TestApp(make_wsgi(application), extra_environ={"HTTP_HOST": "localhost"})
    form = form_of(app.get("/sign-in"), "password")
    form["name"], form["password"] = name, PASSWORD
    form.submit(status=303)
    return app


def show_code(app, totp, moment, status):
    """Show the code of a moment."""
    form = form_of(app.get("/sign-in/factor?next=/account"), "code")
    form["code"] = totp.at(moment)
    return form.submit(status=status)


def work(application):
    """Let people work: a second factor, a draft with a file, an upload under way; gives what is known of them."""
    app = signed_in(application, "wang")
    secret = app.get("/sign-in/factor").html.select_one("details code").text.replace("\u200b", "")
    show_code(app, TOTP(secret), application.clock(), 200)
    taken = application.get(IIntakeService).take(DRAWING, "宗地图.png")

    def begin(root):
        anna = application.get(IUserService).get_actor(root, "anna")
        draft = application.get(IDraftService).begin(root, anna, "", ("X1-06",)).id
        application.get(IDraftService).add_material(root, anna, draft, "D12", taken)
        return anna, draft

    anna, draft = application.transact(begin)
    upload = application.get(IUploadService).begin(anna, "出让合同.pdf", 1000)
    application.get(IUploadService).append(anna, upload.id, 0, b"%PDF-1.7")
    return secret, anna, draft, upload.id


def test_an_archive_is_kept_lost_and_brought_back_as_it_is_written(folder):
    run_page("backup.md", folder, {}, ("sh intro",))
    with open_application(folder / "development.ini") as application:
        secret, anna, draft, upload = work(application)
    said = run_page("backup.md", folder, {})
    for word in ("the database is lost", "and none is made in its place"):
        assert f"exit 1: {word}" in said
    with open_application(folder / "development.ini") as application:
        app = signed_in(application, "wang")
        show_code(app, TOTP(secret), application.clock() + timedelta(seconds=30), 303)
        assert app.get("/account").status_int == 200
        seen = application.transact(lambda root: application.get(IDraftService).view(root, anna, draft))
        (material,) = seen.materials
        with application.get(IBlobStore).open(material.digest) as file:
            assert file.read() == DRAWING
        with pytest.raises(UploadUnknownError):
            application.get(IUploadService).get(anna, upload)


def test_an_older_database_is_brought_forward_and_back_as_it_is_written(folder):
    run_page("upgrade.md", folder, {}, ("sh intro",))
    with open_application(folder / "development.ini") as application:
        application.transact_on_database(_make_older)
    said = run_page("upgrade.md", folder, {})
    assert "exit 1: a step waits" in said
    assert "exit 1: as it was, and so the step waits again" in said
    with open_application(folder / "development.ini") as application:
        assert application.transact(lambda root: hasattr(root, "deliveries"))


def _make_older(root):
    """Make a database one step older."""
    root[TAKEN].remove(STEP)
    del root["archive"].deliveries

"""Applications that a browser sent, and what officials then did."""

from functools import cache
from typing import Any

from form_pages import Wizard
from web_fixture import opened

from archive.interfaces import IUserService
from archive.model import Point
from archive.services.process.interfaces import IAskCorrectionService
from archive.services.reading.interfaces import ICaseReading


def send(*items: str) -> str:
    """Fill a form in and send it; gives the application."""
    wizard = Wizard(*items).fill(*items)
    form = next(each for each in wizard.page("letter").forms.values() if each.action.endswith("/submit"))
    sent: str = form.submit(status=303).location.partition("?")[0].rpartition("/")[2]
    return sent


@cache
def waiting() -> Any:
    """Give the case of an application that waits to be accepted, and that nobody changes."""
    return case_of(send("X1-06"))


def case_of(application: str) -> Any:
    """Give the first case of an application."""
    return cases_of(application)[0]


def cases_of(application: str) -> list[Any]:
    """Give the cases of an application, by their items."""

    def read(root: Any) -> list[Any]:
        rows = opened()[0].get(ICaseReading).list(root, actor(root, "applicant"), application=application).rows
        return sorted(rows, key=lambda line: line.item)

    found: list[Any] = opened()[0].transact(read)
    return found


def actor(root: Any, name: str) -> Any:
    """Give somebody."""
    return opened()[0].get(IUserService).get_actor(root, name)


def ask(case: str, *points: tuple[str, str], clerk: str = "clerk-nr") -> None:
    """Ask for a correction."""

    def work(root: Any) -> None:
        asked = [Point(*point) for point in points]
        opened()[0].get(IAskCorrectionService).ask_correction(root, actor(root, clerk), case, asked)

    opened()[0].transact(work)

"""The one form filled in by a browser, as people do."""

from functools import cache
from typing import Any

from archive_fixture import FORM, OWNER
from drafting import typed, typed_data
from samples import DRAWING
from station import ADMIN
from web_fixture import PASSWORD, browser, form_of, opened

from archive.interfaces import IUserService
from archive.services.drafting.interfaces import IFormService

FILES = ("D01", "D04", "D11", "D12", "D20", "D27", "D32", "D38")
PICTURE = ("图.png", DRAWING)


@cache
def stranger() -> str:
    """Give the name of another applicant."""

    def add(root: Any) -> None:
        opened()[0].get(IUserService).add(
            root, ADMIN, "applicant-2", roles=["applicant"], authority="", password=PASSWORD
        )

    opened()[0].transact(add)
    return "applicant-2"


def names(at: str, value: Any) -> dict[str, str]:
    """Flatten a nest of values into the names that a page gives its fields."""
    if isinstance(value, dict):
        return {name: text for key, each in value.items() for name, text in names(f"{at}/{key}", each).items()}
    if isinstance(value, list):
        return {name: text for key, each in enumerate(value) for name, text in names(f"{at}/{key}", each).items()}
    return {at: value}


class Wizard:
    """A draft in a browser."""

    def __init__(self, *items: str, name: str = "applicant", language: str = "zh") -> None:
        self.app = browser(name, language)
        page = self.app.get("/applications/new")
        token = form_of(page, "items")["csrf_token"].value
        begun = self.app.post("/applications/new", [("csrf_token", token), *(("items", item) for item in items)])
        self.address = begun.follow().location.removeprefix("http://localhost").rpartition("/")[0]
        self.draft = self.address.rpartition("/")[2]
        self.token = token

    def page(self, step: str, status: int = 200) -> Any:
        """Open a step."""
        return self.app.get(f"{self.address}/{step}", status=status)

    def was(self, step: str) -> str:
        """What a step's form is shown with."""
        value: str = self.page(step).html.select_one("input[name=was]")["value"]
        return value

    def edition(self) -> str:
        """The draft's edition."""
        return str(opened()[0].transact(lambda root: root.drafts.find(self.draft).edition))

    def post(self, step: str, fields: Any, status: int = 303, **more: Any) -> Any:
        """Send a step's form."""
        was = more.pop("was", None) or self.was(step)
        given = [("csrf_token", self.token), ("was", was), *(fields.items() if isinstance(fields, dict) else fields)]
        return self.app.post(f"{self.address}/{step}", given, status=status, **more)

    def bring(self, document_type: str, file: tuple[str, bytes] = PICTURE, status: int = 303) -> Any:
        """Send a file by the plain form."""
        form = {"csrf_token": self.token}
        files = [("file", *file)] if file else []
        return self.app.post(f"{self.address}/materials/{document_type}", form, upload_files=files, status=status)

    def fill(self, *items: str) -> "Wizard":
        """Fill everything in for items."""
        office: Any = type("Office", (), {"form": opened()[0].get(IFormService)})
        told = {"name": "示例厂房一期", "owner": "示例公司", "owner_code": OWNER}
        who = {"applicant": "示例公司", "applicant_code": OWNER}
        self.post("project", {"project/project": "", **names("project", told), **names("applicant", who)})
        self.post("facts", names("facts", typed(FORM)))
        sections = typed_data(office, *items)
        self.post("shared", names("shared", sections["shared"]))
        for code in items:
            self.post(code, names("data", {code: sections["data"][code]}))
        for document_type in FILES:
            self.bring(document_type)
        page, chosen = self.page("materials"), {}
        for select in page.html.select('select[name^="annexes/"]'):
            chosen[select["name"]] = select.select("option")[1]["value"]
        self.post("materials", chosen)
        return self

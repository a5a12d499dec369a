"""The demo's project: a code that no project of the archive has, and the applications that are made for it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from archive.cli.demo.materials import Material, filled
from archive.identifiers.project import check_digit

FILE: Final = Path(__file__).with_name("project.toml")
FIRST: Final = 12345
"""Serial of the first run's project."""
FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """One run's project."""

    given: Mapping[str, Any]
    """``project.toml`` as it is read."""
    code: str
    days: Mapping[str, date]
    """What happened when, by the names of ``project.toml``."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What fills ``{name}``, ``{code}``, ``{parcel}``, ``{term}`` and the days."""
        term = (self.days["ended"] - self.days["begun"]).days + 1
        parcel = str(self.given["parcel"]).format_map(self.days)
        return {"name": self.name, "code": self.code, "parcel": parcel, "term": term, **self.days}

    @property
    def name(self) -> str:
        """Name of the project."""
        return str(self.given["name"])

    def application(self, index: int, materials: Iterable[Material]) -> dict[str, Any]:
        """Give an application as ``chancery case submit`` reads it; ``index`` 0 is the land's, 1 the one form."""
        told = self.given["applications"][index]
        own = [material for material in materials if material.step == index + 1]
        drawings = {material.drawing: material.path.name for material in own if material.drawing}
        items = [filled(item, self.facts) for item in told["items"]]
        return {
            "key": f"{told['name']}-{self.code}",
            "project": {
                "name": self.name,
                "owner": self.given["owner"],
                "owner_code": self.given["owner_code"],
                "code": self.code,
                "works": filled(self.given["works"], self.facts),
            },
            "applicant": self.given["owner"],
            "applicant_code": self.given["owner_code"],
            "form": told.get("form", {}),
            "items": [{**items[0], "drawings": drawings}, *items[1:]],
            "materials": [{"type": each.document_type, "file": each.path.name} for each in own],
        }


def read_scene(taken: Any, today: date) -> Scene:
    """Make the scene of a run that decides ``today``; ``taken`` holds the project codes that are in use."""
    given = tomllib.loads(FILE.read_text(encoding="utf-8"))
    days = {name: _working_day(today + timedelta(days=away)) for name, away in given["days"].items()}
    codes = (project_code(days["filed"], serial) for serial in count(FIRST))
    return Scene(given, next(code for code in codes if code not in taken), days)


def read_users() -> list[dict[str, Any]]:
    """Read who acts in the demo."""
    return list(tomllib.loads(FILE.read_text(encoding="utf-8"))["users"])


def read_seconds() -> list[dict[str, Any]]:
    """Read who acts besides on the pages: a second decider of each authority, who confirms what the first proposes."""
    return list(tomllib.loads(FILE.read_text(encoding="utf-8"))["seconds"])


def _working_day(day: date) -> date:
    """Give the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def project_code(filed: date, serial: int) -> str:
    """Give the code of a project of the demo that was filed on a day, with its check digit."""
    month = filed.strftime("%y%m")
    return f"{month}-350205-04-01-{serial:05d}{check_digit(f'{month}3502050401{serial:05d}')}"

"""The demo's project: a code that no project of the archive has, and the applications that are made for it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from archive.cli.demo.materials import Material
from archive.identifiers.project import check_digit

FILE: Final = Path(__file__).with_name("project.toml")
FIRST: Final = 12345
"""Serial of the first run's project; 2104-350205-04-01-123451 with its check digit."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One run's project."""

    given: Mapping[str, Any]
    """``project.toml`` as it is read."""
    code: str

    @property
    def facts(self) -> Mapping[str, str]:
        """What fills ``{name}``, ``{code}`` and ``{parcel}``."""
        return {"name": self.name, "code": self.code, "parcel": str(self.given["parcel"])}

    @property
    def name(self) -> str:
        """Name of the project."""
        return str(self.given["name"])

    def application(self, index: int, materials: Iterable[Material]) -> dict[str, Any]:
        """Give an application as ``chancery case submit`` reads it; ``index`` 0 is the land's, 1 the one form."""
        told = self.given["applications"][index]
        own = [material for material in materials if material.step == index + 1]
        drawings = {material.drawing: material.path.name for material in own if material.drawing}
        items = [_filled(item, self.facts) for item in told["items"]]
        return {
            "key": f"{told['name']}-{self.code}",
            "project": {
                "name": self.name,
                "owner": self.given["owner"],
                "owner_code": self.given["owner_code"],
                "code": self.code,
            },
            "applicant": self.given["owner"],
            "applicant_code": self.given["owner_code"],
            "form": told.get("form", {}),
            "items": [{**items[0], "drawings": drawings}, *items[1:]],
            "materials": [{"type": each.document_type, "file": each.path.name} for each in own],
        }


def _filled(value: Any, facts: Mapping[str, str]) -> Any:
    """Fill the facts into every text."""
    if isinstance(value, str):
        return value.format_map(facts)
    if isinstance(value, Mapping):
        return {name: _filled(each, facts) for name, each in value.items()}
    return [_filled(each, facts) for each in value] if isinstance(value, list) else value


def load_scene(taken: Any) -> Scene:
    """Make the scene of the next run; ``taken`` holds the project codes that are in use."""
    given = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Scene(given, next(code for serial in count(FIRST) if (code := project_code(serial)) not in taken))


def project_code(serial: int) -> str:
    """Give a project code of the demo, with its check digit."""
    digits = f"2104350205{'04'}{'01'}{serial:05d}"
    return f"2104-350205-04-01-{serial:05d}{check_digit(digits)}"

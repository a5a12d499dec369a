"""Numbers of a project's other licences that a new one must name, such as 建设用地规划许可证编号."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from archive.errors import LinkMissingError
from templates.model import Kind

NAMEABLE: Final = ("valid", "promised")
"""States of a licence that another one may name: a promised one has its number already."""


def link_keys(kinds: Any, kind: Kind) -> Iterator[tuple[str, str]]:
    """Give each national key of ``kind`` that holds another kind's number, and that kind's name."""
    for name in kinds.names():
        key = kinds.get_kind(name).number_key
        if name != kind.name and key in kind.schema["properties"]:
            yield key, name


def find_number(root: Any, project: str, kind: str, now: datetime) -> str | None:
    """Give the number of the project's latest licence of a kind that may be named, or None."""
    found = [
        (licence.versions[0].decision.recorded_at, licence.number)
        for licence in root.licences.of_project(project)
        if licence.kind == kind and licence.state_at(licence.current or licence.versions[-1], now).state in NAMEABLE
    ]
    return max(found)[1] if found else None


def with_links(
    kinds: Any, root: Any, project: str, kind: Kind, data: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Give the data with the numbers filled in that they leave out; ``LinkMissingError`` for a required one."""
    filled = dict(data)
    for key, other in link_keys(kinds, kind):
        if filled.get(key):
            continue
        number = find_number(root, project, other, now)
        if number is not None:
            filled[key] = number
        elif key in kind.schema.get("required", ()):
            title = kinds.get_kind(other).title["zh"]
            raise LinkMissingError(f"project {project} has no valid {title} for {key}")
    return filled

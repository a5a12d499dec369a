"""What the archive knows already of what the form asks, so that nobody types it again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from archive.models.projects import Building, Project, Works
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.drafting.model import Asked, Field, Known
from archive.services.links import VALID, state_of
from templates.model import Kind

OF_PROJECT: Final[Mapping[str, Callable[[Project], str]]] = {"XMMC": lambda project: project.name}
"""National key → what a project says of it."""
OF_WORKS: Final[Mapping[str, Callable[[Works], str]]] = {
    "GCMC": lambda works: works.name,
    "GCDM": lambda works: works.code,
}
"""National key → what its only works say of it."""
BUILDINGS: Final = "DTXX"
"""National key of a table of buildings."""
HOLDER: Final[Mapping[str, Callable[[Project], str]]] = {
    "holder": lambda project: project.owner,
    "holder_code": lambda project: project.owner_code,
}
"""Role of a kind's key → what a project says of it."""


def known_of(
    asking: tuple[Archive, Actor], project: Project, asked: Asked, kinds: Mapping[str, Kind], now: datetime
) -> Known:
    """Give the values of asked fields that a project's valid licences, and over them the project itself, say.

    ``kinds``: item code → kind of its licence. Nothing of a person is given; nor what a later form must say anew.
    Of a project that begins (its id is empty) only what is told of it is known, and whose the others are.
    """
    root, actor = asking
    values = _of_licences(root, project, now) | _of_project(project)
    for kind in kinds.values():
        values |= {kind.keys[role]: say(project) for role, say in HOLDER.items() if role in kind.keys}
    return Known(
        _chosen(asked.shared, values),
        {item: _chosen(fields, values) for item, fields in asked.own.items()},
        {} if project.id else _owner_of(root, actor),
    )


def _owner_of(root: Archive, actor: Actor) -> dict[str, str]:
    """Give whose projects an applicant begins: its party, else the owner of the last project that names it.

    At the counter it is anybody's.
    """
    if actor.authority:
        return {}
    if actor.party:
        known = {"owner": root.projects.name_of_owner(actor.party), "owner_code": actor.party}
    else:
        last = root.projects.get(max(root.projects.of_applicant(actor.name), default=""))
        known = {"owner": last.owner, "owner_code": last.owner_code} if last else {}
    return {key: value for key, value in known.items() if value}


def _of_licences(root: Archive, project: Project, now: datetime) -> dict[str, Any]:
    """Give what a project's valid licences say, the latest last."""
    valid = [each for each in root.licences.of_project(project.id) if state_of(each, now) in VALID]
    versions = [licence.current for licence in valid if licence.current is not None]
    found: dict[str, Any] = {}
    for version in sorted(versions, key=lambda version: version.decision.recorded_at):
        found |= version.data
    return found


def _of_project(project: Project) -> dict[str, Any]:
    """Give what a project says itself: its name, its only works, its buildings."""
    found: dict[str, Any] = {key: say(project) for key, say in OF_PROJECT.items()}
    works = list(project.works.values())
    if len(works) == 1:
        found |= {key: say(works[0]) for key, say in OF_WORKS.items()}
    if buildings := [building for each in works for building in each.buildings.values()]:
        found[BUILDINGS] = [_row(building) for building in buildings]
    return found


def _row(building: Building) -> dict[str, Any]:
    """Give a building as a row of the table."""
    return {"DTMC": building.name, "DTBM": building.code, **building.facts}


def _chosen(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of fields that are of nobody; of a table, of its fields."""
    return {
        field.key: [_chosen(field.fields, row) for row in values[field.key]]
        if field.type == "rows"
        else values[field.key]
        for field in fields
        if values.get(field.key, "") != "" and not field.is_personal and not field.filled_from
    }

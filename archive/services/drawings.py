"""Which drawings (附图) a licence carries: each in a place of its kind, none missing that it must have."""

from collections.abc import Collection

from archive.errors import DrawingMissingError
from templates.model import Kind


def verify_places(kind: Kind, names: Collection[str]) -> None:
    """Raise ``DrawingMissingError`` where a place that must be filled is not, or a name is no place of the kind."""
    places = {rule.name: rule.required for rule in kind.annexes if rule.source == "drawing"}
    missing = [name for name, required in places.items() if required and name not in names]
    foreign = [name for name in names if name not in places]
    if missing or foreign:
        raise DrawingMissingError(f"{kind.title['zh']}: {', '.join((*missing, *foreign))}")

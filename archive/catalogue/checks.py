"""What a JSON Schema cannot say about the rules: every name means something, once, and nothing waits for itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from archive.catalogue.places import RulesFile

NAMES: Final = {
    "media": "name",
    "facts": "name",
    "building_facts": "key",
    "channels": "code",
    "document_types": "id",
    "procedures": "fact",
    "items": "code",
}
"""Table → the key that names its entries."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the rules."""

    place: str
    """``<file>:<line>``."""
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


Entry = tuple[RulesFile, int, dict[str, Any]]
"""File, position in its table, values."""


def entries(files: tuple[RulesFile, ...], table: str) -> Iterator[Entry]:
    """Every entry of a table, over all files."""
    for file in files:
        for index, values in enumerate(file.values.get(table, ())):
            yield file, index, values


def check_rules(files: tuple[RulesFile, ...]) -> Iterator[Fault]:
    """Every fault of rules whose shape is right."""
    known = {table: {values[key] for _, _, values in entries(files, table)} for table, key in NAMES.items()}
    yield from _check_twice(files)
    yield from _check_names(files, known)
    yield from _check_results(files)
    yield from _check_cycles(files)


def _check_twice(files: tuple[RulesFile, ...]) -> Iterator[Fault]:
    """Nothing is said twice, and the version once."""
    for table, key in NAMES.items():
        seen: dict[str, str] = {}
        for file, index, values in entries(files, table):
            place = file.place((table, index, key))
            if (first := seen.setdefault(values[key], place)) != place:
                yield Fault(place, f"{values[key]}: {first}: archive.why-said-twice")
    versions = [file for file in files if "version" in file.values]
    if len(versions) != 1:
        yield Fault(files[0].place(("version",)), f"{len(versions)}: archive.why-version-not-once")


def _names_used(table: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Every name that an entry uses: the table that must know it, the name, where it stands in the entry."""
    if table == "document_types":
        yield "media", values["media"], ("media",)
    if table == "procedures":
        yield "facts", values["fact"], ("fact",)
        for row, limit in enumerate(values["limits"]):
            yield "facts", limit["fact"], ("limits", row, "fact")
    if table == "items":
        for row, material in enumerate(values["materials"]):
            yield from (("document_types", name, ("materials", row, "types")) for name in material["types"])
            yield from (("facts", name, ("materials", row, "when")) for name in material.get("when", ()))
        yield "document_types", values["result"]["document_type"], ("result", "document_type")
        for row, link in enumerate(values["result"].get("links", ())):
            yield "document_types", link["document_type"], ("result", "links", row, "document_type")


def _check_names(files: tuple[RulesFile, ...], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Every name that is used is declared."""
    for table in NAMES:
        for file, index, values in entries(files, table):
            for target, name, path in _names_used(table, values):
                if name not in known[target]:
                    yield Fault(file.place((table, index, *path)), f"{target}: {name}: archive.why-undeclared")


def _check_results(files: tuple[RulesFile, ...]) -> Iterator[Fault]:
    """An item gives what is a result, and links lead to licences of ours."""
    types = {values["id"]: values for _, _, values in entries(files, "document_types")}
    for file, index, values in entries(files, "items"):
        result = values["result"]
        if types.get(result["document_type"], {}).get("origin") not in {"result", None}:
            place = file.place(("items", index, "result", "document_type"))
            yield Fault(place, f"{result['document_type']}: archive.why-no-result")
        for row, link in enumerate(result.get("links", ())):
            if link["document_type"] in types and not types[link["document_type"]].get("kind"):
                place = file.place(("items", index, "result", "links", row, "document_type"))
                yield Fault(place, f"{link['document_type']}: archive.why-no-number")


def _check_cycles(files: tuple[RulesFile, ...]) -> Iterator[Fault]:
    """No item needs its own result, over however many others."""
    needs = {
        values["result"]["document_type"]: {name for material in values["materials"] for name in material["types"]}
        for _, _, values in entries(files, "items")
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        file, index, values = next(
            entry for entry in entries(files, "items") if entry[2]["result"]["document_type"] in circle
        )
        yield Fault(
            file.place(("items", index, "materials")), f"{values['code']}: {' → '.join(circle)}: archive.why-circle"
        )

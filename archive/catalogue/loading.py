"""Loads the rules: every file read, its shape and then its sense checked, all faults told with file and line."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from archive.catalogue.checks import Fault, check_rules, entries
from archive.catalogue.errors import CatalogueInvalidError
from archive.catalogue.model import Catalogue, Channel, DocumentType, Item, Limit, Link, Material, Procedure, Result
from archive.catalogue.places import RulesFile

RULES: Final = Path(__file__).with_name("rules")
"""The rules that come with the package."""

_SCHEMA: Final = jsonschema_rs.validator_for(json.loads(Path(__file__).with_name("schema.json").read_bytes()))


def read_catalogue(folder: Path = RULES) -> Catalogue:
    """Load every ``*.toml`` under ``folder``; ``CatalogueInvalidError`` names each fault's file and line."""
    files = tuple(_read(path, path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*.toml")))
    if not files:
        raise CatalogueInvalidError(f"{folder}: *.toml")
    _raise_faults(fault for file in files for fault in _check_shape(file))
    _raise_faults(check_rules(files))
    return _build(files)


def _raise_faults(faults: Iterator[Fault]) -> None:
    """Raise ``CatalogueInvalidError`` where there is a fault."""
    if found := [str(fault) for fault in faults]:
        raise CatalogueInvalidError("; ".join(found))


def _read(path: Path, name: str) -> RulesFile:
    """Read one file; dates become text, as JSON has none."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueInvalidError(f"{name}: {error}") from error
    return RulesFile(name, text, json.loads(json.dumps(values, default=str)))


def _check_shape(file: RulesFile) -> Iterator[Fault]:
    """Every fault against the schema."""
    for error in _SCHEMA.iter_errors(file.values):
        yield Fault(file.place(list(error.instance_path)), error.message)


def _build(files: tuple[RulesFile, ...]) -> Catalogue:
    """Make the catalogue of checked files."""
    media = {values["name"]: values for _, _, values in entries(files, "media")}
    types = {
        values["id"]: _document_type(values, media[values["media"]])
        for _, _, values in entries(files, "document_types")
    }
    return Catalogue(
        version=next(str(file.values["version"]) for file in files if "version" in file.values),
        document_types=types,
        items={values["code"]: _item(values, types) for _, _, values in entries(files, "items")},
        facts={values["name"]: values["type"] for _, _, values in entries(files, "facts")},
        fact_titles={values["name"]: _title(values) for _, _, values in entries(files, "facts")},
        building_facts={values["key"]: values["type"] for _, _, values in entries(files, "building_facts")},
        procedures=tuple(_procedure(values) for _, _, values in entries(files, "procedures")),
        channels={values["code"]: _channel(values) for _, _, values in entries(files, "channels")},
    )


def _title(values: Mapping[str, Any]) -> dict[str, str]:
    """Give an entry's title by language."""
    return {language: values[language] for language in ("zh", "en")}


def _document_type(values: Mapping[str, Any], media: Mapping[str, Any]) -> DocumentType:
    """Make a document type."""
    return DocumentType(
        values["id"],
        _title(values),
        values["origin"],
        frozenset(media["types"]),
        media["limit"],
        values.get("kind", ""),
    )


def _channel(values: Mapping[str, Any]) -> Channel:
    """Make a channel of delivery."""
    return Channel(values["code"], _title(values), values.get("address", False), tuple(values["receipts"]))


def _item(values: Mapping[str, Any], types: Mapping[str, DocumentType]) -> Item:
    """Make an item."""
    given = values["result"]
    links = tuple(Link(row["key"], row["document_type"], row.get("required", False)) for row in given.get("links", ()))
    return Item(
        code=values["code"],
        title=_title(values),
        national_code=values.get("national_code", ""),
        stage=values["stage"],
        department=values["department"],
        mode=values["mode"],
        days=values["days"],
        source=values["source"],
        in_force_from=date.fromisoformat(values["in_force_from"]),
        materials=tuple(_material(row) for row in values["materials"]),
        form_keys=tuple(values.get("form_keys", ())),
        result=Result(given["document_type"], types[given["document_type"]].kind, links),
    )


def _material(values: Mapping[str, Any]) -> Material:
    """Make a material."""
    return Material(
        tuple(values["types"]), values.get("key", False), values.get("optional", False), values.get("when", {})
    )


def _procedure(values: Mapping[str, Any]) -> Procedure:
    """Make a procedure."""
    limits = tuple(Limit(row["fact"], row.get("most"), tuple(row.get("one_of", ()))) for row in values["limits"])
    return Procedure(values["fact"], _title(values), values["source"], limits)

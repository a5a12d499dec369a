"""The description as a page that people read and try: made from the same file that requests are held to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markupsafe import Markup, escape

from archive.web.api.contract import follow, operations_of, read_contract
from archive.web.views import page

CODE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter."""

    name: str
    place: str
    is_required: bool
    type: str
    description: Markup


@dataclass(frozen=True, slots=True)
class Media:
    """A body that is taken or given: its media type and the name of its schema, or the schema itself."""

    type: str
    schema: str
    """Name of a component; empty where it is bytes or is told on the spot."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer under a status."""

    status: str
    description: Markup
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One operation."""

    id: str
    method: str
    path: str
    summary: Markup
    description: Markup
    permission: str
    """Empty where anyone may."""
    parameters: tuple[Parameter, ...]
    bodies: tuple[Media, ...]
    answers: tuple[Answer, ...]


@page("api")
def show_description(request: Any) -> Any:
    """Show every operation by its tag, and every schema."""
    document = read_contract().document
    tags = [(tag["name"], marked(tag["description"]), tell_tag(tag["name"])) for tag in document["tags"]]
    schemas = {name: json.dumps(each, ensure_ascii=False, indent=2) for name, each in tell_schemas().items()}
    return request.render(
        "api.html", {"about": marked(document["info"]["description"]), "tags": tags, "schemas": schemas}
    )


def tell_schemas() -> Mapping[str, Any]:
    """Give every schema by its name."""
    schemas: Mapping[str, Any] = read_contract().document["components"]["schemas"]
    return schemas


@cache
def tell_tag(tag: str) -> tuple[Told, ...]:
    """Tell every operation of a tag, in the file's order."""
    document = read_contract().document
    return tuple(_tell(document, *each) for each in operations_of(document) if tag in each[2]["tags"])


def _tell(document: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]) -> Told:
    """Tell one operation."""
    return Told(
        told["operationId"],
        method.upper(),
        document["servers"][0]["url"] + path,
        marked(told["summary"]),
        marked(told.get("description", "")),
        told.get("x-permission", ""),
        tuple(_tell_parameter(follow(document, each)) for each in told["parameters"]),
        _tell_media(told.get("requestBody", {})),
        tuple(
            Answer(status, marked(follow(document, each)["description"]), _tell_media(follow(document, each)))
            for status, each in told["responses"].items()
        ),
    )


def marked(text: str) -> Markup:
    """Give a text of the description, in which what stands between backticks is code, as HTML."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before


def _tell_parameter(told: Mapping[str, Any]) -> Parameter:
    """Tell one parameter."""
    schema = follow(read_contract().document, told["schema"])
    kind = " | ".join(map(str, schema["enum"])) if "enum" in schema else str(schema.get("type", "string"))
    return Parameter(told["name"], told["in"], told.get("required", False), kind, marked(told.get("description", "")))


def _tell_media(told: Mapping[str, Any]) -> tuple[Media, ...]:
    """Tell what a body may be."""
    return tuple(
        Media(media, each["schema"].get("$ref", "").rpartition("/")[2])
        for media, each in told.get("content", {}).items()
    )

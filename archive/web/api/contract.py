"""Reads the API's description (OpenAPI 3.1) and compiles what requests and answers are held to, once at the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from templates.faults import Validator, compile_schema

DESCRIPTION: Final = Path(__file__).with_name("openapi.yaml")
METHODS: Final = ("get", "put", "post", "delete", "patch")
JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
PLACES: Final = ("path", "query", "header")


@dataclass(frozen=True, slots=True)
class Place:
    """The parameters of an operation in one place: path, query or header (names of headers in lower case)."""

    types: Mapping[str, str]
    """Name → its JSON type, by which the text is read."""
    defaults: Mapping[str, Any]
    validator: Validator


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation takes as a body."""

    validators: Mapping[str, Validator]
    """Media type, such as ``image/*``, → what a body of it is held to: that of a form is the form's fields."""
    limit: str
    """Setting that bounds its bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an operation under one status."""

    validators: Mapping[str, Validator | None]
    """Media type → what its JSON is held to; None: bytes."""
    headers: frozenset[str]
    """Headers that it always has."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    id: str
    method: str
    """In capitals."""
    path: str
    """Template from the server's root on, such as ``/api/v1/cases/{case}``."""
    permission: str
    """Right that it needs; empty where anyone may."""
    places: Mapping[str, Place]
    body: Body | None
    answers: Mapping[str, Answer]
    """Status, ``4XX`` or ``5XX`` → answer."""


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole description."""

    document: Mapping[str, Any]
    operations: Mapping[str, Operation]
    """By ``operationId``."""


@cache
def read_contract() -> Contract:
    """Read our own description, once a process."""
    return load_contract(DESCRIPTION.read_bytes())


def load_contract(text: bytes) -> Contract:
    """Read a description and compile it; ``KeyError`` or ``ValueError`` where it is none."""
    document = yaml.load(text, yaml.CSafeLoader)
    found = (_Reader(document).read(*each) for each in operations_of(document))
    return Contract(document, {each.id: each for each in found})


def follow(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a reference stands for; what is none stands for itself. ``KeyError``."""
    while "$ref" in told:
        steps, told = told["$ref"].removeprefix("#/").split("/"), document
        for step in steps:
            told = told[step]
    return told


def operations_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every path with each of its methods, and what is said of it, its path's parameters included."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                common = item.get("parameters", [])
                yield path, method, {**item[method], "parameters": [*common, *item[method].get("parameters", [])]}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one operation after the other."""

    document: Mapping[str, Any]

    def read(self, path: str, method: str, told: Mapping[str, Any]) -> Operation:
        """Read one operation."""
        is_open = told.get("security") == []
        return Operation(
            told["operationId"],
            method.upper(),
            self.document["servers"][0]["url"] + path,
            "" if is_open else told["x-permission"],
            {place: self._place(place, told["parameters"]) for place in PLACES},
            self._body(told["requestBody"]) if "requestBody" in told else None,
            {status: self._answer(answer) for status, answer in told["responses"].items()},
        )

    def _follow(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what a reference stands for (within a schema they are the validator's affair)."""
        return follow(self.document, told)

    def _compile(self, schema: Mapping[str, Any]) -> Validator:
        """Compile a schema, with everything that it may refer to beside it."""
        return compile_schema({**schema, "components": self.document["components"]})

    def _place(self, place: str, parameters: list[Mapping[str, Any]]) -> Place:
        """Read the parameters of a place; a header that is not told of is another's affair, all else is refused."""
        here = [each for each in map(self._follow, parameters) if each["in"] == place]
        named = {(each["name"].lower() if place == "header" else each["name"]): each for each in here}
        schema = {
            "type": "object",
            "additionalProperties": place == "header",
            "required": [name for name, each in named.items() if each.get("required")],
            "properties": {name: each["schema"] for name, each in named.items()},
        }
        rules = {name: self._follow(each["schema"]) for name, each in named.items()}
        return Place(
            {name: rule.get("type", "string") for name, rule in rules.items()},
            {name: rule["default"] for name, rule in rules.items() if "default" in rule},
            self._compile(schema),
        )

    def _body(self, told: Mapping[str, Any]) -> Body:
        """Read what an operation takes as a body."""
        validators = {media: self._compile(each["schema"]) for media, each in told["content"].items()}
        return Body(validators, told.get("x-streamed", "archive.api.body_limit"))

    def _answer(self, told: Mapping[str, Any]) -> Answer:
        """Read one answer."""
        told = self._follow(told)
        headers = {name: self._follow(each) for name, each in told.get("headers", {}).items()}
        return Answer(
            {
                media: self._compile(each["schema"]) if media.endswith("json") else None
                for media, each in told.get("content", {}).items()
            },
            frozenset(name for name, each in headers.items() if each.get("required")),
        )

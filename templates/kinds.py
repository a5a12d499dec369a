"""Licence kinds: folders ``documents/<kind>/v<N>/`` read once, checked whole, frozen by digest.

A folder holds ``kind.toml`` (names, codes, number, seals, annexes), ``schema.json`` (JSON Schema 2020-12 with the
national keys), ``labels.toml`` (zh and en for every key), ``template.typ`` and samples.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

from zope.interface import implementer

from templates.errors import (
    DataInvalidError,
    GlyphMissingError,
    KindInvalidError,
    KindUnknownError,
    SealGlyphMissingError,
)
from templates.faults import (
    Formats,
    Validator,
    assigned_fields,
    check_faults,
    compile_schema,
    fields_of,
    personal_fields,
    pointer_to,
    request_schema,
)
from templates.interfaces import IKinds
from templates.model import HOLDER_TYPES, AnnexRule, Kind, Rule, SealPlace
from templates.rules import CHECKS, check_rules

DOCUMENTS: Final = Path(__file__).parent / "documents"
"""The kinds that come with the package."""

SEAL_BINDING: Final = ("seal", 1)
"""The fonts of seal pictures are bound as if they were a kind."""
LANGUAGES: Final = ("zh", "en")
ASSIGNED: Final = ("authority", "authority_code", "issued_on")
"""Roles whose fields the archive writes."""
ROLES: Final = (*ASSIGNED, "holder", "holder_code")
MORE_ROLES: Final = ("holder_code_type", "number_class")
"""Roles that a kind need not have."""
TYPE_CODE: Final = re.compile(r"[0-9A-Z]{21}\Z")
SOURCES: Final = ("drawing", "data")
NOTHING: Final[tuple[Any, ...]] = ("", [], [""])
"""What says nothing, as one value or as several."""
FILES: Final = ("kind.toml", "labels.toml", "schema.json", "template.typ", "sample.json")


class Fonts(Protocol):
    """What glyph checks need to know of the fonts."""

    def coverage(self, name: str, version: int) -> frozenset[int]:
        """Code points that the fonts bound to a template version can draw."""


def read_kind(folder: Path) -> Kind:
    """Read one version of a kind from ``<kind>/v<N>``; ``KindInvalidError`` names what is wrong."""
    try:
        text = {name: (folder / name).read_bytes() for name in FILES}
        about = tomllib.loads(text["kind.toml"].decode())
        labels = tomllib.loads(text["labels.toml"].decode())
        schema = json.loads(text["schema.json"])
        kind = _kind(folder, about, labels, schema)
        problems = tuple(_check_kind(kind, json.loads(text["sample.json"])))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise KindInvalidError(f"{folder.parent.name}/{folder.name}: {type(error).__name__}: {error}") from error
    if problems:
        raise KindInvalidError(f"{folder.parent.name}/{folder.name}: " + "; ".join(problems))
    return kind


def digest_of(folder: Path, paper: Path) -> str:
    """SHA-256 over the names and bytes of a kind's files and of the paper that it is drawn on."""
    total = hashlib.sha256()
    for base in (folder, paper):
        for path in _files_in(base):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(base.parent).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _files_in(folder: Path) -> list[Path]:
    """Every file under a folder, in order."""
    return sorted(entry for entry in folder.rglob("*") if entry.is_file())


def _kind(folder: Path, about: Mapping[str, Any], labels: Mapping[str, Any], schema: Mapping[str, Any]) -> Kind:
    """Put what the files say into a value."""
    return Kind(
        name=folder.parent.name,
        version=int(folder.name.removeprefix("v")),
        paper=about["paper"],
        title={language: about["title"][language] for language in LANGUAGES},
        type_code=about["type_code"],
        provisional=about["provisional"],
        number_pattern=about["number"]["pattern"],
        number_key=about["number"]["key"],
        number_display=about["number"]["display"],
        keys={role: about["keys"][role] for role in (*ROLES, *(about["keys"].keys() & set(MORE_ROLES)))},
        seals=tuple(SealPlace(seal["page"], seal["x"], seal["y"]) for seal in about["seals"]),
        annexes=tuple(AnnexRule(rule["name"], rule["source"], rule["required"]) for rule in about["annexes"]),
        rules=tuple(_rule(rule) for rule in about.get("rules", ())),
        schema=schema,
        labels={language: labels[language] for language in LANGUAGES},
        digest=digest_of(folder, folder.parent.parent / "paper" / f"v{about['paper']}"),
    )


def _rule(given: Mapping[str, Any]) -> Rule:
    """Read a rule of ``kind.toml``."""
    return Rule(given["name"], tuple(given["keys"]), tuple(map(tuple, given.get("groups", ()))))


def _check_kind(kind: Kind, sample: Mapping[str, Any]) -> Iterator[str]:
    """Yield every contradiction in a kind."""
    compile_schema(kind.schema)
    if not TYPE_CODE.match(kind.type_code):
        yield f"type_code = {kind.type_code!r}: templates.why-type-code"
    if "{number}" not in kind.number_display:
        yield "number.display: templates.why-no-number"
    for rule in kind.annexes:
        if rule.source not in SOURCES:
            yield f"{rule.name}: {rule.source!r}: templates.why-annex-source"
    yield from _check_keys(kind)
    yield from _check_holders(kind)
    yield from _check_own_rules(kind)
    yield from (f"{rule['pattern']}: templates.why-no-example" for rule in _untold_patterns(kind.schema))
    assigned = assigned_fields(kind.schema)
    for fault in check_faults(compile_schema(request_schema(kind.schema)), sample, {}, assigned):
        yield f"sample.json{fault.path}: {fault.code}"


def _untold_patterns(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Every rule of a schema, at any depth, whose pattern nothing explains to people: no format, no example."""
    if isinstance(schema, Mapping):
        if isinstance(schema.get("pattern"), str) and schema.keys().isdisjoint({"format", "examples"}):
            yield schema
        yield from (rule for part in schema.values() for rule in _untold_patterns(part))


def _check_own_rules(kind: Kind) -> Iterator[str]:
    """Yield every rule that there is not, and every key of a rule that the schema lacks."""
    yield from (f"rules: {rule.name}" for rule in kind.rules if rule.name not in CHECKS)
    named = {key for rule in kind.rules for key in rule.keys}
    yield from (f"rules: {key}: templates.why-no-field" for key in sorted(named - dict(fields_of(kind.schema)).keys()))


def _check_keys(kind: Kind) -> Iterator[str]:
    """Yield every key that the schema or the labels lack."""
    by_archive = {kind.number_key, *(kind.keys[role] for role in ASSIGNED)}
    for key in sorted(by_archive - assigned_fields(kind.schema)):
        yield f"{key}: templates.why-not-read-only"
    by_request = {key for role, key in kind.keys.items() if role not in ASSIGNED}
    for key in sorted(by_request - kind.schema["properties"].keys()):
        yield f"{key}: templates.why-no-field"
    for language in LANGUAGES:
        for key in sorted(dict(fields_of(kind.schema)).keys() - kind.labels[language].keys()):
            yield f"{key}: {language}: templates.why-no-label"


def _check_holders(kind: Kind) -> Iterator[str]:
    """Yield where data that pass the schema say no holder, none's code, or a type of code that GB/T 36903 has not.

    The attached XML always has them, and its XSD lets none be empty.
    """
    for key in (kind.keys["holder"], kind.keys["holder_code"]):
        if key not in kind.schema["required"]:
            yield f"{key}: templates.why-not-required"
        if any(_takes(kind.schema, key, nothing) for nothing in NOTHING):
            yield f"{key}: templates.why-may-be-empty"
    if (key := kind.keys.get("holder_code_type", "")) and not _types_of(kind.schema, key) <= HOLDER_TYPES.keys():
        yield f"{key}: templates.why-holder-types: {', '.join(HOLDER_TYPES)}"


def _takes(schema: Mapping[str, Any], key: str, value: Any) -> bool:
    """Say whether a field may hold ``value``."""
    alone = {"$defs": schema.get("$defs", {}), "properties": {key: schema["properties"].get(key, {})}}
    return bool(compile_schema(alone).compiled.is_valid({key: value}))


def _types_of(schema: Mapping[str, Any], key: str) -> set[str]:
    """Every value that a field, or each entry of its list, may have by its ``enum``; ``*`` where it has none."""
    rule: Mapping[str, Any] = schema["properties"].get(key, {})
    while step := next((name for name in ("$ref", "items") if name in rule), None):
        rule = rule["items"] if step == "items" else schema["$defs"][str(rule["$ref"]).rpartition("/")[2]]
    return set(map(str, rule.get("enum", "*")))


def public_data(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a licence's files may hold of its data: all but what the schema marks ``personal``, at any depth."""
    personal = personal_fields(kind.schema)
    return dict(_with_fields(data, lambda key, value: {} if key in personal else {key: value}))


def masked_data(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """What may be shown of a licence's data to anybody: of what is ``personal``, at most the last four characters."""
    personal = personal_fields(kind.schema)
    return dict(_with_fields(data, lambda key, value: {key: _masked(str(value)) if key in personal else value}))


def _masked(text: str) -> str:
    """Stars, and the last four characters of what has more than eight."""
    shown = text[-4:] if len(text) > 8 else ""
    return "*" * (len(text) - len(shown)) + shown


def _with_fields(value: Any, change: Callable[[str, Any], dict[str, Any]]) -> Any:
    """A value in which each field, at any depth, became what ``change`` makes of its key and value."""
    if isinstance(value, Mapping):
        changed = (change(key, _with_fields(entry, change)) for key, entry in value.items())
        return {key: entry for fields in changed for key, entry in fields.items()}
    return [_with_fields(entry, change) for entry in value] if isinstance(value, (list, tuple)) else value


def texts_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text in a value, at any depth, after its place (JSON Pointer)."""
    if isinstance(value, str):
        yield pointer_to(path), value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from texts_of(entry, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            yield from texts_of(entry, (*path, place))


def verify_coverage(coverage: frozenset[int], value: Any, besides: Container[str] = ()) -> None:
    """Raise ``GlyphMissingError`` with every character of ``value`` that is not covered, and its code point.

    Texts at the places ``besides`` are not looked at.
    """
    letters = set().union(*(text for place, text in texts_of(value) if place not in besides))
    missing = sorted(letter for letter in letters - {"\n"} if ord(letter) not in coverage)
    if missing:
        names = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise GlyphMissingError(names)


@implementer(IKinds)
class FolderKinds:
    """The kinds of one folder, loaded at the first question."""

    def __init__(self, folder: Path, fonts: Fonts, formats: Formats | None = None) -> None:
        self.folder = folder
        self.fonts = fonts
        self.formats = formats
        """Formats that schemas may name beyond JSON Schema's own."""
        self._validators: dict[tuple[str, bool], Validator] = {}

    @cached_property
    def _kinds(self) -> dict[str, dict[int, Kind]]:
        """Name → version → kind."""
        kinds: dict[str, dict[int, Kind]] = {}
        for path in sorted(self.folder.glob("*/v*/kind.toml")):
            kind = read_kind(path.parent)
            kinds.setdefault(kind.name, {})[kind.version] = kind
        return kinds

    def names(self) -> tuple[str, ...]:
        """All kinds' names, sorted."""
        return tuple(sorted(self._kinds))

    def all_versions(self) -> tuple[Kind, ...]:
        """Every version of every kind."""
        return tuple(kind for versions in self._kinds.values() for kind in versions.values())

    def get_kind(self, name: str, version: int | None = None) -> Kind:
        """Give a kind, its newest version without ``version``; ``KindUnknownError``, ``KindInvalidError``."""
        versions = self._kinds.get(name, {})
        found = versions.get(max(versions, default=0) if version is None else version)
        if found is None:
            wanted = name if version is None else f"{name} v{version}"
            raise KindUnknownError(f"{wanted}: {', '.join(self.names())}")
        return found

    def files(self, kind: Kind) -> dict[str, bytes]:
        """Read everything that a version is drawn with but the fonts."""
        bases = (self.folder / kind.name / f"v{kind.version}", self.folder / "paper" / f"v{kind.paper}")
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes() for base in bases for path in _files_in(base)
        }

    def verify_data(self, kind: Kind, data: Mapping[str, Any]) -> None:
        """Check complete data; ``DataInvalidError`` names every fault."""
        self._check(kind, data, request=False)

    def verify_request(self, kind: Kind, data: Mapping[str, Any]) -> None:
        """Check data before the archive has assigned its fields; ``DataInvalidError`` names every fault."""
        self._check(kind, data, request=True)

    def verify_glyphs(self, kind: Kind, data: Mapping[str, Any], besides: Container[str] = ()) -> None:
        """Raise ``GlyphMissingError`` where no bound font can draw the data, ``FontMissingError`` without fonts."""
        verify_coverage(self.fonts.coverage(kind.name, kind.version), data, besides)

    def masked(self, kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
        """Give data without what is personal (``masked_data``)."""
        return masked_data(kind, data)

    def verify_seal(self, name: str, words: str) -> None:
        """Raise ``SealGlyphMissingError`` where no font of seals can draw one, ``FontMissingError`` without fonts."""
        try:
            verify_coverage(self.fonts.coverage(*SEAL_BINDING), (name, words))
        except GlyphMissingError as error:
            raise SealGlyphMissingError(f"{name}: {error}") from None

    def _check(self, kind: Kind, data: Mapping[str, Any], *, request: bool) -> None:
        """Raise ``DataInvalidError`` with all faults, if any."""
        key = (kind.digest, request)
        if key not in self._validators:
            schema = request_schema(kind.schema) if request else kind.schema
            self._validators[key] = compile_schema(schema, self.formats)
        assigned = assigned_fields(kind.schema) if request else frozenset()
        faults = tuple(check_faults(self._validators[key], data, kind.labels["zh"], assigned))
        faults += tuple(check_rules(kind, data, faults))
        if faults:
            raise DataInvalidError(faults)

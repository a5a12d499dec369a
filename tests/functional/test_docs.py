"""The commands in the operator's pages run as they stand, and the reference says what the program does."""

import json
import re
import socket
import sys
from hashlib import sha256
from pathlib import Path

import click
import needs
import pytest
from issuing import issue, results
from manuals import run_page
from minio import Minio
from servers import MinioServer, PostgresServer
from softhsm_fixture import MODULES, module

from archive.catalogue.loading import read_catalogue
from archive.cli.frame import Group
from archive.cli.frame import chancery as root
from archive.jobs.road import get_roads
from templates.kinds import DOCUMENTS, read_kind

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/reference/command.md").read_text()
LICENCE_DATA = ROOT / "docs/reference/licence-data.md"
KINDS = {file.parents[1].name: read_kind(file.parent) for file in sorted(DOCUMENTS.glob("*/v1/kind.toml"))}


def commands(group, path=()):
    """Every command's words."""
    context = click.Context(group, info_name="chancery")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield from commands(command, (*path, name)) if isinstance(command, Group) else [(*path, name)]


def test_the_first_steps_work_as_they_are_written(tmp_path):
    said = run_page("first-steps.md", tmp_path, {})
    assert "exit 1: suspended, so not valid" in said
    assert '"verdict": "valid"' in said


def test_keys_and_trust_are_kept_as_it_is_written(tmp_path):
    for tool in ("openssl", "softhsm2-util"):
        needs.command(tool, tool.removesuffix("-util"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    said = run_page("keys-and-trust.md", tmp_path, {"8318": str(port), MODULES[0]: str(module())})
    assert "exit 1: the list is missing" in said
    verdicts = [json.loads(line) for line in said.splitlines() if line.startswith('{"file"')]
    levels = {Path(each["file"]).parent.name: each["seals"][0]["level"] for each in verdicts}
    assert levels == {"first": "B-LTA", "second": "B-LTA", "third": "B-T", "fourth": "B-LTA"}
    assert {each["verdict"] for each in verdicts} == {"valid"}


def test_stores_and_databases_are_kept_as_it_is_written(tmp_path):
    needs.command("sqlite3", "sqlite3")
    said = run_page("stores-and-databases.md", tmp_path, {}, ("sh intro", "sh"))
    assert "exit 1: damaged" in said


def test_pages_are_served_as_it_is_written(tmp_path):
    needs.command("curl", "curl")
    said = run_page("serving.md", tmp_path, {"{ gunicorn": f"{{ {Path(sys.executable).parent}/gunicorn"})
    assert said.count("ready") == 2
    assert "<h1>" in said
    assert '"unreadable"' in said


PROGRAMS = {".venv/bin/": f"{Path(sys.executable).parent}/"}


@pytest.mark.minio
def test_documents_are_moved_to_minio_as_it_is_written(tmp_path):
    with MinioServer() as server:
        other = PROGRAMS | {"127.0.0.1:9000": server.endpoint}
        run_page("stores-and-databases.md", tmp_path, other, ("sh intro", "sh minio"))
        client = Minio(server.endpoint, server.access_key, server.secret_key, secure=False)
        (moved,) = (tmp_path / "shown").glob("*.001.?.pdf")
        assert client.get_object_retention("chancery", sha256(moved.read_bytes()).hexdigest()).mode == "GOVERNANCE"
    assert not (tmp_path / "var" / "blobs").exists()


@pytest.mark.postgresql
def test_the_database_is_moved_to_postgresql_as_it_is_written(tmp_path):
    with PostgresServer() as server:
        other = PROGRAMS | {"port=5432": f"port={server.port}", "--username=postgres": "--username=chancery"}
        said = run_page("stores-and-databases.md", tmp_path, other, ("sh intro", "sh postgresql"))
    assert "exit 1: the database is away" in said


@pytest.mark.parametrize("path", list(commands(root)), ids=" ".join)
def test_every_command_is_in_the_reference(path):
    *noun, verb = path
    assert re.search(rf"`[^`]*\b{re.escape(' '.join(noun))}[^`]*\b{re.escape(verb)}\b", REFERENCE) or verb == "verify"


def rule_of(schema, rule):
    """A field's rule with what it takes from ``$defs``; what stands beside ``$ref`` goes before."""
    return {**schema["$defs"][rule["$ref"].rpartition("/")[2]], **rule} if "$ref" in rule else rule


def type_words(rule):
    """What a field holds: its type, then its bounds."""
    if "enum" in rule:
        return f"{rule['type']}: {', '.join(map(str, rule['enum']))}"
    if rule["type"] == "array":
        return f"list of objects, {rule['minItems']} to {rule['maxItems']}"
    if "maximum" in rule:
        least = f"above {rule['exclusiveMinimum']}" if "exclusiveMinimum" in rule else f"{rule['minimum']}"
        return f"{rule['type']}, {least} to {rule['maximum']}"
    named = {"date": "date", "credit-code": "credit code"}.get(rule.get("format", ""), "")
    least = f"{rule['minLength']} to " if "minLength" in rule else "up to "
    return named or (f"text, {least}{rule['maxLength']}" if "maxLength" in rule else "text")


def giver(kind, key, rule):
    """Who gives a field of the first level."""
    if key in {kind.number_key, *(kind.keys[role] for role in ("authority", "authority_code", "issued_on"))}:
        return "the archive"
    linked = {
        link.key
        for item in read_catalogue().items.values()
        for link in item.result.links
        if item.result.kind == kind.name
    }
    if key in linked:
        return "the request; in a case else the project's licence"
    return "nobody yet" if rule.get("readOnly") else "the request"


def note_of(rule):
    """What the reference says of a field's form, and of whom it shall not meet."""
    return (rule.get("description", "") + (" **Kept by the archive alone.**" if rule.get("personal") else "")).strip()


def table_of(kind, fields, required, givers):
    """The rows that the reference has for some fields."""
    for key, field in fields.items():
        rule = rule_of(kind.schema, field)
        names = (f"`{key}`", kind.labels["zh"][key], kind.labels["en"][key])
        needed = "yes" if key in required else ""
        cells = (*names, type_words(rule), needed, *givers(key, rule), note_of(rule))
        yield f"| {' | '.join(cells)} |"


def section_of(kind):
    """All that the reference says of a kind's fields."""
    properties = kind.schema["properties"]
    yield f"## `{kind.name}` {kind.title['zh']}\n"
    yield "| key | 名称 | name | type | required | given by | note |\n|---|---|---|---|---|---|---|"
    yield from table_of(kind, properties, kind.schema["required"], lambda key, rule: (giver(kind, key, rule),))
    for key, field in properties.items():
        entry = rule_of(kind.schema, field).get("items")
        if entry:
            yield f"\nEach of `{key}`:\n\n| key | 名称 | name | type | required | note |\n|---|---|---|---|---|---|"
            yield from table_of(kind, entry["properties"], entry["required"], lambda _key, _rule: ())


@pytest.mark.parametrize("name", KINDS)
def test_the_reference_has_every_field_as_the_schema_says_it(name):
    assert "\n".join(section_of(KINDS[name])) + "\n" in LICENCE_DATA.read_text()


def test_the_reference_names_every_kind():
    assert re.findall(r"^## `(\w+)`", LICENCE_DATA.read_text(), re.MULTILINE) == list(KINDS)


def test_the_csv_of_the_reference_can_be_issued(tmp_path):
    (text,) = re.findall(r"```csv\n(.+?)```", LICENCE_DATA.read_text(), re.DOTALL)
    (tmp_path / "permits.csv").write_text(text)
    answer = issue(tmp_path / "permits.csv", tmp_path / "out", kind="construction_permit")
    assert (answer.code, results(answer)) == (0, ["issued"]), answer.out


def test_the_road_in_the_page_on_kinds_is_one(tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs/developer/licence-kinds.md").read_text(), re.DOTALL)
    (tmp_path / "our_roads.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    road = get_roads({"fire_permit": "our_roads:FIRE"})["fire_permit"]
    assert [name for name, _step in road] == ["annexes", "code", "render", "seal", "keep"]

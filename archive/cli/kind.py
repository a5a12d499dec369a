"""`chancery kind`: which licence kinds there are, and taking a new one into use."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from archive.cli.delivery import make_folder, write_whole
from archive.cli.desk import OPERATOR, Desk
from archive.cli.frame import Command, Group
from archive.cli.options import FOLDER, as_json, option
from archive.interfaces import IAdoptService
from storage.digests import Digest
from storage.interfaces import IBlobStore
from templates.errors import KindUnknownError
from templates.interfaces import IKinds


class Version(click.IntRange):
    """A version's number, from 1, also as lists show it: ``v1``."""

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the number; ``click.BadParameter`` for what is none."""
        number: Any = str(value).strip().lower().removeprefix("v")
        return super().convert(number, param, ctx)


@click.group(cls=Group)
def kind() -> None:
    """Licence kinds."""


@kind.command("list", cls=Command)
@as_json
@click.pass_obj
def list_kinds(desk: Desk, as_json: bool) -> None:
    """List every version of every kind, and whether it is in use."""
    out = desk.output(as_json)
    frozen = desk.transact(lambda root: set(root.template_versions))
    versions = [
        {
            "kind": each.name,
            "version": each.version,
            "title": each.title[desk.language],
            "type_code": each.type_code,
            "provisional": each.provisional,
            "in_use": (each.name, each.version) in frozen,
        }
        for each in desk.get(IKinds).all_versions()
    ]
    out.document({"kinds": versions})
    columns = ("title", "type_code", "in_use")
    rows = [[f"{each['kind']} v{each['version']}", *(each[column] for column in columns)] for each in versions]
    out.table("kinds", ("kind_name", *columns), rows)


@kind.command(cls=Command)
@click.argument("name", metavar="KIND")
@click.argument("version", type=Version(), metavar="VERSION")
@option("--out", "folder", type=FOLDER, required=True, metavar="DIR")
@as_json
@click.pass_obj
def export(desk: Desk, name: str, version: int, folder: Path, as_json: bool) -> None:
    """Write what a version in use is drawn with, as the archive keeps it: its files, its paper, its fonts."""
    out, blobs = desk.output(as_json), desk.get(IBlobStore)
    kept = desk.transact(lambda root: kept_files(root, name, version))
    for path, digest in kept.items():
        make_folder((folder / path).parent)
        write_whole(folder / path, partial(blobs.get, Digest.parse(digest)))
    out.document({"kind": name, "version": version, "written": [str(folder / path) for path in kept]})
    for path in kept:
        out.say("cli.written", path=folder / path)


def kept_files(root: Any, name: str, version: int) -> dict[str, str]:
    """Give every file that a version in use is drawn with: path → digest; ``KindUnknownError``."""
    frozen = root.template_versions.get((name, version))
    if frozen is None:
        known = ", ".join(f"{kind} v{number}" for kind, number in root.template_versions)
        raise KindUnknownError(f"{name} v{version}: {known}")
    fonts = {f"fonts/{file}": digest for digest, file in root.fonts[f"{name}/{version}"]}
    return dict(frozen.files) | fonts


@kind.command(cls=Command)
@click.argument("name", metavar="KIND")
@option("--authority", "allowed", multiple=True, metavar="CODE")
@as_json
@click.pass_obj
def adopt(desk: Desk, name: str, allowed: tuple[str, ...], as_json: bool) -> None:
    """Freeze a kind's new versions, and let authorities issue it."""
    out, service = desk.output(as_json), desk.get(IAdoptService)
    versions = desk.transact(lambda root: service.adopt(root, OPERATOR, name, allowed))
    out.document({"kind": name, "versions": list(versions), "authorities": list(allowed)})
    out.say("cli.kind-adopted" if versions else "cli.kind-known", kind=name, versions=", ".join(map(str, versions)))
    if allowed:
        out.say("cli.kind-allowed", authorities=", ".join(allowed))

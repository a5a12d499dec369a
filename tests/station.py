"""A whole archive in a folder, of real parts: ini, development PKI, fonts, users; made once, copied for each test."""

import atexit
import json
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from archive_fixture import AUTHORITIES, OWNER
from cjk import PLACES, font
from samples import DRAWING, sample_of

from archive.app import open_application, settings_from
from archive.evolve import STEPS
from archive.interfaces import IInitService, IUserService
from archive.permissions import Actor
from signing.trust.pki import SealOwner
from signing.wiring import make_pki
from storage.zodb.evolution import mark_evolved
from storage.zodb.opening import write_embedded_configuration

ADMIN = Actor("admin", frozenset({"operator"}))
ROLES = ("clerk", "reviewer", "decider")
LARGE = 4 << 20
"""Bytes of a file that is larger than all but fonts."""
INI = """\
[app:main]
archive.var = {var}
signing.level = B-B
storage.zodb.uri = {objects}
templates.fonts.sources = {fonts}
"""


def make_station(folder: Path, objects: str = "", **settings: str) -> Path:
    """Make an archive in ``folder``; gives its ini. ``settings``: more of them, with ``__`` for a dot.

    One on SQLite and on the disk is a copy of the first, which shares the files of fonts with it.
    """
    more = {name.replace("__", "."): value for name, value in settings.items()}
    var = folder / "var"
    ini = _write_ini(folder, objects or f"zconfig:{var}/objects/objects.conf", more)
    if objects or "storage.blobs" in more:
        _found(ini)
    else:
        copy_archive(_first(), var)
    return ini


def copy_archive(var: Path, target: Path) -> None:
    """Copy ``var`` of an archive on SQLite and on the disk; files of fonts are shared."""
    shutil.copytree(var, target, copy_function=_copy)
    write_embedded_configuration(target / "objects")


def _write_ini(folder: Path, objects: str, more: dict[str, str]) -> Path:
    """Write the ini of an archive in ``folder``."""
    font()
    ini = folder / "chancery.ini"
    text = INI.format(var=folder / "var", objects=objects, fonts=" ".join(map(str, PLACES)))
    ini.write_text(text + "".join(f"{name} = {value}\n" for name, value in more.items()))
    return ini


@cache
def _first() -> Path:
    """Give ``var`` of an archive that this process has made and nobody changes."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-station-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _found(_write_ini(folder, f"zconfig:{folder}/var/objects/objects.conf", {}))
    return folder / "var"


def _copy(source: str, target: str) -> None:
    """Copy a file; what is as large as a font is never written to, so that a second name does."""
    if os.path.getsize(source) > LARGE:
        with suppress(OSError):  # another filesystem
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _found(ini: Path) -> None:
    """Make the archive that an ini describes."""
    owners = [SealOwner(row["key"], row["name"], row["code"]) for row in AUTHORITIES]
    with open_application(ini, makes=True) as application:
        make_pki(settings_from(ini, {}), owners, application.clock)
        init = application.get(IInitService).init
        application.transact_on_database(lambda top: init(top, AUTHORITIES, "admin", "a good long password"))
        application.transact_on_database(lambda top: mark_evolved(top, STEPS))
        application.transact(lambda root: _add_users(application, root))


def _add_users(application: Any, root: Any) -> None:
    """Add an applicant, and somebody for each role and authority."""
    users = application.get(IUserService)
    staff = [(f"{role}-{row['key']}", role, row["code"]) for row in AUTHORITIES for role in ROLES]
    for name, role, authority in (("applicant", "applicant", ""), *staff):
        users.add(root, ADMIN, name, roles=[role], authority=authority, password="a good long password")
    users.set_party(root, ADMIN, "applicant", OWNER)


def write_rows(path: Path, count: int, kind: str = "land_use_planning_permit") -> Path:
    """Write a file of rows with ids ``r1`` and on, every row with other data, and their one drawing beside it."""
    (path.parent / "图.png").write_bytes(DRAWING)
    data = {**sample_of(kind), "annexes": ["图.png"]}
    rows = [{**data, "id": f"r{number}", "XMMC": f"示例厂房第{number}期"} for number in range(1, count + 1)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def environment() -> dict[str, str]:
    """The environment for commands, without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}


def unmeasured() -> dict[str, str]:
    """The environment for commands whose coverage is not measured: what they run is measured elsewhere, or killed."""
    return {name: value for name, value in environment().items() if not name.startswith("COVERAGE_")}

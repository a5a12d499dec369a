"""The demo's logins: a password for everybody who acts in it, kept beside the demo's files for who tries the pages."""

import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from archive.cli.demo.scene import read_seconds, read_users
from archive.cli.desk import OPERATOR, Desk
from archive.cli.files import read_utf8
from archive.cli.founding import ADMINISTRATOR, new_password
from archive.errors import PasswordWrongError
from archive.interfaces import IUserService
from archive.services.identity.interfaces import IProfileService
from archive.services.identity.model import Profile

NAME: Final = "logins.json"
LONGEST: Final = 100_000
"""Bytes of the file."""
COLUMNS: Final = ("user", "roles", "authority", "password")


def open_logins(desk: Desk, folder: Path) -> list[dict[str, Any]]:
    """Give everybody's login, and add who is not there yet; one that does not open any more is made anew.

    Only the demo's archive has such.
    """
    path = folder / NAME
    kept: Mapping[str, str] = json.loads(read_utf8(path, LONGEST)) if path.exists() else {}
    service = desk.get(IUserService)
    users = [*read_users(), *read_seconds()]
    for row in users:
        desk.transact(partial(add_user, desk, row))
    people = [{"name": ADMINISTRATOR, "roles": ["operator"]}, *users]
    given = {each["name"]: desk.transact(partial(_open, service, each["name"], kept)) for each in people}
    if given != kept:
        write_logins(path, given)
    told = [(each["name"], each["roles"], each.get("authority", ""), given[each["name"]]) for each in people]
    return [dict(zip(COLUMNS, row, strict=True)) for row in told]


def add_user(desk: Desk, row: Mapping[str, Any], root: Any) -> None:
    """Add a user of the demo who is not there yet, under a password that nobody knows."""
    if row["name"] not in root.users:
        service, authority = desk.get(IUserService), row.get("authority", "")
        service.add(root, OPERATOR, row["name"], roles=row["roles"], authority=authority, password=new_password())
        if party := row.get("party"):
            service.set_party(root, OPERATOR, row["name"], party)
        desk.get(IProfileService).put(root, OPERATOR, Profile(row["name"], row["display"]))


def write_logins(path: Path, given: Mapping[str, str]) -> None:
    """Write the logins where only the owner of the folder reads them."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("w", encoding="utf-8") as file:
        json.dump(given, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def _open(service: Any, name: str, kept: Mapping[str, str], root: Any) -> str:
    """Give the password that opens for a user: the one that was kept where it still does, else a new one."""
    if name in kept:
        try:
            service.verify_password(root, name, kept[name])
        except PasswordWrongError:
            pass
        else:
            return kept[name]
    password = new_password()
    service.reset(root, OPERATOR, name, password)
    return password

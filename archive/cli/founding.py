"""Makes what an archive begins with: the development PKI, the archive with its authorities, users' passwords."""

import os
import secrets
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from archive.cli.desk import Desk
from archive.cli.files import read_values
from archive.cli.output import Output
from archive.interfaces import IInitService

AUTHORITIES: Final = Path(__file__).with_name("authorities.toml")
"""The invented authorities of a development archive."""
ADMINISTRATOR: Final = "administrator"
PASSWORD: Final = "CHANCERY_PASSWORD"  # noqa: S105 - the name of a variable, not a secret
"""Environment variable that gives a password where there is no terminal to ask."""


def read_authorities(path: Path) -> list[dict[str, Any]]:
    """Read ``[[authority]]`` tables; what ``read_values`` and ``parse_authorities`` raise."""
    from archive.identifiers.authorities import parse_authorities  # noqa: PLC0415 - help must be quick

    return parse_authorities(read_values(path, tomllib.loads))


def make_pki_for(desk: Desk, authorities: Sequence[Mapping[str, Any]]) -> Path:
    """Make the development PKI with a seal key for each authority; gives its folder. ``PkiExistsError``."""
    from signing.trust.pki import SealOwner  # noqa: PLC0415 - help must be quick
    from signing.wiring import make_pki  # noqa: PLC0415 - help must be quick

    owners = [SealOwner(row["key"], row["name"], row["code"]) for row in authorities]
    make_pki(desk.settings, owners, desk.clock)
    folder: Path = desk.settings["signing.pki.folder"]
    return folder


def make_archive(
    desk: Desk, authorities: Sequence[Mapping[str, Any]], administrator: str, password: str, **founder: Any
) -> None:
    """Make the archive in the database that the settings name; ``ArchiveExistsError``, ``FontMissingError``.

    ``founder`` is who makes it, where it is not `chancery init` (``IInitService``).
    """
    from archive.evolve import STEPS  # noqa: PLC0415 - help must be quick
    from storage.zodb.evolution import mark_evolved  # noqa: PLC0415 - help must be quick

    service = desk.get(IInitService)

    def work(top: Any) -> None:
        service.init(top, authorities, administrator, password, **founder)
        mark_evolved(top, STEPS)

    desk.application.transact_on_database(work)


def new_password() -> str:
    """Give a password that nobody knows."""
    return secrets.token_urlsafe(24)


def ask_password(environment: Mapping[str, str], language_prompt: str, asks: bool) -> str:
    """Give the password: of the environment, else asked for (twice, unseen) at a terminal, else a new one."""
    if given := environment.get(PASSWORD):
        return given
    if asks:
        return str(click.prompt(language_prompt, hide_input=True, confirmation_prompt=True))
    return new_password()


def tell_password(out: Output, user: str) -> None:
    """Say that nobody knows a user's new password, where none was given and nobody could be asked."""
    if not sys.stdin.isatty() and not os.environ.get(PASSWORD):
        out.say("cli.password-unknown", user=user)

"""What every command works with: the configuration, the application once it is needed, who acts."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from archive.cli.errors import ActorUnchosenError, ConfigMissingError
from archive.cli.logbook import keep_log
from archive.cli.names import Names
from archive.cli.output import Output
from archive.errors import ArchiveError, ArchiveMissingError
from archive.permissions import Actor, Permission, is_allowed
from archive.settings import read_settings

Result = TypeVar("Result")
OPERATOR: Final = Actor("shell", frozenset({"operator"}))
"""Whoever has shell access looks after users and blobs, under this name in the events."""
READER: Final = Actor("shell", frozenset({"auditor", "operator"}))
"""Whoever has shell access sees everything."""


class Desk:
    """One call of the command. Nothing is opened before it is asked for; closing it closes everything."""

    def __init__(self, config: Path, language: str) -> None:
        self.config = config
        self.language = language
        """Language of what is printed."""
        self.opened = ExitStack()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opened.close()

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Every setting's typed value; the defaults where there is no configuration."""
        from archive.app import SETTINGS, settings_from  # noqa: PLC0415 - help must be quick

        return settings_from(self.config, {}) if self.config.exists() else read_settings(SETTINGS, {}, os.environ)

    def output(self, as_json: bool) -> Output:
        """Give the place where a command says what came of it."""
        return Output(self.language, as_json, self.settings["archive.timezone"], self.names.columns)

    @cached_property
    def names(self) -> Names:
        """What codes are called in the reader's language."""
        return Names(self.language, self.get, self.transact, READER)

    @property
    def clock(self) -> Callable[[], datetime]:
        """The clock, aware UTC."""
        from archive.app import now  # noqa: PLC0415 - help must be quick

        return now

    @cached_property
    def application(self) -> Any:
        """The application (``archive.app.Application``); ``ConfigMissingError``, and what opening it raises."""
        return self._open(makes=False)

    def found(self) -> None:
        """Open the application, and make its database where there is none yet; for who makes the archive.

        ``StoreForeignError`` where the blob store is another archive's.
        """
        self.application = self._open(makes=True)

    def _open(self, *, makes: bool) -> Any:
        """Open the application for as long as the desk is."""
        from archive.app import open_application  # noqa: PLC0415 - help must be quick

        if not self.config.exists():
            raise ConfigMissingError(str(self.config))
        keep_log(self.settings["archive.var"])
        return self.opened.enter_context(open_application(self.config, makes=makes))

    def get(self, interface: Any) -> Any:
        """Give the service that keeps ``interface``."""
        return self.application.get(interface)

    def transact(self, work: Callable[[Any], Result]) -> Result:
        """Run ``work`` on the archive's root in a transaction."""
        result: Result = self.application.transact(work)
        return result

    def actor(self, name: str | None, permission: Permission, authority: str = "") -> Actor:
        """Give the user who acts: by name, else the only one who may.

        ``authority`` narrows the choice to who acts for it. ``UserUnknownError``, ``UserDisabledError``,
        ``ActorUnchosenError`` naming who could be chosen.
        """
        return self.transact(lambda root: self._actor(root, name, permission, authority))

    def operator(self, name: str | None, permission: Permission) -> Actor:
        """Give the user who acts, where one is named, else whoever has shell access."""
        return self.actor(name, permission) if name else OPERATOR

    def _actor(self, root: Any, name: str | None, permission: Permission, authority: str) -> Actor:
        """Choose inside a transaction."""
        users = self._users()
        if name:
            actor: Actor = users.get_actor(root, name)
            return actor
        able = [actor for actor in _enabled(users, root) if is_allowed(actor, permission)]
        able = [actor for actor in able if not authority or actor.authority == authority]
        if len(able) != 1:
            raise ActorUnchosenError(", ".join(actor.name for actor in able) or str(permission))
        return able[0]

    def _users(self) -> Any:
        """Give the user service."""
        from archive.interfaces import IUserService  # noqa: PLC0415 - help must be quick

        return self.get(IUserService)

    def find_register(self) -> Callable[[str, str, datetime], Any] | None:
        """Give the register's look-up (identifier, digest, moment → ``StatusAnswer``); None without an archive.

        Raises what opening an archive raises that is there, but cannot be asked.
        """
        from archive.interfaces import IRegister  # noqa: PLC0415 - help must be quick

        if not self.config.exists():
            return None
        try:
            self.transact(lambda root: root.licences)
            register = self.get(IRegister)
        except ArchiveMissingError:
            return None
        return lambda identifier, digest, at: self.transact(
            lambda root: register.status_of(root, identifier, digest, at)
        )


def _enabled(users: Any, root: Any) -> Iterator[Actor]:
    """Every user who is not disabled, by name."""
    for name in root.users:
        try:
            yield users.get_actor(root, name)
        except ArchiveError:
            continue

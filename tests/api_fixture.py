"""A small API on an archive in memory: a description of one's own or ours, and whoever asks by a token of two words."""

from dataclasses import dataclass
from typing import Any

from archive_fixture import KINDS, ZONE, actor
from pyramid.config import Configurator
from pyramid.decorator import reify
from webtest import TestApp
from zope.interface import implementer

from archive.app import SETTINGS as EVERY
from archive.services.identity.interfaces import ITokenService
from archive.services.identity.model import TokenFound
from archive.settings import read_settings
from archive.web.api.operations import add_operations
from archive.web.rates import IRates, Rates
from archive.web.request import Request
from signing.interfaces import IClock
from templates.interfaces import IKinds

SETTINGS = read_settings(EVERY, {}, {}) | {
    "archive.language": "en",
    "archive.timezone": ZONE,
    "archive.api.body_limit": 1000,
    "archive.api.checks_answers": True,
    "archive.intake.limit": 5000,
    "archive.web.https": False,
}
RATE = "1000000/minute"


@implementer(ITokenService)
class Tokens:
    """Tokens of the form ``<role>.<name>``."""

    def find(self, _root: Any, token: str) -> Any:
        """Give who acts by a token."""
        role, dot, name = token.partition(".")
        return TokenFound(actor(role, name=name), token) if dot else None

    def touch(self, _root: Any, _token: str) -> None:
        """Note nothing."""


@dataclass
class Root:
    """No archive at all."""

    verify_key: bytes = b"k" * 32


def bearing(token: str) -> dict[str, str]:
    """Headers with a token."""
    return {"Authorization": f"Bearer {token}"}


def make_app(
    contract: Any, views: Any, root: Any = None, clock: Any = None, rate: str = RATE, **settings: Any
) -> TestApp:
    """Make an application of some operations."""
    archive = root or Root()

    class InMemory(Request):
        @reify
        def archive(self) -> Any:
            return archive

    config = Configurator(settings={**SETTINGS, **settings}, request_factory=InMemory)
    config.registry.registerUtility(Tokens(), ITokenService)
    config.registry.registerUtility(Rates(rate, rate), IRates)
    config.registry.registerUtility(clock, IClock)
    config.registry.registerUtility(KINDS, IKinds)
    add_operations(config, contract, views)
    config.scan("archive.web.api.problems")
    return TestApp(config.make_wsgi_app())

"""What a request carries: the archive in its own transaction, who asks, in which language; a body within bounds."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from secrets import token_hex
from typing import Any, Final

from multipart import MultipartError, ParserLimitReached, is_form_request, parse_form_data
from pyramid.decorator import reify
from pyramid.renderers import render_to_response
from pyramid.request import Request as PyramidRequest
from pyramid.response import Response
from pyramid_tm import explicit_manager
from webob.multidict import MultiDict, NoVars

from archive.errors import ArchiveMissingError
from archive.permissions import Actor
from archive.services.identity.interfaces import IProfileService
from archive.texts import with_plain_ends
from archive.web.addresses import page_near
from archive.web.clients import find_client
from archive.web.errors import (
    BodyTooLargeError,
    FormMalformedError,
    FormTooWideError,
    QueryMalformedError,
    SignInNeededError,
)
from archive.web.routes import RIGHTS, ROUTES
from archive.web.security import COOKIE, Visitor, find_visitor, host_bound
from archive.web.statuses import line_of
from archive.words import LANGUAGES, find_words
from signing.interfaces import IClock
from storage.interfaces import IObjectDatabase

FIELDS: Final = 10_000
"""Most fields that a form has: of 500 buildings eight each, and what three results cover of each, make 7,000."""
TEXT: Final = 2_000_000
"""Most bytes that all fields of a form have together, files besides."""
SMALL: Final = 4_000_000
"""Bytes of a body that is kept in memory, so that it can be read again after a conflict; a larger one lies on disk."""
WIDE: Final = frozenset({"Maximum segment count exceeded", "Part limit exceeded"})
"""What the parser says of a form with too many fields."""
UTF_8: Final = frozenset({"utf-8", "utf8"})
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands where the parser met bytes that are no UTF-8; nobody types it."""
AGENT: Final = 200
"""Characters of what a browser says that it is."""
LANGUAGE: Final = "language"
"""Cookie with the language that somebody chose."""
PLAIN: Final = {route.name: route.pattern for route in ROUTES if "{" not in route.pattern}
"""Route → its address, where that is always the same."""


class Request(PyramidRequest):
    """One request, one transaction, one view of the archive."""

    request_body_tempfile_limit = SMALL

    @reify
    def tm(self) -> Any:
        """The transaction of this request, which ``pyramid_tm`` begins and ends."""
        return explicit_manager(self)

    @reify
    def archive(self) -> Any:
        """The archive's root, in this request's transaction; ``DatabaseError``, ``ArchiveMissingError``."""
        connection = self.service(IObjectDatabase).open(self.tm)
        self.add_finished_callback(lambda _request: connection.close())
        top = connection.root()
        if "archive" not in top:
            raise ArchiveMissingError
        return top["archive"]

    def service(self, interface: Any) -> Any:
        """Give the service that keeps ``interface``."""
        return self.registry.getUtility(interface)

    def now(self) -> datetime:
        """Give the moment, aware UTC."""
        moment: datetime = self.service(IClock)()
        return moment

    @reify
    def id(self) -> str:
        """Names this request in the log and on the page of an error; a proxy's own id is not trusted."""
        return token_hex(8)

    def render(self, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """Show values by a template."""
        response = render_to_response(template, dict(values), request=self)
        response.status = line_of(HTTPStatus(status))
        return response

    @reify
    def address(self) -> str:
        """The network address of whoever asks, by the word of our proxies alone; empty where nothing says it."""
        return find_client(self.environ, self.registry.settings["archive.web.proxies"])

    @property
    def came(self) -> dict[str, str]:
        """Where the request came from, for the list of one's sessions: the address, and what the browser says it is."""
        return {"address": self.address, "agent": (self.user_agent or "")[:AGENT]}

    @property
    def done(self) -> str:
        """Code of the sentence that says what the form before this page did; nothing where one comes with this."""
        if self.method == "POST":
            return ""
        try:
            code = f"done.{self.GET.get('done', '')}"
        except QueryMalformedError:
            return ""
        return code if find_words(code, self.language) else ""

    def undo(self) -> None:
        """Forget what this request has changed, and go on in a new transaction: to show a form again."""
        self.tm.abort()
        self.tm.begin()

    @property
    def session_token(self) -> str:
        """The secret of the session that the browser shows; nothing where it shows none."""
        name = host_bound(COOKIE, is_https=self.registry.settings["archive.web.https"])
        return str(self.cookies.get(name, ""))

    def called(self, name: str) -> str:
        """Say what people call who did something: a user as its profile says, what is none in words."""
        called: str | None = self.service(IProfileService).call(self.archive, name)
        return called or find_words(f"page.by-{name}", self.language) or name

    @reify
    def visitor(self) -> Visitor | None:
        """Whoever is signed in, as the user is now, or None."""
        return find_visitor(self)

    @reify
    def actor(self) -> Actor:
        """Whoever is signed in, for services; ``SignInNeededError``."""
        if self.visitor is None:
            raise SignInNeededError
        visitor: Visitor = self.visitor
        return visitor.actor

    def route_path(self, route_name: str, *elements: str, **given: Any) -> str:
        """Give the address of a route, within ours; most are asked for without anything to fill in."""
        plain = PLAIN.get(route_name)
        if plain is None or elements or given:
            return str(super().route_path(route_name, *elements, **given))
        return f"{self.script_name}{plain}"

    @property
    def here(self) -> str:
        """The address within ours to come back to: this request's, or the nearest page's where that is only sent to.

        The first page's where it is no text.
        """
        route = self.matched_route
        try:
            is_read = route is None or "GET" in RIGHTS.get(route.name, ("GET",))
            return str(self.path_qs) if is_read else page_near(self)
        except UnicodeDecodeError:
            return "/"

    @reify
    def language(self) -> str:
        """The language of the answer: as chosen, else as the browser prefers, else the archive's own."""
        chosen = self.cookies.get(LANGUAGE)
        if chosen in LANGUAGES:
            return str(chosen)
        own = self.registry.settings["archive.language"]
        return str(self.accept_language.lookup(LANGUAGES, default=own) if self.accept_language else own)

    @reify
    def GET(self) -> Any:  # noqa: N802 - WebOb's name
        """What the address asks behind its question mark; ``QueryMalformedError``."""
        try:
            return super().GET
        except UnicodeDecodeError:
            raise QueryMalformedError from None

    @property
    def POST(self) -> Any:  # noqa: N802 - WebOb's name
        """The fields of the form that was sent: each a text; what ``form`` raises."""
        return self.form[0]

    @property
    def files(self) -> Any:
        """The files of the form that was sent: parts with ``filename`` and ``file``; what ``form`` raises."""
        return self.form[1]

    @reify
    def form(self) -> tuple[Any, Any]:
        """The form that was sent: its fields (lines end in LF), and apart from them its files.

        ``FormMalformedError``, ``FormTooWideError``, ``BodyTooLargeError``.
        """
        if self.method != "POST" or not is_form_request(self.environ):
            return NoVars("not a form"), NoVars("not a form")
        limit = self.registry.settings["archive.intake.limit"]
        if self.charset.lower() not in UTF_8:
            raise FormMalformedError(self.charset)
        try:
            fields, files = parse_form_data(
                self.environ, strict=True, part_limit=FIELDS, memory_limit=TEXT, disk_limit=limit
            )
        except ParserLimitReached as error:
            if str(error) in WIDE:
                raise FormTooWideError(str(FIELDS)) from None
            raise BodyTooLargeError(str(limit)) from None
        except (MultipartError, ValueError, OSError) as error:
            raise FormMalformedError(type(error).__name__) from None
        for part in files.values():
            self.add_finished_callback(lambda _request, part=part: part.close())
        texts = [(name, with_plain_ends(text)) for name, text in fields.iterallitems()]
        if any(REPLACED in each for text in texts for each in text):
            raise FormMalformedError(self.charset)
        return MultiDict(texts), MultiDict(files.iterallitems())

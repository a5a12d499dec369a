"""What every page is given: sentences in the reader's language, addresses, and how values are shown (Babel)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

from babel.numbers import format_decimal
from markupsafe import Markup, escape
from pyramid.csrf import get_csrf_token
from pyramid.events import BeforeRender

from archive.services.notices.interfaces import INoticeService
from archive.services.notices.telling import LOCALES, TOLD, tell_day, tell_end, tell_time
from archive.web.routes import NAVIGATION, right_of
from archive.web.security import is_open
from archive.words import LANGUAGES, find_words, in_words, say
from templates.errors import TemplateError
from templates.guides import anchor_of
from templates.interfaces import IKinds

TAGS: Final = {"zh": "zh-CN", "en": "en"}
"""Our language → BCP 47 tag of a page."""


def words(code: str, language: str) -> str:
    """Give what a word of ours is called (``word.*``); one that has no name is shown as it is."""
    return find_words(f"word.{code}", language) or code


@lru_cache(TOLD)
def tell_number(value: Any, language: str) -> str:
    """Tell a number with its groups of digits, and every decimal that it has."""
    return format_decimal(value, locale=LOCALES[language], decimal_quantization=False)


@lru_cache(TOLD)
def tell_size(size: int, language: str) -> str:
    """Tell how large a file is, in the largest unit that gives at least one."""
    for factor, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= factor:
            return f"{format_decimal(round(size / factor, 1), locale=LOCALES[language])} {unit}"
    return f"{size} B"


def grouped(text: str) -> Markup:
    """Show an identifier so that it can be read and broken into lines: a place to break after each dot or hyphen."""
    broken = escape(text).replace(".", Markup(".<wbr>")).replace("-", Markup("-<wbr>"))
    return Markup('<code class="identifier">{}</code>').format(broken)


def globals_of(request: Any) -> Mapping[str, Any]:
    """Give what every page may use of a request."""
    language, zone = request.language, request.registry.settings["archive.timezone"]
    files = request.static_path("templates:static/")
    return {
        "say": lambda code, **values: say(code, language, **values),
        "word": lambda code: words(code, language),
        "case_word": lambda code: find_words(f"word.case-{code}", language) or words(code, language),
        "proposal_word": lambda code: find_words(f"word.proposal-{code}", language) or words(code, language),
        "has_words": lambda code: bool(find_words(code, language)),
        "day": lambda value: tell_day(value, language),
        "time": lambda value: tell_time(value, language, zone),
        "clock": lambda value: f"{value.astimezone(zone):%H:%M}",
        "end": lambda value: tell_end(value, language, zone),
        "number": lambda value: tell_number(value, language),
        "size": lambda value: tell_size(value, language),
        "grouped": grouped,
        "anchor": anchor_of,
        "explain": lambda code, detail: in_words(code, detail, language, zone) if code else "",
        "kind_title": partial(_kind_title, request),
        "called": request.called,
        "address": request.route_path,
        "static": lambda name: files + name,
        "token": lambda: get_csrf_token(request),
        "here": request.here,
        "language": language,
        "languages": LANGUAGES,
        "tag": TAGS[language],
        "visitor": request.visitor,
        "may": lambda name, method="GET": is_open(request.visitor, right_of(name, method)),
        "navigation": partial(navigation_of, request),
        "icons": f"{files}icons.svg",
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    code: str
    address: str
    is_here: bool
    count: int = 0
    """Of what waits there; 0 shows none."""

    @property
    def is_inbox(self) -> bool:
        """Say whether it stands apart, last, so that it is in sight where there is no room for all."""
        return self.code == "page.inbox"


def navigation_of(request: Any) -> tuple[Entry, ...]:
    """Give what stands at the top of the page: what is open to whoever comes."""
    here = request.matched_route.name if request.matched_route else ""
    return tuple(
        Entry(code, request.route_path(name), name == here, _count(request, name))
        for name, code in NAVIGATION
        if is_open(request.visitor, right_of(name, "GET"))
    )


def _kind_title(request: Any, name: str, version: int | None = None) -> str:
    """Give what a licence kind is called (its newest version without ``version``); one that is gone by its name."""
    try:
        return str(request.service(IKinds).get_kind(name, version).title[request.language])
    except TemplateError:
        return name


def _count(request: Any, name: str) -> int:
    """Count what waits at an entry; the page of an error counts nothing, for the database may be what is wrong."""
    if name != "inbox" or request.exception is not None:
        return 0
    count: int = request.service(INoticeService).unread_count(request.archive, request.actor)
    return count


def add_globals(event: Any) -> None:
    """Give a page what every page may use."""
    request = event["request"]
    if request is not None:
        for name, value in globals_of(request).items():
            event.setdefault(name, value)


def includeme(config: Any) -> None:
    """Give every page the globals."""
    config.add_subscriber(add_globals, BeforeRender)

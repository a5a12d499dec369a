"""What every answer says besides its content, and for which hosts we answer at all."""

import re
from collections.abc import Callable
from typing import Any, Final

from pyramid.tweens import EXCVIEW, INGRESS

from archive.texts import quoted
from archive.web.errors import HostUnknownError

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' blob: data:",
        "manifest-src 'self'",
        "media-src 'self' blob:",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
    )
)
"""Content Security Policy 3: nothing of others, no script or style within a page."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""With ``no-referrer`` a browser would send each form with ``Origin: null``, which is refused over HTTPS (CSRF)."""
SECURE: Final = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Where the archive is reached by HTTPS only (RFC 6797)."""
PRIVATE: Final = "no-store"
"""What a shared machine's browser keeps of a page: nothing. An answer that says otherwise itself is left as it is."""

HOST: Final = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
"""What a request says that it is for: a name or address, with or without its port (RFC 9110, 7.2)."""

TEXTS: Final = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
OK: Final = 200

Handler = Callable[[Any], Any]


def headers_tween(handler: Handler, registry: Any) -> Handler:
    """Put the headers on each answer."""
    https = SECURE if registry.settings["archive.web.https"] else {}
    more = [(name.lower(), (name, value)) for name, value in (HEADERS | https | {"Cache-Control": PRIVATE}).items()]

    def add(request: Any) -> Any:
        response = handler(request)
        there = {name.lower() for name, _value in response.headerlist}
        response.headerlist.extend(pair for name, pair in more if name not in there)
        if is_compressible(request, response):
            response.vary = (*(response.vary or ()), "Accept-Encoding")
            response.body = response.body  # read whole, so that a file is closed
            response.encode_content("gzip")
        return response

    return add


def is_compressible(request: Any, response: Any) -> bool:
    """Say whether an answer may be compressed: a text for nobody in particular, with nothing of the asker's in it.

    What holds both a secret and something that was asked tells the secret by its compressed length (BREACH).
    """
    if request.method != "GET" or request.query_string or request.authorization or request.session_token:
        return False
    is_text = response.content_type in TEXTS and response.status_int == OK and not response.content_encoding
    return (
        is_text and bool(request.accept_encoding.acceptable_offers(["gzip"])) and "Accept-Encoding" in request.headers
    )


def hosts_tween(handler: Handler, registry: Any) -> Handler:
    """Refuse a request for a host that is none of ours: ``HostUnknownError``; no page is made with its name.

    Where the archive is reached by HTTPS only, every request is one by HTTPS, whatever the way to us says: so that
    forms from elsewhere are refused, and addresses lead back to it.
    """
    hosts = frozenset(registry.settings["archive.web.hosts"])
    scheme = {"wsgi.url_scheme": "https"} if registry.settings["archive.web.https"] else {}

    def judge(request: Any) -> Any:
        found = HOST.fullmatch(request.host)
        if found is None or found["name"].lower() not in hosts:
            raise HostUnknownError(quoted(request.host))
        request.environ.update(scheme)
        return handler(request)

    return judge


def includeme(config: Any) -> None:
    """Put the headers outermost, and judge the host where a refusal still gets its page."""
    config.add_tween("archive.web.headers.headers_tween", under=INGRESS)
    config.add_tween("archive.web.headers.hosts_tween", under=EXCVIEW)

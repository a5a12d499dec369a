"""The doors: pages for people (``views``) and, for programs, an API (``api``). Only here is Pyramid known."""

from typing import Any, Final

import pyramid_jinja2
import pyramid_retry
from pyramid.csrf import CookieCSRFStoragePolicy
from pyramid.tweens import EXCVIEW, INGRESS

from archive.web.request import Request
from archive.web.routes import ROUTES
from archive.web.security import SecurityPolicy, host_bound

SETTINGS: Final = {
    "tm.annotate_user": "false",
    "retry.attempts": "5",
    "jinja2.undefined": "strict",
    "jinja2.trim_blocks": "true",
    "jinja2.lstrip_blocks": "true",
}
"""What the libraries are told: one transaction a request, tried again on a conflict; a forgotten value is an error."""


def includeme(config: Any) -> None:
    """Add the doors to an application whose services are registered."""
    config.add_settings(SETTINGS)
    config.include("archive.web.matching")
    config.set_request_factory(Request)
    config.set_security_policy(SecurityPolicy())
    is_https = config.get_settings()["archive.web.https"]
    config.set_csrf_storage_policy(
        CookieCSRFStoragePolicy(
            cookie_name=host_bound("csrf", is_https=is_https), secure=is_https, httponly=True, samesite="Lax"
        )
    )
    config.set_default_csrf_options(require_csrf=True)
    config.include("archive.web.receiving")
    for library in (pyramid_retry, pyramid_jinja2):
        config.include(library)
    config.add_tween("pyramid_tm.tm_tween_factory", over=EXCVIEW)  # the rest of it would make a class a request
    config.add_jinja2_search_path("templates:pages", name=".html")
    config.add_jinja2_renderer(".html")
    config.include("archive.web.rendering")
    config.include("archive.web.headers")
    config.add_tween("archive.web.measuring.measuring_tween", under=INGRESS)
    for route in ROUTES:
        config.add_route(route.name, route.pattern)
    config.add_static_view("static", "templates:static", cache_max_age=3600)
    config.include("archive.web.api")
    config.scan("archive.web.views")

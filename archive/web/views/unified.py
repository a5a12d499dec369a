"""Sign in by unified identity (OpenID Connect): there and back."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

from pyramid.csrf import new_csrf_token
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.security import remember

from archive.services.identity.interfaces import IIdentityService, IProvider, ISessionService
from archive.web.addresses import local
from archive.web.security import host_bound
from archive.web.views import page

COOKIE: Final = "departure"
"""What the browser brings back from the provider, with where it was going; once, and for ten minutes."""
SECONDS: Final = 600
CLAIMS: Final = "chancery.claims"
"""Where a request's environment keeps what its code was redeemed for."""


@page("sign-in-unified")
def depart(request: Any) -> Any:
    """Send whoever comes to the provider."""
    provider = _get_provider(request)
    begun = provider.begin(_back(request))
    response = HTTPSeeOther(begun.url)
    kept = json.dumps([begun.remembered, local(request.GET.get("next", ""))])
    _keep(request, response, urlsafe_b64encode(kept.encode()).decode())
    return response


@page("sign-in-back")
def come_back(request: Any) -> Any:
    """Open a session for who came back; what was remembered is used up, whatever comes."""
    provider, kept = _get_provider(request), request.cookies.get(_cookie(request), "")
    request.add_response_callback(lambda _request, response: _keep(request, response, None))
    remembered, after = _read(kept)
    claims = _redeem(request, provider, remembered)
    name = request.service(IIdentityService).sign_in_claims(request.archive, claims)
    begun = request.service(ISessionService).begin(request.archive, name, means="oidc", **request.came)
    new_csrf_token(request)
    return HTTPSeeOther(local(after), headers=remember(request, begun.token))


def _redeem(request: Any, provider: Any, remembered: str) -> Any:
    """Give the claims that a code stands for: it is redeemed once, however often the request is worked on."""
    known = request.environ
    if CLAIMS not in known:
        known[CLAIMS] = provider.finish(dict(request.GET), remembered)
    return known[CLAIMS]


def _get_provider(request: Any) -> Any:
    """Give the provider that the settings name; the page is not there without one."""
    if (provider := request.registry.queryUtility(IProvider)) is None:
        raise HTTPNotFound
    return provider


def _back(request: Any) -> str:
    """Give the address to come back to: ours by the settings, whatever the request says of its host."""
    return f"{request.registry.settings['archive.public_url'].rstrip('/')}{request.route_path('sign-in-back')}"


def _read(kept: str) -> tuple[str, str]:
    """Read the cookie; one of somebody else's making gives nothing."""
    try:
        remembered, after = json.loads(urlsafe_b64decode(kept.encode()))
    except (ValueError, TypeError, RecursionError):
        return "", "/"
    return str(remembered), str(after)


def _keep(request: Any, response: Any, value: str | None) -> None:
    """Keep what is to be brought back, or take it out of the browser."""
    secure, age = request.registry.settings["archive.web.https"], SECONDS if value else 0
    response.set_cookie(_cookie(request), value, max_age=age, secure=secure, httponly=True, samesite="Lax")


def _cookie(request: Any) -> str:
    """Give the name of the cookie."""
    return host_bound(COOKIE, is_https=request.registry.settings["archive.web.https"])

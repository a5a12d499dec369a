"""One's own tokens for programs: issued with a scope and an end, shown once, ended at once."""

from datetime import timedelta
from secrets import token_hex
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.permissions import Permission, is_allowed
from archive.services.identity.interfaces import ITokenService
from archive.web.crumbs import trail
from archive.web.faults import rows_of
from archive.web.numbers import read_whole
from archive.web.statuses import status_of
from archive.web.views import page
from archive.words import find_words

DAYS: Final = 90
"""Days that a token holds where nothing else is asked for."""


@page("tokens", renderer="tokens.html")
def show_tokens(request: Any) -> dict[str, Any]:
    """Show every token, and the form for another."""
    return _tell(request)


@page("tokens", "POST")
def issue_token(request: Any) -> Any:
    """Issue a token; its text is on this one page only."""
    form, actor, key = request.POST, request.actor, str(request.POST.get("key", ""))
    label, days, scopes = str(form.get("label", "")).strip(), str(form.get("days", "")), form.getall("scope")
    try:
        ends = request.now() + timedelta(days=read_whole(days, 5) or 0)
        issued = request.service(ITokenService).issue(
            request.archive, actor, actor.name, label=label, scopes=scopes, expires_at=ends, key=key
        )
    except ArchiveError as error:
        request.undo()
        faults = rows_of(request, error)
        return request.render(
            "tokens.html", _tell(request, faults, label=label, days=days, chosen=scopes), status_of(error)
        )
    return request.render("tokens.html", _tell(request, issued=issued))


@page("token-end", "POST")
def end_token(request: Any) -> Any:
    """End a token at once."""
    request.service(ITokenService).revoke(request.archive, request.actor, request.matchdict["token"])
    return HTTPSeeOther(request.route_path("tokens", _query={"done": "token-ended"}))


def _tell(request: Any, faults: Any = (), issued: Any = None, **given: Any) -> dict[str, Any]:
    """Give what the page shows."""
    return {
        "tokens": request.service(ITokenService).list(request.archive, request.actor),
        "scopes": [str(each) for each in Permission if is_allowed(request.actor, each)],
        "permission": lambda scope: find_words(f"permission.{scope.replace(':', '-')}", request.language) or scope,
        "faults": faults,
        "issued": issued,
        "done": request.done,
        "label": "",
        "days": DAYS,
        "key": token_hex(),
        "chosen": (),
        "crumbs": trail(request, ("page.account", "account"), ("page.tokens", "tokens")),
        **given,
    }

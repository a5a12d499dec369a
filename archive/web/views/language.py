"""Chooses the language of pages; the choice stays in the browser for a year."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.web.addresses import local
from archive.web.request import LANGUAGE
from archive.web.views import page
from archive.words import LANGUAGES

YEAR: Final = 366 * 86_400


@page("language", "POST")
def choose_language(request: Any) -> Any:
    """Keep a language that we have, and go back; one that we have not changes nothing."""
    response = HTTPSeeOther(local(request.POST.get("back", "")))
    if (chosen := request.POST.get("language")) in LANGUAGES:
        secure = request.registry.settings["archive.web.https"]
        response.set_cookie(LANGUAGE, chosen, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response

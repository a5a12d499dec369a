"""Bounded HTTP exchanges with the provider of identities: JSON objects, no redirects, so many bytes and seconds."""

import json
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import httpx

from archive.services.identity.errors import ProviderAnswerError, ProviderUnavailableError

SECONDS: Final = 10.0
"""For a whole exchange."""
LIMIT: Final = 262_144
"""Bytes of an answer."""
PLAIN: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}
"""Without compression, so that the bound holds."""


def fetch(url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """GET a JSON object, or POST a form for one.

    ``ProviderAnswerError`` where the provider says that it was asked for what cannot be, ``ProviderUnavailableError``
    for anything else that comes.
    """
    try:
        with (
            httpx.Client(verify=_trust(), timeout=SECONDS / 2, follow_redirects=False, trust_env=False) as client,
            client.stream("GET" if form is None else "POST", url, headers={**PLAIN, **headers}, data=form) as answer,
        ):
            found = json.loads(_read(answer))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise ProviderUnavailableError(f"{url}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise ProviderUnavailableError(url)
    return found


@cache
def _trust() -> ssl.SSLContext:
    """Give what this machine trusts, read once: it takes as long as an exchange."""
    return ssl.create_default_context()


def _read(answer: httpx.Response) -> bytes:
    """Read an answer of status 200 whole; ``httpx.HTTPError``, also beyond the bounds."""
    deadline, data = time.monotonic() + SECONDS, b""
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise ProviderAnswerError(f"{answer.url.path}: {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise httpx.HTTPError(str(answer.status_code))
    for chunk in answer.iter_raw():
        data += chunk
        if len(data) > LIMIT or time.monotonic() > deadline:
            raise httpx.HTTPError(str(len(data)))
    return data

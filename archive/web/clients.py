"""Whose address a request came from: the other end's, or what a proxy that the settings name says of it."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Final

UNIX: Final = "unix"
"""Names, among the proxies, whoever comes by a unix socket: it has no address."""
HEADER: Final = "HTTP_X_FORWARDED_FOR"
"""Where proxies say whom they speak for, each at the end of what came to it."""

Proxies = Sequence[IPv4Network | IPv6Network | str]


def find_client(environ: Mapping[str, Any], proxies: Proxies) -> str:
    """Give the last address on the way here that is no proxy of ours; empty where nothing says it.

    What stands before that one in the header, anyone can have written.
    """
    client = str(environ.get("REMOTE_ADDR") or "")
    way = str(environ.get(HEADER, "")).split(",")
    while way and is_proxy(client, proxies) and (before := find_address(way.pop())):
        client = before
    return client


def is_proxy(address: str, proxies: Proxies) -> bool:
    """Say whether an address is a proxy's; no address is the unix socket's."""
    if not address:
        return UNIX in proxies
    if not proxies or not (plain := find_address(address)):
        return False
    return any(each != UNIX and ip_address(plain) in each for each in proxies)


def find_address(told: str) -> str:
    """Give an address as it is written in one way only, an IPv4 one as such; empty for what is none."""
    try:
        found = ip_address(told.strip())
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)

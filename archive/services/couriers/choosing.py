"""Makes the couriers that the settings name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final

from archive.errors import SettingMalformedError
from archive.interfaces import Clock
from archive.services.couriers.interfaces import ICourier
from archive.services.couriers.journal import LogCourier
from archive.services.couriers.mail import MailCourier, MailServer

SETTING: Final = "archive.couriers.for_"
NOBODY: Final = "null"


Read = Callable[[Path], bytes]
"""Reads a file of secrets."""
Make = Callable[[Mapping[str, Any], Clock, Read], ICourier]
"""Makes a courier of all settings and the clock."""


def make_mail(settings: Mapping[str, Any], clock: Clock, read: Read) -> MailCourier:
    """Make the courier that hands mail over by SMTP; the password is read anew for each mail."""
    named = ("host", "port", "tls", "user", "timeout")
    path = Path(settings["archive.couriers.mail.password_file"])
    given = {name: settings[f"archive.couriers.mail.{name}"] for name in named}
    server = MailServer(**given, password=lambda: read(path).decode().strip())
    return MailCourier(server, settings["archive.couriers.mail.sender"], clock)


COURIERS: Final[Mapping[str, Make]] = {
    "log": lambda _settings, _clock, _read: LogCourier(),
    "mail": make_mail,
}
"""Short name → what makes the courier."""


def make_couriers(settings: Mapping[str, Any], clock: Clock, read: Read) -> dict[str, ICourier]:
    """Make the courier of each channel that has one (channel → courier); ``SettingMalformedError``."""
    named = {
        "mail": settings["archive.couriers.for_mail"],
        "sms": settings["archive.couriers.for_sms"],
    }
    return {channel: _find(channel, name)(settings, clock, read) for channel, name in named.items() if name != NOBODY}


def _find(channel: str, name: str) -> Make:
    """Give what makes a courier, by its short or dotted name."""
    try:
        make: Make = COURIERS.get(name) or resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingMalformedError(f"{SETTING}{channel}: {error}") from None
    return make

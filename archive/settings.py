"""Settings, declared once in each package, read once at the start.

A declaration is a plain row ``(name, type, default, sentence)``. A value comes from the environment
(``CHANCERY_SIGNING_LEVEL`` for ``signing.level``), else from the ini, else it is the default.
An unknown or malformed setting stops the start.
"""

import configparser
import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import plaster
from plaster_pastedeploy import Loader  # named, so that plaster reads no package's metadata

from archive.errors import ConfigMalformedError, SettingMalformedError, SettingUnknownError
from archive.texts import quoted

Row = tuple[str, str, str, str]

SETTINGS: Final[tuple[Row, ...]] = (
    (
        "archive.var",
        "plain path",
        "var",
        "Folder of everything that this archive writes: what other defaults call var.",
    ),
    ("archive.timezone", "timezone", "Asia/Shanghai", "Time zone of dates, day serials and working days."),
    ("archive.language", "one of zh, en", "zh", "Language of sentences where nobody chose one."),
    ("archive.public_url", "url", "https://archive.example/", "Where the verify addresses on licences lead."),
    (
        "archive.web.hosts",
        "list",
        "localhost 127.0.0.1 [::1]",
        "Hosts that the pages are reached by, separated by spaces; a request for another one is refused.",
    ),
    (
        "archive.web.https",
        "yes-no",
        "yes",
        "Whether the pages are reached by HTTPS only, as everywhere but on one's own machine.",
    ),
    (
        "archive.web.proxies",
        "proxies",
        "",
        "Addresses or networks of the proxies before us, and unix for whoever comes by a unix socket: the client's "
        "address is what they say in X-Forwarded-For, and nobody else is believed.",
    ),
    (
        "archive.web.zone",
        "one of inner, outer",
        "inner",
        "Where these pages stand: in the outer zone nobody has a role but applicant and agent, whoever signs in.",
    ),
    (
        "archive.clock_tolerance",
        "seconds",
        "5",
        "How far the clock may run behind the last event before work is refused.",
    ),
    ("archive.cache", "whole above 0", "2000", "How many objects of the database a connection keeps in memory."),
    ("archive.intake.limit", "whole above 0", "200000000", "Bytes that one application material may have."),
    (
        "archive.intake.types",
        "list",
        "pdf ofd png jpg jpeg tif tiff dwg docx xlsx",
        "Extensions of the application materials that are taken in.",
    ),
    ("archive.drafts.days", "whole above 0", "90", "For how many days a draft is kept that nobody changes."),
    (
        "archive.drafts.notice_days",
        "whole above 0",
        "14",
        "How many days before a draft is removed its owner is told.",
    ),
    ("archive.uploads.folder", "path", "var/uploads", "Folder of files that come in pieces, until they are whole."),
    ("archive.uploads.hours", "whole above 0", "24", "For how many hours a file that comes in pieces is waited for."),
    ("archive.uploads.own", "whole above 0", "50", "Most files that may come in pieces for one user at once."),
    (
        "archive.uploads.own_megabytes",
        "whole above 0",
        "2000",
        "Million bytes that the files that come in pieces for one user at once may have together, when they are whole.",
    ),
    (
        "archive.uploads.megabytes",
        "whole above 0",
        "20000",
        "Million bytes that may have come of all files that come in pieces, before no more is begun.",
    ),
    (
        "archive.pictures.folder",
        "path",
        "var/pictures",
        "Folder of pictures of pages; it may be removed at any time, and they are made anew.",
    ),
    ("archive.pictures.megabytes", "whole above 0", "2000", "Million bytes of pictures that are kept."),
    (
        "archive.lock_days",
        "days",
        "0",
        "For how many days the blob store refuses to remove a licence's files, from their issue on; 0: no lock.",
    ),
    ("archive.api.body_limit", "whole above 0", "1000000", "Bytes that a body of JSON sent to the API may have."),
    (
        "archive.api.checks_answers",
        "yes-no",
        "no",
        "Whether each answer of the API is held to its description too; one that is not so is an error.",
    ),
    ("archive.api.rate", "rate", "120/minute", "How many requests a token may make, in each process."),
    (
        "archive.api.rate_anonymous",
        "rate",
        "30/minute",
        "How many an address may make without a token, and how often it may ask about a print without its right code.",
    ),
    ("archive.api.wait", "seconds", "2", "How long an answer may wait for the work that it began."),
    (
        "archive.jobs.pool",
        "one of processes, inline",
        "processes",
        "Where licences are made: processes, or inline in the runner itself, which cannot end a task that hangs.",
    ),
    ("archive.jobs.processes", "whole", "0", "How many processes make licences; 0: one for each processor."),
    ("archive.jobs.batch", "whole above 0", "32", "Most licences that one commit of the runner claims or finishes."),
    ("archive.jobs.poll", "seconds above 0", "0.2", "How long the runner waits before it looks for work again."),
    (
        "archive.jobs.first_delay",
        "seconds above 0",
        "1",
        "Delay after a job's first failure; each further one doubles it.",
    ),
    ("archive.jobs.longest_delay", "seconds above 0", "300", "Longest delay between two attempts at a job."),
    (
        "archive.jobs.silence",
        "seconds",
        "120",
        "How long a runner of another host may be silent before its jobs are taken over.",
    ),
    (
        "archive.jobs.longest",
        "seconds above 0",
        "3600",
        "Longest that a job may take, then it is ended and done again; the sweep leaves this plus a day alone.",
    ),
    (
        "archive.jobs.look",
        "seconds above 0",
        "3600",
        "How often the runner looks at keys, certificates and disk, and asks the timestamp authority for a timestamp.",
    ),
    (
        "archive.jobs.roads",
        "names",
        "",
        "Kinds whose licences take a road of their own, as KIND=module:NAME of a list of steps, separated by spaces.",
    ),
)


def _yes_no(text: str) -> bool:
    """Read yes or no."""
    return {"yes": True, "no": False, "true": True, "false": False}[text.strip().lower()]


URL: Final = re.compile(
    r"https?://([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?(/[a-z0-9._~%-]*)*",
    re.IGNORECASE | re.ASCII,
)
"""An address that others can be added to: a host and folders, no query; ``<archive.example>`` is no host."""
LONGEST_URL: Final = 99
"""Characters: the verify address under it fits a QR code of version 10 (level M: 213), which a fax at 150 dpi keeps."""


def _url(text: str) -> str:
    """Read the address of a web server, as it will stand before a path."""
    found = URL.fullmatch(value := text.strip())
    if found is None or len(value) > LONGEST_URL or int(found["port"] or 0) > RANGES["port"][2]:
        raise ValueError(text)
    return value


def _plain_path(text: str) -> Path:
    """Read a path that may stand in an address, where ``#`` and ``?`` end one."""
    if set("#?") & set(text):
        raise ValueError(text)
    return Path(text.strip())


RATE: Final = re.compile(r"[1-9][0-9]{0,5}/(second|minute|hour|day)")
"""A count in a span of time."""


def _rate(text: str) -> str:
    """Read how much may happen in a span of time."""
    if RATE.fullmatch(value := text.strip()) is None:
        raise ValueError(text)
    return value


def _proxies(text: str) -> list[IPv4Network | IPv6Network | str]:
    """Read addresses and networks; ``unix`` stays as it is."""
    return [each if each == "unix" else ip_network(each) for each in text.split()]


YEAR: Final = 366 * 86_400
"""Seconds of the longest year."""
RANGES: Final[Mapping[str, tuple[type[int] | type[float], float, float]]] = {
    "whole": (int, 0, 2_000_000_000),
    "whole above 0": (int, 1, 2_000_000_000),
    "days": (int, 0, 36_500),
    "port": (int, 0, 65_535),
    "seconds": (float, 0, YEAR),
    "seconds above 0": (float, 0.001, YEAR),
}
"""Type of a number → how it is read, its lowest and its highest value."""
TYPES: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": str.strip,
    "url": _url,
    "path": lambda text: Path(text.strip()),
    "plain path": _plain_path,
    "yes-no": _yes_no,
    "timezone": lambda text: ZoneInfo(text.strip()),
    "list": str.split,
    "rate": _rate,
    "proxies": _proxies,
    "names": lambda text: dict(pair.split("=", 1) for pair in text.split()),
}
"""Type of what is no number → how it is read. Besides, a type is ``one of a, b``, or that ``or a dotted name``."""
ONE_OF: Final = re.compile(r"one of (?P<choices>.+?)(?P<dotted> or a dotted name)?")
DOTTED: Final = re.compile(r"\w+([.:]\w+)+")


def parse_value(kind: str, text: str) -> Any:
    """Read a value of a type; ``ValueError``, ``KeyError`` or ``OSError`` where it is none."""
    if kind in RANGES:
        read, low, high = RANGES[kind]
        if not low <= (number := read(text)) <= high:
            raise ValueError(text)
        return number
    if (found := ONE_OF.fullmatch(kind)) is None:
        return TYPES[kind](text)
    value = text.strip()
    if value in found["choices"].split(", ") or (found["dotted"] and DOTTED.fullmatch(value)):
        return value
    raise ValueError(text)


def allowed(kind: str) -> str:
    """Say what a type allows: the code of a sentence, and the values in it."""
    if found := ONE_OF.fullmatch(kind):
        return f"archive.why-one-of{'-or-dotted' if found['dotted'] else ''}: {found['choices']}"
    ends = "–".join(map(str, RANGES.get(kind, ())[1:]))
    return f"archive.why-not-{kind.replace(' ', '-')}" + (f": {ends}" if ends else "")


PREFIX: Final = "CHANCERY_"
OTHERS: Final = frozenset({"CONFIG", "LANGUAGE", "AS", "PASSWORD", "REQUIRE_ALL"})
"""What the environment may say after ``CHANCERY_`` that is no setting: options of the command, and of the tests."""
HOME: Final = re.compile(r"(?<![^:])var(?=/)")
"""What a default says for the folder of ``archive.var``: at its beginning, or after a scheme."""

OURS: Final = ("archive.", "signing.", "storage.", "templates.")


def variable(name: str) -> str:
    """The environment variable that sets ``name``."""
    return PREFIX + name.replace(".", "_").upper()


def _at_home(default: str, values: Mapping[str, Any]) -> str:
    """Take a default under ``var/`` under ``archive.var``, which is read first."""
    return HOME.sub(lambda _: str(values.get("archive.var", "var")), default)


def read_settings(rows: Iterable[Row], given: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Give each declared setting its typed value; ``SettingUnknownError``, ``SettingMalformedError``."""
    declared = {row[0]: row for row in rows}
    for name in given:
        if name.startswith(OURS) and name not in declared:
            raise SettingUnknownError(name)
    known = {PREFIX + name for name in OTHERS} | {variable(name) for name in declared}
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            raise SettingUnknownError(name)
    values: dict[str, Any] = {}
    for name, kind, default, _sentence in declared.values():
        text = environment.get(variable(name), given.get(name, _at_home(default, values)))
        try:
            values[name] = parse_value(kind, text)
        except (ValueError, KeyError, OSError):
            raise SettingMalformedError(f"{name} = {quoted(text, 200)}: {allowed(kind)}") from None
    return values


def read_ini(ini: Path) -> dict[str, str]:
    """Read the section ``[app:main]`` of an ini; ``ConfigMalformedError`` names file and line or option, if known."""
    try:
        loader = Loader(plaster.parse_uri(str(ini)))
        if "app:main" not in loader.get_sections():
            raise ConfigMalformedError(f"{ini}: [app:main]")
        return dict(loader.get_settings("app:main"))
    except configparser.Error as error:
        lines = [line for line, _text in getattr(error, "errors", ())]
        where = [getattr(error, name) for name in ("option", "lineno") if hasattr(error, name)]
        raise ConfigMalformedError(":".join(map(str, [ini, *(lines or where)[:1]]))) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigMalformedError(str(ini)) from None

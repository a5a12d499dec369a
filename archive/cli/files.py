"""Files that people name: read in bounds, only where reading cannot wait for ever, and refused with the reason.

Only UTF-8 is read: almost every sequence of bytes is some GB18030, so that a wrong guess would print wrong characters
on a licence.
"""

import errno
import json
import os
import re
from collections.abc import Callable, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from archive.cli.errors import FileMalformedError
from archive.interfaces import IIntakeService
from archive.model import Intake
from archive.services.errors import FileTooLargeError, FileUnreadableError
from archive.services.rows import MAX_BYTES, RowFile, headings_of, verify_extension, verify_utf8, words_of
from archive.texts import quoted
from templates.model import Kind

WHY: Final[Mapping[int | None, str]] = {
    errno.ENOENT: "archive.why-file-missing",
    errno.ENOTDIR: "archive.why-file-missing",
    errno.EISDIR: "archive.why-file-is-folder",
    errno.EACCES: "archive.why-file-rights",
    errno.EPERM: "archive.why-file-rights",
    errno.EINVAL: "archive.why-file-is-pipe",
}
"""Why a file cannot be read."""
LARGEST: Final = 10_000_000
"""Bytes of a file of values."""
PLACE: Final = re.compile(r"\(at line (?P<line>\d+), column (?P<column>\d+)\)$")
"""Where ``tomllib`` tells what it cannot read; nowhere: at the end."""
END: Final = "(at end of document)"


def open_file(path: Path) -> BufferedReader:
    """Open a file for reading, to be closed; ``OSError``, also for a pipe or device, which might never give a byte."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return path.open("rb")


def why(error: OSError) -> str:
    """Say by a code why a file cannot be read."""
    return WHY.get(error.errno, "archive.why-file-unreachable")


def take_file(intake: IIntakeService, folder: Path, name: str, *, drawing: bool) -> Intake:
    """Take in a file that lies in a folder, or in a folder of it; ``FileUnreadableError``, and what the intake says."""
    try:
        path, inside = (folder / name).resolve(), folder.resolve()
        if not path.is_relative_to(inside):
            raise FileUnreadableError(f"{name}: archive.why-file-outside")
        with open_file(path) as file:
            taken: Intake = intake.take(file, path.name, drawing=drawing)
    except OSError as error:
        raise FileUnreadableError(f"{name}: {why(error)}") from None
    except RuntimeError:  # Python 3.11 says so of links that lead to each other
        raise FileUnreadableError(f"{name}: archive.why-file-unreachable") from None
    except ValueError:
        raise FileUnreadableError(f"{quoted(name)}: archive.why-file-missing") from None
    return taken


def read_utf8(path: Path, limit: int) -> bytes:
    """Read a file whose bytes are UTF-8; ``FileUnreadableError``, ``FileTooLargeError``, ``FileEncodingError``."""
    try:
        with open_file(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise FileUnreadableError(f"{path.name}: {why(error)}") from None
    if len(data) > limit:
        raise FileTooLargeError(f"{path.name}: > {limit}: archive.why-bytes")
    verify_utf8(path.name, data)
    return data


def read_rows(path: Path, kind: Kind) -> RowFile:
    """Read a file of rows; ``FileUnreadableError``, ``FileTooLargeError``, ``FileEncodingError``."""
    verify_extension(path.name)
    return RowFile(path.name, read_utf8(path, MAX_BYTES), kind.schema, headings_of(kind), words_of(kind))


def read_values(path: Path, parse: Callable[[str], Any]) -> Any:
    """Read a file of values by ``parse`` (of TOML or JSON), with or without a byte order mark.

    ``FileMalformedError`` names line and column; besides what ``read_utf8`` raises.
    """
    text = read_utf8(path, LARGEST).decode("utf-8-sig")
    try:
        return parse(text)
    except (ValueError, RecursionError) as error:
        raise FileMalformedError(path.name + _place(text, error)) from None


def _place(text: str, error: Exception) -> str:
    """Say where a reader stopped: ``:line:column: 'the line'``; nothing where it does not tell."""
    lines = text.split("\n")
    if isinstance(error, json.JSONDecodeError):
        line, column = error.lineno, error.colno
    elif found := PLACE.search(str(error)):
        line, column = int(found["line"]), int(found["column"])
    elif str(error).endswith(END):
        line, column = len(lines), len(lines[-1]) + 1
    else:
        return ""
    return f":{line}:{column}: {quoted(lines[line - 1].strip())}"

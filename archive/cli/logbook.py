"""Where this process's log goes: a file, instead of between the lines that people read."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

NAME: Final = Path("log", "chancery.log")
"""The log within the folder of ``archive.var``."""


class LogFile(logging.FileHandler):
    """A log that is made with its first line: in the archive's folder once that is known, else a temporary one."""

    def __init__(self) -> None:
        super().__init__(NAME, encoding="utf-8", delay=True)
        self.var: Path | None = None
        """Folder of ``archive.var``."""

    def _open(self) -> Any:
        """Open the file, and its folder where there is none; a folder that cannot be written is no reason to fail."""
        path = self.var / NAME if self.var else None
        try:
            if path is None:
                raise FileNotFoundError(NAME)
            path.parent.mkdir(parents=True, exist_ok=True)
            self.baseFilename = str(path.absolute())
            return super()._open()
        except OSError:
            self.baseFilename = tempfile.mkstemp(prefix="chancery-", suffix=".log")[1]
            return super()._open()

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as a line of JSON."""
        from archive.logs import JsonLines  # noqa: PLC0415 - help must be quick

        self.formatter = self.formatter or JsonLines()
        return super().format(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's word
        """Lose a line that finds no room: the log's trouble stays out of what people read."""

    def close(self) -> None:
        """Close the file, also where its last lines find no room."""
        with suppress(OSError):
            super().close()


@contextmanager
def open_log() -> Iterator[LogFile]:
    """Take what is logged while the block lasts, from INFO on."""
    root, file = logging.getLogger(), LogFile()
    before = root.level
    root.addHandler(file)
    root.setLevel(logging.INFO)
    try:
        yield file
    finally:
        root.setLevel(before)
        root.removeHandler(file)
        file.close()


def find_log() -> LogFile | None:
    """Find the log that is open, if any."""
    return next((each for each in logging.getLogger().handlers if isinstance(each, LogFile)), None)


def keep_log(var: Path) -> None:
    """Write what is logged from now on to ``var/log/chancery.log``."""
    if file := find_log():
        file.var = var
        file.close()

"""The log of worker processes: their records go over a pipe to the main process, whose own log takes them.

They go as JSON, which is read whatever it holds, and one that cannot be logged stops none behind it: a pipe that
nobody empties would stop the workers.
The pipe ends when the last worker does, however that ended: nothing is left to wait for, and nothing is lost before.
"""

import json
import logging
import threading
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.synchronize import Lock
from typing import Any

from archive.logs import trace_of


@dataclass(frozen=True, slots=True)
class End:
    """What a worker writes its log to."""

    pipe: Connection
    turn: Lock
    """Held while one worker writes a record."""
    level: int
    """From which severity on the main process wants records."""


class _Sender(QueueHandler):
    """Sends records, each whole and in values that JSON has."""

    def __init__(self, end: End) -> None:
        pipe: Any = end.pipe
        super().__init__(pipe)
        self.end = end

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Give a copy in plain values: the sentence made, an error as its trace."""
        plain = copy(record)
        plain.msg, plain.args = record.getMessage(), None
        plain.exc_info = plain.exc_text = plain.stack_info = None
        if record.exc_info and record.exc_info[1]:
            vars(plain)["trace"] = trace_of(record.exc_info[1])
        return plain

    def enqueue(self, record: logging.LogRecord) -> None:
        """Send a record; a value that JSON has not goes as its text."""
        data = json.dumps(vars(record), default=str, skipkeys=True).encode()
        with self.end.turn:
            self.end.pipe.send_bytes(data)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's word
        """Lose a line that nobody takes any more: the log's trouble stays out of what people read."""


def write_to(end: End) -> None:
    """Send whatever this worker logs from now on."""
    root = logging.getLogger()
    root.handlers[:] = [_Sender(end)]
    root.setLevel(end.level)


def _log(data: bytes) -> None:
    """Log what was sent, where its logger wants it."""
    record = logging.makeLogRecord(json.loads(data))
    logger = logging.getLogger(record.name)
    if logger.isEnabledFor(record.levelno):
        logger.handle(record)


class Journal:
    """The main process's side; closed when every worker has ended. Until then it keeps what workers are begun with."""

    def __init__(self, context: BaseContext) -> None:
        self._reader, writer = context.Pipe(duplex=False)
        self.end = End(writer, context.Lock(), logging.getLogger().getEffectiveLevel())
        """What each worker is given."""
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        """Log what comes as if logged here, until the pipe ends; a record that a worker's death cut is lost."""
        with suppress(EOFError, OSError):
            while True:
                data = self._reader.recv_bytes()
                with suppress(Exception):
                    _log(data)

    def close(self) -> None:
        """Take what is still on its way, and end."""
        self.end.pipe.close()
        self._thread.join()
        self._reader.close()

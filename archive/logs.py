"""How the archive logs: an event in a few fixed words, and what it is about as values with names (structlog).

A logger hands records to the standard library, so that one log takes them beside those of libraries, from every
process; ``JsonLines`` writes them down. A value is an identifier, a code, a digest or a number: who a licence is for,
and what a foreign error said of its data, stay out.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Final, TextIO

import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import BoundLogger, filter_by_level, render_to_log_kwargs

OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""What the library keeps beside an event's own values."""
WRITE: Final = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def logger_of(name: str) -> BoundLogger:
    """Give the logger of a module, by its name."""
    steps = [filter_by_level, merge_contextvars, render_to_log_kwargs]
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name), steps, BoundLogger, cache_logger_on_first_use=True
    )
    return logger


def log_to(stream: TextIO) -> None:
    """Write what is logged from now on to a stream, from INFO on: what a server's keeper takes up.

    In place of what a server has set up before, which writes the event alone, without who and what.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


class JsonLines(logging.Formatter):
    """Writes a record as a line of JSON: moment (UTC, ISO 8601), level, logger, event, values, trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record: what every line has first, then the event's own values."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"level": record.levelname.lower(), "logger": record.name, "event": record.getMessage()}
        values = {name: value for name, value in vars(record).items() if name not in OWN}
        error = record.exc_info[1] if record.exc_info else None
        trace = {"trace": trace_of(error)} if error else {}
        return WRITE({"moment": moment, **head, **values, **trace})


def trace_of(error: BaseException) -> str:
    """Say where an error came from, its causes first: places and classes, no message, which may hold people's data."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "".join(
        f"{''.join(traceback.format_tb(each.__traceback__))}{type(each).__module__}.{type(each).__qualname__}\n"
        for each in reversed(chain)
    ).rstrip()

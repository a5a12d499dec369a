"""The lines of the log: structured, in UTC, of structlog's loggers and of libraries alike, without people's data."""

import io
import json
import logging
from logging.handlers import QueueHandler
from queue import SimpleQueue

import pytest

from archive.logs import JsonLines, log_to, logger_of, trace_of

log = logger_of("archive.try")
MOMENT = 1772413323.5  # 2026-03-02T01:02:03.5Z


@pytest.fixture
def lines(monkeypatch):
    """Gives what was logged so far, each line as JSON tells it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    monkeypatch.setattr("time.time", lambda: MOMENT)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


HOLDER = "张三 350203199001011234"
HEAD = {"moment": "2026-03-02T01:02:03.500+00:00", "level": "warning", "logger": "archive.try"}


def test_a_line_says_when_in_utc_how_grave_who_what_and_of_which_job(lines):
    log.warning("job waits", job="a1", code="storage.store-full", tries=3)
    assert lines() == [HEAD | {"event": "job waits", "job": "a1", "code": "storage.store-full", "tries": 3}]
    assert list(lines()[0])[:4] == ["moment", "level", "logger", "event"]


def test_a_library_s_line_looks_the_same(lines):
    logging.getLogger("archive.try").warning("%s is %d", "Größe 大小", 3, extra={"job": "a1"})
    assert lines() == [HEAD | {"event": "Größe 大小 is 3", "job": "a1"}]


def test_a_record_of_another_process_keeps_its_values(lines):
    queue = SimpleQueue()
    logger = logging.getLogger("archive.try")
    sender = QueueHandler(queue)
    logger.addHandler(sender)
    logger.propagate = False
    try:
        log.warning("job waits", job="a1")
    finally:
        logger.removeHandler(sender)
        logger.propagate = True
    logger.handle(queue.get())
    assert lines() == [HEAD | {"event": "job waits", "job": "a1"}]


def test_what_is_not_grave_enough_is_left_out(lines):
    log.debug("hardly worth a word", job="a1")
    assert lines() == []


def fail(words):
    try:
        {}[words]
    except KeyError as error:
        raise ValueError(words) from error


@pytest.mark.parametrize("say", [log, logging.getLogger("archive.try")], ids=["ours", "a library"])
def test_an_error_is_told_by_places_and_classes_and_not_by_its_words(lines, say):
    try:
        fail(HOLDER)
    except ValueError:
        say.exception("it broke")
    (line,) = lines()
    assert line["event"] == "it broke"
    assert line["level"] == "error"
    assert line["trace"].index("builtins.KeyError") < line["trace"].index("builtins.ValueError")
    assert "in fail" in line["trace"]
    assert HOLDER not in json.dumps(line, ensure_ascii=False)


def test_an_error_that_hides_its_cause_is_told_without_it_and_a_circle_ends():
    error = ValueError()
    error.__context__ = KeyError()
    assert trace_of(error) == "builtins.KeyError\nbuiltins.ValueError"
    error.__suppress_context__ = True
    assert trace_of(error) == "builtins.ValueError"
    error.__cause__ = error
    assert trace_of(error) == "builtins.ValueError"


def test_a_server_s_log_goes_to_a_stream_line_by_line():
    root, stream = logging.getLogger(), io.StringIO()
    kept, level = root.handlers[:], root.level
    root.handlers = [logging.NullHandler()]  # a server's own, which writes no values
    try:
        log_to(stream)
        logger_of("archive.here").info("it works", count=2)
    finally:
        root.handlers, root.level = kept, level
    told = json.loads(stream.getvalue())
    assert (told["event"], told["count"], told["logger"]) == ("it works", 2, "archive.here")

"""The log of workers, as far as no pool is needed."""

import logging
import multiprocessing
import pickle
from types import SimpleNamespace

from archive.jobs.journal import Journal, _Sender

CONTEXT = multiprocessing.get_context("forkserver")


def record_of(message, *arguments, error=None):
    return logging.LogRecord("shop", logging.WARNING, __file__, 1, message, arguments, error)


def test_a_record_is_sent_in_plain_values_with_its_trace(caplog):
    class Local(Exception):
        """One that cannot be pickled."""

    error = Local("gone")
    record = record_of("%s is odd", SimpleNamespace(a=lambda: None), error=(Local, error, None))
    journal = Journal(CONTEXT)
    _Sender(journal.end).handle(record)
    journal.close()
    (taken,) = caplog.records
    assert pickle.dumps(taken)
    assert "is odd" in taken.getMessage()
    assert taken.trace.endswith("Local")
    assert "gone" not in str(vars(taken))


def test_a_record_that_nobody_takes_any_more_is_lost_in_silence(capfd):
    journal = Journal(CONTEXT)
    journal.close()
    _Sender(journal.end).handle(record_of("too late"))
    assert capfd.readouterr().err == ""


class Unreadable:
    """One that pickles, and cannot be read again."""

    def __reduce__(self):
        return int, ("no number",)

    def __str__(self):
        return "in words"


def test_a_value_that_cannot_be_read_again_goes_as_its_text_and_stops_no_record_behind_it(caplog):
    journal, record = Journal(CONTEXT), record_of("first")
    record.value, record.many = Unreadable(), {"digest": ("a", 1)}
    _Sender(journal.end).handle(record)
    _Sender(journal.end).handle(record_of("second"))
    journal.close()
    first, second = caplog.records
    assert (first.value, first.many, second.getMessage()) == ("in words", {"digest": ["a", 1]}, "second")


def test_a_record_that_the_log_fails_on_stops_none_behind_it(caplog, monkeypatch):
    def fail_on_the_first(record):
        if record.getMessage() == "first":
            raise ZeroDivisionError
        return True

    journal = Journal(CONTEXT)
    monkeypatch.setattr(logging.getLogger("shop"), "filters", [fail_on_the_first])
    for message in ("first", "second"):
        _Sender(journal.end).handle(record_of(message))
    journal.close()
    assert [each.getMessage() for each in caplog.records] == ["second"]


def test_a_logger_that_is_set_apart_in_the_main_process_keeps_its_level(caplog):
    journal = Journal(CONTEXT)
    logging.getLogger("shop").setLevel(logging.ERROR)
    try:
        _Sender(journal.end).handle(record_of("not so bad"))
        journal.close()
    finally:
        logging.getLogger("shop").setLevel(logging.NOTSET)
    assert caplog.records == []

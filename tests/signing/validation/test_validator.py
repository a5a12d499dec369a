"""Foreign files are judged by a worker that may be killed; the validator itself never hangs and never raises."""

import os
import signal
import socket
import threading
import zlib
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from doubles import Clock
from pki_fixture import NOW
from sealed_fixture import base_pdf, rsa_pki, sealed
from zope.interface.verify import verifyObject

from signing.errors import TrustFolderMissingError
from signing.interfaces import IValidator
from signing.model import Verdict
from signing.trust.anchors import read_snapshot
from signing.validation import validator as module
from signing.validation.validator import BoundError, Bounds, Validator, Worker, bounds_from, open_validator


def clock():
    return NOW + timedelta(hours=1)


@pytest.fixture
def own():
    with Validator(lambda: read_snapshot(rsa_pki() / "trust"), clock, Bounds()) as validator:
        yield validator


@pytest.fixture(scope="module")
def kept():
    with Validator(lambda: read_snapshot(rsa_pki() / "trust"), clock, Bounds()) as validator:
        yield validator


@pytest.fixture
def judge(kept):
    """A validator that many tests ask, within the usual bounds; it replaces a worker that one of them ends."""
    kept.bounds = Bounds()
    return kept


def code(report):
    assert report.verdict is Verdict.UNREADABLE
    (finding,) = report.findings
    return finding.code


def bomb():
    """A PDF whose cross-reference stream is 400 MB of zeros, packed."""
    packed = zlib.compress(b"\0" * 400_000_000, 9)
    head = b"%PDF-1.7\n"
    body = b"1 0 obj\n<< /Type /XRef /W [1 4 2] /Size 99999999 /Root 2 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
    return head + body % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def test_it_keeps_its_promise(judge):
    assert verifyObject(IValidator, judge)


def test_one_worker_judges_many_files(judge):
    first = judge.validate(sealed("B-LTA"))
    worker = judge._worker.pid
    assert [first.verdict, judge.validate(base_pdf()).verdict] == [Verdict.VALID, Verdict.NOT_VALID]
    assert judge._worker.pid == worker
    assert first.seals[0].proved_at == NOW


def test_a_moment_may_be_given(judge):
    assert judge.validate(sealed("B-B"), NOW - timedelta(days=9)).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_the_clocks_of_others_may_be_ahead_by_the_leeway_and_a_moment_that_is_given_is_exact(level):
    trust, leeway, clock = read_snapshot(rsa_pki() / "trust"), timedelta(seconds=60), Clock()
    with Validator(lambda: trust, clock, Bounds(), leeway) as validator:
        for ahead, verdict in ((60, Verdict.VALID), (61, Verdict.INDETERMINATE)):
            clock.now = NOW - timedelta(seconds=ahead)
            assert validator.validate(sealed(level)).verdict is verdict
            assert validator.validate(sealed(level), clock.now).verdict is Verdict.INDETERMINATE


def test_a_file_that_takes_too_long_is_unreadable_and_the_next_is_judged(judge):
    assert judge.validate(sealed("B-B")).verdict is Verdict.VALID
    worker = psutil.Process(judge._worker.pid)
    judge.bounds = Bounds(seconds=0.001)
    assert code(judge.validate(sealed("B-LTA"))) == "signing.too-slow"
    assert not worker.is_running()
    judge.bounds = Bounds()
    assert judge.validate(sealed("B-B")).verdict is Verdict.VALID


def test_a_worker_that_does_not_even_read_is_too_slow(judge):
    judge.validate(b"")
    os.kill(judge._worker.pid, signal.SIGSTOP)
    judge.bounds = Bounds(seconds=0.2)
    assert code(judge.validate(b"%PDF-" + b"x" * 20_000_000)) == "signing.too-slow"


def test_a_worker_that_grows_too_large_is_killed():
    with Validator(lambda: read_snapshot(rsa_pki() / "trust"), clock, Bounds(megabytes=10)) as small:
        assert code(small.validate(sealed("B-B"))) == "signing.too-much-memory"


def test_a_packed_bomb_is_unreadable_within_the_bounds(judge):
    data = bomb()
    assert len(data) < 1_000_000
    assert judge.validate(data).verdict is Verdict.UNREADABLE
    assert judge.validate(sealed("B-B")).verdict is Verdict.VALID


def test_a_file_that_is_too_large_never_reaches_a_worker(own):
    own.bounds = Bounds(max_bytes=10)
    assert code(own.validate(b"x" * 11)) == "signing.file-too-large"
    assert own._worker is None


def test_a_worker_that_died_before_is_replaced(judge):
    judge.validate(b"")
    os.kill(judge._worker.pid, signal.SIGKILL)
    assert judge.validate(sealed("B-B")).verdict is Verdict.VALID


def test_a_file_that_kills_every_worker_is_unreadable(judge, monkeypatch):
    def fall(worker, request, seconds):
        raise BoundError("signing.worker-lost")

    monkeypatch.setattr(Worker, "ask", fall)
    assert code(judge.validate(b"%PDF-")) == "signing.worker-lost"


def test_a_worker_that_answers_nonsense_is_lost(judge, monkeypatch):
    monkeypatch.setattr(module, "load_report", lambda body: (_ for _ in ()).throw(ValueError))
    assert code(judge.validate(b"%PDF-")) == "signing.worker-lost"


def test_a_worker_that_does_not_say_that_it_is_ready_is_lost(monkeypatch):
    monkeypatch.setattr(module, "READY", b"other")
    with pytest.raises(BoundError, match="worker-lost"):
        Worker(300)


@pytest.fixture
def worker():
    worker = Worker(300)
    yield worker
    worker.close()


def test_a_worker_that_is_gone_takes_no_question_and_has_no_size(worker):
    psutil.Process(worker.pid).kill()
    worker._process.wait()
    assert worker._resident() == 0
    with pytest.raises(BoundError, match="worker-lost"):
        worker.ask(b"x" * 1_000_000, 10)


@pytest.mark.parametrize("after", ["hangs up", "says no more"])
def test_a_worker_that_breaks_off_its_answer(worker, after):
    worker._channel, theirs = socket.socketpair()
    with worker._channel, theirs:
        theirs.sendall(b"\0")
        if after == "hangs up":
            theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(BoundError, match="worker-lost" if after == "hangs up" else "too-slow"):
            worker.ask(b"x", 0.05)


def test_a_worker_that_cannot_start_is_lost(monkeypatch):
    monkeypatch.setattr(module.sys, "executable", "/bin/false")
    with Validator(lambda: read_snapshot(rsa_pki() / "trust"), clock, Bounds()) as validator:
        assert code(validator.validate(b"%PDF-")) == "signing.worker-lost"


def test_several_threads_may_ask(judge):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(judge.validate(sealed("B-B")))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.verdict for each in answers] == [Verdict.VALID] * 4


def test_closing_ends_the_worker(own):
    own.validate(b"")
    worker = psutil.Process(own._worker.pid)
    own.close()
    assert not worker.is_running()


def test_trust_that_cannot_be_read_is_an_error_of_ours(tmp_path):
    settings = {
        "signing.trust.folder": tmp_path / "none",
        "signing.timestamps.tolerance": 60.0,
        "signing.validation.max_bytes": 9,
        "signing.validation.seconds": 2.0,
        "signing.validation.megabytes": 3,
    }
    assert bounds_from(settings) == Bounds(9, 2.0, 3)
    with open_validator(settings, clock) as validator, pytest.raises(TrustFolderMissingError):
        validator.validate(b"")


def test_a_new_list_in_the_configured_folder_counts_at_once(tmp_path):
    settings = {
        "signing.trust.folder": tmp_path,
        "signing.timestamps.tolerance": 60.0,
        "signing.validation.max_bytes": 10**6,
        "signing.validation.seconds": 10.0,
        "signing.validation.megabytes": 300,
    }
    with open_validator(settings, clock) as validator:
        assert validator.validate(sealed("B-B")).verdict is Verdict.INDETERMINATE
        for path in (rsa_pki() / "trust").iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        assert validator.validate(sealed("B-B")).verdict is Verdict.VALID


def test_a_worker_is_told_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("CHANCERY_SIGNING_KEYS_SOFTWARE_PASSPHRASE", "a secret")
    worker = Worker(300)
    try:
        assert b"a secret" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
    finally:
        worker.close()

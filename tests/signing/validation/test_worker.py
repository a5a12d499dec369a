"""The worker judges what it is sent until nobody sends any more."""

import pickle
import resource
import socket
import threading
from datetime import timedelta

import pytest
from pki_fixture import NOW
from sealed_fixture import base_pdf, rsa_pki

from signing.model import Verdict
from signing.trust.anchors import read_snapshot
from signing.validation import worker
from signing.validation.messages import MAX_ANSWER, READY, load_report, receive, send


@pytest.fixture
def channel():
    here, there = socket.socketpair()
    thread = threading.Thread(target=worker.serve, args=(there,))
    thread.start()
    with here, there:
        assert receive(here, 9) == READY
        yield here
        here.shutdown(socket.SHUT_RDWR)
        thread.join()


def ask(channel, data):
    send(channel, pickle.dumps((data, NOW + timedelta(hours=1), read_snapshot(rsa_pki() / "trust"))))
    return load_report(receive(channel, MAX_ANSWER))


def test_it_answers_again_and_again(channel):
    assert ask(channel, base_pdf()).verdict is Verdict.NOT_VALID
    assert ask(channel, b"").verdict is Verdict.UNREADABLE


def test_running_out_of_memory_is_an_answer(channel, monkeypatch):
    def fail(*_given):
        raise MemoryError

    monkeypatch.setattr(worker, "judge", fail)
    assert ask(channel, b"x").findings[0].code == "signing.too-much-memory"


def test_it_bounds_itself_before_it_reads_anything(monkeypatch):
    bounds = {}
    here, there = socket.socketpair()
    here.close()
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: bounds.update({what: limits}))
    monkeypatch.setattr(worker.sys, "argv", ["worker", str(there.detach()), "300"])
    monkeypatch.setattr(worker, "serve", lambda channel: bounds.update(served=channel.fileno() > 0))
    worker.main()
    assert bounds[resource.RLIMIT_AS][0] == 812 * 1024 * 1024
    assert bounds[resource.RLIMIT_CORE] == (0, 0)
    assert bounds["served"]

"""Who a runner is, and whether it lives."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import psutil
from doubles import START

from archive.jobs.lives import is_lost, my_identity
from archive.models.outbox import Runner

LIMIT = timedelta(seconds=60)


def record(identity, beat=START):
    return Runner(identity.host, identity.pid, identity.started, beat)


def test_this_process_is_alive():
    me = my_identity()
    assert not is_lost(record(me), me, START + timedelta(days=1), LIMIT)
    assert me.name == my_identity().name


def test_a_number_that_another_process_has_now_is_no_sign_of_life():
    me = my_identity()
    assert is_lost(record(replace(me, started=me.started - 100)), me, START, LIMIT)


def test_an_ended_process_is_lost_at_once_even_before_it_is_waited_for():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    me = my_identity()
    identity = replace(me, pid=child.pid, started=psutil.Process(child.pid).create_time())
    assert not is_lost(record(identity), me, START, LIMIT)
    child.kill()
    psutil.wait_procs([psutil.Process(child.pid)], timeout=0.01)
    child.wait()
    assert is_lost(record(identity), me, START, LIMIT)
    child.stdin.close()


def test_a_runner_elsewhere_is_lost_once_it_was_silent_too_long():
    me = my_identity()
    elsewhere = record(replace(me, host="another.example"))
    assert not is_lost(elsewhere, me, START + LIMIT, LIMIT)
    assert is_lost(elsewhere, me, START + LIMIT + timedelta(seconds=1), LIMIT)

"""Who a runner is, and whether it lives."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import psutil
from doubles import START

from archive.jobs.lives import find_start, is_lost, my_identity
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
    assert is_lost(record(replace(me, started=f"{me.started}0")), me, START, LIMIT)


def test_a_process_of_before_the_system_was_started_is_lost():
    me = my_identity()
    _boot, ticks = me.started.split(":")
    assert is_lost(record(replace(me, started=f"another-boot:{ticks}")), me, START, LIMIT)


def test_a_living_process_stays_so_when_the_clock_is_set(monkeypatch):
    me = my_identity()
    monkeypatch.setattr(psutil, "boot_time", lambda: 0.0)
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: 0.0)
    assert psutil.Process().create_time() < 10**9, "the system counts starts from a clock that was set"
    assert not is_lost(record(me), me, START, LIMIT)


def test_an_ended_process_is_lost_at_once_even_before_it_is_waited_for():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    me = my_identity()
    identity = replace(me, pid=child.pid, started=find_start(child.pid))
    assert not is_lost(record(identity), me, START, LIMIT)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_lost(record(identity), me, START, LIMIT)
    child.wait()
    assert is_lost(record(identity), me, START, LIMIT)
    child.stdin.close()


def test_a_runner_elsewhere_is_lost_once_it_was_silent_too_long():
    me = my_identity()
    elsewhere = record(replace(me, host="another.example"))
    assert not is_lost(elsewhere, me, START + LIMIT, LIMIT)
    assert is_lost(elsewhere, me, START + LIMIT + timedelta(seconds=1), LIMIT)

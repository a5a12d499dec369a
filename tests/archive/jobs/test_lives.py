"""Who a runner is, and whether it lives."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import psutil
import pytest
from doubles import START

from archive.jobs.lives import BEAT, beat, delay_after, find_lost, find_start, is_lost, my_identity
from archive.models.outbox import Outbox, Runner

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


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (5000, 8)])
def test_delays_double_up_to_the_longest(attempts, seconds):
    assert delay_after(attempts, timedelta(seconds=1), timedelta(seconds=8)) == timedelta(seconds=seconds)


def test_a_sign_of_life_is_given_where_the_last_is_old_and_who_gives_none_is_found():
    outbox, me = Outbox(), my_identity()
    other = replace(me, host="elsewhere.example")
    for who in (me, other):
        beat(outbox, who, START)
        beat(outbox, who, START + BEAT / 2)
    assert {each.beat for each in outbox.runners.values()} == {START}
    beat(outbox, me, START + BEAT)
    assert outbox.runners[me.name].beat == START + BEAT
    assert find_lost(outbox, me, START + LIMIT, LIMIT) == []
    assert find_lost(outbox, me, START + LIMIT + BEAT, LIMIT) == [other.name]

"""The pools, by what they promise."""

import multiprocessing
import signal
import subprocess
import sys
import textwrap
import threading

import psutil
import pytest
from doubles import build_nothing, build_telling_workshop, build_workshop
from tasks import task_of
from zope.interface.verify import verifyObject

from archive.interfaces import IPool
from archive.jobs.failures import Failure
from archive.jobs.pool import POOLS, ProcessPool
from archive.model import Outcome


@pytest.fixture(params=POOLS)
def pool(request):
    pool = POOLS[request.param](build_workshop, {}, 2)
    yield pool
    pool.close()


@pytest.fixture
def processes():
    pool = ProcessPool(build_workshop, {}, 2)
    yield pool
    pool.close()


def test_it_keeps_the_interface(pool):
    assert verifyObject(IPool, pool)


def test_it_gives_an_outcome_or_a_failure_for_each_task(pool):
    good, bad = pool.submit(task_of("a")), pool.submit(task_of("b", trouble="template"))
    assert isinstance(good.result(60), Outcome)
    assert bad.result(60) == Failure("templates.template-failed", "the template fails", 1)


def test_an_error_that_nobody_foresaw_is_a_failure_that_names_it(pool):
    failure = pool.submit(task_of("b", trouble="bug")).result(60)
    assert failure == Failure("archive.work-failed", "ZeroDivisionError: nobody thought of this", 3)


def test_a_worker_that_dies_fails_its_tasks_and_the_next_task_finds_new_workers(processes):
    failure = processes.submit(task_of("a", trouble="crash")).result(60)
    assert failure.code == "archive.worker-lost"
    assert isinstance(processes.submit(task_of("b")).result(60), Outcome)


def test_a_task_that_hangs_is_ended_and_the_next_one_finds_new_workers():
    pool = POOLS["processes"](build_workshop, {"archive.jobs.longest": 0.3}, 1)
    assert pool.submit(task_of("a", trouble="hang")).result(60).code == "archive.worker-lost"
    assert isinstance(pool.submit(task_of("b")).result(60), Outcome)
    pool.close()


def test_closing_ends_the_processes(processes):
    processes.submit(task_of("a")).result(60)
    assert len(multiprocessing.active_children()) == 1
    processes.close()
    assert multiprocessing.active_children() == []


def test_what_a_worker_logs_is_logged_in_the_main_process_and_nowhere_else(caplog, capfd):
    pool = ProcessPool(build_telling_workshop, {}, 1)
    with caplog.at_level("INFO"):
        pool.submit(task_of("a")).result(60)
        pool.close()
    told = [(each.name, each.levelname, each.getMessage()) for each in caplog.records]
    assert told == [("shop", "INFO", "built"), ("shop", "WARNING", "odd: 1")]
    assert capfd.readouterr() == ("", "")


def test_what_the_main_process_does_not_want_to_hear_is_not_sent(caplog):
    pool = ProcessPool(build_telling_workshop, {}, 1)
    with caplog.at_level("WARNING"):
        pool.submit(task_of("a")).result(60)
        pool.close()
    assert [each.levelname for each in caplog.records] == ["WARNING"]


def test_why_a_workshop_cannot_be_built_is_logged(caplog, capfd):
    pool = ProcessPool(build_nothing, {}, 1)
    assert pool.submit(task_of("a")).result(60).code == "archive.worker-lost"
    pool.close()
    assert any(getattr(each, "trace", "").endswith("builtins.ZeroDivisionError") for each in caplog.records)
    assert capfd.readouterr().err == ""


def test_closing_leaves_no_pipe_and_no_thread(processes):
    def begin_and_close(trouble):
        processes.submit(task_of("a", trouble=trouble)).result(60)
        processes.close()
        return threading.active_count(), psutil.Process().num_fds()

    first = begin_and_close("")
    assert [begin_and_close(trouble) for trouble in ("", "crash", "bug")] == [first] * 3


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import multiprocessing, time
            from archive.jobs.pool import ProcessPool
            from doubles import build_nothing, build_telling_workshop, build_workshop
            from tasks import task_of

            if __name__ == "__main__":
                pool = ProcessPool(build_workshop, {}, 1)
                pool.submit(task_of("a")).result(60)
                print(*(child.pid for child in multiprocessing.active_children()), flush=True)
                time.sleep(60)
            """
        )
    )
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment)
    children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert children
    assert not alive

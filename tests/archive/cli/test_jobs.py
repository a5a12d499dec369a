"""`chancery jobs`."""

import signal
from datetime import UTC, datetime
from functools import partial
from threading import Event
from types import SimpleNamespace

import click
import pytest
from cli_fixture import call, chancery, make_archive

from archive.cli.desk import Desk
from archive.cli.jobs import show
from archive.cli.output import Output
from archive.jobs.foreman import Foreman
from archive.jobs.postman import Postman
from archive.jobs.runner import Runner
from archive.jobs.watchman import Watchman
from archive.models.notices import Notice
from archive.services.couriers.interfaces import IPostService
from archive.services.couriers.model import LettersTold
from archive.services.reading.interfaces import IJobReading
from archive.services.reading.model import Page
from archive.services.reading.oversight import JobTold
from storage.errors import BlobUnavailableError

VALUES = {"case": "A1", "item": {"zh": "X", "en": "X"}, "project": "P"}
LATER = datetime(2999, 1, 1, tzinfo=UTC)


def test_the_counts_of_jobs_are_shown():
    shown = chancery("jobs", "show", "--json").json
    assert shown["jobs"]["done"] >= 3
    assert shown["troubled"] == []
    assert "完成" in chancery("jobs", "show").out
    chancery("jobs", "run", "--once")
    assert "没有待处理的任务" in chancery("jobs", "run", "--once").out


@pytest.mark.parametrize(("language", "words"), [("zh", "请检查设备"), ("en", "check that the device is there")])
def test_what_keeps_jobs_is_said_with_what_to_do_once_for_each_reason(capsys, language, words):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    kept = [JobTold(key, "waiting", 1, "signing.key-unavailable", "token", now, now, None, "") for key in ("a", "b")]
    reading = SimpleNamespace(
        counts=lambda _root, _actor: {"waiting": 2}, troubled=lambda _root, _actor, **_asked: Page(tuple(kept))
    )
    services = {IJobReading: reading, IPostService: SimpleNamespace(show=lambda *_: LettersTold({"waiting": 0}, ()))}
    output = partial(Output, language)
    desk = SimpleNamespace(
        output=lambda _as_json: output(as_json=False), transact=lambda work: work("root"), get=services.get
    )
    click.Context(show, obj=desk).invoke(show, as_json=False)
    said = capsys.readouterr().out
    assert said.count(words) == said.count("[signing.key-unavailable]") == 1


def test_running_once_works_off_what_is_open():
    answer = chancery("jobs", "run", "--once", "--json")
    assert (answer.code, answer.json) == (0, {"worked": 0})


def test_running_once_does_what_else_there_is_where_a_batch_and_a_job_cannot_go_on(monkeypatch, tmp_path):
    config, posted = with_waiting_jobs(tmp_path), []
    monkeypatch.setattr(Foreman, "work_off", lambda _self: [BlobUnavailableError("away")])
    monkeypatch.setattr(Postman, "channels", ("mail",))
    monkeypatch.setattr(Postman, "turn", lambda self: posted.append(1))
    answer = call("jobs", "run", "--once", "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, BlobUnavailableError.code)
    assert posted
    monkeypatch.setattr(Foreman, "work_off", lambda _self: [])
    answer = call("jobs", "run", "--once", "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.jobs-unfinished")
    assert len(posted) == 2


def with_waiting_jobs(folder):
    """Give the configuration of a small archive with two jobs that wait after a failure and one that was given up."""
    config = make_archive(folder)

    def promise(root):
        now = datetime(2026, 3, 2, tzinfo=UTC)
        for key in ("job-a", "job-b", "job-c"):
            root.outbox.promise(key, "issue", {}, now)
            root.outbox.wait(root.outbox.get_job(key), LATER, "signing.timestamp-unavailable", "away")
        root.outbox.give_up(root.outbox.get_job("job-c"), now, "templates.template-failed")

    with Desk(config, "en") as desk:
        desk.transact(promise)
    return config


def test_people_read_in_their_own_time_when_a_job_is_due_and_programs_in_utc(tmp_path):
    config = with_waiting_jobs(tmp_path)
    assert "2999-01-01 08:00:00" in call("jobs", "show", config=config).out
    shown = call("jobs", "show", "--json", config=config).json
    assert shown["troubled"][0]["due"] == "2999-01-01T00:00:00+00:00"
    assert shown["jobs"] == {"waiting": 2, "claimed": 0, "done": 0, "given_up": 1}


def test_one_job_is_made_due_or_all_that_wait_after_a_failure(tmp_path):
    config = with_waiting_jobs(tmp_path)
    answer = call("jobs", "retry", "job-b", "--json", config=config)
    assert answer.code == 0
    assert answer.json["retried"] == ["job-b"]
    (told,) = answer.json["jobs"]
    assert (told["job"], told["state"], told["code"]) == ("job-b", "waiting", "signing.timestamp-unavailable")
    assert datetime.fromisoformat(told["due"]) < LATER
    assert call("jobs", "retry", "--json", config=config).json["retried"] == ["job-a"]
    assert call("jobs", "retry", "--json", config=config).json == {"retried": [], "jobs": []}


def test_people_are_told_which_jobs_are_due_now(tmp_path):
    config = with_waiting_jobs(tmp_path)
    said = call("--language", "en", "jobs", "retry", config=config).out
    assert "job-a" in said
    assert "2 jobs are due now" in said
    assert call("--language", "en", "jobs", "retry", config=config).out.startswith("0 jobs are due now")


@pytest.mark.parametrize(("key", "code"), [("job-c", "archive.job-given-up"), ("job-d", "archive.job-unknown")])
def test_what_cannot_be_retried_is_refused_by_its_code(tmp_path, key, code):
    config = with_waiting_jobs(tmp_path)
    answer = call("jobs", "retry", "job-a", key, "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, code)
    assert key in answer.json["error"]["sentence"]
    assert call("jobs", "retry", "--json", config=config).json["retried"] == ["job-a", "job-b"]


@pytest.fixture
def handlers():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_a_runner_ends_where_it_is_told_to(monkeypatch):
    def run(_self, stop):
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()

    monkeypatch.setattr(Runner, "run", run)
    assert chancery("jobs", "run").code == 0


@pytest.mark.usefixtures("handlers")
def test_a_runner_has_itself_watched_while_it_works(monkeypatch, tmp_path):
    config = make_archive(tmp_path)
    looked = Event()
    monkeypatch.setattr(Watchman, "look", lambda self: looked.set())
    monkeypatch.setattr(Runner, "run", lambda _self, _stop: looked.wait(60))
    assert call("jobs", "run", config=config).code == 0
    (runner,) = call("health", "--json", config=config).json["runners"]
    assert (looked.is_set(), runner["state"]) == (True, "ended")


def with_letters(folder):
    """Give the configuration of a small archive with a letter that waits and one that was refused."""
    config = make_archive(folder, "archive.couriers.for_mail = log\n")

    def promise(root):
        now = datetime(2026, 3, 2, tzinfo=UTC)
        for key in ("mail:8:anna", "mail:16:anna"):
            root.notices.add(
                int(key.split(":")[1]), Notice("notice.case-accept", VALUES, ("case", "A1"), "li", now), ()
            )
            root.post.promise(key, "send", {"channel": "mail", "notice": int(key.split(":")[1]), "user": "anna"}, now)
        root.post.give_up(root.post.get_job("mail:16:anna"), now, "archive.courier-refused", "550")

    with Desk(config, "en") as desk:
        desk.transact(promise)
    return config


def test_letters_in_trouble_are_shown_with_what_to_do_and_tried_again(tmp_path):
    config = with_letters(tmp_path)
    shown = call("jobs", "show", config=config).out
    assert "mail:16:anna" in shown
    assert "[archive.courier-refused]" in shown
    told = call("jobs", "show", "--json", config=config).json["letters"]
    assert (told["counts"]["given_up"], [one["key"] for one in told["troubled"]]) == (1, ["mail:16:anna"])
    moved = call("jobs", "retry", "mail:16:anna", "--json", config=config).json
    assert (moved["retried"], moved["jobs"][0]["state"]) == (["mail:16:anna"], "waiting")
    call("jobs", "run", "--once", config=config)
    assert call("jobs", "show", "--json", config=config).json["letters"]["counts"]["done"] == 2

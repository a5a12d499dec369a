"""`chancery evolve` and `chancery sweep`."""

import pytest
from cli_fixture import call, chancery, make_archive, write_ini


@pytest.mark.parametrize("flag", [(), ("--dry-run",)])
def test_an_archive_of_today_has_nothing_to_evolve(flag):
    answer = chancery("evolve", *flag, "--json")
    assert (answer.code, answer.json) == (0, {"steps": [], "dry_run": bool(flag)})


def test_a_step_that_waits_is_taken_once(tmp_path, monkeypatch):
    config = make_archive(tmp_path)
    monkeypatch.setattr("archive.evolve.STEPS", {"s2099_01_01_mark": lambda root: root.__setitem__("mark", 1)})
    steps = [call("evolve", *flag, "--json", config=config).json["steps"] for flag in (("--dry-run",), (), ())]
    assert steps == [["s2099_01_01_mark"], ["s2099_01_01_mark"], []]


def test_a_new_archive_needs_none_of_the_steps_so_far(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.evolve.STEPS", {"s2026_12_01_mark": lambda root: root.__setitem__("mark", 1)})
    monkeypatch.setattr("archive.app.STEPS", {"s2026_12_01_mark": lambda root: root.__setitem__("mark", 1)})
    config = write_ini(tmp_path)
    assert call("init", config=config).code == 0
    assert call("evolve", "--json", config=config).json["steps"] == []
    assert call("kind", "list", "--json", config=config).code == 0


def test_the_sweep_leaves_what_is_young():
    assert chancery("sweep", "--json").json == {"removed": 0, "uploads": 0, "drafts": 0}


@pytest.mark.parametrize(("flag", "words"), [((), "已升级"), (("--dry-run",), "未作改动")])
def test_people_read_whether_a_step_was_taken_or_tried(flag, words, tmp_path, monkeypatch):
    config = make_archive(tmp_path)
    assert "无需升级" in call("evolve", *flag, config=config).out
    monkeypatch.setattr("archive.evolve.STEPS", {"s2099_01_01_mark": lambda root: root.__setitem__("mark", 1)})
    told = call("evolve", *flag, config=config).out
    assert words in told
    assert "s2099_01_01_mark" in told


def test_where_there_is_no_archive_none_is_evolved(tmp_path):
    config = write_ini(tmp_path, f"storage.zodb.uri = zconfig:{tmp_path}/objects/objects.conf\n")
    assert call("evolve", "--json", config=config).json["error"]["code"] == "archive.missing"


def test_a_sweep_without_work_says_so():
    assert "没有需要清除的文件" in chancery("sweep").out

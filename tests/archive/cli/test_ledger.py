"""`chancery ledger`."""

import pytest
from cli_fixture import chancery, summary

from archive.cli.ledger import outcome
from archive.cli.output import Output


def test_every_file_of_a_licence_stands_in_the_ledger_with_its_digest():
    identifier = summary()["licences"][0]["identifier"]
    files = chancery("licence", "show", identifier, "--json").json["versions"][0]["files"]
    uses = chancery("ledger", "--licence", identifier, "--json").json["uses"]
    assert {(use["file"], use["digest"], use["code"]) for use in uses} == {
        (file["name"], file["digest"], "") for file in files
    }
    assert {(use["identifier"], use["attempt"], use["known_at"] > use["at"]) for use in uses} == {(identifier, 1, True)}


def test_the_latest_use_comes_first_and_the_list_is_bounded():
    (last,) = chancery("ledger", "--limit", 1, "--json").json["uses"]
    assert last["use"] == max(use["use"] for use in chancery("ledger", "--limit", 10_000, "--json").json["uses"])
    assert "用印台账" in chancery("ledger").out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "已盖章并保存"),
        ("unknown", "未知"),
        ("signing.timestamp-unavailable", "未盖章（signing.timestamp-unavailable）"),
        ("archive.why-use-superseded", "可能已经签章"),
        ("archive.why-use-abandoned", "任务其后已放弃"),
    ],
)
def test_people_read_what_came_of_a_use(code, words, capsys):
    Output("zh", as_json=False).facts("ledger", {"result": outcome(code, "zh")})
    assert words in "".join(capsys.readouterr().out.split())


def test_the_face_is_named_too():
    lines = chancery("ledger").out.splitlines()
    assert any(line.split() == ["文件", "证照"] for line in lines)

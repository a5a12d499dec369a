"""`chancery licence`: show, list, replace, and the acts."""

import json
import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from attachments import verify_xml
from cli_fixture import chancery, summary
from lxml import etree
from samples import DRAWING, sample_of

from archive.cli.licence import licence
from archive.workflows.licence import ACTS
from templates.kinds import FolderKinds

KIND = "land_use_planning_permit"
DECISION = ("--decision", "示处〔2026〕1号", "--ground", "演示")
ZONE = ZoneInfo("Asia/Shanghai")
COUNT = iter(range(1_000_000))


@pytest.fixture
def issued(tmp_path):
    """A licence of the test's own."""
    return issue(tmp_path)


def issue(folder, *terms):
    """Issue a licence on a decision's terms."""
    (folder / "图.png").write_bytes(DRAWING)
    path = folder / "row.jsonl"
    path.write_text(json.dumps({"id": f"licence-{next(COUNT)}", **sample_of(KIND), "annexes": ["图.png"]}))
    given = ("--kind", KIND, "--from", path, "--out", folder / "own", *terms, "--json")
    return chancery("licence", "issue", *given).json["rows"][0]


@cache
def permit():
    return summary()["licences"][0]["identifier"]


def act(verb, identifier, *more):
    return chancery("licence", verb, identifier, *DECISION, "--json", *more)


def test_every_act_of_the_workflow_is_a_command():
    assert {verb.replace("_", "-") for verb in ACTS} <= set(licence.commands)


def test_a_licence_is_shown_by_identifier_and_by_number(issued):
    by_identifier = chancery("licence", "show", issued["identifier"], "--json").json
    assert by_identifier["number"] == issued["number"]
    assert by_identifier["data"]["YDGHXKZBH"] == issued["number"]
    assert by_identifier["versions"][0]["files"][0]["name"] == ""


def test_personal_data_are_shown_whole_only_to_who_asks():
    identifier = summary()["licences"][1]["identifier"]
    name = chancery("licence", "show", identifier, "--json", "--personal").json["data"]["JSDWXMFZR"]
    assert name.strip("*")
    assert chancery("licence", "show", identifier, "--json").json["data"]["JSDWXMFZR"] == "*" * len(name)


@pytest.fixture
def private(monkeypatch):
    """Kinds that keep every holder's code personal."""
    given = FolderKinds.get_kind

    def get_kind(kinds, name, version=None):
        kind = given(kinds, name, version)
        key = kind.keys["holder_code"]
        rule = {**kind.schema["properties"][key], "personal": True}
        return replace(kind, schema={**kind.schema, "properties": {**kind.schema["properties"], key: rule}})

    monkeypatch.setattr(FolderKinds, "get_kind", get_kind)


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("more", "code"), [((), "**************1100"), (("--personal",), "91350200DEM0001100")], ids=["masked", "whole"]
)
def test_a_holder_s_code_that_is_personal_is_masked_wherever_it_is_told(issued, more, code):
    shown = chancery("licence", "show", issued["identifier"], "--json", *more).json
    assert (shown["holder_code"], shown["data"]["YDTYSHXYDM"]) == (code, code)
    only = ("--kind", KIND, "--holder", "91350200DEM0001100", "--limit", 1)
    (line,) = chancery("licence", "list", *only, "--json", *more).json["licences"]
    assert line["holder_code"] == code
    assert "template" not in line


def test_files_are_written_only_where_there_were_some_at_the_moment(tmp_path):
    (tmp_path / "图.png").write_bytes(DRAWING)
    path = tmp_path / "row.jsonl"
    path.write_text(json.dumps({"id": f"licence-{next(COUNT)}", **sample_of(KIND), "annexes": ["图.png"]}))
    made = ("--kind", KIND, "--from", path, "--out", tmp_path / "own", "--no-wait", "--json")
    identifier = chancery("licence", "issue", *made).json["rows"][0]["identifier"]
    promised = chancery("licence", "show", identifier, "--json").json["at"]
    chancery("jobs", "run", "--once")
    before, after = tmp_path / "before", tmp_path / "after"
    told = chancery("licence", "show", identifier, "--at", promised, "--out", before, "--json").json
    assert (told["written"], told["versions"][0]["files"], before.exists()) == ([], [], False)
    assert len(chancery("licence", "show", identifier, "--out", after, "--json").json["written"]) == 2
    told = chancery("licence", "show", identifier, "--known-at", promised, "--out", before, "--json").json
    assert (told["written"], before.exists()) == ([], False)
    assert "--out 目录" in chancery("licence", "show", identifier, "--at", promised, "--out", before).out


def test_a_number_that_two_kinds_have_is_to_be_told_apart(issued):
    twice = chancery("licence", "show", summary()["licences"][0]["identifier"], "--json").json["number"]
    answer = chancery("licence", "show", twice, "--json")
    assert answer.json["error"]["code"] == "archive.licence-ambiguous"
    for place in (0, 1):
        assert summary()["licences"][place]["identifier"] in answer.json["error"]["sentence"]
    assert "建设用地规划许可证" in answer.json["error"]["sentence"]


def test_a_number_of_its_own_finds_the_current_version():
    construction = summary()["licences"][2]["identifier"]
    number = chancery("licence", "show", construction, "--json").json["number"]
    assert chancery("licence", "show", number, "--json").json["identifier"] == construction


def test_an_unknown_licence_is_named():
    assert chancery("licence", "show", "1.2.3", "--json").json["error"]["code"] == "archive.licence-unknown"


def test_the_licence_that_was_promised_last_is_listed_first(issued):
    for only in ((), ("--kind", KIND), ("--holder", "91350200DEM0001100")):
        (line,) = chancery("licence", "list", *only, "--limit", 1, "--json").json["licences"]
        assert line["identifier"] == issued["identifier"]


def test_licences_are_listed_by_kind_holder_and_project():
    case = chancery("case", "show", summary()["cases"][0], "--json").json
    rows = chancery("licence", "list", "--project", case["project"], "--json").json["licences"]
    assert {row["kind"] for row in rows} == {one["kind"] for one in summary()["licences"]}
    rows = chancery("licence", "list", "--kind", KIND, "--holder", "91350200DEM0001100", "--limit", 1, "--json").json
    assert [row["kind"] for row in rows["licences"]] == [KIND]
    assert chancery("licence", "list", "--holder", "none", "--json").json == {"licences": []}
    assert "示例精密制造有限公司" in chancery("licence", "list").out


def test_a_licence_is_shown_as_it_stood_and_as_it_was_known(issued):
    identifier = issued["identifier"]
    before = chancery("licence", "show", identifier, "--json").json
    act("revoke", identifier, "--effective-from", before["since"])
    told = chancery("licence", "show", identifier, "--at", before["at"], "--json").json
    known = chancery("licence", "show", identifier, "--at", before["at"], "--known-at", before["at"], "--json").json
    assert [(one["state"], one["national_state"], len(one["acts"])) for one in (before, told, known)] == [
        ("valid", "01", 0),
        ("revoked", "03", 1),
        ("valid", "01", 0),
    ]
    shown = chancery("licence", "show", identifier, "--at", "2998-01-01", "--known-at", "2999-01-01").out.splitlines()
    assert [line.split()[1:] for line in shown if line.split()[0] in ("看的是此时", "按此时已登记的")] == [
        ["2998-01-01", "23:59:59"],
        ["2999-01-01", "23:59:59"],
    ]


@pytest.mark.parametrize("asked", ["--at", "--known-at"])
@pytest.mark.parametrize("by", ["identifier", "number"])
def test_before_there_was_a_licence_nothing_is_shown_but_from_when_there_is_one(asked, by):
    construction = summary()["licences"][2]["identifier"]
    known = chancery("licence", "show", construction, "--json").json
    answer = chancery("licence", "show", known[by], asked, "2001-01-01")
    assert (answer.code, answer.out) == (1, "")
    assert "还没有这一版证照" in answer.err
    moment = re.search(rf"{re.escape(construction)}：([-0-9]+ [:0-9]+)", answer.err)[1]
    assert datetime.fromisoformat(moment).replace(tzinfo=ZONE) <= datetime.fromisoformat(known["since"])
    assert answer.err.rstrip().endswith("[archive.licence-later]")


def test_an_act_that_works_later_is_listed_apart(issued):
    since = chancery("licence", "show", issued["identifier"], "--json").json["since"]
    act("suspend", issued["identifier"])
    act("rescind", issued["identifier"], "--effective-from", "2099-01-01")
    then = chancery("licence", "show", issued["identifier"], "--at", since, "--json").json
    now = chancery("licence", "show", issued["identifier"], "--json").json
    acts = [[one["verb"] for one in told[title]] for told in (then, now) for title in ("acts", "later_acts")]
    assert acts == [[], ["suspend", "rescind"], ["suspend"], ["rescind"]]
    shown = chancery("licence", "show", issued["identifier"], "--at", since).out
    assert "此后的处置（到所问的时间尚未生效）" in shown
    assert "\n处置\n" not in shown


def test_a_number_means_the_version_that_was_current_then(issued, tmp_path):
    before = chancery("licence", "show", issued["identifier"], "--json").json
    (tmp_path / "changes.csv").write_text("YDMJ\n1234.5\n")
    made = ("--from", tmp_path / "changes.csv", *DECISION, "--json")
    new = chancery("licence", "replace", issued["identifier"], *made).json["identifier"]
    then = chancery("licence", "show", issued["number"], "--at", before["at"], "--json").json
    now = chancery("licence", "show", issued["number"], "--json").json
    assert [(told["identifier"], len(told["versions"])) for told in (then, now)] == [
        (issued["identifier"], 1),
        (new, 2),
    ]


def test_a_licence_is_suspended_and_resumed(issued):
    assert act("suspend", issued["identifier"]).json["state"] == "suspended"
    assert act("suspend", issued["identifier"]).json["error"]["code"] == "archive.act-not-allowed"
    assert act("resume", issued["identifier"]).json["state"] == "valid"


@pytest.mark.parametrize(
    ("verb", "state"),
    [("revoke", "revoked"), ("rescind", "rescinded"), ("withdraw", "withdrawn"), ("cancel", "cancelled")],
)
def test_an_act_ends_a_licence(issued, verb, state):
    assert act(verb, issued["identifier"]).json["state"] == state
    shown = chancery("licence", "show", issued["identifier"])
    assert "示处〔2026〕1号" in shown.out


def test_only_a_revocation_works_back(issued):
    back = ("--effective-from", "2020-01-01")
    refused = act("withdraw", issued["identifier"], *back).json["error"]
    assert refused["code"] == "archive.act-backdated"
    assert "撤回：2020-01-01 00:00:00 < " in refused["sentence"]
    assert act("revoke", issued["identifier"], *back).json["state"] == "revoked"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "已登记：暂扣，自 2099-01-01 00:00:00 起生效，届时状态为：已暂扣；此前如无其他处理，状态为：有效"),
        (
            "en",
            "which works from 2099-01-01 00:00:00 on; the state is then: suspended. "
            "Until then, short of other acts, it is: valid",
        ),
    ],
)
def test_an_act_of_the_future_says_from_when_it_works_and_what_is_so_until_then(issued, language, words):
    future = (*DECISION, "--effective-from", "2099-01-01")
    shown = chancery("--language", language, "licence", "suspend", issued["identifier"], *future)
    assert words in shown.out
    told = act("revoke", issued["identifier"], "--effective-from", "2099-01-02").json
    assert (told["state"], told["state_then"]) == ("valid", "revoked")
    assert (told["act"]["verb"], told["act"]["effective_from"]) == ("revoke", "2099-01-01T16:00:00+00:00")
    assert [one["verb"] for one in chancery("licence", "show", issued["number"], "--json").json["later_acts"]] == [
        "suspend",
        "revoke",
    ]


def test_an_act_that_works_at_once_says_nothing_of_later(issued):
    shown = chancery("licence", "suspend", issued["identifier"], *DECISION)
    assert "已登记" not in shown.out
    told = act("resume", issued["identifier"]).json
    assert (told["state"], told["state_then"], told["act"]["verb"]) == ("valid", "", "resume")


def test_a_replacement_says_how_the_old_version_stands(issued, tmp_path):
    (tmp_path / "changes.csv").write_text("YDMJ\n1234.5\n")
    given = ("licence", "replace", issued["identifier"], "--from", tmp_path / "changes.csv", *DECISION)
    later = chancery(*given, "--effective-from", "2099-01-01", "--json").json["error"]
    assert (later["code"], "2099-01-01 00:00:00" in later["sentence"]) == ("archive.decision-deferred", True)
    promised = chancery(*given, "--no-wait")
    assert "在此之前，原版本的状态为：有效" in promised.out
    chancery("jobs", "run", "--once")
    again = chancery(*given, "--json").json["error"]
    new = f"{issued['identifier'][:-6]}.002."
    assert again["code"] == "archive.version-superseded"
    assert new in act("suspend", issued["identifier"]).json["error"]["sentence"]
    (latest,) = {one["identifier"] for one in chancery("licence", "list", "--json").json["licences"]} & {
        one["identifier"]
        for one in chancery("licence", "show", issued["number"], "--json").json["versions"]
        if one["state"] == "valid"
    }
    shown = chancery("licence", "replace", latest, *given[3:], "--json").json
    assert (shown["replaces"], shown["state"]) == (latest, "replaced")


def test_an_act_of_the_future_is_undone_by_its_contrary_from_the_same_moment(issued):
    future = ("--effective-from", "2099-01-01")
    assert act("suspend", issued["identifier"], *future).json["state"] == "valid"
    assert act("resume", issued["identifier"]).json["error"]["code"] == "archive.act-not-allowed"
    assert act("resume", issued["identifier"], *future).json["state"] == "valid"
    assert act("suspend", issued["identifier"], "--effective-from", "2099-01-02").json["state"] == "valid"


def test_a_moment_that_is_none_is_misuse(issued):
    assert act("revoke", issued["identifier"], "--effective-from", "soon").code == 2


def test_another_authority_s_decider_may_not_act(issued):
    answer = act("suspend", issued["identifier"], "--as", "housing-decider")
    assert answer.json["error"]["code"] == "archive.licence-unknown"


@pytest.mark.parametrize(
    ("lines", "why"), [([], "须恰好有一行数据"), ([{}, {}], "须恰好有一行数据"), (["no object"], "应为 JSON 对象")]
)
def test_a_replacement_without_its_one_row_is_refused_with_the_reason(issued, tmp_path, lines, why):
    (tmp_path / "new.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    answer = chancery("licence", "replace", issued["identifier"], "--from", tmp_path / "new.jsonl", *DECISION)
    assert answer.code == 1
    assert f"new.jsonl：{why}" in answer.err


def test_a_replacement_is_the_next_version(issued, tmp_path):
    (tmp_path / "changes.csv").write_text("YDMJ\n1234.5\n")
    arguments = ("--from", tmp_path / "changes.csv", "--out", tmp_path / "new")
    answer = chancery("licence", "replace", issued["identifier"], *arguments, *DECISION, "--json")
    assert answer.json["replaces"] == issued["identifier"]
    assert len(answer.json["written"]) == 2
    new = chancery("licence", "show", answer.json["identifier"], "--json").json
    assert (new["state"], new["number"], new["data"]["YDMJ"]) == ("valid", issued["number"], 1234.5)
    assert [version["state"] for version in new["versions"]] == ["replaced", "valid"]


def test_the_data_in_a_replacement_s_file_say_what_it_replaces_and_why(tmp_path):
    issued = issue(tmp_path, *DECISION, "--decided-at", "2026-02-01")
    (tmp_path / "changes.csv").write_text("YDMJ\n1234.5\n")
    decided = ("--decided-at", "2026-03-01T23:30:00+08:00")
    given = ("--from", tmp_path / "changes.csv", "--out", tmp_path / "new", *DECISION, *decided, "--json")
    new = chancery("licence", "replace", issued["identifier"], *given).json["identifier"]
    with pikepdf.open(tmp_path / "new" / f"{new}.pdf") as document:
        xml = document.attachments["licence.xml"].get_file().read_bytes()
    verify_xml(xml)
    told = {each.tag.rpartition("}")[2]: each.text for each in etree.fromstring(xml)[0]}
    assert (told["ZZBS"], told["associatedZzeCertID"]) == (new, issued["identifier"])
    assert (told["ZZBGSJ"], told["ZZBGYY"]) == ("2026-03-01", "演示")


def test_a_replacement_may_be_left_to_the_runner(issued, tmp_path):
    (tmp_path / "changes.jsonl").write_text('{"XMMC": "示例厂房一期(更名)"}\n')
    arguments = ("--from", tmp_path / "changes.jsonl", *DECISION, "--no-wait")
    answer = chancery("licence", "replace", issued["identifier"], *arguments)
    new = issued["identifier"].replace(".001.", ".002.")[:-1]
    assert (answer.code, new in answer.out, "尚未制成：由 chancery jobs run 制证" in answer.out) == (0, True, True)
    assert chancery("jobs", "run", "--once").code == 0


def test_a_replacement_says_what_was_written_or_the_line_that_writes_it(issued, tmp_path):
    (tmp_path / "changes.csv").write_text("YDMJ\n1234.5\n")
    arguments = ("--from", tmp_path / "changes.csv", *DECISION)
    first = chancery("licence", "replace", issued["identifier"], *arguments).out
    line = re.search(r"chancery (licence show \S+ --out) 目录", first)[1]
    written = chancery(*line.split(), tmp_path / "shown").out
    second = chancery("licence", "replace", line.split()[2], *arguments, "--out", tmp_path / "new").out
    for folder, told in (("shown", written), ("new", second)):
        paths = sorted((tmp_path / folder).iterdir())
        assert len(paths) == 2
        assert [f"已写出 {path}" in told for path in paths] == [True, True]
    assert "--out 目录" not in second


@pytest.mark.parametrize("text", ["YDMJ\n", "YDMJ\n1\n2\n", "YDMJ\nmany\n"])
def test_a_replacement_takes_one_sound_row(issued, tmp_path, text):
    (tmp_path / "changes.csv").write_text(text)
    arguments = ("--from", tmp_path / "changes.csv", *DECISION, "--json")
    answer = chancery("licence", "replace", issued["identifier"], *arguments)
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.rows-malformed")


def test_a_replacement_by_nothing_is_refused_and_replaces_nothing(issued, tmp_path):
    (tmp_path / "none.jsonl").write_text("{}\n")
    answer = act("replace", issued["identifier"], "--from", tmp_path / "none.jsonl")
    assert answer.json["error"]["code"] == "archive.replacement-empty"
    assert chancery("licence", "show", issued["identifier"], "--json").json["state"] == "valid"


def test_a_replacement_shows_the_drawing_that_comes_with_it(issued, tmp_path):
    (tmp_path / "二.pdf").write_bytes((tmp_path / "own" / issued["files"][0]).read_bytes())
    (tmp_path / "changes.csv").write_text('annexes\n"[""二.pdf""]"\n')
    arguments = ("--from", tmp_path / "changes.csv", *DECISION, "--json")
    answer = chancery("licence", "replace", issued["identifier"], *arguments)
    shown = chancery("licence", "show", answer.json["identifier"], "--json").json
    (_face, old), (_new_face, new) = [version["files"] for version in shown["versions"]]
    assert (old["name"], new["name"]) == ("附图", "附图")
    assert new["size"] > 1.5 * old["size"]


def test_a_replacement_for_another_holder_is_that_holder_s_licence(issued, tmp_path):
    new = "91350200DEM0002256"
    (tmp_path / "changes.jsonl").write_text(json.dumps({"YDDW": "示例新公司", "YDTYSHXYDM": new}))
    before = chancery("licence", "show", issued["identifier"], "--json").json
    arguments = ("--from", tmp_path / "changes.jsonl", *DECISION, "--json")
    answer = chancery("licence", "replace", issued["identifier"], *arguments)
    replacement = answer.json["identifier"]

    def stems(code):
        return [one["identifier"] for one in chancery("licence", "list", "--holder", code, "--json").json["licences"]]

    assert replacement in stems(new)
    assert not {issued["identifier"], replacement} & set(stems(before["holder_code"]))
    shown = [chancery("licence", "show", one, "--json").json for one in (issued["identifier"], replacement)]
    assert [(one["holder"], one["holder_code"]) for one in shown] == [
        (before["holder"], before["holder_code"]),
        ("示例新公司", new),
    ]

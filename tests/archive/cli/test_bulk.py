"""`chancery licence issue`: rows in, licences out, each once."""

import json
import os
import shutil
from functools import reduce

import pytest
from cli_fixture import call, chancery, stage, write_ini
from issuing import COUNT, LAND, PLAN, PLANNING, issue, results, row, write_csv, write_lines

from archive.app import open_application
from archive.cli.bulk import CHUNK, default_decision
from archive.cli.delivery import deliver
from archive.cli.errors import JobElsewhereError
from archive.services.errors import FileUnreadableError
from storage.errors import BlobMissingError


def events():
    """How many events the archive has."""
    with open_application(stage()) as application:
        return application.transact(lambda root: len(root.events))


WRONG = {"YDTYSHXYDM": "91350200DEM0001101"}


@pytest.mark.parametrize(
    ("changes", "codes", "told"),
    [
        ({**WRONG, "annexes": ["none.png"]}, ["archive.file-unreadable", "templates.data-invalid"], ["/YDTYSHXYDM"]),
        ({**WRONG, "annexes": []}, ["archive.drawing-missing", "templates.data-invalid"], ["/YDTYSHXYDM"]),
        ({**WRONG, "annexes": [1]}, ["archive.rows-malformed", "templates.data-invalid"], ["/YDTYSHXYDM"]),
        ({**WRONG, "YDMJ": "large"}, ["archive.rows-malformed", "templates.data-invalid"], ["/YDTYSHXYDM"]),
    ],
)
def test_everything_that_is_wrong_with_a_row_is_told_at_once(tmp_path, changes, codes, told):
    answer = issue(write_csv(tmp_path / "rows.csv", [row(**changes)]), tmp_path / "out")
    (report,) = answer.json["rows"]
    lines = report["detail"].split("\n")
    assert (answer.code, report["code"], report["result"]) == (1, "archive.several-faults", "failed")
    assert [line.split(" ")[0] for line in lines] == codes
    assert [place for place in ("/YDTYSHXYDM", "/YDMJ") if place in lines[1]] == told


@pytest.mark.parametrize(("write", "name"), [(write_csv, "rows.csv"), (write_lines, "rows.jsonl")])
def test_each_row_becomes_a_licence_and_a_file(tmp_path, write, name):
    answer = issue(write(tmp_path / name, [row(), row()]), tmp_path / "out")
    assert (answer.code, results(answer)) == (0, ["issued", "issued"])
    assert answer.json["counts"] == {"issued": 2, "already": 0, "promised": 0, "waiting": 0, "failed": 0}
    for one in answer.json["rows"]:
        assert one["files"] == [f"{one['identifier']}.pdf", f"{one['identifier']}.annex-1.pdf"]
        assert all((tmp_path / "out" / name).read_bytes().startswith(b"%PDF-") for name in one["files"])


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_issued(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row()])
    (tmp_path / "out").touch()
    answer = issue(path, tmp_path / "out" / "below")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.file-unwritable")
    assert issue(path, tmp_path / "there").json["counts"]["already"] == 0


def test_running_it_again_issues_nothing_twice_and_says_so(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row(), row()])
    first = issue(path, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    again = issue(path, tmp_path / "out")
    assert (again.code, results(again)) == (0, ["already", "already"])
    assert [one["identifier"] for one in again.json["rows"]] == [one["identifier"] for one in first.json["rows"]]
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 4


def test_a_row_without_an_id_is_known_by_its_data(tmp_path):
    rows = [{name: value for name, value in row(XMMC=f"无键 {next(COUNT)}").items() if name != "id"}]
    path = write_lines(tmp_path / "rows.jsonl", rows)
    assert results(issue(path, tmp_path / "out")) == ["issued"]
    assert results(issue(path, tmp_path / "out")) == ["already"]


def test_a_row_s_error_does_not_stop_the_rest(tmp_path):
    rows = [row(), row(TDHQFS="抢占"), row(YDMJ="many"), row()]
    answer = issue(write_csv(tmp_path / "rows.csv", rows), tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["issued", "failed", "failed", "issued"])
    codes = [one["code"] for one in answer.json["rows"]]
    assert codes == ["", "templates.data-invalid", "archive.rows-malformed", ""]


def test_the_report_is_kept_beside_the_files(tmp_path):
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row(), row(YDMJ=0)]), tmp_path / "out")
    lines = (tmp_path / "out" / "report.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == answer.json["rows"]


def test_a_file_that_cannot_be_written_is_its_row_s_error(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row(), row()])
    first, second = issue(path, tmp_path / "out").json["rows"]
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out" / first["files"][0]).mkdir(parents=True)
    again = issue(path, tmp_path / "out")
    assert (again.code, results(again)) == (1, ["failed", "already"])
    failed = again.json["rows"][0]
    assert (failed["code"], failed["identifier"]) == ("archive.file-unwritable", first["identifier"])
    assert (tmp_path / "out" / second["files"][1]).is_file()
    assert (tmp_path / "out" / "report.jsonl").is_file()


def test_a_document_that_the_store_lost_is_its_row_s_error(tmp_path, monkeypatch):
    path = write_lines(tmp_path / "rows.jsonl", [row(), row()])
    lost = issue(path, tmp_path / "out").json["rows"][0]["identifier"]

    def deliver_but_one(desk, identifier, folder):
        if identifier == lost:
            raise BlobMissingError(identifier)
        return deliver(desk, identifier, folder)

    monkeypatch.setattr("archive.cli.bulk.deliver", deliver_but_one)
    again = issue(path, tmp_path / "out")
    assert (again.code, results(again)) == (1, ["failed", "already"])
    assert again.json["rows"][0]["code"] == "storage.blob-missing"


def test_people_are_shown_what_failed(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row(), row(YDMJ=0)])
    shown = chancery("licence", "issue", "--kind", LAND, "--from", path, "--out", tmp_path / "out")
    assert shown.code == 1
    assert "templates.data-invalid" in shown.out
    assert "再运行同一命令" in shown.out
    assert "新签发 1" in shown.out


def test_a_drawing_is_delivered_as_an_annex(tmp_path):
    shutil.copy(stage().parent / "var/demo/materials/总平面图.pdf", tmp_path)
    rows = [row(PLANNING, annexes=["总平面图.pdf"])]
    answer = issue(write_lines(tmp_path / "rows.jsonl", rows), tmp_path / "out", kind=PLANNING)
    (one,) = answer.json["rows"]
    assert one["files"] == [f"{one['identifier']}.pdf", f"{one['identifier']}.annex-1.pdf"]


@pytest.mark.parametrize(
    ("annexes", "code"),
    [
        (["../stage.ini"], "archive.file-unreadable"),
        (["/etc/hostname"], "archive.file-unreadable"),
        ([], "archive.drawing-missing"),
        (["none.pdf"], "archive.file-unreadable"),
        (["no\x00ne.pdf"], "archive.file-unreadable"),
        (["round.pdf"], "archive.file-unreadable"),
        (["none\ud800.pdf"], "archive.file-unreadable"),
        (["rows.jsonl"], "archive.material-type"),
        ([PLAN, PLAN], "archive.annex-unplaced"),
        (["false.png"], "archive.material-content"),
    ],
)
def test_a_drawing_that_cannot_be_taken_is_the_row_s_error(tmp_path, annexes, code):
    (tmp_path / "false.png").write_bytes(b"no picture")
    (tmp_path / "round.pdf").symlink_to("round.pdf")
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row(annexes=annexes)]), tmp_path / "out")
    assert (answer.code, answer.json["rows"][0]["code"]) == (1, code)


def test_the_decision_is_told_or_named_after_the_file(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row()])
    assert issue(path, tmp_path / "out").json["decision"].startswith("批签-")
    told = issue(write_lines(path, [row()]), tmp_path / "out", "--decision", "示规许〔2026〕7号", "--ground", "批准")
    assert told.json["decision"] == "示规许〔2026〕7号"
    shown = chancery("licence", "show", told.json["rows"][0]["identifier"], "--json").json
    assert shown["versions"][0]["decision"] == "示规许〔2026〕7号"


def test_a_decision_on_record_is_taken_as_it_is_and_in_other_terms_refused(tmp_path):
    path, number = write_lines(tmp_path / "rows.jsonl", [row()]), f"示规许〔2026〕{next(COUNT)}号"
    terms = ("--decision", number, "--ground", "批准", "--decided-at", "2026-01-05")
    first = issue(path, tmp_path / "out", *terms).json["rows"][0]
    write_lines(path, [row()])
    second = issue(path, tmp_path / "out", "--decision", number).json["rows"][0]
    told = [chancery("licence", "show", one["identifier"], "--json").json["versions"][0] for one in (first, second)]
    assert [version["decision"] for version in told] == [number, number]
    for more in (("--ground", "另一理由"), ("--decided-at", "2026-01-06")):
        answer = issue(path, tmp_path / "out", "--decision", number, *more)
        assert (answer.code, answer.json["error"]["code"]) == (1, "archive.batch-conflict")


def test_what_is_not_waited_for_is_finished_by_the_next_run(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row()])
    first = issue(path, tmp_path / "out", "--no-wait")
    assert (first.code, results(first)) == (0, ["promised"])
    assert not list((tmp_path / "out").glob("*.pdf"))
    told = chancery("licence", "issue", "--kind", LAND, "--from", path, "--out", tmp_path / "out", "--no-wait")
    assert (told.code, "已登记待制证 1，" in told.out, "chancery jobs run 制证" in told.out) == (0, True, True)
    assert "未签发的行" not in told.out
    second = issue(path, tmp_path / "out")
    assert results(second) == ["issued"]
    assert second.json["rows"][0]["number"] == first.json["rows"][0]["number"]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (("waiting", "signing.key-unavailable", "token"), (1, "waiting", "signing.key-unavailable")),
        (("claimed", JobElsewhereError.code, "runner-1"), (0, "promised", "")),
        (("given_up", "templates.template-failed", ""), (1, "failed", "templates.template-failed")),
    ],
)
def test_what_is_not_waited_for_is_trouble_only_where_it_failed(tmp_path, monkeypatch, state, told):
    monkeypatch.setattr("archive.cli.bulk.state_of", lambda _root, _job: state)
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row()]), tmp_path / "out", "--no-wait")
    (one,) = answer.json["rows"]
    assert (answer.code, one["result"], one["code"]) == told


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--as", "applicant"), "archive.permission-missing"),
        (("--as", "nobody"), "archive.user-unknown"),
        (("--authority", "11350200DEM000030L"), "archive.authority-unknown"),
    ],
)
def test_who_may_not_issue_issues_nothing(tmp_path, more, code):
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row()]), tmp_path / "out", *more)
    assert (answer.code, answer.json["error"]["code"]) == (1, code)


def test_an_unknown_kind_is_named(tmp_path):
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row()]), tmp_path / "out", kind="no_kind")
    assert answer.json["error"]["code"] == "templates.kind-unknown"


def test_a_file_in_another_encoding_issues_nothing(tmp_path):
    (tmp_path / "rows.csv").write_bytes("XMMC\n示例\n".encode("gb18030"))
    answer = issue(tmp_path / "rows.csv", tmp_path / "out")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.file-encoding")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_is_no_table_further_down_leaves_nothing_behind(tmp_path):
    write_csv(tmp_path / "rows.csv", [row() for _ in range(CHUNK)])
    with (tmp_path / "rows.csv").open("a") as file:
        file.write('"a"b\n')
    before = events()
    answer = issue(tmp_path / "rows.csv", tmp_path / "out")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.rows-malformed")
    assert events() == before


def test_a_file_in_another_encoding_leaves_no_decision_on_record(tmp_path):
    (tmp_path / "rows.csv").write_bytes("XMMC\n示例\n".encode("gb18030"))
    before = events()
    assert issue(tmp_path / "rows.csv", tmp_path / "out").json["error"]["code"] == "archive.file-encoding"
    assert events() == before


def test_a_file_that_cannot_be_read_names_no_decision(tmp_path):
    with pytest.raises(FileUnreadableError):
        default_decision(tmp_path / "none.csv")


def test_a_kind_that_no_authority_issues_is_refused(tmp_path):
    config = write_ini(tmp_path)
    (tmp_path / "offices.toml").write_text(
        '[[authority]]\ncode = "11350200DEM000014Y"\nname = "示例局"\narea = "350205"\nkey = "k"\nkinds = []\n'
    )
    call("init", "--authorities", tmp_path / "offices.toml", config=config)
    path = write_lines(tmp_path / "rows.jsonl", [row()])
    arguments = ("licence", "issue", "--kind", LAND, "--from", path, "--out", tmp_path / "out", "--json")
    assert call(*arguments, config=config).json["error"]["code"] == "archive.authority-unclear"


def test_a_file_of_any_name_is_signed_off_under_it(tmp_path):
    name = os.fsdecode("全　角".encode() + b"\xff.jsonl")
    assert default_decision(write_lines(tmp_path / name, [row()]))[1].count("全　角\ufffd.jsonl") == 1


def test_people_are_shown_which_command_helps_against_a_row_s_error(tmp_path):
    one = row()
    issue(write_lines(tmp_path / "rows.jsonl", [one]), tmp_path / "out")
    path = write_lines(tmp_path / "rows.jsonl", [{**one, "YDMJ": 7}])
    shown = chancery("licence", "issue", "--kind", LAND, "--from", path, "--out", tmp_path / "out").out
    assert "archive.order-conflict" in shown
    assert "chancery licence replace" in shown


def test_people_are_shown_some_of_many_errors(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [row(YDMJ=0) for _ in range(23)])
    shown = chancery("licence", "issue", "--kind", LAND, "--from", path, "--out", tmp_path / "out").out
    assert shown.count("templates.data-invalid") == 20
    assert "另有 3 行" in shown


@pytest.mark.parametrize(("name", "text"), [("a.csv", "XMMC,YDMJ\n"), ("a.jsonl", "\n"), ("b.jsonl", "")])
def test_people_are_told_that_a_file_holds_no_rows(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    before = events()
    answer = chancery("licence", "issue", "--kind", LAND, "--from", tmp_path / name, "--out", tmp_path / "out")
    assert answer.code == 0
    assert f"文件里没有数据行：{name}。" in answer.out
    assert "[archive.rows-none]" in answer.out
    assert sum(issue(tmp_path / name, tmp_path / "out").json["counts"].values()) == 0
    assert events() == before


@pytest.mark.parametrize("odd", [{"id": "a\ud800"}, {"YDDW": reduce(lambda inner, _: [inner], range(300), [])}])
def test_what_no_licence_can_hold_is_an_error_of_its_row_and_the_others_are_issued(tmp_path, odd):
    answer = issue(write_lines(tmp_path / "rows.jsonl", [row(**odd), row()]), tmp_path / "out")
    assert (answer.code, results(answer)) == (1, ["failed", "issued"])
    (bad, _good) = map(json.loads, (tmp_path / "out/report.jsonl").read_text().splitlines())
    assert bad["code"] in ("archive.text-malformed", "templates.data-invalid")

"""`chancery case`: the road of an application, by command."""

import json
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from archive_fixture import NR
from cli_fixture import chancery, stage, summary

from archive.cli.demo.materials import Material, read_materials
from archive.cli.demo.scene import project_code, read_scene
from archive.workflows.case import NATIONAL_STATES

TODAY = date(2026, 11, 20)
OWNED = {"name": "示例厂房", "owner": "示例精密制造有限公司", "owner_code": "91350200DEM0001100"}
SERIALS = iter(range(50_000, 60_000))
PLANNING = ("--as", "planning-clerk")
DECISION = ("--decision", "示许决〔2026〕9号", "--ground", "《行政许可法》第三十八条")


@pytest.fixture
def application(tmp_path):
    """An application for the land of a new project, as a file beside its materials."""
    materials = stage().parent / "var" / "demo" / "materials"
    given = read_materials()
    kept = [Material(m["step"], m["type"], tmp_path / m["file"], m.get("drawing", "")) for m in given if m["step"] == 1]
    for material in kept:
        shutil.copy(materials / material.path.name, material.path)
    code = project_code(TODAY, next(SERIALS))
    told = read_scene((), TODAY).application(0, kept)
    told |= {"key": f"case-{code}", "project": {**told["project"], "code": code}}
    owner = ("--owner", "示例精密制造有限公司", "--owner-code", "91350200DEM0001100")
    begun = chancery(
        "project", "begin", "示例厂房一期", *owner, "--code", code, "--admit", "applicant", *PLANNING, "--json"
    )
    assert begun.code == 0, begun.out

    def write(**changes):
        (tmp_path / "land.json").write_text(json.dumps({**told, **changes}))
        return tmp_path / "land.json"

    return write


def submit(path, by="applicant"):
    return chancery("case", "submit", path, "--as", by, "--json")


def test_a_case_goes_its_whole_road_and_ends_with_a_licence(application, tmp_path):
    done = submit(application())
    assert done.code == 0
    case = done.json["cases"]["X1-06"]
    assert done.json["repeated"] is False
    assert chancery("case", "accept", case, "--note", "齐全", "--json").json["state"] == "accepted"
    assert chancery("case", "review", case, "--opinion", "符合", "--json").json["state"] == "reviewed"
    decided = chancery("case", "decide", case, "--approve", *DECISION, "--json")
    assert (decided.code, decided.json["state"]) == (0, "approved")
    (identifier,) = decided.json["licences"]
    shown = chancery("licence", "show", identifier, "--out", tmp_path / "out", "--json").json
    assert (shown["state"], shown["case"]) == ("valid", case)
    assert len(shown["written"]) == 2
    assert "齐全" in chancery("case", "show", case).out


def test_the_same_application_is_submitted_once(application):
    first, again = submit(application()), submit(application())
    assert (again.json["application"], again.json["repeated"]) == (first.json["application"], True)
    other = submit(application(applicant="另一家示例公司"))
    assert (other.code, other.json["error"]["code"]) == (1, "archive.submission-conflict")


def test_the_same_application_for_a_project_without_a_code_is_submitted_once(application):
    first, again = (submit(application(key="no-code", project=OWNED)) for _ in range(2))
    assert (again.json["application"], again.json["repeated"]) == (first.json["application"], True)


def test_a_material_outside_the_folder_of_the_application_is_refused(application, tmp_path):
    told = json.loads(application().read_text())
    (tmp_path.parent / "outside.png").write_bytes((tmp_path / told["materials"][0]["file"]).read_bytes())
    answer = submit(application(materials=[*told["materials"], {**told["materials"][0], "file": "../outside.png"}]))
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.file-unreadable")


def test_why_a_file_cannot_be_read_is_told_in_the_reader_s_words(application, tmp_path, monkeypatch):
    told = json.loads(application().read_text())
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_bytes(b"x")
    files = ["nope.pdf", "plain/x.pdf", "folder", "../outside.pdf", "shut.pdf", "lost.pdf"]
    opened, refusals = Path.open, {"shut.pdf": PermissionError(13, "denied"), "lost.pdf": OSError(5, "of disk")}

    def refuse(path, *how, **more):
        if path.name in refusals:
            raise refusals[path.name]
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    items = [{**told["items"][0], "drawings": {"附图": "unlisted.pdf"}}]
    materials = [{"type": "D01", "file": name} for name in files]
    errors = submit(application(materials=materials, items=items)).json["error"]["errors"]
    why = [
        "未列入 materials",
        *["没有这个文件"] * 2,
        "是文件夹，不是文件",
        "不在所给文件的文件夹内",
        "没有读取权限",
        "没有给出",
    ]
    sentences = [error["sentence"] for error in errors if error["code"] == "archive.file-unreadable"]
    assert [words in sentence for words, sentence in zip(why, sentences, strict=True)] == [True] * 7
    assert not re.search("[a-z]{4,} [a-z]{2,}", "".join(sentences))


def test_files_that_are_refused_are_told_with_all_else_and_nothing_is_said_to_be_missing(application, tmp_path):
    told = json.loads(application().read_text())
    first, second = (row["file"] for row in told["materials"][:2])
    (tmp_path / first).write_bytes(b"")
    (tmp_path / second).unlink()
    answer = submit(application(applicant_code="91350200DEM0001101", form={**told["form"], "height": "12"}))
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.several-faults")
    assert [error["code"] for error in answer.json["error"]["errors"]] == [
        "archive.material-empty",
        "archive.file-unreadable",
        "archive.credit-code-invalid",
        "archive.form-invalid",
    ]
    assert not chancery("case", "list", "--json").out.count(told["key"])


WRONG_OWNER = "91350200DEM0001101"


def wrong_parts(**project):
    """A project of which its owner's code and every part are told wrongly."""
    hall, shed = {"code": "a b", "name": "1#"}, {"code": "02", "name": "2#", "facts": {"JZMJ": "9800"}}
    works = [{"code": "GC01", "name": " ", "buildings": [hall, shed]}]
    return {"name": "示例厂房", "owner": "示例公司", "owner_code": WRONG_OWNER, "works": works, **project}


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("hello", ["project-code-invalid"], []),
        ("", [], []),
        (None, [], ["material-missing"]),
    ],
)
def test_what_is_wrong_with_a_project_hides_nothing_else(application, code, first, last):
    told = json.loads(application().read_text())
    project = wrong_parts(code=told["project"]["code"] if code is None else code)
    items = [{**told["items"][0], "covers": [{"building": "02"}], "data": {"YDMJ": "big"}, "drawings": {}}]
    drawn = set(told["items"][0]["drawings"].values())
    materials = [row for row in told["materials"] if row["file"] in drawn]
    form = {**told["form"], "height": "12"}
    answer = submit(application(project=project, form=form, items=items, materials=materials))
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.several-faults")
    codes = [error["code"] for error in answer.json["error"]["errors"]]
    assert [code.removeprefix("archive.") for code in codes] == [
        *first,
        "credit-code-invalid",
        "part-invalid",
        "part-invalid",
        "building-fact-invalid",
        "form-invalid",
        "templates.data-invalid",
        "drawing-missing",
        *last,
    ]


def test_who_may_not_begin_a_project_under_its_code_is_told_of_all_else_too(application):
    told = json.loads(application().read_text())
    project = {**OWNED, "code": project_code(TODAY, next(SERIALS))}
    answer = submit(application(project=project, form={**told["form"], "height": "12"}))
    codes = [error["code"] for error in answer.json["error"]["errors"]]
    assert codes == ["archive.project-code-foreign", "archive.form-invalid"]


def test_a_decision_of_the_future_is_refused(application):
    case = submit(application()).json["cases"]["X1-06"]
    chancery("case", "accept", case)
    chancery("case", "review", case, "--opinion", "符合")
    answer = chancery("case", "decide", case, "--approve", *DECISION, "--decided-at", "2099-01-01", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.decision-future")


@pytest.mark.parametrize("words", [(), ("--approve", "--reject")])
def test_a_decision_is_one_of_two(application, words):
    case = submit(application()).json["cases"]["X1-06"]
    answer = chancery("case", "decide", case, *words, *DECISION)
    assert (answer.code, "--reject" in answer.err) == (2, True)


def test_a_refusal_makes_no_licence(application):
    case = submit(application()).json["cases"]["X1-06"]
    chancery("case", "accept", case)
    chancery("case", "review", case, "--opinion", "不符")
    answer = chancery("case", "decide", case, "--reject", *DECISION, "--json")
    assert (answer.json["state"], answer.json["licences"]) == ("rejected", [])


def test_a_decision_may_leave_the_licence_to_the_runner(application, tmp_path):
    case = submit(application()).json["cases"]["X1-06"]
    chancery("case", "accept", case)
    chancery("case", "review", case, "--opinion", "符合")
    answer = chancery("case", "decide", case, "--approve", *DECISION, "--no-wait", "--json")
    (identifier,) = answer.json["licences"]
    shown = chancery("licence", "show", identifier, "--out", tmp_path / "none")
    assert "尚未制成：由 chancery jobs run 制证" in shown.out
    assert chancery("licence", "show", identifier, "--json").json["state"] == "promised"
    assert chancery("jobs", "run", "--once", "--json").json["worked"] >= 1
    assert chancery("licence", "show", identifier, "--json").json["state"] == "valid"


def test_a_decision_on_a_case_that_is_not_reviewed_is_refused(application):
    case = submit(application()).json["cases"]["X1-06"]
    answer = chancery("case", "decide", case, "--approve", *DECISION, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.step-not-allowed")


def test_people_are_told_what_was_submitted_and_what_comes_next(application):
    answer = chancery("case", "submit", application(), "--as", "applicant")
    assert "X1-06" in answer.out
    case = submit(application()).json["cases"]["X1-06"]
    assert case in chancery("case", "accept", case).out


def test_what_the_archive_holds_is_named():
    case = summary()["cases"][-1]
    shown = chancery("case", "show", case, "--json").json
    assert [row["document_type"] for row in shown["reused"]] == ["D13"]
    assert {row["part"] for row in shown["documents"]} == {"materials", "process_forms", "results"}
    assert (shown["state"], shown["national_state"]) == ("approved", "11")
    (cover,) = shown["covers"]
    assert (cover["level"], cover["name"]) == ("building", f"{summary()['project']}-01")


def test_what_is_entered_later_is_told_with_both_times(application):
    chancery("user", "add", "window", "--role", "clerk", "--authority", NR, "--json")
    case = submit(application(received_at="2026-11-01T09:00"), "window").json["cases"]["X1-06"]
    chancery("user", "disable", "window", "--json")
    assert chancery("case", "accept", case, "--happened-at", "2026-11-02", "--json").code == 0
    (step,) = chancery("case", "show", case, "--json").json["steps"]
    assert step["at"] == "2026-11-01T16:00:00+00:00"
    assert step["recorded_at"] > step["at"]
    answer = submit(application(key="k6", received_at="yesterday"))
    assert answer.json["error"]["faults"][0]["path"] == "/received_at"


def test_a_licence_that_was_made_is_not_made_again():
    answer = chancery("case", "issue", summary()["cases"][0], "--json")
    assert answer.json["error"]["code"] == "archive.licence-not-void"


def test_a_case_is_shown_as_it_stood(application):
    case = submit(application()).json["cases"]["X1-06"]
    chancery("case", "accept", case)
    now = chancery("case", "show", case, "--json").json
    chancery("case", "review", case, "--opinion", "符合")
    then = chancery("case", "show", case, "--at", now["steps"][-1]["at"], "--json").json
    assert then == now
    assert len(chancery("case", "show", case, "--json").json["documents"]) == len(now["documents"]) + 1
    assert "按此时已登记的  2999-01-01 23:59:59" in chancery("case", "show", case, "--at", "2999-01-01").out
    before = chancery("case", "show", case, "--at", "2020-01-01", "--json")
    assert before.json["error"]["code"] == "archive.case-later"
    recorded = datetime.fromisoformat(now["recorded_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{case}：{recorded:%Y-%m-%d %H:%M:%S}" in before.json["error"]["sentence"]


def test_who_may_not_submit_hears_in_words_which_role_may(application):
    told = submit(application(), by="planning-decider").json["error"]
    assert told["code"] == "archive.permission-missing"
    assert (
        "planning-decider：提交申请，由申请人（applicant）、代办人（agent）、受理人员（clerk）办理。"
        in told["sentence"]
    )
    assert ":submit" not in told["sentence"]


def listed(*arguments):
    """Give the cases that a list shows to programs."""
    answer = chancery("case", "list", *arguments, "--json")
    assert answer.code == 0
    return [json.loads(line) for line in answer.out.splitlines()]


def test_cases_are_listed_the_latest_first_one_line_each(application):
    first, second = (submit(application(key=f"listed-{next(SERIALS)}")).json["cases"]["X1-06"] for _ in range(2))
    told = listed("--limit", 2)
    assert [line["case"] for line in told] == [second, first]
    shown = chancery("case", "show", second, "--json").json
    assert {name: shown[name] for name in told[0]} == told[0]
    assert {first, second, *summary()["cases"]} <= {line["case"] for line in listed()}


def test_cases_are_listed_by_state_project_and_item(application):
    path = application()
    case, project = (submit(path).json[name] for name in ("cases", "project"))
    case = case["X1-06"]
    assert [line["case"] for line in listed("--project", project)] == [case]
    chancery("case", "accept", case)
    assert case in {line["case"] for line in listed("--state", "accepted")}
    assert {line["state"] for line in listed("--state", "accepted")} == {"accepted"}
    assert listed("--state", "已受理") == listed("--state", "accepted")
    assert {line["item"] for line in listed("--item", "X3-04")} == {"X3-04"}
    assert listed("--project", project, "--item", "X3-04") == []
    assert "chancery case submit" in chancery("case", "list", "--project", "P-none").out
    assert chancery("case", "list", "--state", "lost").code == 2


def test_the_help_of_the_list_names_every_state():
    shown = chancery("case", "list", "--help").out
    assert [state for state in NATIONAL_STATES if state not in shown] == []


def test_a_list_of_cases_keeps_identifiers_whole_in_a_narrow_terminal(application, monkeypatch):
    case = submit(application()).json["cases"]["X1-06"]
    monkeypatch.setenv("COLUMNS", "80")
    shown = chancery("case", "list").out.splitlines()
    assert f"  办件编号  {case}" in shown
    assert "  事项      X1-06 建设用地规划许可证核发" in shown


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"materials": [{"type": "D01", "file": "none.pdf"}]}, "archive.several-faults"),  # and it lacks its drawing
        ({"materials": [{"file": "none.pdf"}]}, "archive.application-invalid"),
        ({"materials": []}, "archive.file-unreadable"),  # its drawing is no longer among them
        ({"project": "P-none", "key": "k2"}, "archive.project-unknown"),
        ({"items": [{"item": "X9-99"}], "key": "k3"}, "archive.item-unknown"),
        ({"items": "X1-06"}, "archive.application-invalid"),
        ({"items": [{"item": "X1-06", "covers": [{"building": "none"}]}], "key": "k4"}, "archive.several-faults"),
        ({"project": {**OWNED, "code": "2104-350205-04-01-999990"}, "key": "k5"}, "archive.project-code-foreign"),
    ],
)
def test_an_application_that_cannot_be_taken_leaves_nothing(application, changes, code):
    answer = submit(application(**changes))
    assert (answer.code, answer.json["error"]["code"]) == (1, code)


def test_a_field_that_the_form_has_not_is_named(application):
    answer = submit(application(colour="red"))
    assert answer.json["error"]["code"] == "archive.application-invalid"
    (fault,) = answer.json["error"]["faults"]
    assert (fault["path"], fault["code"]) == ("/colour", "templates.field-unknown")


def test_people_are_told_that_a_provisional_project_needs_its_code(application):
    answer = chancery("case", "submit", application(key="provisional", project=OWNED), "--as", "applicant")
    assert "chancery project bind" in answer.out


def test_a_project_that_is_named_by_its_id_is_found(application):
    project = chancery("case", "show", summary()["cases"][0], "--json").json["project"]
    assert submit(application(project=project)).json["repeated"] is False


def test_a_case_that_is_not_there_is_named():
    answer = chancery("case", "accept", "A-none", "--json")
    assert answer.json["error"]["code"] == "archive.case-unknown"


def test_people_are_told_what_they_need_not_upload(tmp_path):
    folder = stage().parent / "var" / "demo" / "materials"
    kept = [Material(m["step"], m["type"], folder / m["file"], m.get("drawing", "")) for m in read_materials()]
    told = read_scene((), TODAY).application(1, kept)
    told["project"]["code"] = summary()["project"]
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "form.json").write_text(json.dumps({**told, "key": f"again-{next(SERIALS)}"}))
    answer = chancery("case", "submit", tmp_path / "form.json", "--as", "applicant")
    assert summary()["licences"][0]["identifier"] in answer.out

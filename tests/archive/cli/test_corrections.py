"""`chancery case`: corrections, refusals, and what the applicant takes back, by command."""

import json
import shutil
from datetime import date
from itertools import count

import pytest
from cli_fixture import chancery, stage

from archive.cli.demo.materials import Material, read_materials
from archive.cli.demo.scene import project_code, read_scene

TODAY = date(2026, 11, 20)
SERIALS = count(70_000)


@pytest.fixture
def case(tmp_path):
    """A case for the land of a new project; its materials lie in the folder."""
    materials = stage().parent / "var" / "demo" / "materials"
    given = read_materials()
    kept = [Material(m["step"], m["type"], tmp_path / m["file"], m.get("drawing", "")) for m in given if m["step"] == 1]
    for material in kept:
        shutil.copy(materials / material.path.name, material.path)
    code = project_code(TODAY, next(SERIALS))
    told = read_scene((), TODAY).application(0, kept)
    told |= {"key": f"correct-{code}", "project": {**told["project"], "code": code}}
    owner = ("--owner", told["project"]["owner"], "--owner-code", told["project"]["owner_code"])
    assert chancery("project", "begin", "示例厂房", *owner, "--code", code, "--admit", "applicant", "--json").code == 0
    (tmp_path / "land.json").write_text(json.dumps(told))
    done = chancery("case", "submit", tmp_path / "land.json", "--as", "applicant", "--json")
    assert done.code == 0, done.out
    return done.json["cases"]["X1-06"]


def correct(case, folder, given):
    (folder / "correction.json").write_text(json.dumps(given))
    return chancery("case", "correct", case, folder / "correction.json", "--as", "applicant", "--json")


def asked(case):
    answer = chancery("case", "ask-correction", case, "--point", "D12=界址点不清", "--note", "见附页", "--json")
    assert answer.code == 0, answer.out
    return answer.json["state"]


def test_a_case_is_put_right_with_a_new_version_of_its_drawing(case, tmp_path):
    assert asked(case) == "correcting"
    shown = chancery("case", "show", case, "--json").json
    (drawn,) = [one for one in shown["documents"] if one["document_type"] == "D12"]
    (file,) = [one.name for one in tmp_path.iterdir() if one.name == drawn["name"]]
    (tmp_path / f"new-{file}").write_bytes((tmp_path / file).read_bytes() + b"\n")
    shape = {"versions": [{"document": drawn["document"], "file": f"new-{file}"}], "note": "已更正"}
    done = correct(case, tmp_path, {**shape, "materials": [{"type": "D12", "file": f"new-{file}"}]})
    assert (done.code, done.json["state"]) == (0, "submitted"), done.out
    after = chancery("case", "show", case, "--json").json
    assert {"P06", "P07"} <= {one["document_type"] for one in after["documents"]}
    assert [step["verb"] for step in after["steps"]] == ["ask_correction", "correct"]
    assert "已更正" in chancery("case", "show", case).out


def test_everything_that_is_wrong_with_the_files_is_told_at_once(case, tmp_path):
    asked(case)
    given = {
        "materials": [{"type": "D01", "file": "nope.pdf"}, {"type": "D01", "file": "../land.json"}],
        "drawings": {"附图": "unlisted.pdf"},
    }
    error = correct(case, tmp_path, given).json["error"]
    assert [one["code"] for one in error["errors"]] == ["archive.file-unreadable"] * 3


def test_a_correction_of_another_shape_or_of_nothing_is_refused(case, tmp_path):
    asked(case)
    assert correct(case, tmp_path, {"item": "X1-06"}).json["error"]["code"] == "archive.application-invalid"
    assert correct(case, tmp_path, {}).json["error"]["code"] == "archive.correction-empty"


def test_fields_change_or_go(case, tmp_path):
    asked(case)
    assert correct(case, tmp_path, {"data": {"YDMJ": "wide"}}).json["error"]["code"] == "templates.data-invalid"
    assert correct(case, tmp_path, {"without": ["YDMJ"]}).json["error"]["code"] == "templates.data-invalid"
    assert correct(case, tmp_path, {"data": {"YDMJ": 4321.5}}).json["state"] == "submitted"


def test_a_case_is_declined(case):
    assert chancery("case", "decline", case, "--ground", "不属于本机关职权", "--json").json["state"] == "declined"


def test_a_case_is_withdrawn_before_and_retracted_after_it_is_accepted(case):
    refused = chancery("case", "retract", case, "--reason", "另行申请", "--as", "applicant", "--json")
    assert refused.json["error"]["code"] == "archive.step-not-allowed"
    assert chancery("case", "accept", case, "--json").json["state"] == "accepted"
    assert "受理" in chancery("case", "withdraw", case, "--reason", "另行申请", "--as", "applicant").err
    done = chancery("case", "retract", case, "--reason", "另行申请", "--as", "applicant", "--json")
    assert done.json["state"] == "retracted"


def test_a_case_is_withdrawn(case):
    done = chancery("case", "withdraw", case, "--reason", "另行申请", "--as", "applicant", "--json")
    assert done.json["state"] == "withdrawn"

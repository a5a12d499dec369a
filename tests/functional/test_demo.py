"""`chancery demo` for real: its own process, processes that seal, the shipped ini of a laptop."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import needs
import pytest
from forks import forking

ROOT = Path(__file__).parents[2]
STEPS = [
    *("pki", "archive", "users", "materials", "project"),
    *(f"{name}-{step}" for name in ("land", "form") for step in ("submit", "accept", "review", "decide")),
    *("download", "verify"),
]


def chancery(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    command = [sys.executable, "-m", "archive", "--config", str(folder / "laptop.ini"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, ""),
        ({"PORT": "7010"}, "http://localhost:7010"),
        ({"PORT": "7010", "CHANCERY_ARCHIVE_PUBLIC_URL": "http://192.0.2.7:7010"}, "http://192.0.2.7:7010"),
    ],
)
@pytest.mark.parametrize("word", ["demo", "serve"])
def test_the_codes_lead_to_the_port_that_make_is_told(tmp_path, word, given, address):
    told = tmp_path / "chancery"
    told.write_text('#!/bin/sh\nprintf "%s" "$CHANCERY_ARCHIVE_PUBLIC_URL"; exit 1\n')
    told.chmod(0o755)
    make = [needs.command("make", "make"), "--silent", "--old-file=setup", f"BIN={tmp_path}", word]
    environment = {"PATH": os.environ["PATH"], **given}
    done = subprocess.run(make, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.stdout == address


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("laptop")
    shipped = (ROOT / "development.ini").read_text().replace("%(here)s", str(ROOT))
    (folder / "laptop.ini").write_text(shipped.replace(f"{ROOT}/var\n", f"{folder}/var\n", 1))
    return folder


@pytest.fixture(scope="module")
def runs(laptop):
    """Two runs: one from nothing, one more in the same archive; each one's answer and summary."""
    answers = []
    for arguments in (("demo",), ("--language", "en", "demo")):
        done = chancery(laptop, *arguments)
        assert done.returncode == 0, done.stderr
        answers.append((done.stdout, json.loads((laptop / "var/demo/summary.json").read_text())))
    return answers


def test_the_summary_is_what_its_page_says(runs):
    (schema,) = re.findall(r"```json\n(.+?)```", (ROOT / "docs/reference/demo.md").read_text(), re.DOTALL)
    validator = jsonschema_rs.validator_for(json.loads(schema))
    for _shown, summary in runs:
        assert [error.message for error in validator.iter_errors(summary)] == []


def test_the_table_is_in_the_reader_s_language(runs):
    (chinese, _), (english, _) = runs
    assert "附图或附件" in chinese
    assert "annex " not in chinese
    assert "建筑工程施工许可证" not in english.split("1.2.156")[0]


def test_three_licences_are_made_in_the_order_of_the_law_and_are_valid(runs):
    for _shown, summary in runs:
        made = [(one["kind"], one["verdict"], one["status"]) for one in summary["licences"]]
        kinds = ("land_use_planning_permit", "construction_planning_permit", "construction_permit")
        assert made == [(kind, "valid", "valid") for kind in kinds]
        assert [[annex["verdict"] for annex in one["annexes"]] for one in summary["licences"]] == [["valid"]] * 3


def test_a_dozen_materials_are_uploaded_and_the_land_permit_is_not(runs, laptop):
    summary = runs[0][1]
    assert summary["materials"] == {"uploaded": 20, "reused": 1}
    heads = {path.suffix: path.read_bytes()[:4] for path in (laptop / "var/demo/materials").iterdir()}
    assert heads == {".pdf": b"%PDF", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff\xe0"}


def test_every_step_is_timed(runs):
    assert [[step["name"] for step in summary["steps"]] for _shown, summary in runs] == [STEPS, STEPS]


def test_it_tells_people_what_was_made_and_what_to_try_next(runs):
    for (shown, summary), words in zip(runs, ("接下来可以试试", "What to try next"), strict=True):
        assert words in shown
        assert all(one["identifier"] in shown and one["path"] in shown for one in summary["licences"])


def test_each_run_is_another_project(runs):
    (_, first), (_, second) = runs
    assert [one["project"][4:-1] for one in (first, second)] == ["-350205-04-01-12345", "-350205-04-01-12346"]
    assert {one["identifier"] for one in first["licences"]}.isdisjoint(one["identifier"] for one in second["licences"])


def test_what_it_says_to_try_next_works(runs, tmp_path):
    shown, _summary = runs[1]
    commands = re.findall(r"(?:chancery) --config \S+ (.+)", shown)
    assert len(commands) >= 6
    config = re.search(r"--config (\S+)", shown)[1]
    with forking(tmp_path / "chancery", dict(os.environ)):
        for command in commands:
            arguments = [tmp_path / "chancery", "--config", config, *command.split()]
            done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, check=False)
            assert "Traceback" not in done.stderr
            suspended = command.startswith("verify") and "--trust" not in command and "suspended" in done.stdout
            assert done.returncode == 0 or suspended, command


def test_a_stranger_s_tools_agree(runs):
    qpdf, pdfsig = needs.command("qpdf", "qpdf"), needs.command("pdfsig", "poppler-utils")
    for one in runs[0][1]["licences"]:
        for path in (one["path"], *(annex["path"] for annex in one["annexes"])):
            subprocess.run([qpdf, "--check", path], check=True, capture_output=True)
            signatures = subprocess.run([pdfsig, "-nocert", path], check=True, capture_output=True, text=True).stdout
            assert signatures.count("Signature is Valid") == 1
            assert "ETSI.CAdES.detached" in signatures
            assert "Seal1-Timestamp" in signatures


def test_a_licence_is_checked_with_the_tools_of_others_as_it_is_written(runs, tmp_path):
    for tool, package in (("bash", "bash"), ("qpdf", "qpdf"), ("pdfsig", "poppler-utils"), ("openssl", "openssl")):
        needs.command(tool, package)
    (script,) = re.findall(r"```sh\n(.+?)```", (ROOT / "docs/reference/verify.md").read_text(), re.DOTALL)
    summary = runs[0][1]
    (tmp_path / "licence.pdf").symlink_to(summary["licences"][0]["path"])
    (tmp_path / "trust").symlink_to(summary["trust"])
    command = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert all(words in said for words in ("Signature is Valid", "CMS Verification successful", "Verification: OK"))

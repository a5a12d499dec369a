"""The table of figures says what was measured, what broke its bound, and what could not run."""

import io
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from rich.console import Console

from bench.table import MODULES, choose, gather, keep, not_run, row, show


@pytest.mark.parametrize(
    ("value", "bound", "at_least", "ok"),
    [
        (1.0, None, False, True),
        (1.0, 1.0, False, True),
        (1.1, 1.0, False, False),
        (0.9, 0.85, True, True),
        (0.8, 0.85, True, False),
    ],
)
def test_a_figure_is_judged_by_its_bound(value, bound, at_least, ok):
    assert row("x", value, "ratio", bound, at_least=at_least)["ok"] is ok


def test_all_are_measured_or_those_that_are_named():
    assert choose([]) == MODULES
    assert choose(["seals", "blobs"]) == ["seals", "blobs"]


def test_a_name_that_is_none_is_refused_with_those_that_there_are(capsys):
    with pytest.raises(SystemExit) as refused:
        choose(["seals", "seels"])
    assert refused.value.code == 2
    said = capsys.readouterr().err
    assert "no module seels;" in said
    assert all(name in said for name in MODULES)


def test_a_bench_that_cannot_run_says_why_in_a_row():
    (only,) = gather(["no_such_bench"])
    assert only["ok"] is False
    assert only["value"] is None
    assert "no_such_bench" in only["unit"]


def test_rows_are_kept_for_programs_and_shown_to_people(tmp_path):
    rows = [row("seal-bb", 0.782, "ms", 10.0), not_run("dss-bb", "no JVM: make services")]
    keep(rows, tmp_path / "var" / "bench.json")
    assert json.loads((tmp_path / "var" / "bench.json").read_text()) == rows
    assert list(rows[0]) == ["name", "value", "unit", "bound", "ok", "machine"]
    show(rows, Console(file=(said := io.StringIO()), width=120))
    assert "0.782" in said.getvalue()
    assert "no JVM: make services" in said.getvalue()


def test_the_kept_rows_are_what_their_page_says(tmp_path):
    page = (Path(__file__).parents[2] / "docs/reference/demo.md").read_text()
    (schema,) = re.findall(r"```json bench\n(.+?)```", page, re.DOTALL)
    keep([row("a", 1.5, "ms", 2.0), row("b", 3, "MB"), not_run("c", "needs MinIO")], tmp_path / "bench.json")
    validator = jsonschema_rs.validator_for(json.loads(schema))
    assert [error.message for error in validator.iter_errors(json.loads((tmp_path / "bench.json").read_text()))] == []

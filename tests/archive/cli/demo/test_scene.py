"""The demo's project and its applications."""

import re
from datetime import date
from pathlib import Path

import pytest

from archive.catalogue.loading import read_catalogue
from archive.cli.demo.materials import Material, read_materials
from archive.cli.demo.scene import project_code, read_scene, read_users
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.project import parse_project_code

MATERIALS = (
    Material(1, "D01", Path("a.jpg"), ""),
    Material(1, "D07", Path("b.pdf"), "附图"),
    Material(2, "D20", Path("c.png"), "附图"),
)


TODAY = date(2026, 11, 20)
"""A Friday."""
FILED = date(2026, 9, 21)


def scene(taken=(), today=TODAY):
    return read_scene(taken, today)


@pytest.mark.parametrize("serial", [0, 12345, 99999])
def test_every_code_passes_its_check(serial):
    assert parse_project_code(project_code(FILED, serial)).warnings == ()


def test_the_code_is_of_the_month_when_the_project_was_filed():
    assert scene().code == project_code(scene().days["filed"], 12345)
    assert scene().code.startswith("2609-350205-04-01-12345")


def test_the_next_run_takes_the_next_free_code():
    taken = {project_code(FILED, 12345), project_code(FILED, 12346)}
    assert scene(taken).code == project_code(FILED, 12347)


def test_everything_happens_in_its_order_about_the_day_of_the_decisions():
    days = scene().days
    past = ("founded", "filed", "approved", "granted", "designed", "drawn", "contracted", "promised")
    assert sorted(past, key=days.get) == list(past)
    assert days["promised"] < TODAY < days["begun"] < days["due"] < days["ended"]
    assert scene(today=date(2031, 3, 5)).application(0, MATERIALS)["items"][0]["data"]["PZYDWH"] == "示政地〔2031〕15号"


@pytest.mark.parametrize("shift", range(7))
def test_nothing_happens_on_a_weekend(shift):
    days = scene(today=date(2026, 11, 16 + shift)).days
    assert {day.weekday() for day in days.values()} <= set(range(5))


def test_the_term_of_the_works_counts_both_its_ends():
    data = scene().application(1, MATERIALS)["items"][1]["data"]
    begun, ended = (date.fromisoformat(data[key]) for key in ("JHKGRQ", "JHJGRQ"))
    assert scene().facts["term"] == (ended - begun).days + 1


def test_chinese_text_has_chinese_punctuation():
    texts = [text for item in read_materials() for text in _texts(item)] + list(_texts(dict(scene().given)))
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff][,;:()]|[,;()][\u4e00-\u9fff]", text)] == []


def _texts(value):
    """Every text in a value."""
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in values for text in _texts(each)]


def test_every_credit_code_passes_its_checks():
    given = scene().given
    codes = [given["owner_code"], *(user["authority"] for user in read_users() if "authority" in user)]
    codes += [party["TYSHXYDM"] for party in given["applications"][1]["items"][1]["data"]["CSDW"]]
    assert [parse_credit_code(code) for code in codes] == codes


def test_the_applicant_acts_for_the_developer():
    assert {user["party"] for user in read_users() if "party" in user} == {scene().given["owner_code"]}


def test_an_application_names_its_own_files_and_shows_its_drawing():
    land = scene().application(0, MATERIALS)
    assert land["materials"] == [{"type": "D01", "file": "a.jpg"}, {"type": "D07", "file": "b.pdf"}]
    assert land["items"][0]["drawings"] == {"附图": "b.pdf"}
    form = scene().application(1, MATERIALS)
    assert [item.get("drawings") for item in form["items"]] == [{"附图": "c.png"}, None]


def test_the_facts_are_filled_in_everywhere():
    form = scene().application(1, MATERIALS)
    assert form["items"][0]["data"]["XMMC"] == "示例厂房一期"
    assert "{" not in str(form["items"][1]["data"]["CSDW"][0]["DWMC"])
    assert form["items"][1]["data"]["JSXZ"] == 1


def test_the_form_claims_the_low_risk_procedure_within_its_limits():
    form = scene().application(1, MATERIALS)["form"]
    read_catalogue().verify_facts(form)
    read_catalogue().verify_limits(form)


def test_every_item_has_somebody_for_each_step():
    users = {user["name"] for user in read_users()}
    assert {
        f"{office}-{role}" for office in ("planning", "housing") for role in ("clerk", "reviewer", "decider")
    } < users

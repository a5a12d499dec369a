"""The demo's project and its applications."""

from pathlib import Path

import pytest

from archive.catalogue.loading import load_catalogue
from archive.cli.demo.materials import Material
from archive.cli.demo.scene import load_scene, project_code
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.project import parse_project_code

MATERIALS = (
    Material(1, "D01", Path("a.jpg"), ""),
    Material(1, "D07", Path("b.pdf"), "附图"),
    Material(2, "D20", Path("c.png"), "附图"),
)


def test_the_first_code_is_the_one_of_the_books():
    assert load_scene(()).code == "2104-350205-04-01-123451"


@pytest.mark.parametrize("serial", [0, 12345, 99999])
def test_every_code_passes_its_check(serial):
    assert parse_project_code(project_code(serial)).warnings == ()


def test_the_next_run_takes_the_next_free_code():
    assert load_scene({project_code(12345), project_code(12346)}).code == project_code(12347)


def test_every_credit_code_passes_its_checks():
    given = load_scene(()).given
    codes = [given["owner_code"], *(user["authority"] for user in given["users"] if "authority" in user)]
    codes += [party["TYSHXYDM"] for party in given["applications"][1]["items"][1]["data"]["CSDW"]]
    assert [parse_credit_code(code) for code in codes] == codes


def test_an_application_names_its_own_files_and_shows_its_drawing():
    land = load_scene(()).application(0, MATERIALS)
    assert land["materials"] == [{"type": "D01", "file": "a.jpg"}, {"type": "D07", "file": "b.pdf"}]
    assert land["items"][0]["drawings"] == {"附图": "b.pdf"}
    form = load_scene(()).application(1, MATERIALS)
    assert [item.get("drawings") for item in form["items"]] == [{"附图": "c.png"}, None]


def test_the_facts_are_filled_in_everywhere():
    form = load_scene(()).application(1, MATERIALS)
    assert form["items"][0]["data"]["XMMC"] == "示例厂房一期"
    assert "{" not in str(form["items"][1]["data"]["CSDW"][0]["DWMC"])
    assert form["items"][1]["data"]["JSXZ"] == 1


def test_the_form_claims_the_low_risk_procedure_within_its_limits():
    load_catalogue().check_form(load_scene(()).application(1, MATERIALS)["form"])


def test_every_item_has_somebody_for_each_step():
    users = {user["name"] for user in load_scene(()).given["users"]}
    assert {
        f"{office}-{role}" for office in ("planning", "housing") for role in ("clerk", "reviewer", "decider")
    } < users

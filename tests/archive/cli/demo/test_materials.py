"""The demo's materials are real files, the same each time."""

import re
from datetime import date
from hashlib import sha256

import pytest
from cjk import font
from cli_fixture import stage
from licence_fixture import text_of

from archive.catalogue.loading import read_catalogue
from archive.cli.demo.materials import filled, make_materials, read_materials
from archive.cli.demo.scene import read_scene
from archive.services.intake import IntakeService
from storage.digests import Digest

FACTS = read_scene((), date(2026, 11, 20)).facts


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_materials(tmp_path_factory.mktemp("materials"), FACTS, [font().parent])


def test_there_are_a_dozen_at_least_of_three_formats(made):
    assert len(made) >= 12
    assert {material.path.suffix for material in made} == {".pdf", ".png", ".jpg"}


def test_each_is_taken_in_as_what_its_name_says(made):
    class Store:
        def put(self, source, _limit):
            return Digest.of(source.read())

    intake = IntakeService(
        Store(), 10_000_000, frozenset({"pdf", "png", "jpg"}), "templates.render.drawing:is_drawable"
    )
    for material in made:
        with material.path.open("rb") as file:
            assert intake.take(file, material.path.name).size == material.path.stat().st_size


def test_each_is_of_a_type_that_the_catalogue_knows(made):
    types = read_catalogue().document_types
    assert {material.document_type for material in made} <= set(types)


def test_the_same_facts_give_the_same_bytes(made, tmp_path):
    again = make_materials(tmp_path, FACTS, [font().parent])
    digests = [[sha256(each.path.read_bytes()).hexdigest() for each in run] for run in (made, again)]
    assert digests[0] == digests[1]


def test_the_drawings_of_two_permits_are_among_them(made):
    assert [(material.step, material.drawing) for material in made if material.drawing] == [(1, "附图"), (2, "附图")]


def test_their_days_are_of_the_project(made):
    path = next(material.path for material in made if material.path.name == "施工合同.pdf")
    text = text_of(path.read_bytes()).replace(" ", "")
    assert "日期：2026年11月13日" in text
    assert "计划开工日期2026年11月30日" in text
    years = {word for given in read_materials() for word in re.findall(r"(?<![A-Z\d])20\d\d(?!\d)", str(given))}
    assert years == set()


def test_their_ratios_are_those_of_their_areas():
    rows = dict(next(given["rows"] for given in read_materials() if given["title"] == "建设工程设计方案文本"))
    figures = {name: [float(figure) for figure in re.findall(r"\d+\.\d+", text)] for name, text in rows.items()}
    (land,), (floors,) = figures["用地面积"], figures["总建筑面积"]
    assert figures["容积率"] == [round(floors / land, 2)]
    for name in ("建筑密度", "绿地率"):
        share, area = figures[name]
        assert share == round(100 * area / land, 1)
    report = next(given["rows"] for given in read_materials() if given["type"] == "D22")
    storeys = [float(text.split()[0]) for name, text in report if name.startswith("1# 厂房")]
    assert sum(storeys) == pytest.approx(floors)
    assert storeys[0] == figures["建筑密度"][1]
    forms = [
        application["items"][0]["data"] for application in read_scene((), date(2026, 11, 20)).given["applications"]
    ]
    assert forms[0]["YDMJ"] == land
    assert all(f"{name} {rows[name].split('（')[0]}" in forms[1]["JSGM"] for name in ("容积率", "建筑密度", "绿地率"))


def test_facts_are_filled_into_texts_alone():
    assert filled({"a": ["{x}", 1], "b": "{x}!"}, {"x": "y"}) == {"a": ["y", 1], "b": "y!"}


def test_every_file_has_its_own_name():
    names = [given["file"] for given in read_materials()]
    assert len(set(names)) == len(names)


def test_the_stage_has_the_same_files():
    folder = stage().parent / "var" / "demo" / "materials"
    assert {path.name for path in folder.iterdir()} == {given["file"] for given in read_materials()}

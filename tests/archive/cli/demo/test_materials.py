"""The demo's materials are real files, the same each time."""

from hashlib import sha256
from pathlib import Path

import needs
import pytest
from cli_fixture import stage

from archive.catalogue.loading import load_catalogue
from archive.cli.demo.materials import load_materials, make_materials
from archive.services.intake import IntakeService
from storage.digests import Digest

FACTS = {"name": "示例厂房一期", "code": "2104-350205-04-01-123451", "parcel": "SL2021-0405-G01"}


def fonts():
    places = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("var/setup/usr/share/fonts")]
    found = sorted({path.parent for place in places for path in place.rglob("NotoSerifCJK-Regular.ttc")})
    needs.require(found, "Noto Serif CJK is not installed (make setup)")
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_materials(tmp_path_factory.mktemp("materials"), FACTS, fonts())


def test_there_are_a_dozen_at_least_of_three_formats(made):
    assert len(made) >= 12
    assert {material.path.suffix for material in made} == {".pdf", ".png", ".jpg"}


def test_each_is_taken_in_as_what_its_name_says(made):
    class Store:
        def put(self, source, _limit):
            return Digest.of(source.read())

    intake = IntakeService(Store(), 10_000_000, frozenset({"pdf", "png", "jpg"}))
    for material in made:
        with material.path.open("rb") as file:
            assert intake.take(file, material.path.name).size == material.path.stat().st_size


def test_each_is_of_a_type_that_the_catalogue_knows(made):
    types = load_catalogue().document_types
    assert {material.document_type for material in made} <= set(types)


def test_the_same_facts_give_the_same_bytes(made, tmp_path):
    again = make_materials(tmp_path, FACTS, fonts())
    digests = [[sha256(each.path.read_bytes()).hexdigest() for each in run] for run in (made, again)]
    assert digests[0] == digests[1]


def test_the_drawings_of_two_permits_are_among_them(made):
    assert [(material.step, material.drawing) for material in made if material.drawing] == [(1, "附图"), (2, "附图")]


def test_every_file_has_its_own_name():
    names = [given["file"] for given in load_materials()]
    assert len(set(names)) == len(names)


def test_the_stage_has_the_same_files():
    folder = stage().parent / "var" / "demo" / "materials"
    assert {path.name for path in folder.iterdir()} == {given["file"] for given in load_materials()}

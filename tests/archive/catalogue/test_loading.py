import shutil

import pytest

from archive.catalogue.errors import CatalogueInvalidError
from archive.catalogue.loading import RULES, read_catalogue


@pytest.fixture
def rules(tmp_path):
    """The rules that come with the package, to be spoilt."""
    return shutil.copytree(RULES, tmp_path / "rules")


def spoil(rules, name, old, new):
    path = rules / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_rules_that_come_with_the_package_are_right():
    catalogue = read_catalogue()
    national = [one.id for one in catalogue.document_types.values() if one.origin != "process"]
    assert national == [f"D{number:02d}" for number in range(1, 58)]
    assert sorted(catalogue.items) == ["X1-06", "X2-02", "X3-04"]


def test_each_of_our_items_gives_a_licence_kind():
    kinds = {item.code: item.result.kind for item in read_catalogue().items.values()}
    assert kinds == {
        "X1-06": "land_use_planning_permit",
        "X2-02": "construction_planning_permit",
        "X3-04": "construction_permit",
    }


def test_the_construction_permit_must_name_the_planning_permit():
    links = read_catalogue().get_item("X3-04").result.links
    assert {(link.key, link.document_type, link.is_required) for link in links} == {
        ("YDGHXKZBH", "D13", False),
        ("GCGHXKZBH", "D24", True),
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("catalogue.toml", 'version = "2026', 'version = 2026"', r"catalogue\.toml: .*line 2"),
        ("catalogue.toml", 'version = "2026-11-21"', "version = 1", r"catalogue\.toml:2: 1 is not of type"),
        ("catalogue.toml", 'version = "2026-11-21"', "", r"catalogue\.toml:1: 0: archive\.why-version-not-once"),
        ("items/X1-06.toml", "days = 3", "days = -3", r"items/X1-06\.toml:8: -3 is less"),
        ("items/X1-06.toml", "days = 3", "", r"items/X1-06\.toml:1: \"days\" is a required"),
        ("items/X1-06.toml", "days = 3", "days = 3\ncolour = 1", r"items/X1-06\.toml:1: .*colour"),
        ("items/X1-06.toml", "{ types", "{ type", r"items/X1-06\.toml:12: "),
        (
            "items/X1-06.toml",
            '["D12"]',
            '["D99"]',
            r"items/X1-06\.toml:14: document_types: D99: .*undeclared",
        ),
        ("items/X1-06.toml", '"D13"', '"D99"', r"items/X1-06\.toml:21: document_types: D99: .*undeclared"),
        ("items/X1-06.toml", '"D13"', '"D20"', r"items/X1-06\.toml:21: D20: archive\.why-no-result"),
        (
            "items/X2-02.toml",
            "low_risk =",
            "high_risk =",
            r"items/X2-02\.toml:14: facts: high_risk: .*undeclared",
        ),
        ("items/X2-02.toml", '"D13" }', '"D33" }', r"items/X2-02\.toml:\d+: D33: archive\.why-no-number"),
        (
            "items/X2-02.toml",
            "X2-02",
            "X3-04",
            r"items/X3-04\.toml:2: X3-04: items/X2-02\.toml:2: .*said-twice",
        ),
        ("document_types.toml", "paper", "stone", r"document_types\.toml:9: media: stone: .*undeclared"),
        ("procedures.toml", "height", "depth", r"procedures\.toml:9: facts: depth: .*undeclared"),
        ("items/X1-06.toml", '["D12"]', '["D39"]', r"items/X1-06\.toml:11: X1-06: D.* → D.*: archive\.why-circle"),
    ],
)
def test_a_fault_is_told_with_file_and_line(rules, name, old, new, fault):
    spoil(rules, name, old, new)
    with pytest.raises(CatalogueInvalidError, match=fault):
        read_catalogue(rules)


def test_all_faults_are_told_at_once(rules):
    spoil(rules, "items/X1-06.toml", '["D12"]', '["D98"]')
    spoil(rules, "items/X3-04.toml", '["D24"]', '["D99"]')
    with pytest.raises(CatalogueInvalidError, match=r"D98: .*D99"):
        read_catalogue(rules)


def test_text_that_is_not_utf_8_is_told_with_its_file(rules):
    (rules / "procedures.toml").write_bytes(b"# \xff")
    with pytest.raises(CatalogueInvalidError, match=r"procedures\.toml: .*utf-8"):
        read_catalogue(rules)


def test_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(CatalogueInvalidError, match=r"\*\.toml"):
        read_catalogue(tmp_path)

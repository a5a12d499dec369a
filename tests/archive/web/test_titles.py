"""What items, document types and fields are called."""

import pytest
from archive_fixture import KINDS

from archive.web.titles import Titles, get_catalogue
from archive.words import LANGUAGES

TITLES = Titles("zh", KINDS, get_catalogue())

EVENTS = {
    "archive": ("begun", "swept"),
    "authority": ("added", "allowed", "renamed", "placed", "recoded", "sealed", "numbered", "delegated", "succeeded"),
    "draft": ("begun", "discarded"),
    "factor": ("enrolled", "reset"),
    "jobs": ("retried",),
    "letters": ("retried",),
    "session": ("ended",),
    "template": ("frozen",),
    "token": ("issued", "revoked"),
    "user": (
        *("added", "came", "disabled", "moved", "reset", "roles-set", "party-set", "capacity-changed"),
        *("password-changed", "profile-changed"),
    ),
}
"""What is told of to those who look over the archive only; of projects, tests/archive/web/views/test_projects.py."""


def test_what_the_rules_name_is_called_so():
    assert TITLES.item("X1-06") == "建设用地规划许可证核发"
    assert TITLES.document("D01").startswith("营业执照")
    assert TITLES.kind("construction_permit") == "建筑工程施工许可证"
    assert TITLES.fact("low_risk") == "社会投资简易低风险工程"
    assert TITLES.fact("JSDW") == TITLES.data("construction_planning_permit", "JSDW") == "建设单位（个人）"
    assert Titles("en", KINDS, get_catalogue()).fact("height") == "Height (m)"


def test_what_they_name_no_more_is_shown_by_its_code():
    assert [TITLES.item("X"), TITLES.document("D"), TITLES.fact("f"), TITLES.data("", "k")] == ["X", "D", "f", "k"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [f"{noun}.{verb}" for noun, verbs in EVENTS.items() for verb in verbs])
def test_what_happened_is_told_in_words(kind, language):
    titles = Titles(language, KINDS, get_catalogue())
    assert titles.event(kind) != kind
    assert titles.event("thing.unheard-of") == "thing.unheard-of"


def test_data_of_a_licence_are_told_by_its_kind_and_those_of_none_as_they_stand():
    told = TITLES.said("construction_permit", {"JSXZ": 1, "GCMC": "一期"})
    assert told.facts == (("工程名称", "一期"), ("建设性质", "新建"))
    assert TITLES.said("", {"k": 1}).facts == (("k", "1"),)


def test_a_detail_has_our_names_in_its_language_and_what_somebody_wrote_as_it_is():
    english = Titles("en", KINDS, get_catalogue())
    for code in english.catalogue.items:
        assert english.named(f"{code} {TITLES.item(code)}: 3") == f"{code} {english.item(code)}: 3"
    for code in english.catalogue.document_types:
        assert english.named(f"{code} {TITLES.document(code)} / D") == f"{code} {english.document(code)} / D"
    for kind in KINDS.all_versions():
        for key, label in kind.labels["zh"].items():
            assert english.named(f"{label} (/{key}): x") == f"{kind.labels['en'][key]} (/{key}): x"
    assert english.named("建设用地规划许可证: 附图") == "Land use planning permit: Drawings"
    written = "«建设单位» 建设单位甲 示例建设单位"
    assert (english.named(written), TITLES.named("建设单位")) == (written, "建设单位")


def test_no_name_means_two_things():
    names = {}
    for title in TITLES._every():
        assert names.setdefault(title["zh"], title["en"]) == title["en"]

"""What items, document types and fields are called."""

from archive_fixture import KINDS

from archive.web.titles import Titles, get_catalogue

TITLES = Titles("zh", KINDS, get_catalogue())


def test_what_the_rules_name_is_called_so():
    assert TITLES.item("X1-06") == "建设用地规划许可证核发"
    assert TITLES.document("D01").startswith("营业执照")
    assert TITLES.kind("construction_permit") == "建筑工程施工许可证"
    assert TITLES.fact("low_risk") == "社会投资简易低风险工程"
    assert TITLES.fact("JSDW") == TITLES.data("construction_planning_permit", "JSDW") == "建设单位（个人）"
    assert Titles("en", KINDS, get_catalogue()).fact("height") == "Height (m)"


def test_what_they_name_no_more_is_shown_by_its_code():
    assert [TITLES.item("X"), TITLES.document("D"), TITLES.fact("f"), TITLES.data("", "k")] == ["X", "D", "f", "k"]

"""What codes are called."""

import pytest
from cli_fixture import chancery, stage, summary

from archive.cli.desk import Desk

PLANNING = "11350200DEM000014Y"


@pytest.fixture
def names():
    with Desk(stage(), "zh") as desk:
        yield desk.names


def test_a_licence_kind_is_called_by_its_title_and_what_is_none_stays(names):
    assert names.kind("construction_permit") == "建筑工程施工许可证"
    assert names.kind("no_kind") == "no_kind"
    assert "建筑工程施工许可证" in chancery("authority", "list").out


def test_a_code_is_shown_with_its_name_beside_and_one_without_a_name_alone(names):
    assert names.item("X1-06") == "X1-06 建设用地规划许可证核发"
    assert names.document_type("F01") == "F01 申请表"
    assert names.authority(PLANNING) == f"{PLANNING} 示例市自然资源和规划局"
    assert names.key("JZMJ") == "JZMJ 建筑面积"
    nameless = [name("none") for name in (names.item, names.document_type, names.authority, names.key)]
    assert nameless == ["none"] * 4


def test_names_are_in_the_reader_s_language():
    with Desk(stage(), "en") as desk:
        assert desk.names.item("X1-06") == "X1-06 Land use planning permit"
        assert desk.names.document_type("P02") == "P02 Notice of acceptance"


def test_people_see_the_names_of_the_codes_of_a_case_and_programs_the_codes():
    case = summary()["cases"][0]
    shown = chancery("case", "show", case).out
    for words in ("X1-06 建设用地规划许可证核发", "D12 宗地图", f"{PLANNING} 示例市自然资源和规划局"):
        assert words in shown
    told = chancery("case", "show", case, "--json").json
    assert (told["item"], told["authority"]) == ("X1-06", PLANNING)


def test_a_user_is_shown_with_role_and_authority_in_words():
    assert "受理人员（clerk）" in chancery("user", "add", "named", "--role", "clerk", "--authority", PLANNING).out
    (line,) = [line for line in chancery("user", "list").out.splitlines() if " named " in line]
    assert "受理人员（clerk）" in line
    assert f"{PLANNING} 示例市自然资源和规划局" in line

"""The letter that a draft becomes."""

import pytest
from archive_fixture import Office
from drafting import Filler

from archive.services.drafting.letter import lines_of
from archive.services.drafting.model import Choice, Field

TITLE = {"zh": "题", "en": "Title"}


@pytest.fixture(scope="module")
def letter():
    draft = Filler(Office()).fill("X2-02", "X3-04")
    draft.save("parts", {"works": [{"code": "GC01", "name": "一期", "buildings": [{"code": "01", "name": "1#"}]}]})
    draft.save("covers", {"X2-02": [{"level": "works", "name": "GC01"}]})
    return draft.ask("letter")


def test_it_says_who_asks_whom_for_what(letter):
    assert (letter.applicant, letter.project, letter.owner) == ("示例公司", "示例厂房一期", "示例公司")
    assert [(item.code, item.authority, item.days) for item in letter.items] == [
        ("X2-02", "示例市自然资源和规划局", 5),
        ("X3-04", "示例市住房和城乡建设局", 3),
    ]


def test_it_says_everything_in_words(letter):
    facts = {line.key: line.value["en"] for line in letter.facts}
    assert (facts["low_risk"], facts["use"], facts["height"]) == ("Yes", "Factory", "17.6")
    (parties,) = (line for line in letter.items[1].lines if line.key == "CSDW")
    assert [row[0].value["zh"] for row in parties.rows] == ["勘察单位", "设计单位", "施工单位", "监理单位"]
    assert [line.value["zh"] for line in letter.items[0].covers[0]] == ["工程", "GC01"]
    assert letter.parts[0].rows[0][2].rows[0][0].value["zh"] == "01"


def test_it_names_what_comes_with_it_and_what_need_not_come(letter):
    named = {each.need.types[0].id: (each.need.state, each.files) for each in letter.materials}
    assert named["D20"] == ("given", ("D20.pdf",))
    assert named["D24"] == ("awaited", ())
    assert named["D33"][0] == "exempt"
    assert "D23" not in named
    assert letter.items[0].annexes == (("附图", "D20.pdf"),)


def test_it_says_what_keeps_it_from_being_submitted(letter):
    assert [fault.path for fault in letter.faults] == ["/D14"]


def test_an_authority_that_is_not_clear_is_not_named():
    office = Office()
    draft = Filler(office)
    draft.save("items", ["X1-06"])
    for authority in office.root.authorities:
        authority.kinds = frozenset()
    assert draft.ask("letter").items[0].authority == ""
    assert ("items", "/0", "authority-unclear") in draft.faults()


def test_a_line_is_a_field_that_was_filled_in():
    fields = (
        Field("a", "yes-no", TITLE),
        Field("b", "choice", TITLE, choices=(Choice(1, TITLE),)),
        Field("c", "text", TITLE),
    )
    assert [line.value["en"] for line in lines_of(fields, {"a": False, "b": 1})] == ["No", "Title"]
    assert [line.value["en"] for line in lines_of(fields, {"b": 2})] == ["2"]

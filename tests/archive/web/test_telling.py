"""What a form or a licence says, as people read it."""

from archive_fixture import KINDS

from archive.services.drafting.fields import every_field_of
from archive.services.drafting.model import Field
from archive.web.telling import Said, Teller

PERMIT = every_field_of(KINDS.get_kind("construction_permit"))


def facts(data, language="zh"):
    """What is said of data, by label."""
    return dict(Teller(language).tell(PERMIT, data).facts)


def test_codes_are_words_numbers_have_units_and_days_are_days():
    data = {"JSDWLX": 1, "HTJG": 3680.123456, "ZJZMJ": 6120.5, "FZRQ": "2026-04-06", "JSXZ": 1}
    assert facts(data) == {
        "发证日期": "2026年4月6日",
        "建设单位类型": "企业",
        "合同价格": "3,680.123456 万元",
        "总建筑面积": "6,120.5 平方米",
        "建设性质": "新建",
    }
    told = facts(data, "en")
    assert told["Contract price"] == "3,680.123456 × 10,000 yuan"
    assert told["Total floor area"] == "6,120.5 m²"
    assert told["Date of issue"] == "6 Apr 2026"


def test_rows_are_a_table_with_the_columns_that_any_of_them_fills():
    rows = [{"DWMC": "某公司", "DWLX": 4}, {"DWLX": 1, "DWMC": "某院", "ZZDJ": "甲级"}]
    (table,) = Teller("zh").tell(PERMIT, {"CSDW": rows}).tables
    assert (table.caption, table.heads) == ("参建单位", ("单位类型", "单位名称", "资质等级"))
    assert [[text for _head, text in row] for row in table.rows] == [
        ["监理单位", "某公司", ""],
        ["勘察单位", "某院", "甲级"],
    ]


def test_what_is_masked_odd_or_of_no_field_is_told_as_it_stands_and_what_is_empty_not_at_all():
    data = {
        "JSFZRZJLX": "***",
        "FZRQ": "some day",
        "HTJG": "***",
        "GCMC": "",
        "CSDW": [],
        "more": ["a", "b"],
        "f": True,
    }
    assert list(facts(data).items()) == [
        ("发证日期", "some day"),
        ("建设单位项目负责人证件类型", "***"),
        ("合同价格", "***"),
        ("more", "a\nb"),
        ("f", "是"),
    ]
    assert not Teller("zh").tell(PERMIT, {"GCMC": None})


def test_a_type_of_the_caller_s_own_is_told_its_way():
    field = Field("at", "time", {"zh": "时间"})
    assert Teller("zh", {"time": lambda value: f"<{value}>"}).tell((field,), {"at": "x"}) == Said(
        (("时间", "<x>"),), ()
    )

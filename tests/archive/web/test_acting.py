"""Acts on issued licences as forms."""

from types import SimpleNamespace

import pytest
from archive_fixture import KINDS

from archive.errors import DecisionBlankError
from archive.services.drafting.fields import fields_of_kind
from archive.services.errors import SeveralFaultsError
from archive.web.acting import Change, faults_at, read_changes
from templates.errors import DataInvalidError, Fault

FIELDS = fields_of_kind(KINDS.get_kind("land_use_planning_permit"))
TOLD = SimpleNamespace(data={"XMMC": "示例厂房", "YDMJ": 100})


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ({"data/XMMC": "示例厂房", "data/YDMJ": "100"}, ()),
        ({"data/XMMC": " 示例厂房　二期 "}, (Change("XMMC", "示例厂房", "示例厂房 二期"),)),
        ({"data/YDMJ": "１０５"}, (Change("YDMJ", 100, 105),)),
        ({"data/XMMC": " "}, (Change("XMMC", "示例厂房", None),)),
        ({"data/JSGM": ""}, ()),
    ],
)
def test_only_what_was_typed_otherwise_changes(typed, changes):
    assert read_changes(FIELDS, TOLD, typed) == (changes, ())


def test_the_row_that_a_table_offers_blank_is_no_change():
    permit, there = fields_of_kind(KINDS.get_kind("construction_permit")), [{"DTMC": "1# 厂房", "DSCS": 3}]
    typed = {"data/DTXX/0/DTMC": "1# 厂房", "data/DTXX/0/DSCS": "3", "data/DTXX/1/DTMC": "", "data/DTXX/1/DSCS": " "}
    assert read_changes(permit, SimpleNamespace(data={"DTXX": there}), typed) == ((), ())


def test_what_cannot_be_read_is_a_fault_at_its_place():
    _changes, (fault,) = read_changes(FIELDS, TOLD, {"data/YDMJ": "很大"})
    assert (fault.section, fault.path) == ("data", "/YDMJ")


def test_what_an_error_says_of_the_data_is_told_from_what_it_says_besides():
    blank, wrong = DecisionBlankError("replace"), DataInvalidError((Fault("templates.field-missing", "/XMMC", "x"),))
    at, besides = faults_at(SeveralFaultsError((wrong, blank)), FIELDS)
    assert [(one.section, one.path, one.code, one.label["zh"]) for one in at] == [
        ("data", "/XMMC", "templates.field-missing", "项目名称")
    ]
    assert besides == (blank,)
    assert faults_at(blank, FIELDS) == ((), (blank,))

"""Acts on issued licences as forms."""

from types import SimpleNamespace

import pytest
from archive_fixture import KINDS

from archive.services.drafting.fields import fields_of_kind
from archive.web.acting import Change, read_changes

FIELDS = fields_of_kind(KINDS.get_kind("land_use_planning_permit"), {})
TOLD = SimpleNamespace(data={"XMMC": "示例厂房", "YDMJ": 100})


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ({"data/XMMC": "示例厂房", "data/YDMJ": "100"}, ()),
        ({"data/XMMC": " 示例厂房　二期 "}, (Change("XMMC", "示例厂房", "示例厂房 二期"),)),
        ({"data/YDMJ": "１０５"}, (Change("YDMJ", 100, 105),)),
        ({"data/XMMC": ""}, ()),
    ],
)
def test_only_what_was_typed_otherwise_changes(typed, changes):
    assert read_changes(FIELDS, TOLD, typed) == (changes, ())


def test_what_cannot_be_read_is_a_fault_at_its_place():
    _changes, (fault,) = read_changes(FIELDS, TOLD, {"data/YDMJ": "很大"})
    assert (fault.section, fault.path) == ("data", "/YDMJ")

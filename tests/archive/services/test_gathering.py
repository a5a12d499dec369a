"""Everything that is wrong, told at once."""

import pytest
from archive_fixture import KINDS
from samples import sample_of
from transaction.interfaces import TransientError

from archive.errors import CaseUnknownError, ItemUnknownError, WorkerLostError
from archive.services import gathering as gathering_module
from archive.services.errors import SeveralFaultsError
from archive.services.gathering import count_faults, faults_of, gathering, shortened, together, verify_request
from templates.errors import DataInvalidError, Fault, GlyphMissingError

PERMIT = KINDS.get_kind("construction_permit")


def gathered(*errors, besides=()):
    """Let each of some checks raise its error."""
    with gathering(besides) as check:
        for error in errors:
            with check():
                raise error


def test_checks_that_refuse_nothing_raise_nothing():
    gathered()


def test_the_only_error_is_raised_as_it_is():
    with pytest.raises(CaseUnknownError, match="A-1"):
        gathered(CaseUnknownError("A-1"))


def test_the_same_error_twice_is_one():
    with pytest.raises(CaseUnknownError):
        gathered(CaseUnknownError("A-1"), CaseUnknownError("A-1"))


def test_several_errors_come_together_in_order_and_flat():
    first, second, third = CaseUnknownError("A-1"), ItemUnknownError("X9-99"), CaseUnknownError("A-2")
    with pytest.raises(SeveralFaultsError) as caught:
        gathered(first, together(second, third))
    assert caught.value.errors == (first, second, third)
    assert str(caught.value) == ("archive.case-unknown A-1\narchive.item-unknown X9-99\narchive.case-unknown A-2")


def test_what_is_left_out_is_not_told_even_inside_of_others():
    several = together(ItemUnknownError("X9-99"), CaseUnknownError("A-1"))
    with pytest.raises(CaseUnknownError):
        gathered(several, besides=(ItemUnknownError,))
    gathered(ItemUnknownError("X9-99"), besides=(ItemUnknownError,))


@pytest.mark.parametrize("error", [WorkerLostError("1"), TransientError("conflict"), KeyError("a")])
def test_what_may_pass_or_is_no_error_of_a_user_is_raised_where_it_happens(error):
    with pytest.raises(type(error)):
        gathered(error, CaseUnknownError("A-1"))


def test_faults_of_fields_and_characters_that_no_font_has_are_told_together():
    data = {**sample_of("construction_permit"), "JSDWDM": "91350200DEM0001101", "GCMC": "\U000300aa", "JSDW": "\ud800"}
    with pytest.raises(SeveralFaultsError) as caught:
        verify_request(KINDS, PERMIT, data)
    invalid, glyphs = caught.value.errors
    assert {fault.path for fault in invalid.faults} == {"/JSDWDM", "/JSDW"}
    assert isinstance(glyphs, GlyphMissingError)
    assert str(glyphs) == "\U000300aa (U+300AA)"


def test_of_very_many_faults_of_data_the_first_are_told_with_how_many_more_there_are(monkeypatch):
    monkeypatch.setattr(gathering_module, "TOLD", 2)
    many = DataInvalidError(tuple(Fault("templates.field-missing", f"/{each}", each) for each in "abcd"))
    assert [(each.path, each.detail) for each in shortened(many).faults] == [("/a", ""), ("/b", ""), ("", "2")]
    assert count_faults(shortened(many).faults) == 4
    several = shortened(SeveralFaultsError((CaseUnknownError("A-1"), many)))
    assert [len(faults_of(each)) for each in several.errors] == [1, 3]
    few = DataInvalidError(many.faults[:2])
    assert shortened(few) is few


def test_what_comes_later_is_not_told_and_a_label_says_what_it_is_about():
    data = {key: value for key, value in sample_of("construction_permit").items() if key != "GCGHXKZBH"}
    verify_request(KINDS, PERMIT, data, {"/GCGHXKZBH"})
    with pytest.raises(DataInvalidError) as caught:
        verify_request(KINDS, PERMIT, data, about="施工许可 ")
    assert [fault.label for fault in caught.value.faults] == ["施工许可 建设工程规划许可证编号"]

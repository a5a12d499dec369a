"""Several errors in one."""

from archive.errors import CaseUnknownError, ItemUnknownError
from archive.services.errors import SeveralFaultsError


def test_several_faults_are_a_line_each_with_code_and_detail():
    errors = (CaseUnknownError("A-1"), ItemUnknownError("X9-99"))
    assert str(SeveralFaultsError(errors)) == "archive.case-unknown A-1\narchive.item-unknown X9-99"
    assert SeveralFaultsError(errors).errors == errors

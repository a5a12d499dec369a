import pytest

from archive.identifiers.checks import mod_11_10, mod_37_36


def test_the_standard_s_example_of_mod_11_10_holds():
    assert mod_11_10("0794") == "5"


def test_the_standard_s_example_of_mod_37_36_holds():
    assert mod_37_36("A12425GABC1234002") == "M"


@pytest.mark.parametrize("check", [mod_11_10, mod_37_36])
def test_a_foreign_character_is_an_error(check):
    with pytest.raises(ValueError, match="substring not found"):
        check("12-4")

"""What a holder's code is."""

import pytest

from archive.identifiers.holders import holder_type


@pytest.mark.parametrize(
    ("code", "given", "told"),
    [
        ("91350200DEM0001100", "", "001"),
        ("91350200DEM0001100", "999", "001"),
        ("11010519491231002X", "", "111"),
        ("110105194912310021", "", "999"),
        ("E99887766", "414", "414"),
        ("E99887766", "", "999"),
    ],
)
def test_a_code_says_what_it_is_or_the_data_do(code, given, told):
    assert holder_type(code, given) == told

"""An address from outside leads nowhere else."""

import pytest

from archive.web.addresses import local


@pytest.mark.parametrize("address", ["/", "/projects/P1?x=1", "/v/1.2.156?t=ab#c"])
def test_a_path_of_ours_is_kept(address):
    assert local(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/a b",
        "\t//evil.example",
        "/" + "a" * 3000,
        "/路",
    ],
)
def test_anything_else_becomes_another(address):
    assert local(address) == "/"
    assert local(address, "/x") == "/x"

"""Licences in plain values, and their order."""

from types import SimpleNamespace

import pytest
from archive_fixture import OWNER, Office, actor

from archive.cli.telling import latest_licences, masked


def test_several_holders_codes_are_masked_each():
    kind = SimpleNamespace(keys={"holder_code": "CODE"}, schema={"properties": {"CODE": {"personal": True}}})
    desk = SimpleNamespace(get=lambda _interface: SimpleNamespace(get_kind=lambda _name, _version: kind))
    told = {"holder_code": "350200199001010011;350200199001010022"}
    assert masked(desk, "x", 1, told) == {"holder_code": "**************0011;**************0022"}


DECIDER = actor("decider")


@pytest.fixture
def office():
    """An office that issued three licences, and then the first of them again."""
    office = Office()
    issued = [office.issued(key=key) for key in ("a", "b", "c")]
    office.acts.replace(office.root, DECIDER, issued[0], {}, office.decision())
    return office


@pytest.mark.parametrize("only", [{}, {"holder": OWNER}, {"project": ""}], ids=["all", "holder", "project"])
def test_the_licence_comes_first_whose_last_version_was_promised_last(office, only):
    first, second, third = office.root.licences.licences.values()
    expected = [] if "project" in only else [first, third, second]
    assert list(latest_licences(office.root, **only)) == expected

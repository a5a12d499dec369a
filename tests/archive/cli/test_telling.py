"""Licences in plain values, and their order."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from archive_fixture import OWNER, Office, actor

from archive.cli.telling import latest_licences, masked, tell_act_on, tell_licence, tell_line
from archive.errors import LicenceLaterError
from archive.model import Decision


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


@pytest.fixture
def issuer():
    """An office that issues one licence."""
    return Office()


@pytest.fixture
def identifier(issuer):
    return issuer.issued()


def test_a_line_says_how_a_licence_stands(issuer, identifier):
    told = tell_line(*issuer.root.licences.get(identifier), issuer.clock())
    assert (told["identifier"], told["state"], told["kind"]) == (identifier, "valid", "land_use_planning_permit")


def test_a_licence_is_not_told_before_there_was_one(issuer, identifier):
    told = tell_licence(issuer.root, identifier, issuer.clock())
    assert [(one["identifier"], len(one["files"])) for one in told["versions"]] == [(identifier, 2)]
    with pytest.raises(LicenceLaterError):
        tell_licence(issuer.root, identifier, issuer.clock() - timedelta(days=1))


def test_the_last_act_is_told_with_the_states_before_and_after_it_works(issuer, identifier):
    now = issuer.clock()
    for verb, days in (("suspend", 3), ("cancel", 5), ("resume", 4)):
        decision = Decision("2", "ground", now, now + timedelta(days=days))
        issuer.acts.act(issuer.root, actor("decider"), identifier, verb, decision)
    told = tell_act_on(issuer.root, identifier, now)
    assert (told["act"]["verb"], told["state"], told["state_then"]) == ("resume", "valid", "valid")
    assert tell_act_on(issuer.root, identifier, now + timedelta(days=4))["state_then"] == ""

"""Proposals and their indexes."""

import pytest
from doubles import START

from archive.model import Amendment, Intent
from archive.models.proposals import Proposal, Proposals


def proposal(name="B1", stem="1.2"):
    return Proposal(
        id=name,
        verb="suspend",
        identifier=f"{stem}.001",
        stem=stem,
        authority="NR",
        intent=Intent("1", "2"),
        amendment=Amendment(),
        proposed_by="zhang",
        proposed_at=START,
    )


@pytest.fixture
def proposals():
    return Proposals()


def test_a_proposal_is_open_until_it_is_closed(proposals):
    made = proposal()
    proposals.add(made)
    assert (proposals.find("B1"), proposals.find("B2")) == (made, None)
    assert (list(proposals.open), list(proposals.closed)) == ([("NR", "B1")], [])
    proposals.close(made, "refused", "li", START, "不妥")
    assert (list(proposals.open), list(proposals.closed)) == ([], [("NR", "B1")])
    assert (made.state, made.decided_by, made.decided_at, made.note, made.edition) == (
        "refused",
        "li",
        START,
        "不妥",
        2,
    )


def test_what_is_closed_is_not_closed_again(proposals):
    made = proposal()
    proposals.add(made)
    proposals.close(made, "refused", "li", START)
    with pytest.raises(KeyError):
        proposals.close(made, "confirmed", "li", START)


def test_a_licence_knows_its_proposals_in_order(proposals):
    for name, stem in (("B1", "1.2"), ("B2", "1.3"), ("B3", "1.2")):
        proposals.add(proposal(name, stem))
    assert [one.id for one in proposals.on_licence("1.2")] == ["B1", "B3"]

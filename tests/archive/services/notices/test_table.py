"""Which event is told to whom."""

import pytest
from archive_fixture import NR, OWNER, Office

from archive.services.notices.announcing import MOST
from archive.services.notices.table import RULES
from archive.services.recording import Happened
from archive.words import LANGUAGES, every_label
from archive.workflows.case import CASE
from archive.workflows.licence import ACTS

TOLD = {
    ("submitted", ""): {"side", "clerk"},
    ("accept", "submitted"): {"side", "reviewer"},
    ("decline", "submitted"): {"side"},
    ("ask_correction", "submitted"): {"side"},
    ("correct", "correcting"): {"side", "clerk"},
    ("withdraw", "submitted"): {"side", "clerk"},
    ("withdraw", "correcting"): {"side", "clerk"},
    ("retract", "accepted"): {"side", "clerk", "reviewer"},
    ("retract", "reviewed"): {"side", "clerk", "reviewer", "decider"},
    ("review", "accepted"): {"decider"},
    ("approve", "reviewed"): {"side"},
    ("reject", "reviewed"): {"side"},
}
"""Step of a case, from which state → who is told: its own side, and the roles that it waited for or waits for."""


def told_of(office, kind, subject, **values):
    """Say who is told of an event; whoever may not be looking at the pages is written to."""
    event, found = Happened(1, kind, subject, "somebody", office.clock(), values), []
    for rule in RULES[kind]:
        told = list(rule.to(office.root, event))
        is_side = not told[0].startswith("office:")
        assert rule.is_sent == is_side
        found += ["side"] if is_side else [each.removeprefix(f"office:{NR}:") for each in told]
        assert not is_side or f"party:{OWNER}" in told
    assert len(found) == len(set(found))
    return set(found)


def test_a_step_of_a_case_is_told_to_its_side_and_to_whom_it_waited_for_or_waits_for():
    office = Office()
    case = office.submitted()
    steps = {(step.verb, source) for step in CASE.steps for source in step.sources}
    assert steps | {("submitted", "")} == TOLD.keys()
    found = {(verb, source): told_of(office, f"case.{verb}", case, **{"from": source}) for verb, source in TOLD}
    assert found == TOLD


def test_every_act_on_a_licence_is_told_to_its_holder():
    office = Office()
    identifier, party = office.issued(), f"party:{OWNER}"
    for verb in ("issued", *ACTS):
        event = Happened(1, f"licence.{verb}", identifier, "somebody", office.clock(), {})
        assert next(list(rule.to(office.root, event)) for rule in RULES[event.kind] if rule.is_sent) == [party]
    assert "licence.void" in RULES


CODES = sorted({rule.code for rules in RULES.values() for rule in rules})


@pytest.mark.parametrize("code", CODES)
def test_a_notice_has_a_title_and_a_sentence_that_says_what_to_do_next(code):
    for language, stop in zip(LANGUAGES, "。.", strict=True):
        sentence = every_label()[code][language]
        assert sentence.endswith(stop)
        assert every_label()[f"{code}.title"][language]
        assert sentence.count(stop) >= 2 or ":" in sentence or "：" in sentence


def test_an_event_has_no_more_notices_than_their_ids_have_room_for():
    assert max(map(len, RULES.values())) <= MOST


def test_no_sentence_of_a_notice_is_left_over():
    known = {code.removesuffix(".title") for code in every_label() if code.startswith("notice.")}
    assert known == {*CODES, "notice.foot"}

"""Which event is told to whom."""

import pytest

from archive.services.notices.announcing import MOST
from archive.services.notices.table import RULES
from archive.words import LANGUAGES, every_label
from archive.workflows.case import CASE
from archive.workflows.licence import ACTS


def test_every_step_of_a_case_and_every_act_on_a_licence_is_told():
    assert {f"case.{step.verb}" for step in CASE.steps} <= RULES.keys()
    assert {f"licence.{verb}" for verb in ACTS} | {"licence.issued", "licence.void"} <= RULES.keys()


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

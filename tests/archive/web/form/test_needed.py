"""Where the materials come from, as the form shows it."""

import pytest
from drafting import Filler, Office

from archive.web.form.needed import COMING, ORDER, needed, unasked


@pytest.fixture(scope="module")
def filler():
    return Filler(Office()).fill("X1-06", "X2-02")


def groups(filler, language="zh"):
    return needed(filler.ask("needs"), filler.seen.materials, language)


def test_materials_stand_by_where_they_come_from_in_the_order_of_reading(filler):
    states = [group.state for group in groups(filler)]
    assert states == sorted(states, key=ORDER.index)
    assert len(set(states)) == len(states)
    assert {"given", "awaited", "exempt"} <= set(states)


def test_what_may_be_left_out_stands_apart_from_what_has_to_be_handed_in(filler):
    by_state = {group.state: group.needs for group in groups(filler)}
    coming = [need for state in COMING for need in by_state.get(state, ())]
    assert [need.is_required for need in coming] == [True] * len(coming)
    assert [need.is_required for need in by_state["optional"]] == [False] * len(by_state["optional"])
    assert {"D02", "D23"} <= {need.types[0].id for need in by_state["optional"]}


def test_what_was_handed_in_stands_with_its_files(filler):
    given = next(group for group in groups(filler) if group.state == "given")
    assert all(need.files for need in given.needs)
    assert given.kind == "good"


def test_what_need_not_come_says_why(filler):
    for group in groups(filler, "en"):
        for need in group.needs:
            assert bool(need.why) == (group.state in ("have", "awaited", "exempt"))


def test_each_says_what_files_will_do(filler):
    need = groups(filler)[0].needs[0]
    assert need.anchor == f"materials/{need.types[0].id}"
    assert need.limit > 0
    assert "pdf" in need.extensions


def test_files_that_nothing_asks_for_are_told_apart(filler):
    assert {file.document_type for file in unasked((), filler.seen.materials)} >= {"D01", "D12"}
    left = {file.document_type for file in unasked(filler.ask("needs"), filler.seen.materials)}
    assert "D12" not in left
    assert "D38" in left

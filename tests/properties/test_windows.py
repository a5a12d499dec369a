"""Hypothesis changes one table in two windows: nothing that one of them alone changed is lost."""

from hypothesis import given
from hypothesis import strategies as st

from archive.web.form.merging import merge

FIELDS = ("name", "use", "area")
ROW, NEW = (st.fixed_dictionaries(dict.fromkeys(FIELDS, st.sampled_from(texts))) for texts in ("12", "56"))
EDITS = st.none() | st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("34"), max_size=2)
"""What becomes of a row: None where it is taken away."""


@st.composite
def windows(draw):
    """The rows that were shown, each with a mark of its own; what becomes of each here and there; what each adds."""
    was = [row | {"name": f"n{number}"} for number, row in enumerate(draw(st.lists(ROW, max_size=4)))]
    edits = [draw(st.lists(EDITS, min_size=len(was), max_size=len(was))) for _ in range(2)]
    added = [
        [row | {"name": f"{who}{number}"} for number, row in enumerate(draw(st.lists(NEW, max_size=2)))] for who in "mt"
    ]
    return was, edits, added


def table(rows):
    return {f"s/T/{number}/{name}": text for number, row in rows for name, text in row.items()}


def rows_of(told):
    """The rows that a form says."""
    rows = {}
    for name, text in told.items():
        number, field = name.split("/")[2:]
        rows.setdefault(int(number), {})[field] = text
    return [rows[number] for number in sorted(rows)]


def typed(was, edits, added):
    """The rows of a window, each with the number that it has there."""
    kept = [(at, row | edit) for at, (row, edit) in enumerate(zip(was, edits, strict=True)) if edit is not None]
    return [*kept, *enumerate(added, len(was))]


def sent(rows):
    """The rows as they are kept: without gaps."""
    return [*enumerate(row for _, row in rows)]


@given(st.lists(st.sampled_from("12"), max_size=4), st.data())
def test_a_form_that_is_sent_twice_says_the_same_where_rows_are_equal(was, data):
    texts = data.draw(st.lists(st.sampled_from([None, "", "1", "2", "3"]), min_size=len(was), max_size=6))
    mine = table((at, {"name": text}) for at, text in enumerate(texts) if text is not None)
    now = table(sent([(0, {"name": text}) for text in texts if text]))
    merged, both = merge(table((at, {"name": text}) for at, text in enumerate(was)), mine, now)
    assert ({name: text for name, text in merged.items() if text}, both) == (now, {})


@given(windows())
def test_a_form_that_is_sent_twice_says_the_same(about):
    was, (edits, _), (added, _) = about
    mine = typed(was, edits, added)
    assert merge(table(enumerate(was)), table(mine), table(sent(mine))) == (table(sent(mine)), {})


@given(windows())
def test_what_only_one_window_changed_is_taken_as_it_is(about):
    was, (edits, _), (added, _) = about
    shown, rows = table(enumerate(was)), typed(was, edits, added)
    assert [row for row in rows_of(merge(shown, table(rows), shown)[0]) if any(row.values())] == [
        row for _, row in rows
    ]
    assert rows_of(merge(shown, shown, table(sent(rows)))[0]) == [row for _, row in rows] or not rows


@given(windows())
def test_nothing_is_lost_that_one_window_changed_and_the_other_left_alone(about):
    was, (here, there), (mine, theirs) = about
    there = [edit and {name: text for name, text in edit.items() if name != "name"} for edit in there]
    now = sent(typed(was, there, theirs))
    merged, both = merge(table(enumerate(was)), table(typed(was, here, mine)), table(now))
    rows = rows_of(merged)
    told = {name: {row.get(name, "") for row in (*rows, *rows_of(both))} for name in FIELDS}
    assert all(row in rows for row in (*mine, *theirs))
    for row, ours, others in zip(was, here, there, strict=True):
        if not both and not ours and not others:
            assert (row in rows) is (ours is not None and others is not None)
        for edit, other in ((ours, others), (others, ours)):
            if edit and other is not None:
                assert all(text in told[name] for name, text in edit.items() if name not in other)

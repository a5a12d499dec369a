"""Bulk issues that were sent."""

from doubles import START

from archive.models.batches import BatchRun, BatchRuns, RowTaken


def run(name, authority="A", count=1):
    about, file = (authority, "kind", "1号"), ("rows.csv", "d1", count)
    return BatchRun(id=name, about=about, by="li", at=START, file=file, drawings={"plan.png": "d2"})


def test_one_is_open_until_each_row_was_taken_or_it_was_stopped():
    taken, stopped = run("Z1", count=1), run("Z2")
    assert taken.is_open
    taken.rows[0] = RowTaken(2, "a")
    stopped.code = "archive.user-disabled"
    assert not (taken.is_open)
    assert not (stopped.is_open)


def test_one_that_is_over_left_the_rows_that_were_not_promised():
    whole, part = run("Z1"), run("Z2")
    assert not whole.has_left
    whole.rows[0], part.rows[0] = RowTaken(2, "a", "i", "j"), RowTaken(2, "a", code="archive.drawing-unsent")
    assert (whole.has_left, part.has_left) == (False, True)


def test_they_are_found_by_what_they_are_about_and_their_file():
    runs = BatchRuns()
    for name, authority in (("Z2", "B"), ("Z1", "A"), ("Z3", "A")):
        runs[name] = run(name, authority)
    about = ("A", "kind", "1号")
    assert list(runs.of_file(about, "d1")) == ["Z3", "Z1"]
    for other in (("A", "kind", "2号"), ("A", "kin", "d"), ("A", "other", "1号")):
        assert list(runs.of_file(other, "d1")) == []
    assert list(runs.of_file(about, "d2")) == []


def test_they_are_found_by_authority_and_while_they_are_open():
    runs = BatchRuns()
    for name, authority in (("Z2", "B"), ("Z1", "A"), ("Z3", "A")):
        runs[name] = run(name, authority)
    assert list(runs.of_authority("A")) == ["Z3", "Z1"]
    assert list(runs.of_authority("A", "Z3")) == ["Z1"]
    assert [runs.next_open(after) for after in ("", "Z1", "Z3", "Z9")] == ["Z1", "Z2", "Z1", "Z1"]
    for one in list(runs.values()):
        runs.close(one)
    assert runs.next_open("") == ""
    assert set(runs.digests()) == {"d1", "d2"}


def test_a_row_that_was_refused_before_its_faults_were_kept_has_none():
    row = RowTaken(1, "r1", code="archive.rows-malformed")
    del vars(row)["faults"]
    assert row.faults == ()

"""Steps are taken once, in their order, and remembered in the database."""

from contextlib import closing

import pytest
from ZODB.POSException import ConflictError

from storage.errors import EvolutionPendingError
from storage.zodb.evolution import evolve, mark_evolved, pending, verify_evolved
from storage.zodb.opening import open_database


def first(root):
    root["log"] = [*root.get("log", ()), "first"]


def second(root):
    root["log"] = [*root.get("log", ()), "second"]


def failing(root):
    root["log"] = "spoiled"
    raise ZeroDivisionError("a step that fails")


STEPS = {"s2026_12_01_first": first, "s2026_01_01_second": second}


@pytest.fixture
def database():
    with closing(open_database("memory://")) as database:
        yield database


def log(database):
    with database.transaction() as connection:
        return connection.root().get("log")


def waiting(database, steps=STEPS):
    with database.transaction() as connection:
        return pending(connection.root(), steps)


def test_steps_are_taken_in_the_order_of_the_mapping_and_once(database):
    assert waiting(database) == tuple(STEPS)
    assert evolve(database, STEPS) == tuple(STEPS)
    assert log(database) == ["first", "second"]
    assert waiting(database) == ()
    assert evolve(database, STEPS) == ()
    assert log(database) == ["first", "second"]


def test_a_later_program_takes_its_new_steps_only(database):
    evolve(database, {"s2026_12_01_first": first})
    assert evolve(database, STEPS) == ("s2026_01_01_second",)
    assert log(database) == ["first", "second"]


def test_a_dry_run_takes_all_steps_and_forgets_them(database):
    assert evolve(database, STEPS, dry_run=True) == tuple(STEPS)
    assert log(database) is None
    assert waiting(database) == tuple(STEPS)


def test_a_dry_run_finds_a_step_that_fails(database):
    with pytest.raises(ZeroDivisionError):
        evolve(database, {**STEPS, "s2027_failing": failing}, dry_run=True)
    assert waiting(database) == tuple(STEPS)


def test_a_step_that_fails_leaves_nothing_and_keeps_those_before_it(database):
    steps = {"s1_first": first, "s2_failing": failing, "s3_second": second}
    with pytest.raises(ZeroDivisionError):
        evolve(database, steps)
    assert log(database) == ["first"]
    assert waiting(database, steps) == ("s2_failing", "s3_second")


def test_what_another_process_took_meanwhile_is_not_taken_again(database):
    def interrupted(root):
        first(root)
        evolve(database, {"s1_interrupted": first})

    steps = {"s1_interrupted": interrupted, "s2_second": second}
    with pytest.raises(ConflictError):
        evolve(database, steps)
    assert evolve(database, steps) == ("s2_second",)
    assert log(database) == ["first", "second"]


def test_a_start_on_an_older_database_is_refused_with_what_to_type(database):
    with database.transaction() as connection, pytest.raises(EvolutionPendingError, match="first"):
        verify_evolved(connection.root(), STEPS)
    evolve(database, STEPS)
    with database.transaction() as connection:
        verify_evolved(connection.root(), STEPS)


def test_a_new_database_needs_no_step(database):
    with database.transaction() as connection:
        mark_evolved(connection.root(), STEPS)
    assert waiting(database) == ()
    assert evolve(database, STEPS) == ()
    assert log(database) is None

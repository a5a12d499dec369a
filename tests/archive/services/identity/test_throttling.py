"""How often sign-in may fail, for whom, from where."""

import pytest
from identity_fixture import ADMIN, GOOD, HERE, THERE, Gate

from archive.services.identity.throttling import (
    FREE_OF_ADDRESS,
    PLACES,
    Counts,
    count_failure,
    count_success,
    seconds_to_wait,
)


@pytest.fixture
def office():
    return Gate()


def fail(office, times=1, name="li", address=THERE):
    for _turn in range(times):
        count_failure(Counts(office.root, name, address), office.clock())


def wait(office, name="li", address=THERE):
    return seconds_to_wait(Counts(office.root, name, address), office.clock())


def test_four_failures_make_nobody_wait(office):
    fail(office, 4)
    assert wait(office) == 0
    fail(office)
    assert wait(office) == 30


def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(office):
    fail(office, 4)
    waits = []
    for _turn in range(8):
        fail(office)
        waits.append(wait(office))
        office.clock.forward(waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    fail(office, 2000)
    assert wait(office) == 900


def test_failures_are_forgotten_after_a_quarter_of_an_hour(office):
    fail(office, 4)
    office.clock.forward(900)
    fail(office, 4)
    assert wait(office) == 0


def test_failures_that_made_somebody_wait_are_remembered_for_a_day(office):
    fail(office, 5)
    office.clock.forward(86_399)
    fail(office)
    assert wait(office) == 60
    office.clock.forward(86_400)
    fail(office)
    assert wait(office) == 0


def test_the_wait_is_an_account_s_from_wherever(office):
    fail(office, 5, address=HERE)
    assert (wait(office, address=THERE), wait(office, address=""), wait(office, "wang", HERE)) == (30, 30, 0)


def test_a_success_clears_the_account(office):
    fail(office, 5)
    count_success(Counts(office.root, "li", ""))
    assert wait(office) == 0


def test_an_operator_can_clear_the_account(office):
    fail(office, 5)
    office.users.reset(office.root, ADMIN, "li", GOOD)
    assert wait(office) == 0


def test_an_operator_clears_the_count_also_where_the_user_is_known(office):
    for place in (HERE, THERE):
        count_success(Counts(office.root, "li", place))
        fail(office, 7, address=place)
    assert (wait(office, address=HERE), wait(office, address=THERE)) == (120, 120)
    office.users.reset(office.root, ADMIN, "li", GOOD)
    assert (wait(office, address=HERE), wait(office, address=THERE)) == (0, 0)


def test_who_guesses_elsewhere_does_not_lock_out_who_is_known_here(office):
    count_success(Counts(office.root, "li", HERE))
    fail(office, 50, address=THERE)
    assert (wait(office, address=THERE), wait(office, address=HERE)) == (900, 0)
    fail(office, 5, address=HERE)
    assert wait(office, address=HERE) == 30


def test_a_user_is_known_at_the_last_few_addresses(office):
    for number in range(PLACES + 1):
        count_success(Counts(office.root, "li", f"192.0.2.{number}"))
        count_success(Counts(office.root, "li", f"192.0.2.{number}"))
    fail(office, 5)
    assert [wait(office, address=f"192.0.2.{number}") for number in (0, 1, PLACES)] == [30, 0, 0]


def test_an_address_is_bounded_whatever_the_names(office):
    for number in range(FREE_OF_ADDRESS):
        assert wait(office, "wang") == 0
        fail(office, name=f"name {number}")
    assert (wait(office, "wang"), wait(office, "wang", HERE)) == (30, 0)
    count_success(Counts(office.root, "wang", THERE))
    assert (wait(office, "wang"), wait(office, "li")) == (0, 30)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unix:", "unix:", True),
    ],
)
def test_an_address_is_what_one_subscriber_has(office, one, other, is_same):
    for number in range(FREE_OF_ADDRESS):
        fail(office, name=f"name {number}", address=one)
    assert (wait(office, "wang", other) > 0) is is_same


def test_what_is_kept_says_nothing_and_does_not_grow(office):
    for number in range(200):
        fail(office, name=f"name {number}", address=f"2001:db8:{number:x}::1")
        office.clock.forward(60)
    assert len(office.root.attempts.failures) <= 2 * 15 + 2
    assert all(len(key) == 32 and b"name" not in key for key in office.root.attempts.failures)

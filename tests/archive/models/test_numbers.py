import pytest

from archive.errors import NumberRangeExhaustedError, NumberVoidError
from archive.models.numbers import NumberRange, Numbers, TakenNumber


def test_numbers_are_taken_in_order_from_1():
    numbers = NumberRange()
    assert [numbers.take(job, 99) for job in "abc"] == [1, 2, 3]


def test_a_retry_gets_the_same_number():
    numbers = NumberRange()
    assert [numbers.take(job, 99) for job in "aba"] == [1, 2, 1]


def test_a_used_up_range_says_so_and_a_retry_still_gets_its_number():
    numbers = NumberRange()
    for job in "ab":
        numbers.take(job, 2)
    with pytest.raises(NumberRangeExhaustedError, match="all 2 numbers"):
        numbers.take("c", 2)
    assert numbers.take("b", 2) == 2


def test_a_void_number_stays_void_with_its_reason_and_is_not_used_again():
    numbers = NumberRange()
    numbers.take("a", 99)
    numbers.void("a", "templates.template-failed")
    assert numbers.take("b", 99) == 2
    assert numbers.numbers[1] == TakenNumber("a", "templates.template-failed")
    with pytest.raises(NumberVoidError, match=r"number 1 is void: templates\.template-failed"):
        numbers.take("a", 99)


def test_a_job_without_a_number_has_nothing_to_void():
    numbers = NumberRange()
    numbers.void("a", "archive.error")
    assert not numbers.numbers


def test_a_series_has_its_own_numbers_for_each_authority_kind_and_period():
    numbers = Numbers()
    series = [("A", "k", "2026"), ("B", "k", "2026"), ("A", "l", "2026"), ("A", "k", "2027")]
    assert [numbers.range(*one).take("job", 9) for one in series] == [1, 1, 1, 1]
    assert numbers.range("A", "k", "2026").take("next", 9) == 2

from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import pytest
from takers import SERIES, take_numbers

from archive.errors import NumberRangeExhaustedError, NumberVoidError
from archive.models.numbers import NumberRange, Numbers, TakenNumber
from archive.models.root import Archive
from storage.zodb.opening import open_database, write_embedded_configuration


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
    with pytest.raises(NumberRangeExhaustedError, match=r"^2$"):
        numbers.take("c", 2)
    assert numbers.take("b", 2) == 2


def test_a_void_number_stays_void_with_its_reason_and_is_not_used_again():
    numbers = NumberRange()
    numbers.take("a", 99)
    numbers.void("a", "templates.template-failed")
    assert numbers.take("b", 99) == 2
    assert numbers.numbers[1] == TakenNumber("a", "templates.template-failed")
    with pytest.raises(NumberVoidError, match=r"1: templates\.template-failed"):
        numbers.take("a", 99)


def test_a_job_without_a_number_has_nothing_to_void():
    numbers = NumberRange()
    numbers.void("a", "archive.error")
    assert not numbers.numbers


def test_each_series_of_each_kind_has_its_own_numbers():
    numbers = Numbers()
    series = [("k", "2026#"), ("l", "2026#"), ("k", "2027#")]
    assert [numbers.range(*one).take("job", 9) for one in series] == [1, 1, 1]
    assert numbers.range("k", "2026#").take("next", 9) == 2


def test_the_next_number_is_told_without_being_taken():
    numbers = NumberRange()
    assert [numbers.next_for(job, 9) for job in "ab"] == [1, 1]
    assert (numbers.take("b", 9), numbers.next_for("b", 9), numbers.next_for("a", 9)) == (1, 1, 2)


def test_two_processes_take_numbers_without_gap_or_double(tmp_path):
    uri = f"zconfig://{write_embedded_configuration(tmp_path)}"
    with closing(open_database(uri)) as database, database.transaction() as connection:
        connection.root()["archive"] = Archive()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(take_numbers, (uri, uri), ("a", "b"), (40, 40)))
    with closing(open_database(uri)) as database, database.transaction() as connection:
        numbers = connection.root()["archive"].numbers.range(*SERIES).numbers
        assert list(numbers) == list(range(1, 81))
        assert {taken.job for taken in numbers.values()} == {f"{name}-{turn}" for name in "ab" for turn in range(40)}

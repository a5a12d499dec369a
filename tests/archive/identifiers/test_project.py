import pytest

from archive.identifiers.errors import ProjectCodeInvalidError
from archive.identifiers.project import CHECK_WARNING, OLD_STYLE_WARNING, parse_project_code


@pytest.mark.parametrize(
    "code",
    [
        "2509-320193-89-01-544060",
        "2411-130202-89-01-637015",
        "2603-141124-89-05-346948",
        "2104-350205-04-01-123451",
    ],
)
def test_a_code_whose_check_digit_agrees_has_no_warning(code):
    assert (parse_project_code(code).text, parse_project_code(code).warnings) == (code, ())


def test_a_check_digit_that_disagrees_is_a_warning_and_no_refusal():
    assert parse_project_code("2104-350205-04-01-123456").warnings == (CHECK_WARNING,)


@pytest.mark.parametrize("code", ["2020-330327-48-01-167360", "2020-451421-88-03-016343", "2019-350203-04-01-000001"])
def test_an_old_code_has_no_check_digit(code):
    assert parse_project_code(code).warnings == (OLD_STYLE_WARNING,)


def test_december_2020_is_read_as_a_month_of_the_new_form():
    assert OLD_STYLE_WARNING not in parse_project_code("2012-350203-04-01-000001").warnings


@pytest.mark.parametrize(
    "typed", ["21043502050401123451", " 2104－350205－04－01－123451 ", "2104-350205-04-01-１２３４５１"]
)
def test_what_people_type_becomes_canonical(typed):
    assert parse_project_code(typed).text == "2104-350205-04-01-123451"


def test_it_says_where_the_project_lies():
    assert parse_project_code("2104-350205-04-01-123451").area == "350205"


@pytest.mark.parametrize(
    "code", ["", "2104-350205-04-01-12345", "2104-350205-04-01-12345A", "2113-350205-04-01-123451", "2" * 300]
)
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ProjectCodeInvalidError):
        parse_project_code(code)

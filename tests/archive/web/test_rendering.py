"""How values are shown."""

import pytest
from web_fixture import browser

from archive.web.rendering import grouped, tell_number, tell_size, words
from archive.words import LANGUAGES
from archive.workflows.licence import ACTS


def test_numbers_have_their_groups():
    assert tell_number(1234567.5, "zh") == "1,234,567.5"


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2_000_000, "2 MB"), (3_210_000_000, "3.2 GB")]
)
def test_a_size_is_told_in_its_largest_unit(size, told):
    assert tell_size(size, "en") == told


def test_an_identifier_can_be_broken_and_holds_no_markup():
    assert grouped("1.2-<b>") == '<code class="identifier">1.<wbr>2-<wbr>&lt;b&gt;</code>'


def test_a_word_without_a_name_is_shown_as_it_is():
    assert words("valid", "en") != "valid" or words("valid", "zh") != "valid"
    assert words("no-such-word", "zh") == "no-such-word"


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_an_act_to_come_is_called_by_a_noun(verb):
    for language in LANGUAGES:
        assert words(f"act-{verb}", language) != f"act-{verb}"


def test_the_inbox_stands_apart_from_what_may_be_out_of_sight():
    first, last = browser("applicant").get("/").html.select("header nav ul")
    assert [each["href"] for each in last.select("a")] == ["/inbox"]
    assert len(first.select("a")) > 1

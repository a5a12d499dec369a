"""The steps of officials as forms: their tables say the same."""

from archive.services.steps import FORMS, HANDS
from archive.web.desk.steps import ASKED, OPTIONAL, PLACES, TAKE
from archive.words import find_words


def test_every_step_of_an_official_has_a_form_and_is_taken():
    assert set(ASKED) == set(TAKE) == set(HANDS)
    assert set(HANDS) <= set(FORMS)


def test_a_step_always_asks_why_or_may_say_it():
    assert all({"note", "ground", "opinion"} & set(fields) for fields in ASKED.values())


def test_every_field_has_its_words_and_every_fault_its_field():
    fields = {name for asked in ASKED.values() for name in asked}
    assert fields >= OPTIONAL
    assert set(PLACES.values()) <= fields
    for name in fields - {"points"}:
        assert find_words(f"page.ask-{name}", "zh")
        assert find_words(f"page.ask-{name}-help", "en")

"""Sentences by code and language."""

import pytest

from archive.cli.words import explain, find_words, in_words, say
from archive.errors import CaseUnknownError
from templates.errors import GlyphMissingError, LabelMissingError


def test_a_sentence_is_filled_in():
    assert say("cli.user-added", "en", user="a", roles="b") == "User a was added: b"


def test_a_code_without_words_has_none():
    assert find_words("cli.no-such", "en") == ""
    with pytest.raises(LabelMissingError):
        say("cli.no-such", "en")


def test_an_error_is_explained_with_what_was_wrong():
    assert explain(CaseUnknownError("A-1"), "en")[0] == "archive.case-unknown"
    assert "A-1" in explain(CaseUnknownError("A-1"), "en")[1]


def test_what_was_wrong_is_added_where_the_sentence_has_no_place_for_it():
    assert explain(GlyphMissingError("U+10FFFF"), "en")[1].endswith("(U+10FFFF)")


def test_a_field_s_code_within_a_detail_becomes_its_sentence():
    told = in_words("templates.data-invalid", "建设单位 (/JSDW): templates.field-missing", "zh")
    assert "必填项未填写" in told
    assert "templates." not in told


@pytest.mark.parametrize("error", [ValueError("x"), OSError(2, "x")])
def test_an_error_without_a_code_is_ours_to_explain(error):
    code, sentence = explain(error, "en")
    assert code == "cli.unexpected"
    assert type(error).__name__ in sentence

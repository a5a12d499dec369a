"""Every code that a user can meet has a sentence in Chinese and English."""

import importlib
import re

import pytest
from sources import PACKAGES

from templates.faults import FAULT_CODES
from templates.labels import FOLDER, read_labels
from templates.rules import RULE_CODES

SENTENCES = read_labels(FOLDER)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def error_codes():
    """Codes of all error classes of the four packages."""
    for package in PACKAGES:
        for found in vars(importlib.import_module(f"{package}.errors")).values():
            if isinstance(found, type) and issubclass(found, Exception) and "code" in vars(found):
                yield found.code


@pytest.mark.parametrize("code", sorted({*error_codes(), *FAULT_CODES, *RULE_CODES}))
def test_a_code_has_a_sentence_in_both_languages(code):
    assert CHINESE.search(SENTENCES[code]["zh"])
    assert SENTENCES[code]["en"]
    assert not CHINESE.search(SENTENCES[code]["en"])


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_sentences_of_a_code_take_the_same_values(code):
    chinese, english = (set(re.findall(r"{(\w+)", SENTENCES[code][language])) for language in ("zh", "en"))
    assert chinese == english or (code.startswith("cli.click.") and chinese < english)

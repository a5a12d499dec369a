"""Every code that a user can meet has a sentence in Chinese and English."""

import importlib
import re

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


def is_in_both_languages(code):
    """Say whether a code has a Chinese sentence, and an English one with nothing Chinese in it."""
    chinese, english = (SENTENCES.get(code, {}).get(language, "") for language in ("zh", "en"))
    return CHINESE.search(chinese) and english and not CHINESE.search(english)


def test_every_code_has_a_sentence_in_both_languages():
    codes = {*error_codes(), *FAULT_CODES, *RULE_CODES}
    assert sorted(code for code in codes if not is_in_both_languages(code)) == []


def takes_the_same_values(code):
    """Say whether both sentences of a code take the same values; click's own words may say less in Chinese."""
    chinese, english = (set(re.findall(r"{(\w+)", SENTENCES[code][language])) for language in ("zh", "en"))
    return chinese == english or (code.startswith("cli.click.") and chinese < english)


def test_both_sentences_of_a_code_take_the_same_values():
    assert sorted(code for code in SENTENCES if not takes_the_same_values(code)) == []


def test_one_word_is_said_for_what_people_sign_in_with():
    passwords = [code for code, each in SENTENCES.items() if "password" in each.get("en", "").lower()]
    assert [code for code in passwords if "口令" in SENTENCES[code]["zh"]] == []


HALF = re.compile("[\u4e00-\u9fff）」][,;:!?(]|[,;:!?)][\u4e00-\u9fff]|[“”‘’]")
"""Punctuation of half width beside Chinese, and quotes other than 「」."""


def test_chinese_sentences_are_punctuated_in_full_width_and_quote_by_one_pair_of_brackets():
    assert [code for code, each in SENTENCES.items() if HALF.search(each["zh"])] == []


def test_one_word_is_said_for_a_dossier_for_the_second_step_and_for_who_runs_the_archive():
    for word in ("卷宗", "第二因素", "运维人员", "运维用户"):
        assert [code for code, each in SENTENCES.items() if word in each["zh"]] == []


def test_what_anybody_is_told_of_a_file_names_no_setting():
    told = [code for code in SENTENCES if code.startswith(("signing.file-", "signing.too-", "page.answer-"))]
    assert [code for code in told for each in SENTENCES[code].values() if re.search(r"[a-z]+\.[a-z]+[._]", each)] == []


def test_a_proposal_is_called_by_the_same_words_in_pages_notices_and_errors():
    about = [
        code for code in SENTENCES if "proposal" in code or code.startswith(("page.act-", "page.acts-", "done.act-"))
    ]
    assert [code for code in about if re.search("提出|撤回|同意", SENTENCES[code]["zh"])] == []
    assert [code for code in about if re.search("[Ww]ithdr[ae]w|[Rr]eject", SENTENCES[code]["en"])] == []

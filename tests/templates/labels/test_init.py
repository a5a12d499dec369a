"""Sentences by code and language."""

import re

import pytest
from zope.interface.verify import verifyObject

from templates.errors import LabelMissingError
from templates.interfaces import ILabels
from templates.labels import FOLDER, Labels, read_labels

LABELS = Labels({"a.b": {"zh": "缺少{what}。", "en": "{what} is missing."}})


def test_labels_keep_the_interface():
    assert verifyObject(ILabels, LABELS)


def test_values_are_filled_in():
    assert LABELS.sentence("a.b", "zh", what="图纸") == "缺少图纸。"


@pytest.mark.parametrize(("code", "language", "values"), [("a.c", "zh", {}), ("a.b", "fr", {}), ("a.b", "en", {})])
def test_a_sentence_that_is_not_there_or_not_whole_is_an_error(code, language, values):
    with pytest.raises(LabelMissingError, match=code):
        LABELS.sentence(code, language, **values)


def test_the_package_s_sentences_load():
    assert read_labels(FOLDER)["templates.kind-unknown"].keys() == {"zh", "en"}


def test_chinese_sentences_have_chinese_punctuation():
    half = re.compile(r"[\u4e00-\u9fff][,;:]|[,;][\u4e00-\u9fff]|[\u4e00-\u9fff]\(|\([\u4e00-\u9fff]")
    sentences = {code: words["zh"] for code, words in read_labels(FOLDER).items()}
    assert [code for code, words in sentences.items() if half.search(words)] == []


def test_a_code_said_twice_is_an_error(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('["a.b"]\nzh = "甲"\nen = "A"\n')
    with pytest.raises(LabelMissingError, match=r"two\.toml"):
        read_labels(tmp_path)

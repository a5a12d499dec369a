"""What a door refuses has codes and sentences."""

import pytest

from archive.web import errors as refusals
from templates.labels import FOLDER, read_labels

CLASSES = [
    each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, refusals.RefusalError)
]


@pytest.mark.parametrize("refusal", CLASSES, ids=lambda each: each.code)
def test_a_refusal_has_a_sentence_in_both_languages(refusal):
    assert set(read_labels(FOLDER)[refusal.code]) == {"zh", "en"}

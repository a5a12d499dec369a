"""Every error has a code of its own and a sentence in both languages."""

import re
import tomllib
from pathlib import Path

import pytest
from transaction.interfaces import TransientError

from storage import errors

LABELS = tomllib.loads((Path(__file__).parents[2] / "templates/labels/storage.toml").read_text())


def family(kind=errors.StorageError):
    return {kind}.union(*map(family, kind.__subclasses__()))


CLASSES = sorted((each for each in family() if each.__module__ == "storage.errors"), key=lambda each: each.__name__)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda each: each.__name__)
def test_a_code_stands_for_a_class_and_says_what_to_do(kind):
    label = LABELS[kind.code]
    assert set(label) == {"zh", "en"}
    assert all(re.findall(r"\{(\w+)\}", text) == ["detail"] for text in label.values())


def test_codes_are_not_shared_and_labels_name_no_other():
    assert sorted(each.code for each in CLASSES) == sorted(
        code for code in LABELS if not code.startswith("storage.why-")
    )


def test_only_what_does_not_answer_or_is_busy_is_worth_asking_again_at_once():
    again = {
        errors.BlobUnavailableError,
        errors.DatabaseBusyError,
        errors.DerivativeUnavailableError,
        errors.UploadUnavailableError,
    }
    assert {each for each in CLASSES if issubclass(each, TransientError)} == again


def test_a_missing_document_is_named_without_quotes():
    assert str(errors.BlobMissingError("no document")) == "no document"

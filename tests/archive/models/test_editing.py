from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import StaleEditError
from archive.models.editing import Edit, Editable

T0 = datetime(2026, 1, 1, tzinfo=UTC)


class Note(Editable):
    def __init__(self):
        super().__init__()
        self.title, self.text = "a", "b"


def test_an_edit_changes_fields_and_counts():
    note = Note()
    note.edit(1, "anna", T0, {"title": "c", "text": "d"})
    assert (note.title, note.text, note.edition) == ("c", "d", 2)
    assert note.edits == (Edit(2, "anna", T0, ("text", "title")),)


def test_an_edit_that_changes_nothing_does_not_count():
    note = Note()
    note.edit(1, "anna", T0, {"title": "a"})
    assert (note.edition, note.edits) == (1, ())


def test_a_stale_edit_is_refused_with_what_changed_since_and_by_whom():
    note = Note()
    note.edit(1, "anna", T0, {"title": "c"})
    note.edit(2, "berta", T0 + timedelta(hours=1), {"text": "d"})
    with pytest.raises(StaleEditError, match="berta: text: 2026-01-01T01:00:00Z") as caught:
        note.edit(2, "carla", T0, {"title": "e"})
    assert [edit.by for edit in caught.value.since] == ["berta"]
    assert note.title == "c"


def test_an_edition_that_never_was_is_stale():
    with pytest.raises(StaleEditError, match="7 → 1"):
        Note().verify_edition(7)


def test_a_field_that_is_not_there_cannot_be_edited():
    with pytest.raises(AttributeError):
        Note().edit(1, "anna", T0, {"colour": "red"})

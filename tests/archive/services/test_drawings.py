"""Drawings in the places of a kind."""

from contextlib import nullcontext

import pytest
from archive_fixture import KINDS

from archive.errors import DrawingMissingError
from archive.services.drawings import verify_places


@pytest.mark.parametrize(
    ("kind", "names", "fits"),
    [
        ("land_use_planning_permit", ["附图"], True),
        ("land_use_planning_permit", [], False),
        ("land_use_planning_permit", ["附图", "附表"], False),
        ("construction_permit", [], True),
        ("construction_permit", ["附图"], False),
    ],
)
def test_each_place_that_must_be_filled_is_and_no_other(kind, names, fits):
    with nullcontext() if fits else pytest.raises(DrawingMissingError):
        verify_places(KINDS.get_kind(kind), names)

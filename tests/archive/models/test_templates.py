"""Frozen template versions are values."""

from dataclasses import FrozenInstanceError

import pytest
from archive_fixture import Office


def test_what_was_frozen_is_not_changed():
    frozen = Office().root.template_versions[("land_use_planning_permit", 1)]
    with pytest.raises(FrozenInstanceError):
        frozen.files = ()

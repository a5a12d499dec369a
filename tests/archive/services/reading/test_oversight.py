"""What who oversees the archive is told."""

from dataclasses import FrozenInstanceError, fields

import pytest
from readers import READERS, Scene

from archive.services.reading.oversight import UserTold


def test_what_is_told_of_a_user_is_frozen_and_has_no_place_for_secrets():
    scene = Scene()
    told = scene.read.people.user(scene.root, READERS["operator"], "xu")
    with pytest.raises(FrozenInstanceError):
        told.enabled = False
    names = {"user", "roles", "authority", "enabled", "party", "edition", "factor"}
    assert {field.name for field in fields(UserTold)} == names

"""Frozen template versions."""

from dataclasses import replace

import pytest
from archive_fixture import KINDS, Office

from archive.errors import TemplateChangedError
from archive.services.errors import KindUnadoptedError
from archive.services.frozen import verify_frozen


def test_a_kind_is_used_only_as_it_was_frozen():
    root, kind = Office().root, KINDS.get_kind("construction_permit")
    verify_frozen(root, kind)
    with pytest.raises(TemplateChangedError, match=r"v1: [0-9a-f]{12} ≠ 000000000000$"):
        verify_frozen(root, replace(kind, digest="0" * 64))
    with pytest.raises(KindUnadoptedError, match="construction_permit v2"):
        verify_frozen(root, replace(kind, version=2))

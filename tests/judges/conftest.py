"""The judges, started once a session."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from judging import Judges


@pytest.fixture(scope="session")
def judges() -> Iterator[Judges]:
    """Both judges; tests that use them are marked so."""
    with tempfile.TemporaryDirectory(prefix="chancery-judges-") as folder:
        running = Judges(Path(folder))
        yield running
        running.close()

"""Tests of the doors share one archive a process."""

import pytest
from web_fixture import doors


@pytest.fixture(scope="session", autouse=True)
def _doors():
    """Open the doors once."""
    with doors():
        yield

"""Every error that a request can meet has a status: nobody forgets one."""

import importlib

import pytest
from sources import modules

from archive.web.statuses import STATUS

MODULES = [name.removesuffix(".py").replace("/", ".") for name in modules() if name.endswith("/errors.py")]
ASKED = [name for name in MODULES if not name.startswith(("archive.cli", "archive.web"))]
"""Where the errors are that a request can meet."""


def classes():
    """Every error class with a code of its own."""
    for name in ASKED:
        for found in vars(importlib.import_module(name)).values():
            if isinstance(found, type) and issubclass(found, Exception) and "code" in vars(found):
                yield found


@pytest.mark.parametrize("error", sorted(set(classes()), key=lambda each: each.code), ids=lambda each: each.code)
def test_every_error_of_ours_is_in_the_table_or_under_one_that_is(error):
    roots = {"archive.error", "storage.error", "templates.error", "signing.error"}
    assert error.code in roots or any(base in STATUS for base in error.__mro__)

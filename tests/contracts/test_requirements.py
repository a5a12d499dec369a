"""What is installed with the archive is what its code imports: nothing that only tests use."""

import ast
import re
from configparser import ConfigParser
from importlib.metadata import packages_distributions

from sources import ROOT, modules, tree

INDIRECT = {"setuptools": "Pyramid 2.1 still asks for its pkg_resources"}
"""What is required without being imported, and why."""


def plain(name):
    """A distribution's name, as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required():
    """Distributions of install_requires."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = parser["options"]["install_requires"].split("\n")
    return {plain(re.match(r"[\w.-]+", line)[0]) for line in lines if line}


def imported():
    """Distributions of which the four packages import something."""
    names = set()
    for node in (node for name in modules() for node in ast.walk(tree(name))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0])
    known = packages_distributions()
    return {plain(each) for name in names for each in known.get(name, ())}


def test_what_is_required_is_imported():
    assert required() - imported() == set(INDIRECT)

"""The page on the architecture has the layers that import-linter keeps, and names modules that there are."""

import configparser
import re

from sources import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text()


def names(text):
    """The names in a drawing of layers, in order."""
    return re.findall(r"[a-z_]+", text)


def test_the_layers_are_those_that_are_kept():
    kept = configparser.ConfigParser()
    kept.read(ROOT / "setup.cfg")
    layers = re.sub(r"\(\w+\)", "", kept["importlinter:contract:archive"]["layers"])
    (drawn,) = re.findall(r"```\n(__main__.+?)```", PAGE, re.DOTALL)
    assert names(drawn) == names(layers)


def test_every_module_that_is_named_is_there():
    named = re.findall(r"`((?:archive|signing|storage|templates|docs)/[\w/.-]*)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []

"""The commands in the page about people and programs do what it says."""

import re
import shlex
from pathlib import Path

from cli_fixture import chancery

from archive.app import SETTINGS
from archive.services.identity.identities import CLAIMS, SCOPES

PAGE = (Path(__file__).parents[2] / "docs/operator/people-and-programs.md").read_text()


def test_the_page_s_commands_work_as_they_are_written():
    lines = [line for block in re.findall(r"```sh\n(.+?)```", PAGE, re.DOTALL) for line in block.splitlines()]
    said = [chancery(*shlex.split(line)[1:]) for line in lines]
    assert [(answer.code, answer.err) for answer in said] == [(0, "")] * len(lines)
    assert "chancery_" in said[-2].out


def test_the_page_s_settings_and_claims_are_those_that_there_are():
    named = set(re.findall(r"`?(archive\.(?:oidc|sessions|sign_in|tokens|secret)[\w.]*\w)", PAGE))
    assert {name for name in named if "." in name} <= {row[0] for row in SETTINGS} | {"archive.secret"}
    assert all(f"`{claim}`" in PAGE for what, claim in CLAIMS.items() if what in {"code", "party", "scope", "until"})
    assert all(f"`{word}`" in PAGE for word in SCOPES)

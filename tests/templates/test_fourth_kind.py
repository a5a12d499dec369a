"""Adding a fourth kind is adding a folder, as ``docs/developer/licence-kinds.md`` shows."""

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cli_fixture import call, write_ini
from licence_fixture import face, kinds, renderer, settings, text_of

from templates.kinds import DOCUMENTS, FolderKinds
from templates.render.fonts import FontFolder
from templates.render.pdf import TypstRenderer

PAGE = Path(__file__).parents[2] / "docs" / "developer" / "licence-kinds.md"
FILES = re.compile(r"^`([a-z.]+)`:\n\n```\w+\n(.*?)```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    """The folder of kinds with the one of the page added."""
    shutil.copytree(DOCUMENTS, tmp_path / "documents", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    new = tmp_path / "documents" / "planning_verification" / "v1"
    new.mkdir(parents=True)
    for name, content in FILES.findall(PAGE.read_text(encoding="utf-8")):
        (new / name).write_text(content, encoding="utf-8")
    return tmp_path / "documents"


def test_the_fourth_kind_is_found_and_its_page_is_made(folder):
    given = FontFolder(settings()["templates.fonts.folder"])
    fonts = FontFolder(folder.parent / "fonts")
    shutil.copytree(given.folder, fonts.folder)
    fonts.keep([Path(source) for source in settings()["templates.fonts.sources"]], ["planning_verification/1"])
    four = FolderKinds(folder, fonts)
    assert four.names() == tuple(sorted((*kinds().names(), "planning_verification")))
    data = json.loads((folder / "planning_verification" / "v1" / "sample.json").read_text(encoding="utf-8"))
    assigned = {"FZJG": "示例市自然资源和规划局", "FZJGTYSHXYDM": "11350200DEM000022R", "FZRQ": "2026-11-20"}
    assigned |= {"HSHGZBH": "350203202100001"}
    four.verify_request(four.get_kind("planning_verification"), data)
    four.verify_data(four.get_kind("planning_verification"), data | assigned)
    one = replace(face("land_use_planning_permit"), kind="planning_verification", data=data | assigned)
    made = TypstRenderer(four, fonts).render(one)
    assert "核字第350203202100001号" in text_of(made.pdf)
    assert made.pages == 1
    assert renderer().kinds.names() == kinds().names()


def test_what_the_page_says_takes_it_into_use_and_issues_one(folder, monkeypatch, tmp_path):
    (lines,) = re.findall(r"^```sh\n(.*?)```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "documents").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    config = write_ini(tmp_path)
    for words in (("pki", "init"), ("init",)):
        assert call(*words, config=config).code == 0
    monkeypatch.setattr("templates.wiring.DOCUMENTS", folder)
    for line in lines.splitlines():
        command, *words = [name for word in shlex.split(line) for name in _names(tmp_path, word)]
        if command == "chancery":
            answer = call(*words, "--json", config=config)
            assert answer.code == 0, (line, answer.out, answer.err)
        else:
            subprocess.run(line, shell=True, check=True)
    assert (answer.json["verdict"], answer.json["status"]) == ("valid", "valid")


def _names(folder, word):
    """What a shell makes of a word."""
    return [str(path) for path in sorted(folder.glob(word))] if "*" in word else [word]

"""Adding a fourth kind is adding a folder, as ``docs/developer/licence-kinds.md`` shows."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
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
    assigned = {"FZJG": "示例市自然资源和规划局", "FZJGTYSHXYDM": "11350200DEM000022R", "FZRQ": "2021-04-06"}
    assigned |= {"HSHGZBH": "350203202100001"}
    four.check_request(four.get_kind("planning_verification"), data)
    four.check_data(four.get_kind("planning_verification"), data | assigned)
    one = replace(face("land_use_planning_permit"), kind="planning_verification", data=data | assigned)
    made = TypstRenderer(four, fonts).render(one)
    assert "核字第350203202100001号" in text_of(made.pdf)
    assert made.pages == 1
    assert renderer().kinds.names() == kinds().names()

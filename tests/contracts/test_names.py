"""The wheel is our four packages, whole, and nobody else's distribution stands under their names."""

import importlib.metadata
import shutil
import subprocess
import sys
import zipfile

import pytest
from sources import PACKAGES, ROOT, tracked

RESERVED = {"utils", "common", "core", "helpers", "base", "misc"}
BUILT = ("pyproject.toml", "setup.cfg", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Names of the files in the wheel that a clean checkout gives; built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in tracked():
        if name in BUILT or name.split("/")[0] in PACKAGES:
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "tree" / name)
    build = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=folder / "tree", check=True, stdout=subprocess.PIPE)
    (made,) = folder.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_s_top_level_is_our_packages(wheel):
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_our_packages(wheel):
    assert sorted(name for name in tracked() if name.split("/")[0] in PACKAGES and name not in wheel) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_gives_our_packages(package):
    assert set(importlib.metadata.packages_distributions()[package]) == {"chancery"}


def test_the_command_is_called_chancery():
    (script,) = importlib.metadata.distribution("chancery").entry_points.select(group="console_scripts")
    assert (script.name, script.value) == ("chancery", "archive.__main__:main")


def test_no_module_is_called_after_nothing():
    assert [name for name in tracked() if RESERVED & set(name.removesuffix(".py").split("/"))] == []

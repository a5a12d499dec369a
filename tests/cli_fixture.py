"""A stage for tests of the command: one archive a process, made by the demo itself, sealed at B-B in the same process.

Tests add to it and take nothing away, so that they share it in any order.
"""

import atexit
import contextlib
import functools
import io
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from station import copy_archive

from archive.cli.frame import run

INI: Final = """\
[app:main]
archive.var = {folder}/var
archive.jobs.pool = inline
archive.jobs.first_delay = 60
signing.level = B-B
"""


@dataclass(frozen=True)
class Answer:
    """What one call of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, read as one JSON document."""
        return json.loads(self.out)


def call(*arguments: object, config: Path | None = None) -> Answer:
    """Run the command in this process."""
    texts = [str(argument) for argument in arguments]
    if config:
        texts = ["--config", str(config), *texts]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = run(texts)
    return Answer(code, out.getvalue(), err.getvalue())


def write_ini(folder: Path, more: str = "") -> Path:
    """Write the configuration of a new, empty place."""
    path = folder / "stage.ini"
    path.write_text(INI.format(folder=folder) + more)
    return path


@functools.cache
def stage() -> Path:
    """Give the configuration of an archive in which the demo has run."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-stage-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = write_ini(folder)
    answer = call("demo", "--json", config=config)
    assert answer.code == 0, answer.out + answer.err
    (folder / "first.json").write_text(answer.out)
    return config


def copy_stage(folder: Path) -> Path:
    """Give the configuration of a copy of the stage, for a test that changes what others rely on."""
    copy_archive(stage().parent / "var", folder / "var")
    return write_ini(folder)


def make_archive(folder: Path, more: str = "") -> Path:
    """Give the configuration of an archive as ``chancery init`` makes it, of a test's own."""
    copy_archive(_empty().parent / "var", folder / "var")
    return write_ini(folder, more)


@functools.cache
def _empty() -> Path:
    """Give the configuration of an archive that this process has made and nobody changes."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = write_ini(folder)
    answer = call("init", config=config)
    assert answer.code == 0, answer.out + answer.err
    return config


def summary() -> dict[str, Any]:
    """Give the summary of the stage's first demo."""
    found: dict[str, Any] = json.loads((stage().parent / "first.json").read_text())
    return found


def chancery(*arguments: object) -> Answer:
    """Run the command on the stage."""
    return call(*arguments, config=stage())

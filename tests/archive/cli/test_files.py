"""Files that people name are read, or refused at once."""

import os

import pytest

from archive.cli.files import open_file


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"words")
    with open_file(tmp_path / "a.txt") as file:
        assert file.read() == b"words"


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(OSError, match=r"pipe\.pdf"):
        open_file(tmp_path / "pipe.pdf")


@pytest.mark.parametrize(("name", "error"), [("none", FileNotFoundError), (".", IsADirectoryError)])
def test_what_is_no_file_is_the_kernel_s_to_refuse(tmp_path, name, error):
    with pytest.raises(error):
        open_file(tmp_path / name)

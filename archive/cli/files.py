"""Files that people name: read only where reading cannot wait for ever."""

import errno
import os
from io import BufferedReader
from pathlib import Path


def open_file(path: Path) -> BufferedReader:
    """Open a file for reading, to be closed; ``OSError``, also for a pipe or device, which might never give a byte."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return path.open("rb")

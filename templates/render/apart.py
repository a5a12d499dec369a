"""Drawings read apart: in a process of their own, with bounds on time and memory.

PDFium and image decoders parse what a stranger sent. ``python -m templates.render.apart`` reads a drawing from its
standard input and writes its pictures as JSON, or ends with ``REFUSED`` and the reason.
"""

import base64
import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from templates.errors import DrawingInvalidError
from templates.render.drawing import Picture, load_drawing

MEMORY: Final = 2 << 30
"""Bytes of address space: a page of the largest size takes 170 MB to draw."""
ROOT: Final = Path(__file__).parents[2]
"""Where our packages are: all that the process needs to be told; it knows nothing of our environment's secrets."""
SECONDS: Final = 30
"""Of processor time, and of time in all."""
REFUSED: Final = 3
"""Exit code with the reason on standard error; any other but 0 means that a bound was broken."""


def load_drawing_apart(
    content: bytes, seconds: float = SECONDS, memory: int = MEMORY, processor: int = SECONDS
) -> tuple[Picture, ...]:
    """Read a drawing as ``load_drawing`` does; ``DrawingInvalidError`` also where it takes too much time or memory.

    ``seconds`` of time in all, ``memory`` in bytes of address space, ``processor`` in seconds of its time.
    """
    command = [sys.executable, "-P", "-m", "templates.render.apart", str(memory), str(processor)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd="/",
            env={"PYTHONPATH": str(ROOT)},
        )
    except subprocess.TimeoutExpired:
        raise DrawingInvalidError(f"> {seconds:.0f} s: templates.why-slow") from None
    if done.returncode == REFUSED:
        raise DrawingInvalidError(done.stderr.decode(errors="replace").strip())
    if done.returncode != 0:
        raise DrawingInvalidError("templates.why-breaks-reader")
    return tuple(Picture(**{**each, "content": base64.b64decode(each["content"])}) for each in json.loads(done.stdout))


def bind(memory: int, processor: int) -> None:
    """Bind this process to so many bytes of address space and seconds of processor time; it leaves no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(source: BinaryIO, target: TextIO, trouble: TextIO) -> int:
    """Read one drawing and write its pictures; gives the exit code."""
    try:
        pictures = load_drawing(source.read())
    except DrawingInvalidError as error:
        trouble.write(str(error))
        return REFUSED
    json.dump([{**asdict(each), "content": base64.b64encode(each.content).decode()} for each in pictures], target)
    return 0


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:]))
    sys.exit(serve(sys.stdin.buffer, sys.stdout, sys.stderr))

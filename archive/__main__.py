"""`python -m archive` and the command `chancery`."""

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command with the process's arguments, and end the process with its exit code."""
    from archive.cli.frame import run  # noqa: PLC0415 - the name of the entry point must cost nothing

    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold what is no character
    os.environ["PYTHONSAFEPATH"] = "1"  # no process that we begin imports from the folder where somebody stands
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

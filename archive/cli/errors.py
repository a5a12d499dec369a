"""What a command cannot work with.

::

    ArchiveError
    └── CommandError
        ├── ConfigMissingError          archive.config-missing
        ├── ActorUnchosenError          archive.actor-unchosen
        ├── ApplicationInvalidError     archive.application-invalid
        ├── FileUnwritableError         archive.file-unwritable
        ├── DiskFullError               archive.disk-full
        ├── OutputLostError             archive.output-lost
        ├── FileMalformedError          archive.file-malformed
        ├── JobElsewhereError           archive.job-elsewhere
        ├── JobsUnfinishedError         archive.jobs-unfinished
        └── DemoMisplacedError          archive.demo-misplaced
"""

from archive.errors import ArchiveError
from templates.errors import Fault


class CommandError(ArchiveError, code="archive.command-error"):
    """A command cannot work with what it was given."""


class ConfigMissingError(CommandError, code="archive.config-missing"):
    """There is no configuration where it was looked for."""


class ActorUnchosenError(CommandError, code="archive.actor-unchosen"):
    """Nobody was named to act, and not exactly one user may."""


class ApplicationInvalidError(CommandError, code="archive.application-invalid"):
    """An application's file has not the shape that it should have; ``faults`` names every place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class FileUnwritableError(CommandError, code="archive.file-unwritable"):
    """A file cannot be written at its place."""


class DiskFullError(CommandError, code="archive.disk-full"):
    """A file cannot be written because its disk has no room."""


class OutputLostError(CommandError, code="archive.output-lost"):
    """Where a command's output goes does not take it; the detail is the name of the system's error."""


class FileMalformedError(CommandError, code="archive.file-malformed"):
    """A file is not written as its type, TOML or JSON, has it."""


class JobElsewhereError(CommandError, code="archive.job-elsewhere"):
    """Another process works on a job for longer than a command waits."""


class JobsUnfinishedError(CommandError, code="archive.jobs-unfinished"):
    """Jobs wait after a failure, or were given up."""


class DemoMisplacedError(CommandError, code="archive.demo-misplaced"):
    """The demo was to invent people, projects and licences in an archive that is not its own."""

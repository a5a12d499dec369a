"""What cannot be read.

::

    ArchiveError
    └── RequestError
        ├── CursorMalformedError    archive.cursor-malformed
        └── FileUnknownError        archive.file-unknown
"""

from archive.errors import RequestError


class CursorMalformedError(RequestError, code="archive.cursor-malformed"):
    """Where a list goes on is told by something that no list gave."""


class FileUnknownError(RequestError, code="archive.file-unknown"):
    """A document has no such version, or a licence no such file."""

"""What is wrong with a bulk issue that a page sends.

::

    ArchiveError
    └── RequestError
        ├── BatchUnknownError           archive.batch-unknown
        ├── BatchEmptyError             archive.rows-none
        └── DrawingUnsentError          archive.drawing-unsent
"""

from archive.errors import RequestError


class BatchUnknownError(RequestError, code="archive.batch-unknown"):
    """No bulk issue that the actor may see has this id."""


class BatchEmptyError(RequestError, code="archive.rows-none"):
    """A file has no rows."""


class DrawingUnsentError(RequestError, code="archive.drawing-unsent"):
    """A row names a drawing that was not sent with the file."""

"""What the catalogue refuses, under the wider error that callers catch.

::

    ArchiveError
    └── RequestError
        └── PartInvalidError
            └── BuildingFactInvalidError    archive.building-fact-invalid
"""

from archive.errors import PartInvalidError


class BuildingFactInvalidError(PartInvalidError, code="archive.building-fact-invalid"):
    """A fact of a building is none that the catalogue knows, or is not of its type."""

"""What the catalogue refuses, and what is wrong with the catalogue itself.

::

    ArchiveError
    ├── CatalogueInvalidError               archive.catalogue-invalid
    └── RequestError
        ├── ChannelUnknownError             archive.channel-unknown
        └── PartInvalidError
            └── BuildingFactInvalidError    archive.building-fact-invalid
"""

from archive.errors import ArchiveError, PartInvalidError, RequestError


class CatalogueInvalidError(ArchiveError, code="archive.catalogue-invalid"):
    """The rules of the catalogue contradict themselves or are malformed."""


class BuildingFactInvalidError(PartInvalidError, code="archive.building-fact-invalid"):
    """A fact of a building is none that the catalogue knows, or is not of its type."""


class ChannelUnknownError(RequestError, code="archive.channel-unknown"):
    """There is no such channel of delivery."""

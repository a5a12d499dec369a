"""Why a courier could not take something along.

::

    ArchiveError
    └── CourierError                    archive.courier-error
        ├── CourierUnreachableError     archive.courier-unreachable (transient)
        ├── CourierUnfitError           archive.courier-unfit (transient)
        └── CourierRefusedError         archive.courier-refused
"""

from transaction.interfaces import TransientError

from archive.errors import ArchiveError


class CourierError(ArchiveError, code="archive.courier-error"):
    """A courier did not take something along."""


class CourierUnreachableError(TransientError, CourierError, code="archive.courier-unreachable"):
    """Nobody answers, or says that it should be tried later."""


class CourierUnfitError(TransientError, CourierError, code="archive.courier-unfit"):
    """What the settings name cannot be used: an operator mends that."""


class CourierRefusedError(CourierError, code="archive.courier-refused"):
    """The letter will never be taken: the address, or what is in it, was refused."""

"""What a workflow refuses, each in words for the thing that it moves.

::

    ArchiveError
    └── StepNotAllowedError             archive.step-not-allowed
        └── ActNotAllowedError          archive.act-not-allowed
            └── VersionSupersededError  archive.version-superseded
"""

from archive.errors import ArchiveError


class StepNotAllowedError(ArchiveError, code="archive.step-not-allowed"):
    """A step is not possible in the state that a case is in."""


class ActNotAllowedError(StepNotAllowedError, code="archive.act-not-allowed"):
    """An act is not possible in the state that a licence is in when it would begin to work."""


class VersionSupersededError(ActNotAllowedError, code="archive.version-superseded"):
    """A licence has a later version than the one that was named."""

"""What is wrong with a mandate.

::

    ArchiveError
    ├── PermissionMissingError
    │   └── MandateForeignError     archive.mandate-foreign
    └── RequestError
        ├── MandateAgentError       archive.mandate-agent
        ├── MandateMalformedError   archive.mandate-malformed
        ├── MandateProjectsError    archive.mandate-projects
        └── MandateUnknownError     archive.mandate-unknown
"""

from archive.errors import PermissionMissingError, RequestError


class MandateForeignError(PermissionMissingError, code="archive.mandate-foreign"):
    """Somebody who does not act for a principal would grant, or end, its mandate."""


class MandateAgentError(RequestError, code="archive.mandate-agent"):
    """Nobody of this name can be given a mandate: who is not here, is disabled, may not apply, or is an official.

    Alike for each of them.
    That one is granted still says that somebody of this name may apply. That is accepted: a grant is on record and told
    to both sides, so nobody tries names unseen; and one that first waits for its agent to accept would not hold when
    its principal decided.
    """


class MandateMalformedError(RequestError, code="archive.mandate-malformed"):
    """Something that is said of a mandate is missing or cannot be: its name, as a word of ``word.*``."""


class MandateProjectsError(RequestError, code="archive.mandate-projects"):
    """At the counter a mandate of all projects is asked for, of some of which that authority has nothing to do."""


class MandateUnknownError(RequestError, code="archive.mandate-unknown"):
    """No mandate has this id."""

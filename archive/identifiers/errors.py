"""What can be wrong with a code or a number.

::

    ArchiveError
    └── InvalidError
        ├── IdentifierInvalidError      archive.identifier-invalid
        ├── CreditCodeInvalidError      archive.credit-code-invalid
        ├── ProjectCodeInvalidError     archive.project-code-invalid
        └── NumberPatternInvalidError   archive.number-pattern-invalid
"""

from archive.errors import ArchiveError


class InvalidError(ArchiveError, ValueError, code="archive.invalid"):
    """A text is not what it should be."""


class IdentifierInvalidError(InvalidError, code="archive.identifier-invalid"):
    """A licence identifier (证照标识) is malformed or its check character is wrong."""


class CreditCodeInvalidError(InvalidError, code="archive.credit-code-invalid"):
    """A credit code (统一社会信用代码) is malformed or one of its check characters is wrong."""


class ProjectCodeInvalidError(InvalidError, code="archive.project-code-invalid"):
    """A project code (项目代码) is malformed."""


class NumberPatternInvalidError(InvalidError, code="archive.number-pattern-invalid"):
    """A pattern of licence numbers cannot be used."""

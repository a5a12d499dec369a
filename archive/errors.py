"""What can go wrong in the archive's own affairs.

::

    ArchiveError
    ├── SettingError
    │   ├── SettingUnknownError         archive.setting-unknown
    │   └── SettingMalformedError       archive.setting-malformed
    └── (grows with the services: see below)
"""


class ArchiveError(Exception):
    """Something about the archive's affairs failed."""

    code = "archive.error"


class SettingError(ArchiveError):
    """The settings cannot be used."""

    code = "archive.setting-error"


class SettingUnknownError(SettingError):
    """A setting is not declared anywhere."""

    code = "archive.setting-unknown"


class SettingMalformedError(SettingError):
    """A setting's value is not of its type."""

    code = "archive.setting-malformed"

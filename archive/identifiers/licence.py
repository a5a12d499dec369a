"""证照标识, the identifier of a licence version (GB/T 36904-2018).

``1.2.156.3005.2.<type code>.<issuer>.<serial>.<version>.<check>``; the check character is ISO/IEC 7064
MOD 37,36 over type, issuer, serial and version, without root and dots (recomputed on real ones).
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from archive.identifiers.checks import mod_37_36
from archive.identifiers.errors import IdentifierInvalidError
from archive.identifiers.forms import LONGEST, tidy
from archive.texts import quoted

ROOT: Final = "1.2.156.3005.2."

_FORM: Final = re.compile(
    r"(?P<type_code>[0-9A-Z]{21})\.(?P<issuer>[0-9A-Z]{6}|[0-9A-Z]{18})\.(?P<serial>[0-9A-Z]{1,64})"
    r"\.(?P<version>(?!000)[0-9]{3})\.(?P<check>[0-9A-Z])\Z"
)


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """One version of one licence."""

    type_code: str
    """证照类型代码: credit code of the defining authority and 3 digits."""
    issuer: str
    """Credit code of the issuer (some land registries: a 6-digit area code)."""
    serial: str
    """0-9A-Z, of no fixed form."""
    version: int = 1
    """Counted from 1; each re-issue adds 1."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier, with or without its root; ``IdentifierInvalidError`` says what is wrong."""
        given = tidy(text)
        found = _FORM.match(given.removeprefix(ROOT))
        if found is None or len(given) > LONGEST:
            raise IdentifierInvalidError(f"{quoted(text)}: archive.why-identifier-form")
        identifier = cls(found["type_code"], found["issuer"], found["serial"], int(found["version"]))
        if identifier.check != found["check"]:
            raise IdentifierInvalidError(f"{given}: archive.why-last-character")
        return identifier

    @property
    def body(self) -> str:
        """What the check character is computed over."""
        return f"{self.type_code}{self.issuer}{self.serial}{self.version:03d}"

    @property
    def check(self) -> str:
        """The check character."""
        return mod_37_36(self.body)

    @property
    def stem(self) -> str:
        """What all versions of one licence share."""
        return f"{ROOT}{self.type_code}.{self.issuer}.{self.serial}"

    def __str__(self) -> str:
        """The whole identifier."""
        return f"{self.stem}.{self.version:03d}.{self.check}"


def make_identifier(type_code: str, issuer: str, serial: str, version: int = 1) -> LicenceIdentifier:
    """Make an identifier of parts, checked as if it were read; ``IdentifierInvalidError``."""
    try:
        return LicenceIdentifier.parse(str(LicenceIdentifier(type_code, issuer, serial, version)))
    except ValueError as error:
        raise IdentifierInvalidError(f"{type_code}.{issuer}.{serial}: {error}") from error

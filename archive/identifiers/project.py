"""固定资产投资项目代码 (GB/T 40058-2021): ``YYMM-AAAAAA-DD-TT-NNNNNC``, 24 characters with hyphens.

Before November 2020 the first group was a year and there was no check digit. The check rule of the newer form
(MOD 11,10 over the 19 digits before) is inferred from real codes, not read in the standard: it warns, never refuses.
"""

import re
from dataclasses import dataclass
from typing import Final

from archive.identifiers.checks import mod_11_10
from archive.identifiers.errors import ProjectCodeInvalidError
from archive.identifiers.forms import tidy
from archive.texts import quoted

CHECK_WARNING: Final = "archive.project-code-check"
"""The check digit does not agree with the rule that was inferred."""
OLD_STYLE_WARNING: Final = "archive.project-code-old"
"""A code of before November 2020, which has no check digit."""

_FORM: Final = re.compile(
    r"(?P<time>[0-9]{4})-?(?P<area>[0-9]{6})-?(?P<lead>[0-9]{2})-?(?P<type>[0-9]{2})-?(?P<rest>[0-9]{6})\Z"
)
_HYPHENS: Final = re.compile("[‐-―－−]")
_MONTHS: Final = frozenset(f"{month:02d}" for month in range(1, 13))


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A project code in canonical form, with what is doubtful about it."""

    text: str
    warnings: tuple[str, ...] = ()
    """Codes of warnings."""

    @property
    def area(self) -> str:
        """Six digits of the administrative division."""
        return self.text[5:11]


def check_digit(first19: str) -> str:
    """Give the check digit that the inferred rule wants over 19 digits."""
    return mod_11_10(first19)


def parse_project_code(text: str) -> ProjectCode:
    """Read a project code; ``ProjectCodeInvalidError``."""
    found = _FORM.match(_HYPHENS.sub("-", tidy(text)))
    if found is None:
        raise ProjectCodeInvalidError(f"{quoted(text)}: archive.why-project-form")
    groups = found.groups()
    code, digits = "-".join(groups), "".join(groups)
    time = found["time"]
    if time.startswith("20") and time[2:] not in _MONTHS:
        return ProjectCode(code, (OLD_STYLE_WARNING,))
    if time[2:] not in _MONTHS:
        raise ProjectCodeInvalidError(f"{code}: {time}: archive.why-project-time")
    if check_digit(digits[:19]) != digits[19]:
        return ProjectCode(code, (CHECK_WARNING,))
    return ProjectCode(code)

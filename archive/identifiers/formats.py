"""The formats that schemas of licences may name, and what is checked of each."""

from typing import Final

from archive.identifiers.citizen import has_citizen_form, is_citizen_number
from archive.identifiers.credit import has_credit_form, is_credit_code
from templates.faults import Format, Formats

FORMATS: Final[Formats] = {
    "credit-code": Format(has_credit_form, is_credit_code),
    "citizen-number": Format(has_citizen_form, is_citizen_number),
}
"""Name of a format → the format."""

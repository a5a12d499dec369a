"""What is wrong with a row of a bulk issue: each fault with what its field is called, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from archive.errors import RowsMalformedError
from archive.model import RowAnswer
from archive.services.batches.model import BatchRow
from archive.services.drafting.fields import every_field_of
from archive.services.drafting.model import Field
from archive.services.rows import columns_of
from archive.words import in_words, say
from templates.errors import Fault
from templates.model import Kind

RowWrong = BatchRow | RowAnswer
"""A row that was looked at, or was its turn."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing that is wrong with a row."""

    label: str
    """What the field is called; empty: of the row as a whole."""
    sentence: str
    code: str


@dataclass(frozen=True)
class RowTeller:
    """Tells what is wrong with rows of a kind, in one language."""

    kind: Kind
    language: str
    zone: tzinfo

    def tell(self, row: RowWrong) -> tuple[RowFault, ...]:
        """Tell each thing that is wrong with a row by itself; nothing where nothing is."""
        if row.code and not row.faults:
            return (RowFault("", in_words(row.code, row.detail, self.language, self.zone), row.code),)
        return tuple(self._tell(fault) for fault in row.faults)

    def _tell(self, fault: Fault) -> RowFault:
        """Tell one fault."""
        label = (
            _label(every_field_of(self.kind), fault.path, self.language)
            or columns_of(self.kind, self.language).get(fault.path[1:])
            or fault.label
        )
        if not fault.code.startswith("archive.why-"):
            return RowFault(label, in_words(fault.code, fault.detail, self.language, self.zone), fault.code)
        why = say(fault.code, self.language)
        given = say("word.quoted", self.language, text=fault.detail[1:-1]) if fault.detail else ""
        if given and label:
            why = say("page.batch-cell", self.language, why=why, given=given)
        return RowFault(label or given, why, RowsMalformedError.code)


def _label(fields: Iterable[Field], pointer: str, language: str) -> str:
    """Give what the field at a place is called, after the row that it is in; nothing where there is no such field."""
    names: list[str] = []
    for step in pointer.split("/")[1:]:
        if step.isdecimal() and names:
            names[-1] = f"{names[-1]} {int(step) + 1}"
            continue
        found = next((each for each in fields if each.key == step), None)
        if found is None:
            return ""
        names.append(found.title[language])
        fields = found.fields
    return " › ".join(names)

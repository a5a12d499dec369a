"""What is wrong with a row of a bulk issue: each fault with what its field is called, and what to do about it.

Of a row an error's code and detail are kept. They are read back here, as ``SeveralFaultsError``, ``DataInvalidError``
and ``archive.services.rows`` write them; what is not of their form is told as it stands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from archive.errors import RowsMalformedError
from archive.services.drafting.fields import every_field_of
from archive.services.drafting.model import Field
from archive.services.rows import columns_of
from archive.words import FAULT, SEVERAL, in_words, say
from templates.errors import DataInvalidError
from templates.model import Kind

OF_DATA: Final = re.compile(r"(?P<label>.*?) \((?P<path>/[^)]*)\): (?P<code>[a-z]+\.[a-z-]+)(?: \((?P<detail>.*)\))?")
"""A fault of the data, as ``templates.errors.Fault`` writes it."""
OF_CELL: Final = re.compile(
    r"(?P<column>[^:;]+): (?:«(?P<text>.*?)»: )?(?P<code>archive\.why-(?:type-[a-z]+|annexes|key))(?:; |$)"
)
"""A cell that cannot be read: its column, what it holds, and what it should be."""


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

    def tell(self, code: str, detail: str) -> tuple[RowFault, ...]:
        """Tell an error of a row, each fault of it by itself; nothing where there is none."""
        if code != SEVERAL:
            return tuple(self._each(code, detail)) if code else ()
        lines = (line.partition(" ") for line in detail.split("\n"))
        return tuple(fault for one, _, rest in lines for fault in self._each(one, rest))

    def _each(self, code: str, detail: str) -> Iterator[RowFault]:
        """Every fault of one error."""
        if code == DataInvalidError.code and all(parts := [OF_DATA.fullmatch(each) for each in FAULT.split(detail)]):
            for part in filter(None, parts):
                label = _label(every_field_of(self.kind), part["path"], self.language) or part["label"]
                yield RowFault(label, self._say(part["code"], part["detail"] or ""), part["code"])
        elif code == RowsMalformedError.code and (cells := _cells(detail)):
            columns = columns_of(self.kind, self.language)
            for cell in cells:
                why = say(cell["code"], self.language)
                if cell["text"] is not None:
                    given = say("word.quoted", self.language, text=cell["text"])
                    why = say("page.batch-cell", self.language, why=why, given=given)
                yield RowFault(columns.get(cell["column"], cell["column"]), why, code)
        else:
            yield RowFault("", self._say(code, detail), code)

    def _say(self, code: str, detail: str) -> str:
        """Give the sentence of a code."""
        return in_words(code, detail, self.language, self.zone)


def _cells(detail: str) -> list[re.Match[str]]:
    """Give the cells that a detail tells of; none where it tells of anything else."""
    found = list(OF_CELL.finditer(detail))
    ends = [0, *(one.end() for one in found)]
    is_whole = all(one.start() == end for one, end in zip(found, ends, strict=False)) and ends[-1] == len(detail)
    return found if is_whole else []


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

"""What the revisions before one define and name: only a number that they do not know is free for something new.

A number that is named and not defined is a hole that a later revision could fill (a shadow attack), and so is one
that is defined in another generation, since readers differ in what they make of generations.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver

from signing.validation.objects import find_object, references_in

TRAILER: Final = 0
"""Stands for the trailer among the numbers of objects."""


@dataclass
class Ledger:
    """Numbers of objects, and who names them."""

    numbers: set[int] = field(default_factory=set)
    """Every number that is defined or named."""
    holders: dict[int, set[int]] = field(default_factory=dict)
    """Number of an object → numbers of the objects that name it."""

    def is_fresh(self, reference: Reference) -> bool:
        """Say whether nothing knows the number of an object."""
        return reference.idnum not in self.numbers

    def is_held_by(self, reference: Reference, holders: Iterable[int]) -> bool:
        """Say whether nothing but ``holders`` names an object."""
        return self.holders.get(reference.idnum, set()) <= set(holders)

    def add_revision(self, resolver: HistoricalResolver) -> None:
        """Write down what a revision defines, and what its objects name."""
        touched = resolver.explicit_refs_in_revision()
        self.numbers |= {reference.idnum for reference in touched}
        for reference in touched - {_references_stream(resolver)}:
            self._name(reference.idnum, references_in(find_object(resolver, reference)))
        self._name(TRAILER, references_in(resolver.trailer_view))

    def _name(self, holder: int, references: Iterable[Reference]) -> None:
        """Write down what an object names."""
        for reference in references:
            self.numbers.add(reference.idnum)
            self.holders.setdefault(reference.idnum, set()).add(holder)


def read_ledger(resolver: HistoricalResolver) -> Ledger:
    """Write down what is defined and can be reached up to a revision."""
    ledger, seen = Ledger(), set[Reference]()
    for revision in range(resolver.revision + 1):
        ledger.numbers |= {each.idnum for each in resolver.reader.xrefs.explicit_refs_in_revision(revision)}
    waiting = list(references_in(resolver.trailer_view))
    ledger._name(TRAILER, waiting)
    while waiting:
        reference = waiting.pop()
        if reference not in seen:
            seen.add(reference)
            named = list(references_in(find_object(resolver, reference)))
            ledger._name(reference.idnum, named)
            waiting += named
    return ledger


def _references_stream(resolver: HistoricalResolver) -> Reference | None:
    """The stream of a revision's cross-references, which names what the trailer names; None where they are a table."""
    stream: Reference | None = resolver.reader.xrefs.get_xref_container_info(resolver.revision).stream_ref
    return stream

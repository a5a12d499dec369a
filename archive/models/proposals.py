r"""Acts on issued licences that somebody proposed, for a second person to confirm.

::

    proposed --confirm--> confirmed
      |  \--------------> overtaken (what it rests on has changed: it cannot be done any more)
      |--refuse--> refused
      \--withdraw--> withdrawn (by who proposed it)
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.model import Amendment, Intent
from archive.models.editing import Editable
from archive.models.pairs import pairs_of

OPEN: Final = "proposed"


class Proposal(Editable):
    """One act, as proposed; moments are aware UTC."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - its name in the field
        verb: str,
        identifier: str,
        stem: str,
        authority: str,
        intent: Intent,
        amendment: Amendment,
        proposed_by: str,
        proposed_at: datetime,
    ) -> None:
        super().__init__()
        self.id = id
        self.verb = verb
        """One of ``archive.workflows.licence.ACTS``, or ``replace``."""
        self.identifier = identifier
        """Licence version that the act is on."""
        self.stem = stem
        """Of its licence."""
        self.authority = authority
        """Id of the authority that was in office for the licence then."""
        self.intent = intent
        self.changes = dict(amendment.data)
        """Of a replacement: data by national key."""
        self.drawings = dict(amendment.drawings)
        """Of a replacement: annex name → digest."""
        self.proposed_by = proposed_by
        self.proposed_at = proposed_at
        self.state = OPEN
        self.decided_by = ""
        """Who confirmed, refused or withdrew it, or found it overtaken."""
        self.decided_at: datetime | None = None
        self.note = ""
        """Why it was refused or withdrawn; the error code, then the detail, by which it was found overtaken."""
        self.result = ""
        """Of a replacement that was confirmed: identifier of the version that was promised."""
        self.job = ""
        """Key of the job that makes it."""

    @property
    def amendment(self) -> Amendment:
        """What a replacement changes."""
        return Amendment(dict(self.changes), dict(self.drawings))


class Proposals(Persistent):
    """All proposals by id, and the ids of those that are open and closed, by authority and licence."""

    def __init__(self) -> None:
        self.by_id = OOBTree()
        """Id → Proposal."""
        self.open = OOTreeSet()
        """(authority id, id)."""
        self.closed = OOTreeSet()
        """(authority id, id)."""
        self.of_licence = OOTreeSet()
        """(stem, id)."""

    def add(self, proposal: Proposal) -> None:
        """Add an open proposal."""
        self.by_id[proposal.id] = proposal
        self.open.insert((proposal.authority, proposal.id))
        self.of_licence.insert((proposal.stem, proposal.id))

    def find(self, id: str) -> Proposal | None:  # noqa: A002 - its name in the field
        """Give a proposal, or None."""
        found: Proposal | None = self.by_id.get(id)
        return found

    def close(self, proposal: Proposal, state: str, by: str, at: datetime, note: str = "") -> None:
        """Close an open proposal in one of the other states."""
        entry = (proposal.authority, proposal.id)
        self.open.remove(entry)
        self.closed.insert(entry)
        proposal.state, proposal.decided_by, proposal.decided_at, proposal.note = state, by, at, note
        proposal.note_edit(by, at, "state")

    def digests(self) -> Iterator[str]:
        """Every digest that a proposal names."""
        return (digest for proposal in self.by_id.values() for digest in proposal.drawings.values())

    def on_licence(self, stem: str) -> Iterator[Proposal]:
        """Every proposal on a licence, in the order in which they were made."""
        return (self.by_id[each] for _, each in self.of_licence.keys(*pairs_of(stem)))

"""Authorities (发证机关): names, places, codes, seals and delegations in periods, and who came after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.errors import AuthorityUnknownError
from archive.models.editing import Editable
from archive.models.periods import Held, Period, Timeline


@dataclass(frozen=True)
class Seal:
    """A seal (印章) that an authority may use."""

    key: str
    """Name of its key in the key store."""
    name: str
    """Words around the seal."""
    words: str = ""
    """Words across a special-purpose seal (审批专用章)."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Delegation:
    """What another authority may issue in this one's place (委托)."""

    to: str
    """Id of the authority that acts."""
    kinds: frozenset[str]
    ground: str


class Authority(Editable):
    """One authority, the same through new names and codes."""

    places: Timeline[str] = Timeline()
    """Where it is seated, in words (such as 示例省示例市); none where nobody said: ``area`` is no name of a place."""

    def __init__(
        self,
        id: str,  # noqa: A002 - its name in the field
        area: str,
        kinds: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self.id = id
        """For good: its first credit code."""
        self.area = area
        """行政区划代码, 6 digits."""
        self.kinds = frozenset(kinds)
        """Licence kinds that it may issue."""
        self.patterns: Mapping[str, Timeline[str]] = {}
        """Licence kind → its own number pattern; where a kind has none, the kind's default counts."""
        self.names: Timeline[str] = Timeline()
        self.codes: Timeline[str] = Timeline()
        """统一社会信用代码."""
        self.seals: Timeline[Seal] = Timeline()
        self.delegations: tuple[Held[Delegation], ...] = ()
        self.successors: Timeline[str] = Timeline()
        """Id of who took its office over, and with it its kinds, number patterns, licences and open cases."""

    def give_pattern(self, kind: str, pattern: str, begins: datetime) -> None:
        """Number a kind by another pattern from a moment on."""
        self.patterns = {**self.patterns, kind: self.patterns.get(kind, Timeline[str]()).then(pattern, begins)}

    def delegate(self, delegation: Delegation, period: Period) -> None:
        """Let another authority act for a period."""
        self.delegations += (Held(delegation, period),)


class Authorities(Persistent):
    """All authorities by id."""

    def __init__(self) -> None:
        self.by_id = OOBTree()
        """Id → Authority."""

    def add(self, authority: Authority) -> None:
        """Add an authority."""
        self.by_id[authority.id] = authority

    def __iter__(self) -> Iterator[Authority]:
        return iter(self.by_id.values())

    def find(self, code: str, moment: datetime) -> Authority | None:
        """Give the authority that has this credit code at ``moment``, or None."""
        known = self.by_id.get(code)
        candidates = (known, *self.by_id.values()) if known is not None else self.by_id.values()
        return next((one for one in candidates if one.codes.at(moment) == code), None)

    def get(self, code: str, moment: datetime) -> Authority:
        """Give the authority that has this credit code at ``moment``; ``AuthorityUnknownError``."""
        if (authority := self.find(code, moment)) is None:
            raise AuthorityUnknownError(code)
        return authority

    def name_in_office(self, id: str, moment: datetime) -> str:  # noqa: A002 - its name in the field
        """Give the name of the authority ``id`` or who succeeded it by ``moment``; empty for none."""
        return (self.in_office(id, moment).names.at(moment) or "") if id else ""

    def in_office(self, id: str, moment: datetime) -> Authority:  # noqa: A002 - its name in the field
        """Give the authority ``id`` or who succeeded it by ``moment``; ``AuthorityUnknownError``."""
        seen: set[str] = set()
        while (authority := self.by_id.get(id)) is not None and id not in seen:
            seen.add(id)
            successor = authority.successors.at(moment)
            if successor is None:
                found: Authority = authority
                return found
            id = successor  # noqa: A001 - the same id, followed
        raise AuthorityUnknownError(id)

    def lineage(self, authority: Authority, moment: datetime) -> Iterator[Authority]:
        """Give an authority, then all whose office has come to it by ``moment``."""
        yield authority
        yield from (one for one in self if one is not authority and self.in_office(one.id, moment) is authority)

    def may_issue(self, authority: Authority, kind: str, moment: datetime) -> bool:
        """Say whether it issues ``kind`` in its own name: in office, and the kind its own or one that came to it."""
        in_office = authority.successors.at(moment) is None
        return in_office and any(kind in one.kinds for one in self.lineage(authority, moment))

    def find_pattern(self, authority: Authority, kind: str, moment: datetime) -> str | None:
        """Give its number pattern of ``kind``, or the one that came to it with an office; None: the kind's default."""
        own = (one.patterns[kind].at(moment) for one in self.lineage(authority, moment) if kind in one.patterns)
        return next((pattern for pattern in own if pattern is not None), None)

    def acting_for(self, principal: Authority, kind: str, moment: datetime) -> tuple[Authority, ...]:
        """Give who may issue ``kind`` for ``principal`` at ``moment``: itself, and those it delegated to."""
        if principal.successors.at(moment) is not None:
            return ()
        own = (principal,) if self.may_issue(principal, kind, moment) else ()
        delegates = (
            self.in_office(held.value.to, moment)
            for held in principal.delegations
            if kind in held.value.kinds and held.period.holds_at(moment)
        )
        return (*own, *delegates)

"""Keeps authorities (发证机关): their names, places, codes, seals and delegations in periods, and who succeeds them.

Nothing of the past is changed: what holds now ends where the new begins. Each change names the edition that was seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zope.interface import implementer

from archive.errors import AuthorityExistsError, AuthorityMalformedError, AuthorityUnknownError, SuccessionCircularError
from archive.identifiers.authorities import parse_authorities, verify_details
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.numbers import parse_number_pattern
from archive.interfaces import IAuthorityService
from archive.model import Change
from archive.models.authorities import Authority, Delegation, Seal
from archive.models.periods import Period
from archive.models.root import Archive
from archive.permissions import Actor, Permission, verify_permission
from archive.services.errors import AuthorityIncompetentError, SealMissingError
from archive.services.recording import Recorder
from archive.texts import verify_line
from templates.errors import Fault
from templates.interfaces import IKinds


@implementer(IAuthorityService)
@dataclass(frozen=True)
class AuthorityService:
    """Adds and changes authorities."""

    recorder: Recorder
    kinds: IKinds

    def add(self, root: Archive, actor: Actor, row: Mapping[str, Any]) -> str:
        """Add an authority; gives its id. ``KindUnknownError``, and what ``parse_authorities`` raises."""
        verify_permission(actor, Permission.AUTHORITY_MANAGE)
        (row,) = parse_authorities({"authority": [row]})
        for kind in (*row.get("kinds", ()), *row.get("patterns", {})):
            self.kinds.get_kind(kind)
        now, code = self.recorder.moment(root), str(row["code"])
        begins = row.get("begins", now)
        if root.authorities.by_id.get(code) is not None or root.authorities.find(code, begins) is not None:
            raise AuthorityExistsError(code)
        authority = Authority(code, row["area"], row.get("kinds", ()))
        for kind, pattern in row.get("patterns", {}).items():
            authority.give_pattern(kind, pattern, begins)
        authority.names = authority.names.then(row["name"], begins)
        if place := row.get("place", ""):
            authority.places = authority.places.then(place, begins)
        authority.codes = authority.codes.then(code, begins)
        seal = Seal(row["key"], row.get("seal", row["name"]), row.get("words", ""))
        self.kinds.verify_seal(seal.name, seal.words)
        self._verify_drawable(authority, row["name"])
        authority.seals = authority.seals.then(seal, begins)
        root.authorities.add(authority)
        event, values = ("authority.added", code), {"name": row["name"], "kinds": sorted(authority.kinds)}
        self.recorder.record(root, actor.name, event, (now, begins), **values)
        return code

    def rename(self, root: Archive, actor: Actor, code: str, name: str, change: Change) -> None:
        """Let an authority have another name; ``GlyphMissingError`` where its licences could not show it."""
        verify_details(name=name)
        authority = self._open(root, actor, code, change)
        self._verify_drawable(authority, name)
        authority.names = authority.names.then(name, change.begins)
        self._close(root, actor, authority, ("renamed", "names"), change, name=name)

    def place(self, root: Archive, actor: Actor, code: str, place: str, change: Change) -> None:
        """Let an authority be seated elsewhere."""
        verify_details(place=place)
        authority = self._open(root, actor, code, change)
        authority.places = authority.places.then(place, change.begins)
        self._close(root, actor, authority, ("placed", "places"), change, place=place)

    def recode(self, root: Archive, actor: Actor, code: str, new: str, change: Change) -> None:
        """Let an authority have another credit code."""
        authority, parsed = self._open(root, actor, code, change), parse_credit_code(new)
        if root.authorities.find(parsed, change.begins) is not None:
            raise AuthorityExistsError(parsed)
        authority.codes = authority.codes.then(parsed, change.begins)
        self._close(root, actor, authority, ("recoded", "codes"), change, code=parsed)

    def give_seal(self, root: Archive, actor: Actor, code: str, seal: Seal, change: Change) -> None:
        """Let an authority use another seal; ``SealGlyphMissingError``."""
        verify_details(key=seal.key, seal=seal.name, words=seal.words)
        authority = self._open(root, actor, code, change)
        self.kinds.verify_seal(seal.name, seal.words)
        authority.seals = authority.seals.then(seal, change.begins)
        self._close(root, actor, authority, ("sealed", "seals"), change, key=seal.key, seal=seal.name)

    def give_pattern(self, root: Archive, actor: Actor, code: str, numbering: tuple[str, str], change: Change) -> None:
        """Let an authority number a kind by another pattern: ``numbering`` is both."""
        kind, pattern = numbering
        authority, parsed = self._open(root, actor, code, change), parse_number_pattern(pattern)
        if not root.authorities.may_issue(authority, kind, self.recorder.moment(root)):
            raise AuthorityIncompetentError(f"{code}: {kind}")
        authority.give_pattern(kind, parsed.text, change.begins)
        values = {"licence_kind": kind, "pattern": parsed.text}
        self._close(root, actor, authority, ("numbered", "patterns"), change, **values)

    def delegate(self, root: Archive, actor: Actor, code: str, delegation: Delegation, change: Change) -> None:
        """Let another authority issue some kinds in this one's name, for a period; its ``to`` is a code."""
        authority = self._open(root, actor, code, change)
        agent, given = self._get(root, delegation.to), delegation.kinds
        now = self.recorder.moment(root)
        own = all(root.authorities.may_issue(authority, kind, now) for kind in given)
        ends_first = change.ends is not None and change.ends <= change.begins
        wrong = (
            ("to", "templates.field-not-allowed", agent is authority),
            ("kinds", "templates.field-missing", not given),
            ("kinds", "templates.field-not-allowed", not own),
            ("ground", "templates.field-missing", not delegation.ground.strip()),
            ("until", "templates.field-out-of-order", ends_first),
        )
        if faults := tuple(Fault(fault, f"/{name}", name) for name, fault, is_so in wrong if is_so):
            raise AuthorityMalformedError(faults)
        authority.delegate(replace(delegation, to=agent.id), Period(change.begins, change.ends))
        ends = change.ends.isoformat() if change.ends else None
        values = {"to": agent.id, "kinds": sorted(given), "ground": delegation.ground, "ends": ends}
        self._close(root, actor, authority, ("delegated", "delegations"), change, **values)

    def succeed(self, root: Archive, actor: Actor, code: str, successor: str, change: Change) -> None:
        """Let another authority take the office over; what the old one is called and seals with ends then.

        ``SuccessionCircularError``; ``SealMissingError`` where who takes it over has no seal at that moment.
        """
        authority, after = self._open(root, actor, code, change), self._get(root, successor)
        if _follows(root, after, authority):
            raise SuccessionCircularError(f"{code}, {successor}")
        if root.authorities.in_office(after.id, change.begins).seals.at(change.begins) is None:
            raise SealMissingError(f"{successor}, {change.begins.isoformat()}")
        authority.successors = authority.successors.then(after.id, change.begins)
        authority.codes = authority.codes.ending(change.begins)
        authority.seals = authority.seals.ending(change.begins)
        self._close(root, actor, authority, ("succeeded", "successors"), change, successor=after.id)

    def _get(self, root: Archive, code: str) -> Authority:
        """Give an authority by the code that it has now, or its id."""
        moment = self.recorder.moment(root)
        found: Authority | None = root.authorities.find(code, moment) or root.authorities.by_id.get(code)
        if found is None:
            raise AuthorityUnknownError(code)
        return found

    def _verify_drawable(self, authority: Authority, name: str) -> None:
        """Raise ``GlyphMissingError`` where the fonts of a kind that an authority issues lack a character of a name."""
        for kind in sorted(authority.kinds):
            self.kinds.verify_glyphs(self.kinds.get_kind(kind), {"name": name})

    def _open(self, root: Archive, actor: Actor, code: str, change: Change) -> Authority:
        """Give an authority that may be changed; ``StaleEditError`` where others changed it since it was seen."""
        verify_permission(actor, Permission.AUTHORITY_MANAGE)
        if change.ground:
            verify_line(change.ground)
        authority = self._get(root, code)
        authority.verify_edition(authority.edition if change.seen is None else change.seen)
        return authority

    def _close(
        self, root: Archive, actor: Actor, authority: Authority, done: tuple[str, str], change: Change, **values: Any
    ) -> None:
        """Note and record what was done to which field, and why."""
        now, (verb, field) = self.recorder.moment(root), done
        authority.note_edit(actor.name, now, field)
        told = {"ground": change.ground, **values} if change.ground else values
        self.recorder.record(root, actor.name, (f"authority.{verb}", authority.id), (now, change.begins), **told)


def _follows(root: Archive, authority: Authority, other: Authority) -> bool:
    """Say whether ``other`` takes over, at any time and over any number of steps, what is ``authority``'s."""
    reached, new = {authority.id}, [authority]
    while new:
        ids = {held.value for one in new for held in one.successors} - reached
        reached |= ids
        new = [root.authorities.by_id[each] for each in ids]
    return other.id in reached

"""Reads who may do what: users, authorities, mandates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from zope.interface import implementer

from archive.errors import AuthorityUnknownError, UserUnknownError
from archive.interfaces import Clock
from archive.models.authorities import Authority, Delegation, Seal
from archive.models.events import Event, moment_text
from archive.models.mandates import Mandate
from archive.models.pairs import LAST
from archive.models.periods import Held
from archive.models.root import Archive
from archive.models.users import User
from archive.permissions import Actor, Permission, Reach, reaches_of
from archive.services.access import may_see_mandate, may_see_project, verify_reader
from archive.services.reading.interfaces import IPeopleReading
from archive.services.reading.model import Page
from archive.services.reading.oversight import AuthorityTold, MandateTold, PeriodTold, UserTold
from archive.services.reading.paging import read_cursor, read_page
from archive.services.reading.reach import own_parties

Events = Mapping[tuple[str, str, str], Event]
"""Kind, from when, and of which (``_which``) → the event."""
NO_EVENTS: Final[Events] = MappingProxyType({})
SAID: Final = {
    "name": "authority.renamed",
    "place": "authority.placed",
    "code": "authority.recoded",
    "seal": "authority.sealed",
    "delegation": "authority.delegated",
    "successor": "authority.succeeded",
    "pattern": "authority.numbered",
}
"""What holds of an authority → the kind of the event by which it does, where it was not so from the first."""


@implementer(IPeopleReading)
@dataclass(frozen=True)
class PeopleReading:
    """Tells of users, authorities and mandates what a reader may see."""

    clock: Clock

    def users(self, root: Archive, actor: Actor, *, cursor: str = "", limit: int = 50) -> Page[UserTold]:
        """List users, by name."""
        verify_reader(root, actor, Permission.USER_VIEW)
        names = iter(root.users.by_id.keys(read_cursor(cursor), LAST, excludemin=True))
        return read_page(names, lambda name: _tell_user(root.users[name]), limit)

    def user(self, root: Archive, actor: Actor, name: str) -> UserTold:
        """Tell a user."""
        verify_reader(root, actor, Permission.USER_VIEW)
        if name not in root.users:
            raise UserUnknownError(name)
        return _tell_user(root.users[name])

    def authorities(self, root: Archive, actor: Actor) -> tuple[AuthorityTold, ...]:
        """Tell every authority, by id."""
        verify_reader(root, actor, Permission.AUTHORITY_VIEW)
        now = self.clock()
        return tuple(_tell_authority(one, now) for one in root.authorities)

    def authority(self, root: Archive, actor: Actor, code: str) -> AuthorityTold:
        """Tell the authority that has a code now, else the one with this id, else who had the code first.

        Of what held it is told who said so, when and why.
        """
        verify_reader(root, actor, Permission.AUTHORITY_VIEW)
        now = self.clock()
        had = (one for one in root.authorities if any(held.value == code for held in one.codes))
        found = root.authorities.find(code, now) or root.authorities.by_id.get(code) or next(had, None)
        if found is None:
            raise AuthorityUnknownError(code)
        return _tell_authority(found, now, _events_of(root, found))

    def office(self, root: Archive, actor: Actor, authority: str) -> AuthorityTold:
        """Tell who has the office of an authority, by its id, now."""
        verify_reader(root, actor, Permission.AUTHORITY_VIEW)
        now = self.clock()
        return _tell_authority(root.authorities.in_office(authority, now), now)

    def issuers(self, root: Archive, actor: Actor, kind: str) -> tuple[AuthorityTold, ...]:
        """Tell who may issue a licence kind now, by id."""
        verify_reader(root, actor, Permission.AUTHORITY_VIEW)
        now = self.clock()
        able = (one for one in root.authorities if root.authorities.may_issue(one, kind, now))
        return tuple(_tell_authority(one, now) for one in able)

    def mandates(
        self,
        root: Archive,
        actor: Actor,
        *,
        principal: str = "",
        agent: str = "",
        cursor: str = "",
        limit: int = 50,
    ) -> Page[MandateTold]:
        """List mandates, the last granted first: of a principal, of an agent, or all that the actor may see."""
        verify_reader(root, actor, Permission.PROJECT_VIEW)
        now = self.clock()

        def tell(key: str) -> MandateTold | None:
            one = root.mandates[key]
            is_wanted = principal in ("", one.principal) and agent in ("", one.agent)
            return _tell_mandate(root, one, now) if is_wanted and may_see_mandate(root, actor, one, now) else None

        return read_page(_mandates(root, actor, (principal, agent), read_cursor(cursor), now), tell, limit)

    def mandate_names(self, root: Archive, actor: Actor, mandates: Iterable[MandateTold]) -> Mapping[str, str]:
        """Name whose mandates the actor sees, and the projects that they name."""
        now = self.clock()
        seen = [each for each in mandates if may_see_mandate(root, actor, root.mandates[each.mandate], now)]
        projects = [root.projects[key] for key in {key for each in seen for key in each.projects}]
        owners = {code: root.projects.name_of_owner(code) for code in {each.principal for each in seen}}
        return owners | {one.id: one.name for one in projects if may_see_project(root, actor, one, now)}


def _mandates(root: Archive, actor: Actor, asked: tuple[str, str], before: str, now: datetime) -> Iterator[str]:
    """Give the ids of the mandates to look at, the last first."""
    principal, agent = asked
    sees_all = {Reach.ALL, Reach.OFFICE} & reaches_of(actor, Permission.PROJECT_VIEW)
    if sees_all and not (principal or agent):
        return root.mandates.backwards(before)
    found: set[str] = set()
    for code in {principal} if principal else own_parties(root, actor, now) if not agent else ():
        found |= {one.id for one in root.mandates.of_principal(code)}
    for name in {agent} if agent else {actor.name} if not principal else ():
        found |= {one.id for one in root.mandates.of_agent(name)}
    return iter(sorted((key for key in found if not before or key < before), reverse=True))


def _tell_user(user: User) -> UserTold:
    """Tell a user; its secrets stay where they are."""
    return UserTold(
        user=user.name,
        roles=tuple(sorted(user.roles)),
        authority=user.authority,
        enabled=not user.disabled,
        party=user.party,
        edition=user.edition,
        factor=user.factor is not None,
    )


def _tell_mandate(root: Archive, one: Mandate, now: datetime) -> MandateTold:
    """Tell a mandate."""
    return MandateTold(
        mandate=one.id,
        principal=one.principal,
        agent=one.agent,
        projects=tuple(sorted(one.projects)),
        permissions=tuple(sorted(one.permissions)),
        begins=one.period.begins,
        ends=one.period.ends,
        granted_by=one.granted_by,
        granted_at=one.granted_at,
        paper=one.paper,
        office=root.authorities.name_in_office(one.office, now),
        revoked_by="" if one.revoked is None else one.revoked.by,
        revoked_at=None if one.revoked is None else one.revoked.at,
        holds=one.holds_at(now),
    )


def _tell_authority(one: Authority, now: datetime, events: Events = NO_EVENTS) -> AuthorityTold:
    """Tell an authority: as it is now, and everything that held or will hold, by which of its events."""
    seal = one.seals.at(now)
    return AuthorityTold(
        id=one.id,
        code=one.codes.at(now) or "",
        name=one.names.at(now) or "",
        area=one.area,
        place=one.places.at(now) or "",
        kinds=tuple(sorted(one.kinds)),
        patterns={kind: line.at(now) or "" for kind, line in one.patterns.items()},
        seal=seal.key if seal else "",
        successor=one.successors.at(now) or "",
        edition=one.edition,
        periods=tuple(_tell_periods(one, events)),
    )


def _events_of(root: Archive, one: Authority) -> Events:
    """Give the events by which something came to hold of an authority."""
    found = {}
    for event in root.events.of(one.id):
        fields = event.fields
        said = fields["values"]
        which = " ".join((said["to"], *said.get("kinds", ()))) if "to" in said else said.get("licence_kind", "")
        found[fields["kind"], fields["happened_at"], which] = event
    return found


def _tell_periods(one: Authority, events: Events) -> Iterator[PeriodTold]:
    """Tell everything that held or will hold of an authority, by what it is."""
    numbered = [Held((kind, held.value), held.period) for kind, line in one.patterns.items() for held in line]
    periods: dict[str, Iterable[Held[Any]]] = {
        "name": one.names,
        "place": one.places,
        "code": one.codes,
        "seal": one.seals,
        "delegation": one.delegations,
        "successor": one.successors,
        "pattern": numbered,
    }
    for what, entries in periods.items():
        for held in entries:
            begins, which = moment_text(held.period.begins), _which(held.value)
            event = events.get((SAID[what], begins, which)) or events.get(("authority.added", begins, ""))
            by, at, ground = _said(event)
            ground = ground or getattr(held.value, "ground", "")
            yield PeriodTold(what, _parts(what, held.value), held.period.begins, held.period.ends, by, at, ground)


def _said(event: Event | None) -> tuple[str, datetime | None, str]:
    """Give who said what an event is of, when, and why; nothing of each where there is none."""
    if event is None:
        return "", None, ""
    fields = event.fields
    return fields["actor"], event.recorded_at, fields["values"].get("ground", "")


def _which(value: Any) -> str:
    """Tell apart what may hold of an authority several times at once: a kind's pattern, a delegation."""
    match value:
        case Delegation():
            return " ".join((value.to, *sorted(value.kinds)))
        case (kind, _pattern):
            return str(kind)
    return ""


def _parts(what: str, value: Any) -> tuple[tuple[str, str], ...]:
    """Take apart what held in a period: what each part is, and the part."""
    match value:
        case Seal():
            return (("key", value.key), ("name", value.name), ("words", value.words))
        case Delegation():
            return (("authority", value.to), ("kinds", ", ".join(sorted(value.kinds))), ("ground", value.ground))
        case (kind, pattern):
            return (("kind", kind), ("pattern", pattern))
    return ((what, value),)

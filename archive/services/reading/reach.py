"""Where to look for what an actor may see; ``archive.services.access`` says of each object found whether it may."""

from collections.abc import Collection, Iterator
from datetime import datetime
from heapq import merge
from itertools import groupby

from archive.models.root import Archive
from archive.permissions import Actor, Permission, Reach, reaches_of


def offices_in_reach(root: Archive, actor: Actor, permission: Permission, now: datetime) -> tuple[str, ...]:
    """Give the ids of the authorities whose affairs, or some of them, an actor may see."""
    reaches = reaches_of(actor, permission)
    if Reach.ALL in reaches:
        return tuple(one.id for one in root.authorities)
    if Reach.OFFICE not in reaches:
        return ()
    return tuple(one.id for one in root.authorities if actor.authority in _acting(root, one.id, now))


def _acting(root: Archive, authority: str, now: datetime) -> Iterator[str]:
    """Give who has the office of an authority, and those that it delegated anything to."""
    office = root.authorities.in_office(authority, now)
    yield office.id
    delegated = (held.value.to for held in office.delegations if held.period.holds_at(now))
    yield from (root.authorities.in_office(to, now).id for to in delegated)


def projects_in_reach(root: Archive, actor: Actor, permission: Permission, before: str, now: datetime) -> Iterator[str]:
    """Give the ids of projects to look at, the last begun first, those before ``before`` where it is not empty."""
    reaches = reaches_of(actor, permission)
    if Reach.ALL in reaches:
        return root.projects.backwards(before)
    offices = (root.projects.of_office(one, before) for one in offices_in_reach(root, actor, permission, now))
    parties, named = own_affairs(root, actor, now) if Reach.OWN in reaches else ((), ())
    own = (root.projects.of_owner_latest(code, before) for code in parties)
    earlier = sorted((one for one in named if not before or one < before), reverse=True)
    return once(*offices, *own, iter(earlier))


def own_affairs(root: Archive, actor: Actor, now: datetime) -> tuple[Collection[str], Collection[str]]:
    """Give the codes of those all of whose affairs are an actor's own, and the ids of the projects besides.

    The codes are its party's, and of who gave it a mandate for all; the projects name it, or a mandate names them.
    """
    mandates = [one for one in root.mandates.of_agent(actor.name) if one.holds_at(now)]
    parties = {actor.party, *(one.principal for one in mandates if not one.projects)} - {""}
    return parties, set(root.projects.of_applicant(actor.name)).union(*(one.projects for one in mandates))


def own_projects(root: Archive, actor: Actor, now: datetime) -> set[str]:
    """Give the ids of the projects that name an actor, its party's, and those of who gave it a mandate."""
    parties, named = own_affairs(root, actor, now)
    return {*named, *(one for code in parties for one in root.projects.of_owner(code))}


def own_parties(root: Archive, actor: Actor, now: datetime) -> set[str]:
    """Give the codes of whom an actor looks after: its party, and who gave it a mandate."""
    mandates = (one.principal for one in root.mandates.of_agent(actor.name) if one.holds_at(now))
    return {actor.party, *mandates} - {""}


def once(*places: Iterator[str]) -> Iterator[str]:
    """Give the places of several lists, each of which has the last first, in that order and each once."""
    return (place for place, _same in groupby(merge(*places, reverse=True)))

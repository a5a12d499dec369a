"""On whose side somebody stands: of an authority, of a party, of a project; and in whose name it may apply."""

from collections.abc import Collection, Iterator
from datetime import datetime

from archive.models.cases import Case
from archive.models.licences import Licence
from archive.models.mandates import Mandate
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor, Permission, Reach, is_allowed, reaches_of

Affair = tuple[str, str] | None
"""Whose a case or licence is, and of what kind: id of the authority, kind of licence (or empty); None: of a project."""


def acts_for(root: Archive, actor: Actor, authority: str, kind: str, now: datetime) -> bool:
    """Say whether the actor's authority has the office of ``authority`` (an id) now, or acts for it on a kind."""
    return actor.authority in offices_for(root, authority, kind, now)


def offices_for(root: Archive, authority: str, kind: str, now: datetime) -> frozenset[str]:
    """Give the ids of who has the office of ``authority`` (an id) now, and of those that act for it on a kind."""
    office = root.authorities.in_office(authority, now)
    return frozenset({office.id, *(one.id for one in root.authorities.acting_for(office, kind, now))})


def has_to_do_with(root: Archive, actor: Actor, project: Project, now: datetime) -> bool:
    """Say whether the actor's authority began a project or took it up, or has a case or licence of it."""
    offices = {project.office, *project.taken_up_by} - {""}
    if any(acts_for(root, actor, office, "", now) for office in offices):
        return True
    affairs: tuple[Case | Licence, ...] = (*root.cases.of_project(project.id), *root.licences.of_project(project.id))
    return any(acts_for(root, actor, one.authority, one.kind, now) for one in affairs)


def stands_for(
    root: Archive, actor: Actor, project: Project, permission: Permission, now: datetime, *, affair: Affair = None
) -> bool:
    """Say whether the actor is on a project's side for this: by name, by its party, or by a mandate of the owner."""
    is_its_own = actor.name in project.applicants or actor.party == project.owner_code
    what = (project.id, permission)
    return is_its_own or has_mandate(root, actor, project.owner_code, what, now, affair=affair)


def has_mandate(
    root: Archive,
    actor: Actor,
    principal: str,
    what: tuple[str, Permission],
    now: datetime,
    *,
    affair: Affair = None,
) -> bool:
    """Say whether a principal's mandate that is in force lets the actor do this: on a project (or ""), a permission."""
    mandates = root.mandates.of_agent(actor.name)
    return any(one.principal == principal and is_covered(root, one, what, affair, now) for one in mandates)


def is_covered(root: Archive, mandate: Mandate, what: tuple[str, Permission], affair: Affair, now: datetime) -> bool:
    """Say whether a mandate covers this: one of a counter (窗口) in what its authority has to do with alone."""
    if not mandate.office or not mandate.covers(*what, now):
        return mandate.covers(*what, now)
    counter = Actor(mandate.granted_by, frozenset(), root.authorities.in_office(mandate.office, now).id)
    if affair is not None:
        return acts_for(root, counter, *affair, now)
    project = root.projects.get(what[0])
    return project is not None and has_to_do_with(root, counter, project, now)


def is_of_side(
    root: Archive, actor: Actor, parties: Collection[str], project: Project | None, *, since: datetime, now: datetime
) -> bool:
    """Say whether a person is of a side: looks after one of its parties' affairs, or applies on its project.

    A mandate counts, whatever it lets its agent do, that was in force at any time from ``since`` on.
    """
    on = "" if project is None else project.id
    is_agent = any(
        one.principal in parties and (not one.projects or on in one.projects) and one.held_since(since, now)
        for one in root.mandates.of_agent(actor.name)
    )
    is_named = project is not None and actor.name in project.applicants
    return is_agent or is_named or actor.party in parties


def projects_under(root: Archive, principal: str, projects: Collection[str] = ()) -> Iterator[Project]:
    """Give the projects that a mandate of a principal is of: each that it owns, or those of them that are named."""
    found = (root.projects.get(each) for each in projects or root.projects.of_owner(principal))
    return (each for each in found if each is not None and each.owner_code == principal)


def at_counter(root: Archive, actor: Actor, permission: Permission, project: Project, now: datetime) -> bool:
    """Say whether the actor does this at the counter (窗口) of an authority that has to do with a project.

    There a clerk acts for whoever comes with papers, in the affairs of its own authority alone.
    """
    return Reach.OFFICE in reaches_of(actor, permission) and has_to_do_with(root, actor, project, now)


def may_apply_on(root: Archive, actor: Actor, project: Project, now: datetime, *, affair: Affair = None) -> bool:
    """Say whether the actor may apply on a project: on its side, or at the counter."""
    submit = Permission.CASE_SUBMIT
    is_on_its_side = is_allowed(actor, submit) and stands_for(root, actor, project, submit, now, affair=affair)
    return is_on_its_side or at_counter(root, actor, Permission.CASE_LODGE, project, now)


def may_take_up(actor: Actor, project: Project, owner: str) -> bool:
    """Say whether the actor, at any counter, has a project's papers at hand: they state its code, and its owner's."""
    return Reach.OFFICE in reaches_of(actor, Permission.CASE_LODGE) and owner == project.owner_code


def looks_after(root: Archive, actor: Actor, party: str, project: str, now: datetime) -> bool:
    """Say whether the actor applies for a party: its own, or one that gave it a mandate, on a project ("": on any)."""
    return actor.party == party or has_mandate(root, actor, party, (project, Permission.CASE_SUBMIT), now)


def may_begin_for(root: Archive, actor: Actor, owner: str, now: datetime) -> bool:
    """Say whether who may begin projects may begin one of an owner: officials and operators anybody's."""
    is_for_anybody = reaches_of(actor, Permission.PROJECT_BEGIN) - {Reach.OWN}
    return bool(is_for_anybody) or looks_after(root, actor, owner, "", now)


def may_apply_for(root: Archive, actor: Actor, project: Project, party: str, now: datetime) -> bool:
    """Say whether who may apply on a project may do so in a party's name: at the counter in anybody's.

    Else in the owner's, for who is on the project's side, or in that of whom the actor looks after.
    """
    if at_counter(root, actor, Permission.CASE_LODGE, project, now):
        return True
    is_owners = party == project.owner_code and stands_for(root, actor, project, Permission.CASE_SUBMIT, now)
    return is_owners or looks_after(root, actor, party, project.id, now)

"""What a user is called and where notices reach it: personal data, kept apart from events and logs."""

import re
from dataclasses import dataclass
from typing import Any, Final

from zope.interface import implementer

from archive.models.root import Archive
from archive.permissions import Actor, Permission, get_whose, verify_permission
from archive.services.gathering import gathering
from archive.services.identity.errors import ContactInvalidError
from archive.services.identity.interfaces import IProfileService
from archive.services.identity.model import Profile
from archive.services.recording import Recorder
from archive.services.users import get_user
from archive.texts import is_line, verify_line

LONGEST: Final = 100
"""Characters of what a user is called."""
FORMS: Final[dict[str, Any]] = {
    "email": re.compile(r"(?=.{3,254}\Z)[^\s@<>\"(),:;\\[\]\x00-\x1f]{1,64}@[\w-]+(\.[\w-]+)+"),
    "phone": re.compile(r"(?=.{5,24}\Z)\+?[0-9]+([ -][0-9]+)*", re.ASCII),
}
"""Field → what it has to look like; mail and messages find out the rest."""


@implementer(IProfileService)
@dataclass(frozen=True)
class ProfileService:
    """Tells and changes what users are called and where notices reach them."""

    recorder: Recorder

    def get(self, root: Archive, actor: Actor, of: str = "") -> Profile:
        """Tell of a user."""
        user = get_user(root, _whose(actor, of))
        return Profile(user.name, user.display, user.email, user.phone)

    def call(self, root: Archive, name: str) -> str | None:
        """Say what people call a user."""
        user = root.users.get(name)
        return user and (user.display or name)

    def principals(self, root: Archive, actor: Actor) -> dict[str, str]:
        """Give code → name of whom an actor acts for."""
        office = root.authorities.name_in_office(actor.authority, self.recorder.clock())
        found = {actor.authority: office, actor.party: root.projects.name_of_owner(actor.party)}
        return {code: name for code, name in found.items() if code and name}

    def put(self, root: Archive, actor: Actor, profile: Profile) -> None:
        """Write a user's profile down."""
        user, now = get_user(root, _whose(actor, profile.name)), self.recorder.moment(root)
        if profile.display != user.display:
            verify_permission(actor, Permission.USER_MANAGE)
        values = {"display": profile.display, "email": profile.email, "phone": profile.phone}
        with gathering() as check:
            with check():
                if profile.display:
                    verify_line(profile.display, LONGEST, field="display")
            for name in FORMS:
                with check():
                    if values[name] and not is_told(name, values[name]):
                        raise ContactInvalidError(name)
        changed = sorted(name for name, value in values.items() if getattr(user, name) != value)
        if user.edit(user.edition, actor.name, now, values):
            event = ("user.profile-changed", f"user:{user.name}")
            self.recorder.record(root, actor.name, event, (now, now), fields=changed)


def is_told(what: str, text: object) -> bool:
    """Say whether a text can be what a user is called (``display``), or one of ``FORMS``."""
    if not isinstance(text, str):
        return False
    return is_line(text, LONGEST) if what == "display" else FORMS[what].fullmatch(text) is not None


def _whose(actor: Actor, of: str) -> str:
    """Give whose profile is meant: one's own, or another's for who manages users; a token's actor needs the scope."""
    if actor.scopes is not None:
        verify_permission(actor, Permission.USER_MANAGE)
    return get_whose(actor, of, Permission.USER_MANAGE)

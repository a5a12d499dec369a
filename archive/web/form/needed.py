"""What the right side of the form shows: every material that is needed, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from archive.services.drafting.model import Held, MaterialSeen, Need, TypeAccepted
from archive.words import say

ORDER: Final = ("have", "awaited", "given", "upload", "fill", "promise", "optional", "exempt")
"""Groups of needs as they are read: what is there, what is still to come, what may come, what need not."""
KINDS: Final = {"have": "good", "awaited": "good", "given": "good", "optional": "plain", "exempt": "plain"}
"""Group → how it is shown, where it is not waiting."""
COMING: Final = frozenset({"upload", "fill", "promise"})
"""States of what is not there yet: what of it may be left out stands apart."""


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A material."""

    title: str
    types: tuple[TypeAccepted, ...]
    state: str
    kind: str
    """How its state is shown."""
    why: str
    """Why nothing has to be handed in; empty where it has."""
    held: Held | None
    is_required: bool
    is_key: bool
    files: tuple[MaterialSeen, ...]
    """Handed in with the draft."""

    @property
    def group(self) -> str:
        """Says where it stands: by its state, unless it may be left out."""
        return "optional" if self.state in COMING and not self.is_required else self.state

    @property
    def anchor(self) -> str:
        """Names it on the page."""
        return f"materials/{self.types[0].id}"

    @property
    def limit(self) -> int:
        """Most bytes of a file."""
        return max(each.limit for each in self.types)

    @property
    def extensions(self) -> tuple[str, ...]:
        """Of the files that will do, without the dot."""
        return tuple(dict.fromkeys(one for each in self.types for one in each.extensions))


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Materials that stand together."""

    state: str
    """One of ``ORDER``."""
    kind: str
    needs: tuple[NeedShown, ...]


def needed(needs: Iterable[Need], files: Iterable[MaterialSeen], language: str) -> tuple[NeedGroup, ...]:
    """Group needs by their state, what may be left out apart, with the files that came for each."""
    kept = tuple(files)
    shown = sorted((_shown(each, kept, language) for each in needs), key=lambda each: ORDER.index(each.group))
    return tuple(
        NeedGroup(state, KINDS.get(state, "wait"), tuple(each))
        for state, each in groupby(shown, key=lambda need: need.group)
    )


def unasked(needs: Iterable[Need], files: Iterable[MaterialSeen]) -> tuple[MaterialSeen, ...]:
    """Give the files that nothing asks for any more."""
    asked = {each.id for need in needs for each in need.types}
    return tuple(file for file in files if file.document_type not in asked)


def _shown(need: Need, files: tuple[MaterialSeen, ...], language: str) -> NeedShown:
    """Show one."""
    types = {each.id for each in need.types}
    return NeedShown(
        title=" / ".join(dict.fromkeys(each.title[language] for each in need.types)),
        types=need.types,
        state=need.state,
        kind=KINDS.get(need.state, "wait" if need.is_required else "plain"),
        why=say(need.why, language, **need.values.get(language, {})) if need.why else "",
        held=need.held,
        is_required=need.is_required,
        is_key=need.is_key,
        files=tuple(file for file in files if file.document_type in types),
    )

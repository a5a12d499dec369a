"""Accepts (受理) a case: formally, under the project's code."""

from dataclasses import dataclass
from typing import Any

from zope.interface import implementer

from archive.errors import ProjectCodeMissingError
from archive.interfaces import IAcceptService
from archive.permissions import Actor
from archive.services.recording import Recorder
from archive.services.steps import get_case, take_step


@implementer(IAcceptService)
@dataclass(frozen=True)
class AcceptService:
    """Takes the step ``accept``."""

    recorder: Recorder

    def accept(self, root: Any, actor: Actor, case: str, note: str = "") -> None:
        """Accept a case; nothing is accepted under a provisional project (domain 9)."""
        found = get_case(root, case)
        if root.projects[found.project].is_provisional:
            raise ProjectCodeMissingError(f"project {found.project}")
        take_step(self.recorder, root, actor, found, "accept", note=note)

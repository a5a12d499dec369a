"""Tasks for tests of the jobs."""

from datetime import date
from typing import Any

from doubles import START

from archive.services.tasks import LicenceTask, SheetOrder, Signer
from templates.model import Face


def task_of(name: str = "a", sheets: tuple[SheetOrder, ...] = (), **data: Any) -> LicenceTask:
    """A task whose licence has ``name`` for its identifier."""
    face = Face("land_permit", 1, data, name, "https://archive.example/v/a", START, date(2026, 3, 2))
    return LicenceTask(face, sheets, (Signer("seal-1", "示例市住房和城乡建设局"),), START, "准予", "示例市")

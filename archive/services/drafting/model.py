"""Values that go in and out of the form's services: frozen, plain, without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.model import BuildingGiven, ItemAsked, MaterialGiven


@dataclass(frozen=True, slots=True)
class ProjectTold:
    """A project as an application tells of it; it is begun unless its code is here."""

    name: str
    owner: str
    """建设单位."""
    owner_code: str
    """统一社会信用代码."""
    code: str = ""
    """项目代码; empty: it begins under a provisional id."""


@dataclass(frozen=True, slots=True)
class ApplicationGiven:
    """An application whole: its project, what is told of it, and what is asked."""

    key: str
    """Idempotency key of the applicant."""
    project: str | ProjectTold
    """Id of a project of ours, or what is told of one."""
    applicant: str
    applicant_code: str
    """Credit code of the applicant."""
    form: Mapping[str, Any]
    """Facts, and national keys that items share."""
    items: tuple[ItemAsked, ...]
    materials: tuple[MaterialGiven, ...] = ()
    works: tuple[tuple[str, str], ...] = ()
    """Works (工程) to write down: code (GCDM), name."""
    buildings: tuple[BuildingGiven, ...] = ()
    """Buildings (单体) to write down, once the works are."""
    received_at: datetime | None = None
    """When it came in, aware UTC, where it is entered later; None: now."""

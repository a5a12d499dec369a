"""Projects (项目), their works (工程, GCDM) and buildings (单体)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree, OOTreeSet

from archive.errors import ProjectCodeBoundError
from archive.models.editing import Editable
from archive.models.pairs import ends_backwards, ends_of
from archive.models.shelves import Shelf


class Building(Editable):
    """One building (单体) of some works."""

    def __init__(self, code: str, name: str, facts: Mapping[str, Any]) -> None:
        super().__init__()
        self.code = code
        """单体编码."""
        self.name = name
        self.facts = dict(facts)
        """Plain values by national key, such as ``JZMJ`` (floor area, m²)."""


class Works(Editable):
    """Some works (工程) of a project."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self.code = code
        """工程代码 (GCDM)."""
        self.name = name
        self.buildings = OOBTree()
        """单体编码 → Building."""


class Project(Editable):
    """A project; it may begin under a provisional id and gets its code (项目代码) once."""

    office: str = ""
    """Id of the authority of the official who began it; empty where an applicant or operator did."""
    taken_up_by: frozenset[str] = frozenset()
    """Ids of the authorities to whose counter somebody came with its papers."""

    def __init__(
        self,
        id: str,  # noqa: A002 - its name in the field
        name: str,
        owner: str,
        owner_code: str,
        begun_at: datetime,
        *,
        office: str = "",
    ) -> None:
        super().__init__()
        self.id = id
        """For good, whatever the code will be."""
        self.name = name
        self.owner = owner
        """建设单位."""
        self.owner_code = owner_code
        """统一社会信用代码."""
        self.office = office
        self.begun_at = begun_at
        """Aware UTC."""
        self.code = ""
        """项目代码, canonical with hyphens; empty while the project is provisional."""
        self.code_bound_at: datetime | None = None
        self.works = OOBTree()
        """GCDM → Works."""
        self.applicants: frozenset[str] = frozenset()
        """Names of the users who may apply on it by name: who was admitted."""

    @property
    def is_provisional(self) -> bool:
        """Whether the project has no code yet."""
        return not self.code

    def bind_code(self, code: str, by: str, at: datetime) -> None:
        """Bind a checked project code, once; ``ProjectCodeBoundError``, also for the same code again."""
        if self.code:
            raise ProjectCodeBoundError(f"{self.code}: {self.id}")
        self.code, self.code_bound_at = code, at
        self.note_edit(by, at, "code")


class Projects(Shelf[Project]):
    """All projects by id, found by owner, applicant and authority."""

    def __init__(self) -> None:
        super().__init__()
        self.owners = OOTreeSet()
        """(owner's code, project id)."""
        self.applicants = OOTreeSet()
        """(user's name, project id)."""
        self.offices = OOTreeSet()
        """(id of an authority that began it or has a case or licence of it, project id)."""

    def _index(self, key: str, kept: Project) -> None:
        """Let a project be found that was added."""
        self.owners.insert((kept.owner_code, key))
        for name in kept.applicants:
            self.applicants.insert((name, key))
        if kept.office:
            self.note_office(key, kept.office)

    def admit(self, project: Project, name: str, by: str, at: datetime) -> bool:
        """Let a user apply on a project that is here; says whether that is new."""
        self.applicants.insert((name, project.id))
        return project.edit(project.edition, by, at, {"applicants": project.applicants | {name}})

    def dismiss(self, project: Project, name: str, by: str, at: datetime) -> None:
        """Let a user apply on a project by name no more."""
        self.applicants.remove((name, project.id))
        project.edit(project.edition, by, at, {"applicants": project.applicants - {name}})

    def take_up(self, project: Project, authority: str, by: str, at: datetime) -> bool:
        """Let an authority have to do with a project whose papers came to its counter; says whether that is new."""
        self.note_office(project.id, authority)
        return project.edit(project.edition, by, at, {"taken_up_by": project.taken_up_by | {authority}})

    def note_office(self, key: str, authority: str) -> None:
        """Let a project be found by an authority that has to do with it."""
        self.offices.insert((authority, key))

    def of_office(self, authority: str, before: str = "") -> Iterator[str]:
        """Ids of the projects that an authority has to do with, those before ``before``, the last begun first."""
        return ends_backwards(self.offices, (authority,), before)

    def is_of_office(self, key: str, authority: str) -> bool:
        """Say whether an authority has to do with a project."""
        return (authority, key) in self.offices

    def owner_of(self, key: str) -> str:
        """Code of the owner of a project; empty where there is none of this id."""
        project = self.get(key)
        return "" if project is None else project.owner_code

    def of_applicant(self, name: str) -> Iterator[str]:
        """Ids of the projects that name a user among their applicants."""
        return ends_of(self.applicants, (name,))

    def of_owner(self, code: str) -> Iterator[str]:
        """Ids of the projects of an owner."""
        return ends_of(self.owners, (code,))

    def of_owner_latest(self, code: str, before: str = "") -> Iterator[str]:
        """Ids of the same, those before ``before``, the last begun first."""
        return ends_backwards(self.owners, (code,), before)

    def name_of_owner(self, code: str) -> str:
        """Give what an owner is called by the last begun of its projects; empty where it has none."""
        return next((self[key].owner for key in self.of_owner_latest(code)), "")

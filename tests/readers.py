"""Readers in every role, and an archive that holds something of each kind for them to see or not."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from archive_fixture import HC, NR, OWNER, Office, actor

from archive.permissions import Actor
from archive.services.mandates.model import MandateGiven

OTHER = "91350200DEM000022H"
"""Credit code of another owner."""
PASSWORD = "a good long password"

READERS: dict[str, Actor] = {
    "beginner": actor("applicant", authority=""),
    "owner": replace(actor("applicant", name="boss", authority=""), party=OWNER),
    "mandated": actor("agent", name="xu", authority=""),
    "ended": actor("agent", name="wu", authority=""),
    "revoked": actor("agent", name="he", authority=""),
    "stranger": actor("applicant", name="wang", authority=""),
    "clerk": actor("clerk"),
    "reviewer": actor("reviewer"),
    "decider": actor("decider"),
    "archivist": actor("archivist"),
    "foreign clerk": actor("clerk", authority=HC),
    "foreign archivist": actor("archivist", authority=HC),
    "auditor": actor("auditor", authority=""),
    "operator": actor("operator", authority=""),
    "token": replace(actor("clerk"), scopes=frozenset({"ledger:view"})),
    "disabled": actor("clerk", name="gone"),
}
SIDE = frozenset({"beginner", "owner", "mandated"})
OFFICE = frozenset({"clerk", "reviewer", "decider", "archivist"})
SEEING = SIDE | OFFICE | {"auditor"}
"""Who sees what hangs on the project of the scene, all of which is the authority NR's."""


class Looked(dict[str, Any]):
    """A mapping that notes which of its objects somebody looks at."""

    def __init__(self, kept: Any) -> None:
        super().__init__(kept)
        self.at: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.at.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Give the object under a key, or a default."""
        self.at |= {key} & self.keys()
        return super().get(key, default)


@dataclass
class Scene:
    """An office where a project has a licence and a case that waits; mandates hold, ended and were revoked."""

    office: Office = field(default_factory=Office)

    def __post_init__(self) -> None:
        office = self.office
        for name, role, authority in (
            ("xu", "agent", ""),
            ("wu", "agent", ""),
            ("he", "agent", ""),
            ("gone", "clerk", NR),
        ):
            office.users.add(office.root, actor("operator"), name, roles=[role], authority=authority, password=PASSWORD)
        office.users.disable(office.root, actor("operator"), "gone")
        self.done = office.submitted()
        self.root: Any = office.root
        self.project = self.root.cases[self.done].project
        self.mandates = [self.grant(agent, days) for agent, days in (("xu", 9), ("wu", 1), ("he", 9))]
        self.promise = office.approved(self.done, NR)
        office.drain()
        self.licence = self.promise.identifier
        office.clock.now += timedelta(days=1)
        office.mandates.revoke(self.root, READERS["owner"], self.mandates[2])
        asked = office.submission(self.project, "X2-02", key="s2")
        self.waiting = office.submit.submit(self.root, actor("applicant"), asked).cases["X2-02"]
        self.foreign = office.projects.begin(
            self.root, actor("operator"), "别人的项目", owner="别的公司", owner_code=OTHER
        )

    def grant(self, agent: str, days: int) -> str:
        """Let the owner give a mandate for some days."""
        given = MandateGiven(OWNER, agent, self.office.clock() + timedelta(days=days))
        return self.office.mandates.grant(self.root, READERS["owner"], given)

    @property
    def read(self) -> Any:
        """What reads, by noun."""
        return self.office.read

"""A small archive in memory, with every service on it: real kinds, doubles for fonts, keys and disks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from doubles import Clock, DictBlobStore, MarkingSealer, build_workshop
from samples import sample_of

from archive.interfaces import Decision, IssueOrder
from archive.jobs.lives import Identity
from archive.jobs.pool import InlinePool
from archive.jobs.runner import Pace, Runner
from archive.permissions import ROLES, Actor
from archive.services.acts import LicenceActService
from archive.services.bulk import BulkIssueService
from archive.services.finish import FinishService
from archive.services.initialise import InitService
from archive.services.issue import IssueService
from archive.services.prepare import PrepareService
from archive.services.projects import ProjectService
from archive.services.recording import Recorder
from archive.services.users import UserService
from templates.kinds import DOCUMENTS, FolderKinds

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"
OWNER = "91350200DEM0001100"
PROJECT_CODE = "2104-350205-04-01-123451"
AUTHORITIES: tuple[dict[str, Any], ...] = (
    {
        "code": NR,
        "name": "示例市自然资源和规划局",
        "area": "350200",
        "kinds": ["land_use_planning_permit", "construction_planning_permit"],
        "key": "nr",
    },
    {"code": HC, "name": "示例市住房和城乡建设局", "area": "350203", "kinds": ["construction_permit"], "key": "hc"},
)
ZONE = ZoneInfo("Asia/Shanghai")
PACE = Pace(8, timedelta(seconds=0.05), timedelta(seconds=1), timedelta(seconds=8), timedelta(seconds=60))
KINDS = FolderKinds(
    DOCUMENTS, type("Fonts", (), {"coverage": staticmethod(lambda _n, _v: frozenset(range(0x30000)))})()
)


@dataclass
class Office:
    """An archive in which everybody is at work."""

    clock: Clock = field(default_factory=Clock)
    blobs: DictBlobStore = field(default_factory=DictBlobStore)
    sealer: MarkingSealer = field(default_factory=MarkingSealer)

    def __post_init__(self) -> None:
        self.recorder = Recorder(self.clock, timedelta(seconds=5), lambda: bytes(32))
        self.users = UserService(self.recorder, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.top: dict[str, Any] = {}
        self.initialise = InitService(self.recorder, KINDS, self.users, lambda: ("f" * 64,))
        self.initialise.init(self.top, AUTHORITIES, "admin", "a good long password")
        self.root: Any = self.top["archive"]
        self.projects = ProjectService(self.recorder)
        self.issue = IssueService(self.recorder, KINDS, self.blobs, ZONE)
        self.bulk = BulkIssueService(self.recorder, self.issue)
        self.acts = LicenceActService(self.recorder, self.issue, KINDS)
        self.finish = FinishService(self.recorder, KINDS)
        self.prepare = PrepareService(KINDS, "https://archive.example/", specimen=True)

    def drain(self) -> Any:
        """Work the outbox off; gives the last progress."""
        pool = InlinePool(build_workshop, {"sealer": self.sealer, "blobs": self.blobs})
        me = Identity("here.example", 1, 1.0)
        transact, prepare, pause = (lambda work: work(self.root)), self.prepare.prepare, self.clock.forward
        runner = Runner(transact, pool, prepare, self.finish, self.clock, pause, me, PACE)
        return list(runner.drain())[-1]

    def decision(self, number: str = "示规许〔2026〕1号") -> Decision:
        """A decision taken now."""
        return Decision(number, "城乡规划法第三十七条", self.clock())

    def order(self, kind: str = "land_use_planning_permit", key: str = "k1", **changes: Any) -> IssueOrder:
        """An order for a licence with the kind's sample data."""
        fields = {"authority": HC if kind == "construction_permit" else NR, "data": sample_of(kind)}
        return IssueOrder(**{"kind": kind, "decision": self.decision(), "key": key, **fields, **changes})

    def issued(self, kind: str = "land_use_planning_permit", **changes: Any) -> str:
        """Issue a licence; gives its identifier."""
        order = self.order(kind, **changes)
        promise = self.issue.issue(self.root, actor("decider", authority=order.authority), order)
        self.drain()
        return promise.identifier


def actor(*roles: str, name: str = "", authority: str = NR) -> Actor:
    """Somebody in some roles (all of them, without any)."""
    return Actor(name or "-".join(roles) or "everybody", frozenset(roles or ROLES), authority)

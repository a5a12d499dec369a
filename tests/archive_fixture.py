"""A small archive in memory, with every service on it: real kinds, doubles for fonts, keys and disks."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from doubles import Clock, MarkingSealer, build_workshop
from samples import drawings_of, sample_of
from zope.interface import implementer

from archive.catalogue.loading import read_catalogue
from archive.identifiers.formats import FORMATS
from archive.identifiers.licence import LicenceIdentifier
from archive.jobs.lives import Identity
from archive.jobs.pool import InlinePool
from archive.jobs.runner import Pace, Runner
from archive.model import Decision, Intake, IssueOrder, ItemAsked, MaterialGiven, Submission
from archive.permissions import ROLES, Actor
from archive.services.accept import AcceptService
from archive.services.acts import LicenceActService
from archive.services.adopt import AdoptService
from archive.services.authorities import AuthorityService
from archive.services.batches.service import BatchService
from archive.services.bulk import BulkIssueService
from archive.services.decide import DecideService
from archive.services.drafting.application import ApplyService
from archive.services.drafting.checking import Checker
from archive.services.drafting.drafts import DraftService
from archive.services.drafting.expiry import Ages, ExpiryService
from archive.services.drafting.form import FormService
from archive.services.finish import FinishService
from archive.services.forms import FormFiler
from archive.services.identity.factors import FactorService
from archive.services.identity.profiles import ProfileService
from archive.services.identity.sessions import SessionService
from archive.services.identity.sign_in import SignInService
from archive.services.identity.tokens import TokenService
from archive.services.identity.vault import Vault
from archive.services.initialise import InitService
from archive.services.issue import IssueService
from archive.services.mandates.service import MandateService
from archive.services.notices.announcing import Announcer
from archive.services.notices.inbox import NoticeService
from archive.services.prepare import PrepareService
from archive.services.process.ask_correction import AskCorrectionService
from archive.services.process.correct import CorrectService
from archive.services.process.decline import DeclineService
from archive.services.process.deliveries import DeliveryService
from archive.services.process.proposals import ProposalService
from archive.services.process.withdraw import WithdrawService
from archive.services.projects import ProjectService
from archive.services.recording import Recorder
from archive.services.retry import RetryService
from archive.services.review import ReviewService
from archive.services.steps import StepTaker
from archive.services.submit import SubmitService
from archive.services.users import UserService
from archive.wiring import offer_readings
from storage.blobs.memory import MemoryBlobStore
from templates.interfaces import IFonts
from templates.kinds import DOCUMENTS, FolderKinds

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"
ABSENT = str(LicenceIdentifier("11100000MB03271699901", NR, "350200209999999"))
"""Identifier of a licence that was never issued."""
OWNER = "91350200DEM0001100"
PROJECT_CODE = "2104-350205-04-01-123451"
AUTHORITIES: tuple[dict[str, Any], ...] = (
    {
        "code": NR,
        "name": "示例市自然资源和规划局",
        "area": "350200",
        "place": "示例省示例市",
        "kinds": ["land_use_planning_permit", "construction_planning_permit"],
        "key": "nr",
    },
    {"code": HC, "name": "示例市住房和城乡建设局", "area": "350203", "kinds": ["construction_permit"], "key": "hc"},
)
ITEMS = {
    "X1-06": "land_use_planning_permit",
    "X2-02": "construction_planning_permit",
    "X3-04": "construction_permit",
}
LINKS = {"X2-02": ("YDGHXKZBH",), "X3-04": ("YDGHXKZBH", "GCGHXKZBH")}
FORM = {"low_risk": True, "floor_area": 9800, "height": 17.6, "basements": 0, "use": "factory"}
UPLOADS = ("D01", "D04", "D11", "D12", "D20", "D27", "D32", "D38")
CATALOGUE = read_catalogue()
ZONE = ZoneInfo("Asia/Shanghai")
AGES = Ages(timedelta(days=90), timedelta(days=14))
ME = Identity("here.example", 1, "boot:1")
PACE = Pace(
    8, timedelta(seconds=0.05), timedelta(seconds=1), timedelta(seconds=8), timedelta(seconds=60), timedelta(hours=1)
)
FONT = (sha256(b"a font").hexdigest(), "Font.ttf")
PLANES = frozenset(range(0x30000))
"""Characters that the font of this archive has: three planes whole."""
KINDS = FolderKinds(
    DOCUMENTS,
    type("Fonts", (), {"coverage": staticmethod(lambda _n, _v: PLANES)})(),
    FORMATS,
)


@implementer(IFonts)
class OneFont:
    """Fonts of which there is one, bound to every version of every kind."""

    def keep(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Bind the font."""
        return {f"{kind.name}/{kind.version}": (FONT,) for kind in KINDS.all_versions()}

    def open(self, _digest: str, _file: str) -> BytesIO:
        """Open the font."""
        return BytesIO(b"a font")

    def restore(self, bindings: Any, read: Any) -> None:
        """The font is never missing."""


@dataclass
class Office:
    """An archive in which everybody is at work."""

    clock: Clock = field(default_factory=Clock)
    sealer: MarkingSealer = field(default_factory=MarkingSealer)

    def __post_init__(self) -> None:
        self.blobs = MemoryBlobStore(self.clock)
        self.recorder = Recorder(self.clock, timedelta(seconds=5), lambda: bytes(32), Announcer(CATALOGUE, KINDS))
        self.users = UserService(self.recorder)
        self.top: dict[str, Any] = {}
        self.adopt = AdoptService(self.recorder, KINDS, OneFont(), self.blobs)
        self.authorities = AuthorityService(self.recorder, KINDS)
        self.initialise = InitService(self.recorder, self.users, self.adopt, self.authorities)
        self.initialise.init(self.top, AUTHORITIES, "admin", "a good long password")
        self.root: Any = self.top["archive"]
        self.mandates = MandateService(self.recorder, ZONE)
        self.projects = ProjectService(self.recorder, CATALOGUE, ZONE)
        self.issue = IssueService(self.recorder, KINDS, self.blobs, ZONE)
        self.bulk = BulkIssueService(self.recorder, self.issue)
        self.batches = BatchService(self.recorder, self.bulk, KINDS, self.blobs, ZONE)
        forms = FormFiler(self.blobs, CATALOGUE)
        steps = StepTaker(self.recorder, forms)
        self.submit = SubmitService(self.recorder, CATALOGUE, KINDS, forms, ZONE)
        self.apply = ApplyService(self.projects, self.submit)
        self.form = FormService(self.recorder, CATALOGUE, KINDS)
        self.ask_correction = AskCorrectionService(steps, CATALOGUE, KINDS)
        self.correct = CorrectService(steps, CATALOGUE, self.submit)
        self.decline = DeclineService(steps)
        self.withdraw = WithdrawService(steps)
        checker = Checker(self.recorder, CATALOGUE, KINDS, self.submit, ZONE)
        self.drafts = DraftService(self.recorder, CATALOGUE, self.form, self.apply, checker, AGES)
        self.expiry = ExpiryService(self.recorder, AGES)
        self.accept = AcceptService(steps)
        self.review = ReviewService(steps)
        self.decide = DecideService(steps, CATALOGUE, self.issue)
        self.acts = LicenceActService(self.recorder, self.issue, KINDS)
        self.proposals = ProposalService(self.recorder, self.acts, ZONE)
        self.notices = NoticeService()
        self.deliveries = DeliveryService(self.recorder, CATALOGUE, forms)
        self.finish = FinishService(self.recorder, KINDS)
        self.read = SimpleNamespace(
            **{
                interface.getName()[1:].removesuffix("Reading").lower(): reader
                for interface, reader in offer_readings(self.clock, CATALOGUE, KINDS).items()
            }
        )
        self.retry = RetryService(self.recorder)
        self.sessions = SessionService(self.recorder)
        self.factors = FactorService(self.recorder, self.sessions, Vault(lambda _root: bytes(32)), "archive.example")
        self.tokens = TokenService(self.recorder)
        self.profiles = ProfileService(self.recorder)
        self.sign_in = SignInService(self.users, self.sessions)
        self.prepare = PrepareService(self.recorder, KINDS, "https://archive.example/", True, ZONE)

    def drain(self) -> Any:
        """Work the outbox off; gives the last progress."""
        return list(self.runner(self.pool()).drain())[-1]

    def pool(self) -> InlinePool:
        """A pool that does each task at once."""
        return InlinePool(build_workshop, {"sealer": self.sealer, "blobs": self.blobs})

    def runner(self, pool: Any, me: Identity = ME) -> Runner:
        """A runner of the outbox."""
        transact, prepare, pause = (lambda work: work(self.root)), self.prepare.prepare, self.clock.forward
        return Runner(transact, pool, prepare, self.finish, lambda _outcome: None, self.clock, pause, me, PACE)

    def decision(self, number: str = "示规许〔2026〕1号") -> Decision:
        """A decision taken now."""
        return Decision(number, "城乡规划法第三十七条", self.clock())

    def order(self, kind: str = "land_use_planning_permit", key: str = "k1", **changes: Any) -> IssueOrder:
        """An order for a licence with the kind's sample data, and the drawings that it must carry."""
        fields = {
            "authority": HC if kind == "construction_permit" else NR,
            "data": sample_of(kind),
            "drawings": drawings_of(kind, str(self.blobs.put(b"a drawing"))),
        }
        return IssueOrder(**{"kind": kind, "decision": self.decision(), "key": key, **fields, **changes})

    def project(self, code: str = PROJECT_CODE, by: str = "operator") -> str:
        """Begin a project, with its code where it has one, and name the applicant on it; gives its id."""
        owner = {"owner": "示例公司", "owner_code": OWNER}
        project = self.projects.begin(self.root, actor(by), "示例厂房一期", **owner, code=code)
        self.root.projects.admit(self.root.projects[project], "applicant", by, self.clock())
        return project

    def submitted(self, code: str = "X1-06") -> str:
        """Submit an application for one item of a new project; gives the case."""
        return self.submit.submit(self.root, actor("applicant"), self.submission(self.project(), code)).cases[code]

    def material(
        self, document_type: str, media_type: str = "application/pdf", size: int = 0, more: str = ""
    ) -> MaterialGiven:
        """A material whose content is its type, and ``more``."""
        data = f"material {document_type}{more}".encode()
        digest = str(self.blobs.put(data))
        return MaterialGiven(
            document_type, Intake(digest, size or len(data), media_type, f"{document_type}.pdf", drawable=True)
        )

    def drawings(self, code: str) -> dict[str, str]:
        """The drawing that an item's licence must carry: the parcel's map (D12), the design (D20)."""
        shown = {"X1-06": "D12", "X2-02": "D20"}.get(code)
        return {"附图": self.material(shown).intake.digest} if shown else {}

    def submission(self, project: str, *codes: str, key: str = "s1", **changes: Any) -> Submission:
        """An application of a low-risk project for items, with everything that has to be uploaded."""
        data = {code: sample_of(ITEMS[code]) for code in codes}
        for code, links in LINKS.items():
            for link in links:
                data.get(code, {}).pop(link, None)
        fields: dict[str, Any] = {
            "form": FORM,
            "items": tuple(ItemAsked(code, data[code], drawings=self.drawings(code)) for code in codes),
            "materials": tuple(self.material(name) for name in UPLOADS),
        }
        return Submission(
            **{"key": key, "project": project, "applicant": "示例公司", "applicant_code": OWNER, **fields, **changes}
        )

    def approved(self, case: str, authority: str) -> Any:
        """Take a case through accept, review and approve; gives the promise."""
        self.accept.accept(self.root, actor("clerk", authority=authority), case)
        self.review.review(self.root, actor("reviewer", authority=authority), case, "符合条件")
        return self.decide.approve(self.root, actor("decider", authority=authority), case, self.decision())

    def issued(self, kind: str = "land_use_planning_permit", **changes: Any) -> str:
        """Issue a licence; gives its identifier."""
        order = self.order(kind, **changes)
        promise = self.issue.issue(self.root, actor("decider", authority=order.authority), order)
        self.drain()
        return promise.identifier


def actor(*roles: str, name: str = "", authority: str = NR, party: str = "") -> Actor:
    """Somebody in some roles (all of them, without any)."""
    return Actor(name or "-".join(roles) or "everybody", frozenset(roles or ROLES), authority, party)

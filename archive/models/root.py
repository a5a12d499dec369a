"""The root of everything that the archive keeps, found in the database's root under ``archive``."""

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.models.authorities import Authorities
from archive.models.batches import BatchRuns
from archive.models.cases import Cases
from archive.models.deliveries import Deliveries
from archive.models.drafts import Drafts
from archive.models.events import EventLog
from archive.models.handed import HandedIn
from archive.models.mandates import Mandates
from archive.models.notices import Notices
from archive.models.numbers import Numbers
from archive.models.outbox import Outbox
from archive.models.projects import Projects
from archive.models.proposals import Proposals
from archive.models.register import Register
from archive.models.repeats import Repeats
from archive.models.seals import SealLedger
from archive.models.sessions import Attempts, Sessions
from archive.models.tokens import Tokens
from archive.models.users import Users
from archive.models.watches import Watches


class Archive(Persistent):
    """The archive; a new one is empty."""

    secret_mark = ""
    """What the file of the archive's secret is known by; empty: none was used yet."""
    handed_in: HandedIn | None = None
    """Files that programs have handed in and no application names yet, from the first on."""
    repeats: Repeats | None = None
    """What came under programs' idempotency keys, from the first on."""
    batch_runs: BatchRuns | None = None
    """Bulk issues that pages sent, from the first on."""
    drafts: Drafts | None = None
    """Drafts of applications; None before the first."""

    def __init__(self) -> None:
        self.projects = Projects()
        self.project_codes = OOBTree()
        """Project code → project id."""
        self.applications = OOBTree()
        """Application id → Application."""
        self.cases = Cases()
        self.licences = Register()
        self.authorities = Authorities()
        self.users = Users()
        self.sessions = Sessions()
        self.attempts = Attempts()
        self.tokens = Tokens()
        self.identities = OOBTree()
        """(issuer, subject) of an identity from elsewhere → name of the user."""
        self.mandates = Mandates()
        self.events = EventLog()
        self.outbox = Outbox()
        self.post = Outbox()
        """Letters by mail and SMS, which the runner's postman hands over."""
        self.watches = Watches()
        """What runners last saw of what they work with."""
        self.proposals = Proposals()
        self.deliveries = Deliveries()
        self.notices = Notices()
        self.numbers = Numbers()
        self.seal_ledger = SealLedger()
        self.template_versions = OOBTree()
        """(kind, version) → FrozenTemplate."""
        self.fonts = OOBTree()
        """``kind/version`` of a template → ((SHA-256, file name), …) of the fonts that it is bound to."""
        self.submissions = OOBTree()
        """(applicant's user name, idempotency key) → SubmissionRecord."""
        self.batches = OOBTree()
        """(authority id, kind, decision number) → Act: the decisions that bulk issues rest on."""
        self.verify_key = b""
        """Secret of the short MAC in verify addresses; 32 bytes, made by init."""

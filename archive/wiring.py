"""Registers every service by its interface: which classes keep them, put together from what the settings name."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.catalogue.loading import read_catalogue
from archive.catalogue.model import Catalogue
from archive.errors import SettingMalformedError
from archive.interfaces import (
    Clock,
    IAcceptService,
    IAdoptService,
    IAuthorityService,
    IBulkIssueService,
    IDecideService,
    IFinishService,
    IInitService,
    IIntakeService,
    IIssueService,
    ILicenceActService,
    IPictureService,
    IPool,
    IProjectService,
    IRegister,
    IRetryService,
    IReviewService,
    IRunner,
    ISubmitService,
    ISweepService,
    IUserService,
)
from archive.jobs.caretaker import Caretaker
from archive.jobs.foreman import Foreman
from archive.jobs.lives import my_identity
from archive.jobs.pool import POOLS
from archive.jobs.postman import Postman, Reader, Round
from archive.jobs.road import Workshop, get_roads
from archive.jobs.runner import Pace, Runner
from archive.jobs.watchman import Watchman
from archive.model import Outcome
from archive.secret import SecretFile, read_secret
from archive.services.accept import AcceptService
from archive.services.acts import LicenceActService
from archive.services.adopt import AdoptService
from archive.services.authorities import AuthorityService
from archive.services.batches.interfaces import IBatchService, IForeman
from archive.services.batches.service import BatchService
from archive.services.bulk import BulkIssueService
from archive.services.couriers.choosing import make_couriers
from archive.services.couriers.interfaces import IPostman, IPostService
from archive.services.couriers.sending import PostService, Sending
from archive.services.decide import DecideService
from archive.services.drafting.application import ApplyService
from archive.services.drafting.checking import Checker
from archive.services.drafting.drafts import DraftService
from archive.services.drafting.expiry import Ages, ExpiryService
from archive.services.drafting.form import FormService
from archive.services.drafting.interfaces import (
    IApplyService,
    ICaretaker,
    IDraftService,
    IExpiryService,
    IFormService,
    IUploadService,
)
from archive.services.drafting.uploads import UploadService
from archive.services.enquiry import EnquiryService, IEnquiryService
from archive.services.finish import FinishService
from archive.services.forms import FormFiler
from archive.services.health.interfaces import IHealthReading, IWatchman
from archive.services.health.reading import HealthReading
from archive.services.identity.factors import FactorService
from archive.services.identity.interfaces import (
    IFactorService,
    IIdentityService,
    IProfileService,
    IProvider,
    ISessionService,
    ISignInService,
    ITokenService,
)
from archive.services.identity.profiles import ProfileService
from archive.services.identity.sessions import Lifetimes, SessionService
from archive.services.identity.sign_in import SignInService
from archive.services.identity.tokens import TokenService
from archive.services.identity.vault import Vault
from archive.services.initialise import InitService
from archive.services.intake import IntakeService
from archive.services.issue import IssueService
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.service import MandateService
from archive.services.notices.announcing import Announcer
from archive.services.notices.inbox import NoticeService
from archive.services.notices.interfaces import INoticeService
from archive.services.pictures import PictureService
from archive.services.prepare import PrepareService
from archive.services.process.ask_correction import AskCorrectionService
from archive.services.process.correct import CorrectService
from archive.services.process.decline import DeclineService
from archive.services.process.deliveries import DeliveryService
from archive.services.process.interfaces import (
    IAskCorrectionService,
    ICorrectService,
    IDeclineService,
    IDeliveryService,
    IPreviewService,
    IProposalService,
    IWithdrawService,
)
from archive.services.process.previews import PreviewService
from archive.services.process.proposals import ProposalService
from archive.services.process.withdraw import WithdrawService
from archive.services.projects import ProjectService
from archive.services.reading.cases import CaseReading
from archive.services.reading.events import EventReading
from archive.services.reading.interfaces import (
    ICaseReading,
    IEventReading,
    IJobReading,
    ILedgerReading,
    ILicenceReading,
    IPeopleReading,
    IProjectReading,
)
from archive.services.reading.jobs import JobReading
from archive.services.reading.ledger import LedgerReading
from archive.services.reading.licences import LicenceReading
from archive.services.reading.people import PeopleReading
from archive.services.reading.projects import ProjectReading
from archive.services.recording import Recorder
from archive.services.register import Register
from archive.services.retry import RetryService
from archive.services.review import ReviewService
from archive.services.steps import StepTaker
from archive.services.submit import SubmitService
from archive.services.sweep import SweepService
from archive.services.users import UserService
from signing.model import Level
from signing.wiring import make_inspector, make_sealer
from storage.blobs.sweep import sweep
from storage.derivatives import FilesystemDerivatives
from storage.digests import Digest
from storage.interfaces import IBlobStore, IObjectDatabase
from storage.model import UploadLimits
from storage.uploads.filesystem import FilesystemUploadStore
from storage.wiring import open_blobs
from templates.interfaces import IDocumentRenderer, IFonts, IKinds
from templates.wiring import make_renderer

Transact = Callable[[Callable[[Any], Any]], Any]
"""Runs a function of the archive's root in a transaction, and again on a conflict."""


def build_workshop(settings: Mapping[str, Any], clock: Clock) -> Workshop:
    """Build what work on bytes needs; called once in each process of the pool."""
    return Workshop(
        make_renderer(settings),
        make_sealer(settings, clock),
        open_blobs(settings, clock),
        Level(settings["signing.level"]),
        get_roads(settings["archive.jobs.roads"]),
    )


def make_recorder(settings: Mapping[str, Any], clock: Clock) -> Recorder:
    """Give what writes events down, under a clock that may be behind them by what the settings say."""
    tolerance = timedelta(seconds=settings["archive.clock_tolerance"])
    return Recorder(clock, tolerance, partial(secrets.token_bytes, 32))


def process_services(
    steps: StepTaker, catalogue: Catalogue, submissions: SubmitService, acts: LicenceActService
) -> dict[Any, Any]:
    """Give what moves cases and licences, by interface."""
    return {
        ILicenceActService: acts,
        IProposalService: ProposalService(steps.recorder, acts, submissions.zone),
        INoticeService: NoticeService(),
        IPostService: PostService(steps.recorder),
        IDeliveryService: DeliveryService(steps.recorder, catalogue, steps.forms),
        IAskCorrectionService: AskCorrectionService(steps, catalogue, submissions.kinds),
        ICorrectService: CorrectService(steps, catalogue, submissions),
        IDeclineService: DeclineService(steps),
        IWithdrawService: WithdrawService(steps),
        IAcceptService: AcceptService(steps),
        IReviewService: ReviewService(steps),
        IDecideService: DecideService(steps, catalogue, acts.issue),
    }


def include_services(registry: Any, settings: Mapping[str, Any], clock: Clock) -> None:
    """Offer every service."""
    kinds, blobs = registry.getUtility(IKinds), registry.getUtility(IBlobStore)
    catalogue = read_catalogue()
    sending = Sending(tuple(make_couriers(settings, clock, read_secret)))
    recorder = replace(make_recorder(settings, clock), tell=Announcer(catalogue, kinds, sending))
    zone = settings["archive.timezone"]
    issue = IssueService(recorder, kinds, blobs, zone)
    bulk = BulkIssueService(recorder, issue)
    longest = timedelta(seconds=settings["archive.jobs.longest"])
    adopt = AdoptService(recorder, kinds, registry.getUtility(IFonts), blobs)
    authorities = AuthorityService(recorder, kinds)
    forms = FormFiler(blobs, catalogue)
    steps = StepTaker(recorder, forms)
    acts = LicenceActService(recorder, issue, kinds)
    projects = ProjectService(recorder, catalogue, zone)
    submissions = SubmitService(recorder, catalogue, kinds, forms, zone)
    offers: dict[Any, Any] = {
        **identity_services(settings, recorder),
        **process_services(steps, catalogue, submissions, acts),
        IAuthorityService: authorities,
        IAdoptService: adopt,
        IInitService: InitService(recorder, UserService(recorder), adopt, authorities),
        IProjectService: projects,
        ISubmitService: submissions,
        IIssueService: issue,
        IBulkIssueService: bulk,
        IBatchService: BatchService(recorder, bulk, kinds, blobs, zone),
        IFinishService: FinishService(recorder, kinds),
        IMandateService: MandateService(recorder, zone),
        IRegister: Register(),
        IEnquiryService: EnquiryService(),
        IRetryService: RetryService(recorder),
        IUserService: UserService(recorder),
        ISweepService: SweepService(
            recorder,
            lambda is_named, at: sweep(blobs, is_named, at, longest),
            blobs.lock,
            timedelta(days=settings["archive.lock_days"]),
        ),
    }
    offers |= services_of_the_form(settings, projects, submissions) | services_of_files(settings, blobs, clock)
    renderer, address = registry.getUtility(IDocumentRenderer), settings["archive.public_url"]
    offers[IPreviewService] = PreviewService(acts, renderer, offers[IPictureService], address, zone)
    offers |= offer_readings(clock, catalogue, kinds)
    for interface, service in offers.items():
        registry.registerUtility(service, interface)


def services_of_the_form(
    settings: Mapping[str, Any], projects: ProjectService, submissions: SubmitService
) -> dict[Any, Any]:
    """Give what the one form is filled in with: interface → service."""
    recorder, catalogue, kinds, zone = submissions.recorder, submissions.catalogue, submissions.kinds, submissions.zone
    applying, form = ApplyService(projects, submissions), FormService(recorder, catalogue, kinds)
    checker = Checker(recorder, catalogue, kinds, submissions, zone)
    days, notice = (timedelta(days=settings[f"archive.drafts.{name}"]) for name in ("days", "notice_days"))
    return {
        IApplyService: applying,
        IFormService: form,
        IDraftService: DraftService(recorder, catalogue, form, applying, checker, Ages(days, notice)),
        IExpiryService: ExpiryService(recorder, Ages(days, notice)),
    }


def services_of_files(settings: Mapping[str, Any], blobs: Any, clock: Clock) -> dict[Any, Any]:
    """Give what takes files in: interface → service."""
    limit, types = settings["archive.intake.limit"], frozenset(settings["archive.intake.types"])
    intake = IntakeService(blobs, limit, types, "templates.render.drawing:is_drawable")
    megabytes = (settings[f"archive.uploads.{name}"] * 1_000_000 for name in ("own_megabytes", "megabytes"))
    limits = UploadLimits(settings["archive.uploads.own"], *megabytes)
    lifetime = timedelta(hours=settings["archive.uploads.hours"])
    store = FilesystemUploadStore(settings["archive.uploads.folder"])
    pictures = settings["archive.pictures.folder"], settings["archive.pictures.megabytes"] * 1_000_000
    return {
        IIntakeService: intake,
        IUploadService: UploadService(store, intake, clock, limit, lifetime, limits),
        IPictureService: PictureService(blobs, FilesystemDerivatives(*pictures)),
    }


def identity_services(settings: Mapping[str, Any], recorder: Recorder) -> dict[Any, Any]:
    """Give what knows who somebody is, by interface."""
    lifetimes = Lifetimes(
        timedelta(seconds=settings["archive.sessions.idle"]),
        timedelta(seconds=settings["archive.sessions.longest"]),
        settings["archive.sign_in.second_factor"],
    )
    sessions = SessionService(recorder, lifetimes)
    vault = Vault(SecretFile(settings["archive.secret_file"]).get_key)
    issuer = urlsplit(settings["archive.public_url"]).hostname or ""
    factors = FactorService(recorder, sessions, vault, issuer)
    return {
        ISessionService: sessions,
        ISignInService: SignInService(UserService(recorder), sessions),
        IFactorService: factors,
        IProfileService: ProfileService(recorder),
        ITokenService: TokenService(recorder, timedelta(days=settings["archive.tokens.longest"])),
        **oidc_services(settings, recorder, sessions),
    }


def oidc_services(settings: Mapping[str, Any], recorder: Recorder, sessions: SessionService) -> dict[Any, Any]:
    """Give what signs people in by unified identity, by interface; nothing where no provider is named.

    ``SettingMalformedError``, ``SecretMissingError``, ``SecretExposedError``.
    """
    if not (issuer := settings["archive.oidc.issuer"]):
        return {}
    from archive.services.identity.identities import CLAIMS, IdentityService  # noqa: PLC0415 - few need it, and it is slow
    from archive.services.identity.oidc import ALGORITHMS, Provider, Registration, is_address  # noqa: PLC0415 - so too

    named, algorithms = settings["archive.oidc.claims"], settings["archive.oidc.algorithms"]
    choices = {"claims": (named.keys(), CLAIMS.keys()), "algorithms": (set(algorithms), ALGORITHMS)}
    faults = [
        *(["issuer: archive.why-not-https"] if not is_address(issuer) else []),
        *(["client_id: archive.why-not-set"] if not settings["archive.oidc.client_id"] else []),
        *(f"{name}: archive.why-one-of: {', '.join(sorted(may))}" for name, (is_, may) in choices.items() if is_ - may),
    ]
    if faults:
        raise SettingMalformedError(f"archive.oidc.{faults[0]}")
    path = settings["archive.oidc.client_secret_file"]
    registration = Registration(
        issuer,
        settings["archive.oidc.client_id"],
        "" if path == Path() else read_secret(path).decode().strip(),
        tuple(settings["archive.oidc.scopes"]),
        tuple(algorithms),
    )
    mandates, zone = MandateService(recorder, settings["archive.timezone"]), settings["archive.timezone"]
    return {
        IProvider: Provider(registration, recorder.clock),
        IIdentityService: IdentityService(recorder, sessions, mandates, zone, {**CLAIMS, **named}),
    }


def offer_readings(clock: Clock, catalogue: Catalogue, kinds: Any) -> dict[Any, Any]:
    """Give what reads, by interface."""
    cases, licences = CaseReading(clock, catalogue), LicenceReading(clock, kinds)
    return {
        ICaseReading: cases,
        ILicenceReading: licences,
        IProjectReading: ProjectReading(clock, cases, licences),
        IEventReading: EventReading(clock),
        ILedgerReading: LedgerReading(clock),
        IJobReading: JobReading(clock),
        IPeopleReading: PeopleReading(clock),
        IHealthReading: HealthReading(clock),
    }


def lock_files(blobs: Any, length: timedelta, outcome: Outcome) -> None:
    """Lock a licence's files for ``length`` from their sealing on; nothing for a length of 0."""
    for made in (outcome.face, *outcome.annexes) if length else ():
        blobs.lock(Digest.parse(made.digest), outcome.sealed_at + length)


def include_jobs(registry: Any, settings: Mapping[str, Any], clock: Clock, transact: Transact) -> None:
    """Offer the pool and the runner; no process is begun before there is work."""
    recorder = make_recorder(settings, clock)
    open_pool = POOLS[settings["archive.jobs.pool"]]
    get_roads(settings["archive.jobs.roads"])
    pool = open_pool(partial(build_workshop, clock=clock), settings, settings["archive.jobs.processes"])
    registry.registerUtility(pool, IPool)
    specimen, zone = settings["signing.pki.kind"] != "production", settings["archive.timezone"]
    prepare = PrepareService(recorder, registry.getUtility(IKinds), settings["archive.public_url"], specimen, zone)
    pace = Pace(
        settings["archive.jobs.batch"],
        timedelta(seconds=settings["archive.jobs.poll"]),
        timedelta(seconds=settings["archive.jobs.first_delay"]),
        timedelta(seconds=settings["archive.jobs.longest_delay"]),
        timedelta(seconds=settings["archive.jobs.silence"]),
        timedelta(seconds=settings["archive.jobs.longest"]),
    )
    finish = registry.getUtility(IFinishService)
    secure = partial(lock_files, registry.getUtility(IBlobStore), timedelta(days=settings["archive.lock_days"]))
    runner = Runner(transact, pool, prepare.prepare, finish, secure, clock, time.sleep, my_identity(), pace)
    registry.registerUtility(runner, IRunner)
    registry.registerUtility(make_postman(settings, clock, transact), IPostman)
    database, blobs = registry.getUtility(IObjectDatabase), registry.getUtility(IBlobStore)
    interval, host = timedelta(seconds=settings["archive.jobs.look"]), my_identity().host
    inspector = make_inspector(settings, clock)
    watchman = Watchman(transact, inspector, blobs, database.getSize, clock, time.sleep, host, interval)
    registry.registerUtility(watchman, IWatchman)
    expiry, uploads = registry.getUtility(IExpiryService), registry.getUtility(IUploadService)
    registry.registerUtility(Caretaker(transact, expiry, uploads, recorder, clock, time.sleep), ICaretaker)
    registry.registerUtility(Foreman(transact, registry.getUtility(IBatchService), time.sleep), IForeman)


def make_postman(settings: Mapping[str, Any], clock: Clock, transact: Transact) -> Postman:
    """Give what hands letters over."""
    reader = Reader(settings["archive.language"], settings["archive.timezone"], settings["archive.public_url"])
    pace = Round(
        timedelta(seconds=settings["archive.couriers.poll"]),
        settings["archive.couriers.tries"],
        timedelta(seconds=settings["archive.couriers.first_delay"]),
        timedelta(seconds=settings["archive.couriers.longest_delay"]),
        timedelta(seconds=settings["archive.jobs.silence"]),
    )
    return Postman(
        transact, make_couriers(settings, clock, read_secret), reader, clock, time.sleep, my_identity(), pace
    )

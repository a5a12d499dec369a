"""The steps of the demo, each by the services that every command uses."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from archive.cli.delivery import deliver
from archive.cli.demo.logins import add_user
from archive.cli.demo.materials import Material, make_materials
from archive.cli.demo.scene import Scene, read_scene, read_users
from archive.cli.desk import Desk
from archive.cli.errors import DemoMisplacedError
from archive.cli.founding import (
    ADMINISTRATOR,
    AUTHORITIES,
    make_archive,
    make_pki_for,
    new_password,
    read_authorities,
)
from archive.cli.output import Output
from archive.cli.submission import submit_application
from archive.cli.verify import validate_file
from archive.cli.working import work_off
from archive.interfaces import IAcceptService, IDecideService, IProjectService, IReviewService, IUserService
from archive.model import Decision, Promise, Submitted
from archive.permissions import Actor
from archive.services.initialise import DEMO, is_of_demo
from archive.services.verification import Inquiry, Verified
from templates.errors import FontMissingError

DEPARTMENTS = {"X1-06": "planning", "X2-02": "planning", "X3-04": "housing"}
"""Item → the first word of who acts on it."""


@dataclass
class Travel:
    """One run of the demo, and what came of it so far."""

    desk: Desk
    out: Output
    folder: Path
    """Where the demo writes: ``var/demo``."""
    times: list[tuple[str, float]] = field(default_factory=list)
    """Step and its seconds."""
    scene: Scene | None = None
    materials: tuple[Material, ...] = ()
    submitted: list[Submitted] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    files: list[list[Path]] = field(default_factory=list)
    """Of each licence: the face, then its annexes."""
    verdicts: list[list[Verified]] = field(default_factory=list)
    """Of each of those files."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        begun = perf_counter()
        yield
        self.times.append((name, perf_counter() - begun))

    def run(self) -> None:
        """Go the whole way; raises what a service raises."""
        self._found()
        with self.step("materials"):
            codes = self.desk.transact(lambda root: frozenset(root.project_codes))
            self.scene = scene = read_scene(codes, self.today())
            self.materials = make_materials(self.folder / "materials", scene.facts, self.fonts())
        with self.step("project"):
            self.desk.transact(partial(_begin, self.desk.get(IProjectService), self._actor("planning-clerk"), scene))
        for index, name in enumerate(("land", "form")):
            self._apply(scene, index, name)
        with self.step("download"):
            self.files = [deliver(self.desk, each, self.folder / "licences") for each in self.identifiers]
        with self.step("verify"):
            self.verdicts = list(self._verify())

    def _found(self) -> None:
        """Make what is not there yet: the PKI, the archive, the users."""
        authorities = read_authorities(AUTHORITIES)
        with self.step("pki"):
            self._verify_place()
            if not self.desk.settings["signing.pki.folder"].exists():
                make_pki_for(self.desk, authorities)
        with self.step("archive"):
            if not self.desk.application.transact_on_database(lambda top: "archive" in top):
                make_archive(self.desk, authorities, ADMINISTRATOR, new_password(), founder=DEMO)
        with self.step("users"):
            self._add_users()

    def _verify_place(self) -> None:
        """Raise ``DemoMisplacedError`` where invented licences could be taken for real ones; makes the database."""
        if self.desk.settings["signing.pki.kind"] == "production":
            raise DemoMisplacedError(f"{self.desk.config}: archive.why-production")
        self.desk.found()
        found = self.desk.application.transact_on_database(
            lambda top: "archive" in top and not is_of_demo(top["archive"])
        )
        if found:
            raise DemoMisplacedError(f"{self.desk.config}: archive.why-not-of-demo")

    def _add_users(self) -> None:
        """Add the users who are not there yet; nobody knows their passwords."""
        for row in read_users():
            self.desk.transact(partial(add_user, self.desk, row))

    def fonts(self) -> Sequence[Path]:
        """Find the folders with Noto Serif CJK; ``FontMissingError`` where there are none."""
        sources = [Path(source).expanduser() for source in self.desk.settings["templates.fonts.sources"]]
        found = sorted({path.parent for source in sources for path in source.rglob("NotoSerifCJK-*.ttc")})
        if not found:
            raise FontMissingError("NotoSerifCJK-*.ttc")
        return found

    def _apply(self, scene: Scene, index: int, name: str) -> None:
        """Take one application through submit → accept → review → decide."""
        with self.step(f"{name}-submit"):
            application = scene.application(index, self.materials)
            applicant = self._actor("applicant")
            done = submit_application(self.desk, applicant, application, self.folder / "materials")
            self.submitted.append(done)
        accept, review = self.desk.get(IAcceptService), self.desk.get(IReviewService)
        self._each(done, f"{name}-accept", "clerk", lambda actor, case, root: accept.accept(root, actor, case, ""))
        self._each(
            done, f"{name}-review", "reviewer", lambda actor, case, root: review.review(root, actor, case, "符合条件")
        )
        with self.step(f"{name}-decide"):
            self._decide(done)

    def _each(self, done: Submitted, step: str, role: str, work: Callable[[Actor, str, Any], None]) -> None:
        """Take a step on each case of an application."""
        with self.step(step):
            for item, case in done.cases.items():
                actor = self._actor(f"{DEPARTMENTS[item]}-{role}")
                self.desk.transact(partial(work, actor, case))

    def _decide(self, done: Submitted) -> None:
        """Approve each case, in order: the later ones name the number of the earlier; then make the licences."""
        service = self.desk.get(IDecideService)
        jobs: list[str] = []
        for item, case in done.cases.items():
            actor = self._actor(f"{DEPARTMENTS[item]}-decider")
            number = f"示许决〔{self.today().year}〕{case}号"
            decision = Decision(number, "《行政许可法》第三十八条", self.desk.clock())
            promise = self.desk.transact(partial(_approve, service, actor, case, decision))
            jobs.append(promise.job)
            self.identifiers.append(promise.identifier)
        work_off(self.desk, self.out, jobs)

    def today(self) -> date:
        """Give the day in the archive's time zone."""
        return self.desk.clock().astimezone(self.desk.settings["archive.timezone"]).date()

    def _actor(self, name: str) -> Actor:
        """Give one of the demo's users."""
        service = self.desk.get(IUserService)
        actor: Actor = self.desk.transact(lambda root: service.get_actor(root, name))
        return actor

    def _verify(self) -> Iterator[list[Verified]]:
        """Judge every file as a stranger would, against the trust folder, and ask the register."""
        from signing.trust.anchors import read_snapshot  # noqa: PLC0415 - slow, and the last step
        from signing.validation.validator import open_validator  # noqa: PLC0415 - slow, and the last step

        snapshot = read_snapshot(self.desk.settings["signing.trust.folder"])
        inquiry = Inquiry(self.desk.find_register, self.desk.clock())
        with open_validator(self.desk.settings, self.desk.clock, snapshot) as validator:
            for files in self.files:
                yield [validate_file(path, validator, validator.bounds.max_bytes, inquiry) for path in files]


def _begin(service: Any, clerk: Actor, scene: Scene, root: Any) -> None:
    """Begin the project under its code, and let the applicant apply on it."""
    owner = {"owner": scene.given["owner"], "owner_code": scene.given["owner_code"]}
    project = service.begin(root, clerk, scene.name, **owner, code=scene.code)
    service.admit(root, clerk, project, "applicant")


def _approve(service: Any, actor: Actor, case: str, decision: Decision, root: Any) -> Promise:
    """Approve a case; each item of the demo gives a licence."""
    promise: Promise = service.approve(root, actor, case, decision)
    return promise

"""Writes down what came of a job. Called by the runner, in the transaction that ends the job's claim."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zope.interface import implementer

from archive.interfaces import IFinishService
from archive.model import Outcome
from archive.models.licences import File, Licence, LicenceVersion, Making
from archive.models.root import Archive
from archive.models.seals import SealUse
from archive.services.filing import file_result
from archive.services.recording import Recorder
from archive.services.tasks import LicenceTask
from templates.interfaces import IKinds

RUNNER: Final = "runner"
"""Name under which the runner's events are recorded."""


@implementer(IFinishService)
@dataclass(frozen=True)
class FinishService:
    """Calls a licence issued, or void."""

    recorder: Recorder
    kinds: IKinds

    def begin(self, root: Archive, job: str, task: LicenceTask) -> None:
        """Write down what seals are about to be used, on what (用印台账)."""
        claimed = root.outbox.get_job(job)
        licence, version = root.licences.get(claimed.arguments["licence"])
        decision, files = version.decision, ("", *(sheet.name for sheet in task.sheets))
        about = (decision.by, decision.number, version.identifier, licence.case, job)
        uses = (
            SealUse(one.key, one.owner, *about, file, task.moment, claimed.attempts)
            for file in files
            for one in task.signers
        )
        root.seal_ledger.begin(job, uses)

    def fail(self, root: Archive, job: str, code: str) -> None:
        """Write down that an attempt kept nothing that it sealed."""
        root.seal_ledger.fail(job, root.outbox.get_job(job).attempts, code, self.recorder.clock())

    def finish(self, root: Archive, job: str, outcome: Outcome) -> None:
        """Call the version issued; ``VersionNotPromisedError``, ``StepNotAllowedError``, ``ClockBackwardsError``."""
        now = self.recorder.moment(root)
        claimed = root.outbox.get_job(job)
        licence, version = root.licences.get(claimed.arguments["licence"])
        files = tuple(
            File(made.name, made.digest, made.size, made.pages, made.is_landscape)
            for made in (outcome.face, *outcome.annexes)
        )
        licence.issue(version, Making(files[0], files[1:], outcome.fonts, outcome.renderer, outcome.sealed_at, now))
        root.seal_ledger.complete(job, claimed.attempts, {file.name: file.digest for file in files}, now)
        if licence.case:
            self._file_result(root, licence, version, now)
        values = {"number": licence.number, "digest": outcome.face.digest, "annexes": [f.digest for f in files[1:]]}
        self.recorder.record(root, RUNNER, ("licence.issued", version.identifier), (now, outcome.sealed_at), **values)

    def give_up(self, root: Archive, job: str, code: str, detail: str) -> None:
        """Call the version void, and its number where it is the first."""
        now = self.recorder.moment(root)
        arguments = root.outbox.get_job(job).arguments
        _licence, version = root.licences.get(arguments["licence"])
        version.void(code, detail, now)
        root.seal_ledger.abandon(job, now)
        if arguments["series"] is not None:
            root.numbers.range(*arguments["series"]).void(job, code)
        self.recorder.record(root, RUNNER, ("licence.void", version.identifier), (now, now), reason=code)

    def _file_result(self, root: Archive, licence: Licence, version: LicenceVersion, now: datetime) -> None:
        """Put the sealed files into the dossier, as results of the case."""
        case = root.cases[licence.case]
        title = self.kinds.get_kind(version.template.kind, version.template.version).title["zh"]
        dossier = root.applications[case.application].dossier
        file_result(dossier, version, (case.result_type, title, case.id), by=RUNNER, now=now)

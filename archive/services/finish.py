"""Writes down what came of a job. Called by the runner, in the transaction that ends the job's claim."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zope.interface import implementer

from archive.interfaces import IFinishService
from archive.model import Outcome
from archive.models.licences import File, Licence, LicenceVersion, Making
from archive.models.seals import SealUse
from archive.services.filing import file_result, files_of
from archive.services.recording import Recorder

RUNNER: Final = "runner"
"""Name under which the runner's events are recorded."""


@implementer(IFinishService)
@dataclass(frozen=True)
class FinishService:
    """Calls a licence issued, or void."""

    recorder: Recorder
    kinds: Any
    """``IKinds``."""

    def finish(self, root: Any, job: str, outcome: Outcome) -> None:
        """Call the version issued; ``VersionNotPromisedError``, ``StepNotAllowedError``, ``ClockBackwardsError``."""
        now = self.recorder.moment(root)
        licence, version = root.licences.get(root.outbox.get_job(job).arguments["licence"])
        files = tuple(File(made.name, made.digest, made.size, made.pages) for made in (outcome.face, *outcome.annexes))
        licence.issue(version, Making(files[0], files[1:], outcome.fonts, outcome.renderer, outcome.sealed_at, now))
        _note_seals(root, licence, version, outcome.sealed_at)
        if licence.case:
            self._file_result(root, licence, version, now)
        values = {"number": licence.number, "digest": outcome.face.digest, "annexes": [f.digest for f in files[1:]]}
        self.recorder.record(root, RUNNER, ("licence.issued", version.identifier), (now, outcome.sealed_at), **values)

    def give_up(self, root: Any, job: str, code: str, detail: str) -> None:
        """Call the version void, and its number where it is the first."""
        now = self.recorder.moment(root)
        arguments = root.outbox.get_job(job).arguments
        _licence, version = root.licences.get(arguments["licence"])
        version.void(code, detail, now)
        if arguments["series"] is not None:
            root.numbers.range(*arguments["series"]).void(job, code)
        self.recorder.record(root, RUNNER, ("licence.void", version.identifier), (now, now), reason=code)

    def _file_result(self, root: Any, licence: Licence, version: LicenceVersion, now: datetime) -> None:
        """Put the sealed files into the dossier, as results of the case."""
        case = root.cases[licence.case]
        title = self.kinds.get_kind(version.template.kind, version.template.version).title["zh"]
        dossier = root.applications[case.application].dossier
        file_result(dossier, version, (case.result_type, title, case.id), by=RUNNER, now=now)


def _note_seals(root: Any, licence: Licence, version: LicenceVersion, at: datetime) -> None:
    """Write every use of a seal down (用印台账)."""
    decision = version.decision
    seal = root.authorities.in_office(licence.authority, at).seals.at(at)
    for file in files_of(version):
        root.seal_ledger.append(
            SealUse(
                seal.key,
                licence.authority,
                decision.by,
                decision.number,
                version.identifier,
                licence.case,
                file.digest,
                at,
            )
        )

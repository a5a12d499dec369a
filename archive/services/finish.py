"""Writes down what came of a job. Called by the runner, in the transaction that ends the job's claim."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from zope.interface import implementer

from archive.interfaces import IFinishService, Outcome
from archive.models.dossiers import Origin
from archive.models.licences import File, Licence, LicenceVersion, Making
from archive.models.seals import SealUse
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
        """Call the version issued; ``VersionNotPromisedError``, ``ClockBackwardsError``."""
        now = self.recorder.moment(root)
        licence, version = root.licences.get(root.outbox.get_job(job).arguments["licence"])
        files = tuple(File(made.name, made.digest, made.size, made.pages) for made in (outcome.face, *outcome.annexes))
        version.issue(Making(files[0], files[1:], outcome.fonts, outcome.renderer, outcome.sealed_at, now))
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
        making = version.making
        assert making is not None, "a result is filed once it is made"
        case = root.cases[licence.case]
        dossier = root.applications[case.application].dossier
        title = self.kinds.get_kind(version.template.kind, version.template.version).title["zh"]
        for file in (making.face, *making.annexes):
            name = f"{title}{file.name}"
            document = dossier.add("results", case.result_type, name, case.id)
            document.add_version(
                digest=file.digest,
                size=file.size,
                media_type="application/pdf",
                name=f"{name}.pdf",
                by=RUNNER,
                happened_at=making.issued_at,
                recorded_at=now,
                why=version.decision.number,
                origin=Origin("made", licence=version.identifier),
            )


def _note_seals(root: Any, licence: Licence, version: LicenceVersion, at: datetime) -> None:
    """Write every use of a seal down (用印台账)."""
    making, decision = version.making, version.decision
    assert making is not None, "seals are noted once the version is made"
    seal = root.authorities.in_office(licence.authority, at).seals.at(at)
    for file in (making.face, *making.annexes):
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

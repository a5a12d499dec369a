"""Makes a claimed job's task out of what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import Any

from archive.errors import TemplateChangedError
from archive.identifiers.holders import holder_type
from archive.identifiers.licence import LicenceIdentifier
from archive.models.licences import Licence, LicenceVersion
from archive.models.outbox import Job
from archive.models.root import Archive
from archive.services.addresses import verification_url
from archive.services.errors import LicenceNamedVoidError, SealMissingError
from archive.services.recording import Recorder
from archive.services.tasks import LicenceTask, SheetOrder, Signer
from templates.interfaces import IKinds
from templates.model import Face, Kind, Replacement


@dataclass(frozen=True)
class PrepareService:
    """Gives everything that the work on a licence needs."""

    recorder: Recorder
    kinds: IKinds
    public_url: str
    specimen: bool
    """「样张」 across the page: whatever a development PKI seals."""
    zone: tzinfo
    """Where the archive is: a day is a day there."""

    def prepare(self, root: Archive, job: Job) -> LicenceTask:
        """Make the task; ``SealMissingError``, ``TemplateChangedError``, ``LicenceNamedVoidError``.

        ``ClockBackwardsError`` before anything: a clock that is behind would choose seal and name of another time.
        The seal is of who issued, even if its office passed on since: a successor has another credit code than the
        identifier names, so that a licence with its seal would not be valid.
        """
        self.recorder.moment(root)
        _verify_named(root, job)
        licence, version = root.licences.get(job.arguments["licence"])
        kind = self.kinds.get_kind(version.template.kind, version.template.version)
        if kind.digest != version.template.digest:
            raise TemplateChangedError(f"{kind.name} v{kind.version}: {version.identifier}")
        moment = job.started_at or job.promised_at
        authority = root.authorities.in_office(licence.authority, job.promised_at)
        seal = authority.seals.at(moment if authority.successors.at(moment) is None else job.promised_at)
        if seal is None:
            raise SealMissingError(licence.authority)
        return LicenceTask(
            self._face(root, kind, licence, version),
            _sheets(kind, version),
            (Signer(seal.key, seal.name, seal.words, authority.id),) * len(kind.seals),
            moment,
            f"{kind.title['zh']} {version.decision.number}",
            authority.places.at(moment) or "",
            LicenceIdentifier.parse(version.identifier).issuer,
        )

    def _face(self, root: Archive, kind: Kind, licence: Licence, version: LicenceVersion) -> Face:
        """Give the face, without its annexes."""
        return Face(
            version.template.kind,
            version.template.version,
            version.data,
            version.identifier,
            verification_url(self.public_url, version.identifier, root.verify_key),
            version.decision.recorded_at,
            version.valid_from,
            version.valid_until,
            specimen=self.specimen,
            holder_types=holder_types(kind, version.data),
            replacement=self._replacement(licence, version),
        )

    def _replacement(self, licence: Licence, version: LicenceVersion) -> Replacement | None:
        """Give what a version replaces, when and why; None for the first that is issued."""
        prior, act = licence.prior_of(version), version.decision
        if prior is None:
            return None
        return Replacement(act.decided_at.astimezone(self.zone).date(), act.ground, prior.identifier)


def _verify_named(root: Archive, job: Job) -> None:
    """Raise ``LicenceNamedVoidError`` where a licence that the job's one names was never made."""
    for key in job.after:
        licence, version = root.licences.get(root.outbox.get_job(key).arguments["licence"])
        if version.voided is not None:
            raise LicenceNamedVoidError(f"{licence.number}, {licence.case}")


def holder_types(kind: Kind, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what each holder's code is, by its form, else as the data say."""
    codes, given = (kind.said_of(role, data) for role in ("holder_code", "holder_code_type"))
    return tuple(holder_type(code, told) for code, told in zip_longest(codes, given[: len(codes)], fillvalue=""))


def _sheets(kind: Kind, version: LicenceVersion) -> tuple[SheetOrder, ...]:
    """Give the annexes: each list made of data, and each drawing that came."""
    return tuple(
        SheetOrder(rule.name, rule.source, version.drawings.get(rule.name, ""))
        for rule in kind.annexes
        if rule.source == "data" or rule.name in version.drawings
    )

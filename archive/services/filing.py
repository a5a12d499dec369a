"""Puts files into dossiers, each with where it came from."""

from datetime import datetime
from typing import Final

from archive.model import MaterialGiven, Reuse
from archive.models.dossiers import Document, Dossier, Origin
from archive.models.licences import File, LicenceVersion
from archive.models.root import Archive

PDF: Final = "application/pdf"


def file_material(
    dossier: Dossier,
    given: MaterialGiven,
    title: str,
    *,
    by: str,
    when: tuple[datetime, datetime],
    document: Document | None = None,
) -> None:
    """File an application material that was uploaded, as a ``document``'s next version where there is one.

    ``when``: capture time, and when it came in.
    """
    intake, (now, received_at) = given.intake, when
    why = "submitted" if document is None else "corrected"
    document = document or dossier.add("materials", given.document_type, title)
    document.add_version(
        digest=intake.digest,
        size=intake.size,
        media_type=intake.media_type,
        name=intake.name,
        by=by,
        happened_at=received_at,
        recorded_at=now,
        why=why,
        origin=Origin("uploaded"),
    )


def file_reused(root: Archive, dossier: Dossier, reuse: Reuse, title: str, *, by: str, now: datetime) -> None:
    """File a licence that the archive held already, with its annexes."""
    _licence, version = root.licences.get(reuse.identifier)
    about = ("materials", reuse.document_type, title, "")
    origin = Origin("archive", licence=reuse.identifier)
    _file_licence(dossier, version, about, origin=origin, why="held by the archive", by=by, now=now)


def file_result(
    dossier: Dossier, version: LicenceVersion, about: tuple[str, str, str], *, by: str, now: datetime
) -> None:
    """File a licence that was made; ``about``: document type, title, case id."""
    origin = Origin("made", licence=version.identifier)
    _file_licence(dossier, version, ("results", *about), origin=origin, why=version.decision.number, by=by, now=now)


def _file_licence(
    dossier: Dossier,
    version: LicenceVersion,
    about: tuple[str, str, str, str],
    *,
    origin: Origin,
    why: str,
    by: str,
    now: datetime,
) -> None:
    """File a licence's files, a replacement's as next versions; ``about``: part, document type, title, case id."""
    part, document_type, title, case = about
    for file in files_of(version):
        name = f"{title} {file.name}".rstrip()
        document = dossier.find(part, name, case) or dossier.add(part, document_type, name, case)
        document.add_version(
            digest=file.digest,
            size=file.size,
            media_type=PDF,
            name=f"{name}.pdf",
            by=by,
            happened_at=now,
            recorded_at=now,
            why=why,
            origin=origin,
        )


def files_of(version: LicenceVersion) -> tuple[File, ...]:
    """Give the face and the annexes of a version that was made; nothing of one that was not."""
    return () if version.making is None else (version.making.face, *version.making.annexes)

"""Writes the application form (申请表单) and the process forms (过程表单) into dossiers, as records.

A record is canonical JSON (RFC 8785) of what was filled in, noted or decided. Its bytes are kept before the commit that
names them: an aborted transaction leaves an orphan for the sweep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.canonical import dump_canonical
from archive.catalogue.model import Catalogue
from archive.models.applications import Application
from archive.models.dossiers import Origin
from storage.interfaces import IBlobStore

APPLICATION: Final = "F01"
"""Document type of the application form."""
RECEIPT: Final = "P01"
"""Document type of the receipt (收件凭证)."""
MEDIA_TYPE: Final = "application/json"


@dataclass(frozen=True)
class FormFiler:
    """Keeps forms."""

    blobs: IBlobStore
    catalogue: Catalogue

    def file(
        self,
        application: Application,
        form: tuple[str, str],
        values: Mapping[str, Any],
        *,
        case: str = "",
        by: str,
        when: tuple[datetime, datetime],
    ) -> str:
        """File a form: ``form`` is its part of the dossier and its document type, ``when`` capture and business time.

        Gives the digest of its bytes.
        """
        now, happened = when
        part, document_type = form
        wanted = self.catalogue.get_document_type(document_type)
        about = {"form": document_type, "title": wanted.title["zh"], "application": application.id, "case": case}
        record = dump_canonical(
            {**about, "by": by, "at": happened.isoformat(), "recorded_at": now.isoformat(), **values}
        )
        digest = str(self.blobs.put(record, wanted.limit))
        document = application.dossier.add(part, document_type, wanted.title["zh"], case)
        document.add_version(
            digest=digest,
            size=len(record),
            media_type=MEDIA_TYPE,
            name=f"{wanted.title['zh']}.json",
            by=by,
            happened_at=happened,
            recorded_at=now,
            why="written by the archive",
            origin=Origin("made"),
        )
        return digest

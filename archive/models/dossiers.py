"""Dossiers (案卷): documents in three parts, each document a growing row of immutable versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from archive.models.editing import Editable

PARTS: Final = ("materials", "process_forms", "results")
"""申请材料 (with the application form), 过程表单, 办理结果."""


@dataclass(frozen=True)
class Origin:
    """Where a version comes from."""

    kind: str
    """``uploaded``, ``archive`` (taken from the archive) or ``made`` (made here)."""
    licence: str = ""
    """Identifier (证照标识) of the licence version that it is or was taken from."""
    document: str = ""
    """Document version that it was taken from, as ``<application>/<document>/<number>``."""


@dataclass(frozen=True)
class Version:
    """One version of a document; moments are aware UTC."""

    number: int
    """Counted from 1."""
    digest: str
    """SHA-256, lower-case hexadecimal."""
    size: int
    """Bytes."""
    media_type: str
    name: str
    """File name."""
    by: str
    happened_at: datetime
    """Business time."""
    recorded_at: datetime
    """Capture time."""
    why: str
    origin: Origin


class Document(Editable):
    """One document under its type."""

    def __init__(self, id: str, part: str, document_type: str, title: str, case: str) -> None:  # noqa: A002 - its name in the field
        super().__init__()
        self.id = id
        """Within its dossier."""
        self.part = part
        """One of ``PARTS``."""
        self.document_type = document_type
        """Such as ``D20`` (catalogue)."""
        self.title = title
        self.case = case
        """Case id; empty for what all cases of the application share."""
        self.versions: tuple[Version, ...] = ()

    def add_version(
        self,
        *,
        digest: str,
        size: int,
        media_type: str,
        name: str,
        by: str,
        happened_at: datetime,
        recorded_at: datetime,
        why: str,
        origin: Origin,
    ) -> Version:
        """Add the next version."""
        number = len(self.versions) + 1
        version = Version(number, digest, size, media_type, name, by, happened_at, recorded_at, why, origin)
        self.versions += (version,)
        if number > 1:
            self.note_edit(by, recorded_at, "versions")
        return version

    @property
    def current(self) -> Version:
        """The latest version; ``IndexError`` where there is none yet."""
        return self.versions[-1]


class Dossier(Persistent):
    """The documents of one application and its cases."""

    def __init__(self) -> None:
        self.documents = OOBTree()
        """Document id → Document."""

    def add(self, part: str, document_type: str, title: str, case: str = "") -> Document:
        """Add a document without versions yet, under an id such as ``D20-001``; ``ValueError`` for an unknown part."""
        if part not in PARTS:
            raise ValueError(f"no part of a dossier: {part}")
        number = sum(1 for _ in self.of_type(document_type)) + 1
        document = Document(f"{document_type}-{number:03d}", part, document_type, title, case)
        self.documents[document.id] = document
        return document

    def find(self, part: str, title: str, case: str) -> Document | None:
        """Give the document of a part that a case has under a title, or None."""
        return next((one for one in self.part(part) if (one.title, one.case) == (title, case)), None)

    def part(self, name: str) -> Iterator[Document]:
        """Every document of a part, by id."""
        return (document for document in self.documents.values() if document.part == name)

    def of_type(self, document_type: str) -> Iterator[Document]:
        """Every document of a type, by id."""
        return iter(self.documents.values(f"{document_type}-", f"{document_type}.", excludemax=True))

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.dossiers import Dossier, Origin

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add_version(document, digest, hours):
    return document.add_version(
        digest=digest,
        size=1,
        media_type="application/pdf",
        name="a.pdf",
        by="anna",
        happened_at=T0,
        recorded_at=T0 + hours * HOUR,
        why="",
        origin=Origin("uploaded"),
    )


@pytest.fixture
def dossier():
    """Two materials, one in two versions; a result of one case later."""
    dossier = Dossier()
    design = dossier.add("materials", "D20", "设计方案")
    add_version(design, "a" * 64, 0)
    add_version(dossier.add("materials", "D27", "承诺书"), "b" * 64, 1)
    add_version(design, "c" * 64, 2)
    add_version(dossier.add("results", "D24", "许可证", case="C1"), "d" * 64, 3)
    return dossier


def test_documents_of_a_type_are_counted(dossier):
    assert dossier.add("materials", "D20", "更多").id == "D20-002"
    assert [document.id for document in dossier.of_type("D20")] == ["D20-001", "D20-002"]


def test_types_whose_names_begin_alike_are_told_apart(dossier):
    assert dossier.add("process_forms", "D2", "x").id == "D2-001"


def test_an_unknown_part_is_an_error(dossier):
    with pytest.raises(ValueError, match="no part"):
        dossier.add("results ", "D24", "许可证")


def test_a_part_holds_its_documents(dossier):
    assert [document.document_type for document in dossier.part("materials")] == ["D20", "D27"]


def test_versions_follow_each_other_and_stay(dossier):
    document = dossier.documents["D20-001"]
    assert [version.digest[0] for version in document.versions] == ["a", "c"]
    assert (document.current.number, document.edition) == (2, 2)

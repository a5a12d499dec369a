"""Files in dossiers."""

from datetime import timedelta

import pytest
from archive_fixture import Office, actor
from doubles import START

from archive.model import Reuse
from archive.models.dossiers import Dossier
from archive.services.filing import file_material, file_result, file_reused, files_of


@pytest.fixture
def office():
    return Office()


def test_an_upload_is_filed_as_it_came(office):
    dossier, given = Dossier(), office.material("D20")
    file_material(dossier, given, "设计方案", by="li", when=(START, START - timedelta(days=3)))
    (document,) = dossier.part("materials")
    version = document.current
    assert (version.digest, version.name, version.origin.kind) == (given.intake.digest, "D20.pdf", "uploaded")
    assert (version.recorded_at, version.happened_at) == (START, START - timedelta(days=3))


def test_a_licence_is_filed_with_its_annexes(office):
    identifier = office.issued(drawings={"附图": office.blobs.put(b"drawing")})
    _licence, version = office.root.licences.get(identifier)
    dossier = Dossier()
    reuse = Reuse("D13", identifier, version.making.face.digest)
    file_reused(office.root, dossier, reuse, "用地许可", by="li", now=START)
    file_result(dossier, version, ("D13", "用地许可", "A1-1"), by="runner", now=START)
    materials, results = list(dossier.part("materials")), list(dossier.part("results"))
    assert [document.title for document in materials] == ["用地许可", "用地许可 附图"]
    assert [document.current.digest for document in results] == [file.digest for file in files_of(version)]
    assert {document.current.origin.licence for document in materials + results} == {identifier}
    assert [document.current.origin.kind for document in materials + results] == ["archive"] * 2 + ["made"] * 2


def test_a_licence_that_replaces_another_is_the_next_version_of_the_same_document(office):
    dossier, drawings = Dossier(), {"附图": office.blobs.put(b"drawing")}
    versions = [office.root.licences.get(office.issued(key=key, drawings=drawings))[1] for key in ("a", "b")]
    for version in versions:
        file_result(dossier, version, ("D13", "用地许可", "A1-1"), by="runner", now=START)
    file_result(dossier, versions[0], ("D13", "用地许可", "A1-2"), by="runner", now=START)
    counts = [(one.title, one.case, len(one.versions)) for one in dossier.part("results")]
    assert counts == [
        ("用地许可", "A1-1", 2),
        ("用地许可 附图", "A1-1", 2),
        ("用地许可", "A1-2", 1),
        ("用地许可 附图", "A1-2", 1),
    ]


def test_what_is_not_made_has_no_files(office):
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    assert files_of(office.root.licences.get(promise.identifier)[1]) == ()

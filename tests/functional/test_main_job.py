"""The main job of issue 3, by services on real parts: every store of documents, every database."""

import io
from datetime import timedelta

import pikepdf
import pytest
from archive_fixture import FORM, ITEMS, LINKS, OWNER, PROJECT_CODE, UPLOADS
from samples import sample_of
from servers import write_postgresql_configuration
from station import make_station

from archive.app import open_application
from archive.interfaces import (
    IAcceptService,
    IDecideService,
    IIntakeService,
    IProjectService,
    IRegister,
    IReviewService,
    IRunner,
    ISubmitService,
    IUserService,
)
from archive.model import Decision, ItemAsked, MaterialGiven, Submission
from storage.digests import Digest
from storage.interfaces import IBlobStore

DRAWINGS = {"X1-06": "D12", "X2-02": "D20"}
"""Item → the material that its licence shows as 附图."""


def on_filesystem(request):
    return {}


def on_minio(request):
    settings = request.getfixturevalue("minio_server").settings()
    return {f"storage__blobs__minio__{name}": str(value) for name, value in settings.items()} | {
        "storage__blobs": "minio",
        "storage__blobs__minio__secure": "no",
    }


def on_sqlite(request, folder):
    return ""


def on_postgresql(request, folder):
    dsn = request.getfixturevalue("postgres_server").dsn()
    return f"zconfig:{write_postgresql_configuration(folder / 'postgresql', dsn)}"


@pytest.fixture(
    params=[
        pytest.param((on_filesystem, on_sqlite), id="filesystem-sqlite"),
        pytest.param((on_minio, on_sqlite), id="minio-sqlite", marks=pytest.mark.minio),
        pytest.param((on_filesystem, on_postgresql), id="filesystem-postgresql", marks=pytest.mark.postgresql),
        pytest.param(
            (on_minio, on_postgresql), id="minio-postgresql", marks=[pytest.mark.minio, pytest.mark.postgresql]
        ),
    ]
)
def office(request, tmp_path):
    store, database = request.param
    ini = make_station(tmp_path, database(request, tmp_path), archive__jobs__pool="inline", **store(request))
    with open_application(ini) as application:
        yield Office(application)


class Office:
    """Everybody at work on one application."""

    def __init__(self, application):
        self.application = application
        self.get, self.transact = application.get, application.transact
        stream = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.save(stream)
        self.pdf = stream.getvalue()

    def actor(self, *name):
        return self.transact(lambda root: self.get(IUserService).get_actor(root, "-".join(name)))

    def material(self, name):
        return MaterialGiven(
            name, self.get(IIntakeService).take(self.pdf, f"{name}.pdf", drawing=name in DRAWINGS.values())
        )

    def submit(self, project, key, *codes):
        materials = tuple(self.material(name) for name in UPLOADS)
        digests = {each.document_type: each.intake.digest for each in materials}
        asked = []
        for code in codes:
            data = sample_of(ITEMS[code])
            for link in LINKS.get(code, ()):
                data.pop(link, None)
            asked.append(ItemAsked(code, data, drawings={"附图": digests[DRAWINGS[code]]} if code in DRAWINGS else {}))
        submission = Submission(key, project, "示例公司", OWNER, FORM, tuple(asked), materials)
        service, applicant = self.get(ISubmitService), self.actor("applicant")
        return self.transact(lambda root: service.submit(root, applicant, submission))

    def approve(self, case, key):
        accept, review, decide = (self.get(each) for each in (IAcceptService, IReviewService, IDecideService))
        decision = Decision(f"示规许〔2026〕{case[-1]}号", "符合条件", self.application.clock())
        self.transact(lambda root: accept.accept(root, self.actor("clerk", key), case))
        self.transact(lambda root: review.review(root, self.actor("reviewer", key), case, "符合"))
        return self.transact(lambda root: decide.approve(root, self.actor("decider", key), case, decision))

    def drain(self):
        return list(self.get(IRunner).drain(patience=30))[-1]

    def status(self, identifier):
        register, blobs = self.get(IRegister), self.get(IBlobStore)
        version = self.transact(lambda root: root.licences.get(identifier)[1].making)
        digest = Digest.parse(version.face.digest)
        with pikepdf.open(io.BytesIO(blobs.get(digest))) as document:
            assert document.Root.AcroForm.Fields[0].V.SubFilter == "/ETSI.CAdES.detached"
        at = self.application.clock() + timedelta(seconds=1)
        return self.transact(lambda root: register.status_of(root, identifier, digest, at))


def test_the_main_job_goes_all_the_way(office):
    projects, applicant, clerk = office.get(IProjectService), office.actor("applicant"), office.actor("clerk", "nr")
    owned = {"owner": "示例公司", "owner_code": OWNER}
    project = office.transact(lambda root: projects.begin(root, applicant, "示例厂房一期", **owned))
    first = office.submit(project, "one", "X1-06")
    office.transact(lambda root: projects.bind_code(root, clerk, project, PROJECT_CODE))
    land = office.approve(first.cases["X1-06"], "nr")
    assert office.drain().done == 1
    both = office.submit(project, "two", "X2-02", "X3-04")
    assert [reuse.identifier for reuse in both.reused] == [land.identifier]
    planning = office.approve(both.cases["X2-02"], "nr")
    permit = office.approve(both.cases["X3-04"], "hc")
    assert office.drain().done == 2
    for promise in (land, planning, permit):
        answer = office.status(promise.identifier)
        assert (answer.status, answer.is_registered, answer.number) == ("valid", True, promise.number)
    assert len(office.transact(lambda root: list(root.seal_ledger))) == 6

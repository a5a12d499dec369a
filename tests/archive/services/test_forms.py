"""Forms as records in the dossier."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import OWNER, Office, actor

from archive.errors import PermissionMissingError
from archive.services.errors import MaterialTypeError, MomentFutureError
from archive.services.forms import MEDIA_TYPE


@pytest.fixture
def office():
    return Office()


def record(office, document):
    return json.loads(office.blobs.get(document.current.digest))


def test_an_application_leaves_its_form_among_the_materials_and_a_receipt(office):
    asked = office.submission(office.project(), "X1-06")
    done = office.submit.submit(office.root, actor("applicant"), asked)
    dossier = office.root.applications[done.application].dossier
    (form,), (receipt,) = dossier.of_type("F01"), dossier.part("process_forms")
    assert (form.part, form.title, form.current.media_type) == ("materials", "申请表", MEDIA_TYPE)
    assert form.current.size == len(office.blobs.get(form.current.digest))
    told = record(office, form)
    assert (told["applicant_code"], told["facts"]["floor_area"], told["by"]) == (OWNER, 9800, "applicant")
    assert [(item["item"], item["case"]) for item in told["items"]] == list(done.cases.items())
    given = record(office, receipt)["materials"]
    assert [one["digest"] for one in given] == [one.intake.digest for one in asked.materials]
    assert receipt.title == "收件凭证"
    (event,) = [one.fields for one in office.root.events.of(done.application)]
    assert event["values"]["forms"] == [form.current.digest, receipt.current.digest]


def test_an_application_that_is_entered_later_keeps_when_it_came_in(office):
    received = office.clock() - timedelta(days=2)
    asked = replace(office.submission(office.project(by="clerk"), "X1-06"), received_at=received)
    with pytest.raises(PermissionMissingError):
        office.submit.submit(office.root, actor("applicant"), asked)
    done = office.submit.submit(office.root, actor("clerk"), asked)
    application = office.root.applications[done.application]
    assert (application.submitted_at, application.recorded_at) == (received, office.clock())
    filed = [document.current for document in application.dossier.part("materials")]
    assert len(filed) > 1
    assert {(one.happened_at, one.recorded_at) for one in filed} == {(received, office.clock())}
    late = replace(asked, key="later", received_at=office.clock() + timedelta(hours=1))
    with pytest.raises(MomentFutureError):
        office.submit.submit(office.root, actor("clerk"), late)


def test_a_record_is_canonical_so_that_its_bytes_can_be_made_again(office):
    case = office.root.cases[office.submitted()]
    dossier = office.root.applications[case.application].dossier
    (form,) = dossier.of_type("F01")
    bytes_kept = office.blobs.get(form.current.digest)
    told = json.loads(bytes_kept)
    assert json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == bytes_kept


def test_nobody_uploads_what_the_archive_writes_itself(office):
    asked = office.submission(office.project(), "X1-06")
    asked = replace(asked, materials=(*asked.materials, office.material("P02", MEDIA_TYPE)))
    with pytest.raises(MaterialTypeError, match="受理通知书"):
        office.submit.submit(office.root, actor("applicant"), asked)

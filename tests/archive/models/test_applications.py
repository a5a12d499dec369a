from datetime import UTC, datetime

from archive.models.applications import Application

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_application_begins_with_its_form_and_an_empty_dossier():
    form = {"low_risk": True}
    application = Application(
        id="A1",
        project="P1",
        applicant="示例公司",
        applicant_code="91350200DEM0001100",
        form=form,
        submitted_by="xu",
        submitted_at=T0,
        recorded_at=T0,
    )
    form["low_risk"] = False
    assert application.form == {"low_risk": True}
    assert (application.cases, len(application.dossier.documents)) == ((), 0)

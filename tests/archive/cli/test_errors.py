"""Errors of the command that hold more than a detail."""

from archive.cli.errors import ApplicationInvalidError
from templates.errors import Fault


def test_every_fault_of_an_application_is_in_its_error():
    faults = (
        Fault("templates.field-missing", "/key", "key"),
        Fault("templates.field-too-long", "/applicant", "applicant", "200"),
    )
    error = ApplicationInvalidError(faults)
    assert error.faults == faults
    assert str(error) == "key (/key): templates.field-missing; applicant (/applicant): templates.field-too-long (200)"

"""What is wrong with a form, row by row."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

from archive.errors import CaseUnknownError, PasswordWeakError
from archive.services.errors import SeveralFaultsError
from archive.web.faults import rows_of
from templates.errors import DataInvalidError, Fault

ZONE = {"archive.timezone": ZoneInfo("Asia/Shanghai")}
REQUEST = SimpleNamespace(language="en", registry=SimpleNamespace(settings=ZONE))


def test_each_error_and_each_fault_of_data_has_its_row_at_its_field():
    faults = (
        Fault("templates.field-missing", "/parties/0/name", "Name"),
        Fault("templates.field-missing", "/JSDW", "x"),
    )
    error = SeveralFaultsError((DataInvalidError(faults), PasswordWeakError("li"), CaseUnknownError("A-1")))
    rows = rows_of(REQUEST, error, {"archive.password-weak": "new"})
    assert [(row.field, row.code) for row in rows] == [
        ("parties.0.name", "templates.field-missing"),
        ("JSDW", "templates.field-missing"),
        ("new", "archive.password-weak"),
        ("", "archive.case-unknown"),
    ]
    assert all(row.sentence for row in rows)

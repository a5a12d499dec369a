"""An error has the status of its class or of its nearest base; what has none is our fault."""

from http import HTTPStatus

import pytest
from pyramid.exceptions import BadCSRFToken, PredicateMismatch
from ZODB.POSException import ReadOnlyError

from archive.errors import CaseUnknownError, PermissionMissingError, ProjectForeignError, StaleEditError
from archive.services.errors import SeveralFaultsError
from archive.web.errors import MethodUnknownError, TokenMissingError
from archive.web.statuses import UNEXPECTED, find_meant, status_of, told, waits
from storage.errors import BlobUnavailableError, DatabaseBusyError
from templates.errors import DataInvalidError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CaseUnknownError("A"), 404),
        (PermissionMissingError("A"), 403),
        (ProjectForeignError("A"), 403),
        (StaleEditError("1", ()), 412),
        (SeveralFaultsError((CaseUnknownError("A"), CaseUnknownError("B"))), 422),
        (DataInvalidError(()), 422),
        (BlobUnavailableError("x"), 503),
        (DatabaseBusyError("x"), 503),
        (ZeroDivisionError(), 500),
    ],
)
def test_an_error_has_the_status_of_its_nearest_base(error, status):
    assert status_of(error) == status


def test_an_error_without_a_code_is_ours():
    assert told(ZeroDivisionError()) == (HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


@pytest.mark.parametrize(
    ("error", "meant"), [(BadCSRFToken(), TokenMissingError), (PredicateMismatch(), MethodUnknownError)]
)
def test_what_pyramid_raises_is_told_as_what_it_means(error, meant):
    assert type(find_meant(error)) is meant


def test_a_fault_of_the_database_has_its_code():
    assert find_meant(ReadOnlyError()) is not None


def test_what_may_pass_says_when_to_come_back():
    assert waits(BlobUnavailableError("x")) > 0
    assert waits(CaseUnknownError("x")) is None

"""Parameters are read as the description types them, and everything else is refused by its place."""

import pytest

from archive.web.api.contract import read_contract
from archive.web.api.parameters import read_parameters
from archive.web.errors import ParameterInvalidError
from archive.web.request import Request

OPERATIONS = read_contract().operations


def read(operation, address="/", path=None, **headers):
    request = Request.blank(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    request.matchdict = path or {}
    return read_parameters(OPERATIONS[operation], request)


def faults(*given, **also):
    with pytest.raises(ParameterInvalidError) as caught:
        read(*given, **also)
    return caught.value.place, [(fault.code, fault.path) for fault in caught.value.faults]


def test_texts_are_read_as_their_types_and_defaults_are_filled_in():
    assert read("listEvents", "/?limit=7&subject=C1") == {"limit": 7, "subject": "C1", "after": 0}
    assert read("uploadMaterial", "/?drawing=true&name=a.pdf") == {"drawing": True, "name": "a.pdf"}
    assert read("getLicenceAnnex", path={"licence": "1.2", "annex": "3"}) == {"licence": "1.2", "annex": 3}


def test_headers_are_known_by_their_lower_case():
    given = read("beginProject", IDEMPOTENCY_KEY="k1", X_OTHER="x")
    assert given == {"idempotency-key": "k1"}


@pytest.mark.parametrize(
    ("address", "code", "pointer"),
    [
        ("/?limit=0", "templates.field-out-of-range", "/limit"),
        ("/?limit=201", "templates.field-out-of-range", "/limit"),
        ("/?limit=x", "templates.field-wrong-type", "/limit"),
        ("/?limit=1.5", "templates.field-wrong-type", "/limit"),
        ("/?limit=%D9%A1", "templates.field-wrong-type", "/limit"),
        ("/?limit=" + "9" * 5000, "templates.field-wrong-type", "/limit"),
        ("/?state=gone", "templates.field-not-allowed", "/state"),
        ("/?project=", "templates.field-missing", "/project"),
        ("/?project=a%2Fb", "templates.field-malformed", "/project"),
        ("/?project=a%00", "templates.field-malformed", "/project"),
        ("/?staet=gone", "templates.field-unknown", "/staet"),
        ("/?limit=1&limit=2", "templates.field-malformed", "/limit"),
        ("/?state=%ff", "templates.field-malformed", ""),
    ],
)
def test_a_parameter_of_the_query_that_is_not_as_described_is_named(address, code, pointer):
    assert faults("listCases", address) == ("query", [(code, pointer)])


def test_a_parameter_of_the_path_is_held_to_its_schema():
    assert faults("getLicence", path={"licence": "../x"}) == ("path", [("templates.field-malformed", "/licence")])


def test_a_header_that_is_needed_is_missed():
    assert faults("beginProject") == ("header", [("templates.field-missing", "/idempotency-key")])


def test_a_boolean_is_true_or_false():
    assert faults("uploadMaterial", "/?drawing=1") == ("query", [("templates.field-wrong-type", "/drawing")])

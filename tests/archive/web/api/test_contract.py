"""The description is a description, is compiled whole, and bounds whatever it describes."""

import json

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from archive.permissions import Permission
from archive.web.api.contract import DESCRIPTION, load_contract, read_contract

CONTRACT = read_contract()
each_operation = pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=CONTRACT.operations)


def test_the_description_is_openapi_3_1():
    assert [error.message for error in OpenAPIV31SpecValidator(CONTRACT.document).iter_errors()] == []


def test_each_operation_has_a_name_of_its_own():
    told = [one[method] for one in CONTRACT.document["paths"].values() for method in one if method != "parameters"]
    assert len({one["operationId"] for one in told}) == len(told) == len(CONTRACT.operations)


@each_operation
def test_an_operation_is_for_anyone_or_names_a_right_that_there_is(operation):
    assert operation.id in ("getDocument", "verifyFile") or Permission(operation.permission)


@each_operation
def test_no_two_parameters_of_an_operation_share_a_name(operation):
    names = [name for place in operation.places.values() for name in place.types]
    assert len(names) == len(set(names))


@each_operation
def test_an_operation_says_how_it_fails(operation):
    assert {"4XX", "5XX"} <= operation.answers.keys()


@each_operation
def test_a_change_of_what_is_there_asks_for_what_was_seen(operation):
    is_step = operation.method == "POST" and operation.path.startswith("/api/v1/cases/{case}/")
    is_change = operation.method == "PUT" or is_step
    assert ("if-match" in operation.places["header"].types) is is_change


def test_parameters_of_a_path_are_those_of_each_of_its_methods():
    put = CONTRACT.operations["putBuilding"]
    assert set(put.places["path"].types) == {"project", "works", "building"}
    assert put.path == "/api/v1/projects/{project}/works/{works}/buildings/{building}"
    assert (put.method, put.permission, put.body.limit) == ("PUT", "project:edit", "archive.api.body_limit")


def test_types_and_defaults_are_known_through_references():
    query = CONTRACT.operations["listCases"].places["query"]
    assert query.types == {"state": "string", "project": "string", "limit": "integer", "cursor": "string"}
    assert query.defaults == {"limit": 50}


def test_an_unknown_parameter_is_refused_and_an_unknown_header_is_not():
    places = CONTRACT.operations["getCase"].places
    assert not places["query"].validator.compiled.is_valid({"x": "1"})
    assert places["header"].validator.compiled.is_valid({"x": "1"})
    assert not places["path"].validator.compiled.is_valid({})


def test_an_answer_of_bytes_is_held_to_nothing_and_one_of_json_to_its_schema():
    answers = CONTRACT.operations["getLicenceFile"].answers
    assert answers["200"].validators == {"*/*": None}
    assert answers["200"].headers == {"ETag", "Repr-Digest", "Content-Disposition"}
    assert not answers["4XX"].validators["application/problem+json"].compiled.is_valid({"code": "x"})


def unbounded(schema, path=()):
    """Every text, list and number that may be of any size; what an answer's object holds is the archive's own."""
    if isinstance(schema, list):
        for number, each in enumerate(schema):
            yield from unbounded(each, (*path, number))
    if not isinstance(schema, dict):
        return
    kinds = [schema.get("type")] if isinstance(schema.get("type"), str) else schema.get("type", [])
    known = {"maxLength", "enum", "const", "pattern", "maxItems", "maximum"} & schema.keys() or schema.get(
        "format"
    ) == "binary"
    if isinstance(kinds, list) and {"string", "array", "integer", "number"} & set(kinds) and not known:
        yield path
    for name, each in schema.items():
        yield from unbounded(each, (*path, name))


def test_every_text_list_and_number_is_bounded():
    assert list(unbounded(CONTRACT.document["components"])) == []
    assert list(unbounded(CONTRACT.document["paths"])) == []


def test_what_has_no_bound_is_found():
    assert list(unbounded({"a": {"type": "string"}, "b": [{"type": ["array", "null"]}]})) == [("a",), ("b", 0)]


def test_the_description_holds_values_of_json_only():
    assert json.loads(json.dumps(CONTRACT.document)) == CONTRACT.document


def test_a_description_without_its_parts_is_none():
    with pytest.raises(KeyError):
        load_contract(b"openapi: 3.1.0")


def test_a_reference_may_lead_to_another():
    text = yaml.safe_load(DESCRIPTION.read_text())
    text["components"]["responses"]["Other"] = {"$ref": "#/components/responses/Problem"}
    text["paths"]["/events"]["get"]["responses"]["4XX"] = {"$ref": "#/components/responses/Other"}
    contract = load_contract(yaml.safe_dump(text).encode())
    assert set(contract.operations["listEvents"].answers["4XX"].validators) == {"application/problem+json"}

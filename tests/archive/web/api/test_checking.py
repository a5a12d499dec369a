"""A view sees what the description allows and nothing else, and answers what it promises."""

import pytest
from api_fixture import bearing, make_app
from doubles import Clock
from urllib3 import encode_multipart_formdata

from archive.web.api.answers import answer
from archive.web.api.checking import BreachError
from archive.web.api.contract import load_contract

DESCRIPTION = b"""
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: /api/v1}]
paths:
  /things:
    get:
      operationId: listThings
      security: []
      responses:
        "200":
          description: Things.
          headers: {ETag: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        4XX: {description: No, content: {application/problem+json: {schema: {type: object}}}}
    post:
      operationId: makeThing
      x-permission: case:accept
      parameters: [{name: colour, in: query, required: true, schema: {type: string, enum: [red]}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /forms:
    post:
      operationId: sendThing
      security: []
      requestBody:
        x-streamed: archive.intake.limit
        content:
          multipart/form-data: {schema: {$ref: "#/components/schemas/Form"}}
          image/*: {schema: {type: string, format: binary}}
      responses: {"200": {description: Sent., content: {"*/*": {schema: {}}}}}
components:
  schemas:
    Thing:
      type: object
      additionalProperties: false
      required: [size]
      properties: {size: {$ref: "#/components/schemas/Size"}}
    Size: {type: integer, maximum: 9}
    Form:
      type: object
      additionalProperties: false
      required: [file]
      properties: {file: {type: string, format: binary}, at: {type: string, maxLength: 3}}
"""
CLERK, APPLICANT = bearing("clerk.anna"), bearing("applicant.otto")


class Views:
    """What the views were given, and what they answer."""

    def __init__(self):
        self.given, self.content, self.status = [], {"size": 1}, None

    def list(self, request):
        self.given.append(request.given)
        return answer(self.content, self.status or 200, ETag='"x"')

    def make(self, request):
        self.given.append((request.given["colour"], request.given.body, request.caller.actor.name))
        return answer(self.content, 201)

    def send(self, request):
        body = request.given.body
        self.given.append(
            {name: getattr(each, "filename", each) for name, each in body.items()} if body else request.body
        )
        return answer({})


@pytest.fixture
def views():
    return Views()


@pytest.fixture
def app(views):
    return of(views)


def of(views, **settings):
    by_id = {"listThings": views.list, "makeThing": views.make, "sendThing": views.send}
    return make_app(load_contract(DESCRIPTION), by_id, clock=Clock(), **settings)


def make(app, value, status, **also):
    headers = {**CLERK, **also.pop("headers", {})}
    return app.post_json(also.pop("at", "/api/v1/things?colour=red"), value, headers=headers, status=status)


def test_what_is_as_described_reaches_its_view(app, views):
    assert make(app, {"size": 3}, 201).json == {"size": 1}
    assert views.given == [("red", {"size": 3}, "anna")]


def test_a_view_for_anyone_asks_for_no_token(app):
    assert app.get("/api/v1/things").json == {"size": 1}


@pytest.mark.parametrize("token", [None, "Bearer nobody", "Basic YTpi", "Bearer", "Bearer a b", "Bearer é"])
def test_whoever_has_no_token_that_holds_is_asked_for_one(app, views, token):
    headers = {} if token is None else {"Authorization": token}
    response = app.post_json("/api/v1/things?colour=red", {"size": 3}, headers=headers, status=401)
    assert response.json["code"] == "archive.bearer-invalid"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert views.given == []


def test_whoever_may_not_is_refused_before_anything_is_read(app, views):
    response = app.post("/api/v1/things?colour=blue", b"{", headers=APPLICANT, status=403)
    assert response.json["code"] == "archive.permission-missing"
    assert views.given == []


def test_parameters_are_judged_before_the_body(app):
    response = app.post("/api/v1/things", b"{", headers=CLERK, status=400)
    assert response.json["code"] == "archive.parameter-invalid"


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ({"size": 10}, "/size", "templates.field-out-of-range"),
        ({}, "/size", "templates.field-missing"),
        ({"size": 1, "name": "x"}, "/name", "templates.field-unknown"),
        ([], "", "templates.field-wrong-type"),
        (None, "", "templates.field-wrong-type"),
        ({"size": "\ud800"}, "/size", "templates.field-malformed"),
    ],
)
def test_a_body_that_is_not_as_described_is_refused_by_its_places(app, value, pointer, code):
    problem = make(app, value, 422).json
    assert problem["code"] == "archive.body-invalid"
    assert [(each["pointer"], each["code"], each["in"]) for each in problem["faults"]] == [(pointer, code, "body")]


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b'{"size": 1, "size": 2}', "application/json", 400, "archive.body-malformed"),
        (b'{"size": 1}', "text/plain", 415, "archive.media-type-foreign"),
        (b'{"size": 1}', "", 415, "archive.media-type-foreign"),
        (b'{"size": 1}', "application/json; charset=gb2312", 415, "archive.media-type-foreign"),
        (b'{"size": 1}', "application/json; charset=x-none", 415, "archive.media-type-foreign"),
        (b" " * 1001, "application/json", 413, "archive.body-too-large"),
        (b"", "application/json", 400, "archive.body-malformed"),
    ],
)
def test_a_body_is_of_a_known_type_and_size(app, body, media, status, code):
    response = app.post("/api/v1/things?colour=red", body, headers={**CLERK, "Content-Type": media}, status=status)
    assert response.json["code"] == code


def test_a_body_in_utf_8_may_say_so(app):
    headers = {**CLERK, "Content-Type": "application/json; charset=UTF-8"}
    assert app.post("/api/v1/things?colour=red", b'{"size": 1}', headers=headers, status=201)


@pytest.mark.parametrize(
    ("media", "language", "told"),
    [
        ("text/plain", "zh", "内容类型 「text/plain」：application/json"),
        ("text/plain", "en", "media type “text/plain”: application/json"),
        ("application/json; charset=gb2312", "zh", "字符集 「gb2312」：UTF-8"),
        ("application/json; charset=gb2312", "en", "charset “gb2312”: UTF-8"),
    ],
)
def test_the_type_or_the_charset_that_is_taken_is_said(app, media, language, told):
    asked = {**CLERK, "Content-Type": media, "Accept-Language": language}
    response = app.post("/api/v1/things?colour=red", b'{"size": 1}', headers=asked, status=415)
    assert told in response.json["detail"]


def sending(app, address, body, media, status, **environ):
    """Send a body that says of its length what ``environ`` says."""
    request = app.RequestClass.blank(address, method="POST", body=body, content_type=media, headers=CLERK)
    request.environ |= environ
    return app.do_request(request, status=status, expect_errors=True)


def test_what_is_streamed_is_left_to_the_view(app, views):
    assert app.post("/api/v1/forms", b"x" * 10, content_type="image/png")
    assert views.given == [b"x" * 10]


def test_what_is_streamed_may_not_say_that_it_is_larger_than_it_may_be(app):
    response = sending(app, "/api/v1/forms", b"x", "image/png", 413, CONTENT_LENGTH=str(5000 + 100_001))
    assert response.json["code"] == "archive.body-too-large"


def send(app, fields, files=(), status=200):
    body, media = encode_multipart_formdata([*fields, *(("file", file) for file in files)])
    return sending(app, "/api/v1/forms", body, media, status)


def test_a_form_s_fields_and_files_reach_the_view(app, views):
    send(app, [("at", "now")], [("图.pdf", b"data")])
    assert views.given == [{"at": "now", "file": "图.pdf"}]


@pytest.mark.parametrize(
    ("fields", "files", "pointer", "code"),
    [
        ([], [], "/file", "templates.field-missing"),
        ([("file", "text")], [], "/file", "templates.field-wrong-type"),
        ([("at", "much too long")], [("a", b"")], "/at", "templates.field-too-long"),
        ([("other", "x")], [("a", b"")], "/other", "templates.field-unknown"),
    ],
)
def test_a_form_that_is_not_as_described_is_refused_by_its_fields(app, fields, files, pointer, code):
    problem = send(app, fields, files, 422).json
    assert [(each["pointer"], each["code"]) for each in problem["faults"]] == [(pointer, code)]


def test_a_field_that_is_there_twice_is_refused(app):
    assert send(app, [], [("a", b""), ("b", b"")], 400).json["code"] == "archive.form-malformed"


def test_a_form_that_cannot_be_read_is_refused(app):
    response = app.post("/api/v1/forms", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x", status=400)
    assert response.json["code"] == "archive.form-malformed"


def test_an_answer_that_is_not_as_described_is_our_mistake(views, caplog):
    views.content = {"size": "x"}
    assert of(views).get("/api/v1/things", status=500).json["code"] == "archive.unexpected"
    assert isinstance(caplog.records[-1].exc_info[1], BreachError)


def test_an_answer_of_a_status_that_is_not_described_is_our_mistake(views, caplog):
    views.status = 204
    of(views).get("/api/v1/things", status=500)
    assert "listThings: 204" in str(caplog.records[-1].exc_info[1])


@pytest.mark.parametrize(
    ("lost", "told"), [({"ETag": None}, "['ETag']"), ({"Content-Type": "text/html"}, "listThings: text/html")]
)
def test_an_answer_without_its_headers_or_of_another_type_is_our_mistake(views, monkeypatch, caplog, lost, told):
    made = views.list

    def spoilt(request):
        response = made(request)
        for name, text in lost.items():
            response.headers.pop(name)
            response.headers.update({name: text} if text else {})
        return response

    monkeypatch.setattr(views, "list", spoilt)
    of(views).get("/api/v1/things", status=500)
    assert told in str(caplog.records[-1].exc_info[1])


def test_answers_are_not_checked_where_nobody_asked_for_it(views):
    views.content = {"size": "x"}
    app = of(views, **{"archive.api.checks_answers": False})
    assert app.get("/api/v1/things").json == {"size": "x"}


def test_a_method_that_is_not_there_is_told_which_are(app):
    response = app.delete("/api/v1/things", status=405)
    assert (response.json["code"], response.headers["Allow"]) == ("archive.method-unknown", "GET, POST")


def test_an_address_that_is_not_there_is_a_problem(app):
    assert app.get("/api/v1/nothing", status=404).json["code"] == "archive.page-unknown"


def test_only_the_head_can_be_asked_for(app):
    response = app.head("/api/v1/things")
    assert (response.body, response.headers["ETag"]) == (b"", '"x"')


def test_too_many_requests_are_told_when_to_come_back(views):
    app = of(views, rate="2/minute")
    assert app.get("/api/v1/things").headers["RateLimit"].startswith('"address";r=1;')
    app.get("/api/v1/things")
    response = app.get("/api/v1/things", status=429)
    assert response.json["code"] == "archive.rate-exceeded"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["RateLimit"].startswith('"address";r=0;')


def test_whoever_guesses_tokens_is_counted_by_address(views):
    app = of(views, rate="2/minute")
    for number, status in enumerate((401, 401, 429)):
        app.post_json("/api/v1/things?colour=red", {}, headers=bearing(f"guess{number}"), status=status)
    make(app, {"size": 1}, 201)

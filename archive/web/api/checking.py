"""Holds every request of an operation to the API's description before its view sees it, and answers where asked to.

The order: rate, who asks, whether they may, parameters, body. So nothing is read for whoever may not ask at all.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.permissions import Permission, verify_permission
from archive.texts import quoted
from archive.web.api.bodies import load_json
from archive.web.api.contract import FORM, JSON, Answer, Body, Operation
from archive.web.api.parameters import read_parameters
from archive.web.bearer import find_caller
from archive.web.errors import (
    BODY,
    BearerInvalidError,
    BodyInvalidError,
    BodyTooLargeError,
    FormMalformedError,
    MediaTypeForeignError,
)
from archive.web.rates import count_request
from templates.errors import Fault
from templates.faults import Validator, check_faults, pointer_to

ENVELOPE: Final = 100_000
"""Bytes that a form may have besides its files."""
CHARSETS: Final = frozenset({"", "utf-8", "utf8"})
View = Callable[[Any, Any], Any]


class BreachError(Exception):
    """An answer is not what the description says: our own mistake."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a request gives to its view, checked."""

    values: Mapping[str, Any]
    """Every parameter by name (headers in lower case), with defaults."""
    body: Any = None
    """JSON; the fields of a form, files as parts with ``filename`` and ``file``; None where bytes are streamed."""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str) -> Any:
        """Give a parameter, or None."""
        return self.values.get(name)


class Checking:
    """Derives from each view of an operation one that is held to it (Pyramid's view deriver)."""

    options: Final = ("operation",)

    def __call__(self, view: View, info: Any) -> View:
        """Derive a view; what answers no operation stays as it is."""
        operation: Operation | None = info.options.get("operation")
        if operation is None:
            return view
        checks_answers = info.settings["archive.api.checks_answers"]

        def check(context: Any, request: Any) -> Any:
            admit(operation, request)
            request.given = Given(read_parameters(operation, request), read_body(operation.body, request))
            response = view(context, request)
            if checks_answers:
                verify_answer(operation, response)
            return response

        return check


def admit(operation: Operation, request: Any) -> None:
    """Find who asks, count the request, and see that it may be made.

    ``RateExceededError``, ``BearerInvalidError``, ``PermissionMissingError``.
    """
    request.caller = None
    try:
        request.caller = find_caller(request) if operation.permission else None
    finally:
        count_request(request, request.caller and request.caller.token)
    if operation.permission:
        if request.caller is None:
            raise BearerInvalidError
        verify_permission(request.caller.actor, Permission(operation.permission))


def read_body(body: Body | None, request: Any) -> Any:
    """Read and check a body; what is streamed is left to the view.

    ``MediaTypeForeignError``, ``BodyTooLargeError``, ``BodyMalformedError``, ``BodyInvalidError``.
    """
    if body is None:
        return None
    media = request.content_type.lower()
    validator = find_validator(body, media)
    if validator is None:
        raise MediaTypeForeignError(f"archive.why-media-type {quoted(media, 100)}: {', '.join(body.validators)}")
    if request.charset.lower() not in CHARSETS:
        raise MediaTypeForeignError(f"archive.why-charset {quoted(request.charset)}: UTF-8")
    limit = request.registry.settings[body.limit]
    if (request.content_length or 0) > limit + (0 if media == JSON else ENVELOPE):
        raise BodyTooLargeError(f"> {limit}")
    if media == JSON:
        value = load_json(request.body)
        verify_body(validator, value)
        return value
    return _form_of(validator, request) if media == FORM else None


def find_validator(body: Body, media: str) -> Validator | None:
    """Give what a body of a media type is held to, or None where the operation takes none such."""
    return body.validators.get(media) or body.validators.get(f"{media.partition('/')[0]}/*")


def verify_body(validator: Validator, value: Any) -> None:
    """Raise ``BodyInvalidError`` where a body is not what its schema says."""
    if faults := tuple(check_faults(validator, value, {})):
        raise BodyInvalidError(BODY, faults)


def _form_of(validator: Validator, request: Any) -> Mapping[str, Any]:
    """Read a form: its fields are held to the schema, where files are texts (``format: binary``)."""
    texts, files = request.form
    fields: dict[str, Any] = {**texts, **files}
    if len(fields) < len(texts) + len(files):
        raise FormMalformedError("× 2")
    verify_body(validator, {**texts, **dict.fromkeys(files, "")})
    binary = {name for name, rule in _rules_of(validator).items() if rule.get("format") == "binary"}
    if wrong := [name for name in fields if (name in binary) != (name in files)]:
        raise BodyInvalidError(
            BODY, tuple(Fault("templates.field-wrong-type", pointer_to((each,)), each) for each in wrong)
        )
    return fields


def _rules_of(validator: Validator) -> Mapping[str, Any]:
    """Give the fields of a form's schema, which is a component."""
    name = validator.schema["$ref"].rpartition("/")[2]
    rules: Mapping[str, Any] = validator.schema["components"]["schemas"][name]["properties"]
    return rules


def verify_answer(operation: Operation, response: Any) -> None:
    """Raise ``BreachError`` where an answer is not what the description says; files are not read for it."""
    answer = find_answer(operation.answers, response.status_int)
    if answer is None:
        raise BreachError(f"{operation.id}: {response.status}")
    if lost := [name for name in answer.headers if name not in response.headers]:
        raise BreachError(f"{operation.id}: {lost}")
    if not answer.validators:
        return
    media = response.content_type
    if media not in answer.validators and "*/*" not in answer.validators:
        raise BreachError(f"{operation.id}: {media}")
    if (validator := answer.validators.get(media)) is not None:
        for error in validator.compiled.iter_errors(json.loads(response.body)):
            raise BreachError(f"{operation.id}: {list(error.instance_path)} {error.message[:500]}")


def find_answer(answers: Mapping[str, Answer], status: int) -> Answer | None:
    """Give what is said of a status, or of its class."""
    return answers.get(str(status)) or answers.get(f"{status // 100}XX")

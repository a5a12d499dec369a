"""A file that came with a request is judged within the validator's bounds."""

import io
from types import SimpleNamespace

from doubles import START

from archive.interfaces import IRegister
from archive.web.judging import judge_file
from signing.interfaces import IValidator
from signing.model import Report, Verdict


def request_of(limit, taken):
    """A request whose validator says how much it was given."""

    def validate(data, at):
        taken.append((len(data), at))
        return Report(Verdict.UNREADABLE)

    services = {IValidator: SimpleNamespace(validate=validate), IRegister: SimpleNamespace()}
    registry = SimpleNamespace(settings={"signing.validation.max_bytes": limit})
    return SimpleNamespace(registry=registry, service=services.__getitem__, now=lambda: START)


def test_no_more_of_a_file_is_read_than_the_validator_takes():
    taken = []
    part = SimpleNamespace(file=io.BytesIO(bytes(5000)), filename="a/../x\x00.pdf")
    found = judge_file(request_of(100, taken), part, START)
    assert taken == [(101, START)]
    assert found.file == "x.pdf"

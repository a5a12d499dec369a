"""A double that claims an interface keeps all of it: a test that passes with it says something of the real part."""

import inspect

import archive_fixture
import doubles
import pytest
from zope.interface import implementedBy
from zope.interface.verify import verifyObject

CLAIMS = [
    (promise, each)
    for module in (doubles, archive_fixture)
    for each in vars(module).values()
    if inspect.isclass(each) and each.__module__ == module.__name__
    for promise in implementedBy(each)
]


@pytest.mark.parametrize(("promise", "double"), CLAIMS, ids=lambda each: each.__name__)
def test_a_double_keeps_the_interface_that_it_claims(promise, double):
    assert verifyObject(promise, double())


def test_every_double_claims_what_it_stands_for():
    assert {double.__name__ for _promise, double in CLAIMS} == {"Clock", "MarkingSealer", "OneFont", "WordRenderer"}

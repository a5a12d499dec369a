"""Forgeries of a sealed file, at the lowest and the highest level, never come out valid and say why."""

from datetime import timedelta

import pytest
from attacks import LATER, WITHIN
from pki_fixture import NOW
from sealed_fixture import base_pdf, rsa_pki, seal, sealed
from shadows import SHADOWS

from signing.model import Verdict
from signing.trust.anchors import read_snapshot
from signing.validation.judging import judge

AT = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _credulous_library(monkeypatch):
    """Our own checks stand alone: the library agrees with everything."""
    monkeypatch.setattr("signing.validation.facts._pyhanko_agrees", lambda *_asked: True)


def codes(report):
    return {each.code for each in report.findings}


@pytest.mark.parametrize("level", ["B-B", "B-LTA"])
@pytest.mark.parametrize("name", LATER)
def test_what_was_written_after_the_seal_is_not_valid(level, name):
    expected, attack = LATER[name]
    report = judge(attack(sealed(level)), AT, read_snapshot(rsa_pki() / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert expected in codes(report)


@pytest.mark.parametrize("name", WITHIN)
def test_what_was_done_to_the_seal_is_not_valid(name):
    expected, attack = WITHIN[name]
    report = judge(attack(sealed("B-B")), AT, read_snapshot(rsa_pki() / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert expected in codes(report)


@pytest.mark.parametrize("name", SHADOWS)
def test_what_was_prepared_before_the_seal_is_not_valid(name):
    expected, prepare, attack = SHADOWS[name]
    data = seal(prepare(base_pdf()), rsa_pki())
    assert judge(data, AT, read_snapshot(rsa_pki() / "trust")).verdict is Verdict.VALID
    report = judge(attack(data), AT, read_snapshot(rsa_pki() / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert expected in codes(report)

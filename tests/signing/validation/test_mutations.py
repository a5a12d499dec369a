"""A sealed file with any byte changed is never valid, and judging it never raises."""

import random
import re
from datetime import timedelta

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st
from pki_fixture import NOW
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info
from sealed_fixture import rsa_pki, sealed

from signing.model import Verdict
from signing.trust.anchors import read_snapshot
from signing.validation.judging import judge

AT = NOW + timedelta(hours=1)
STEPS = {"B-B": 97, "B-LTA": 811}


def essence(signed):
    """What a signature's value says: content, signer's certificate, the signer's own part, timestamps likewise.

    The rest is irrelevant: certificates beside the signer's that the trust folder or the store has as well
    (the path is built and checked anew), and the list of digests at the head of the envelope.
    """
    (signer,) = signed["signer_infos"]
    parts = [signer[name].dump() for name in ("version", "sid", "digest_algorithm", "signed_attrs", "signature")]
    tokens = [
        essence(token["content"])
        for attribute in (signer["unsigned_attrs"] or ())
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]
    certificate = extract_certificate_info(signed).signer_cert.dump()
    return signed["encap_content_info"].dump(), certificate, parts, signer["signature_algorithm"].dump(), tokens


def gaps(data):
    """Where the values of signatures lie, without their brackets."""
    found = re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", data)
    return [(int(before) + 1, int(resume) - 1) for before, resume in found]


def is_uncovered(data, place):
    """Say whether a byte lies behind everything that a seal or timestamp covers: the store of long-term material.

    What may change there is no single byte's matter; who leads a reader elsewhere from there is in ``attacks``.
    """
    return place >= max(
        int(after) + int(size) for after, size in re.findall(rb"/ByteRange \[0 \d+ (\d+) (\d+)\]", data)
    )


def is_irrelevant(data, mutated, place):
    """Say whether the changed byte lies in a signature's value and the value says the same, or is not covered."""
    if is_uncovered(data, place):
        return True
    for start, end in gaps(data):
        if start <= place < end:
            try:
                values = [bytes.fromhex(each[start:end].decode()) for each in (data, mutated)]
                one, other = (essence(cms.ContentInfo.load(each)["content"]) for each in values)
            except (ValueError, TypeError, KeyError, CMSExtractionError):
                return False
            return one == other
    return False


def verdict(data):
    return judge(data, AT, read_snapshot(rsa_pki() / "trust")).verdict


@pytest.mark.parametrize("level", STEPS)
def test_a_flipped_byte_that_is_covered_is_never_valid_and_none_breaks_the_judge(level):
    data = sealed(level)
    chance = random.Random(7)
    for place in range(0, len(data), STEPS[level]):
        new = data[place] ^ (1 << chance.randrange(8))
        mutated = data[:place] + bytes([new]) + data[place + 1 :]
        judged = verdict(mutated)
        assert judged is not Verdict.VALID or is_irrelevant(data, mutated, place), place


@settings(max_examples=150, derandomize=True)
@given(st.data())
def test_bytes_replaced_removed_or_put_in_are_never_valid(drawn):
    data = sealed("B-B")
    place = drawn.draw(st.integers(0, len(data) - 1))
    gone = drawn.draw(st.integers(0, 4))
    new = drawn.draw(st.binary(max_size=4))
    mutated = data[:place] + new + data[place + gone :]
    if len(mutated) != len(data) or (mutated != data and not is_irrelevant(data, mutated, place)):
        assert verdict(mutated) is not Verdict.VALID


@settings(max_examples=60, derandomize=True)
@given(st.binary(max_size=400))
def test_anything_behind_the_end_is_never_valid(tail):
    if tail:
        assert verdict(sealed("B-B") + tail) is not Verdict.VALID


@settings(max_examples=60, derandomize=True)
@given(st.integers(0, 24_000))
def test_a_file_cut_anywhere_is_never_valid(length):
    assert verdict(sealed("B-B")[:length]) is not Verdict.VALID


@settings(max_examples=100, derandomize=True)
@given(st.binary(max_size=600))
def test_garbage_is_unreadable_or_not_valid(data):
    assert verdict(b"%PDF-1.7\n" + data + b"\nstartxref\n9\n%%EOF") in (Verdict.UNREADABLE, Verdict.NOT_VALID)

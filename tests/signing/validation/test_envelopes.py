"""The envelope is read for what it is, however it was bent."""

import hashlib
from datetime import UTC, datetime

import pytest
from asn1crypto import cms, core
from attacks import byte_range
from sealed_fixture import SEALED as MOMENT
from sealed_fixture import base_pdf, rsa_pki, seal, sealed

from signing.validation.envelopes import MAX_TOKENS, EnvelopeError, load_envelope, load_token


def value(data):
    """The DER of the first seal of a file."""
    _start, before, resume, _after = byte_range(data)
    return bytes.fromhex(data[before + 1 : resume - 1].decode())


def imprint(data):
    _start, before, resume, after = byte_range(data)
    return lambda name: hashlib.new(name, data[:before] + data[resume : resume + after]).digest()


SEALED = sealed("B-T")


def bent(change):
    """The seal's DER after ``change`` of its SignedData."""
    info = cms.ContentInfo.load(value(SEALED))
    change(info["content"])
    return info.dump(force=True)


def read(change):
    return load_envelope(bent(change), imprint(SEALED))


def problem(change):
    with pytest.raises(EnvelopeError) as caught:
        read(change)
    return caught.value.code


def drop_attribute(name):
    def change(signed):
        signer = signed["signer_infos"][0]
        kept = [each for each in signer["signed_attrs"] if each["type"].native != name]
        signer["signed_attrs"] = cms.CMSAttributes(kept)

    return change


def test_a_good_envelope_says_everything():
    envelope = load_envelope(value(SEALED), imprint(SEALED))
    assert (envelope.digest_matches, envelope.signature_matches) == (True, True)
    assert (envelope.reference, envelope.weakness, len(envelope.tokens)) == ("right", "", 1)
    assert envelope.certificate.subject.native["common_name"] == "示例市自然资源和规划局"


def test_another_document_gives_another_digest():
    envelope = load_envelope(value(SEALED), lambda name: hashlib.new(name, b"x").digest())
    assert (envelope.digest_matches, envelope.signature_matches) == (False, True)


def test_another_signature_is_not_the_key_s():
    envelope = read(lambda signed: signed["signer_infos"][0].__setitem__("signature", b"0" * 70))
    assert not envelope.signature_matches
    assert not envelope.tokens[0].digest_matches


def test_a_missing_reference_is_said():
    envelope = read(drop_attribute("signing_certificate_v2"))
    assert (envelope.reference, envelope.signature_matches) == ("missing", False)


def test_another_certificate_under_the_same_name_is_the_wrong_one():
    other = seal(base_pdf(), rsa_pki(), "B-B", "housing")
    attributes = cms.ContentInfo.load(value(other))["content"]["signer_infos"][0]["signed_attrs"]
    named = next(each for each in attributes if each["type"].native == "signing_certificate_v2")

    def change(signed):
        signer = signed["signer_infos"][0]
        kept = [each for each in signer["signed_attrs"] if each["type"].native != "signing_certificate_v2"]
        signer["signed_attrs"] = cms.CMSAttributes([*kept, named])

    assert read(change).reference == "wrong"


def repeat_reference(signed):
    for each in signed["signer_infos"][0]["signed_attrs"]:
        if each["type"].native == "signing_certificate_v2":
            each["values"] = [each["values"][0], each["values"][0]]


def test_a_reference_with_two_values_is_wrong():
    assert read(repeat_reference).reference == "wrong"


def state_times(*times):
    """Let the signed attributes state some times."""

    def change(signed):
        drop_attribute("signing_time")(signed)
        stated = cms.CMSAttribute({"type": "signing_time", "values": list(times)})
        signer = signed["signer_infos"][0]
        signer["signed_attrs"] = cms.CMSAttributes([*signer["signed_attrs"], stated])

    return change


STATED = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)


def stated(moment):
    return cms.Time("generalized_time", core.GeneralizedTime(moment))


def test_the_time_that_is_claimed_is_read_where_there_is_exactly_one():
    assert read(state_times(stated(STATED))).claimed_at == STATED
    assert read(drop_attribute("signing_time")).claimed_at is None
    assert read(state_times(stated(STATED), stated(MOMENT))).claimed_at is None
    assert read(state_times()).claimed_at is None


def test_a_time_without_zone_is_none():
    der = bent(state_times(stated(STATED)))
    assert der.count(b"20260302010203Z") == 1
    assert load_envelope(der.replace(b"20260302010203Z", b"202603020102.03"), imprint(SEALED)).claimed_at is None


def many_tokens(signed):
    (attribute,) = signed["signer_infos"][0]["unsigned_attrs"]
    attribute["values"] = [attribute["values"][0]] * (MAX_TOKENS + 1)


def inner_content(signed):
    signed["encap_content_info"] = {"content_type": "data", "content": core.OctetString(b"x")}


def other_content(signed):
    signed["encap_content_info"] = {"content_type": "tst_info"}


def empty_attributes(signed):
    signed["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes([])


def no_attributes(signed):
    del signed["signer_infos"][0]["signed_attrs"]


def national_digest(signed):
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "1.2.156.10197.1.401"}


def unknown_digest(signed):
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "1.2.3.4"}


def other_version(signed):
    signed["signer_infos"][0]["version"] = "v3"


def other_version_of_the_timestamp(signed):
    (attribute,) = signed["signer_infos"][0]["unsigned_attrs"]
    other_version(attribute["values"][0]["content"])


def named_by_key(version):
    """Let the signer be named by its certificate's key identifier, which no signature covers."""

    def change(signed):
        signer = signed["signer_infos"][0]
        certificate = next(
            each.chosen
            for each in signed["certificates"]
            if each.chosen.serial_number == signer["sid"].chosen["serial_number"].native
        )
        signer["sid"] = cms.SignerIdentifier("subject_key_identifier", certificate.key_identifier_value.native)
        signer["version"] = version

    return change


def with_parameters(parameters):
    """The seal's DER where something else stands beside the name of the signer's digest."""

    def state_null(signed):
        signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha256", "parameters": core.Null()}

    der = bent(state_null)
    signer = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
    before, stated = signer["sid"].dump(), signer["digest_algorithm"].dump()
    assert der.count(before + stated) == 1
    return der.replace(before + stated, before + stated.removesuffix(b"\x05\x00") + parameters)


def leave_parameters_out(signed):
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha256"}


def test_a_digest_without_parameters_leaves_them_out_or_says_null():
    assert read(leave_parameters_out).signature_matches
    assert load_envelope(with_parameters(b"\x05\x00"), imprint(SEALED)).signature_matches


@pytest.mark.parametrize("parameters", [b"\x04\x00", b"\x0c\x00", b"\x85\x00"])
def test_a_digest_with_parameters_makes_an_envelope_malformed(parameters):
    with pytest.raises(EnvelopeError, match="parameters of a digest") as caught:
        load_envelope(with_parameters(parameters), imprint(SEALED))
    assert caught.value.code == "signing.seal-malformed"


def test_a_signer_named_by_its_key_is_of_version_three():
    assert read(named_by_key("v3")).signature_matches


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("signing.seal-malformed", other_version),
        ("signing.seal-malformed", other_version_of_the_timestamp),
        ("signing.seal-malformed", named_by_key("v1")),
        ("signing.signers-not-one", lambda signed: signed.__setitem__("signer_infos", [])),
        ("signing.signers-not-one", lambda signed: signed.__setitem__("signer_infos", [signed["signer_infos"][0]] * 2)),
        ("signing.certificate-missing", lambda signed: signed.__setitem__("certificates", [])),
        ("signing.seal-malformed", drop_attribute("message_digest")),
        ("signing.seal-malformed", drop_attribute("content_type")),
        ("signing.seal-malformed", no_attributes),
        ("signing.seal-malformed", empty_attributes),
        ("signing.seal-malformed", inner_content),
        ("signing.seal-malformed", other_content),
        ("signing.seal-malformed", many_tokens),
        ("signing.algorithm-unknown", unknown_digest),
        ("signing.gm-seal", national_digest),
    ],
)
def test_what_is_no_seal_is_named(code, change):
    assert problem(change) == code


def test_a_certificate_that_is_none_makes_an_envelope_malformed():
    der = value(SEALED)
    certificate = cms.ContentInfo.load(der)["content"]["certificates"][0].dump()
    with pytest.raises(EnvelopeError, match="did not match") as caught:
        load_envelope(der.replace(certificate, b"\x31" + certificate[1:]), imprint(SEALED))
    assert caught.value.code == "signing.seal-malformed"


@pytest.mark.parametrize("change", [no_attributes, empty_attributes])
def test_a_signer_that_signs_no_attributes_is_told_so(change):
    with pytest.raises(EnvelopeError, match=r"^no signed attributes$"):
        read(change)


def test_an_envelope_of_another_kind_is_told_so():
    der = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"x")}).dump()
    with pytest.raises(EnvelopeError, match=r"^no SignedData$"):
        load_envelope(der, imprint(SEALED))


@pytest.mark.parametrize(
    ("code", "der"),
    [
        ("signing.seal-malformed", b""),
        ("signing.seal-malformed", b"hello"),
        ("signing.seal-malformed", value(SEALED).rstrip(b"\0") + b"\0x"),
        ("signing.seal-malformed", cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()),
        ("signing.gm-seal", cms.ContentInfo({"content_type": "1.2.156.10197.6.1.4.2.2"}).dump()),
    ],
)
def test_what_is_no_envelope_is_named(code, der):
    with pytest.raises(EnvelopeError) as caught:
        load_envelope(der, imprint(SEALED))
    assert caught.value.code == code


def test_a_seal_is_no_timestamp():
    with pytest.raises(EnvelopeError) as caught:
        load_token(value(SEALED), imprint(SEALED))
    assert caught.value.code == "signing.timestamp-malformed"

"""What is strong is a table; everything that is not in it is weak."""

import pytest
from asn1crypto import algos, keys
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.validation.algorithms import find_weak_key, find_weakness, is_national


def public(key):
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return keys.PublicKeyInfo.load(der)


P256 = public(ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize(
    ("digest", "signature", "weakness"),
    [
        ("sha256", "sha256_ecdsa", ""),
        ("sha512", "sha512_ecdsa", ""),
        ("sha256", "ecdsa", ""),
        ("sha1", "sha256_ecdsa", "sha1"),
        ("sha256", "sha1_ecdsa", "sha1"),
        ("md5", "sha256_ecdsa", "md5"),
        ("sha256", "sha256_dsa", "dsa"),
        ("sha512", "ed25519", ""),
    ],
)
def test_digest_and_signature_are_looked_up(digest, signature, weakness):
    assert find_weakness(digest, algos.SignedDigestAlgorithm({"algorithm": signature}), P256) == weakness


def test_short_keys_and_unknown_kinds_are_weak():
    assert find_weak_key(public(rsa.generate_private_key(65537, 1024))) == "rsa 1024"
    assert find_weak_key(public(ec.generate_private_key(ec.SECP192R1()))) == "ec 192"
    assert find_weak_key(public(ed25519.Ed25519PrivateKey.generate())) == ""
    assert (
        find_weak_key(keys.PublicKeyInfo({"algorithm": {"algorithm": "dsa"}, "public_key": keys.Integer(1)})) == "dsa"
    )


def test_chinese_algorithms_are_told_by_their_arc():
    assert is_national("1.2.3", "1.2.156.10197.1.501")
    assert not is_national("1.2.156.1019")

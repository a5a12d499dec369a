"""Which algorithms and keys are strong enough to believe; data, after ETSI TS 119 312 and GM/T 0006."""

from typing import Final

from asn1crypto import algos, keys

STRONG_DIGESTS: Final = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
STRONG_SIGNATURES: Final = frozenset({"rsassa_pkcs1v15", "rsassa_pss", "ecdsa", "ed25519", "ed448"})
SMALLEST_KEYS: Final = {"rsa": 2048, "rsassa_pss": 2048, "ec": 224, "ed25519": 0, "ed448": 0}
"""Kind of key → least number of bits; a kind that is not here is too weak or unknown."""
NATIONAL: Final = "1.2.156.10197."
"""Arc of the Chinese commercial algorithms (SM2, SM3, SM4)."""


def find_weakness(digest: str, signature: algos.SignedDigestAlgorithm, key: keys.PublicKeyInfo) -> str:
    """Name the first of digest, signature algorithm and key that is too weak; empty where all are strong."""
    if digest not in STRONG_DIGESTS:
        return digest
    try:
        if signature.signature_algo not in STRONG_SIGNATURES:
            return str(signature.signature_algo)
        hashed = signature.hash_algo if signature.signature_algo not in {"ed25519", "ed448"} else digest
    except ValueError:
        # Bare rsaEncryption or id-ecPublicKey: the digest is the signer's, which was looked at.
        hashed = digest
    return hashed if hashed not in STRONG_DIGESTS else find_weak_key(key)


def find_weak_key(key: keys.PublicKeyInfo) -> str:
    """Name a key that is too short or of an unknown kind, such as ``rsa 1024``; empty where it is strong."""
    smallest = SMALLEST_KEYS.get(key.algorithm)
    if smallest is None:
        return str(key.algorithm)
    return f"{key.algorithm} {key.bit_size}" if smallest and key.bit_size < smallest else ""


def is_national(*names: str) -> bool:
    """Say whether one of the algorithms, by dotted name, is of the Chinese family."""
    return any(name.startswith(NATIONAL) for name in names)

from datetime import timedelta

import pki_fixture
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from pki_fixture import MADE, NOW
from sealer_fixture import authority, order, page, sealer

from signing.errors import CertificateOfAnotherError, CertificateUnsuitableError, TimestampInvalidError
from signing.model import Level
from signing.seals.fitness import verify_fit
from signing.timestamps.authority import EmbeddedTimestamper
from signing.trust.profiles import KEY_MAKERS, Pair, ca_profile, certify, make_name, seal_profile, timestamp_profile


def certified(extensions, key=None):
    """The chain of a certificate that the PKI's issuing authority gave."""
    folder = pki_fixture.pki()
    place = folder / "authority"
    data = (place / "issuing.key.pem").read_bytes()
    issuer = x509.load_pem_x509_certificates((place / "issuing.crt.pem").read_bytes())[0]
    issuing = Pair(load_pem_private_key(data, (folder / "passphrase").read_bytes()), issuer)
    period = (MADE, MADE + timedelta(days=90))
    pair = certify(make_name("seal", "示例"), key or KEY_MAKERS["ecdsa"](), issuing, period, extensions)
    return tuple(each.public_bytes(Encoding.DER) for each in (pair.certificate, issuing.certificate))


def usage(**bits):
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
    names += " key_cert_sign crl_sign encipher_only decipher_only"
    return x509.KeyUsage(**(dict.fromkeys(names.split(), False) | bits)), True


SERVER = (x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), False)
STAMPS = (x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), False)
UNFIT = {
    "another purpose": ((*seal_profile(), SERVER), False),
    "no signatures": (([usage(key_encipherment=True)]), False),
    "authority": (ca_profile(0), False),
    "no stamps": (seal_profile(), True),
    "stamps, not critical": ((*seal_profile(), STAMPS), True),
    "stamps alone": (timestamp_profile(), False),
}


@pytest.mark.parametrize(("extensions", "for_time"), UNFIT.values(), ids=UNFIT)
def test_a_certificate_for_something_else_neither_seals_nor_stamps(extensions, for_time):
    with pytest.raises(CertificateUnsuitableError, match="seal"):
        verify_fit(certified(extensions), for_time=for_time)


def test_a_key_that_is_too_short_for_those_who_verify_seals_nothing():
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(CertificateUnsuitableError, match="rsa 1024"):
        verify_fit(certified(seal_profile(), short), for_time=False)


def test_what_was_found_fit_for_stamps_is_not_thereby_fit_for_seals():
    stamps = certified(timestamp_profile())
    verify_fit(stamps, for_time=True)
    with pytest.raises(CertificateUnsuitableError):
        verify_fit(stamps, for_time=False)


def put(folder, place, name, extensions):
    """Replace a key of a PKI by one whose certificate has these extensions."""
    secret = (folder / "passphrase").read_bytes()
    issuers = x509.load_pem_x509_certificates((folder / "authority/issuing.crt.pem").read_bytes())
    key = load_pem_private_key((folder / "authority/issuing.key.pem").read_bytes(), secret)
    period = (MADE, MADE + timedelta(days=90))
    pair = certify(make_name("unfit", "示例"), KEY_MAKERS["ecdsa"](), Pair(key, issuers[0]), period, extensions)
    pki_fixture._write_pair(folder / place, name, pair, issuers, secret)


def test_nothing_is_sealed_with_what_is_not_for_seals(tmp_path):
    folder = pki_fixture.fresh_pki(tmp_path)
    put(folder, "keys", "planning", (*seal_profile(), SERVER))
    with pytest.raises(CertificateUnsuitableError, match="unfit"):
        sealer(folder).seal(page(), order(Level.B_B))


def test_a_token_of_an_authority_that_those_who_verify_refuse_is_invalid(tmp_path):
    folder = pki_fixture.fresh_pki(tmp_path)
    put(folder, "tsa", "tsa", (*seal_profile(), STAMPS))
    stamper = EmbeddedTimestamper(lambda: authority(folder, NOW))
    with pytest.raises(TimestampInvalidError, match="certificate-unsuitable"):
        sealer(folder, stamper).seal(page(), order(Level.B_T))


def test_a_certificate_that_says_it_is_another_s_seals_nothing():
    with pytest.raises(CertificateOfAnotherError, match="11350200000000001A: 11350200000000002B"):
        sealer().seal(page(), order(owner="11350200000000002B"))
    assert sealer().seal(page(), order(owner="11350200000000001A"))

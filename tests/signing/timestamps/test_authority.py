import hashlib
import subprocess

import needs
import pki_fixture
import pytest
from asn1crypto import cms, tsp
from pki_fixture import NOW
from sealer_fixture import authority
from zope.interface.verify import verifyObject

from signing.cms import SEQUENCE, encode
from signing.interfaces import ITimestamper
from signing.timestamps.authority import EmbeddedTimestamper, TimestampAuthority

IMPRINT = hashlib.sha256(b"stamped").digest()


def request(algorithm="sha256", imprint=IMPRINT, **more):
    said = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": imprint}
    return tsp.TimeStampReq({"version": "v1", "message_imprint": said, **more}).dump()


def info(token):
    return token["content"]["encap_content_info"]["content"].parsed.native


@pytest.mark.parametrize("tsa", ["ecdsa", "rsa"])
def test_openssl_makes_the_request_and_believes_the_answer(tmp_path, tsa):
    openssl = needs.command("openssl", "openssl")
    folder = pki_fixture.pki() if tsa == "ecdsa" else pki_fixture.fresh_pki(tmp_path, tsa_algorithm="rsa")
    (tmp_path / "data").write_bytes(b"stamped")
    query, reply = tmp_path / "query", tmp_path / "reply"
    subprocess.run(
        [openssl, "ts", "-query", "-data", tmp_path / "data", "-sha256", "-cert", "-out", query],
        check=True,
        capture_output=True,
    )
    reply.write_bytes(authority(folder).answer(query.read_bytes()))
    command = [openssl, "ts", "-verify", "-queryfile", query, "-in", reply, "-attime", str(int(NOW.timestamp()))]
    command += ["-CAfile", folder / "trust/root.crt.pem", "-untrusted", folder / "authority/issuing.crt.pem"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr


def test_an_answer_says_what_was_asked_and_when():
    answer = tsp.TimeStampResp.load(authority().answer(request(nonce=7, cert_req=True)), strict=True)
    said = info(answer["time_stamp_token"])
    assert answer["status"]["status"].native == "granted"
    assert (said["message_imprint"]["hashed_message"], said["nonce"], said["gen_time"]) == (IMPRINT, 7, NOW)


def test_certificates_come_only_where_they_are_asked_for():
    for asked in (True, False):
        answer = tsp.TimeStampResp.load(authority().answer(request(cert_req=asked)))
        assert (answer["time_stamp_token"]["content"]["certificates"].native is not None) is asked


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (b"rubbish", "bad_data_format"),
        (b"", "bad_data_format"),
        (request("sha1", bytes(20)), "bad_alg"),
        (request("sha256", bytes(31)), "bad_alg"),
        (request(req_policy="1.2.3"), "unaccepted_policy"),
    ],
)
def test_what_cannot_be_stamped_is_refused_with_its_reason(query, reason):
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}})
    assert authority().answer(query) == encode(SEQUENCE, status.dump())


def test_our_policy_may_be_asked_for():
    policy = "2.25.208414176053907452366418471129061370642"
    answer = tsp.TimeStampResp.load(authority().answer(request(req_policy=policy)))
    assert info(answer["time_stamp_token"])["policy"] == policy


def test_two_tokens_have_different_numbers():
    tokens = [authority().give_token(IMPRINT) for _ in range(2)]
    assert len({info(cms.ContentInfo.load(token))["serial_number"] for token in tokens}) == 2


def test_the_embedded_timestamper_opens_its_authority_when_first_asked_and_once():
    opened = []

    def make_authority() -> TimestampAuthority:
        opened.append(authority())
        return opened[-1]

    timestamper = EmbeddedTimestamper(make_authority)
    assert verifyObject(ITimestamper, timestamper)
    assert opened == []
    assert info(cms.ContentInfo.load(timestamper.stamp(IMPRINT)))["gen_time"] == NOW
    timestamper.stamp(IMPRINT)
    assert len(opened) == 1

"""Mail, to a real server on loopback."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import mail_server
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from doubles import Clock
from servers import free_port
from transaction.interfaces import TransientError
from zope.interface.verify import verifyObject

from archive.errors import ArchiveError
from archive.services.couriers.errors import CourierRefusedError, CourierUnfitError, CourierUnreachableError
from archive.services.couriers.interfaces import ICourier
from archive.services.couriers.mail import MailCourier, MailServer
from archive.services.couriers.model import Address

TO = Address("mail", "anna@example.org")
SENDER = "印信 <chancery@example.org>"


def courier(port, sender=SENDER, **more):
    return MailCourier(MailServer("127.0.0.1", port, **{"tls": "none", "timeout": 5.0, **more}), sender, Clock())


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """What a server of 127.0.0.1 shows, and what a client believes that trusts it."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_it_keeps_the_interface():
    assert verifyObject(ICourier, courier(1))


def test_a_mail_arrives_as_it_was_written():
    with mail_server.MailServer() as server:
        courier(server.port).send(TO, "申请已受理\n注入: x", "您的申请已受理。\n", key="mail:16:anna")
        courier(server.port).send(TO, "again", "again", key="mail:16:anna")
        courier(server.port).send(TO, "other", "other")
    first, again, other = server.taken
    assert (first["Subject"], first["To"], first["From"]) == ("申请已受理 注入: x", "anna@example.org", SENDER)
    assert (first.get_content().strip(), first["Auto-Submitted"]) == ("您的申请已受理。", "auto-generated")
    assert first["Date"].datetime == Clock()()
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "550 no such user"}, CourierRefusedError),
        ({"RCPT": "450 greylisted"}, CourierUnreachableError),
        ({"DATA": "554 spam"}, CourierRefusedError),
        ({"DATA": "451 later"}, CourierUnreachableError),
        ({"MAIL": "550 you may not"}, CourierUnfitError),
        ({"MAIL": "421 closing"}, CourierUnreachableError),
    ],
)
def test_what_a_server_says_decides_whether_it_is_tried_again(answers, error):
    with mail_server.MailServer(**answers) as server, pytest.raises(error) as raised:
        courier(server.port).send(TO, "x", "x")
    assert isinstance(raised.value, TransientError) is (error is not CourierRefusedError)
    assert "anna" not in str(raised.value)
    assert server.taken == []


def test_a_server_that_is_not_there_is_tried_again():
    for tls in ("none", "tls"):
        with pytest.raises(CourierUnreachableError):
            courier(free_port(), tls=tls).send(TO, "x", "x")


@pytest.mark.parametrize(
    ("to", "sender", "error"),
    [
        ("anna@example.org\nBcc: eve@example.org", SENDER, CourierRefusedError),
        ("安娜@example.org", SENDER, CourierRefusedError),
        ("anna@example.org", "", CourierUnfitError),
    ],
)
def test_an_address_that_cannot_stand_in_a_mail_is_refused(to, sender, error):
    with mail_server.MailServer() as server, pytest.raises(error):
        courier(server.port, sender).send(Address("mail", to), "x", "x")
    assert server.taken == []


def test_mail_is_handed_over_secretly_to_a_server_that_is_believed_by_who_signs_in(certified):
    context, trusting = certified

    def signed_in(password):
        return {"tls": "starttls", "context": trusting, "user": "chancery", "password": password}

    def lost():
        raise ArchiveError("the file is gone")

    with mail_server.MailServer(context, "chancery", "correct horse") as server:
        courier(server.port, **signed_in(lambda: "correct horse")).send(TO, "x", "x")
        assert len(server.taken) == 1
        with pytest.raises(CourierUnfitError):
            courier(server.port, **signed_in(lambda: "wrong")).send(TO, "x", "x")
        with pytest.raises(CourierUnfitError):
            courier(server.port, tls="starttls").send(TO, "x", "x")
        with pytest.raises(CourierUnfitError, match="password_file"):
            courier(server.port, **signed_in(lost)).send(TO, "x", "x")
    assert len(server.taken) == 1


def test_a_server_without_tls_is_not_spoken_to_where_tls_is_asked_for():
    with mail_server.MailServer() as server:
        with pytest.raises(CourierUnfitError):
            courier(server.port, tls="starttls").send(TO, "x", "x")
        with pytest.raises(CourierUnfitError):
            courier(server.port, tls="tls").send(TO, "x", "x")
    assert server.taken == []

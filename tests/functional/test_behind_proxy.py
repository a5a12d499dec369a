"""Pages and API behind a proxy that speaks HTTPS, as the operator's page has it: what is let through, what is not."""

import json
import re
import socket
import tempfile
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from proxied import HOST, answer_of, gunicorn, head, make_served, nginx, trusting
from web_fixture import PASSWORD

HERE = f"https://{HOST}"
GIGABYTES = str(2 << 30).encode()


@pytest.fixture(scope="module")
def served():
    """A folder with gunicorn and nginx, and the proxy's ports."""
    with tempfile.TemporaryDirectory(prefix="served-") as name, ExitStack() as stack:
        folder = Path(name)
        ports = stack.enter_context(nginx(folder))
        stack.enter_context(gunicorn(folder, make_served(folder)))
        yield folder, *ports


@pytest.fixture
def people(served):
    """A browser over HTTPS, that says where its forms come from."""
    folder, _plain, port = served
    headers = {"Host": HOST, "Origin": HERE, "Accept-Language": "en"}
    with httpx.Client(
        base_url=f"https://127.0.0.1:{port}", headers=headers, verify=trusting(folder), timeout=60
    ) as client:
        yield client


@pytest.fixture
def line(served):
    """Opens connections over which a test says what it wants."""
    folder, _plain, port = served
    with ExitStack() as stack:

        def connect(said=b""):
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            one = stack.enter_context(trusting(folder).wrap_socket(plain, server_hostname=HOST))
            one.sendall(said)
            return one

        yield connect


def token_of(answer):
    """The form's token of a page."""
    return re.search(r'name="csrf_token" value="(.+?)"', answer.text)[1]


def sign_in(people):
    """Sign in as an applicant; gives the answer."""
    form = {"csrf_token": token_of(people.get("/sign-in")), "name": "applicant", "password": PASSWORD}
    return people.post("/sign-in", data=form)


def test_whoever_comes_without_https_is_led_to_it(served):
    with closing(HTTPConnection("127.0.0.1", served[1], timeout=30)) as plain:
        plain.request("GET", "/licences?a=b", headers={"Host": HOST})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"{HERE}/licences?a=b")


def test_somebody_signs_in_sends_a_form_and_signs_out(people):
    answer = sign_in(people)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}/")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in answer.headers.get_list("Set-Cookie"):
        assert re.match(r"__Host-(session|csrf)=.+; Path=/; secure; HttpOnly; SameSite=Lax$", cookie)
    page = people.get("/account")
    assert (page.status_code, "127.0.0.1" in page.text) == (200, True)
    assert people.post("/sign-out", data={"csrf_token": token_of(page)}).status_code == 303
    assert people.get("/account").status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", f"http://{HOST}", "null", f"{HERE}.evil.example", ""])
def test_a_form_that_does_not_come_from_here_does_nothing(people, origin):
    form = {"csrf_token": token_of(people.get("/sign-in")), "language": "zh"}
    answer = people.post("/language", data=form, headers={"Origin": origin})
    assert (answer.status_code, "archive.token-missing" in answer.text) == (403, True)


def test_the_address_that_somebody_claims_to_come_from_is_not_believed(people):
    people.headers.update(
        {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    )
    sign_in(people)
    assert "203.0.113.7" not in people.get("/account").text


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", f"evil.example:443@{HOST}"])
def test_a_host_that_is_none_of_ours_gets_nothing(people, host):
    answer = people.get("/", headers={"Host": host, "X-Forwarded-Host": HOST})
    assert answer.status_code in (400, 421)
    assert f"//{host}" not in answer.text


def test_another_host_that_is_claimed_beside_ours_is_not_believed(people):
    answer = people.get("/account", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example"})
    assert answer.headers["Location"].startswith(f"{HERE}/sign-in")


def test_health_is_told_to_those_who_watch(people):
    assert people.get("/health/ready").text == "ready\n"


def test_those_who_send_drop_by_drop_keep_nobody_waiting(line):
    form = b"Content-Type: application/x-www-form-urlencoded"
    for number in range(40):
        whole = head("POST", "/verify", form, b"Content-Length: 100000")
        line(whole + b"a=b&" if number % 2 else whole[:-4])
    assert answer_of(line(head("GET", "/health/alive")))[0] == 200


@pytest.mark.parametrize("path", ["/verify", "/api/v1/verifications", "/api/v1/materials?name=a.pdf", "/uploads/x"])
def test_a_body_of_two_gigabytes_is_refused_by_our_code(line, path):
    kind = b"Content-Type: multipart/form-data; boundary=x"
    one = line(head("POST", path, kind, b"Content-Length: " + GIGABYTES) + b"--x\r\n")
    status, text = answer_of(one)
    assert (status, "archive.body-too-large" in text) == (413, True)


def test_a_body_that_comes_in_chunks_is_taken(line):
    kind = b"Content-Type: multipart/form-data; boundary=x"
    named = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    pieces = [named, *[b"no licence " * 1000] * 20, b"\r\n--x--\r\n"]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    status, text = answer_of(line(head("POST", "/api/v1/verifications", kind, b"Transfer-Encoding: chunked") + body))
    assert (status, json.loads(text)["verdict"]) == (200, "unreadable")


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        (f"/{'a' * 5000}", [], 414),
        (f"/{'a' * 10_000}", [], 414),
        ("/", [b"X-Long: " + b"a" * 10_000], 400),
        ("/", [b"X-%d: 1" % number for number in range(200)], 431),
        ("/", [b"Content-Length: 5", b"Transfer-Encoding: chunked"], 400),
        ("/", [b"Content-Length: 5", b"Content-Length: 6"], 400),
        ("/", [b"Content-Length: -5"], 400),
    ],
)
def test_a_head_beyond_measure_is_refused_and_the_next_one_answered(line, path, lines, status):
    assert answer_of(line(head("GET", path, *lines)))[0] == status
    assert answer_of(line(head("GET", "/health/alive")))[0] == 200

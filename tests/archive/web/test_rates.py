"""Requests are counted by token, else by address; what is left is said, and when to come back."""

from types import SimpleNamespace

import pytest
from web_fixture import browser, form_of, issued, opened

from archive.services.addresses import code_of
from archive.web.errors import RateExceededError
from archive.web.rates import IRates, Rates, count_request

NOON = 1_800_000_000.0


def test_what_is_left_is_said():
    rates = Rates("3/minute", "1/minute")
    counted = rates.count("t1", True, NOON)
    assert counted.seconds == 0
    assert counted.headers == {
        "RateLimit-Policy": '"token";q=3;w=60',
        "RateLimit": '"token";r=2;t=60',
    }
    assert rates.count("t1", True, NOON + 10).headers["RateLimit"] == '"token";r=1;t=50'


def test_a_caller_over_the_rate_is_told_when_to_come_back():
    rates = Rates("2/minute", "1/minute")
    rates.count("10.0.0.1", False, NOON)
    over = rates.count("10.0.0.1", False, NOON + 20)
    assert (over.seconds, over.headers["RateLimit"]) == (40, '"address";r=0;t=40')
    again = rates.count("10.0.0.1", False, NOON + 60)
    assert (again.seconds, again.headers["RateLimit"]) == (0, '"address";r=0;t=60')


def test_callers_are_counted_apart():
    rates = Rates("1/minute", "1/minute")
    for name, is_known in (("a", True), ("b", True), ("a", False), ("b", False)):
        assert not rates.count(name, is_known, NOON).seconds


def test_what_was_counted_is_forgotten_with_its_window():
    rates = Rates("5/minute", "5/minute")
    for number in range(100):
        rates.count(f"10.0.0.{number}", False, NOON)
    rates.count("10.0.0.1", False, NOON + 60)
    assert list(rates._rates["address"].counts) == ["10.0.0.1"]


@pytest.mark.parametrize(("told", "seconds"), [("1/second", 1), ("1/hour", 3600), ("1/day", 86400)])
def test_a_rate_has_a_span(told, seconds):
    assert Rates(told, told).count("a", True, NOON).headers["RateLimit-Policy"] == f'"token";q=1;w={seconds}'


class Asking:
    """A request from an address."""

    def __init__(self, address, rates):
        self.address, self.callbacks, self._rates = address, [], rates
        self.add_response_callback = self.callbacks.append

    def now(self):
        return SimpleNamespace(timestamp=lambda: NOON)

    def service(self, _interface):
        return self._rates


@pytest.mark.parametrize(("token", "policy"), [("t1", "token"), (None, "address")])
def test_a_request_is_counted_and_its_answer_says_so(token, policy):
    request, response = Asking("10.0.0.1", Rates("5/minute", "5/minute")), SimpleNamespace(headers={})
    count_request(request, token)
    request.callbacks[0](request, response)
    assert response.headers["RateLimit"] == f'"{policy}";r=4;t=60'


def test_a_request_over_the_rate_is_refused_and_says_so_too():
    rates, response = Rates("1/minute", "1/minute"), SimpleNamespace(headers={})
    count_request(Asking("10.0.0.1", rates))
    request = Asking("10.0.0.1", rates)
    with pytest.raises(RateExceededError) as caught:
        count_request(request)
    request.callbacks[0](request, response)
    assert (caught.value.seconds, response.headers["RateLimit"]) == (60, '"address";r=0;t=60')


def test_the_addresses_of_one_subscriber_are_counted_together():
    rates = Rates("1/minute", "1/minute")
    count_request(Asking("2001:db8::1", rates))
    count_request(Asking("2001:db8:0:1::1", rates))
    with pytest.raises(RateExceededError):
        count_request(Asking("2001:db8::ffff", rates))


@pytest.fixture
def scarce(monkeypatch):
    registry = opened()[0].registry
    kept = registry.getUtility(IRates)
    registry.registerUtility(Rates("2/day", "2/day"), IRates)
    yield monkeypatch.setitem
    registry.registerUtility(kept, IRates)


STATUS = "/v/2026000000000000000000"
ASKED = {
    "verify": lambda app, form: app.post("/verify", {"csrf_token": form}, expect_errors=True),
    "api": lambda app, _form: app.post("/api/v1/verifications", expect_errors=True),
    "code": lambda app, _form: app.get(f"{STATUS}?t=x", expect_errors=True),
    "print": lambda app, form: app.post(STATUS, {"csrf_token": form, "number": "1"}, expect_errors=True),
}


@pytest.mark.usefixtures("scarce")
@pytest.mark.parametrize("last", ASKED)
def test_what_anyone_may_ask_is_counted_together_by_page_and_api(last):
    app = browser(language="en")
    token = form_of(app.get("/verify"), "file")["csrf_token"].value
    rest = [ask for name, ask in ASKED.items() if name != last]
    assert [ask(app, token).status_int == 429 for ask in rest] == [False, False, True]
    answer = ASKED[last](app, token)
    assert (answer.status_int, "archive.rate-exceeded" in answer.text) == (429, True)
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400
    assert f"Come back later (in {answer.headers['Retry-After']} s)." in answer.text
    assert answer.headers["RateLimit"].startswith('"address";r=0;')


@pytest.mark.usefixtures("scarce")
def test_who_has_a_print_is_answered_however_often_others_of_its_network_guess():
    app, licence = browser(), issued().identifier
    code = code_of(licence, opened()[0].transact(lambda root: root.verify_key))
    for asked in ("", "?t=x", "?t=", f"?t={code[:-1]}"):
        app.get(f"/v/{licence}{asked}", expect_errors=True)
    app.get(f"/v/{licence}?t=0", status=429)
    app.get("/v/none", status=429)
    for _turn in range(3):
        assert app.get(f"/v/{licence}?t={code}").html.select_one(".answer")


@pytest.mark.usefixtures("scarce")
def test_a_script_is_told_when_to_come_back_too():
    app = browser()
    token = form_of(app.get("/verify"), "file")["csrf_token"].value
    for _ in range(3):
        answer = app.post("/verify", {"csrf_token": token}, headers={"Accept": "application/json"}, expect_errors=True)
    assert (answer.status_int, answer.json["code"]) == (429, "archive.rate-exceeded")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("proxies", "is_apart"), [([], False), (["unix"], True)])
def test_callers_behind_a_proxy_are_counted_apart_where_the_proxy_is_named(scarce, proxies, is_apart):
    scarce(opened()[0].registry.settings, "archive.web.proxies", proxies)
    app = browser()
    app.extra_environ["REMOTE_ADDR"] = ""
    said = [app.get(STATUS, headers={"X-Forwarded-For": f"192.0.2.{n}"}, expect_errors=True) for n in range(3)]
    assert (said[-1].status_int != 429) is is_apart

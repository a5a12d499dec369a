"""People sign in at a provider of unified identity."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from clocks import real
from doubles import Clock
from joserfc.jwk import ECKey, OctKey
from provider_fixture import BACK, CLIENT, SECRET, ObedientProvider, open_provider
from zope.interface.verify import verifyObject

from archive.services.identity.errors import ProviderAnswerError, ProviderUnavailableError
from archive.services.identity.interfaces import IProvider
from archive.services.identity.oidc import Provider, Registration, is_address

ACCOUNTS = {"li": {"name": "李示例"}, "company": {"name": "示例公司", "credit_code": "91350200DEM0001100"}}


@pytest.fixture(scope="module")
def issuer():
    with open_provider(ACCOUNTS) as address:
        yield address


def visit(url, subject):
    """Follow a browser through the provider; gives the parameters with which it comes back."""
    with httpx.Client(trust_env=False) as browser:
        answer = browser.get(f"{url}&login_hint={subject}")
        while not answer.headers["location"].startswith(BACK):
            answer = browser.get(answer.next_request.url)
        return {name: value for name, (value,) in parse_qs(urlsplit(answer.headers["location"]).query).items()}


@pytest.mark.node
@pytest.mark.parametrize(("client", "secret"), [(CLIENT, SECRET), ("public", "")])
@pytest.mark.parametrize("subject", ACCOUNTS)
def test_a_real_provider_says_who_came(issuer, client, secret, subject):
    provider = Provider(Registration(issuer, client, secret), real)
    begun = provider.begin(BACK)
    answer = visit(begun.url, subject)
    claims = provider.finish(answer, begun.remembered)
    assert {name: claims[name] for name in ("sub", "iss")} == {"sub": subject, "iss": issuer}
    assert {name: claims[name] for name in ACCOUNTS[subject]} == ACCOUNTS[subject]
    with pytest.raises(ProviderAnswerError):
        provider.finish(answer, begun.remembered)


@pytest.mark.node
def test_a_real_provider_s_refusals_are_told(issuer):
    provider = Provider(Registration(issuer, CLIENT, SECRET), real)
    begun, other = provider.begin(BACK), provider.begin(BACK)
    with pytest.raises(ProviderAnswerError, match="access_denied"):
        provider.finish(visit(begun.url, "nobody"), begun.remembered)
    answer = visit(begun.url, "li")
    with pytest.raises(ProviderAnswerError, match="state"):
        provider.finish(answer, other.remembered)
    stolen = json.dumps({**json.loads(begun.remembered), "verifier": json.loads(other.remembered)["verifier"]})
    with pytest.raises(ProviderAnswerError):
        provider.finish(answer, stolen)


@pytest.mark.node
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"secret": "another"}, ProviderUnavailableError),
        ({"algorithms": ("RS256",)}, ProviderAnswerError),
    ],
)
def test_a_real_provider_is_not_believed_by_another_registration(issuer, changes, error):
    provider = Provider(Registration(issuer, CLIENT, SECRET), real)
    begun = provider.begin(BACK)
    other = replace(provider, registration=replace(provider.registration, **changes))
    with pytest.raises(error):
        other.finish(visit(begun.url, "li"), begun.remembered)


class Stage:
    """A provider that obeys, and somebody who comes back from it."""

    def __init__(self, obedient):
        self.obedient = obedient
        self.clock = Clock()
        self.provider = Provider(Registration(obedient.issuer, CLIENT, SECRET), self.clock)
        begun = self.provider.begin(BACK)
        self.url, self.remembered = begun.url, begun.remembered
        self.kept = json.loads(begun.remembered)
        now = int(self.clock().timestamp())
        self.claims = {
            "iss": obedient.issuer,
            "aud": CLIENT,
            "sub": "li",
            "iat": now,
            "exp": now + 60,
            "nonce": self.kept["nonce"],
        }
        self.answer = {"code": "a code", "state": self.kept["state"]}
        self.give()

    def give(self, access_token="an access token", key=None, header=None, **changes):
        """Let the provider give tokens; a claim changed to None is left out."""
        claims = {name: value for name, value in {**self.claims, **changes}.items() if value is not None}
        token = self.obedient.sign(claims, key, **(header or {}))
        self.obedient.answers["/token"] = {"id_token": token, "access_token": access_token}
        self.obedient.answers["/me"] = {"sub": "li", "name": "李示例", "iss": "another"}

    def finish(self):
        return self.provider.finish(self.answer, self.remembered)


@pytest.fixture
def stage():
    with ObedientProvider() as obedient:
        yield Stage(obedient)


def test_it_keeps_the_interface(stage):
    assert verifyObject(IProvider, stage.provider)


def test_who_is_sent_away_takes_along_what_binds_the_answer(stage):
    asked = {name: value for name, (value,) in parse_qs(urlsplit(stage.url).query).items()}
    assert stage.url.startswith(f"{stage.obedient.issuer}/auth?")
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid profile",
        "state": stage.kept["state"],
        "nonce": stage.kept["nonce"],
        "code_challenge": create_s256_code_challenge(stage.kept["verifier"]),
        "code_challenge_method": "S256",
    }
    assert len({stage.kept[name] for name in ("state", "nonce", "verifier")}) == 3
    assert SECRET not in stage.url + stage.remembered + repr(stage.provider)


def test_the_id_token_counts_before_what_the_provider_says_besides(stage):
    assert stage.finish() == {**stage.claims, "name": "李示例"}
    form = next(form for path, _headers, form in stage.obedient.asked if path == "/token")
    assert (form["code"], form["code_verifier"], form["redirect_uri"]) == ("a code", stage.kept["verifier"], BACK)
    assert "client_id" not in form


def test_without_an_address_or_a_token_for_it_nothing_more_is_asked(stage):
    for token in (None, 7, "a\nb"):
        stage.give(access_token=token)
        assert stage.finish() == stage.claims
    assert "/me" not in [path for path, *_ in stage.obedient.asked]


def test_what_is_said_of_another_is_refused(stage):
    stage.obedient.answers["/me"] = {"sub": "wang"}
    with pytest.raises(ProviderAnswerError, match="sub"):
        stage.finish()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"state": "another"}, "state"),
        ({"state": "ä"}, "state"),
        ({"code": ""}, "code"),
        ({"code": "x" * 2001}, "code"),
        ({"iss": "https://another.example"}, "iss"),
        ({"error": "access_denied"}, "access_denied"),
    ],
)
def test_an_answer_that_does_not_belong_to_the_question_is_refused(stage, changes, part):
    stage.answer.update(changes)
    with pytest.raises(ProviderAnswerError, match=part):
        stage.finish()
    assert "/token" not in [path for path, *_ in stage.obedient.asked]


@pytest.mark.parametrize(
    "remembered",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"at": "x"}',
        '{"at": 0, "state": "s", "nonce": "n", "verifier": "v", "redirect_uri": "r"}',
        '{"at": 1772413200, "state": "", "nonce": "n", "verifier": "v", "redirect_uri": "r"}',
        '{"at": 1772413200, "state": 7, "nonce": "n", "verifier": "v", "redirect_uri": "r"}',
        "[" * 100_000,
    ],
)
def test_who_remembers_nothing_that_fits_is_refused(stage, remembered):
    stage.remembered, stage.answer["state"] = remembered, ""
    with pytest.raises(ProviderAnswerError, match="state"):
        stage.finish()


def test_who_takes_too_long_begins_again(stage):
    stage.clock.forward(601)
    with pytest.raises(ProviderAnswerError, match="state"):
        stage.finish()


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 0},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"sub": None},
        {"sub": 7},
        {"header": {"kid": "unknown"}},
        {"header": {"alg": "HS256", "kid": "two"}, "key": OctKey.import_key({"kty": "oct", "k": "A" * 43})},
        {"key": ECKey.generate_key("P-256")},
    ],
    ids=" ".join,
)
def test_an_id_token_that_proves_nothing_is_refused(stage, changes):
    stage.give(**changes)
    with pytest.raises(ProviderAnswerError):
        stage.finish()


def test_an_id_token_for_several_is_ours_where_it_says_so(stage):
    stage.give(aud=[CLIENT, "another"], azp=CLIENT)
    assert stage.finish()["sub"] == "li"


@pytest.mark.parametrize("token", [None, 7, "", "a.b", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaSJ9."])
def test_what_is_no_id_token_is_refused(stage, token):
    stage.obedient.answers["/token"] = {"id_token": token}
    with pytest.raises(ProviderAnswerError):
        stage.finish()


def test_a_new_key_of_the_provider_is_fetched_once_a_minute(stage):
    fetched = [path for path, *_ in stage.obedient.asked].count("/jwks")
    new = ECKey.generate_key("P-256", {"kid": "new"})
    stage.obedient.answers["/jwks"] = {"keys": [new.as_dict(private=False)]}
    stage.give(key=new, header={"kid": "new"})
    with pytest.raises(ProviderAnswerError):
        stage.finish()
    stage.clock.forward(60)
    stage.give(key=new, header={"kid": "new"}, exp=stage.claims["exp"] + 60)
    assert stage.finish()["sub"] == "li"
    assert [path for path, *_ in stage.obedient.asked].count("/jwks") == fetched + 1


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/.well-known/openid-configuration", (404, b"")),
        ("/.well-known/openid-configuration", []),
        ("/.well-known/openid-configuration", {"issuer": "https://another.example"}),
        ("/jwks", (500, b"")),
        ("/jwks", {}),
        ("/jwks", {"keys": 7}),
        ("/jwks", {"keys": [7]}),
        ("/jwks", {"keys": []}),
        ("/jwks", {"keys": [{"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}]}),
    ],
)
def test_a_provider_that_does_not_answer_as_one_is_unavailable(stage, path, given):
    stage.obedient.answers[path] = given
    stage.clock.forward(3600)
    with pytest.raises(ProviderUnavailableError):
        stage.provider.begin(BACK)


def test_nobody_waits_again_at_once_for_a_provider_that_did_not_answer(stage):
    metadata = stage.obedient.answers.pop("/.well-known/openid-configuration")
    stage.clock.forward(3600)
    for _turn in range(2):
        before = len(stage.obedient.asked)
        with pytest.raises(ProviderUnavailableError):
            stage.provider.begin(BACK)
    assert len(stage.obedient.asked) == before
    stage.obedient.answers["/.well-known/openid-configuration"] = metadata
    stage.clock.forward(10)
    assert stage.provider.begin(BACK).url


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", [None, "", "http://provider.example/x", "ftp://127.0.0.1/x", "https://", 7])
def test_an_address_that_others_can_listen_at_is_not_asked(stage, name, address):
    stage.obedient.metadata[name] = address
    stage.clock.forward(3600)
    with pytest.raises(ProviderUnavailableError):
        stage.provider.begin(BACK)


def test_an_address_for_more_that_others_can_listen_at_is_not_asked(stage):
    stage.obedient.metadata["userinfo_endpoint"] = "http://provider.example/me"
    stage.clock.forward(3600)
    stage.provider.begin(BACK)
    stage.remembered = json.dumps({**stage.kept, "at": stage.clock().timestamp()})
    stage.give(exp=stage.claims["exp"] + 3600)
    with pytest.raises(ProviderUnavailableError):
        stage.finish()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("https://provider.example", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://[::1]/x", True),
        ("http://provider.example", False),
        ("https://", False),
        ("provider.example", False),
    ],
)
def test_an_address_is_https_or_of_this_machine(address, answer):
    assert is_address(address) is answer

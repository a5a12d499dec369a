"""Second factors: enrolled, shown, reset."""

import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from identity_fixture import ADMIN, GOOD, HERE, THERE, Gate

from archive.errors import PermissionMissingError, UserUnknownError
from archive.permissions import Actor
from archive.services.identity.errors import (
    CodeNeededError,
    CodeWrongError,
    FactorMissingError,
    FactorUnreadableError,
    SecretMissingError,
    SessionUnknownError,
)
from archive.services.identity.model import SignInGranted, SignInRefused
from archive.services.identity.throttling import FREE
from archive.services.identity.vault import Vault

WANG = Actor("wang", frozenset({"clerk"}))
WRONG = SignInRefused("archive.code-wrong")


class Phone:
    """An authenticator with an office's clock."""

    def __init__(self, office, name="wang"):
        self.office = office
        begun = sign_in(office, name).begun
        self.offered = office.factors.enrol(office.root, begun.token)
        self.confirmed = office.factors.confirm(office.root, begun.token, self.code())
        office.clock.forward(30)

    def code(self, ahead=0):
        return pyotp.TOTP(self.offered.secret).at(self.office.clock(), counter_offset=ahead)


@pytest.fixture
def office():
    return Gate()


@pytest.fixture
def phone(office):
    return Phone(office)


def sign_in(office, name="wang", **more):
    return office.sign_in.sign_in(office.root, name, GOOD, **{"address": HERE, **more})


def prove(office, code):
    return office.factors.prove(office.root, sign_in(office).begun.token, code)


def find(office, begun):
    return office.sessions.find(office.root, begun.token)


def test_an_offered_factor_is_an_address_that_authenticators_read(office):
    begun = sign_in(office).begun
    offered = office.factors.enrol(office.root, begun.token)
    address = urlsplit(offered.uri)
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/archive.example:wang")
    assert parse_qs(address.query) == {"secret": [offered.secret], "issuer": ["archive.example"]}
    assert offered.secret.encode() not in office.root.users["wang"].offered.sealed
    assert sign_in(office).begun.stage == "enrol"


def test_a_session_is_offered_the_same_factor_again_for_a_while_and_no_other_session_is(office):
    begun, other = sign_in(office).begun, sign_in(office).begun
    offered = office.factors.enrol(office.root, begun.token)
    office.clock.forward(599)
    assert office.factors.enrol(office.root, begun.token) == offered
    office.clock.forward(1)
    late = office.factors.enrol(office.root, begun.token)
    elsewhere = office.factors.enrol(office.root, other.token)
    assert len({offered, late, elsewhere}) == 3
    with pytest.raises(CodeWrongError):
        office.factors.confirm(office.root, begun.token, pyotp.TOTP(elsewhere.secret).at(office.clock()))
    assert office.factors.confirm(office.root, other.token, pyotp.TOTP(elsewhere.secret).at(office.clock()))


def test_who_enrolled_a_factor_has_its_rights(office):
    begun = sign_in(office).begun
    offered = office.factors.enrol(office.root, begun.token)
    confirmed = office.factors.confirm(office.root, begun.token, pyotp.TOTP(offered.secret).at(office.clock()))
    found = find(office, confirmed.begun)
    assert (found.stage, found.is_elevated, found.actor.roles) == ("open", True, {"clerk"})
    assert find(office, begun) is None
    assert list(office.root.events.of("user:wang"))[-1].fields["kind"] == "factor.enrolled"
    assert offered.secret.encode() not in b"".join(event.canonical for event in office.root.events)


def test_a_factor_that_was_not_offered_or_not_shown_is_not_taken(office):
    begun = sign_in(office).begun
    with pytest.raises(CodeWrongError):
        office.factors.confirm(office.root, begun.token, "000000")
    office.factors.enrol(office.root, begun.token)
    with pytest.raises(CodeWrongError):
        office.factors.confirm(office.root, begun.token, "000000")
    assert office.root.users["wang"].factor is None


def test_the_other_sessions_end_when_a_factor_is_enrolled(office):
    other = sign_in(office).begun
    Phone(office)
    assert find(office, other) is None


def test_a_code_opens_a_new_session_in_place_of_the_one_that_waits(office, phone):
    waits = sign_in(office, agent="a browser").begun
    assert (waits.stage, find(office, waits).actor.roles) == ("code", frozenset())
    granted = office.factors.prove(office.root, waits.token, phone.code())
    assert (granted.name, find(office, granted.begun).stage, find(office, waits)) == ("wang", "open", None)
    told = office.sessions.list(office.root, WANG)
    assert [(each.means, each.address, each.agent) for each in told if each.agent] == [
        ("password+totp", HERE, "a browser")
    ]


@pytest.mark.parametrize(("ahead", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_one_step_around_its_time(office, phone, ahead, is_taken):
    office.clock.forward(60)
    assert isinstance(prove(office, phone.code(ahead)), SignInGranted) is is_taken


def test_a_code_is_taken_once_and_no_older_one_after_it(office, phone):
    office.clock.forward(60)
    assert isinstance(prove(office, phone.code()), SignInGranted)
    assert prove(office, phone.code()) == WRONG
    assert prove(office, phone.code(-1)) == WRONG
    assert isinstance(prove(office, phone.code(1)), SignInGranted)


def test_a_code_that_confirmed_a_factor_opens_no_session(office):
    begun = sign_in(office).begun
    code = pyotp.TOTP(office.factors.enrol(office.root, begun.token).secret).at(office.clock())
    office.factors.confirm(office.root, begun.token, code)
    assert prove(office, code) == WRONG


def test_a_code_is_forgiven_how_it_was_typed(office, phone):
    wide = phone.code().translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert isinstance(prove(office, f" {wide[:3]} {wide[3:]} "), SignInGranted)


@pytest.mark.parametrize("code", ["", "000000", "印", "\ud800", "1" * 9999, "²²²²²²"])
def test_a_wrong_code_is_refused(office, phone, code):
    assert prove(office, code) == WRONG


def test_a_recovery_code_stands_in_once(office, phone, caplog):
    first, second, *_rest = phone.confirmed.recovery_codes
    assert (len(phone.confirmed.recovery_codes), len(first)) == (10, 19)
    with caplog.at_level(logging.WARNING):
        assert isinstance(prove(office, first.lower().replace("-", " ")), SignInGranted)
    assert prove(office, first) == WRONG
    assert office.factors.find(office.root, WANG).recovery_left == 9
    assert first not in str([vars(record) for record in caplog.records])
    assert isinstance(prove(office, second), SignInGranted)


def test_wrong_codes_count_like_wrong_passwords_until_a_right_one(office, phone):
    for _round in range(2):
        for _turn in range(4):
            assert prove(office, "000000") == WRONG
        assert isinstance(prove(office, phone.code()), SignInGranted)
        office.clock.forward(30)
    waits = sign_in(office, address=THERE).begun
    for _turn in range(5):
        assert office.factors.prove(office.root, waits.token, "000000") == WRONG
    assert office.factors.prove(office.root, waits.token, phone.code()) == SignInRefused(
        "archive.sign-in-throttled", 30
    )
    assert sign_in(office, address=THERE).code == "archive.sign-in-throttled"


def test_a_right_password_alone_forgets_no_wrong_code(office, phone):
    for _turn in range(5):
        waits = sign_in(office, address=THERE)
        office.factors.prove(office.root, waits.begun.token, "000000")
    assert sign_in(office, address=THERE).code == "archive.sign-in-throttled"


def test_who_is_to_show_a_factor_cannot_have_another(office, phone):
    waits = sign_in(office).begun
    for act in (
        lambda: office.factors.enrol(office.root, waits.token),
        lambda: office.factors.confirm(office.root, waits.token, phone.code()),
    ):
        with pytest.raises(CodeNeededError):
            act()


def test_who_showed_a_factor_may_have_another(office, phone):
    begun = phone.confirmed.begun
    old = phone.code()
    offered = office.factors.enrol(office.root, begun.token)
    new = pyotp.TOTP(offered.secret).at(office.clock())
    office.factors.confirm(office.root, begun.token, new)
    assert prove(office, old) == WRONG
    assert isinstance(prove(office, pyotp.TOTP(offered.secret).at(office.clock(), counter_offset=1)), SignInGranted)


def test_a_session_that_was_left_open_takes_nobody_s_factor_away(office, phone):
    begun = office.factors.prove(office.root, sign_in(office).begun.token, phone.code()).begun
    office.clock.forward(600)
    assert find(office, begun).stage == "open"
    for act in (
        lambda: office.factors.enrol(office.root, begun.token),
        lambda: office.factors.confirm(office.root, begun.token, phone.code()),
    ):
        with pytest.raises(CodeNeededError):
            act()
    fresh = office.factors.prove(office.root, begun.token, phone.code()).begun
    assert office.factors.enrol(office.root, fresh.token)


def test_who_comes_from_elsewhere_shows_the_factor_before_it_is_replaced(office, phone):
    begun = office.sessions.begin(office.root, "wang", means="oidc")
    with pytest.raises(CodeNeededError):
        office.factors.enrol(office.root, begun.token)
    proven = office.factors.prove(office.root, begun.token, phone.code()).begun
    assert office.factors.enrol(office.root, proven.token)


def test_an_applicant_who_wants_a_factor_is_asked_for_it(office):
    other = sign_in(office, "li").begun
    assert other.stage == "open"
    Phone(office, "li")
    assert sign_in(office, "li").begun.stage == "code"


def test_an_operator_takes_a_lost_factor_away(office, phone):
    office.factors.reset(office.root, ADMIN, "wang")
    assert office.sessions.list(office.root, WANG) == ()
    assert sign_in(office).begun.stage == "enrol"
    event = list(office.root.events.of("user:wang"))[-1].fields
    assert (event["kind"], event["actor"]) == ("factor.reset", "admin")
    with pytest.raises(FactorMissingError):
        office.factors.reset(office.root, ADMIN, "wang")
    with pytest.raises(UserUnknownError):
        office.factors.reset(office.root, ADMIN, "nobody")
    with pytest.raises(PermissionMissingError):
        office.factors.reset(office.root, WANG, "wang")


def test_of_a_factor_is_told_when_it_was_enrolled_and_what_is_left(office, phone):
    assert office.factors.find(office.root, WANG) == office.factors.find(office.root, ADMIN, "wang")
    assert office.factors.find(office.root, ADMIN, "wang").recovery_left == 10
    assert office.factors.find(office.root, ADMIN) is None
    with pytest.raises(PermissionMissingError):
        office.factors.find(office.root, Actor("li", frozenset({"applicant"})), "wang")


def test_without_a_session_or_a_factor_nothing_is_proven(office):
    with pytest.raises(SessionUnknownError):
        office.factors.prove(office.root, "none", "000000")
    with pytest.raises(FactorMissingError):
        prove(office, "000000")


def lost(_root):
    """The key of an archive whose file of secrets is gone."""
    raise SecretMissingError("var/secret")


def test_without_the_archive_s_secret_a_code_is_not_wrong_and_a_recovery_code_still_opens(office, phone):
    office.factors = replace(office.factors, vault=Vault(lost))
    assert prove(office, phone.code()) == SignInRefused("archive.factor-unreadable")
    assert isinstance(prove(office, phone.confirmed.recovery_codes[0]), SignInGranted)


def test_without_the_archive_s_secret_recovery_codes_are_not_guessed_any_faster(office, phone):
    office.factors = replace(office.factors, vault=Vault(lost))
    for _turn in range(FREE):
        assert prove(office, "AAAA-AAAA-AAAA-AAAA") == SignInRefused("archive.factor-unreadable")
    assert sign_in(office).code == "archive.sign-in-throttled"


def test_without_the_archive_s_secret_nobody_enrols(office):
    begun = sign_in(office).begun
    office.factors = replace(office.factors, vault=Vault(lost))
    with pytest.raises(FactorUnreadableError):
        office.factors.enrol(office.root, begun.token)


def test_with_the_last_factor_the_archive_forgets_the_secret_that_is_lost(office, phone):
    Phone(office, "li")
    office.root.secret_mark = "lost"
    office.factors.reset(office.root, ADMIN, "wang")
    assert office.root.secret_mark == "lost"
    office.factors.reset(office.root, ADMIN, "li")
    assert office.root.secret_mark == ""

"""How the archive is, as it is told."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from archive_fixture import AUTHORITIES, Office, actor
from doubles import START
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError
from archive.models.watches import SILENCE, Look
from archive.services.health.interfaces import IHealthReading
from signing.model import Answer, Credential

OPERATOR = actor("operator", authority="")
KEYS = [row["key"] for row in AUTHORITIES]
SPACE = {"free": 50, "total": 100, "database": 4096, "code": "", "detail": ""}


@pytest.fixture
def office():
    return Office()


def see(office, *credentials, host="here", answer=None, **space):
    """Let a runner see something, and every key of a seal besides."""
    watch = office.root.watches.begin(host, office.clock())
    rows = [asdict(one) for one in (*credentials, *(credential(365, name=key) for key in KEYS))]
    watch.look = Look(office.clock(), tuple(rows), answer and asdict(answer), SPACE | space)
    return watch


def credential(days, use="seal", name="extra", code=""):
    ends = None if days is None else START + timedelta(days=days, hours=1)
    return Credential(use, name, "示例", f"{days or 0:x}", ends, code)


def told(office, who=OPERATOR):
    return office.read.health.get(office.root, who)


def test_it_keeps_the_interface(office):
    assert verifyObject(IHealthReading, office.read.health)


@pytest.mark.parametrize(
    ("days", "state"),
    [(61, "sound"), (60, "sound"), (59, "soon"), (14, "soon"), (13, "urgent"), (0, "urgent"), (-1, "bad")],
)
def test_a_certificate_is_worse_the_sooner_it_ends(office, days, state):
    see(office, credential(days))
    (found,) = [one for one in told(office).credentials if one.name == "extra"]
    assert (found.days, found.state) == (days, state)


def test_what_cannot_be_used_is_bad_however_long_it_lasts_and_stands_first(office):
    see(office, credential(5), credential(900, name="revoked", code="signing.certificate-revoked"), credential(20))
    states = [one.state for one in told(office).credentials]
    assert states[:3] == ["bad", "urgent", "soon"]
    assert set(states[3:]) == {"sound"}
    see(office, credential(None, name="lost", code="signing.key-missing"))
    assert (told(office).credentials[0].name, told(office).credentials[0].days) == ("lost", None)


def test_a_key_says_whose_seal_it_is(office):
    see(office)
    names = {one.name: one.authorities for one in told(office).credentials}
    assert names == {row["key"]: (row["name"],) for row in AUTHORITIES}


def test_a_seal_whose_key_no_runner_has_is_told_once_one_has_looked(office):
    assert told(office).credentials == ()
    watch = see(office)
    watch.look = Look(office.clock(), watch.look.credentials[1:], None, SPACE)
    (missing,) = [one for one in told(office).credentials if one.state == "bad"]
    assert (missing.name, missing.code) == (KEYS[0], "signing.key-missing")
    silent = asdict(Credential("seal", code="signing.key-unavailable"))
    watch.look = Look(office.clock(), (silent,), None, SPACE)
    assert [one.code for one in told(office).credentials] == ["signing.key-unavailable"]


def test_a_runner_is_alive_or_missed_or_ended(office):
    see(office).look = None
    assert [(one.host, one.state, one.looked_at) for one in told(office).runners] == [("here", "alive", None)]
    office.clock.forward(SILENCE.total_seconds() + 1)
    assert [one.state for one in told(office).runners] == ["silent"]
    see(office, host="there").ended_at = office.clock()
    assert [one.state for one in told(office).runners] == ["silent", "ended"]


def test_the_answer_of_the_timestamp_authority_is_told(office):
    see(office, answer=Answer(START, "示例时间戳"))
    see(office, host="there")
    (answer,) = told(office).answers
    assert (answer.host, answer.by, answer.at, answer.code) == ("here", "示例时间戳", START, "")


@pytest.mark.parametrize(
    ("space", "state"),
    [
        ({}, "sound"),
        ({"free": 9}, "soon"),
        ({"free": 2}, "bad"),
        ({"free": None, "total": None}, "sound"),
        ({"free": None, "total": None, "code": "storage.blob-unavailable"}, "bad"),
    ],
)
def test_little_room_is_told(office, space, state):
    see(office, **space)
    (found,) = told(office).spaces
    assert (found.state, found.database) == (state, 4096)


def test_two_machines_that_see_the_same_are_told_once_and_what_differs_by_machine(office):
    see(office, credential(90))
    see(office, credential(90, code="signing.key-unavailable"), host="there")
    assert sorted((one.host, one.code) for one in told(office).credentials if one.name == "extra") == [
        ("here", ""),
        ("there", "signing.key-unavailable"),
    ]
    assert len(told(office).credentials) == 2 + len(KEYS)


def test_jobs_letters_and_the_last_sweep_are_told(office):
    assert (told(office).oldest, told(office).swept_at) == (None, None)
    office.issue.issue(office.root, actor("decider"), office.order(key="a"))
    office.clock.forward(60)
    office.issue.issue(office.root, actor("decider"), office.order(key="b"))
    office.recorder.record(office.root, "admin", ("archive.swept", "blobs"), (office.clock(), START), removed=0)
    found = told(office)
    assert (found.jobs["waiting"], found.letters["waiting"]) == (2, 0)
    assert (found.oldest, found.swept_at) == (START, office.clock())
    assert (found.events, found.changed_at) == (len(office.root.events), office.clock())


def test_who_does_not_run_the_archive_is_told_nothing(office):
    for who in (actor("clerk"), actor("applicant", authority="")):
        with pytest.raises(PermissionMissingError):
            told(office, who)
    assert told(office, actor("auditor", authority=""))

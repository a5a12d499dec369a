"""`chancery session`."""

from cli_fixture import chancery, stage

from archive.app import open_application
from archive.services.identity.interfaces import ISessionService


def begin(user, times=1):
    """Begin sessions; gives their ids."""
    with open_application(stage()) as application:
        service = application.get(ISessionService)
        agent = {"address": "192.0.2.1", "agent": "a browser"}
        return [
            application.transact(lambda root: service.begin(root, user, means="password", **agent)).session
            for _turn in range(times)
        ]


def listed(user):
    return [each["session"] for each in chancery("session", "list", user, "--json").json["sessions"]]


def test_sessions_are_listed_and_ended():
    chancery("user", "add", "s1", "--role", "applicant")
    first, second, third = begin("s1", 3)
    assert set(listed("s1")) == {first, second, third}
    assert "a browser" in chancery("session", "list", "s1").out
    assert chancery("session", "end", first, "--json").json == {"ended": 1}
    assert set(listed("s1")) == {second, third}
    assert "2" in chancery("session", "end-all", "s1").out
    assert listed("s1") == []


def test_a_session_that_there_is_not_is_said_so():
    answer = chancery("session", "end", "none", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.session-unknown")

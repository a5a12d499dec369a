"""The demo's logins."""

import json
import stat
from collections import Counter

import pytest
from cli_fixture import call, copy_stage

from archive.app import open_application
from archive.interfaces import IUserService


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """The demo's archive, of these tests' own: second deciders are added to it."""
    return copy_stage(tmp_path_factory.mktemp("logins"))


def test_they_open_and_stay_the_same_and_only_their_owner_reads_them(config):
    first, again = (call("demo", "--logins", "--json", config=config).json["logins"] for _ in range(2))
    assert first == again
    path = config.parent / "var" / "demo" / "logins.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with open_application(config) as application:
        service, row = application.get(IUserService), first[1]
        found = application.transact(lambda root: service.verify_password(root, row["user"], row["password"]))
    assert sorted(found.roles) == row["roles"]


def test_one_that_does_not_open_any_more_is_made_anew(config):
    call("demo", "--logins", "--json", config=config)
    path = config.parent / "var" / "demo" / "logins.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"auditor": "not the password at all"}))
    told = {each["user"]: each["password"] for each in call("demo", "--logins", "--json", config=config).json["logins"]}
    assert told["auditor"] != "not the password at all"
    assert told["applicant"] == kept["applicant"]


def test_each_authority_has_a_second_decider_who_confirms_on_the_pages(config):
    told = call("demo", "--logins", "--json", config=config).json["logins"]
    deciders = Counter(row["authority"] for row in told if row["roles"] == ["decider"])
    assert set(deciders.values()) == {2}


def test_who_is_not_there_yet_is_added_as_in_an_archive_of_an_older_demo(config):
    with open_application(config) as application:
        application.transact(lambda root: root.users.by_id.pop("agent"))
    told = call("demo", "--logins", "--json", config=config).json["logins"]
    assert next(row["roles"] for row in told if row["user"] == "agent") == ["agent"]

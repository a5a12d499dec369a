"""The desk: configuration, application, who acts."""

import pytest
from cli_fixture import chancery, stage, write_ini

from archive.cli.desk import Desk
from archive.cli.errors import ActorUnchosenError, ConfigMissingError
from archive.errors import ArchiveMissingError, UserDisabledError, UserUnknownError
from archive.permissions import Permission

PLANNING = "11350200DEM000014Y"


@pytest.fixture
def desk():
    with Desk(stage(), "zh") as opened:
        yield opened


def test_without_a_configuration_the_settings_are_the_defaults(tmp_path):
    desk = Desk(tmp_path / "none.ini", "zh")
    assert desk.settings["signing.level"] == "B-LTA"
    with pytest.raises(ConfigMissingError):
        _ = desk.application


def test_a_user_acts_by_name(desk):
    assert desk.actor("planning-clerk", Permission.CASE_ACCEPT).authority == PLANNING
    with pytest.raises(UserUnknownError):
        desk.actor("nobody", Permission.CASE_ACCEPT)


def test_the_only_user_who_may_acts_without_being_named(desk):
    assert desk.actor(None, Permission.CASE_DECIDE, PLANNING).name == "planning-decider"


def test_where_several_may_somebody_is_to_be_named(desk):
    with pytest.raises(ActorUnchosenError, match="housing-decider, planning-decider"):
        desk.actor(None, Permission.CASE_DECIDE)
    with pytest.raises(ActorUnchosenError):
        desk.actor(None, Permission.CASE_DECIDE, "11350200DEM000030L")


def test_a_disabled_user_acts_neither_by_name_nor_without(desk):
    chancery("user", "add", "gone", "--role", "operator", "--json")
    chancery("user", "disable", "gone", "--json")
    with pytest.raises(UserDisabledError):
        desk.actor("gone", Permission.USER_MANAGE)
    assert desk.actor(None, Permission.USER_MANAGE).name == "administrator"


def test_the_register_is_found_where_there_is_an_archive(desk, tmp_path):
    status_of = desk.find_register()
    assert status_of("1.2.156.3005.2.x", "", desk.clock()).status == "unknown"
    assert Desk(tmp_path / "none.ini", "zh").find_register() is None


def test_only_who_makes_the_archive_makes_its_database(tmp_path):
    config = write_ini(tmp_path, f"storage.zodb.uri = zconfig:{tmp_path}/objects/objects.conf\n")
    with Desk(config, "zh") as desk:
        assert desk.find_register() is None
        with pytest.raises(ArchiveMissingError):
            _ = desk.application
    assert list(tmp_path.iterdir()) == [config]

"""Settings are read once, typed, or stop the start."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive.errors import SettingMalformedError, SettingUnknownError
from archive.settings import SETTINGS, read_settings, variable

ROWS = (
    ("archive.words", "text", "none", "Words."),
    ("archive.number", "whole", "3", "A number."),
    ("archive.wait", "seconds", "1.5", "Seconds."),
    ("archive.pause", "seconds above 0", "2", "Seconds, not none."),
    ("archive.choice", "yes-no", "no", "Yes or no."),
    ("archive.names", "list", "a b", "Names."),
    ("archive.zone", "timezone", "Asia/Shanghai", "A zone."),
    ("archive.folder", "path", "var", "A folder."),
    ("archive.tongue", "zh or en", "zh", "A language."),
)


def test_defaults_are_typed():
    assert read_settings(ROWS, {}, {}) == {
        "archive.words": "none",
        "archive.number": 3,
        "archive.wait": 1.5,
        "archive.pause": 2.0,
        "archive.choice": False,
        "archive.names": ["a", "b"],
        "archive.zone": ZoneInfo("Asia/Shanghai"),
        "archive.folder": Path("var"),
        "archive.tongue": "zh",
    }


def test_the_environment_goes_before_the_ini():
    given, environment = {"archive.number": "4"}, {"CHANCERY_ARCHIVE_NUMBER": "5"}
    assert read_settings(ROWS, given, {})["archive.number"] == 4
    assert read_settings(ROWS, given, environment)["archive.number"] == 5
    assert variable("archive.number") in environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("archive.number", "four"),
        ("archive.wait", "-1"),
        ("archive.wait", "nan"),
        ("archive.pause", "0"),
        ("archive.pause", "-1"),
        ("archive.choice", "perhaps"),
        ("archive.zone", "Nowhere/Town"),
        ("archive.tongue", "fr"),
    ],
)
def test_a_malformed_value_stops_the_start(name, value):
    with pytest.raises(SettingMalformedError, match=f"^{name} = .*: archive.why-not-"):
        read_settings(ROWS, {name: value}, {})


@pytest.mark.parametrize("prefix", ["archive", "signing", "storage", "templates"])
def test_an_unknown_setting_of_ours_stops_the_start(prefix):
    with pytest.raises(SettingUnknownError):
        read_settings(ROWS, {f"{prefix}.nmber": "4"}, {})


def test_settings_of_others_are_left_alone():
    assert "pyramid.reload" not in read_settings(ROWS, {"pyramid.reload": "yes", "use": "egg:x"}, {})


def test_the_defaults_of_the_archive_are_well_formed():
    assert set(read_settings(SETTINGS, {}, {})) == {row[0] for row in SETTINGS}


def test_a_default_under_var_moves_with_the_archive():
    rows = (("archive.var", "path", "var", "Home."), ("archive.folder", "path", "var/some", "A folder."))
    assert read_settings(rows, {"archive.var": "/srv/a b"}, {})["archive.folder"] == Path("/srv/a b/some")
    given = {"archive.var": "/srv", "archive.folder": "var/other"}
    assert read_settings(rows, given, {})["archive.folder"] == Path("var/other")


@pytest.mark.parametrize("default", ["zconfig:var/objects.conf", "zconfig:/srv/objects.conf"])
def test_a_default_address_under_var_moves_with_the_archive(default):
    rows = (("archive.var", "path", "var", "Home."), ("archive.uri", "text", default, "An address."))
    assert read_settings(rows, {"archive.var": "/srv"}, {})["archive.uri"] == "zconfig:/srv/objects.conf"


def test_other_places_called_var_stay():
    rows = (("archive.var", "path", "var", "Home."), ("archive.places", "list", "/some/var/fonts var/fonts", "Places."))
    assert read_settings(rows, {"archive.var": "/srv"}, {})["archive.places"] == ["/some/var/fonts", "var/fonts"]

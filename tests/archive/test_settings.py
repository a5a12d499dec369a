"""Settings are read once, typed, or stop the start."""

from ipaddress import ip_network
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
    ("archive.tongue", "one of zh, en", "zh", "A language."),
    ("archive.some", "whole above 0", "1", "A number, not 0."),
    ("archive.length", "days", "0", "Days."),
    ("archive.door", "port", "80", "A port."),
    ("archive.home", "plain path", "var", "A home."),
    ("archive.place", "url", "https://archive.example/", "A place."),
    ("archive.before", "proxies", "", "Proxies."),
    ("archive.store", "one of files, memory or a dotted name", "files", "A store."),
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
        "archive.some": 1,
        "archive.length": 0,
        "archive.door": 80,
        "archive.home": Path("var"),
        "archive.place": "https://archive.example/",
        "archive.before": [],
        "archive.store": "files",
    }


def test_the_environment_goes_before_the_ini():
    given, environment = {"archive.number": "4"}, {"CHANCERY_ARCHIVE_NUMBER": "5"}
    assert read_settings(ROWS, given, {})["archive.number"] == 4
    assert read_settings(ROWS, given, environment)["archive.number"] == 5
    assert variable("archive.number") in environment


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("archive.number", "four", "not-whole: 0–2000000000"),
        ("archive.number", "-1", "not-whole: 0–2000000000"),
        ("archive.number", "1e3", "not-whole: 0–2000000000"),
        ("archive.number", "2000000001", "not-whole: 0–2000000000"),
        ("archive.some", "0", "not-whole-above-0: 1–2000000000"),
        ("archive.length", "-1", "not-days: 0–36500"),
        ("archive.length", "99999999999", "not-days: 0–36500"),
        ("archive.door", "65536", "not-port: 0–65535"),
        ("archive.home", "/srv/a#b", "not-plain-path"),
        ("archive.home", "/srv/a?b", "not-plain-path"),
        ("archive.place", "", "not-url"),
        ("archive.place", "javascript:x", "not-url"),
        ("archive.place", "ftp://archive.example/", "not-url"),
        ("archive.place", "archive.example", "not-url"),
        ("archive.place", "https:///v", "not-url"),
        ("archive.place", "https://<archive.example>/", "not-url"),
        ("archive.place", "https://-a.example/", "not-url"),
        ("archive.place", "https://a..example/", "not-url"),
        ("archive.place", "https://a.example:65536/", "not-url"),
        ("archive.place", "https://a.example/?q=1", "not-url"),
        ("archive.place", "https://a.example/#x", "not-url"),
        ("archive.place", "https://li@a.example/", "not-url"),
        ("archive.place", "https://a.example/b c", "not-url"),
        ("archive.place", "https://档案.example/", "not-url"),
        ("archive.place", f"https://a.example/{'b' * 82}", "not-url"),
        ("archive.place", f"https://a.example/{'b' * 4000}", "not-url"),
        ("archive.wait", "-1", "not-seconds: 0–31622400"),
        ("archive.wait", "nan", "not-seconds: 0–31622400"),
        ("archive.wait", "1e300", "not-seconds: 0–31622400"),
        ("archive.pause", "0", "not-seconds-above-0: 0.001–31622400"),
        ("archive.choice", "perhaps", "not-yes-no"),
        ("archive.zone", "Nowhere/Town", "not-timezone"),
        ("archive.tongue", "fr", "one-of: zh, en"),
        ("archive.tongue", "", "one-of: zh, en"),
        ("archive.tongue", "os.sep", "one-of: zh, en"),
        ("archive.before", "10.0.0.1/8", "not-proxies"),
        ("archive.before", "proxy.example", "not-proxies"),
        ("archive.store", "floppy", "one-of-or-dotted: files, memory"),
        ("archive.store", "os.", "one-of-or-dotted: files, memory"),
    ],
)
def test_a_malformed_value_stops_the_start_and_says_what_is_allowed(name, value, why):
    with pytest.raises(SettingMalformedError) as caught:
        read_settings(ROWS, {name: value}, {})
    assert str(caught.value) == f"{name} = «{value[:200]}»: archive.why-{why}"


def test_the_ends_of_a_range_are_in_it_and_a_dotted_name_chooses_too():
    given = {"archive.some": "1", "archive.length": "36500", "archive.door": "65535", "archive.wait": "0"}
    given |= {"archive.before": "unix 10.0.0.1"}
    values = read_settings(ROWS, given | {"archive.store": "some.place:open_store"}, {})
    assert (values["archive.some"], values["archive.length"], values["archive.door"]) == (1, 36500, 65535)
    assert values["archive.store"] == "some.place:open_store"
    assert values["archive.before"] == ["unix", ip_network("10.0.0.1/32")]


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.example",
        "http://127.0.0.1:8080/archive/",
        "https://[2001:db8::1]:65535/a/b-c",
        "https://xn--fiqs8s.example/%E6%A1%A3",
        f"https://a.example/{'b' * 81}",
    ],
)
def test_the_address_of_a_server_is_taken_as_it_is(url):
    assert read_settings(ROWS, {"archive.place": f" {url} "}, {})["archive.place"] == url


@pytest.mark.parametrize("name", ["CHANCERY_ARCHIVE_NMBER", "CHANCERY_ARCHVE_NUMBER", "CHANCERY_PASWORD"])
def test_an_unknown_name_of_ours_in_the_environment_stops_the_start(name):
    with pytest.raises(SettingUnknownError, match=name):
        read_settings(ROWS, {}, {name: "4"})


def test_the_environment_may_hold_what_is_no_setting():
    others = {f"CHANCERY_{name}": "x" for name in ("CONFIG", "LANGUAGE", "AS", "PASSWORD", "REQUIRE_ALL")}
    assert read_settings(ROWS, {}, others | {"PATH": "x", "chancery_x": "y"})["archive.number"] == 3


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

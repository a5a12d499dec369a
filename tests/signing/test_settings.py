import re

from archive.settings import parse_value, read_settings
from signing.settings import SETTINGS


def test_every_row_is_a_setting_of_this_package_of_a_known_type_with_a_sentence():
    for name, kind, default, sentence in SETTINGS:
        assert re.fullmatch(r"signing(\.[a-z0-9_]+)+", name)
        parse_value(kind, default)
        assert sentence.endswith(".")


def test_no_setting_is_declared_twice_and_every_default_can_be_read():
    names = [row[0] for row in SETTINGS]
    assert len(set(names)) == len(names)
    assert set(read_settings(SETTINGS, {}, {})) == set(names)

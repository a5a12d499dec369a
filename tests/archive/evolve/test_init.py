"""The steps by which an older archive is brought forward."""

import re
from pkgutil import iter_modules

import archive.evolve
from archive.evolve import STEPS


def test_every_module_is_a_step_under_its_own_name():
    assert {found.name for found in iter_modules(archive.evolve.__path__)} == set(STEPS)
    assert {step.__module__.rpartition(".")[2] for step in STEPS.values()} == set(STEPS)


def test_a_name_says_date_and_purpose_and_no_earlier_day_comes_later():
    assert all(re.fullmatch(r"s\d{4}_\d\d_\d\d_[a-z_]+", name) for name in STEPS)
    days = [name[:11] for name in STEPS]
    assert days == sorted(days)

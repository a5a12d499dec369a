"""A program names what it handed in itself, for a week, and nothing that others did."""

import pytest
from archive_fixture import Office, actor

from archive.errors import PermissionMissingError
from archive.model import Intake
from archive.permissions import Permission
from archive.services import handing
from archive.services.errors import HandedInFullError, MaterialUnknownError
from archive.services.handing import KEPT, get_handed, hand_in
from archive.services.sweep import named_digests

OTTO = actor("applicant", name="otto")
DECIDER = actor("decider")


@pytest.fixture
def office():
    return Office()


def intake(digest="a", *, drawable=False):
    return Intake(digest * 64, 7, "application/pdf", "a.pdf", drawable)


def test_what_was_handed_in_is_found_by_its_digest(office):
    hand_in(office.root, OTTO, intake(), office.clock())
    assert get_handed(office.root, OTTO, "a" * 64, office.clock()) == intake()


def test_what_others_handed_in_is_unknown(office):
    with pytest.raises(MaterialUnknownError):
        get_handed(office.root, OTTO, "a" * 64, office.clock())
    hand_in(office.root, actor("applicant", name="anna"), intake(), office.clock())
    with pytest.raises(MaterialUnknownError):
        get_handed(office.root, OTTO, "a" * 64, office.clock())


def test_a_file_is_kept_for_a_week(office):
    hand_in(office.root, OTTO, intake(), office.clock())
    office.clock.forward(KEPT.total_seconds())
    assert get_handed(office.root, OTTO, "a" * 64, office.clock())
    office.clock.forward(1)
    with pytest.raises(MaterialUnknownError):
        get_handed(office.root, OTTO, "a" * 64, office.clock())
    hand_in(office.root, OTTO, intake("b"), office.clock())
    assert list(office.root.handed_in.digests()) == ["b" * 64]


def test_a_drawing_stays_one_when_it_is_handed_in_again(office):
    hand_in(office.root, OTTO, intake(drawable=True), office.clock())
    hand_in(office.root, OTTO, intake(), office.clock())
    assert get_handed(office.root, OTTO, "a" * 64, office.clock()).drawable


def test_only_so_many_wait(office, monkeypatch):
    monkeypatch.setattr(handing, "MOST", 2)
    hand_in(office.root, OTTO, intake("a"), office.clock())
    hand_in(office.root, OTTO, intake("b"), office.clock())
    hand_in(office.root, OTTO, intake("b"), office.clock())
    hand_in(office.root, actor("applicant", name="anna"), intake("c"), office.clock())
    with pytest.raises(HandedInFullError, match="2"):
        hand_in(office.root, OTTO, intake("c"), office.clock())


def test_whoever_may_not_apply_hands_nothing_in(office):
    with pytest.raises(PermissionMissingError):
        hand_in(office.root, actor("reviewer"), intake(), office.clock())


def test_the_sweep_leaves_what_was_handed_in(office):
    hand_in(office.root, OTTO, intake(), office.clock())
    assert "a" * 64 in set(named_digests(office.root))


def test_what_is_handed_in_for_another_thing_asks_for_the_right_to_that(office):
    hand_in(office.root, DECIDER, intake(), office.clock(), Permission.LICENCE_REPLACE)
    assert get_handed(office.root, DECIDER, intake().digest, office.clock()).digest == intake().digest
    with pytest.raises(PermissionMissingError):
        hand_in(office.root, DECIDER, intake(), office.clock())
    with pytest.raises(PermissionMissingError):
        hand_in(office.root, OTTO, intake(), office.clock(), Permission.LICENCE_REPLACE)

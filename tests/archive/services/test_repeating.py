"""A request under a key is done once, for as long as the key is known."""

from datetime import timedelta

import pytest
from archive_fixture import Office, actor

from archive.services.errors import RepeatConflictError
from archive.services.repeating import AT_ONCE, KEPT, Asked, do_once

CLERK = actor("clerk")


@pytest.fixture
def office():
    return Office()


def ask(office, key="k1", content="a", made=None, who=CLERK):
    done = []
    found = do_once(
        office.root,
        who,
        Asked(key, {"name": content}, office.clock()),
        lambda: done.append(1) or (made or f"made {content}"),
    )
    return (*found, len(done))


def test_the_same_request_is_done_once(office):
    assert ask(office) == ("made a", False, 1)
    assert ask(office, made="another") == ("made a", True, 0)


def test_the_same_key_with_other_content_is_refused(office):
    ask(office)
    with pytest.raises(RepeatConflictError, match="k1"):
        ask(office, content="b")


def test_keys_are_one_s_own(office):
    ask(office)
    assert ask(office, content="b", who=actor("reviewer")) == ("made b", False, 1)
    assert ask(office, "k2", "c") == ("made c", False, 1)


def test_a_key_is_free_again_after_a_day(office):
    ask(office)
    office.clock.forward(KEPT.total_seconds())
    assert ask(office)[1:] == (True, 0)
    office.clock.forward(1)
    assert ask(office, content="b") == ("made b", False, 1)


def test_old_keys_are_forgotten_as_new_ones_come(office):
    for number in range(AT_ONCE + 3):
        ask(office, f"old {number}")
    office.clock.forward((KEPT + timedelta(seconds=1)).total_seconds())
    ask(office, "new 1")
    assert len(office.root.repeats.kept) == len(office.root.repeats.moments) == 4
    ask(office, "new 2")
    assert sorted(key for _actor, key in office.root.repeats.kept) == ["new 1", "new 2"]


def test_what_fails_leaves_no_key(office):
    def fail():
        raise KeyError

    with pytest.raises(KeyError):
        do_once(office.root, CLERK, Asked("k1", {}, office.clock()), fail)
    assert ask(office) == ("made a", False, 1)

import multiprocessing
import stat
from contextlib import suppress

import pytest

from signing.errors import PinRefusedError, SettingInvalidError
from signing.keys.refusals import Refusals


def log_in(path, pin, tries):
    """Try to log in to a token that refuses every PIN, and write each try down."""
    with suppress(PinRefusedError), Refusals(path).trying("token", pin):
        with tries.open("ab") as file:
            file.write(b".")
        raise PinRefusedError("token")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "pin-refused"


def test_processes_that_log_in_at_once_try_a_refused_pin_once(path, tmp_path):
    tries = tmp_path / "tries"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=log_in, args=(path, b"2468", tries)) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 6
    assert tries.read_bytes() == b"."


def test_every_refused_pin_is_remembered_however_many_follow(path, tmp_path):
    tries = tmp_path / "tries"
    for pin in (b"1", b"2", b"3", b"1", b"2", b"3"):
        log_in(path, pin, tries)
    assert tries.read_bytes() == b"..."


def test_another_token_s_refusal_says_nothing_of_this_one(path, tmp_path):
    log_in(path, b"2468", tmp_path / "tries")
    with Refusals(path).trying("another", b"2468"):
        pass


def test_a_pin_that_opened_or_met_another_trouble_may_be_tried_again(path):
    with Refusals(path).trying("token", b"2468"):
        pass
    with pytest.raises(KeyError), Refusals(path).trying("token", b"2468"):
        raise KeyError
    with Refusals(path).trying("token", b"2468"):
        pass


def test_the_file_is_for_its_owner_alone_and_holds_no_pin(path, tmp_path):
    log_in(path, b"24682468", tmp_path / "tries")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"24682468" not in path.read_bytes()
    assert len(path.read_bytes()) == 16 + 32


def test_a_mark_that_was_cut_short_takes_no_other_with_it(path, tmp_path):
    tries = tmp_path / "tries"
    log_in(path, b"1", tries)
    path.write_bytes(path.read_bytes() + b"cut")
    log_in(path, b"2", tries)
    log_in(path, b"1", tries)
    log_in(path, b"2", tries)
    assert tries.read_bytes() == b".."


def test_where_no_refusal_can_be_remembered_nothing_is_tried(path, monkeypatch, tmp_path):
    (tmp_path / "new").write_bytes(b"")
    with pytest.raises(SettingInvalidError, match="pin-refused"), Refusals(path).trying("token", b"2468"):
        pytest.fail("tried")

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("signing.keys.refusals.os.pwrite", full)
    with pytest.raises(SettingInvalidError, match="No space"), Refusals(tmp_path / "file").trying("token", b"2468"):
        pytest.fail("tried")

"""The file of the archive's secret."""

from types import SimpleNamespace

import pytest

from archive.secret import SecretFile
from archive.services.identity.errors import SecretExposedError, SecretMissingError


@pytest.fixture
def root():
    return SimpleNamespace(secret_mark="")


@pytest.fixture
def file(tmp_path):
    return SecretFile(tmp_path / "var" / "secret")


def test_a_key_is_made_once_for_the_service_s_user_alone(root, file):
    key = file.get_key(root)
    assert (len(key), file.path.stat().st_mode & 0o777) == (32, 0o600)
    assert file.get_key(root) == key
    assert [each.name for each in file.path.parent.iterdir()] == ["secret"]
    assert root.secret_mark
    assert root.secret_mark not in key.hex()


def test_a_key_that_somebody_else_has_just_made_is_used(root, file):
    class Late(SecretFile):
        def _make(self):
            file.get_key(SimpleNamespace(secret_mark=""))
            super()._make()

    assert Late(file.path).get_key(root) == file.path.read_bytes()
    assert [each.name for each in file.path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\1" * 32)])
def test_a_key_that_is_lost_or_another_s_is_never_made_anew(root, file, change):
    file.get_key(root)
    change(file.path)
    with pytest.raises(SecretMissingError):
        file.get_key(root)
    assert not file.path.exists() or file.path.read_bytes() == b"\1" * 32


def test_a_file_that_is_no_key_is_none(root, file):
    file.path.parent.mkdir()
    file.path.write_bytes(b"short")
    file.path.chmod(0o600)
    with pytest.raises(SecretMissingError):
        file.get_key(root)


def test_a_key_that_others_may_read_is_not_used(root, file):
    file.get_key(root)
    file.path.chmod(0o640)
    with pytest.raises(SecretExposedError):
        file.get_key(root)

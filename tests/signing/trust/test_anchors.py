"""A trust folder is read as a value: anchors and lists, PEM or DER, in any file."""

import os
import shutil

import pytest
from asn1crypto import pem
from pki_fixture import pki

from signing.errors import TrustFileInvalidError, TrustFolderMissingError, TrustTooLargeError
from signing.trust import anchors
from signing.trust.anchors import make_snapshot, read_snapshot


def test_anchors_and_lists_are_read():
    snapshot = read_snapshot(pki() / "trust")
    assert (len(snapshot.anchors), len(snapshot.crls)) == (1, 2)


def test_pem_and_der_and_names_and_order_make_no_difference(tmp_path):
    snapshot = read_snapshot(pki() / "trust")
    (tmp_path / "z.cer").write_bytes(snapshot.anchors[0])
    both = [pem.armor("X509 CRL", each) for each in reversed(snapshot.crls)]
    (tmp_path / "lists.txt").write_bytes(b"".join(both))
    shutil.copy(pki() / "trust" / "root.crt.pem", tmp_path / "again.pem")
    assert read_snapshot(tmp_path) == snapshot


def test_another_list_gives_another_digest():
    snapshot = read_snapshot(pki() / "trust")
    fewer = make_snapshot(set(snapshot.anchors), set(snapshot.crls[:1]))
    assert fewer.digest != snapshot.digest
    assert make_snapshot(set(), set(snapshot.anchors)).digest != make_snapshot(set(snapshot.anchors), set()).digest


def test_every_certificate_of_a_file_is_an_anchor(tmp_path):
    shutil.copy(pki() / "keys" / "planning.crt.pem", tmp_path)
    assert len(read_snapshot(tmp_path).anchors) == 3


def test_folders_and_hidden_files_are_left(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / ".hidden").write_text("x")
    assert read_snapshot(tmp_path) == make_snapshot(set(), set())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
        b"0\x82\x01\x00broken",
    ],
)
def test_a_file_that_is_neither_is_named(tmp_path, content):
    (tmp_path / "odd.pem").write_bytes(content)
    with pytest.raises(TrustFileInvalidError, match=r"odd\.pem"):
        read_snapshot(tmp_path)


def test_what_is_neither_file_nor_folder_is_named_and_not_waited_for(tmp_path):
    (folders := tmp_path / "a").mkdir()
    os.mkfifo(folders / "pipe.pem")
    (links := tmp_path / "b").mkdir()
    (links / "lost.pem").symlink_to("nowhere")
    for folder, name in ((folders, "pipe"), (links, "lost")):
        with pytest.raises(TrustFileInvalidError, match=rf"^{name}\.pem: signing\.why-no-file$"):
            read_snapshot(folder)


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "locked.pem").write_bytes(b"x")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(TrustFileInvalidError, match=r"locked\.pem"):
        read_snapshot(tmp_path)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(TrustFolderMissingError):
        read_snapshot(tmp_path / "none")


def test_a_folder_with_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(anchors, "MAX_BYTES", 3)
    (tmp_path / "a.pem").write_bytes(b"1234")
    with pytest.raises(TrustTooLargeError):
        read_snapshot(tmp_path)


def test_a_folder_that_cannot_be_looked_into_counts_as_missing(tmp_path, monkeypatch):
    with pytest.raises(TrustFolderMissingError):
        read_snapshot(tmp_path / ("a" * 300))

    def refuse(_path):
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr("signing.trust.anchors.Path.iterdir", refuse)
    with pytest.raises(TrustFolderMissingError, match="Permission denied"):
        read_snapshot(tmp_path)

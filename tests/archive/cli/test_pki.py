"""`chancery pki`."""

from contextlib import contextmanager

import pytest
from cli_fixture import call, write_ini
from cryptography import x509


def test_a_pki_is_made_once_and_renews_nothing_that_is_fresh(tmp_path):
    config = write_ini(tmp_path)
    made = call("pki", "init", "--json", config=config)
    assert made.json["keys"] == ["planning", "housing"]
    assert sorted(path.name for path in (tmp_path / "var/pki/trust").iterdir()) == [
        "issuing.crl",
        "root.crl",
        "root.crt.pem",
    ]
    assert call("pki", "init", "--json", config=config).json["error"]["code"] == "signing.pki-exists"
    assert call("pki", "renew", "--json", config=config).json == {"renewed": []}


@pytest.mark.parametrize(
    "row", ['name = "示例市林业局"\nkey = "../../evil"', 'name = " "\nkey = "a"', 'name = "林业局"']
)
def test_no_key_is_made_of_a_row_that_is_wrong(tmp_path, row):
    config, rows = write_ini(tmp_path), tmp_path / "rows.toml"
    rows.write_text(f'[[authority]]\ncode = "11350200DEM000030L"\narea = "350200"\n{row}\n', encoding="utf-8")
    answer = call("pki", "init", "--authorities", rows, "--json", config=config)
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.authority-malformed")
    assert {path.name for path in tmp_path.iterdir()} == {config.name, "rows.toml"}


def test_what_keeps_a_list_from_being_renewed_is_said_with_what_to_do(tmp_path):
    config = write_ini(tmp_path)
    missing = call("--language", "en", "pki", "renew", "--json", config=config)
    assert missing.json["error"]["code"] == "signing.pki-missing"
    assert "chancery pki init" in missing.json["error"]["sentence"]
    call("pki", "init", config=config)
    (tmp_path / "var/pki/trust/issuing.crl").unlink()
    damaged = call("--language", "en", "pki", "renew", "--json", config=config)
    assert (damaged.code, damaged.json["error"]["code"]) == (1, "signing.pki-damaged")
    assert "issuing.crl: No such file or directory. Restore it" in damaged.json["error"]["sentence"]


def test_a_key_whose_certificate_is_revoked_is_on_the_list(tmp_path):
    config = write_ini(tmp_path)
    call("pki", "init", config=config)
    assert call("pki", "revoke", "planning", "--json", config=config).json == {"revoked": "planning"}
    pki = tmp_path / "var/pki"
    serial = x509.load_pem_x509_certificates((pki / "keys/planning.crt.pem").read_bytes())[0].serial_number
    revoked = x509.load_der_x509_crl((pki / "trust/issuing.crl").read_bytes())
    assert [each.serial_number for each in revoked] == [serial]
    for other in ("../tsa/tsa", "x/housing", "nobody"):
        nobody = call("pki", "revoke", other, "--json", config=config)
        assert (nobody.code, nobody.json["error"]["code"]) == (1, "signing.key-missing")
    assert len(x509.load_der_x509_crl((pki / "trust/issuing.crl").read_bytes())) == 1


@pytest.mark.parametrize("verb", [("init",), ("renew",), ("revoke", "planning")])
def test_in_production_no_development_pki_is_made_or_changed(tmp_path, verb):
    call("pki", "init", config=write_ini(tmp_path))
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "var").rglob("*"))
    for more in ("", f"signing.pki.folder = {tmp_path}/var/new\n"):
        config = write_ini(tmp_path, f"signing.pki.kind = production\n{more}")
        answer = call("--language", "en", "pki", *verb, "--json", config=config)
        assert (answer.code, answer.json["error"]["code"]) == (1, "signing.pki-in-production")
        assert "Install certificates of a licensed authority" in answer.json["error"]["sentence"]
    assert sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "var").rglob("*")) == before


def test_the_server_says_where_it_is_and_serves_until_stopped(tmp_path, monkeypatch):
    config = write_ini(tmp_path)
    call("pki", "init", config=config)

    class Server:
        url = "http://127.0.0.1:1/"

        def serve_forever(self):
            raise KeyboardInterrupt

    @contextmanager
    def open_server(_settings, _clock):
        yield Server()

    monkeypatch.setattr("signing.wiring.open_server", open_server)
    answer = call("--language", "en", "pki", "serve", config=config)
    assert answer.code == 0
    assert "http://127.0.0.1:1/" in answer.out

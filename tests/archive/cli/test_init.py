"""`chancery init`."""

from cli_fixture import call, write_ini


def test_an_archive_is_made_once(tmp_path):
    config = write_ini(tmp_path)
    made = call("init", "--json", config=config)
    assert made.code == 0
    assert made.json["authorities"] == ["11350200DEM000014Y", "11350200DEM000022R"]
    again = call("init", "--json", config=config)
    assert (again.code, again.json["error"]["code"]) == (1, "archive.exists")


def test_another_archive_s_store_is_taken_by_no_option_and_what_to_do_is_said(tmp_path):
    first = write_ini(tmp_path)
    assert call("init", "--json", config=first).code == 0
    store = tmp_path / "var" / "blobs"
    identity = (store / "store-id").read_text()
    kept = sorted(path.name for path in store.rglob("*"))
    (tmp_path / "second").mkdir()
    second = write_ini(tmp_path / "second", f"storage.blobs.filesystem.folder = {store}\n")
    for _ in range(2):
        refused = call("init", "--json", config=second)
        assert (refused.code, refused.json["error"]["code"]) == (1, "storage.store-foreign")
        assert identity in refused.json["error"]["sentence"]
    assert sorted(path.name for path in store.rglob("*")) == kept
    assert call("licence", "list", "--json", config=second).json["error"]["code"] == "archive.missing"
    assert call("init", "--adopt-store", config=second).code == 2
    told = call("--language", "en", "init", config=second).err
    assert "restore the backup of the database that goes with the store" in told
    assert call("user", "list", "--json", config=first).code == 0


def test_who_gave_no_password_is_told_how_to_set_one(tmp_path, monkeypatch):
    monkeypatch.delenv("CHANCERY_PASSWORD", raising=False)
    answer = call("init", config=write_ini(tmp_path))
    assert "chancery user reset administrator" in answer.out


def test_a_weak_password_makes_no_archive(tmp_path, monkeypatch):
    config = write_ini(tmp_path)
    monkeypatch.setenv("CHANCERY_PASSWORD", "short")
    assert call("init", "--json", config=config).json["error"]["code"] == "archive.password-weak"
    monkeypatch.setenv("CHANCERY_PASSWORD", "long enough now")
    assert call("init", "--json", config=config).code == 0


def test_before_init_every_command_says_what_to_do(tmp_path):
    answer = call("licence", "list", config=write_ini(tmp_path))
    assert answer.code == 1
    assert "chancery init" in answer.err

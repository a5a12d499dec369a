"""The rows that say what ornament costs."""

from licence_fixture import KINDS, renderer

from bench import renders


def test_each_kind_has_its_time_and_its_ratio(monkeypatch):
    renderer()
    monkeypatch.setattr(renders, "ROUNDS", 2)
    rows = renders.rows()
    assert [row["name"] for row in rows][::2] == [f"render {kind}" for kind in KINDS]
    assert all(row["bound"] == 2.0 and row["unit"] == "x" for row in rows[1::2])

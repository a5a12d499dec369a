"""`chancery ledger`."""

from cli_fixture import chancery, summary


def test_every_file_of_a_licence_stands_in_the_ledger_with_its_digest():
    identifier = summary()["licences"][0]["identifier"]
    files = chancery("licence", "show", identifier, "--json").json["versions"][0]["files"]
    uses = chancery("ledger", "--licence", identifier, "--json").json["uses"]
    assert {(use["file"], use["digest"], use["code"]) for use in uses} == {
        (file["name"], file["digest"], "") for file in files
    }
    assert {use["identifier"] for use in uses} == {identifier}


def test_the_latest_use_comes_first_and_the_list_is_bounded():
    (last,) = chancery("ledger", "--limit", 1, "--json").json["uses"]
    assert last["use"] == max(use["use"] for use in chancery("ledger", "--limit", 10_000, "--json").json["uses"])
    assert "用印台账" in chancery("ledger").out

"""`chancery authority`."""

import itertools

import pytest
from cli_fixture import call, chancery, stage
from pki_fixture import MADE, renew_seal

from archive.identifiers.credit import check_character, inner_check_character
from signing.trust.profiles import make_name

ROW = """\
[[authority]]
code = "{code}"
name = "示例区住房和城乡建设局"
area = "350211"
key = "district"
"""
SERIALS = itertools.count(100)


def new_code():
    """Give a code that no test had before."""
    while True:
        inner = f"DEM{next(SERIALS):05d}"
        first = f"11350200{inner}{inner_check_character(inner)}"
        return first + check_character(first)


@pytest.fixture
def add(tmp_path):
    def add(**changes):
        code = new_code()
        path = tmp_path / f"{code}.toml"
        path.write_text(ROW.format(code=code) + "".join(f"{key} = {value!r}\n" for key, value in changes.items()))
        added = {"authorities": [code], "missing_keys": ["district"], "nameless_keys": []}
        assert chancery("authority", "add", path, "--json").json == added
        return code

    return add


def test_an_authority_is_added_and_shown_with_its_past(add):
    code = add()
    renamed = chancery("authority", "rename", code, "示例区建设局", "--effective-from", "2999-01-01", "--json").json
    assert (renamed["name"], renamed["edition"]) == ("示例区住房和城乡建设局", 2)
    names = [row["value"] for row in renamed["periods"] if row["what"] == "name"]
    assert names == ["示例区住房和城乡建设局", "示例区建设局"]
    assert chancery("authority", "show", code, "--json").json == renamed
    assert "示例区建设局" in chancery("authority", "show", code).out


def test_the_seat_of_an_authority_changes_from_a_day_on(add):
    code = add()
    assert chancery("authority", "place", code, "示例省示例市", "--json").json["place"] == "示例省示例市"
    later = chancery("authority", "place", code, "示例省新城市", "--effective-from", "2999-01-01", "--json").json
    assert later["place"] == "示例省示例市"
    assert [row["value"] for row in later["periods"] if row["what"] == "place"] == ["示例省示例市", "示例省新城市"]


def test_a_stale_edit_is_refused_with_what_changed(add):
    code = add()
    chancery("authority", "seal", code, "--key", "district-2", "--name", "示例区", "--words", "审批专用章")
    pattern = "{area:6}{year:4}B{seq:04d}"
    told = chancery(
        "authority",
        "pattern",
        "11350200DEM000014Y",
        "land_use_planning_permit",
        pattern,
        "--json",
        "--effective-from",
        "2999-01-01",
    )
    assert told.json["periods"][-1]["value"] == f"land_use_planning_permit {pattern}"
    stale = chancery("authority", "rename", code, "示例区建设局", "--edition", "1", "--json")
    assert (stale.code, stale.json["error"]["code"]) == (1, "archive.stale-edit")
    assert "shell" in stale.json["error"]["sentence"]
    assert "印章" in stale.json["error"]["sentence"]


def test_a_code_that_an_authority_had_still_finds_it(add):
    old, new = add(), new_code()
    assert chancery("authority", "recode", old, new, "--json").json["code"] == new
    assert chancery("authority", "show", new, "--json").json["id"] == old


def test_a_delegation_and_a_successor_are_shown(add):
    code, other = add(kinds=["construction_permit"]), add()
    options = ("--kind", "construction_permit", "--ground", "委托书", "--until", "2999-01-01", "--json")
    told = chancery("authority", "delegate", code, other, *options).json
    assert told["periods"][-1]["value"] == f"{other} construction_permit 委托书"
    assert f"{other} 示例区住房和城乡建设局 建筑工程施工许可证 委托书" in chancery("authority", "show", code).out
    told = chancery("authority", "succeed", code, other, "--json").json
    assert (told["code"], told["successor"]) == ("", other)
    row = next(one for one in chancery("authority", "list", "--json").json["authorities"] if one["id"] == code)
    assert row["successor"] == other
    (held,) = [line for line in chancery("authority", "show", code).out.splitlines() if "│ 承继 " in line]
    assert f"{other} 示例区住房和城乡建设局" in held


def test_a_number_pattern_is_shown_in_words(add):
    code = add(kinds=["construction_permit"])
    shown = chancery("authority", "pattern", code, "construction_permit", "{year:4}C{seq:04d}").out
    (held,) = [line for line in shown.splitlines() if "│ 编号规则 " in line]
    assert "建筑工程施工许可证 {year:4}C{seq:04d}" in held


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "x"), "archive.authority-unknown"),
        (("succeed", "11350200DEM000022R", "11350200DEM000022R"), "archive.succession-circular"),
        (("recode", "11350200DEM000022R", "11350200DEM000014Y"), "archive.authority-exists"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, code):
    answer = chancery("authority", *arguments, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, code)


def test_a_file_with_a_bad_authority_adds_none(tmp_path):
    good, path = new_code(), tmp_path / "two.toml"
    path.write_text(ROW.format(code=good) + ROW.format(code=new_code()).replace("350211", "35"))
    answer = chancery("authority", "add", path, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.authority-malformed")
    assert chancery("authority", "show", good).code == 1


def test_a_key_that_is_not_there_yet_is_named_with_what_to_do(add, tmp_path):
    code, there = new_code(), next(iter((stage().parent / "var/pki/keys").glob("*.key.pem")))
    path = tmp_path / "one.toml"
    path.write_text(ROW.format(code=code))
    added = chancery("authority", "add", path)
    assert (added.code, "密钥 district" in added.out, "authority seal" in added.out) == (0, True, True)
    sealed = chancery("authority", "seal", code, "--key", there.name.removesuffix(".key.pem"), "--name", "示例区")
    assert (sealed.code, "密钥库" in sealed.out) == (0, False)
    assert chancery("authority", "show", code, "--json").json["missing_keys"] == []


def test_a_certificate_that_does_not_say_whose_it_is_is_warned_of(add):
    code = add()
    renew_seal(stage().parent / "var/pki", "nameless", MADE, make_name("示例区印章", "示例区"))
    sealed = chancery("authority", "seal", code, "--key", "nameless", "--name", "示例区", "--json").json
    assert (sealed["missing_keys"], sealed["nameless_keys"]) == ([], ["nameless"])
    assert "密钥 nameless 的证书未写明" in chancery("authority", "show", code).out
    assert "未写明" not in chancery("authority", "show", "11350200DEM000014Y").out


def test_a_key_that_cannot_be_opened_is_known_to_be_there_and_no_more(add):
    code, keys = add(), stage().parent / "var/pki/keys"
    renew_seal(keys.parent, "mixed", MADE, make_name("示例区印章", "示例区"))
    (keys / "mixed.crt.pem").write_bytes((keys / "planning.crt.pem").read_bytes())
    sealed = chancery("authority", "seal", code, "--key", "mixed", "--name", "示例区", "--json").json
    assert (sealed["missing_keys"], sealed["nameless_keys"]) == ([], None)
    assert "无法查询密钥库" in chancery("authority", "show", code).out


def test_a_key_that_a_successor_lacks_is_named_at_the_succession(add):
    old, new = add(), add()
    chancery("authority", "seal", new, "--key", "to-come", "--name", "示例区")
    assert chancery("authority", "succeed", old, new, "--json").json["missing_keys"] == ["to-come"]
    assert "密钥 to-come" in chancery("authority", "show", old).out


def test_a_key_store_that_cannot_be_asked_keeps_no_authority_out(tmp_path):
    code, path = new_code(), tmp_path / "one.toml"
    path.write_text(ROW.format(code=code))
    config = tmp_path / "token.ini"
    config.write_text(stage().read_text() + "signing.keys = pkcs11\nsigning.keys.pkcs11.module = /nowhere.so\n")
    added = call("authority", "add", path, config=config)
    assert (added.code, "无法查询密钥库" in added.out) == (0, True)
    assert call("authority", "show", code, "--json", config=config).json["missing_keys"] is None
    assert added.out.count("无法查询密钥库") == 1


def test_a_successor_that_has_no_seal_by_then_is_refused_and_nothing_changes(add, tmp_path):
    old, new, path = add(), new_code(), tmp_path / "later.toml"
    path.write_text(ROW.format(code=new) + "begins = 2999-01-01T00:00:00+08:00\n")
    assert chancery("authority", "add", path).code == 0
    answer = chancery("authority", "succeed", old, new, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "archive.seal-missing")
    assert chancery("authority", "show", old, "--json").json["edition"] == 1

"""Three kinds with all their fields; a folder that contradicts itself is refused."""

import json
import re
import shutil

import pytest
from cjk import font
from licence_fixture import AUTHORITY, KINDS, SAMPLES, complete, kinds, sample
from zope.interface.verify import verifyObject

from templates.errors import DataInvalidError, GlyphMissingError, KindInvalidError, KindUnknownError
from templates.faults import check_faults, compile_schema
from templates.interfaces import IKinds
from templates.kinds import DOCUMENTS, FolderKinds, masked_data, read_kind, texts_of, verify_coverage
from templates.labels import FOLDER, read_labels

NATIONAL = {
    "construction_permit": "SGXKZBH FZJG FZJGTYSHXYDM FZRQ JSDW JSDWDM JSDWLX JSDWXMFZR JSFZRZJHM JSFZRZJLX JSFZRLXDH "
    "GCMC JSDZ SSQX XMJWDZB JSGM HTJG JHKGRQ JHJGRQ ZJZMJ DSJZMJ DXJZMJ RFMJ YDGHXKZBH GCGHXKZBH ZBTZSBH SCHGSBH "
    "ZZBZ FJBZ JSXZ GLSD CSDW DTXX GCLB",
    "construction_planning_permit": "GCGHXKZBH FZJG FZJGTYSHXYDM FZRQ JSDW JSDWDM JSDWLX JSDWXMFZR XMMC JSWZ JSGM "
    "JSFZRZJHM JSFZRZJLX JSFZRLXDH YDGHXKZBH XMZPMT FTJFJMC LXR LXRSJH",
    "land_use_planning_permit": "YDGHXKZBH FZJG FZJGTYSHXYDM FZRQ YDDW YDTYSHXYDM XMMC PZYDJG PZYDWH YDWZ YDMJ TDYT "
    "JSGM TDHQFS FJMC",
}
COMMON = {"DFSJZJ", "XZQHDM", "GCDM", "SPSXSLBM", "SJYXBS", "SJWXYY", "ZZBS"}
each_kind = pytest.mark.parametrize("name", KINDS)


def test_the_folder_keeps_the_interface():
    assert verifyObject(IKinds, kinds())


def test_there_are_three_kinds():
    assert kinds().names() == KINDS


@each_kind
def test_a_kind_has_all_the_national_keys(name):
    assert set(kinds().get_kind(name).schema["properties"]) == {*NATIONAL[name].split(), *COMMON}


@each_kind
@pytest.mark.parametrize("which", SAMPLES)
def test_a_sample_is_a_request_that_passes_and_is_complete_with_what_the_archive_assigns(name, which):
    kind, data = kinds().get_kind(name), sample(name, which)
    kinds().verify_request(kind, data)
    kinds().verify_data(kind, complete(name, data))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("construction_permit", ["JSDWLX", "JSDWXMFZR", "JSXZ"]),
        ("construction_planning_permit", ["JSDWLX", "JSDWXMFZR"]),
    ],
)
def test_what_the_national_tables_want_of_a_developer_is_asked_for(name, keys):
    data = {key: value for key, value in sample(name).items() if key not in keys}
    with pytest.raises(DataInvalidError) as caught:
        kinds().verify_request(kinds().get_kind(name), data)
    assert sorted(fault.path for fault in caught.value.faults) == [f"/{key}" for key in keys]


@each_kind
def test_complete_data_need_what_the_archive_assigns(name):
    kind = kinds().get_kind(name)
    with pytest.raises(DataInvalidError) as caught:
        kinds().verify_data(kind, sample(name))
    assert {fault.path for fault in caught.value.faults} == {f"/{kind.number_key}", "/FZJG", "/FZJGTYSHXYDM", "/FZRQ"}
    assert "发证机关" in str(caught.value)


@each_kind
def test_a_request_with_an_assigned_field_is_refused(name):
    with pytest.raises(DataInvalidError) as caught:
        kinds().verify_request(kinds().get_kind(name), sample(name) | {"FZJG": AUTHORITY, "ZZBS": "1"})
    assert {fault.code for fault in caught.value.faults} == {"templates.field-assigned"}


@each_kind
def test_every_text_of_a_kind_is_bounded(name):
    def bounded(rule):
        return "maxLength" in rule or "enum" in rule or "format" in rule or rule.get("pattern", "*")[-10:].count("{")

    schema = kinds().get_kind(name).schema
    rules = dict(schema["properties"])
    for table in schema["$defs"].values():
        rules |= table.get("items", {}).get("properties", {})
    resolved = {
        key: schema["$defs"].get(rule.get("$ref", "").rsplit("/", 1)[-1], {}) | rule for key, rule in rules.items()
    }
    assert [key for key, rule in resolved.items() if rule["type"] == "string" and not bounded(rule)] == []


@each_kind
def test_a_type_code_that_no_standard_gives_is_provisional(name):
    kind = kinds().get_kind(name)
    assert kind.provisional
    assert len(kind.type_code) == 21


@pytest.mark.parametrize("version", [None, 2])
def test_an_unknown_kind_or_version_is_refused(version):
    with pytest.raises(KindUnknownError, match="construction_permit"):
        kinds().get_kind("fishing_permit" if version is None else "construction_permit", version)


def test_the_newest_version_is_given_where_none_is_asked(tmp_path):
    shutil.copytree(DOCUMENTS, tmp_path / "documents")
    permit = tmp_path / "documents" / "construction_permit"
    shutil.copytree(permit / "v1", permit / "v10")
    found = FolderKinds(tmp_path / "documents", None)
    assert found.get_kind("construction_permit").version == 10
    assert found.get_kind("construction_permit", 1).version == 1
    assert len(found.all_versions()) == 4


@pytest.mark.parametrize("file", ["land_use_planning_permit/v1/template.typ", "paper/v1/paper.typ", "paper/v1/new.typ"])
def test_any_change_of_a_kind_or_its_paper_changes_the_digest(tmp_path, file):
    shutil.copytree(DOCUMENTS, tmp_path / "documents")
    folder = tmp_path / "documents" / "land_use_planning_permit" / "v1"
    before = read_kind(folder)
    with (tmp_path / "documents" / file).open("a") as stream:
        stream.write("// changed\n")
    assert before.digest == kinds().get_kind("land_use_planning_permit").digest
    assert read_kind(folder).digest != before.digest


BROKEN = {
    "no sample": ("sample.json", None, "sample.json"),
    "no json": ("schema.json", lambda text: text[:-5], "Expecting"),
    "no schema": ("schema.json", lambda text: text.replace('"type": "object"', '"type": "thing"', 1), "thing"),
    "no toml": ("kind.toml", lambda text: "[" + text, "kind|Expected|TOML"),
    "short type code": ("kind.toml", lambda text: text.replace("11100000MB03271699", "111"), "type_code"),
    "small type code": ("kind.toml", lambda text: text.replace("11100000MB", "11100000mb"), "type_code"),
    "no number": ("kind.toml", lambda text: text.replace("地字第{number}号", "地字第号"), "number.display"),
    "no role": ("kind.toml", lambda text: text.replace("holder_code", "other"), "holder_code"),
    "no field": ("kind.toml", lambda text: text.replace('"YDDW"', '"NOBODY"'), "NOBODY: templates.why-no-field"),
    "not assigned": ("kind.toml", lambda text: text.replace('"FZRQ"', '"XMMC"'), "XMMC: templates.why-not-read-only"),
    "optional holder": (
        "schema.json",
        lambda text: text.replace('"YDDW", ', "", 1),
        "YDDW: templates.why-not-required",
    ),
    "empty holder": (
        "schema.json",
        lambda text: re.sub('("YDDW": {).*', r'\1"type": "string", "maxLength": 9},', text),
        "YDDW: templates.why-may-be-empty",
    ),
    "no holder in a list": (
        "schema.json",
        lambda text: re.sub('("YDDW": {).*', r'\1"type": "array", "items": {"type": "string"}},', text),
        "YDDW: templates.why-may-be-empty",
    ),
    "optional holder's code": (
        "schema.json",
        lambda text: text.replace('"YDTYSHXYDM", ', "", 1),
        "YDTYSHXYDM: templates.why-not-required",
    ),
    "holder's code of any type": (
        "kind.toml",
        lambda text: text.replace("holder_code =", 'holder_code_type = "XMMC"\nholder_code ='),
        "XMMC: templates.why-holder-types: 001, ",
    ),
    "holder's code of types that there are not": (
        "kind.toml",
        lambda text: text.replace("holder_code =", 'holder_code_type = "TDHQFS"\nholder_code ='),
        "TDHQFS: templates.why-holder-types: 001, ",
    ),
    "pattern that nothing explains": (
        "schema.json",
        lambda text: text.replace('"format": "area-code", ', ""),
        "templates.why-no-example",
    ),
    "no source": ("kind.toml", lambda text: text.replace('"drawing"', '"dream"'), "dream"),
    "no label": (
        "labels.toml",
        lambda text: text.replace('YDMJ = "用地面积"\n', ""),
        "YDMJ: zh: templates.why-no-label",
    ),
    "bad sample": ("sample.json", lambda text: text.replace('"出让"', '"借"'), "/TDHQFS: templates.field-not-allowed"),
}


@pytest.mark.parametrize(("file", "change", "words"), BROKEN.values(), ids=BROKEN)
def test_a_folder_that_is_not_whole_or_contradicts_itself_is_refused(tmp_path, file, change, words):
    folder = tmp_path / "land_use_planning_permit" / "v1"
    shutil.copytree(DOCUMENTS / "land_use_planning_permit" / "v1", folder)
    shutil.copytree(DOCUMENTS / "paper", tmp_path / "paper")
    if change is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(change((folder / file).read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(KindInvalidError, match=words):
        read_kind(folder)


@pytest.mark.parametrize("rule", [{"enum": ["099", "999"]}, {"type": "array", "items": {"$ref": "#/$defs/types"}}])
def test_a_kind_may_say_what_sort_of_code_its_holders_have(tmp_path, rule):
    folder = tmp_path / "land_use_planning_permit" / "v1"
    shutil.copytree(DOCUMENTS / "land_use_planning_permit" / "v1", folder)
    shutil.copytree(DOCUMENTS / "paper", tmp_path / "paper")
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    schema["properties"]["LX"], schema["$defs"]["types"] = rule, {"enum": ["111", "414"]}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    for name, old, new in (
        ("kind.toml", "holder_code =", 'holder_code_type = "LX"\nholder_code ='),
        ("labels.toml", 'YDMJ = "', 'LX = "LX"\nYDMJ = "'),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    assert read_kind(folder).keys["holder_code_type"] == "LX"


def test_the_parties_and_buildings_are_tables():
    kind = kinds().get_kind("construction_permit")
    data = sample("construction_permit")
    with pytest.raises(DataInvalidError) as caught:
        kinds().verify_request(kind, data | {"CSDW": [{"DWLX": 7}], "DTXX": []})
    assert {(fault.code, fault.path) for fault in caught.value.faults} == {
        ("templates.field-not-allowed", "/CSDW/0/DWLX"),
        ("templates.field-missing", "/CSDW/0/DWMC"),
        ("templates.field-missing", "/CSDW/0/TYSHXYDM"),
        ("templates.field-missing", "/CSDW/0/XMFZR"),
        ("templates.field-missing", "/DTXX"),
    }


def rules_with_patterns(part):
    """Every rule of a schema that has a pattern."""
    if isinstance(part, dict):
        found = [part] if isinstance(part.get("pattern"), str) else []
        return [*found, *(rule for each in part.values() for rule in rules_with_patterns(each))]
    return []


@pytest.mark.parametrize("name", KINDS)
def test_nobody_is_shown_a_pattern(name):
    kind, sentences = kinds().get_kind(name), read_labels(FOLDER)
    for rule in rules_with_patterns(kind.schema):
        schema = {"type": "object", "properties": {"KEY": rule}}
        (fault,) = check_faults(compile_schema(schema), {"KEY": "\x07"}, {})
        code, *rest = fault.detail.split(" ")
        assert code in sentences
        assert rest == [*rule.get("examples", ()), "U+0007"]
        assert all(re.search(rule["pattern"], example) for example in rule.get("examples", ()))


def test_faulty_texts_are_not_asked_for_glyphs():
    data = {"GCMC": "\U00013000", "DTXX": [{"DTMC": "\U00013001"}, {"DTMC": "\U00013002"}]}
    with pytest.raises(GlyphMissingError) as caught:
        kinds().verify_glyphs(kinds().get_kind("construction_permit"), data, {"/GCMC", "/DTXX/0/DTMC"})
    assert str(caught.value).endswith("(U+13002)")


def test_rare_characters_that_the_fonts_have_pass():
    kinds().verify_glyphs(kinds().get_kind("construction_permit"), {"GCMC": "㙍𠮷𬒈䶮〇\n"})


def test_a_character_that_no_font_has_is_named_with_its_code_point():
    data = sample("construction_permit") | {"DTXX": [{"DTMC": "\U00013000\U00013001 楼"}]}
    with pytest.raises(GlyphMissingError, match=r"U\+13000.*U\+13001"):
        kinds().verify_glyphs(kinds().get_kind("construction_permit"), data)


def test_the_fallback_font_adds_rare_characters():
    font("HanaMinB.ttf")
    kinds().verify_glyphs(kinds().get_kind("construction_permit"), {"GCMC": "\U00020001\U0002a6d6"})


def test_texts_are_found_at_any_depth():
    assert list(texts_of({"a": ["b", {"c": "d"}, 5, ("e",)]})) == [("/a/0", "b"), ("/a/1/c", "d"), ("/a/3/0", "e")]


def test_coverage_without_texts_asks_nothing():
    verify_coverage(frozenset(), {"a": 5})


def test_labels_of_a_kind_are_in_both_languages():
    for name in KINDS:
        labels = kinds().get_kind(name).labels
        assert labels["zh"].keys() == labels["en"].keys()
        assert json.dumps(labels["en"]).isascii()


@pytest.mark.parametrize("which", ["sample", "sample-long", "sample-worst"])
def test_buildings_of_a_sample_make_up_its_areas(which):
    data = sample("construction_permit", which)
    areas = [building["JZMJ"] for building in data["DTXX"]]
    assert sum(areas) == pytest.approx(data["ZJZMJ"])
    assert data["DSJZMJ"] + data["DXJZMJ"] == pytest.approx(data["ZJZMJ"])
    for building in data["DTXX"]:
        assert 3 <= building.get("JZGD", 3) / max(building["DSCS"], 1) <= 7, building["DTMC"]


def test_a_sample_s_ratio_is_that_of_its_land():
    for which in ("sample", "sample-long"):
        land, plan = sample("land_use_planning_permit", which), sample("construction_planning_permit", which)
        above = sample("construction_permit", which)["DSJZMJ"]
        assert f"容积率 {above / land['YDMJ']:.2f}" in plan["JSGM"]
        assert f"地上 {above:.2f} 平方米" in plan["JSGM"]


def test_personal_data_are_masked_but_for_the_end_of_long_ones():
    kind = kinds().get_kind("construction_permit")
    data = {
        "GCMC": "示例厂房",
        "CSDW": [{"FZR": "张示例", "FZRZJLX": 111, "FZRZJHM": "11010519491231002X", "LXDH": "5550100"}],
    }
    shown = masked_data(kind, data)
    assert shown["GCMC"] == "示例厂房"
    assert shown["CSDW"] == [{"FZR": "张示例", "FZRZJLX": "***", "FZRZJHM": "**************002X", "LXDH": "*******"}]

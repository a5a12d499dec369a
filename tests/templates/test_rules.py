"""What the fields of a licence say of each other."""

from dataclasses import replace

import pytest
from archive_fixture import KINDS
from samples import sample_of

from templates.errors import DataInvalidError, KindInvalidError
from templates.kinds import DOCUMENTS, read_kind
from templates.rules import CHECKS, RULE_CODES, check_rules

PERMIT = KINDS.get_kind("construction_permit")
PARTY = sample_of("construction_permit")["CSDW"][0]


def parties(*kinds):
    return {"CSDW": [{**PARTY, "DWLX": kind} for kind in kinds]}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"JHKGRQ": "2026-12-01", "JHJGRQ": "2026-12-01"},
        {"ZJZMJ": 100.0, "DSJZMJ": 60.004, "DXJZMJ": 40},
        {"ZJZMJ": 100, "DSJZMJ": 60},
        parties(1, 2, 3),
        parties(1, 5),
    ],
)
def test_data_that_make_sense_are_let_pass(changes):
    data = {**sample_of("construction_permit"), **changes}
    if "DXJZMJ" not in changes and "ZJZMJ" in changes:
        data.pop("DXJZMJ", None)
    assert not list(check_rules(PERMIT, data))


@pytest.mark.parametrize(
    ("changes", "code", "path", "detail"),
    [
        ({"JHKGRQ": "2027-12-01", "JHJGRQ": "2026-01-01"}, "out-of-order", "/JHKGRQ", "2027-12-01 > 2026-01-01"),
        ({"ZJZMJ": 100, "DSJZMJ": 9000, "DXJZMJ": 9000}, "not-sum", "/ZJZMJ", "100 ≠ 9000 + 9000"),
        (parties(1, 3), "entry-missing", "/CSDW", "form.choice.DWLX.2 / form.choice.DWLX.5"),
    ],
)
def test_data_that_contradict_themselves_are_refused_before_a_number_is_taken(changes, code, path, detail):
    with pytest.raises(DataInvalidError) as caught:
        KINDS.verify_request(PERMIT, {**sample_of("construction_permit"), **changes})
    (fault,) = caught.value.faults
    assert (fault.code, fault.path, fault.detail) == (f"templates.field-{code}", path, detail)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"JSDWDM": "91350200DEM0001101"}, {"check-wrong", "out-of-order", "not-sum"}),
        ({"JHJGRQ": "soon"}, {"malformed", "not-sum"}),
        ({"DSJZMJ": "9000"}, {"wrong-type", "out-of-order"}),
        ({"CSDW": [{**PARTY, "TYSHXYDM": "1"}]}, {"malformed", "entry-missing", "out-of-order", "not-sum"}),
        ({"CSDW": [{**PARTY, "DWLX": "3"}]}, {"wrong-type", "not-allowed", "out-of-order", "not-sum"}),
        ({"CSDW": ["3"]}, {"wrong-type", "out-of-order", "not-sum"}),
    ],
)
def test_rules_are_told_beside_faults_of_fields_that_they_do_not_read(changes, codes):
    wrong = {"JHKGRQ": "2027-12-01", "JHJGRQ": "2026-01-01", "ZJZMJ": 100, "DSJZMJ": 9000, "DXJZMJ": 9000}
    with pytest.raises(DataInvalidError) as caught:
        KINDS.verify_request(PERMIT, {**sample_of("construction_permit"), **wrong, **changes})
    assert {fault.code.removeprefix("templates.field-") for fault in caught.value.faults} == codes


def test_data_that_are_no_object_break_no_rule_of_their_own():
    with pytest.raises(DataInvalidError) as caught:
        KINDS.verify_request(PERMIT, ["data"])
    assert [fault.code for fault in caught.value.faults] == ["templates.field-wrong-type"]


def test_each_rule_has_a_code_of_its_own():
    assert len(RULE_CODES) == len(CHECKS)


@pytest.mark.parametrize(("old", "new"), [('"in-order"', '"in-disorder"'), ('"JHKGRQ"', '"NONE"')])
def test_a_rule_that_there_is_not_or_of_no_field_is_refused(tmp_path, old, new):
    folder = tmp_path / "construction_permit" / "v1"
    folder.mkdir(parents=True)
    for path in (DOCUMENTS / "construction_permit" / "v1").iterdir():
        text = path.read_text()
        (folder / path.name).write_text(text.replace(old, new) if path.name == "kind.toml" else text)
    with pytest.raises(KindInvalidError, match=new.strip('"')):
        read_kind(folder)


def test_a_kind_without_rules_has_no_such_faults():
    assert not list(check_rules(replace(PERMIT, rules=()), {}))

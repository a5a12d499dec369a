"""What a licence kind asks, as fields."""

import pytest
from archive_fixture import KINDS

from archive.services.drafting.fields import choice_of, fields_of_kind, link_fields
from archive.words import LANGUAGES, every_label
from templates.kinds import DOCUMENTS

EVERY = [KINDS.get_kind(name) for name in KINDS.names()]


def by_key(kind="construction_permit", links=None):
    return {field.key: field for field in link_fields(fields_of_kind(KINDS.get_kind(kind)), links or {})}


def flat(fields):
    for field in fields:
        yield field
        yield from flat(field.fields)


def test_what_the_archive_assigns_is_not_asked():
    assert {"SGXKZBH", "FZJG", "FZRQ", "ZZBS"}.isdisjoint(by_key())


@pytest.mark.parametrize(
    ("key", "kind", "said"),
    [
        ("GCMC", "text", {"longest": 200, "is_required": True}),
        ("JSGM", "note", {"longest": 500}),
        ("JSDWDM", "code", {"format": "credit-code"}),
        ("JHKGRQ", "date", {"is_required": True}),
        ("HTJG", "number", {"least": 0, "decimals": 6, "help": "form.help.HTJG"}),
        (
            "ZJZMJ",
            "number",
            {"decimals": 2, "help": "form.help.area", "title": {"zh": "总建筑面积", "en": "Total floor area"}},
        ),
        ("XMJWDZB", "code", {"example": "118.12345,24.54321"}),
        ("JSXZ", "choice", {"format": ""}),
        ("JSFZRZJHM", "code", {"is_personal": True, "is_required": False}),
        ("CSDW", "rows", {"longest": 60, "is_required": True}),
    ],
)
def test_a_field_says_what_its_schema_asks(key, kind, said):
    field = by_key()[key]
    assert field.type == kind
    assert {name: getattr(field, name) for name in said} == said


def test_the_rows_of_a_table_have_fields_of_their_own():
    building = {field.key: field for field in by_key()["DTXX"].fields}
    assert (building["DSCS"].type, building["DSCS"].most, building["DSCS"].decimals) == ("whole", 300, 0)
    assert (building["DTMC"].is_required, building["DTBM"].is_required) == (True, False)


def test_a_number_that_a_licence_gives_need_not_be_typed():
    asked = by_key(links={"GCGHXKZBH": "D24"})["GCGHXKZBH"]
    assert (asked.is_required, asked.filled_from) == (False, "D24")
    assert by_key()["GCGHXKZBH"].is_required


def test_every_value_to_choose_from_has_words_in_both_languages():
    for kind in EVERY:
        for field in flat(fields_of_kind(kind)):
            for choice in field.choices:
                assert choice.title["en"] != str(choice.value), (field.key, choice.value)


def test_a_value_without_words_is_shown_as_it_is():
    assert choice_of("none", 7).title == {"zh": "7", "en": "7"}


def test_no_words_are_kept_for_values_that_nobody_asks_for():
    said = {code for code in every_label() if code.startswith(("form.choice.", "form.help."))}
    schemas = "".join((DOCUMENTS / kind.name / f"v{kind.version}" / "schema.json").read_text() for kind in EVERY)
    names = {code.split(".")[2] for code in said} - {"use", "project_code"}
    assert [name for name in sorted(names) if f'"{name}"' not in schemas] == []
    assert LANGUAGES == ("zh", "en")

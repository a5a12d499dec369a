import pytest

from archive.catalogue import read_catalogue
from archive.errors import DocumentTypeUnknownError, FormInvalidError, ItemUnknownError, RulesBrokenError
from archive.words import LANGUAGES, in_words

CATALOGUE = read_catalogue()
LOW_RISK = {"low_risk": True, "floor_area": 9800, "height": 17.6, "basements": 0, "use": "factory"}


def types(materials):
    return {"|".join(material.types) for material in materials}


def test_the_low_risk_road_asks_for_drawings_and_a_promise_in_place_of_the_review():
    item = CATALOGUE.get_item("X3-04")
    assert types(item.required(LOW_RISK)) == {"D14|D13", "D24", "D32", "D27", "D38"}
    assert types(item.required({})) == {"D14|D13", "D24", "D33", "D29", "D30", "D35", "D36", "D37"}


def test_special_works_need_the_fire_safety_opinion():
    item = CATALOGUE.get_item("X3-04")
    assert types(item.required({"special_fire": True})) - types(item.required({})) == {"D34"}


def test_what_may_come_holds_what_must_come():
    for item in CATALOGUE.items.values():
        for form in ({}, LOW_RISK):
            assert all(material in item.allowed(form) for material in item.required(form))
    assert "D23" in types(CATALOGUE.get_item("X2-02").allowed({}))


def test_key_materials_are_marked():
    keys = {material.types for material in CATALOGUE.get_item("X1-06").materials if material.is_key}
    assert keys == {("D04", "D05"), ("D11",)}


def test_an_item_s_own_data_come_before_the_shared_form_s():
    item = CATALOGUE.get_item("X2-02")
    form = {"JSDW": "示例公司", "XMMC": "共同的名称", "low_risk": True, "GCMC": "其他事项的"}
    assert item.data_of(form, {"XMMC": "自己的名称", "JSGM": "一栋"}) == {
        "JSDW": "示例公司",
        "XMMC": "自己的名称",
        "JSGM": "一栋",
    }


@pytest.mark.parametrize("form", [{}, {"low_risk": False, "height": 90}, LOW_RISK, LOW_RISK | {"height": 24}])
def test_a_form_within_the_limits_is_let_pass(form):
    CATALOGUE.verify_facts(form)
    CATALOGUE.verify_limits(form)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("height", 24.1),
        ("height", -1),
        ("floor_area", 10001),
        ("basements", 2),
        ("use", "hotel"),
    ],
)
def test_a_low_risk_claim_beyond_its_limits_is_refused_by_name(fact, value):
    with pytest.raises(RulesBrokenError, match=rf"low_risk · {fact}: "):
        CATALOGUE.verify_limits(LOW_RISK | {fact: value})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_is_told_in_the_words_of_its_fact_and_of_its_values(language):
    for procedure in CATALOGUE.procedures:
        for limit in procedure.limits:
            told = in_words("archive.rules-broken", f"{procedure.fact} · {limit}", language).casefold()
            names = {CATALOGUE.fact_titles[each][language].casefold() for each in (procedure.fact, limit.fact)}
            assert all(name in told for name in names)
            assert not any(sign in told for sign in ("form.choice", "archive.why", "≤"))


@pytest.mark.parametrize("fact", ["height", "use"])
def test_a_low_risk_claim_states_every_fact_that_is_limited(fact):
    with pytest.raises(RulesBrokenError, match=fact):
        CATALOGUE.verify_limits({name: value for name, value in LOW_RISK.items() if name != fact})


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("low_risk", "no", "low_risk: yes-no"),
        ("low_risk", 0, "low_risk: yes-no"),
        ("height", True, "height: number"),
        ("height", "12", "height: number"),
        ("height", float("nan"), "height: number"),
        ("use", 1, "use: text"),
        ("use", "x" * 201, "use: text"),
        ("use", "a\nb", "use: text"),
        ("colour", "red", "colour"),
    ],
)
def test_a_fact_is_one_of_the_catalogue_and_of_its_type(fact, value, told):
    with pytest.raises(FormInvalidError) as caught:
        CATALOGUE.verify_facts(LOW_RISK | {fact: value})
    assert str(caught.value) == told


def test_a_drawing_may_be_larger_than_a_paper():
    design, promise = CATALOGUE.get_document_type("D20"), CATALOGUE.get_document_type("D27")
    assert "image/vnd.dwg" in design.media_types - promise.media_types
    assert design.limit > promise.limit


def test_what_is_not_in_the_catalogue_is_said_to_be_unknown():
    with pytest.raises(ItemUnknownError, match="X1-06, X2-02, X3-04"):
        CATALOGUE.get_item("X9-99")
    with pytest.raises(DocumentTypeUnknownError):
        CATALOGUE.get_document_type("D99")

from archive.catalogue.checks import Fault, check_rules
from archive.catalogue.places import RulesFile


def item(code, needs, gives):
    return {"code": code, "materials": [{"types": needs}], "result": {"document_type": gives}}


def rules(*items):
    types = [{"id": f"D0{number}", "origin": "result", "media": "paper"} for number in range(1, 5)]
    values = {"version": "1", "media": [{"name": "paper"}], "document_types": types, "items": list(items)}
    return (RulesFile("a.toml", "", values),)


def test_rules_that_fit_have_no_fault():
    assert list(check_rules(rules(item("X1", ["D01"], "D02"), item("X2", ["D02"], "D03")))) == []


def test_a_circle_of_items_is_found():
    circle = rules(item("X1", ["D03"], "D01"), item("X2", ["D01"], "D02"), item("X3", ["D04", "D02"], "D03"))
    faults = list(check_rules(circle))
    assert len(faults) == 1
    assert all(name in faults[0].what for name in ("D01", "D02", "D03", "archive.why-circle"))


def test_a_fault_says_where_and_what():
    assert str(Fault("a.toml:3", "wrong")) == "a.toml:3: wrong"

"""Steps of the one form."""

from types import SimpleNamespace

from drafting import Filler, Office

from archive.services.drafting.model import FieldFault
from archive.web.form.steps import Step, states_of, steps_for


def steps_of(filler, language="zh"):
    office, draft = filler.office, filler.seen
    return steps_for(draft, office.form.describe().items, office.form.asked(draft.items), language)


def test_an_empty_draft_has_the_steps_that_no_item_changes():
    assert [step.code for step in steps_of(Filler(Office()))] == [
        *("project", "items", "facts", "materials", "parts", "letter")
    ]


def test_items_bring_a_step_each_and_one_for_what_they_share():
    filler = Filler(Office())
    filler.save("items", ["X1-06", "X3-04"])
    assert [step.code for step in steps_of(filler)][3:6] == ["shared", "X1-06", "X3-04"]
    assert "Construction permit" in [step.title for step in steps_of(filler, "en")]


def test_a_step_holds_the_faults_of_what_it_fills_in():
    own, shared = Step("X1-06", "", "fields", (("data", "X1-06"),)), Step("shared", "", "fields", (("shared", ""),))
    fault = FieldFault("data", "/X1-06/YDMJ", "templates.field-missing")
    assert own.holds(fault)
    assert not own.holds(FieldFault("data", "/X1-060/YDMJ", "templates.field-missing"))
    assert not shared.holds(fault)
    assert Step("letter", "", "letter").holds(FieldFault("", "", "archive.x"))
    assert not own.holds(FieldFault("", "", "archive.x"))


def test_each_step_says_how_far_it_is():
    filler = Filler(Office())
    filler.save("items", ["X1-06"])
    filler.save("data", {"X1-06": {"YDMJ": "viel"}})
    states = {
        each.step.code: (each.code, each.faults)
        for each in states_of(steps_of(filler), filler.seen, filler.ask("check"))
    }
    assert states["items"] == ("done", 0)
    assert states["X1-06"][0] == "wrong"
    assert states["X1-06"][1] > 1
    assert states["project"][0] == "empty"
    assert states["parts"] == ("free", 0)
    assert states["letter"] == ("barred", 0)


def test_the_letter_is_ready_once_nothing_is_wrong():
    filler = Filler(Office()).fill("X1-06")
    states = states_of(steps_of(filler), filler.seen, filler.ask("check"))
    assert {each.code for each in states} == {"done", "free", "ready"}


def test_a_step_is_begun_once_something_of_its_item_was_saved():
    draft = SimpleNamespace(sections={"data": {"X1-06": {}}}, items=())
    assert Step("X1-06", "", "fields", (("data", "X1-06"),)).is_begun(draft)
    assert not Step("X2-02", "", "fields", (("data", "X2-02"),)).is_begun(draft)

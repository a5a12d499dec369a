"""What is to be put right, as a form."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

from archive.model import Point
from archive.services.drafting.model import Field
from archive.web.correction import CorrectionForm
from archive.web.form.shown import Shower

TITLE = {"zh": "面积", "en": "Area"}
AREA, SHARED = Field("YDMJ", "number", TITLE), Field("JSGM", "text", TITLE)


def form(*places):
    case = SimpleNamespace(
        corrections=(SimpleNamespace(points=tuple(Point(place, "wrong") for place in places)),),
        form={"JSGM": "大"},
        data={"YDMJ": 5, "JSGM": "大"},
        drawings={},
        documents=(),
    )
    return CorrectionForm(case, (SHARED,), (AREA, SHARED), ())


def test_a_key_that_items_share_is_asked_for_once():
    made = form("YDMJ", "JSGM")
    assert made.fields_of("form") == (SHARED,)
    assert made.fields_of("data") == (AREA,)


def test_only_what_differs_is_a_change_and_a_blank_takes_away():
    made = form("YDMJ", "JSGM")
    assert made.read({"data": {"YDMJ": "5.0"}, "form": {"JSGM": ""}}) == ({"form": {"JSGM": None}, "data": {}}, ())
    changes, faults = made.read({"data": {"YDMJ": "viel"}})
    assert changes["data"] == {}
    assert [fault.path for fault in faults] == ["/YDMJ"]


def test_what_was_not_asked_for_is_refused():
    _changes, faults = form("YDMJ").read({"data": {"JSGM": "x"}})
    assert [fault.code for fault in faults] == ["archive.unasked-field"]


def test_each_point_is_shown_with_what_is_there():
    made = form("YDMJ", "D99")
    area, other = made.show(Shower("zh", ZoneInfo("Asia/Shanghai"), ()), {})
    assert (area.place, area.fields[0].value, area.fault) == ("YDMJ", "5", "wrong")
    assert (other.place, other.fields, other.files) == ("D99", (), ())


def test_a_case_that_was_never_asked_has_nothing_to_put_right():
    made = form()
    made.case.corrections = ()
    assert made.points == ()

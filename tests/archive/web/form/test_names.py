"""Names of fields, and the nest of values that they carry."""

from archive.web.form.names import nested


def test_a_name_tells_where_a_value_is():
    fields = [("data/X3-04/CSDW/0/DWMC", "甲"), ("data/X3-04/CSDW/1/DWMC", "乙"), ("data/X3-04/HTJG", "1")]
    assert nested(fields, {"data"}) == {"data": {"X3-04": {"CSDW": [{"DWMC": "甲"}, {"DWMC": "乙"}], "HTJG": "1"}}}


def test_a_row_that_is_taken_away_leaves_the_others_in_their_order():
    fields = [(f"data/X/T/{number}/A", str(number)) for number in (10, 1)]
    assert nested(fields, {"data"}) == {"data": {"X": {"T": [{"A": "1"}, {"A": "10"}]}}}


def test_what_is_of_no_section_of_the_page_is_left_out():
    assert nested([("csrf_token", "x"), ("facts/low_risk", "yes"), ("facts", "no")], {"items"}) == {}


def test_a_name_with_a_slash_in_it_comes_back_whole():
    assert nested([("annexes/X/a~1b~0", "1")], {"annexes"}) == {"annexes": {"X": {"a/b~": "1"}}}


def test_names_that_contradict_each_other_or_never_end_do_no_harm():
    assert nested([("facts/a", "1"), ("facts/a/b", "2")], {"facts"}) == {"facts": {"a": "1"}}
    assert nested([("facts/a/b", "2"), ("facts/a", "1")], {"facts"}) == {"facts": {"a": "1"}}
    assert nested([("facts" + "/a" * 9, "1")], {"facts"}) == {}
    assert nested([("facts/99999/a", "1"), ("facts/٣/a", "1")], {"facts"})["facts"].keys() == {"99999", "٣"}

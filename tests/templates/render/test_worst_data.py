"""Whatever the schema allows: no letter leaves its page, lies over another or crosses a rule, and none is lost."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pypdfium2
import pytest
import typst
from extremes import FILLS, Extreme, keys_of, own_letter
from licence_fixture import IDENTIFIER, KINDS, NUMBER, SAMPLES, face, kinds, renderer, sample, text_of
from pages import check_setting, letters_of, paths_of
from samples import DRAWING

from templates.model import Sheet

CASES = (
    *(Extreme(fill) for fill in FILLS),
    *(Extreme("ideographs", share) for share in (0.1, 0.2)),
    Extreme("lines", 0.03),
    Extreme("ideographs", most=3),
)
"""In the last, most of the units are builders."""
each_kind = pytest.mark.parametrize("kind", KINDS)
each_case = pytest.mark.parametrize("case", CASES, ids=str)


def worst(kind, case):
    """A face of a case's data, which the kind allows; no specimen, for its words lie behind the others."""
    data = case.of(kinds().get_kind(kind))
    kinds().verify_data(kinds().get_kind(kind), data)
    number = data[kinds().get_kind(kind).number_key]
    return replace(face(kind, specimen=False, identifier=IDENTIFIER.replace(NUMBER, number)), data=data)


@cache
def face_of(kind, case):
    """The PDF of a case's face, without ornament."""
    return renderer().render_plain(worst(kind, case)).pdf


def annex_of(one):
    """The annex of a face's kind: the list of its data, or its drawing."""
    (rule,) = kinds().get_kind(one.kind).annexes
    drawing = DRAWING if rule.source == "drawing" else None
    return renderer().render_annex(Sheet(replace(one, annexes=()), rule.name, rule.source, drawing)).pdf


def check_notes(pdf):
    """Yield where a table of the face ends below the head of the notes."""
    document = pypdfium2.PdfDocument(pdf)
    ends = [box[1] for box in paths_of(document[0]) if box[2] - box[0] > 100]
    notes = [box for (before, _), (letter, box) in pairwise(letters_of(document[0])) if before + letter == "事项"]
    document.close()
    if min(ends) <= notes[0][3]:
        yield f"the table ends at {min(ends)}, the notes begin at {notes[0][3]}"


@each_kind
@each_case
def test_the_worst_data_keep_to_their_place_above_the_notes_of_the_face_and_on_its_further_pages(kind, case):
    assert [*check_setting(face_of(kind, case)), *check_notes(face_of(kind, case))] == []


@each_kind
@each_case
def test_the_worst_data_keep_to_their_place_on_the_annex(kind, case):
    assert list(check_setting(annex_of(worst(kind, case)))) == []


@each_kind
@pytest.mark.parametrize("which", SAMPLES)
def test_the_samples_keep_to_their_place(kind, which):
    one = face(kind, sample(kind, which), specimen=False)
    assert [*check_setting(renderer().render_plain(one).pdf), *check_setting(annex_of(one))] == []


@pytest.mark.parametrize("twice", ["#place[乙]#place[乙]", "#place[乙甲]#place[乙]", "#place[甲]乙"])
def test_a_letter_that_lies_over_another_is_seen_where_it_is_the_same_letter_too(twice):
    page = '#set page(width: 80mm, height: 60mm, margin: 15mm)\n#set text(font: "Noto Serif CJK SC")\n'
    assert list(check_setting(typst.compile(f"{page}甲乙，office, afflux\\ 乙".encode()))) == []
    assert " over " in "".join(check_setting(typst.compile(f"{page}{twice}".encode())))


@each_kind
@pytest.mark.parametrize("fill", ["ideographs", "lines"])
def test_nothing_of_a_field_that_is_printed_is_lost(kind, fill):
    one = worst(kind, Extreme(fill))
    letters = {key: own_letter(place) for place, key in enumerate(keys_of(kinds().get_kind(kind).schema))}
    held, on_face, on_annex = map(
        Counter, (str(one.data), text_of(face_of(kind, Extreme(fill))), text_of(annex_of(one)))
    )
    once = [letter for key, letter in letters.items() if key in one.data and on_face[letter]]
    assert [letter for letter in once if on_face[letter] < held[letter]] == []
    assert [letter for letter in letters.values() if 0 < on_annex[letter] < held[letter]] == []
    assert len(once) >= 5
    assert letters["FZJG"] in once


@each_kind
def test_every_further_page_has_its_head(kind):
    document = pypdfium2.PdfDocument(face_of(kind, Extreme("lines")))
    pages = [page.get_textpage().get_text_bounded().replace(" ", "").splitlines() for page in document]
    document.close()
    about, data = kinds().get_kind(kind), worst(kind, Extreme("lines")).data
    title, number = about.title["zh"], about.number_display.format(number=data[about.number_key])
    heads = [next((line for line in lines if line.startswith(f"{title}续页")), "") for lines in pages]
    assert len(heads) > 3
    assert heads[:2] == ["", f"{title}续页"]
    assert [head for head in heads[2:] if not head.replace("编号", "").startswith(f"{title}续页（续）{number}")] == []

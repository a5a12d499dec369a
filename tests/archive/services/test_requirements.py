"""What an application must bring."""

from dataclasses import replace

import pytest
from archive_fixture import CATALOGUE, FORM, Office

from archive.errors import MaterialMissingError
from archive.services.errors import MaterialTooLargeError, MaterialTypeError
from archive.services.requirements import meet, verify_material
from archive.words import in_words


@pytest.fixture
def office():
    return Office()


def met(office, submission, *codes):
    items = tuple(CATALOGUE.get_item(code) for code in codes)
    return meet(office.root, CATALOGUE, submission, items, office.clock())


def test_uploads_and_siblings_results_meet_requirements(office):
    submission = office.submission(office.project(), "X1-06", "X2-02", "X3-04")
    found = met(office, submission, "X1-06", "X2-02", "X3-04")
    assert [one.reused for one in found] == [(), (), ()]
    assert [one.awaited for one in found] == [(), ("D13",), ("D13", "D24")]


def test_what_is_uploaded_is_not_awaited_of_a_sibling(office):
    given = office.submission(office.project(), "X1-06", "X2-02")
    uploaded = replace(given, materials=(*given.materials, office.material("D14")))
    assert [one.awaited for one in met(office, uploaded, "X1-06", "X2-02")] == [(), ()]


def test_a_valid_licence_stands_in_where_nothing_is_uploaded(office):
    project = office.project()
    identifier = office.issued(project=project)
    (one,) = met(office, office.submission(project, "X2-02"), "X2-02")
    assert [(reuse.document_type, reuse.identifier) for reuse in one.reused] == [("D13", identifier)]
    given = office.submission(project, "X2-02")
    uploaded = replace(given, materials=(*given.materials, office.material("D14")))
    assert met(office, uploaded, "X2-02")[0].reused == ()


def test_the_form_says_what_is_asked_for(office):
    submission = office.submission(office.project(), "X1-06", "X2-02")
    ordinary = replace(submission, form={**FORM, "low_risk": False})
    with pytest.raises(MaterialMissingError, match="D22"):
        met(office, ordinary, "X1-06", "X2-02")


def test_each_file_keeps_to_its_document_type(office):
    verify_material(CATALOGUE, office.material("D20"))
    with pytest.raises(MaterialTypeError, match="D01"):
        verify_material(CATALOGUE, office.material("D01", "image/vnd.dwg"))
    with pytest.raises(MaterialTooLargeError, match="D01"):
        verify_material(CATALOGUE, office.material("D01", size=10**9))


def test_a_file_of_the_wrong_sort_is_told_in_words_with_the_sorts_that_are_taken(office):
    with pytest.raises(MaterialTypeError) as refused:
        verify_material(CATALOGUE, office.material("D01", "image/vnd.dwg"))
    told = in_words(refused.value.code, str(refused.value), "zh")
    assert "DWG 图纸：" in told
    assert "PDF" in told
    assert "image/" not in told
    with pytest.raises(MaterialTypeError) as refused:
        verify_material(CATALOGUE, office.material("P01"))
    assert "由办理过程产生" in in_words(refused.value.code, str(refused.value), "zh")

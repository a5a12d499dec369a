"""Where each material comes from is tested through the form (``test_form``); here that it agrees with what is asked."""

import itertools

import pytest
from archive_fixture import CATALOGUE, Office, actor

from archive.services.requirements import meet

ITEMS = [codes for length in (1, 2, 3) for codes in itertools.combinations(CATALOGUE.items, length)]
FACTS = [
    dict(zip(("low_risk", "special_fire"), each, strict=True)) for each in itertools.product((True, False), repeat=2)
]


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.mark.parametrize("codes", ITEMS)
@pytest.mark.parametrize("facts", FACTS)
def test_who_uploads_all_that_is_said_to_be_needed_lacks_nothing(office, codes, facts):
    project = office.project(code="")
    needs = office.form.what_is_needed(office.root, actor("applicant"), project, codes, facts)
    asked = [need.types[-1].id for need in needs if need.is_required and need.state in ("upload", "promise")]
    given = tuple(office.material(name) for name in asked)
    submission = office.submission(project, *codes, form=facts, materials=given)
    items = tuple(CATALOGUE.items[code] for code in codes)
    met = meet(office.root, CATALOGUE, submission, items, office.clock())
    assert [one.item for one in met] == list(codes)

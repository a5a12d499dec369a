"""How far a stage is."""

import pytest

from archive.web.stages import KINDS, Stage, stages_of


@pytest.mark.parametrize(
    ("states", "code", "count"),
    [
        ((), "none", 0),
        (("withdrawn", "retracted"), "none", 0),
        (("submitted", "accepted", "reviewed", "approved"), "running", 3),
        (("approved", "approved", "rejected"), "done", 2),
        (("rejected", "declined"), "refused", 2),
        (("approved", "submitted", "correcting"), "correcting", 1),
    ],
)
def test_what_waits_for_the_applicant_comes_first_then_what_goes_on(states, code, count):
    assert stages_of([states]) == (Stage(1, code, count),)
    assert stages_of([states])[0].kind == KINDS[code]


def test_stages_are_numbered():
    assert [stage.number for stage in stages_of([(), (), (), ()])] == [1, 2, 3, 4]

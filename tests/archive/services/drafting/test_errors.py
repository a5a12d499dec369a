"""What the one form refuses."""

from archive.services.drafting.errors import DraftFaultyError
from archive.services.drafting.model import FieldFault


def test_a_faulty_draft_names_each_place_once_and_keeps_every_fault():
    faults = (
        FieldFault("data", "/X1-06/YDMJ", "a"),
        FieldFault("data", "/X1-06/YDMJ", "b"),
        FieldFault("items", "", "c"),
    )
    error = DraftFaultyError(faults)
    assert (str(error), error.faults) == ("data/X1-06/YDMJ, items", faults)

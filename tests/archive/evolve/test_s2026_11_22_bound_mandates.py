"""An archive of before a counter's mandate was for what its authority decides alone, and the same one after."""

from datetime import UTC, datetime
from types import SimpleNamespace

from archive.evolve import STEPS
from archive.models.mandates import Mandate, Mandates
from archive.models.periods import Period

NR = "11350200DEM000014Y"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
USERS = {"li": SimpleNamespace(authority=NR), "boss": SimpleNamespace(authority="")}


def mandate(number, by, paper):
    return Mandate(
        id=f"M{number}",
        principal="91350200DEM0001100",
        agent="xu",
        projects=frozenset(),
        permissions=frozenset({"case:view"}),
        period=Period(NOW),
        granted_by=by,
        granted_at=NOW,
        paper=paper,
    )


def test_what_was_entered_at_a_counter_is_of_its_authority_and_what_a_principal_granted_stays_of_every_one():
    mandates = Mandates()
    for number, (by, paper) in enumerate([("li", "授权书"), ("boss", ""), ("gone", "授权书"), ("li", "")]):
        mandates[f"M{number}"] = mandate(number, by, paper)
        del mandates[f"M{number}"].__dict__["office"]
    for _turn in range(2):
        STEPS["s2026_11_22_bound_mandates"]({"archive": SimpleNamespace(mandates=mandates, users=USERS)})
        assert [each.office for each in mandates.values()] == [NR, "", "", ""]

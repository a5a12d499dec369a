"""Drafts as they are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import StaleEditError
from archive.models.drafts import Draft, Drafts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_each_change_counts_and_says_when():
    draft = Draft("T1", "anna", NOW)
    draft.put("facts", {"low_risk": "是"}, LATER)
    assert (draft.edition, draft.changed_at, draft.step, dict(draft.sections)) == (
        2,
        LATER,
        "facts",
        {"facts": {"low_risk": "是"}},
    )
    draft.verify_edition(2)
    with pytest.raises(StaleEditError, match="1 → 2"):
        draft.verify_edition(1)


def test_what_became_an_application_holds_nothing_else():
    draft = Draft("T1", "anna", NOW)
    draft.put("facts", {"low_risk": "是"}, NOW)
    draft.put_materials((object(),), NOW)
    draft.become("A1", LATER)
    assert (draft.application, dict(draft.sections), draft.materials, draft.edition) == ("A1", {}, (), 4)


def test_drafts_are_found_by_id_and_by_whose_they_are():
    drafts = Drafts()
    for name, owner in (("T1", "anna"), ("T2", "ann"), ("T3", "anna")):
        drafts.add(Draft(name, owner, NOW))
    assert [draft.id for draft in drafts.of_owner("anna")] == ["T1", "T3"]
    assert drafts.find("T2").owner == "ann"
    drafts.remove(drafts.find("T1"))
    assert [draft.id for draft in drafts.of_owner("anna")] == ["T3"]
    assert drafts.find("T1") is None

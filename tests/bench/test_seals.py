"""Sealing beside its peer."""

import pytest

from bench.seals import _compare
from signing.model import Level

OURS = {Level.B_B: (1.0, 0.5), Level.B_LTA: (6.0, 3.0)}


def test_a_peer_that_is_not_built_is_told_row_by_row_and_never_good():
    rows = list(_compare(OURS, {}))
    assert [row["name"] for row in rows if "beside" in row["name"]] == [
        "seal-bb-beside-dss",
        "seal-bb-cpu-beside-dss",
        "seal-blta-beside-dss",
        "seal-blta-cpu-beside-dss",
    ]
    assert not any(row["ok"] for row in rows)


@pytest.mark.parametrize(("blta", "kept"), [(12.0, True), (11.9, False)])
def test_ours_is_held_to_a_share_of_the_peer(blta, kept):
    rows = {row["name"]: row for row in _compare(OURS, {Level.B_B: (4.0, 2.0), Level.B_LTA: (blta, 30.0)})}
    assert (rows["seal-bb-beside-dss"]["value"], rows["seal-blta-beside-dss"]["ok"]) == (0.25, kept)

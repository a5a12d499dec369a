from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from archive.models.acts import Act

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_act_that_was_recorded_cannot_be_changed():
    act = Act("revoke", "示撤〔2026〕1号", "行政许可法第六十九条", T0, T0, "anna", T0)
    with pytest.raises(FrozenInstanceError):
        act.ground = "别的理由"

"""Jobs and letters of before what was given up was kept apart."""

from datetime import UTC, datetime
from types import SimpleNamespace

from archive.evolve import STEPS
from archive.models.outbox import Outbox

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_what_was_given_up_is_parted_from_what_is_still_tried():
    outbox, post = Outbox(), Outbox()
    for key in ("a", "b", "c"):
        outbox.wait(outbox.promise(key, "issue", {}, NOW), NOW, "x.y")
    outbox.give_up(outbox.get_job("b"), NOW, "x.y")
    outbox.troubled.insert("b")
    for each in (outbox, post):
        del each.given_up, each.lost
    for _turn in range(2):
        STEPS["s2026_11_22_count_what_was_given_up"]({"archive": SimpleNamespace(outbox=outbox, post=post)})
        assert outbox.counts() == {"waiting": 2, "claimed": 0, "done": 0, "given_up": 1}
        assert (list(outbox.troubled), list(outbox.in_trouble())) == (["a", "c"], ["a", "b", "c"])
        assert post.counts()["given_up"] == 0

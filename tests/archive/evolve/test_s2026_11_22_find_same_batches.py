"""An archive of before bulk issues were found by their file, and the same one after."""

from datetime import UTC, datetime
from types import SimpleNamespace

from archive.evolve import STEPS
from archive.models.batches import BatchRun, BatchRuns

step = STEPS["s2026_11_22_find_same_batches"]
ABOUT = ("11350200DEM000014Y", "land_use_planning_permit", "示规许〔2026〕9号")


def archive_of(runs):
    return {"archive": SimpleNamespace(batch_runs=runs)}


def test_a_bulk_issue_of_before_is_found_by_its_file():
    runs = BatchRuns()
    for number, digest in enumerate("aab"):
        at = datetime(2026, 11, 21, tzinfo=UTC)
        run = BatchRun(id=f"Z{number}", about=ABOUT, by="li", at=at, file=("x.csv", digest, 1), drawings={})
        runs[run.id] = run
    kept = list(runs.same)
    del runs.same
    for _turn in range(2):
        step(archive_of(runs))
        assert (list(runs.same), list(runs.of_file(ABOUT, "a"))) == (kept, ["Z1", "Z0"])


def test_an_archive_without_bulk_issues_stays_as_it_is():
    root = archive_of(None)
    step(root)
    assert root["archive"].batch_runs is None

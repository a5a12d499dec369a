from archive.models.outbox import Outbox
from archive.models.root import Archive


def test_a_new_archive_is_empty():
    archive = Archive()
    trees = (archive.projects, archive.applications, archive.cases, archive.users, archive.submissions, archive.batches)
    assert not any(len(tree) for tree in trees)
    assert isinstance(archive.outbox, Outbox)
    assert (len(archive.events), archive.verify_key) == (0, b"")

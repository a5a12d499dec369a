"""Sweeping what nothing names."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError
from archive.interfaces import ISweepService
from archive.services.sweep import SweepService, named_digests


@pytest.fixture
def office():
    return Office()


def sweeper(office):
    def sweep_store(is_named, now):
        orphans = [digest for digest in office.blobs.blobs if not is_named(digest)]
        for digest in orphans:
            del office.blobs.blobs[digest]
        return SimpleNamespace(removed=orphans)

    return SweepService(office.recorder, sweep_store)


def test_it_keeps_the_interface(office):
    assert verifyObject(ISweepService, sweeper(office))


def test_what_the_archive_names_stays_and_the_rest_goes(office):
    drawing = office.blobs.put(b"a drawing")
    project = office.project()
    office.issued(project=project, drawings={"附图": drawing})
    office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    named = set(office.blobs.blobs)
    orphan = office.blobs.put(b"an orphan")
    office.clock.forward(timedelta(days=2).total_seconds())
    unnamed = named - set(named_digests(office.root))
    assert sweeper(office).sweep(office.root, actor("operator")) == 1 + len(unnamed)
    assert orphan not in office.blobs.blobs
    assert set(named_digests(office.root)) <= set(office.blobs.blobs)
    assert not unnamed


def test_a_drawing_of_a_promised_licence_is_named(office):
    drawing = office.blobs.put(b"a drawing")
    office.issue.issue(office.root, actor("decider"), office.order(drawings={"附图": drawing}))
    assert drawing in set(named_digests(office.root))


def test_only_an_operator_sweeps(office):
    with pytest.raises(PermissionMissingError):
        sweeper(office).sweep(office.root, actor("decider"))

"""Sweeping what nothing names."""

from datetime import timedelta
from functools import partial

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.errors import PermissionMissingError
from archive.interfaces import ISweepService
from archive.model import Amendment, Intent
from archive.services.sweep import SweepService, named_digests
from storage.blobs.sweep import sweep


@pytest.fixture
def office():
    return Office()


def sweeper(office):
    def lock(digest, until):
        office.blobs.lock(digest, until)
        office.locks[digest] = until

    office.locks = {}
    sweep_store = partial(sweep, office.blobs, longest_job=timedelta(hours=1))
    return SweepService(office.recorder, sweep_store, lock, timedelta(days=30))


def kept(office):
    return {digest for digest, _put in office.blobs.listing()}


def versions_of(office):
    return [version for licence in office.root.licences.licences.values() for version in licence.versions]


def test_it_keeps_the_interface(office):
    assert verifyObject(ISweepService, sweeper(office))


def test_what_the_archive_names_stays_and_the_rest_goes(office):
    drawing = office.blobs.put(b"a drawing")
    project = office.project()
    office.issued(project=project, drawings={"附图": drawing})
    office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    named = kept(office)
    orphan = office.blobs.put(b"an orphan")
    office.clock.forward(timedelta(days=2).total_seconds())
    unnamed = named - set(named_digests(office.root))
    assert sweeper(office).sweep(office.root, actor("operator")) == 1 + len(unnamed)
    assert not office.blobs.has(orphan)
    assert set(named_digests(office.root)) <= kept(office)
    assert not unnamed


def test_a_drawing_of_a_promised_licence_is_named(office):
    drawing = office.blobs.put(b"a drawing")
    office.issue.issue(office.root, actor("decider"), office.order(drawings={"附图": drawing}))
    assert drawing in set(named_digests(office.root))


@pytest.mark.parametrize("end", ["", "refuse", "confirm"])
def test_the_new_drawing_of_a_replacement_is_named_whatever_became_of_the_proposal(office, end):
    drawing, proposals = str(office.blobs.put(b"a new drawing")), office.proposals
    amendment, licence = Amendment(drawings={"附图": drawing}), office.issued()
    made = proposals.propose(office.root, actor("decider"), "replace", licence, Intent("1", "2"), amendment=amendment)
    ends = {"refuse": ("材料不足",), "confirm": ()}
    if end:
        getattr(proposals, end)(office.root, actor("decider", name="li"), made.id, *ends[end])
    assert drawing in set(named_digests(office.root))


def test_what_a_killed_runner_left_unlocked_is_locked(office):
    office.issued()
    (version,) = versions_of(office)
    service = sweeper(office)
    service.sweep(office.root, actor("operator"))
    making = version.making
    assert office.locks == {
        file.digest: making.issued_at + timedelta(days=30) for file in (making.face, *making.annexes)
    }


def test_a_lock_that_would_have_ended_is_not_set(office):
    office.issued()
    office.clock.forward(timedelta(days=30).total_seconds())
    service = sweeper(office)
    service.sweep(office.root, actor("operator"))
    assert office.locks == {}


def test_a_file_that_is_missing_keeps_no_other_from_its_lock(office, caplog):
    drawing = office.blobs.put(b"a drawing")
    office.issued(drawings={"附图": drawing})
    (version,) = versions_of(office)
    assert office.blobs.remove(version.making.face.digest)
    service = sweeper(office)
    service.sweep(office.root, actor("operator"))
    assert set(office.locks) == {file.digest for file in version.making.annexes}
    assert [each.digest for each in caplog.records] == [version.making.face.digest]


def test_only_an_operator_sweeps(office):
    with pytest.raises(PermissionMissingError):
        sweeper(office).sweep(office.root, actor("decider"))

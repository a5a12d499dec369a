"""Licences of the same project."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from archive_fixture import CATALOGUE, HC, NR, Office, actor
from doubles import MarkingSealer

from archive.errors import LinkMissingError
from archive.model import Amendment
from archive.services.errors import LicenceNotInForceError
from archive.services.links import VALID, find_licence, jobs_named, with_links
from signing.errors import SealImpossibleError


@pytest.fixture
def office():
    return Office()


def test_the_main_job_fills_every_link_number_in(office):
    project = office.project()
    land = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X1-06"))
    first = office.approved(land.cases["X1-06"], NR)
    office.drain()
    both = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02", "X3-04", key="s2"))
    assert [reuse.identifier for reuse in both.reused] == [first.identifier]
    second = office.approved(both.cases["X2-02"], NR)
    third = office.approved(both.cases["X3-04"], HC)
    _licence, version = office.root.licences.get(third.identifier)
    assert (version.data["YDGHXKZBH"], version.data["GCGHXKZBH"]) == (first.number, second.number)
    assert office.drain().done == 2


@pytest.fixture
def both(office):
    """Two cases of one form, approved: the licence of the second names that of the first."""
    project = office.project()
    office.issued(project=project)
    cases = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02", "X3-04")).cases
    return office.approved(cases["X2-02"], NR), office.approved(cases["X3-04"], HC)


def test_a_licence_is_made_after_those_that_it_names(office, both):
    named, naming = (office.root.outbox.get_job(promise.job) for promise in both)
    assert named.key in naming.after
    begun = []
    prepare = office.prepare.prepare
    office.prepare = SimpleNamespace(prepare=lambda root, job: begun.append(job.key) or prepare(root, job))
    assert office.drain().done == 2
    assert begun == [named.key, naming.key]


def test_a_licence_that_names_one_that_was_given_up_is_void_too_and_both_can_be_made_again(office, both):
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 2
    named, naming = (office.root.licences.get(promise.identifier) for promise in both)
    case = named[0].case
    assert naming[1].voided.code == "archive.licence-named-void"
    assert naming[1].voided.detail == f"{named[0].number}, {case}"
    again = office.decide.issue_again(office.root, actor("decider"), case)
    office.decide.issue_again(office.root, actor("decider", authority=HC), naming[0].case)
    assert office.drain().done == 2
    latest = office.root.licences.of_project(naming[0].project)
    assert [licence.versions[0].data["GCGHXKZBH"] for licence in latest if licence.kind == "construction_permit"] == [
        both[0].number,
        again.number,
    ]


def test_jobs_of_licences_that_are_not_ours_are_not_named(office):
    item = CATALOGUE.get_item("X3-04")
    assert jobs_named(CATALOGUE, office.root, item, {"GCGHXKZBH": "350203202100001"}) == ()


def test_a_required_link_that_is_not_there_stops_the_approval_before_a_number_is_taken(office):
    project = office.project()
    office.issued(project=project)
    made = office.submit.submit(office.root, actor("applicant"), office.submission(project, "X2-02", "X3-04"))
    office.root.cases[made.cases["X3-04"]].awaited = ()
    with pytest.raises(LinkMissingError, match="建设工程规划许可证"):
        office.approved(made.cases["X3-04"], HC)
    assert not office.root.numbers.range("construction_permit", "35020320260302##01").numbers


def test_a_number_that_is_given_stays(office):
    project = office.project()
    office.issued(project=project)
    item = CATALOGUE.get_item("X2-02")
    data = {"YDGHXKZBH": "350203202100001"}
    assert with_links(CATALOGUE, office.root, project, item, data, now=office.clock()) == data
    assert with_links(CATALOGUE, office.root, "P0", item, {}, now=office.clock()) == {}


LAND, NUMBER = "land_use_planning_permit", "350200202600001"


@pytest.fixture
def typed(office):
    """A case with the land certificate uploaded, and the number typed of a permit that is promised: case, permit."""
    project = office.project()
    order = office.order(project=project)
    permit = office.issue.issue(office.root, actor("decider"), order)
    given = office.submission(project, "X2-02")
    (asked,) = given.items
    items = (replace(asked, data={**asked.data, "YDGHXKZBH": permit.number}),)
    materials = (*given.materials, office.material("D14"))
    given = replace(given, items=items, materials=materials)
    return office.submit.submit(office.root, actor("applicant"), given).cases["X2-02"], permit


def numbers_of_x2_02(office):
    taken = (numbers.numbers for (kind, _), numbers in office.root.numbers.ranges.items() if "construction_pl" in kind)
    return [number for numbers in taken for number in numbers]


def test_a_licence_is_not_made_again_that_names_a_number_of_ours_which_is_void(office, typed):
    case, permit = typed
    office.approved(case, NR)
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 2
    taken = numbers_of_x2_02(office)
    with pytest.raises(LicenceNotInForceError, match=f"^D13 {permit.number}: void$"):
        office.decide.issue_again(office.root, actor("decider"), case)
    assert numbers_of_x2_02(office) == taken
    assert not office.root.outbox.waiting


@pytest.mark.parametrize(("verb", "state"), [("revoke", "revoked"), ("suspend", "suspended")])
def test_a_number_of_ours_that_is_not_in_force_is_named_by_no_new_licence(office, typed, verb, state):
    case, permit = typed
    office.drain()
    office.acts.act(office.root, actor("decider"), permit.identifier, verb, office.decision())
    with pytest.raises(LicenceNotInForceError, match=f"^D13 {permit.number}: {state}$"):
        office.approved(case, NR)
    assert not numbers_of_x2_02(office)


def test_a_licence_waits_for_no_replacement_of_one_that_it_names_and_is_not_void_with_it(office, typed):
    case, permit = typed
    office.drain()
    office.acts.replace(
        office.root, actor("decider"), permit.identifier, Amendment({"XMMC": "示例厂房二期"}), office.decision()
    )
    office.clock.forward(1)
    promise = office.approved(case, NR)
    assert office.root.outbox.get_job(promise.job).after == (permit.job,)
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    progress = office.drain()
    assert (progress.done, progress.given_up) == (1, 1)
    assert office.root.licences.get(promise.identifier)[1].making is not None


def test_a_licence_is_in_the_state_of_what_is_issued_while_its_replacement_is_promised(office):
    project = office.project()
    permit = office.issued(project=project)
    office.acts.replace(office.root, actor("decider"), permit, Amendment({"XMMC": "示例厂房二期"}), office.decision())
    about = (office.root, project, LAND)
    assert find_licence(*about, VALID, office.clock()).versions[0].identifier == permit
    office.acts.act(office.root, actor("decider"), permit, "revoke", office.decision())
    assert find_licence(*about, {"promised"}, office.clock()) is None


def test_the_latest_licence_that_is_valid_is_found(office):
    project = office.project()
    first = office.issued(project=project)
    office.clock.forward(60)
    later = office.issued(project=project, key="k2")
    about = (office.root, project, "land_use_planning_permit", VALID, office.clock())
    assert find_licence(*about).versions[0].identifier == later
    office.acts.act(office.root, actor("decider"), later, "revoke", office.decision())
    assert find_licence(*about).versions[0].identifier == first
    assert find_licence(office.root, project, "construction_permit", VALID, office.clock()) is None

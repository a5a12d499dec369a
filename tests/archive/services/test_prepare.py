"""From a promise to a task."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from archive_fixture import HC, KINDS, NR, Office, actor
from doubles import START, MarkingSealer

from archive.errors import ClockBackwardsError, TemplateChangedError
from archive.model import Amendment, Change
from archive.models.licences import TemplateUsed
from archive.models.periods import Timeline
from archive.services.addresses import is_genuine
from archive.services.errors import SealMissingError
from archive.services.prepare import holder_types
from archive.services.tasks import Signer
from signing.errors import SealImpossibleError
from templates.model import Replacement

KIND = KINDS.get_kind("land_use_planning_permit")


@pytest.fixture
def office():
    return Office()


def claimed(office, kind="land_use_planning_permit", **changes):
    order = office.order(kind, **changes)
    office.issue.issue(office.root, actor("decider", authority=order.authority), order)
    office.clock.forward(30)
    (job,) = office.root.outbox.claim("me", office.clock(), 1)
    return job


def test_a_task_holds_everything_that_the_work_needs(office):
    job = claimed(office)
    task = office.prepare.prepare(office.root, job)
    assert task.signers == (Signer("nr", "示例市自然资源和规划局", owner=NR),)
    assert task.face.data["YDGHXKZBH"] == "350200202600001"
    assert (task.reason, task.location) == ("建设用地规划许可证 示规许〔2026〕1号", "示例省示例市")
    address, _, code = task.face.verification_url.partition("?t=")
    assert address == f"https://archive.example/v/{task.face.identifier}"
    assert is_genuine(task.face.identifier, code, office.root.verify_key)


def test_a_seal_states_where_its_authority_is_seated_at_its_moment(office):
    begins = office.clock() + timedelta(seconds=40)
    office.authorities.place(office.root, actor("operator"), NR, "示例省新城市", Change(begins))
    before, after = claimed(office), claimed(office, key="k2")
    assert before.started_at < begins < after.started_at
    told = [office.prepare.prepare(office.root, job).location for job in (before, after)]
    assert told == ["示例省示例市", "示例省新城市"]


def test_an_authority_without_a_seat_states_none(office):
    office.root.authorities.get(NR, office.clock()).places = Timeline()
    assert office.prepare.prepare(office.root, claimed(office)).location == ""


def test_a_task_says_what_each_holder_s_code_is():
    kind = replace(KIND, keys={**KIND.keys, "holder_code_type": "LX"})
    data = {"YDTYSHXYDM": ["91350200DEM0001100", "11010519491231002X", "E99887766", "X1"], "LX": ["", "", 414]}
    assert holder_types(kind, data) == ("001", "111", "414", "999")
    assert holder_types(kind, {"YDTYSHXYDM": "E99887766", "LX": 511}) == ("511",)


def test_the_holder_of_a_sample_has_a_credit_code(office):
    assert office.prepare.prepare(office.root, claimed(office)).face.holder_types == ("001",)


def test_a_licence_that_replaces_another_says_so_and_keeps_saying_the_same(office):
    who = actor("decider", authority=NR)
    first = office.issue.issue(office.root, who, office.order("land_use_planning_permit")).identifier
    office.drain()
    decided = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    office.clock.forward((decided - office.clock()).total_seconds() + 86400)
    decision = replace(office.decision(), decided_at=decided, ground="名称变更")
    office.acts.replace(office.root, who, first, Amendment(), decision)
    (job,) = office.root.outbox.claim("me", office.clock(), 1)
    second = office.prepare.prepare(office.root, job).face
    assert second.replacement == Replacement(date(2026, 4, 2), "名称变更", first)
    assert office.prepare.prepare(office.root, claimed(office, key="k2")).face.replacement is None
    office.clock.forward(86400)
    assert office.prepare.prepare(office.root, job).face == second


def test_a_licence_replaces_the_last_that_was_issued_not_one_that_was_given_up(office):
    who = actor("decider", authority=NR)
    first = office.issued()
    lost = office.acts.replace(office.root, who, first, Amendment(), office.decision())
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 1
    again = office.acts.replace(office.root, who, first, Amendment(), office.decision())
    (job,) = office.root.outbox.claim("me", office.clock(), 1)
    face = office.prepare.prepare(office.root, job).face
    assert (face.identifier, face.replacement.prior) == (again.identifier, first)
    assert lost.identifier not in (first, again.identifier)


def test_nothing_is_prepared_while_the_clock_is_behind(office):
    job = claimed(office)
    office.clock.forward(-3600)
    with pytest.raises(ClockBackwardsError):
        office.prepare.prepare(office.root, job)


def test_the_document_is_dated_by_the_promise_and_the_seal_by_the_claim(office):
    task = office.prepare.prepare(office.root, claimed(office))
    assert task.face.made_at == START
    assert task.moment == office.clock()


def test_a_development_pki_makes_specimens(office):
    job = claimed(office)
    assert office.prepare.prepare(office.root, job).face.specimen
    assert not replace(office.prepare, specimen=False).prepare(office.root, job).face.specimen


def test_annexes_are_those_made_of_data_and_those_that_came(office):
    drawing = office.blobs.put(b"drawing")
    (sheet,) = office.prepare.prepare(office.root, claimed(office, drawings={"附图": drawing})).sheets
    assert (sheet.name, sheet.source, sheet.drawing) == ("附图", "drawing", drawing)
    bare = claimed(office, key="k2")
    office.root.licences.get(bare.arguments["licence"])[1].drawings = {}
    assert office.prepare.prepare(office.root, bare).sheets == ()
    (listed,) = office.prepare.prepare(office.root, claimed(office, "construction_permit", authority=HC)).sheets
    assert (listed.source, listed.drawing) == ("data", "")


def test_a_template_that_changed_since_the_promise_is_refused(office):
    job = claimed(office)
    _licence, version = office.root.licences.get(job.arguments["licence"])
    version.template = TemplateUsed("land_use_planning_permit", 1, "0" * 64)
    with pytest.raises(TemplateChangedError):
        office.prepare.prepare(office.root, job)


def test_an_authority_without_a_seal_cannot_seal(office):
    job = claimed(office)
    office.root.authorities.by_id[NR].seals = Timeline()
    with pytest.raises(SealMissingError, match=NR):
        office.prepare.prepare(office.root, job)

"""Licences as readers are told of them."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from archive_fixture import NR, OWNER, Office, actor
from doubles import MarkingSealer
from readers import OTHER, READERS, Looked, Scene
from zope.interface.verify import verifyObject

from archive.errors import LicenceLaterError, LicenceUnknownError
from archive.model import Amendment, Batch, Decision, Row
from archive.services.mandates.model import MandateGiven
from archive.services.reading.errors import FileUnknownError
from archive.services.reading.interfaces import ILicenceReading
from signing.errors import SealImpossibleError

AUDITOR, DECIDER = READERS["auditor"], READERS["decider"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


@pytest.fixture
def office():
    """An office that issued three licences, and then the first of them again."""
    office = Office()
    issued = [office.issued(key=key) for key in ("a", "b", "c")]
    office.clock.forward(60)
    office.acts.replace(office.root, DECIDER, issued[0], Amendment(), office.decision())
    office.issued_first = issued
    return office


def identifiers(office, who=AUDITOR, **asked):
    return [one.identifier for one in office.read.licence.list(office.root, who, **asked).rows]


def test_it_keeps_the_interface(scene):
    assert verifyObject(ILicenceReading, scene.read.licence)


@pytest.mark.parametrize("only", [{}, {"holder": OWNER}, {"kind": "land_use_planning_permit"}], ids=str)
@pytest.mark.parametrize("reader", ["auditor", "clerk", "owner"])
def test_the_licence_comes_first_whose_last_version_was_promised_last(office, only, reader):
    first, second, third = office.issued_first
    assert identifiers(office, READERS[reader], **only) == [first, third, second]


def test_a_list_is_narrowed_to_kind_holder_and_project(office):
    assert identifiers(office, kind="construction_permit") == identifiers(office, holder="x") == []
    assert identifiers(office, project="P0") == identifiers(office, project="") == []


@pytest.mark.parametrize("asked", [{}, {"holder": OWNER}], ids=str)
@pytest.mark.parametrize("reader", ["auditor", "clerk", "owner"])
def test_pages_go_on_where_the_one_before_ended(office, asked, reader):
    first = office.read.licence.list(office.root, READERS[reader], limit=2, **asked)
    second = office.read.licence.list(office.root, READERS[reader], limit=2, cursor=first.cursor, **asked)
    assert [one.identifier for one in (*first.rows, *second.rows)] == identifiers(office)
    assert second.cursor == ""


def test_a_licence_is_in_the_lists_of_its_holder_and_of_its_project_s_owner_who_need_not_be_the_same():
    office, landlord = Office(), replace(READERS["stranger"], party=OTHER)
    project = office.projects.begin(office.root, actor("operator"), "示例", owner="别的公司", owner_code=OTHER)
    issued = office.issued(project=project)
    batch = Batch("land_use_planning_permit", NR, office.decision("批2号"))
    office.bulk.begin(office.root, DECIDER, batch)
    order = office.order()
    (answer,) = office.bulk.promise(office.root, DECIDER, batch, [Row(1, order.data, order.drawings)])
    office.drain()
    assert identifiers(office, READERS["owner"]) == [answer.promise.identifier, issued]
    assert identifiers(office, landlord) == [issued]
    office.clock.forward(60)
    office.acts.replace(office.root, DECIDER, issued, Amendment(), office.decision())
    assert identifiers(office, READERS["owner"]) == [issued, answer.promise.identifier]
    assert identifiers(office, landlord) == [issued]


def test_a_licence_is_listed_under_whom_the_version_in_force_names():
    office, other = Office(), replace(READERS["stranger"], party=OTHER)
    issued, able = office.issued(), office.sealer
    named = Amendment({"YDDW": "别的公司", "YDTYSHXYDM": OTHER})

    def verify_listed(identifier, *, holder, not_holder, own, not_own):
        assert identifiers(office, own) == identifiers(office, holder=holder) == [identifier]
        assert identifiers(office, not_own) == identifiers(office, holder=not_holder) == []

    his = {"holder": OWNER, "not_holder": OTHER, "own": READERS["owner"], "not_own": other}
    office.acts.replace(office.root, DECIDER, issued, named, office.decision())
    verify_listed(issued, **his)
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    assert office.drain().given_up == 1
    verify_listed(issued, **his)
    office.sealer = able
    promise = office.acts.replace(office.root, DECIDER, issued, named, office.decision())
    verify_listed(issued, **his)
    office.drain()
    verify_listed(promise.identifier, holder=OTHER, not_holder=OWNER, own=other, not_own=READERS["owner"])


@pytest.mark.parametrize("asked", [{}, {"holder": OWNER}], ids=str)
@pytest.mark.parametrize("reader", ["clerk", "owner", "mandated"])
def test_a_page_of_licences_looks_at_those_that_it_shows(office, asked, reader, monkeypatch):
    office.users.add(
        office.root, actor("operator"), "xu", roles=["agent"], authority="", password="a good long password"
    )
    given = MandateGiven(OWNER, "xu", office.clock() + timedelta(days=1))
    office.mandates.grant(office.root, READERS["owner"], given)
    register = office.root.licences
    looked = Looked(register.licences)
    monkeypatch.setattr(register, "licences", looked)
    assert identifiers(office, READERS[reader], limit=1, **asked) == office.issued_first[:1]
    assert looked.at == {register.identifiers[office.issued_first[0]]}


def test_licences_of_others_are_in_no_list_whatever_it_is_narrowed_to(scene):
    for reader in ("stranger", "ended", "foreign clerk"):
        for asked in ({}, {"holder": OWNER}, {"project": scene.project}):
            assert identifiers(scene.office, READERS[reader], **asked) == []


def test_a_licence_of_a_project_is_found_there(scene):
    assert identifiers(scene.office, project=scene.project) == [scene.licence]


def test_a_licence_is_told_with_its_versions_files_and_state(scene):
    told = scene.read.licence.get(scene.root, AUDITOR, scene.licence)
    assert (told.line.state, told.national_state, told.case) == ("valid", "01", scene.done)
    (version,) = told.versions
    assert (version.identifier, version.decision, version.template) == (
        scene.licence,
        "示规许〔2026〕1号",
        "land_use_planning_permit v1",
    )
    assert [file.name for file in version.files] == ["", "附图"]
    assert (told.acts, told.later_acts) == ((), ())


def test_a_licence_is_not_told_before_there_was_one(scene):
    recorded = scene.root.licences.get(scene.licence)[1].decision.recorded_at
    for moments in ((recorded - timedelta(1), None), (None, recorded - timedelta(1))):
        with pytest.raises(LicenceLaterError):
            scene.read.licence.get(scene.root, AUDITOR, scene.licence, *moments)


def test_a_licence_is_told_as_it_stood_and_as_it_was_known():
    office = Office()
    identifier, begun = office.issued(), office.clock()
    office.clock.now += timedelta(days=10)
    back = Decision("2号", "ground", office.clock(), begun + timedelta(days=1))
    office.acts.act(office.root, DECIDER, identifier, "revoke", back)

    def state(*moments):
        told = office.read.licence.get(office.root, AUDITOR, identifier, *moments)
        return told.line.state, [act.verb for act in told.acts], [act.verb for act in told.later_acts]

    then = begun + timedelta(days=5)
    assert state() == ("revoked", ["revoke"], [])
    assert state(then) == ("revoked", ["revoke"], [])
    assert state(begun) == ("valid", [], ["revoke"])
    assert state(then, then) == ("valid", [], [])


def test_acts_are_numbered_as_they_were_recorded_also_those_that_work_later():
    office = Office()
    identifier, now = office.issued(), office.clock()
    for verb, days in (("suspend", 3), ("cancel", 5), ("resume", 4)):
        decision = Decision("2", "ground", now, now + timedelta(days=days))
        office.acts.act(office.root, DECIDER, identifier, verb, decision)
    told = office.read.licence.get(office.root, AUDITOR, identifier)
    assert [(act.number, act.verb) for act in told.later_acts] == [(1, "suspend"), (2, "cancel"), (3, "resume")]


def test_what_a_licence_is_to_become_is_told_to_who_may_see_it_until_it_works():
    office = Office()
    identifier, now = office.issued(), office.clock()
    for verb, days in (("suspend", 0), ("resume", 3), ("cancel", 5)):
        decision = Decision("2", "ground", now, now + timedelta(days=days))
        office.acts.act(office.root, DECIDER, identifier, verb, decision)
    later = office.read.licence.later_acts
    assert [act.verb for act in later(office.root, AUDITOR, identifier)] == ["resume", "cancel"]
    with pytest.raises(LicenceUnknownError):
        later(office.root, READERS["stranger"], identifier)
    office.clock.now += timedelta(days=4)
    assert [(act.number, act.verb) for act in later(office.root, AUDITOR, identifier)] == [(3, "cancel")]


def test_the_files_of_a_version_are_given_face_first(scene):
    face, annex = scene.read.licence.files(scene.root, READERS["beginner"], scene.licence)
    assert (face.name, annex.name) == (f"{scene.licence}.pdf", f"{scene.licence}.annex-1.pdf")
    assert {face.media_type, annex.media_type} == {"application/pdf"}
    assert scene.read.licence.file(scene.root, DECIDER, scene.licence) == face
    assert scene.read.licence.file(scene.root, DECIDER, scene.licence, 1) == annex
    making = scene.root.licences.get(scene.licence)[1].making
    assert (face.digest, face.size) == (making.face.digest, making.face.size)


@pytest.mark.parametrize("number", [-1, 2])
def test_a_file_that_is_not_there_is_said_to_be_unknown(scene, number):
    with pytest.raises(FileUnknownError):
        scene.read.licence.file(scene.root, DECIDER, scene.licence, number)


def test_a_version_that_is_not_made_has_no_files():
    office = Office()
    promise = office.issue.issue(office.root, DECIDER, office.order())
    assert office.read.licence.files(office.root, AUDITOR, promise.identifier) == ()
    (version,) = office.read.licence.get(office.root, AUDITOR, promise.identifier).versions
    assert (version.state, version.issued_at, version.files) == ("promised", None, ())


def test_a_number_names_the_version_that_it_meant_at_a_moment(office):
    (first, second, _third), number = office.issued_first, office.root.licences.get(office.issued_first[1])[0].number
    identify = office.read.licence.identify
    assert identify(office.root, AUDITOR, number) == {second: "land_use_planning_permit"}
    assert identify(office.root, AUDITOR, first) == {first: "land_use_planning_permit"}
    assert identify(office.root, AUDITOR, "x") == identify(office.root, READERS["stranger"], number) == {}


class TestPersonalData:
    """A kind that keeps its holder's code personal."""

    @pytest.fixture(autouse=True)
    def _begin(self):
        self.scene = Scene()
        kind = SimpleNamespace(keys={"holder_code": "CODE"})

        def masked(_kind, data):
            return {key: f"**{value[-4:]}" if isinstance(value, str) else value for key, value in data.items()}

        kinds = SimpleNamespace(get_kind=lambda _name, _version: kind, masked=masked)
        self.read = replace(self.scene.read.licence, kinds=kinds)
        self.root = self.scene.root
        self.root.projects.admit(self.root.projects[self.scene.project], "admitted", "anna", self.scene.office.clock())
        self.admitted = actor("applicant", name="admitted", authority="")

    def get(self, who, **asked):
        return self.read.get(self.root, who, self.scene.licence, **asked)

    @pytest.mark.parametrize("reader", ["clerk", "archivist", "owner", "mandated", "beginner", "auditor"])
    def test_are_told_to_who_may_see_them_unless_they_ask_not_to(self, reader):
        told, masked = self.get(READERS[reader]), self.get(READERS[reader], masked=True)
        assert (told.line.holder_code, told.is_masked) == (OWNER, False)
        assert (masked.line.holder_code, masked.is_masked) == (f"**{OWNER[-4:]}", True)
        assert masked.data != told.data
        assert self.read.files(self.root, READERS[reader], self.scene.licence)

    def test_are_masked_for_who_is_admitted_to_the_project_only(self):
        told = self.get(self.admitted)
        assert (told.line.holder_code, told.is_masked) == (f"**{OWNER[-4:]}", True)
        (line,) = self.read.list(self.root, self.admitted).rows
        assert line.holder_code == told.line.holder_code
        (line,) = self.read.list(self.root, AUDITOR, masked=True).rows
        assert line.holder_code == told.line.holder_code

    def test_keep_the_files_from_who_may_not_see_them(self, caplog):
        with pytest.raises(FileUnknownError):
            self.read.file(self.root, self.admitted, self.scene.licence)
        assert [(record.kind, record.id) for record in caplog.records] == [("file", self.scene.licence)]

    def test_of_several_holders_are_masked_each(self):
        version = self.root.licences.get(self.scene.licence)[1]
        version.holder_code = "350200199001010011;350200199001010022"
        assert self.get(AUDITOR, masked=True).line.holder_code == "**0011;**0022"
        assert self.get(self.admitted).line.holder_code == "**0011;**0022"

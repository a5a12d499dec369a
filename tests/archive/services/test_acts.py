"""Acts on issued licences."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from archive_fixture import ABSENT, HC, NR, Office, actor
from doubles import START, MarkingSealer
from samples import sample_of
from zope.interface.verify import verifyObject

from archive.errors import (
    ActBackdatedError,
    DrawingMissingError,
    LicenceUnknownError,
    PermissionMissingError,
    PersonOnSideError,
)
from archive.interfaces import ILicenceActService
from archive.model import Amendment, Change, Decision
from archive.models.mandates import Mandate
from archive.models.periods import Period
from archive.services.errors import (
    AuthorityForeignError,
    DecisionDeferredError,
    MomentEarlyError,
    NumberClassChangedError,
)
from archive.workflows.errors import ActNotAllowedError, VersionSupersededError
from signing.errors import SealImpossibleError
from templates.errors import DataInvalidError

DECIDER = actor("decider")
PERMIT = "construction_permit"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def licence(office):
    return office.issued()


def state(office, identifier):
    licence, version = office.root.licences.get(identifier)
    return licence.state_at(version, office.clock()).state


def holder_of(office, licence):
    return office.root.licences.get(licence)[1].holder_code


def by_party(office, licence, who):
    return replace(who, party=holder_of(office, licence))


def by_mandate(office, licence, who):
    """Somebody whom the holder gave a mandate, which ended before the act."""
    now, code = office.clock(), holder_of(office, licence)
    office.root.mandates["M1"] = Mandate(
        id="M1",
        principal=code,
        agent=who.name,
        projects=frozenset(),
        permissions=frozenset({"case:view"}),
        period=Period(now, now + timedelta(minutes=1)),
        granted_by="applicant",
        granted_at=now,
        paper="",
    )
    office.clock.forward(120)
    return who


def by_name(office, licence, who):
    office.root.projects.admit(
        office.root.projects[office.root.licences.get(licence)[0].project], who.name, "operator", office.clock()
    )
    return who


@pytest.mark.parametrize("verb", ["suspend", "replace"])
@pytest.mark.parametrize("way", [by_party, by_mandate, by_name])
def test_who_is_on_the_holder_s_side_takes_no_act_and_the_log_says_so(office, way, verb, caplog):
    licence = office.issued(project=office.project())
    who = way(office, licence, actor("decider", name="zhao"))
    for take in (
        lambda: office.acts.verify_actor(office.root, who, licence, verb),
        lambda: office.acts.verify(
            office.root, who, licence, verb, office.decision(), amendment=Amendment({"YDMJ": 2})
        ),
    ):
        caplog.clear()
        with pytest.raises(PersonOnSideError, match=f"^zhao: {office.root.licences.get(licence)[0].number}$"):
            take()
        assert (caplog.records[-1].actor, caplog.records[-1].id) == ("zhao", licence)
    office.acts.verify(office.root, DECIDER, licence, verb, office.decision(), amendment=Amendment({"YDMJ": 2}))


def test_who_was_on_the_applicant_s_side_of_its_case_takes_no_act_on_a_licence(office):
    case = office.submitted()
    licence = office.approved(case, NR).identifier
    office.drain()
    application = office.root.applications[office.root.cases[case].application]
    application.applicant_code = "91350200DEM000022H"
    with pytest.raises(PersonOnSideError):
        office.acts.verify_actor(
            office.root, actor("decider", name="zhao", party="91350200DEM000022H"), licence, "suspend"
        )


def test_it_keeps_the_interface(office):
    assert verifyObject(ILicenceActService, office.acts)


@pytest.mark.parametrize(
    ("verbs", "expected"),
    [
        (["suspend"], "suspended"),
        (["suspend", "resume"], "valid"),
        (["revoke"], "revoked"),
        (["withdraw"], "withdrawn"),
        (["rescind"], "rescinded"),
        (["revoke", "cancel"], "cancelled"),
    ],
)
def test_an_act_changes_the_state_and_is_recorded(office, licence, verbs, expected):
    for verb in verbs:
        office.clock.forward(60)
        office.acts.act(office.root, DECIDER, licence, verb, office.decision("示规撤〔2026〕2号"))
    assert state(office, licence) == expected
    event = list(office.root.events.of(licence))[-1].fields
    assert (event["kind"], event["values"]["decision"]) == (f"licence.{verbs[-1]}", "示规撤〔2026〕2号")


def test_an_act_works_from_its_effective_moment_on(office, licence):
    later = office.clock() + timedelta(days=3)
    decision = Decision("2", "ground", office.clock(), later)
    office.acts.act(office.root, DECIDER, licence, "suspend", decision)
    assert state(office, licence) == "valid"
    office.clock.now = later
    assert state(office, licence) == "suspended"


def test_only_a_revocation_works_back(office, licence):
    office.clock.forward(3600)
    back = Decision("2", "ground", office.clock(), START)
    with pytest.raises(ActBackdatedError):
        office.acts.act(office.root, DECIDER, licence, "suspend", back)
    office.acts.act(office.root, DECIDER, licence, "revoke", back)
    assert state(office, licence) == "revoked"


@pytest.mark.parametrize("verb", ["suspend", "revoke"])
def test_nothing_is_decided_on_a_licence_before_it_was_issued(office, licence, verb):
    issued = office.root.licences.get(licence)[0].issued_at
    with pytest.raises(MomentEarlyError, match=re.escape(issued.isoformat())):
        office.acts.act(office.root, DECIDER, licence, verb, Decision("2", "ground", issued - timedelta(hours=1)))
    office.acts.act(office.root, DECIDER, licence, verb, Decision("2", "ground", issued - timedelta(minutes=1)))
    assert state(office, licence) in {"suspended", "revoked"}
    assert office.root.licences.get(licence)[0].acts[-1][1].decided_at == issued


@pytest.mark.parametrize("verb", ["resume", "issue", "void", "replace", "praise"])
def test_what_the_table_does_not_allow_is_refused(office, licence, verb):
    with pytest.raises(ActNotAllowedError):
        office.acts.act(office.root, DECIDER, licence, verb, office.decision())


def test_who_may_not_is_refused(office, licence):
    refused = {PermissionMissingError: actor("reviewer"), LicenceUnknownError: actor("decider", authority=HC)}
    for error, who in refused.items():
        with pytest.raises(error):
            office.acts.act(office.root, who, licence, "suspend", office.decision())
        with pytest.raises(error):
            office.acts.replace(office.root, who, licence, Amendment(), office.decision())


def test_who_sees_a_licence_of_another_authority_acts_on_it_no_more_for_that(office, licence):
    with pytest.raises(AuthorityForeignError):
        office.acts.act(office.root, actor("decider", "auditor", authority=HC), licence, "suspend", office.decision())


def test_an_unknown_licence_is_said_to_be_unknown(office):
    with pytest.raises(LicenceUnknownError):
        office.acts.act(office.root, DECIDER, ABSENT, "suspend", office.decision())


def test_a_drawing_stays_unless_another_is_given(office, licence):
    chain, first = office.root.licences.get(licence)
    second = office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())
    assert chain.versions[1].drawings == first.drawings
    office.drain()
    drawings = {"附图": str(office.blobs.put(b"another drawing"))}
    office.acts.replace(office.root, DECIDER, second.identifier, Amendment(drawings=drawings), office.decision())
    assert chain.versions[2].drawings == drawings
    assert first.drawings != drawings


@pytest.mark.parametrize("drawings", [{"附图": "0" * 64}, {"照片": "0" * 64}])
def test_a_drawing_that_cannot_be_replaced_promises_nothing(office, licence, drawings):
    with pytest.raises(DrawingMissingError):
        office.acts.replace(office.root, DECIDER, licence, Amendment(drawings=drawings), office.decision())
    assert len(office.root.licences.get(licence)[0].versions) == 1


def test_each_version_names_in_its_identifier_who_issues_it(office, licence):
    new = "11350200DEM000030L"
    office.clock.forward(60)
    office.authorities.recode(office.root, actor("operator"), NR, new, Change(office.clock()))
    promise = office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())
    assert (NR in licence, new in promise.identifier) == (True, True)


def test_the_old_version_is_replaced_once_the_new_one_is_issued(office, licence):
    office.clock.forward(86400)
    promise = office.acts.replace(office.root, DECIDER, licence, Amendment({"YDDW": "示例新公司"}), office.decision())
    assert state(office, licence) == "valid"
    office.drain()
    office.clock.forward(1)
    assert (state(office, licence), state(office, promise.identifier)) == ("replaced", "valid")
    chain, version = office.root.licences.get(promise.identifier)
    assert (version.ordinal, version.data["YDDW"], version.data["FZRQ"]) == (2, "示例新公司", "2026-03-03")
    assert version.data["YDGHXKZBH"] == chain.number == promise.number
    assert promise.identifier.split(".")[-2] == "002"


def test_a_replacement_is_not_set_for_later(office, licence):
    later = Decision("2", "ground", office.clock(), office.clock() + timedelta(days=1))
    with pytest.raises(DecisionDeferredError):
        office.acts.replace(office.root, DECIDER, licence, Amendment(), later)
    office.acts.replace(office.root, DECIDER, licence, Amendment(), Decision("2", "ground", START, office.clock()))


def test_a_replacement_is_not_decided_before_the_licence_was(office, licence):
    decided = office.root.licences.get(licence)[1].decision.decided_at
    with pytest.raises(MomentEarlyError):
        office.acts.replace(
            office.root, DECIDER, licence, Amendment(), Decision("2", "ground", decided - timedelta(hours=1))
        )
    office.acts.replace(office.root, DECIDER, licence, Amendment(), Decision("2", "ground", decided))


def test_a_version_is_replaced_once_at_a_time(office, licence):
    office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())
    with pytest.raises(VersionSupersededError, match=licence):
        office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())


def test_a_version_whose_replacement_could_not_be_made_can_be_replaced_again(office, licence):
    sealer, office.sealer = office.sealer, MarkingSealer(1, SealImpossibleError("no room"))
    void = office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())
    assert office.drain().given_up == 1
    office.sealer = sealer
    again = office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())
    assert office.drain().done == 1
    office.clock.forward(1)
    told = [state(office, one) for one in (licence, void.identifier, again.identifier)]
    assert told == ["replaced", "void", "valid"]


def test_a_bad_change_promises_nothing(office, licence):
    with pytest.raises(DataInvalidError):
        office.acts.replace(office.root, DECIDER, licence, Amendment({"YDMJ": "big"}), office.decision())
    assert not office.root.outbox.waiting


@pytest.mark.parametrize(("first", "then"), [({}, "02"), ({"GCLB": "01"}, "02"), ({"GCLB": "02"}, "01")])
def test_a_licence_does_not_become_one_of_another_class_than_its_number_names(office, first, then):
    permit = office.issued(PERMIT, data=sample_of(PERMIT) | first)
    decider = actor("decider", authority=HC)
    with pytest.raises(NumberClassChangedError, match=f"→ {then}"):
        office.acts.replace(office.root, decider, permit, Amendment({"GCLB": then}), office.decision())
    assert not office.root.outbox.waiting
    same = first.get("GCLB", "01")
    assert office.acts.replace(
        office.root, decider, permit, Amendment({"GCLB": same, "GLSD": "示例区"}), office.decision()
    )


def test_a_class_that_the_number_does_not_name_may_change(office):
    operator, decider = actor("operator"), actor("decider", authority=HC)
    plain, classed = "{area:6}{date:8}{seq:04d}", "{area:6}{date:8}{seq:02d}{class:2}"
    office.authorities.give_pattern(office.root, operator, HC, (PERMIT, plain), Change(office.clock()))
    permit = office.issued(PERMIT)
    office.clock.forward(60)
    office.authorities.give_pattern(office.root, operator, HC, (PERMIT, classed), Change(office.clock()))
    promise = office.acts.replace(office.root, decider, permit, Amendment({"GCLB": "02"}), office.decision())
    assert promise.number[14:] == "0001"


def test_a_licence_that_is_not_valid_is_not_replaced(office, licence):
    office.acts.act(office.root, DECIDER, licence, "revoke", office.decision())
    with pytest.raises(ActNotAllowedError):
        office.acts.replace(office.root, DECIDER, licence, Amendment(), office.decision())


def test_a_replacement_leaves_out_what_it_blanks_and_nothing_that_must_be_there(office, licence):
    with pytest.raises(DataInvalidError):
        office.acts.replace(office.root, DECIDER, licence, Amendment({"XMMC": None}), office.decision())
    promise = office.acts.replace(office.root, DECIDER, licence, Amendment({"JSGM": None}), office.decision())
    before, after = (office.root.licences.get(one)[1].data for one in (licence, promise.identifier))
    assert ("JSGM" in before, "JSGM" in after) == (True, False)
    assert {**before, "JSGM": None} == {**after, "JSGM": None}

"""Promising a licence, and making it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from archive_fixture import HC, NR, Office, actor
from doubles import START, MarkingSealer
from samples import sample_of
from zope.interface.verify import verifyObject

from archive.errors import (
    AuthorityUnknownError,
    ClockBackwardsError,
    DecisionBlankError,
    DecisionFutureError,
    DrawingMissingError,
    NumberRangeExhaustedError,
    NumberTakenError,
    PermissionMissingError,
    TemplateChangedError,
)
from archive.identifiers.licence import LicenceIdentifier
from archive.interfaces import IFinishService, IIssueService
from archive.model import Amendment, Change, Decision
from archive.models.authorities import Seal
from archive.models.periods import Timeline
from archive.models.templates import FrozenTemplate
from archive.services.errors import (
    AuthorityForeignError,
    AuthorityIncompetentError,
    SealMissingError,
    SeveralFaultsError,
)
from signing.errors import SealImpossibleError
from templates.errors import DataInvalidError, GlyphMissingError, KindUnknownError, SealGlyphMissingError

DECIDER = actor("decider")
UNDRAWABLE = "\U00030edd"
"""A character that no font of ours has."""


@pytest.fixture
def office():
    return Office()


def promise(office, **changes):
    return office.issue.issue(office.root, DECIDER, office.order(**changes))


def kinds_of_events(office):
    return [event.fields["kind"] for event in office.root.events]


def test_the_services_keep_their_interfaces(office):
    assert verifyObject(IIssueService, office.issue)
    assert verifyObject(IFinishService, office.finish)


def test_a_promise_takes_the_number_and_makes_the_identifier(office):
    made = promise(office)
    assert made.number == "350200202600001"
    identifier = LicenceIdentifier.parse(made.identifier)
    assert (identifier.issuer, identifier.serial, identifier.version) == (NR, made.number, 1)
    licence, version = office.root.licences.get(made.identifier)
    assert version.data["FZJG"] == "示例市自然资源和规划局"
    assert version.data["FZRQ"] == "2026-03-02"
    assert version.data["YDGHXKZBH"] == made.number
    assert (version.valid_from, version.valid_until) == (date(2026, 3, 2), None)
    assert licence.state_at(version, office.clock()).state == "promised"
    assert kinds_of_events(office)[-1] == "licence.promised"


def test_a_number_names_the_class_that_the_data_say(office):
    data = sample_of("construction_permit")
    kinds = [{"GCLB": "02"}, {}, {"GCLB": "01"}]
    orders = [office.order("construction_permit", key=str(place), data=data | more) for place, more in enumerate(kinds)]
    numbers = [office.issue.issue(office.root, actor("decider", authority=HC), order).number for order in orders]
    assert [number[14:] for number in numbers] == ["0102", "0101", "0201"]
    assert len({number[:14] for number in numbers}) == 1


@pytest.mark.parametrize("given", ["03", 2, ["01", "02"], []])
def test_a_class_that_there_is_not_is_refused(office, given):
    data = sample_of("construction_permit") | {"GCLB": given}
    with pytest.raises(DataInvalidError, match="GCLB"):
        office.issue.issue(office.root, actor("decider", authority=HC), office.order("construction_permit", data=data))


def test_the_same_order_is_promised_once(office):
    first, second = promise(office), promise(office)
    assert second == replace(first, repeated=True)
    assert promise(office, key="k2").number == "350200202600002"


def test_a_row_and_a_case_of_one_key_are_two_licences(office):
    of_row, of_case = promise(office), promise(office, case="c1")
    assert not of_case.repeated
    assert of_row.number != of_case.number
    assert promise(office, case="c1").number == of_case.number


def test_a_drained_outbox_leaves_the_licence_issued(office):
    made = promise(office)
    office.clock.forward(60)
    assert office.drain().done == 1
    licence, version = office.root.licences.get(made.identifier)
    assert licence.state_at(version, office.clock()).state == "valid"
    assert version.making.issued_at == START + timedelta(seconds=60)
    assert office.blobs.has(version.making.face.digest)
    (_number, use, result), _annex = office.root.seal_ledger
    assert (use.seal, result.digest, use.decision) == ("nr", version.making.face.digest, "示规许〔2026〕1号")
    assert kinds_of_events(office)[-2:] == ["licence.promised", "licence.issued"]


def test_every_annex_is_sealed_and_in_the_ledger(office):
    drawing = office.blobs.put(b"a drawing")
    identifier = office.issued(drawings={"附图": drawing})
    _licence, version = office.root.licences.get(identifier)
    assert [annex.name for annex in version.making.annexes] == ["附图"]
    assert len(list(office.root.seal_ledger)) == 2


def test_a_licence_that_cannot_be_made_is_void_and_so_is_its_number(office):
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    made = promise(office)
    assert office.drain().given_up == 1
    licence, version = office.root.licences.get(made.identifier)
    assert licence.state_at(version, office.clock()).state == "void"
    taken = office.root.numbers.range("land_use_planning_permit", "3502002026#####").numbers[1]
    assert taken.void == "signing.seal-impossible"
    assert kinds_of_events(office)[-1] == "licence.void"


def test_an_order_whose_licence_became_void_can_be_promised_again_under_a_new_number(office):
    office.sealer = MarkingSealer(1, SealImpossibleError("no room"))
    first = promise(office)
    office.drain()
    second = promise(office)
    assert not second.repeated
    assert (first.number, second.number) == ("350200202600001", "350200202600002")
    assert office.drain().done == 1


LAND = sample_of("land_use_planning_permit")
BAD = {
    "an unknown kind": ({"kind": "fishing_permit"}, KindUnknownError),
    "a missing field": ({"data": {**LAND, "YDDW": ""}}, DataInvalidError),
    "a field that the archive assigns": ({"data": {**LAND, "YDGHXKZBH": "1"}}, DataInvalidError),
    "a wrong check digit": ({"data": {**LAND, "YDTYSHXYDM": "91350200DEM0001101"}}, DataInvalidError),
    "a wrong type": ({"data": {**LAND, "YDMJ": "big"}}, DataInvalidError),
    "an unknown authority": ({"authority": "11350200DEM000030L"}, AuthorityUnknownError),
    "an authority that may not": ({"authority": HC}, AuthorityIncompetentError),
    "a drawing that is not kept": ({"drawings": {"附图": "0" * 64}}, DrawingMissingError),
    "a blank ground": ({"decision": Decision("示规许〔2026〕1号", " ", START)}, DecisionBlankError),
    "a decision of tomorrow": (
        {"decision": Decision("示规许〔2026〕1号", "第三十七条", START + timedelta(days=1))},
        DecisionFutureError,
    ),
    "a drawing without a place": ({"drawings": {"照片": "0" * 64}}, DrawingMissingError),
    "no drawing where one must be": ({"drawings": {}}, DrawingMissingError),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_order_takes_no_number_and_leaves_nothing_behind(office, name):
    changes, error = BAD[name]
    order = replace(office.order(), **changes)
    before = len(office.root.events)
    with pytest.raises(error):
        office.issue.issue(office.root, DECIDER, order)
    assert len(office.root.events) == before
    assert not office.root.outbox.waiting
    assert not any(numbers.numbers for numbers in office.root.numbers.ranges.values())


def test_everything_that_is_wrong_with_an_order_is_told_at_once(office):
    order = replace(
        office.order(),
        data={**LAND, "YDTYSHXYDM": "91350200DEM0001101"},
        drawings={},
        decision=Decision("示规许〔2026〕1号", " ", START),
    )
    with pytest.raises(SeveralFaultsError) as caught:
        office.issue.issue(office.root, DECIDER, order)
    assert [type(error) for error in caught.value.errors] == [DrawingMissingError, DataInvalidError, DecisionBlankError]
    assert not any(numbers.numbers for numbers in office.root.numbers.ranges.values())


def holds(office, **values):
    """Let the authority have something from now on, in ways that no service looks at."""
    authority = office.root.authorities.get(NR, office.clock())
    office.clock.forward(1)
    for name, value in values.items():
        setattr(authority, name, getattr(authority, name).then(value, office.clock()))


@pytest.mark.parametrize(
    ("held", "data", "error"),
    [
        ({}, {"XMMC": f"示例{UNDRAWABLE}厂房"}, GlyphMissingError),
        ({"names": f"示例{UNDRAWABLE}局"}, {}, GlyphMissingError),
        ({"seals": Seal("nr", f"示例{UNDRAWABLE}局")}, {}, SealGlyphMissingError),
        ({"seals": Seal("nr", "示例局", f"{UNDRAWABLE}章")}, {}, SealGlyphMissingError),
    ],
)
def test_a_missing_glyph_is_found_before_a_number_is_taken(office, held, data, error):
    identifier = office.issued()
    holds(office, **held)
    with pytest.raises(error, match="U\\+30EDD") as caught:
        promise(office, key="k2", data=LAND | data)
    assert type(caught.value) is error
    assert len(office.root.numbers.range("land_use_planning_permit", "3502002026#####").numbers) == 1
    with pytest.raises(error):
        office.acts.replace(office.root, DECIDER, identifier, Amendment(data), office.decision())


def test_a_used_up_range_is_said_to_be(office):
    order = office.order("construction_permit")
    hc = actor("decider", authority=HC)
    for count in range(99):
        office.issue.issue(office.root, hc, replace(order, key=f"k{count}"))
    with pytest.raises(NumberRangeExhaustedError):
        office.issue.issue(office.root, hc, replace(order, key="one more"))
    office.clock.forward(24 * 3600)
    assert office.issue.issue(office.root, hc, replace(order, key="tomorrow")).number.endswith("030101")


def test_a_clock_that_jumped_back_stops_the_work(office):
    office.clock.forward(60)
    promise(office)
    office.clock.forward(-5)
    promise(office, key="k2")
    office.clock.forward(-6)
    with pytest.raises(ClockBackwardsError):
        promise(office, key="k3")


def test_a_template_that_was_changed_after_it_was_frozen_is_refused(office):
    key = ("land_use_planning_permit", 1)
    office.root.template_versions[key] = FrozenTemplate(*key, "0" * 64, (), (), START)
    with pytest.raises(TemplateChangedError):
        promise(office)
    del office.root.template_versions[key]
    with pytest.raises(TemplateChangedError):
        promise(office)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (actor("reviewer"), PermissionMissingError),
        (actor("decider", authority=HC), AuthorityForeignError),
        (actor("decider", authority=""), AuthorityForeignError),
    ],
)
def test_only_a_decider_of_the_authority_issues(office, who, error):
    with pytest.raises(error):
        office.issue.issue(office.root, who, office.order())


def test_an_authority_without_a_seal_issues_nothing(office):
    office.root.authorities.by_id[NR].seals = Timeline()
    with pytest.raises(SealMissingError, match=NR):
        promise(office)


def test_an_authority_without_a_name_issues_nothing(office):
    office.root.authorities.by_id[NR].names = Timeline()
    with pytest.raises(AuthorityIncompetentError, match=NR):
        promise(office)


def test_a_licence_that_is_to_begin_later_is_valid_from_that_day_on(office):
    _licence, version = office.root.licences.get(office.issued(valid_from=date(2026, 3, 4)))
    assert version.valid_from == date(2026, 3, 4)


def test_an_end_of_validity_is_kept_with_its_day_included(office):
    identifier = office.issued(valid_until=date(2026, 3, 4))
    licence, version = office.root.licences.get(identifier)
    assert licence.state_at(version, START + timedelta(days=2, hours=14)).state == "valid"
    assert licence.state_at(version, START + timedelta(days=2, hours=15)).state == "expired"


def number(office, pattern):
    """Let the land permits of NR be numbered by another pattern from now on."""
    office.clock.forward(1)
    change = Change(office.clock())
    office.authorities.give_pattern(office.root, actor("operator"), NR, ("land_use_planning_permit", pattern), change)


def test_a_number_that_another_licence_has_is_refused_and_not_taken(office):
    land, first = "land_use_planning_permit", promise(office)
    number(office, "{area:6}{year:4}{seq:04d}1")
    office.issue.issue(office.root, DECIDER, office.order(key="k2"))
    number(office, "{area:6}{year:4}00{seq:03d}")
    with pytest.raises(NumberTakenError, match=first.number):
        office.issue.issue(office.root, DECIDER, office.order(key="k3"))
    assert not office.root.numbers.range(land, "350200202600###").numbers
    assert len(office.root.licences.licences) == 2


def test_authorities_whose_patterns_print_alike_count_together(office):
    other = "11350200DEM000030L"
    row = {"code": other, "name": "示例市规划局", "area": "350200", "kinds": ["land_use_planning_permit"], "key": "o"}
    office.authorities.add(office.root, actor("operator"), row)
    order = office.order(authority=other)
    second = office.issue.issue(office.root, actor("decider", authority=other), order)
    assert (promise(office).number, second.number) == ("350200202600002", "350200202600001")

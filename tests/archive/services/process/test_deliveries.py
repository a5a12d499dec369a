"""How licences and letters reach their receiver."""

import json
import re
from contextlib import closing
from datetime import timedelta

import pytest
from archive_fixture import HC, NR, OWNER, Office, actor
from transaction import TransactionManager
from ZODB import DB
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError
from zope.interface.verify import verifyObject

from archive.catalogue.errors import ChannelUnknownError
from archive.errors import PermissionMissingError, StaleEditError, TextMalformedError
from archive.permissions import Actor
from archive.services.errors import AuthorityForeignError, MomentEarlyError, MomentFutureError
from archive.services.process.errors import (
    AddressMissingError,
    DeliveryEarlyError,
    DeliveryEndedError,
    DeliveryUnknownError,
    ReceiptUnknownError,
)
from archive.services.process.interfaces import IDeliveryService

CLERK, DECIDER, APPLICANT = actor("clerk"), actor("decider"), actor("applicant", authority="")
STRANGER = actor("applicant", name="stranger", authority="")


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.submitted()


@pytest.fixture
def licence(office, case):
    promise = office.approved(case, NR)
    office.drain()
    return promise.identifier


def forms_of(office, case, document_type="P11"):
    return list(office.root.applications[office.root.cases[case].application].dossier.of_type(document_type))


def events_of(office, subject):
    found = [one.fields for one in office.root.events.of(subject)]
    return [(one["kind"], one["values"]) for one in found if "delivery" in one["kind"]]


def test_it_keeps_the_interface(office):
    assert verifyObject(IDeliveryService, office.deliveries)


def test_what_goes_by_post_needs_an_address_and_ends_with_a_receipt_and_its_proof(office, case, licence):
    deliveries, root = office.deliveries, office.root
    with pytest.raises(AddressMissingError):
        deliveries.record(root, CLERK, licence, "post")
    confirmed = deliveries.confirm_address(root, APPLICANT, licence, "post", "示例市示例路1号")
    assert (confirmed.number, confirmed.confirmed_by, confirmed.sent_at) == (1, "applicant", None)
    office.clock.forward(60)
    sent = deliveries.record(root, CLERK, licence, "post")
    assert (sent.number, sent.sent_by, sent.sent_at, sent.address) == (1, "clerk", office.clock(), "示例市示例路1号")
    office.clock.forward(60)
    done = deliveries.receive(root, CLERK, licence, 1, note="本人签收")
    assert (done.receipt, done.received_at, done.received_by) == ("signed", office.clock(), "clerk")
    assert deliveries.list(root, APPLICANT, licence) == (done,)
    (proof,) = forms_of(office, case)
    record = json.loads(office.blobs.get(proof.current.digest))
    assert (proof.title, record["subject"], record["note"]) == ("送达回证", licence, "本人签收")
    told = events_of(office, licence)
    assert [kind.rpartition("-")[2] for kind, _values in told] == ["confirmed", "sent", "received"]
    assert "示例路" not in json.dumps(told, ensure_ascii=False)


def test_the_same_address_again_changes_nothing_and_another_one_is_another_edition(office, licence):
    confirm = office.deliveries.confirm_address
    first = confirm(office.root, APPLICANT, licence, "post", "示例路1号")
    assert confirm(office.root, APPLICANT, licence, "post", "示例路1号") == first
    other = confirm(office.root, APPLICANT, licence, "post", "示例路2号", seen=first.edition)
    assert (other.number, other.address, other.edition > first.edition) == (1, "示例路2号", True)
    with pytest.raises(StaleEditError):
        confirm(office.root, APPLICANT, licence, "post", "示例路3号", seen=first.edition)
    with pytest.raises(TextMalformedError):
        confirm(office.root, APPLICANT, licence, "post", "示例路\n3号")


def test_an_address_that_was_confirmed_for_the_case_counts_for_what_has_none_of_its_own(office, case, licence):
    deliveries, root = office.deliveries, office.root
    assert deliveries.able(root, CLERK, case) == {"confirm"}
    deliveries.confirm_address(root, APPLICANT, case, "post", "示例路1号")
    with pytest.raises(DeliveryEarlyError):
        deliveries.record(root, CLERK, case, "post")
    letter = deliveries.record(root, CLERK, f"{case}/P02-001", "post")
    assert (letter.address, letter.confirmed_by) == ("示例路1号", "applicant")
    with pytest.raises(AddressMissingError):
        deliveries.record(root, CLERK, licence, "in_person")
    deliveries.confirm_address(root, APPLICANT, licence, "post", "示例路2号")
    assert deliveries.record(root, CLERK, licence, "post").address == "示例路2号"


def test_it_says_who_may_confirm_and_who_may_record(office, licence):
    def able(who):
        return deliveries.able(office.root, who, licence)

    deliveries = office.deliveries
    assert able(CLERK) == {"confirm", "record"}
    assert able(DECIDER) == {"record"}
    assert able(APPLICANT) == {"confirm"}
    for who in (STRANGER, actor("clerk", authority=HC), actor("auditor", authority=""), actor("reviewer")):
        assert able(who) == frozenset()


def test_what_comes_back_is_sent_again_as_another_delivery(office, licence):
    deliveries, root = office.deliveries, office.root
    deliveries.confirm_address(root, CLERK, licence, "post", "示例路1号")
    deliveries.record(root, CLERK, licence, "post")
    assert deliveries.receive(root, CLERK, licence, 1, receipt="returned").receipt == "returned"
    deliveries.confirm_address(root, APPLICANT, licence, "post", "示例路2号")
    assert deliveries.record(root, CLERK, licence, "post").number == 2
    assert [one.address for one in deliveries.list(root, DECIDER, licence)] == ["示例路1号", "示例路2号"]


def test_a_letter_is_delivered_like_a_licence(office, case):
    office.accept.accept(office.root, CLERK, case)
    letter = f"{case}/P02-001"
    sent = office.deliveries.record(office.root, CLERK, letter, "counter")
    assert (sent.subject, office.deliveries.receive(office.root, CLERK, letter, 1).receipt) == (letter, "signed")
    assert [values["subject"] for _kind, values in events_of(office, case)] == [letter, letter]


@pytest.mark.parametrize(
    "name", ["1.2.3", "A1-1/P02-001", "A1-1", "{case}/", "{case}/P01-001", "{case}/D12-001", "{other}/P02-001"]
)
def test_what_is_no_licence_and_no_letter_is_not_delivered(office, case, name):
    office.accept.accept(office.root, CLERK, case)
    with pytest.raises(DeliveryUnknownError):
        office.deliveries.list(office.root, CLERK, name.format(case=case, other=case[:-1] + "9"))


def test_the_first_time_that_the_receiver_opens_it_is_the_receipt(office, case, licence):
    note = office.deliveries.note_opened
    assert [note(office.root, who, licence) for who in (CLERK, DECIDER, STRANGER)] == [False] * 3
    office.clock.forward(60)
    opened = office.clock()
    assert note(office.root, APPLICANT, licence, "downloaded") is True
    office.clock.forward(60)
    count = len(office.root.events)
    assert note(office.root, APPLICANT, licence) is False
    assert len(office.root.events) == count
    (seen,) = office.deliveries.list(office.root, APPLICANT, licence)
    assert (seen.channel, seen.receipt, seen.received_at, seen.received_by) == (
        "online",
        "downloaded",
        opened,
        "applicant",
    )
    assert seen.sent_at == office.root.licences.get(licence)[1].making.issued_at
    assert len(forms_of(office, case)) == 1


def test_what_was_sent_online_is_received_by_its_own_record(office, licence):
    sent = office.deliveries.record(office.root, CLERK, licence, "online")
    office.clock.forward(60)
    office.deliveries.note_opened(office.root, APPLICANT, licence)
    (seen,) = office.deliveries.list(office.root, CLERK, licence)
    assert (seen.number, seen.sent_at, seen.sent_by, seen.receipt) == (1, sent.sent_at, "clerk", "opened")


def test_a_holder_without_a_project_is_known_by_its_party(office):
    identifier = office.issued()
    holder = office.root.licences.get(identifier)[1].holder_code
    side = Actor("hu", frozenset({"applicant"}), party=holder)
    with pytest.raises(DeliveryUnknownError):
        office.deliveries.confirm_address(office.root, STRANGER, identifier, "online", "邮箱")
    assert office.deliveries.note_opened(office.root, side, identifier)
    assert [one.received_by for one in office.deliveries.list(office.root, side, identifier)] == ["hu"]


def test_the_owner_of_the_project_is_on_its_side(office, licence):
    assert office.deliveries.note_opened(office.root, Actor("hu", frozenset({"applicant"}), party=OWNER), licence)


def test_what_is_not_made_yet_is_neither_sent_nor_opened(office, case):
    identifier = office.approved(case, NR).identifier
    with pytest.raises(DeliveryEarlyError):
        office.deliveries.record(office.root, CLERK, identifier, "counter")
    assert office.deliveries.note_opened(office.root, APPLICANT, identifier) is False


def test_what_is_wrong_with_a_receipt_is_told(office, licence):
    deliveries, root = office.deliveries, office.root
    with pytest.raises(ChannelUnknownError):
        deliveries.record(root, CLERK, licence, "pigeon")
    with pytest.raises(DeliveryUnknownError):
        deliveries.receive(root, CLERK, licence, 1)
    deliveries.confirm_address(root, APPLICANT, licence, "counter", "二楼窗口")
    with pytest.raises(DeliveryEarlyError):
        deliveries.receive(root, CLERK, licence, 1)
    deliveries.record(root, CLERK, licence, "counter")
    with pytest.raises(ReceiptUnknownError, match="opened: signed"):
        deliveries.receive(root, CLERK, licence, 1, receipt="opened")
    with pytest.raises(MomentFutureError):
        deliveries.receive(root, CLERK, licence, 1, received_at=office.clock() + timedelta(days=1))
    with pytest.raises(MomentEarlyError):
        deliveries.receive(root, CLERK, licence, 1, received_at=office.clock() - timedelta(days=2))
    deliveries.receive(root, CLERK, licence, 1)
    with pytest.raises(DeliveryEndedError):
        deliveries.receive(root, CLERK, licence, 1)


def test_nothing_is_sent_before_it_was_made_or_its_address_confirmed_nor_received_before_it_was_sent(office, licence):
    deliveries, root, hour = office.deliveries, office.root, timedelta(hours=1)
    made = root.licences.get(licence)[1].making.issued_at
    office.clock.forward(3 * 3600)
    confirmed = deliveries.confirm_address(
        root, APPLICANT, licence, "post", "示例路1号", confirmed_at=made
    ).confirmed_at
    assert confirmed == office.clock(), "the receiver's own side confirms when it does"
    office.clock.forward(3600)
    for channel, earliest in (("counter", made), ("post", confirmed)):
        with pytest.raises(MomentEarlyError, match=re.escape(earliest.isoformat())):
            deliveries.record(root, CLERK, licence, channel, sent_at=earliest - hour)
        sent = deliveries.record(root, CLERK, licence, channel, sent_at=earliest)
        with pytest.raises(MomentEarlyError, match=re.escape(earliest.isoformat())):
            deliveries.receive(root, CLERK, licence, sent.number, received_at=earliest - hour)
        assert deliveries.receive(root, CLERK, licence, sent.number, received_at=earliest).received_at == earliest


def test_a_delivery_by_paper_is_entered_later_with_the_moment_of_its_confirmation(office, licence):
    deliveries, root = office.deliveries, office.root
    made = root.licences.get(licence)[1].making.issued_at
    office.clock.forward(9 * 24 * 3600)
    with pytest.raises(MomentFutureError):
        deliveries.confirm_address(
            root, CLERK, licence, "post", "示例路1号", confirmed_at=office.clock() + timedelta(days=1)
        )
    deliveries.confirm_address(root, CLERK, licence, "post", "示例路1号", confirmed_at=made - timedelta(days=1))
    assert deliveries.record(root, CLERK, licence, "post", sent_at=made).sent_at == made


def test_only_the_authority_records_and_who_sees_nothing_of_it_hears_that_there_is_none(office, licence):
    foreign = actor("clerk", authority=HC)
    with pytest.raises(PermissionMissingError):
        office.deliveries.record(office.root, APPLICANT, licence, "counter")
    for who in (foreign, STRANGER):
        with pytest.raises(DeliveryUnknownError):
            office.deliveries.list(office.root, who, licence)
    with pytest.raises(DeliveryUnknownError):
        office.deliveries.record(office.root, foreign, licence, "counter")
    seeing = actor("clerk", "auditor", authority=HC)
    with pytest.raises(AuthorityForeignError):
        office.deliveries.record(office.root, seeing, licence, "counter")
    assert office.deliveries.list(office.root, seeing, licence) == ()
    with pytest.raises(PermissionMissingError):
        office.deliveries.confirm_address(office.root, DECIDER, licence, "post", "示例路1号")


def test_a_clerk_who_began_the_project_is_not_its_receiver(office):
    clerk = actor("clerk", name="counter")
    project = office.projects.begin(office.root, clerk, "示例厂房", owner="示例公司", owner_code=OWNER)
    identifier = office.issued(project=project)
    assert office.deliveries.note_opened(office.root, clerk, identifier) is False


def test_of_two_who_open_it_at_once_one_conflicts_and_finds_it_opened(office, case, licence):
    with closing(DB(MappingStorage())) as database:
        with database.transaction() as connection:
            connection.root()["archive"] = office.root
        managers = [TransactionManager(explicit=True) for _ in range(2)]
        connections = [database.open(manager) for manager in managers]
        for manager, connection in zip(managers, connections, strict=True):
            manager.begin()
            root = connection.root()["archive"]
            assert office.deliveries.note_opened(root, APPLICANT, licence) is True
        managers[0].commit()
        with pytest.raises(ConflictError):
            managers[1].commit()
        managers[1].abort()
        managers[1].begin()
        assert office.deliveries.note_opened(connections[1].root()["archive"], APPLICANT, licence) is False
        managers[1].abort()
        for connection in connections:
            connection.close()

"""Handing letters over."""

from dataclasses import replace
from datetime import timedelta

import mail_server
import pytest
from archive_fixture import ME, ZONE, Office, actor
from doubles import START
from transaction.interfaces import TransientError
from ZODB.POSException import POSKeyError
from zope.interface import implementer
from zope.interface.verify import verifyObject

from archive.jobs.lives import Identity
from archive.jobs.postman import Postman, Reader, Round
from archive.models.notices import Notice
from archive.services.couriers.errors import CourierRefusedError, CourierUnreachableError
from archive.services.couriers.interfaces import ICourier, IPostman
from archive.services.couriers.mail import MailCourier, MailServer
from archive.services.couriers.sending import Sending
from archive.services.identity.model import Profile

OPERATOR = actor("operator", authority="")
ROUND = Round(timedelta(seconds=5), 3, timedelta(seconds=30), timedelta(seconds=50), timedelta(seconds=60))


@implementer(ICourier)
class Pigeon:
    """Takes letters along, after as many errors as it is told."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.taken = []

    def send(self, to, subject, text, *, key=""):
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append((to.value, subject, text, key))


@pytest.fixture
def office():
    """An office in which a letter to an applicant is due."""
    office = Office()
    tell = replace(office.recorder.tell, send=Sending(("mail", "sms")))
    object.__setattr__(office.recorder, "tell", tell)
    named = {"roles": ["applicant"], "authority": "", "password": "a good long password"}
    office.users.add(office.root, OPERATOR, "applicant", **named)
    office.profiles.put(office.root, OPERATOR, Profile("applicant", "", "anna@example.org", "13800000000"))
    office.accept.accept(office.root, actor("clerk"), office.submitted())
    return office


def postman(office, me=ME, pause=None, **couriers):
    reader = Reader("zh", ZONE, "https://archive.example/")
    rest = office.clock.forward if pause is None else pause
    return Postman(lambda work: work(office.root), couriers, reader, office.clock, rest, me, ROUND)


def job_of(office, channel="mail"):
    return next(job for key, job in office.root.post.jobs.items() if key.startswith(channel))


def test_it_keeps_the_interface(office):
    assert verifyObject(IPostman, postman(office))
    assert postman(office, mail=Pigeon()).channels == ("mail",)


def test_a_letter_says_what_the_notice_says_and_goes_once(office):
    pigeon, sms = Pigeon(), Pigeon()
    worker = postman(office, mail=pigeon, sms=sms)
    assert [worker.turn(), worker.turn()] == [2, 0]
    ((to, subject, text, key),) = pigeon.taken
    assert (to, subject, key) == ("anna@example.org", "申请已受理", job_of(office).key)
    assert text.startswith("您的申请已受理：X1-06")
    assert "https://archive.example/" in text
    ((to, _subject, text, _key),) = sms.taken
    assert (to, "\n" in text) == ("13800000000", False)
    assert office.root.post.counts()["done"] == 2
    assert list(office.root.post.runners) == []


def test_a_real_server_takes_it(office):
    with mail_server.MailServer() as server:
        courier = MailCourier(MailServer("127.0.0.1", server.port, "none"), "chancery@example.org", office.clock)
        assert postman(office, mail=courier).turn() == 1
    (mail,) = server.taken
    assert (mail["To"], mail["Subject"]) == ("anna@example.org", "申请已受理")
    assert job_of(office).state == "done"


def test_a_channel_without_a_courier_waits_for_one(office):
    assert postman(office, mail=Pigeon()).turn() == 1
    assert job_of(office, "sms").state == "waiting"


def test_what_fails_waits_longer_each_time_and_is_given_up_at_last(office):
    pigeon = Pigeon(*[CourierUnreachableError("away")] * 2, ZeroDivisionError("a bug with anna@example.org"))
    worker, waits = postman(office, mail=pigeon), []
    for _ in range(3):
        before = office.clock()
        assert worker.turn() == 1
        job = job_of(office)
        waits.append((job.state, (job.due - before).total_seconds(), job.reason))
        assert worker.turn() == 0
        office.clock.now = max(job.due, before)
    assert waits[:2] == [
        ("waiting", 30, "archive.courier-unreachable"),
        ("waiting", 50, "archive.courier-unreachable"),
    ]
    assert (job.state, job.reason, job.detail) == ("given_up", "archive.work-failed", "ZeroDivisionError")
    assert job.key in office.root.post.given_up


def test_what_is_refused_is_given_up_at_once_and_the_others_go_on(office):
    assert postman(office, mail=Pigeon(CourierRefusedError("550")), sms=(sms := Pigeon())).turn() == 2
    assert (job_of(office).state, job_of(office).reason) == ("given_up", "archive.courier-refused")
    assert len(sms.taken) == 1


def test_a_letter_whose_user_has_no_address_any_more_is_done(office):
    office.profiles.put(office.root, OPERATOR, Profile("applicant", "", "", ""))
    assert postman(office, mail=(pigeon := Pigeon())).turn() == 1
    assert (pigeon.taken, job_of(office).state) == ([], "done")


def test_what_a_dead_postman_had_in_hand_is_handed_over_again(office):
    gone = Identity("elsewhere.example", 7, "boot:7")
    office.root.post.beat(gone.name, gone.host, gone.pid, gone.started, office.clock())
    office.root.post.claim(gone.name, office.clock(), 9)
    pigeon = Pigeon()
    worker = postman(office, mail=pigeon)
    assert worker.turn() == 0
    office.clock.forward(61)
    assert worker.turn() == 1
    assert len(pigeon.taken) == 1


def test_what_was_taken_over_meanwhile_is_another_s(office):
    class Slow(Pigeon):
        def send(self, to, subject, text, *, key=""):
            office.root.post.release(ME.name, office.clock())

    assert postman(office, mail=Slow()).turn() == 1
    assert job_of(office).state == "waiting"


def test_who_was_held_for_dead_hands_nothing_more_over(office):
    class Slow(Pigeon):
        def send(self, to, subject, text, *, key=""):
            super().send(to, subject, text, key=key)
            office.root.post.dismiss(ME.name, office.clock())

    mail = sms = Slow()
    postman(office, mail=mail, sms=sms).turn()
    assert len(mail.taken) == 1
    assert office.root.post.counts()["waiting"] == 2


def test_each_letter_is_a_sign_of_life(office):
    class Slow(Pigeon):
        def send(self, to, subject, text, *, key=""):
            super().send(to, subject, text, key=key)
            silent.append(office.clock() - office.root.post.runners[ME.name].beat)
            office.clock.forward(50)

    silent, mail = [], Slow()
    assert postman(office, mail=mail, sms=mail).turn() == 2
    assert max(silent) < timedelta(seconds=50)


def test_between_two_letters_it_stops_and_the_rest_waits_for_whoever_comes(office):
    mail = sms = Pigeon()
    postman(office, mail=mail, sms=sms).run(lambda: bool(mail.taken))
    assert len(mail.taken) == 1
    assert sorted(job.state for job in office.root.post.jobs.values()) == ["done", "waiting"]
    assert list(office.root.post.runners) == []


def test_a_letter_that_cannot_be_written_is_given_up_and_holds_up_no_other(office):
    notice = job_of(office).arguments["notice"]
    office.root.notices.by_id[notice].code = "notice.nobody-knows"
    other = Notice("notice.case-accept", {"case": "A1", "item": "X", "project": "P"}, ("case", "A1"), "li", START)
    office.root.notices.add(notice + 8, other, ("user:applicant",))
    Sending(("mail",))(office.root, notice + 8, ("user:applicant",), START)
    pigeon = Pigeon()
    assert postman(office, mail=pigeon).turn() == 2
    assert (job_of(office).state, job_of(office).reason) == ("given_up", "templates.label-missing")
    assert len(pigeon.taken) == 1


def test_a_database_that_cannot_be_read_is_no_fault_of_a_letter(office):
    class Broken:
        def __getitem__(self, _key):
            raise POSKeyError(b"12345678")

    office.root.notices.by_id = Broken()
    with pytest.raises(POSKeyError):
        postman(office, mail=Pigeon()).turn()
    office.root.notices.by_id = type("Busy", (Broken,), {"__getitem__": lambda *_: raising(TransientError("busy"))})()
    with pytest.raises(TransientError):
        postman(office, mail=Pigeon()).turn()


def raising(error):
    raise error


def test_what_could_not_be_written_down_is_handed_over_again_under_the_same_key(office):
    pigeon, commits = Pigeon(), []

    def transact(work):
        commits.append(work)
        if len(commits) == 2:
            raise TransientError("busy")
        return work(office.root)

    worker = replace(postman(office, mail=pigeon), transact=transact)
    with pytest.raises(TransientError):
        worker.turn()
    assert worker.turn() == 1
    first, again = pigeon.taken
    assert (first, job_of(office).state) == (again, "done")


def test_it_works_until_it_is_stopped_and_waits_where_there_is_nothing_to_do(office):
    pauses = []
    worker = postman(office, mail=(pigeon := Pigeon()), pause=pauses.append)
    worker.run(lambda: len(pauses) == 2)
    assert (len(pigeon.taken), pauses) == (1, [5.0, 5.0])
    postman(office, pause=pauses.append).run(lambda: False)


def test_whatever_goes_wrong_is_waited_out(office):
    pauses, errors = [], [ZeroDivisionError("a bug")]

    def transact(work):
        if errors:
            raise errors.pop()
        return work(office.root)

    worker = replace(postman(office, mail=(pigeon := Pigeon()), pause=pauses.append), transact=transact)
    worker.run(lambda: len(pauses) == 2)
    assert (len(pigeon.taken), len(pauses)) == (1, 2)


def test_a_step_takes_no_notice_of_what_becomes_of_its_letters(office):
    assert postman(office, mail=Pigeon(OSError("the courier is broken"))).turn() == 1
    (case,) = office.root.cases.values()
    assert case.state == "accepted"

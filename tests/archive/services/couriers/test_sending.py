"""Letters that are promised with notices."""

from dataclasses import replace

import pytest
from archive_fixture import OWNER, PROJECT_CODE, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import JobUnknownError, PermissionMissingError
from archive.services.couriers.interfaces import IPostService
from archive.services.couriers.model import Address
from archive.services.couriers.sending import PostService, Sending, find_address
from archive.services.identity.model import Profile

CLERK, OPERATOR = actor("clerk"), actor("operator", authority="")


@pytest.fixture
def office():
    office = Office()
    tell = replace(office.recorder.tell, send=Sending(("mail", "sms")))
    object.__setattr__(office.recorder, "tell", tell)
    add(office, "applicant")
    return office


def add(office, name):
    office.users.add(office.root, OPERATOR, name, roles=["applicant"], authority="", password="a good long password")


def give(office, name, email="", phone=""):
    office.profiles.put(office.root, OPERATOR, Profile(name, "", email, phone))


def letters(office):
    return sorted(office.root.post.unfinished_keys())


def written_to(office):
    return sorted(key.rpartition(":")[2] for key in letters(office))


def test_whoever_has_an_address_is_written_to_by_each_channel(office):
    case = office.submitted()
    office.accept.accept(office.root, CLERK, case)
    assert letters(office) == []
    give(office, "applicant", "anna@example.org")
    office.withdraw.retract(office.root, actor("applicant"), case, "另行申请")
    case = office.submit.submit(
        office.root, actor("applicant"), office.submission(office.root.cases[case].project, "X1-06", key="2")
    ).cases["X1-06"]
    office.accept.accept(office.root, CLERK, case)
    (key,) = letters(office)
    assert key.startswith("mail:")
    assert key.endswith(":applicant")
    give(office, "applicant", "anna@example.org", "13800000000")
    office.review.review(office.root, actor("reviewer"), case, "符合")
    office.decide.reject(office.root, actor("decider"), case, office.decision())
    assert [one.partition(":")[0] for one in letters(office)] == ["mail", "mail", "sms"]
    assert "anna@example.org" not in str(next(iter(office.root.post.jobs.values())).arguments)


def test_whoever_looks_after_the_party_of_a_case_is_written_to_once(office):
    for name in ("applicant", "boss", "gone", "silent", "other"):
        if name != "applicant":
            add(office, name)
        if name != "other":
            office.users.set_party(office.root, OPERATOR, name, OWNER)
        if name != "silent":
            give(office, name, f"{name}@example.org")
    office.users.disable(office.root, OPERATOR, "gone")
    case = office.submitted()
    office.accept.accept(office.root, CLERK, case)
    assert written_to(office) == ["applicant", "boss", "boss"]
    office.users.set_party(office.root, OPERATOR, "boss", "")
    office.review.review(office.root, actor("reviewer"), case, "符合")
    office.decide.reject(office.root, actor("decider"), case, office.decision())
    assert written_to(office) == ["applicant", "applicant", "boss", "boss"]


def test_who_applies_for_its_company_on_a_project_that_names_nobody_is_written_to(office):
    owning = replace(actor("applicant", name="boss", authority=""), party=OWNER)
    add(office, "boss")
    office.users.set_party(office.root, OPERATOR, "boss", OWNER)
    give(office, "boss", "boss@example.org")
    project = office.projects.begin(office.root, owning, "厂房", owner="示例公司", owner_code=OWNER)
    office.projects.bind_code(office.root, OPERATOR, project, PROJECT_CODE)
    assert not office.root.projects[project].applicants
    case = office.submit.submit(office.root, owning, office.submission(project, "X1-06")).cases["X1-06"]
    office.accept.accept(office.root, CLERK, case)
    (key,) = letters(office)
    assert find_address(office.root, office.root.post.get_job(key)) == Address("mail", "boss@example.org")


def test_a_user_without_an_account_or_who_is_disabled_gets_nothing(office):
    give(office, "applicant", "anna@example.org")
    case = office.submitted()
    office.users.disable(office.root, OPERATOR, "applicant")
    office.accept.accept(office.root, CLERK, case)
    assert letters(office) == []


def test_where_a_letter_goes_is_looked_up_when_it_goes(office):
    give(office, "applicant", "anna@example.org")
    office.accept.accept(office.root, CLERK, office.submitted())
    (job,) = office.root.post.jobs.values()
    give(office, "applicant", "other@example.org")
    assert find_address(office.root, job) == Address("mail", "other@example.org")
    give(office, "applicant", phone="13800000000")
    assert find_address(office.root, job) is None
    give(office, "applicant", "other@example.org")
    office.users.disable(office.root, OPERATOR, "applicant")
    assert find_address(office.root, job) is None


def test_who_runs_the_archive_sees_letters_in_trouble_and_has_them_tried_again(office):
    post, now = PostService(office.recorder), office.clock()
    assert verifyObject(IPostService, post)
    office.root.post.promise("mail:16:a", "send", {}, now)
    waits = office.root.post.promise("mail:16:b", "send", {}, now)
    office.root.post.wait(waits, office.clock.now.replace(year=2999), "archive.courier-unreachable")
    gone = office.root.post.promise("mail:16:c", "send", {}, now)
    office.root.post.give_up(gone, now, "archive.courier-refused", "550")
    told = post.show(office.root, OPERATOR)
    assert told.counts == {"waiting": 2, "claimed": 0, "done": 0, "given_up": 1}
    assert [(one.key, one.code) for one in told.troubled] == [
        ("mail:16:b", "archive.courier-unreachable"),
        ("mail:16:c", "archive.courier-refused"),
    ]
    assert told.troubled[1].due == now
    assert post.retry(office.root, OPERATOR) == ["mail:16:b", "mail:16:c"]
    assert {(job.state, job.due, job.failures) for job in (waits, gone)} == {("waiting", now, 0)}
    assert list(office.root.events.of("post"))[-1].fields["values"] == {"letters": ["mail:16:b", "mail:16:c"]}


def test_nobody_else_sees_letters_or_tries_them_again(office):
    post = PostService(office.recorder)
    for who in (CLERK, actor("applicant")):
        with pytest.raises(PermissionMissingError):
            post.show(office.root, who)
        with pytest.raises(PermissionMissingError):
            post.retry(office.root, who)
    with pytest.raises(JobUnknownError):
        post.retry(office.root, OPERATOR, ["mail:1:x"])
    assert post.retry(office.root, OPERATOR) == []

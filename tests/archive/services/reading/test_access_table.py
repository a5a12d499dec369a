"""Every reading function × every reader × what is one's own and what is others'."""

import pytest
from archive_fixture import ABSENT, NR
from readers import OFFICE, READERS, SEEING, SIDE, Scene

from archive.errors import ArchiveError, PermissionMissingError, ScopeMissingError, UserDisabledError

OVERSEEING = frozenset({"auditor", "operator"})


@pytest.fixture(scope="module")
def scene():
    return Scene()


ONES = {
    "project": (lambda one, who, key: one.read.project.get(one.root, who, key), "project", SEEING),
    "timeline": (lambda one, who, key: one.read.event.timeline(one.root, who, key), "project", SEEING),
    "case": (lambda one, who, key: one.read.case.get(one.root, who, key), "done", SEEING),
    "waiting case": (lambda one, who, key: one.read.case.get(one.root, who, key), "waiting", SEEING),
    "document": (lambda one, who, key: one.read.case.file(one.root, who, key, "D01-001"), "done", SEEING),
    "licence": (lambda one, who, key: one.read.licence.get(one.root, who, key), "licence", SEEING),
    "file": (lambda one, who, key: one.read.licence.file(one.root, who, key), "licence", SEEING),
    "job": (lambda one, who, key: one.read.job.get(one.root, who, key), "job", SEEING | {"operator"}),
}
"""Function of one object → which of the scene it is asked of, and who sees it."""


def key_of(scene, name):
    return scene.promise.job if name == "job" else getattr(scene, name)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ONES)
def test_an_object_is_told_to_who_may_see_it_and_to_others_as_if_it_were_not_there(scene, name, reader):
    ask, of, seeing = ONES[name]
    who = READERS[reader]
    if reader in seeing:
        assert ask(scene, who, key_of(scene, of))
        return
    with pytest.raises(ArchiveError) as hidden:
        ask(scene, who, key_of(scene, of))
    with pytest.raises(ArchiveError) as absent:
        ask(scene, who, ABSENT)
    assert type(hidden.value) is type(absent.value)
    assert (hidden.type is UserDisabledError) == (reader == "disabled")
    assert (hidden.type is ScopeMissingError) == (reader == "token")
    assert (hidden.type is PermissionMissingError) == (reader == "operator" and name != "job")


LISTS = {
    "projects": (
        lambda one, who: [each.project for each in one.read.project.list(one.root, who).rows],
        lambda one: one.project,
        SEEING,
    ),
    "cases": (
        lambda one, who: [each.case for each in one.read.case.list(one.root, who).rows],
        lambda one: one.done,
        SEEING,
    ),
    "queue": (
        lambda one, who: [each.line.case for each in one.read.case.queue(one.root, who).rows],
        lambda one: one.waiting,
        {"clerk"},
    ),
    "licences": (
        lambda one, who: [each.identifier for each in one.read.licence.list(one.root, who).rows],
        lambda one: one.licence,
        SEEING,
    ),
    "number": (
        lambda one, who: one.read.licence.identify(one.root, who, one.promise.number),
        lambda one: one.licence,
        SEEING,
    ),
    "events of a case": (
        lambda one, who: [each.subject for each in one.read.event.list(one.root, who, subject=one.done).rows],
        lambda one: one.done,
        {"archivist", "auditor"},
    ),
    "events of a user": (
        lambda one, who: [each.subject for each in one.read.event.list(one.root, who, kind="user").rows],
        lambda one: "user:gone",
        OVERSEEING,
    ),
    "ledger": (
        lambda one, who: [each.identifier for each in one.read.ledger.list(one.root, who).rows],
        lambda one: one.licence,
        OVERSEEING | {"archivist"},
    ),
    "counts": (lambda one, who: one.read.job.counts(one.root, who), lambda one: "done", OVERSEEING),
    "users": (
        lambda one, who: [each.user for each in one.read.people.users(one.root, who).rows],
        lambda one: "xu",
        OVERSEEING,
    ),
    "user": (lambda one, who: [one.read.people.user(one.root, who, "xu").user], lambda one: "xu", OVERSEEING),
    "authorities": (
        lambda one, who: [each.id for each in one.read.people.authorities(one.root, who)],
        lambda one: NR,
        OVERSEEING,
    ),
    "mandates": (
        lambda one, who: [each.mandate for each in one.read.people.mandates(one.root, who).rows],
        lambda one: one.mandates[0],
        {"owner", "mandated", "clerk", "auditor"},
    ),
}
"""List → what it gives, what of the scene may be in it, and who finds it there."""


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_what_its_reader_may_see(scene, name, reader):
    ask, of, seeing = LISTS[name]
    try:
        found = of(scene) in ask(scene, READERS[reader])
    except (PermissionMissingError, UserDisabledError):
        found = False
    assert found == (reader in seeing)


@pytest.mark.parametrize("reader", READERS)
def test_a_project_of_others_is_for_the_auditor_alone(scene, reader):
    try:
        told = scene.read.project.get(scene.root, READERS[reader], scene.foreign)
        listed = [one.project for one in scene.read.project.list(scene.root, READERS[reader]).rows]
    except ArchiveError:
        assert reader != "auditor"
    else:
        assert (reader, told.line.project in listed) == ("auditor", True)


def test_the_side_and_the_office_of_the_scene_are_readers():
    assert READERS.keys() >= SIDE | OFFICE | SEEING

"""Users."""

from datetime import UTC, datetime

from archive.models.users import User, Users

AT = datetime(2026, 11, 22, tzinfo=UTC)


def names(users):
    return [one.name for one in users]


def test_a_user_begins_enabled_and_can_be_edited():
    user = User("anna", ["decider"], "A", "$argon2id$…")
    assert (user.disabled, user.roles, user.edition) == (False, {"decider"}, 1)


def test_users_are_found_by_their_party_and_their_authority_as_these_are_now():
    users = Users()
    for name, authority in (("li", ""), ("hu", "A"), ("anna", "A")):
        users[name] = User(name, (), authority, "")
    assert (names(users.of_office("A")), names(users.of_party("P")), list(users.of_office(""))) == (
        ["anna", "hu"],
        [],
        [],
    )
    assert users.change(users["li"], "admin", AT, {"party": "P"})
    assert users.change(users["hu"], "admin", AT, {"authority": "B", "party": "P"})
    assert not users.change(users["hu"], "admin", AT, {"authority": "B"})
    assert (names(users.of_party("P")), names(users.of_office("A"))) == (["hu", "li"], ["anna"])
    users.change(users["li"], "admin", AT, {"party": ""})
    users.change(users["anna"], "admin", AT, {"disabled": True})
    assert (names(users.of_party("P")), names(users.of_office("B")), names(users.of_office("A"))) == (
        ["hu"],
        ["hu"],
        ["anna"],
    )

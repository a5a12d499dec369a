from archive.models.users import User


def test_a_user_begins_enabled_and_can_be_edited():
    user = User("anna", ["decider"], "A", "$argon2id$…")
    assert (user.disabled, user.roles, user.edition) == (False, {"decider"}, 1)

"""What an error says besides its code."""

from archive.services.identity.errors import SignInThrottledError


def test_who_must_wait_is_told_for_how_long():
    error = SignInThrottledError(30)
    assert (str(error), error.seconds, error.code) == ("30", 30, "archive.sign-in-throttled")

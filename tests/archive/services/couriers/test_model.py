"""Letters as they are told."""

from doubles import START

from archive.services.couriers.model import LetterTold


def test_a_letter_says_by_its_key_how_and_to_whom_it_goes():
    told = LetterTold("sms:16:zhang:san", "waiting", 1, "archive.courier-unreachable", START)
    assert (told.channel, told.user) == ("sms", "zhang:san")

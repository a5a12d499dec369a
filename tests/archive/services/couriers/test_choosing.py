"""Couriers that settings name."""

import os
from pathlib import Path

import pytest
from doubles import Clock

from archive.app import SETTINGS
from archive.errors import SettingMalformedError
from archive.services.couriers.choosing import make_couriers
from archive.services.couriers.journal import LogCourier
from archive.services.couriers.mail import MailCourier
from archive.settings import read_settings


def made(**given):
    named = {f"archive.couriers.{name.replace('__', '.')}": value for name, value in given.items()}
    return make_couriers(
        read_settings(SETTINGS, named, {k: v for k, v in os.environ.items() if "CHANCERY" not in k}), Clock(), read
    )


def read(path):
    return f"secret of {path}\n".encode()


def make_pigeon(settings, clock, read):
    return (settings["archive.couriers.mail.host"], clock(), read(Path("x")))


def test_nothing_goes_out_where_nobody_chose():
    assert made() == {}


def test_a_short_name_chooses_one_of_ours():
    couriers = made(
        for_mail="mail", for_sms="log", mail__host="mail.example.org", mail__port="587", mail__password_file="pw"
    )
    assert isinstance(couriers["sms"], LogCourier)
    mail = couriers["mail"]
    assert isinstance(mail, MailCourier)
    assert (mail.server.host, mail.server.port, mail.server.tls, mail.server.timeout) == (
        "mail.example.org",
        587,
        "starttls",
        20.0,
    )
    assert mail.server.password() == "secret of pw"


def test_a_dotted_name_chooses_anybody_s():
    assert made(for_sms=f"{__name__}:make_pigeon")["sms"] == ("localhost", Clock()(), b"secret of x\n")


@pytest.mark.parametrize("name", ["no.such.module", "archive.words:no_such_name"])
def test_a_name_of_nobody_is_refused(name):
    with pytest.raises(SettingMalformedError, match="for_sms"):
        made(for_sms=name)

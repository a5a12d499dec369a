"""A courier that only says so."""

import logging

from zope.interface.verify import verifyObject

from archive.services.couriers.interfaces import ICourier
from archive.services.couriers.journal import LogCourier
from archive.services.couriers.model import Address


def test_the_log_says_what_would_go_out_and_to_no_address(caplog):
    assert verifyObject(ICourier, LogCourier())
    with caplog.at_level(logging.INFO):
        LogCourier().send(Address("mail", "anna@example.org"), "申请已受理", "您的申请已受理。", key="mail:16:x")
    assert "a letter would go out" in caplog.text
    assert "anna@example.org" not in str([vars(record) for record in caplog.records])

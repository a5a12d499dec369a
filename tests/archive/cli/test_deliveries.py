"""`chancery delivery`."""

import pytest
from cli_fixture import chancery, summary


@pytest.fixture(scope="module")
def licence():
    (first, *_others) = summary()["licences"]
    return first["identifier"]


def test_a_delivery_goes_from_its_address_to_its_receipt(licence):
    clerk = chancery("user", "list", "--json").json["users"]
    name = next(one["user"] for one in clerk if "clerk" in one["roles"] and one["authority"])
    told = chancery("licence", "show", licence, "--json").json
    office = told["authority"]
    name = next(one["user"] for one in clerk if "clerk" in one["roles"] and one["authority"] == office)
    refused = chancery("delivery", "record", licence, "--channel", "post", "--as", name, "--json")
    assert refused.json["error"]["code"] == "archive.address-missing"
    address = ("--channel", "post", "--address", "示例市示例路1号", "--as", "applicant")
    assert chancery("delivery", "confirm-address", licence, *address, "--json").code == 0
    sent = chancery("delivery", "record", licence, "--channel", "post", "--as", name, "--json")
    (row,) = sent.json["deliveries"]
    number = row["number"]
    done = chancery("delivery", "receive", licence, number, "--receipt", "signed", "--note", "本人", "--as", name)
    assert "已签收" in done.out
    assert "邮寄送达" in done.out
    listed = chancery("delivery", "list", licence, "--as", name, "--json").json["deliveries"]
    assert [one["receipt"] for one in listed if one["number"] == number] == ["signed"]
    again = chancery("delivery", "receive", licence, number, "--as", name)
    assert "已签收" in again.err
    assert "archive.delivery-ended" in again.err


def test_what_is_no_licence_is_not_delivered():
    assert "archive.delivery-unknown" in chancery("delivery", "list", "1.2.3").err

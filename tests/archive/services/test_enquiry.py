"""What anyone with a print in hand is told."""

import pytest
from archive_fixture import Office, actor

from archive.errors import LicenceUnknownError
from archive.identifiers.errors import IdentifierInvalidError
from archive.model import Amendment, Decision
from archive.services.addresses import code_of
from archive.services.enquiry import EnquiryService

SERVICE = EnquiryService()
KIND = "land_use_planning_permit"


@pytest.fixture
def office():
    return Office()


def test_the_code_of_a_print_opens_its_state(office):
    identifier = office.issued()
    code = code_of(identifier, office.root.verify_key)
    told = SERVICE.by_code(office.root, identifier, code, office.clock())
    assert (told.identifier, told.state, told.issuer) == (identifier, "valid", "示例市自然资源和规划局")


def test_what_is_told_follows_the_licence(office):
    identifier = office.issued()
    decision = Decision("示规暂〔2026〕1号", "城乡规划法第六十四条", office.clock())
    office.acts.act(office.root, actor("decider"), identifier, "suspend", decision)
    office.clock.forward(1)
    code = code_of(identifier, office.root.verify_key)
    assert SERVICE.by_code(office.root, identifier, code, office.clock()).state == "suspended"


def test_widths_blanks_and_brackets_of_what_is_typed_do_not_matter(office):
    identifier = office.issued()
    licence, version = office.root.licences.get(identifier)
    number = "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in licence.number)
    told = SERVICE.by_print(office.root, identifier, f"（ {number} ）", f" {version.holder}\n", office.clock())
    assert told.number == licence.number


@pytest.mark.parametrize("shown", ["地字第{}号", "{}", " {} ", "地字第 {} 号", "编号：地字第{}号"])
def test_the_number_is_taken_as_it_is_printed_and_bare(office, shown):
    identifier = office.issued()
    licence, version = office.root.licences.get(identifier)
    typed = shown.format(licence.number)
    told = SERVICE.by_print(office.root, identifier, typed, version.holder, office.clock())
    assert (told.number, told.holder) == (licence.number, version.holder)


@pytest.mark.parametrize(
    ("number", "holder"), [("地字第号", None), ("", ""), ("1", None), (None, "别的公司"), ("9" * 5000, "x" * 5000)]
)
def test_what_is_not_as_printed_tells_nothing(office, number, holder):
    identifier = office.issued()
    licence, version = office.root.licences.get(identifier)
    given = licence.number if number is None else number, version.holder if holder is None else holder
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_print(office.root, identifier, *given, office.clock())


def test_a_licence_that_was_never_out_is_unknown(office):
    promise = office.issue.issue(office.root, actor("decider"), office.order())
    code = code_of(promise.identifier, office.root.verify_key)
    licence, version = office.root.licences.get(promise.identifier)
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_code(office.root, promise.identifier, code, office.clock())
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_number(office.root, KIND, licence.number, version.holder, office.clock())


def test_a_number_alone_leads_to_the_last_version_that_names_the_holder(office):
    first = office.issued()
    licence, version = office.root.licences.get(first)
    renamed = Amendment({"YDDW": "示例控股有限公司"})
    second = office.acts.replace(office.root, actor("decider"), first, renamed, office.decision("示规变〔2026〕1号"))
    shown = f"（ 地字第{licence.number}号 ）"
    assert SERVICE.by_number(office.root, KIND, shown, version.holder, office.clock()).identifier == first
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_number(office.root, KIND, shown, renamed.data["YDDW"], office.clock())
    office.drain()
    told = [
        SERVICE.by_number(office.root, KIND, shown, name, office.clock())
        for name in (version.holder, renamed.data["YDDW"])
    ]
    assert [(each.identifier, each.state) for each in told] == [(first, "replaced"), (second.identifier, "valid")]


@pytest.mark.parametrize(("number", "holder"), [("1", None), (None, "别的公司"), ("", ""), ("地字第号", None)])
def test_a_number_that_is_not_the_holder_s_tells_nothing(office, number, holder):
    licence, version = office.root.licences.get(office.issued())
    given = licence.number if number is None else number, version.holder if holder is None else holder
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_number(office.root, KIND, *given, office.clock())


def test_each_kind_has_numbers_of_its_own(office):
    licence, version = office.root.licences.get(office.issued())
    with pytest.raises(LicenceUnknownError):
        SERVICE.by_number(office.root, "construction_permit", licence.number, version.holder, office.clock())


def test_what_is_no_identifier_is_not_looked_up(office):
    with pytest.raises(IdentifierInvalidError):
        SERVICE.by_code(office.root, "1.2.156.3005.2.x", "0" * 16, office.clock())

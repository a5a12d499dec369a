"""A new archive."""

from datetime import UTC, datetime

import pytest
from archive_fixture import AUTHORITIES, FONT, HC, KINDS, NR, Office
from doubles import START
from zope.interface.verify import verifyObject

from archive.errors import ArchiveExistsError
from archive.identifiers.errors import CreditCodeInvalidError, NumberPatternInvalidError
from archive.interfaces import IInitService
from archive.services.initialise import FOUNDER


@pytest.fixture
def office():
    return Office()


def test_it_keeps_the_interface(office):
    assert verifyObject(IInitService, office.initialise)


def test_a_new_archive_has_its_authorities_its_secret_and_an_operator(office):
    assert [authority.id for authority in office.root.authorities] == [NR, HC]
    assert office.root.authorities.get(HC, START).seals.at(START).key == "hc"
    assert len(office.root.verify_key) == 32
    assert office.users.get_actor(office.root, "admin").roles == {"operator"}


def test_every_template_version_is_frozen_with_its_fonts(office):
    frozen = office.root.template_versions
    assert {(kind.name, kind.version): kind.digest for kind in KINDS.all_versions()} == {
        key: template.digest for key, template in frozen.items()
    }
    assert all(template.fonts == (FONT[0],) for template in frozen.values())


def test_an_archive_is_never_overwritten(office):
    with pytest.raises(ArchiveExistsError):
        office.initialise.init(office.top, AUTHORITIES, "admin", "a good long password")


def test_an_authority_may_have_a_past_words_in_its_seal_and_patterns_of_its_own(office):
    row = {
        **AUTHORITIES[0],
        "code": "11350200DEM000030L",
        "begins": datetime(2019, 1, 1, tzinfo=UTC),
        "seal": "示例市行政审批局",
        "words": "审批专用章",
        "patterns": {"land_use_planning_permit": "{area:6}{year:4}A{seq:04d}"},
    }
    office.authorities.add(office.root, FOUNDER, row)
    authority = office.root.authorities.get(row["code"], datetime(2020, 1, 1, tzinfo=UTC))
    seal = authority.seals.at(START)
    assert (seal.name, seal.words) == ("示例市行政审批局", "审批专用章")
    assert {kind: line.at(START) for kind, line in authority.patterns.items()} == row["patterns"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "11350200DEM000030X"}, CreditCodeInvalidError),
        ({"patterns": {"land_use_planning_permit": "{seq}"}}, NumberPatternInvalidError),
    ],
)
def test_a_bad_authority_is_refused(office, changes, error):
    with pytest.raises(error):
        office.authorities.add(office.root, FOUNDER, {**AUTHORITIES[0], **changes})

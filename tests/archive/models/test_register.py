from datetime import UTC, date, datetime

import pytest

from archive.errors import LicenceUnknownError, NumberTakenError
from archive.models.acts import Act
from archive.models.licences import Licence, LicenceVersion, TemplateUsed
from archive.models.periods import Period
from archive.models.register import Register, promise_of

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def make_version(stem, ordinal, holder="H1"):
    return LicenceVersion(
        ordinal=ordinal,
        identifier=f"{stem}.{ordinal:03d}.0",
        job="job",
        template=TemplateUsed("permit", 1, "0" * 64),
        holder="公司",
        holder_code=holder,
        data={},
        decision=Act("issue", "1号", "", T0, T0, "anna", T0),
        valid_from=date(2026, 1, 1),
        valid_until=None,
        in_force=Period(T0),
        drawings={},
    )


def make_licence(stem, number, holder="H1", project="P1", kind="permit"):
    licence = Licence(stem=stem, kind=kind, number=number, authority="A", project=project)
    licence.add_version(make_version(stem, 1, holder))
    return licence


@pytest.fixture
def register():
    register = Register()
    register.add(make_licence("S1", "1"))
    register.add(make_licence("S2", "2", holder="H2"))
    register.add(make_licence("S3", "3", project=""))
    register.add(make_licence("S4", "1", kind="other", project="P10"))
    return register


def test_a_licence_is_found_by_each_version_s_identifier(register):
    licence, first = register.get("S1.001.0")
    second = make_version("S1", 2)
    register.add_version(licence, second)
    assert register.get("S1.002.0") == (licence, second)
    assert register.find("S1.001.0") == (licence, first)


def test_a_version_is_found_by_its_holders_those_before_it_and_its_project_s_owner_the_last_promised_first(register):
    licence, _first = register.get("S2.001.0")
    register.add_version(licence, make_version("S2", 2, holder="H3;H4"), "H5")
    found = {code: [place.rpartition(" ")[2] for place in register.of_party(code)] for code in ("H2", "H3", "H4", "H5")}
    assert found == {"H2": ["S2.002.0", "S2.001.0"], "H3": ["S2.002.0"], "H4": ["S2.002.0"], "H5": ["S2.002.0"]}
    assert [*register.of_party("H2", promise_of(licence.versions[1]))] == [promise_of(licence.versions[0])]
    assert not list(register.of_party(""))


@pytest.mark.parametrize("identifier", ["", "S1", "S9.001.0"])
def test_an_identifier_that_is_not_there_is_said_to_be_unknown(register, identifier):
    assert register.find(identifier) is None
    with pytest.raises(LicenceUnknownError):
        register.get(identifier)


def test_a_number_is_found_within_its_kind(register):
    assert [register.find_by_number(kind, "1").stem for kind in ("permit", "other")] == ["S1", "S4"]
    assert register.find_by_number("permit", "9") is None


def test_licences_are_found_by_party_and_project_whole(register):
    assert [place.rpartition(" ")[2] for place in register.of_party("H1")] == ["S4.001.0", "S3.001.0", "S1.001.0"]
    assert [licence.stem for licence in register.of_project("P1")] == ["S1", "S2"]
    assert list(register.of_project("")) == []


@pytest.mark.parametrize(("stem", "number"), [("S1", "9"), ("S9", "1")])
def test_a_stem_and_a_number_of_a_kind_are_there_once(register, stem, number):
    with pytest.raises(NumberTakenError):
        register.add(make_licence(stem, number))
    register.add(make_licence("S8", "1", kind="third"))


def test_versions_are_found_by_authority_the_last_promised_first(register):
    licence, _first = register.get("S1.001.0")
    register.add_version(licence, make_version("S1", 2))
    found = [place.rpartition(" ")[2] for place in register.promised_by("A")]
    assert found == ["S4.001.0", "S3.001.0", "S2.001.0", "S1.002.0", "S1.001.0"]
    after_third = promise_of(register.get("S3.001.0")[1])
    assert next(register.promised_by("A", after_third)) == promise_of(register.get("S2.001.0")[1])
    assert list(register.promised_by("B")) == []

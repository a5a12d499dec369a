"""Licence kinds are taken into use."""

import pytest
from archive_fixture import FONT, HC, KINDS, NR, Office, actor
from zope.interface.verify import verifyObject

from archive.errors import AuthorityUnknownError, PermissionMissingError
from archive.interfaces import IAdoptService
from archive.services.errors import KindUnadoptedError
from archive.services.sweep import named_digests
from templates.errors import KindUnknownError

KIND = "land_use_planning_permit"
OPERATOR = actor("operator")


@pytest.fixture
def office():
    return Office()


def test_it_keeps_the_interface(office):
    assert verifyObject(IAdoptService, office.adopt)


def test_what_is_frozen_stays_so(office):
    before = dict(office.root.template_versions)
    office.clock.forward(60)
    assert office.adopt.adopt(office.root, OPERATOR, KIND) == ()
    assert dict(office.root.template_versions) == before


def test_a_kind_that_is_new_is_issued_once_it_is_adopted(office):
    del office.root.template_versions[(KIND, 1)]
    with pytest.raises(KindUnadoptedError, match=KIND):
        office.issued()
    assert office.adopt.adopt(office.root, OPERATOR, KIND) == (1,)
    assert office.root.template_versions[(KIND, 1)].fonts == (FONT[0],)
    assert office.issued()


def test_what_a_version_is_drawn_with_is_kept_and_no_sweep_takes_it(office):
    frozen, kind = office.root.template_versions[(KIND, 1)], KINDS.get_kind(KIND, 1)
    kept = {path: office.blobs.get(digest) for path, digest in frozen.files}
    assert kept == KINDS.files(kind)
    assert {f"{KIND}/v1/template.typ", f"paper/v{kind.paper}/paper.typ"} <= kept.keys()
    assert {digest for _path, digest in frozen.files} <= set(named_digests(office.root))


def test_an_authority_is_allowed_to_issue_a_kind_and_the_change_is_counted(office):
    authority = office.root.authorities.get(HC, office.clock())
    assert KIND not in authority.kinds
    office.adopt.adopt(office.root, OPERATOR, KIND, [HC])
    assert (KIND in authority.kinds, authority.edition) == (True, 2)


@pytest.mark.parametrize(
    ("who", "kind", "authorities", "error"),
    [
        (actor("decider", authority=NR), KIND, (), PermissionMissingError),
        (OPERATOR, "fishing_permit", (), KindUnknownError),
        (OPERATOR, KIND, ["11350200DEM000030L"], AuthorityUnknownError),
    ],
)
def test_who_may_not_and_what_nobody_knows_is_refused(office, who, kind, authorities, error):
    with pytest.raises(error):
        office.adopt.adopt(office.root, who, kind, authorities)


def test_the_fonts_of_each_version_are_kept_with_the_documents_and_never_swept(office):
    assert office.root.fonts[f"{KIND}/1"] == (FONT,)
    assert office.blobs.has(FONT[0])
    assert FONT[0] in set(named_digests(office.root))

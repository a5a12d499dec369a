"""Drawing a licence's next version before it is proposed."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from archive_fixture import Office, actor
from zope.interface.verify import verifyObject

from archive.errors import LicenceUnknownError, PermissionMissingError
from archive.model import Amendment, Intent
from archive.services.process import previews
from archive.services.process.interfaces import IPreviewService
from archive.services.process.previews import PreviewService
from templates.errors import DataInvalidError
from templates.model import Rendered

DECIDER, INTENT = actor("decider"), Intent("示规变〔2026〕1号", "更名")
FOREIGN = "1.2.156.3005.2.11100000000013338W087.11350200DEM000022R.35020301202104060001.001.6"


@dataclass
class Press:
    """Prints nothing, and keeps what it was given."""

    faces: list[Any] = field(default_factory=list)

    def render(self, face):
        self.faces.append(face)
        return Rendered(b"%PDF-1.7", 1, ())


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def service(office):
    pictures = SimpleNamespace(draw=lambda document, width: (document.decode(), width))
    return PreviewService(office.acts, Press(), pictures, "https://archive.example", office.issue.zone)


def test_it_keeps_the_interface(service):
    assert verifyObject(IPreviewService, service)


def test_the_next_version_is_drawn_as_a_specimen_and_nothing_is_kept(office, service):
    licence = office.issued()
    before = len(office.root.events)
    drawn = service.picture(
        office.root, DECIDER, licence, INTENT, Amendment({"XMMC": "示例厂房（更名）", "JSGM": None})
    )
    assert drawn == ("%PDF-1.7", previews.WIDTH)
    (face,) = service.renderer.faces
    assert (face.data["XMMC"], "JSGM" in face.data, face.specimen) == ("示例厂房（更名）", False, True)
    assert (face.replacement.reason, face.replacement.prior) == ("更名", licence)
    assert face.verification_url == "https://archive.example"
    assert ".002." in face.identifier
    assert len(office.root.licences.get(licence)[0].versions) == 1
    assert len(office.root.events) == before
    promise = office.acts.replace(
        office.root, DECIDER, licence, Amendment({"JSGM": None}), office.decision("示规变〔2026〕1号")
    )
    assert promise.identifier == face.identifier


def test_what_could_not_be_done_is_not_drawn(office, service):
    licence = office.issued()
    with pytest.raises(PermissionMissingError):
        service.picture(office.root, actor("clerk"), licence, INTENT)
    with pytest.raises(LicenceUnknownError):
        service.picture(office.root, DECIDER, FOREIGN, INTENT)
    with pytest.raises(DataInvalidError):
        service.picture(office.root, DECIDER, licence, INTENT, Amendment({"XMMC": None}))
    assert service.renderer.faces == []

"""The road of a licence."""

from dataclasses import replace

import pytest
from doubles import START, Clock, MarkingSealer, WordRenderer
from tasks import task_of

from archive.errors import SettingMalformedError
from archive.jobs.road import ROAD, Progress, Workshop, get_roads, travel
from archive.services.tasks import SheetOrder, Signer
from signing.model import Level
from storage.blobs.memory import MemoryBlobStore
from storage.digests import Digest
from storage.errors import BlobMissingError


@pytest.fixture
def workshop():
    return Workshop(WordRenderer(), MarkingSealer(), MemoryBlobStore(Clock()), Level.B_LTA)


def test_a_licence_is_rendered_sealed_and_kept_in_this_order(workshop):
    outcome = travel(workshop, task_of())
    kept = workshop.blobs.get(Digest(outcome.face.digest))
    assert kept.startswith(b"land_permit a")
    assert kept.endswith(b"sealed by seal-1 as Seal1 at B-LTA\n")
    assert outcome.face.size == len(kept)
    assert outcome.sealed_at == START
    assert outcome.renderer == "words 1"
    assert list(outcome.timings) == ["annexes", "render", "seal", "keep"]


def test_annexes_are_sealed_first_and_named_on_the_face_by_digest(workshop):
    drawing = workshop.blobs.put(b"a drawing")
    sheets = (SheetOrder("附图", "drawing", drawing), SheetOrder("附件", "data"))
    outcome = travel(workshop, task_of(sheets=sheets))
    assert [made.name for made in outcome.annexes] == ["附图", "附件"]
    assert workshop.blobs.get(Digest(outcome.annexes[0].digest)).startswith(b"annex a drawing\nsealed by")
    face = workshop.blobs.get(Digest(outcome.face.digest)).decode()
    assert all(made.digest in face for made in outcome.annexes)
    assert (outcome.annexes[1].pages, outcome.annexes[1].is_landscape) == (2, True)
    assert not outcome.face.is_landscape


def test_a_drawing_that_is_not_kept_stops_the_road(workshop):
    with pytest.raises(BlobMissingError):
        travel(workshop, task_of(sheets=(SheetOrder("附图", "drawing", "0" * 64),)))


def test_a_single_signer_certifies_and_shows_the_seal_at_its_place(workshop):
    travel(workshop, task_of())
    (order,) = workshop.sealer.orders
    assert order.certify
    assert order.appearance == "(示例市住房和城乡建设局)".encode()
    assert order.placement.top == 4.0
    assert (order.reason, order.location, order.moment) == ("准予", "示例市", START)
    assert order.title == "电子印章：示例市住房和城乡建设局"


def test_a_seal_is_drawn_with_the_paper_of_its_page():
    workshop = Workshop(WordRenderer(paper=2), MarkingSealer(), MemoryBlobStore(Clock()), Level.B_LTA)
    travel(workshop, task_of())
    assert workshop.sealer.orders[0].appearance == "(示例市住房和城乡建设局)(示例市住房和城乡建设局)".encode()


def test_several_signers_seal_in_order_and_none_certifies(workshop):
    task = replace(task_of(), signers=(Signer("one", "甲"), Signer("two", "乙")))
    travel(workshop, task)
    assert [(order.key, order.field, order.certify) for order in workshop.sealer.orders] == [
        ("one", "Seal1", False),
        ("two", "Seal2", False),
    ]
    assert workshop.sealer.orders[1].placement is None
    assert workshop.sealer.orders[1].appearance is None


def test_a_kind_can_have_a_road_of_its_own(workshop):
    def ask_for_code(_workshop: Workshop, progress: Progress) -> Progress:
        face = replace(progress.task.face, verification_url="https://codes.example/1")
        return replace(progress, task=replace(progress.task, face=face))

    coded = replace(workshop, roads={"land_permit": (ROAD[0], ("code", ask_for_code), *ROAD[1:])})
    assert list(travel(coded, task_of()).timings) == ["annexes", "code", "render", "seal", "keep"]


def test_roads_are_loaded_by_the_names_that_the_settings_give():
    assert get_roads({"land_permit": "archive.jobs.road:ROAD"}) == {"land_permit": ROAD}


@pytest.mark.parametrize(
    "place", ["nowhere:ROAD", "archive.jobs.road:NONE", "archive.jobs.road:travel", "", "archive:1"]
)
def test_a_road_that_cannot_be_loaded_is_said_at_the_start(place):
    with pytest.raises(SettingMalformedError, match=r"archive\.jobs\.roads"):
        get_roads({"land_permit": place})

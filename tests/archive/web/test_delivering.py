"""What is delivered, as pages list it."""

from types import SimpleNamespace

from desk_fixture import actor_of, carry, come_in
from web_fixture import opened

from archive.services.process.interfaces import IDeliveryService
from archive.web.delivering import note_opened


def test_only_being_given_it_is_a_receipt_not_being_asked_about_it():
    case = come_in()
    carry(case, "accepted")
    application, letter = opened()[0], f"{case}/P02-001"

    def note(root, method):
        request = SimpleNamespace(
            method=method, archive=root, service=lambda _interface: application.get(IDeliveryService)
        )
        note_opened(request, actor_of("applicant"), letter)
        return [one.receipt for one in root.deliveries.of(letter)]

    assert application.transact(lambda root: note(root, "HEAD")) == []
    assert application.transact(lambda root: note(root, "GET")) == ["opened"]

"""What is delivered, as pages list it."""

from types import SimpleNamespace

from desk_fixture import actor_of, carry, come_in
from web_fixture import browser, opened

from archive.services.process.deliveries import PROOF
from archive.services.process.interfaces import IDeliveryService
from archive.web.delivering import note_opened, proofs_of


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


def test_a_proof_of_delivery_is_called_by_what_it_proves_delivered():
    case = come_in()
    carry(case, "accepted")
    app = browser("applicant")
    app.get(f"/cases/{case}/letters/P02-001")
    dossier = opened()[0].transact(lambda root: root.applications[root.cases[case].application].dossier)
    assert dossier.documents["P11-001"].document_type == PROOF
    names = [each.text for each in app.get(f"/cases/{case}").html.select(".dossier a")]
    assert "送达回证：受理通知书" in names
    (shown,) = browser("clerk-nr").get(f"/desk/{case}").html.select('.dossier a[href*="P11-001"]')
    assert shown.text.startswith("送达回证：受理通知书")
    assert shown.small.text.startswith("20")


def test_a_proof_of_what_nobody_names_keeps_its_own_name():
    first = SimpleNamespace(recorded_at=1, by="a")
    told = SimpleNamespace(documents=[SimpleNamespace(document="P11-1", document_type=PROOF, versions=(first,))])
    delivered = SimpleNamespace(recorded_at=1, received_by="b")
    assert proofs_of(told, [("一号", "", (delivered,))]) == {}

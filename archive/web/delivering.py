"""What is delivered (送达): what comes of a case, and the receipt of what the receiver's side had before it online."""

from collections.abc import Iterable
from typing import Any

from archive.permissions import Actor
from archive.services.process.deliveries import PROOF
from archive.services.process.interfaces import IDeliveryService
from archive.services.process.model import DeliverySeen
from archive.services.process.subjects import LETTERS
from archive.services.reading.model import CaseTold
from archive.web.titles import Titles

Line = tuple[str, str, tuple[DeliverySeen, ...]]
"""What is delivered: its name, the address of its page, its deliveries."""


def note_opened(request: Any, actor: Actor, subject: str, receipt: str = "opened") -> None:
    """Note that somebody was given a licence or letter; asking about it only (HEAD) is no receipt."""
    if request.method == "GET":
        request.service(IDeliveryService).note_opened(request.archive, actor, subject, receipt)


def lines_of(request: Any, told: CaseTold, titles: Titles, licences: Iterable[str]) -> list[Line]:
    """Give what comes of a case and is delivered: name, address of its page, deliveries; first the case as a whole.

    Of its licences those that are named, since who sees a case may not see each.
    """
    case, path, service = told.line.case, request.route_path, request.service(IDeliveryService)
    letters = (one for one in told.documents if one.document_type in LETTERS)
    found = [
        ("", path("case-delivery", case=case), case),
        *(
            (
                titles.document(one.document_type),
                path("letter-delivery", case=case, document=one.document),
                f"{case}/{one.document}",
            )
            for one in letters
        ),
        *((titles.kind(told.line.kind), path("licence-delivery", identifier=one), one) for one in licences),
    ]
    return [(name, address, service.list(request.archive, request.actor, about)) for name, address, about in found]


def proofs_of(told: CaseTold, lines: Iterable[Line]) -> dict[str, str]:
    """Give the proofs of delivery (送达回证) of a case, each by its document: what was delivered.

    A proof is made in the moment in which its delivery's receipt is written down, by the same hand.
    """
    names = {(one.recorded_at, one.received_by): name for name, _address, several in lines for one in several}
    made = ((each.document, each.versions[0]) for each in told.documents if each.document_type == PROOF)
    found = ((document, names.get((first.recorded_at, first.by), "")) for document, first in made)
    return {document: name for document, name in found if name}

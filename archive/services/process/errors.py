"""What the process around a case refuses.

::

    ArchiveError
    ├── PermissionMissingError
    │   └── ProposalForeignError            archive.proposal-foreign
    ├── PersonNotFreeError
    │   └── ProposalOwnError                archive.proposal-own
    └── RequestError
        ├── ReasonMissingError              archive.reason-missing
        ├── DocumentUnknownError            archive.document-unknown
        ├── FormSettledError                archive.form-settled
        ├── CorrectionUnsaidError           archive.correction-unsaid
        ├── CorrectionBlankError            archive.correction-blank
        ├── CorrectionPlaceError            archive.correction-place
        ├── CorrectionLateError             archive.correction-late
        ├── CorrectionEmptyError            archive.correction-empty
        ├── CorrectionSameError             archive.correction-same
        ├── ProposalUnknownError            archive.proposal-unknown
        ├── ProposalPendingError            archive.proposal-pending
        ├── ProposalClosedError             archive.proposal-closed
        ├── DeliveryUnknownError            archive.delivery-unknown
        ├── DeliveryEndedError              archive.delivery-ended
        ├── DeliveryEarlyError              archive.delivery-early
        ├── ReceiptUnknownError             archive.receipt-unknown
        └── AddressMissingError             archive.address-missing
"""

from archive.errors import PermissionMissingError, PersonNotFreeError, RequestError


class ReasonMissingError(RequestError, code="archive.reason-missing"):
    """A case is declined, withdrawn or retracted without a word of why."""


class DocumentUnknownError(RequestError, code="archive.document-unknown"):
    """A dossier has no such document, or none that its applicant handed in."""


class FormSettledError(RequestError, code="archive.form-settled"):
    """The shared form is to change while another case of the application rests on it."""


class CorrectionUnsaidError(RequestError, code="archive.correction-unsaid"):
    """A request for correction says of nothing what is wrong with it."""


class CorrectionBlankError(RequestError, code="archive.correction-blank"):
    """A request for correction names nothing, or says of something not what is wrong, or names it twice."""


class CorrectionPlaceError(RequestError, code="archive.correction-place"):
    """A request for correction names what is neither a document type nor a field of the application."""


class CorrectionLateError(RequestError, code="archive.correction-late"):
    """A second request asks for what was there, and was not told, the first time (一次性告知)."""


class CorrectionEmptyError(RequestError, code="archive.correction-empty"):
    """A correction hands nothing in and changes nothing."""


class CorrectionSameError(RequestError, code="archive.correction-same"):
    """A file is handed in, byte for byte, that is there already."""

    def __init__(self, detail: str, document: str) -> None:
        super().__init__(detail)
        self.document = document
        """Id of the document whose latest version it is."""


class ProposalForeignError(PermissionMissingError, code="archive.proposal-foreign"):
    """A proposal would be taken back by who did not make it."""


class ProposalOwnError(PersonNotFreeError, code="archive.proposal-own"):
    """Who proposed an act would confirm or refuse it."""


class ProposalUnknownError(RequestError, code="archive.proposal-unknown"):
    """There is no such proposal."""


class ProposalPendingError(RequestError, code="archive.proposal-pending"):
    """The same act on the same licence is proposed already."""


class ProposalClosedError(RequestError, code="archive.proposal-closed"):
    """A proposal was confirmed, refused, withdrawn or overtaken already."""


class DeliveryUnknownError(RequestError, code="archive.delivery-unknown"):
    """There is no such delivery, or nothing that could be delivered."""


class DeliveryEndedError(RequestError, code="archive.delivery-ended"):
    """A delivery has a receipt already."""


class DeliveryEarlyError(RequestError, code="archive.delivery-early"):
    """Something would be delivered that is not made yet, or received that was not sent."""


class ReceiptUnknownError(RequestError, code="archive.receipt-unknown"):
    """A channel has no such receipt."""


class AddressMissingError(RequestError, code="archive.address-missing"):
    """A channel needs an address, and none was confirmed (送达地址确认)."""

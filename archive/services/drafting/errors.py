"""What the one form refuses.

::

    RequestError
    ├── ValueUnreadError
    │   ├── NumberUnreadError       archive.number-unread
    │   ├── WholeUnreadError        archive.whole-unread
    │   ├── DateUnreadError         archive.date-unread
    │   ├── YesNoUnreadError        archive.yes-no-unread
    │   ├── ChoiceUnreadError       archive.choice-unread
    │   ├── TextUnreadError         archive.text-unread
    │   └── RowsUnreadError         archive.rows-unread
    ├── FactMissingError            archive.fact-missing
    ├── FieldUnaskedError           archive.unasked-field
    ├── DraftUnknownError           archive.draft-unknown
    ├── DraftsFullError             archive.drafts-full
    ├── DraftTooLargeError          archive.draft-too-large
    ├── DraftClashError             archive.draft-clash
    ├── DraftSubmittedError         archive.draft-submitted
    ├── DraftFaultyError            archive.draft-faulty
    └── SectionUnknownError         archive.section-unknown
"""

from typing import Any

from archive.errors import RequestError


class ValueUnreadError(RequestError, code="archive.value-unread"):
    """What was typed into a field cannot be read as what it asks for."""


class NumberUnreadError(ValueUnreadError, code="archive.number-unread"):
    """A text is no number."""


class WholeUnreadError(ValueUnreadError, code="archive.whole-unread"):
    """A text is no whole number."""


class DateUnreadError(ValueUnreadError, code="archive.date-unread"):
    """A text is no day of the calendar."""


class YesNoUnreadError(ValueUnreadError, code="archive.yes-no-unread"):
    """A text says neither yes nor no."""


class ChoiceUnreadError(ValueUnreadError, code="archive.choice-unread"):
    """A value is none of those that a field may have."""


class TextUnreadError(ValueUnreadError, code="archive.text-unread"):
    """A value is no text."""


class RowsUnreadError(ValueUnreadError, code="archive.rows-unread"):
    """A value is no list of rows, or one of them is none."""


class FactMissingError(RequestError, code="archive.fact-missing"):
    """A fact is not stated that limits the simplified procedure that is claimed."""


class FieldUnaskedError(RequestError, code="archive.unasked-field"):
    """A form says something that nothing asks for."""


class DraftUnknownError(RequestError, code="archive.draft-unknown"):
    """There is no such draft, or it is somebody else's."""


class DraftsFullError(RequestError, code="archive.drafts-full"):
    """Somebody has as many drafts, or a draft as many files, as there may be."""


class DraftTooLargeError(RequestError, code="archive.draft-too-large"):
    """What is to be saved has more values, bytes or levels than a draft may have, or a value of no kind that it has."""


class DraftClashError(RequestError, code="archive.draft-clash"):
    """Two windows changed the same fields of a draft, each in its own way: somebody has to choose."""


class DraftSubmittedError(RequestError, code="archive.draft-submitted"):
    """A draft became an application, and is changed no more."""


class DraftFaultyError(RequestError, code="archive.draft-faulty"):
    """A draft that cannot be submitted as it is; ``faults`` are ``FieldFault``s, by section and field."""

    def __init__(self, faults: tuple[Any, ...]) -> None:
        super().__init__(", ".join(dict.fromkeys(f"{fault.section}{fault.path}" for fault in faults)))
        self.faults = faults


class SectionUnknownError(RequestError, code="archive.section-unknown"):
    """The form has no such section."""

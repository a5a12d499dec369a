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
    └── FieldUnaskedError           archive.unasked-field
"""

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


class FieldUnaskedError(RequestError, code="archive.unasked-field"):
    """A form says something that nothing asks for."""

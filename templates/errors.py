"""What can go wrong while making what people see.

::

    TemplateError
    ├── SettingInvalidError         templates.setting-invalid
    ├── KindUnknownError            templates.kind-unknown
    ├── KindInvalidError            templates.kind-invalid
    ├── DataInvalidError            templates.data-invalid
    ├── TemplateFailedError         templates.template-failed
    ├── GlyphMissingError           templates.glyph-missing
    │   └── SealGlyphMissingError   templates.seal-glyph-missing
    ├── FontMissingError            templates.font-missing
    ├── DrawingInvalidError         templates.drawing-invalid
    ├── PictureError
    │   ├── PictureNoneError        templates.picture-none
    │   ├── PicturePageError        templates.picture-page
    │   ├── PictureWidthError       templates.picture-width
    │   ├── PictureTooLargeError    templates.picture-too-large
    │   └── PictureBrokenError      templates.picture-broken
    └── LabelMissingError           templates.label-missing
"""

from dataclasses import dataclass


class TemplateError(Exception):
    """Something about making a document failed."""

    code = "templates.error"


class SettingInvalidError(TemplateError):
    """A setting of this package cannot be used."""

    code = "templates.setting-invalid"


class KindUnknownError(TemplateError):
    """No licence kind, or no version of it, has this name."""

    code = "templates.kind-unknown"


class KindInvalidError(TemplateError):
    """A kind's folder is not complete or contradicts itself."""

    code = "templates.kind-invalid"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with data that a schema describes, such as a licence's."""

    code: str
    """Such as ``templates.field-missing``; the key of its translation."""
    path: str
    """JSON Pointer (RFC 6901) to the place."""
    label: str
    """The field's Chinese label, or its key where it has none."""
    detail: str = ""
    """What was expected, or what was given where that is the matter: values, and codes of sentences."""

    def __str__(self) -> str:
        place = f"{self.label} ({self.path}): " if self.path else ""
        return place + self.code + (f" ({self.detail})" if self.detail else "")


class DataInvalidError(TemplateError):
    """The data of a licence break its schema; ``faults`` names every place."""

    code = "templates.data-invalid"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class TemplateFailedError(TemplateError):
    """A template could not be rendered."""

    code = "templates.template-failed"


class GlyphMissingError(TemplateError):
    """No font has a character."""

    code = "templates.glyph-missing"


class SealGlyphMissingError(GlyphMissingError):
    """No font has a character of a seal."""

    code = "templates.seal-glyph-missing"


class FontMissingError(TemplateError):
    """A font that a template version is bound to cannot be found."""

    code = "templates.font-missing"


class DrawingInvalidError(TemplateError):
    """A drawing cannot be put on an annex sheet."""

    code = "templates.drawing-invalid"


class PictureError(TemplateError):
    """There is no picture of a page."""

    code = "templates.picture-error"


class PictureNoneError(PictureError):
    """A file is of a format whose pages are not shown as pictures."""

    code = "templates.picture-none"


class PicturePageError(PictureError):
    """A document has no page of this number."""

    code = "templates.picture-page"


class PictureWidthError(PictureError):
    """A picture is asked for in a width that none is made in."""

    code = "templates.picture-width"


class PictureTooLargeError(PictureError):
    """A picture has more pixels than are decoded."""

    code = "templates.picture-too-large"


class PictureBrokenError(PictureError):
    """A file cannot be drawn: damaged, locked by a password, or too much work."""

    code = "templates.picture-broken"


class LabelMissingError(TemplateError):
    """No sentence has this code."""

    code = "templates.label-missing"

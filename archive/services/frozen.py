"""Template versions stay as they were when the archive first used them."""

from typing import Any

from archive.errors import TemplateChangedError
from templates.model import Kind


def check_frozen(root: Any, kind: Kind) -> None:
    """Raise ``TemplateChangedError`` where a kind's folder is not the one that was frozen, or never was."""
    frozen = root.template_versions.get((kind.name, kind.version))
    if frozen is None:
        raise TemplateChangedError(
            f"{kind.name} v{kind.version} is not in use yet; run: chancery kind adopt {kind.name}"
        )
    if frozen.digest != kind.digest:
        raise TemplateChangedError(f"{kind.name} v{kind.version} is {kind.digest[:12]}, frozen as {frozen.digest[:12]}")

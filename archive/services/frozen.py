"""Template versions stay as they were when the archive first used them."""

from archive.errors import TemplateChangedError
from archive.models.root import Archive
from archive.services.errors import KindUnadoptedError
from templates.model import Kind


def verify_frozen(root: Archive, kind: Kind) -> None:
    """Raise ``TemplateChangedError`` where a kind's folder is not the one that was frozen.

    ``KindUnadoptedError`` where none was.
    """
    frozen = root.template_versions.get((kind.name, kind.version))
    if frozen is None:
        raise KindUnadoptedError(f"{kind.name} v{kind.version}")
    if frozen.digest != kind.digest:
        raise TemplateChangedError(f"{kind.name} v{kind.version}: {frozen.digest[:12]} ≠ {kind.digest[:12]}")

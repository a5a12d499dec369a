"""Takes licence kinds, and new versions of them, into use: folder and fonts kept and frozen, authorities allowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from zope.interface import implementer

from archive.interfaces import IAdoptService
from archive.models.root import Archive
from archive.models.templates import FrozenTemplate
from archive.permissions import Actor, Permission, verify_permission
from archive.services.recording import Recorder
from storage.interfaces import IBlobStore
from templates.interfaces import IFonts, IKinds


@implementer(IAdoptService)
@dataclass(frozen=True)
class AdoptService:
    """Freezes what is new; what is frozen stays as it was."""

    recorder: Recorder
    kinds: IKinds
    fonts: IFonts
    blobs: IBlobStore

    def adopt(self, root: Archive, actor: Actor, kind: str, authorities: Iterable[str] = ()) -> tuple[int, ...]:
        """Freeze the new versions of ``kind``, and let authorities (credit codes) issue it; gives those versions."""
        verify_permission(actor, Permission.KIND_ADOPT)
        self.kinds.get_kind(kind)
        now = self.recorder.moment(root)
        for code in authorities:
            authority = root.authorities.get(code, now)
            authority.edit(authority.edition, actor.name, now, {"kinds": authority.kinds | {kind}})
            self.recorder.record(root, actor.name, ("authority.allowed", authority.id), (now, now), licence_kind=kind)
        return tuple(version for name, version in self.freeze(root, actor.name) if name == kind)

    def freeze(self, root: Archive, by: str) -> list[tuple[str, int]]:
        """Freeze every template version that is not yet; gives them, as kind and version."""
        now, new = self.recorder.moment(root), []
        self._keep_fonts(root)
        for kind in self.kinds.all_versions():
            key = (kind.name, kind.version)
            if key not in root.template_versions:
                fonts = tuple(digest for digest, _file in root.fonts[f"{kind.name}/{kind.version}"])
                files = tuple((path, str(self.blobs.put(data))) for path, data in self.kinds.files(kind).items())
                root.template_versions[key] = FrozenTemplate(*key, kind.digest, fonts, files, now)
                event, values = ("template.frozen", f"{kind.name}/{kind.version}"), {"digest": kind.digest}
                self.recorder.record(root, by, event, (now, now), fonts=list(fonts), **values)
                new.append(key)
        return new

    def _keep_fonts(self, root: Archive) -> None:
        """Keep the bytes of each font that a template version is newly bound to, and remember the binding."""
        bindings = {name: fonts for name, fonts in self.fonts.keep().items() if name not in root.fonts}
        for digest, file in {font for fonts in bindings.values() for font in fonts}:
            with self.fonts.open(digest, file) as source:
                self.blobs.put(source)
        root.fonts.update({name: tuple(tuple(font) for font in fonts) for name, fonts in bindings.items()})

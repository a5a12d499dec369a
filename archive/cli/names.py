"""What codes are called in the reader's language: a licence kind has its title, all else its code and name together."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from archive.permissions import Actor


class Names:
    """The names of one language; each source is read when first asked."""

    def __init__(
        self,
        language: str,
        get: Callable[[Any], Any],
        transact: Callable[[Callable[[Any], Any]], Any],
        reader: Actor,
    ) -> None:
        self.language = language
        self.get = get
        """Gives the service that keeps an interface."""
        self.transact = transact
        """Runs a function of the archive's root in a transaction."""
        self.reader = reader
        """Whoever asks for a name."""

    @property
    def columns(self) -> Mapping[str, Callable[[str], str]]:
        """Give for each column of codes what people are shown of a code; one that has no name is shown as it is."""
        return {
            "authority": self.authority,
            "channel": self.channel,
            "document_type": self.document_type,
            "item": self.item,
            "kind": self.kind,
            "kinds": self.kind,
            "successor": self.authority,
        }

    def kind(self, name: str) -> str:
        """Give a licence kind's title."""
        from templates.errors import TemplateError  # noqa: PLC0415 - help must be quick
        from templates.interfaces import IKinds  # noqa: PLC0415 - help must be quick

        try:
            return str(self.get(IKinds).get_kind(name).title[self.language])
        except TemplateError:
            return name

    def item(self, code: str) -> str:
        """Give an item with its title."""
        return self._beside(code, self._catalogue.items)

    def document_type(self, code: str) -> str:
        """Give a document type with its title."""
        return self._beside(code, self._catalogue.document_types)

    def channel(self, code: str) -> str:
        """Give a channel of delivery with its title."""
        return self._beside(code, self._catalogue.channels)

    def authority(self, code: str) -> str:
        """Give an authority, by its id or a code that it has or had, with its name of now."""
        return f"{code} {self._authorities.get(code, '')}".rstrip()

    def key(self, key: str) -> str:
        """Give a national key with its label."""
        return f"{key} {self._keys.get(key, '')}".rstrip()

    def _beside(self, code: str, entries: Mapping[str, Any]) -> str:
        """Give a code with its title in the catalogue."""
        return f"{code} {entries[code].title[self.language]}" if code in entries else code

    @cached_property
    def _catalogue(self) -> Any:
        """The catalogue."""
        from archive.catalogue.loading import read_catalogue  # noqa: PLC0415 - help must be quick

        return read_catalogue()

    @cached_property
    def _authorities(self) -> Mapping[str, str]:
        """Id and every code of each authority → its name."""
        from archive.services.reading.interfaces import IPeopleReading  # noqa: PLC0415 - help must be quick

        every = self.transact(lambda root: self.get(IPeopleReading).authorities(root, self.reader))
        had = [
            (code, one.name) for one in every for each in one.periods if each.what == "code" for _, code in each.parts
        ]
        return {one.id: one.name for one in every} | dict(had)

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """National key → label, of all licence kinds."""
        from templates.interfaces import IKinds  # noqa: PLC0415 - help must be quick

        kinds = self.get(IKinds).all_versions()
        return {key: label for kind in kinds for key, label in kind.labels[self.language].items()}

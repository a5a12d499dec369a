"""The register: every licence by stem, and found by identifier, number, party and project."""

from collections.abc import Iterator

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.errors import LicenceUnknownError, NumberTakenError
from archive.models.events import moment_text
from archive.models.licences import Licence, LicenceVersion
from archive.models.pairs import ends_backwards, pairs_of
from templates.model import DELIMITER


def promise_of(version: LicenceVersion) -> str:
    """Give the place of a version among all, in order of their promises: moment, then identifier."""
    return f"{moment_text(version.decision.recorded_at)} {version.identifier}"


class Register(Persistent):
    """All licences and their indexes."""

    def __init__(self) -> None:
        self.licences = OOBTree()
        """Stem → Licence."""
        self.identifiers = OOBTree()
        """Identifier of each version → stem."""
        self.numbers = OOBTree()
        """(kind, number) → stem."""
        self.parties = OOTreeSet()
        """(code of a holder of a version or of one before it, or of the project's owner, its place: ``promise_of``)."""
        self.projects = OOTreeSet()
        """(project id, stem)."""
        self.promises = OOTreeSet()
        """(authority id, moment of the promise of a version, then its identifier)."""

    def verify_free(self, licence: Licence) -> None:
        """Raise ``NumberTakenError`` where another licence has this stem, or this number of the kind."""
        if licence.stem in self.licences or (licence.kind, licence.number) in self.numbers:
            raise NumberTakenError(f"{licence.kind} {licence.number}")

    def add(self, licence: Licence, owner: str = "") -> None:
        """Add a licence, with the versions that it has; ``NumberTakenError``. ``owner``: code of its project's."""
        self.verify_free(licence)
        self.licences[licence.stem] = licence
        self.numbers[(licence.kind, licence.number)] = licence.stem
        if licence.project:
            self.projects.insert((licence.project, licence.stem))
        for version in licence.versions:
            self._index(licence, version, owner)

    def add_version(self, licence: Licence, version: LicenceVersion, owner: str = "") -> None:
        """Add the next version of a licence that is here."""
        licence.add_version(version)
        self._index(licence, version, owner)

    def _index(self, licence: Licence, version: LicenceVersion, owner: str) -> None:
        """Let a version be found by its identifier, its authority and its parties."""
        self.identifiers[version.identifier] = licence.stem
        self.promises.insert((licence.authority, promise_of(version)))
        self.note_parties(licence, version, owner)

    def note_parties(self, licence: Licence, version: LicenceVersion, owner: str) -> None:
        """Let a version be found by its holders and those before it, and by the owner of its project, or none.

        Until it is issued, and for ever where it is void, the licence is theirs whom a version before it names.
        """
        upto = licence.versions[: version.ordinal]
        for code in {owner, *(code for one in upto for code in one.holder_code.split(DELIMITER))} - {""}:
            self.parties.insert((code, promise_of(version)))

    def find(self, identifier: str) -> tuple[Licence, LicenceVersion] | None:
        """Give the licence and the version with this identifier, or None."""
        licence: Licence | None = self.licences.get(self.identifiers.get(identifier, ""))
        version = None if licence is None else licence.find_version(identifier)
        return None if licence is None or version is None else (licence, version)

    def get(self, identifier: str) -> tuple[Licence, LicenceVersion]:
        """Give the licence and the version with this identifier; ``LicenceUnknownError``."""
        if (found := self.find(identifier)) is None:
            raise LicenceUnknownError(identifier)
        return found

    def find_by_number(self, kind: str, number: str) -> Licence | None:
        """Give the licence of a kind with this number, or None."""
        licence: Licence | None = self.licences.get(self.numbers.get((kind, number), ""))
        return licence

    def of_project(self, project: str) -> Iterator[Licence]:
        """Every licence of a project, by stem."""
        return (self.licences[stem] for _, stem in self.projects.keys(*pairs_of(project)))

    def promised_by(self, authority: str, before: str = "") -> Iterator[str]:
        """Places (``promise_of``) of an authority's versions, those before ``before``, the last promised first."""
        return ends_backwards(self.promises, (authority,), before)

    def of_party(self, code: str, before: str = "") -> Iterator[str]:
        """Places of the versions of what a party holds or held, or that are of its projects, in the same order."""
        return ends_backwards(self.parties, (code,), before)

"""A file that the archive holds the digest of is named to the sweep, or one day it is gone."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

import pytest
import sources
from archive_fixture import NR, Office, actor
from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from archive.model import Amendment, Batch, Intake, Intent
from archive.models.cases import Satisfied
from archive.models.drafts import DraftMaterial
from archive.services.batches.model import BatchGiven
from archive.services.handing import hand_in
from archive.services.sweep import named_digests

FILES: Final = {
    "BatchRun.digest",
    "BatchRun.drawings",
    "BatchRuns.same",
    "Case.drawings",
    "DraftMaterial.digest",
    "File.digest",
    "FrozenTemplate.files",
    "Handed.digest",
    "HandedIn.files",
    "HandedIn.moments",
    "LicenceVersion.drawings",
    "Proposal.drawings",
    "Satisfied.digest",
    "Version.digest",
}
"""What holds digests of files of the blob store: everything of it is named to the sweep."""
OTHERS: Final = {
    "Archive.fonts": "kept by the fonts",
    "Attempts.failures": "of names and addresses",
    "Attempts.ends": "of names and addresses",
    "Attempts.known": "of names and addresses",
    "Factor.recovery": "of codes",
    "FrozenTemplate.digest": "of a folder",
    "FrozenTemplate.fonts": "kept by the fonts",
    "Making.fonts": "kept by the fonts",
    "Repeat.content": "of a request",
    "SealResult.digest": "of what was sealed, though it may have come too late to be kept",
    "Session.digest": "of a token",
    "Sessions.by_digest": "of tokens",
    "Sessions.by_name": "of tokens",
    "Sessions.ends": "of tokens",
    "SubmissionRecord.content": "of a submission",
    "TemplateUsed.digest": "of a folder",
    "Token.digest": "of a token",
    "User.password": "of a password",
}
"""What holds other digests, and of what."""
SAYS: Final = re.compile(r"[Dd]igest|SHA-256")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
DECIDER: Final = actor("decider")


def attributes_said_to_hold_digests() -> Iterator[str]:
    """Each attribute of a persistent class whose name, or the text beneath it, speaks of digests."""
    for name in sources.modules():
        for node in ast.walk(sources.tree(name)) if name.startswith("archive/models/") else ():
            if isinstance(node, ast.ClassDef):
                bodies = (node, *(each for each in node.body if getattr(each, "name", "") == "__init__"))
                for body in bodies:
                    yield from (f"{node.name}.{each}" for each in _named_in(body.body))


def _named_in(body: list[ast.stmt]) -> Iterator[str]:
    for statement, after in zip(body, [*body[1:], None], strict=True):
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        said = ast.unparse(after) if after is not None and sources.is_docstring(after) else ""
        for target in (part for each in targets for part in getattr(each, "elts", [each])):
            name = getattr(target, "attr", getattr(target, "id", ""))
            if name and ("digest" in name or (SAYS.search(said) and not isinstance(targets[0], ast.Tuple))):
                yield name


def digests_in(value: Any, holder: str = "", seen: set[int] | None = None) -> Iterator[tuple[str, str]]:
    """Each digest that is kept under an object, with the attribute that holds it."""
    seen = set() if seen is None else seen
    if isinstance(value, str):
        yield from ((holder, value) for _ in range(bool(DIGEST.fullmatch(value))))
    elif id(value) not in seen:
        seen.update({id(value)} if isinstance(value, Persistent) else ())
        for name, part in _parts_of(value, holder):
            yield from digests_in(part, name, seen)


def _parts_of(value: Any, holder: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping | OOBTree):
        yield from ((holder, part) for entry in value.items() for part in entry)
    elif isinstance(value, tuple | list | set | frozenset | OOTreeSet):
        yield from ((holder, part) for part in value)
    elif is_dataclass(value):
        yield from ((f"{type(value).__name__}.{each.name}", getattr(value, each.name)) for each in fields(value))
    elif isinstance(value, Persistent):
        yield from ((f"{type(value).__name__}.{name}", part) for name, part in vars(value).items())


@pytest.fixture(scope="module")
def office():
    """An archive in which each of ``FILES`` holds a file that nothing else does, as far as it can."""
    office = Office()
    office.users.add(
        office.root, actor("operator"), "decider", roles=["decider"], authority=NR, password="a good password"
    )

    def intake(text: str, name: str = "file.png") -> Intake:
        return Intake(str(office.blobs.put(text.encode())), len(text), "image/png", name, drawable=True)

    licence = office.issued()
    drawing = {"附图": intake("a new drawing").digest}
    office.proposals.propose(
        office.root, DECIDER, "replace", licence, Intent("1", "2"), amendment=Amendment(drawings=drawing)
    )
    case = office.root.cases[office.submitted()]
    (sealed, *_rest) = [each for name, each in digests_in(office.root.licences) if name == "File.digest"]
    case.satisfied += (Satisfied("D39", licence, sealed, office.clock()),)
    hand_in(office.root, DECIDER, intake("handed in"), office.clock(), "licence:replace")
    draft = office.drafts.begin(office.root, actor("applicant"))
    kept = intake("of a draft")
    material = DraftMaterial("D12", kept.digest, kept.size, kept.media_type, kept.name, kept.drawable, office.clock())
    office.root.drafts.find(draft.id).put_materials((material,), office.clock())
    batch = Batch("land_use_planning_permit", NR, office.decision())
    rows = intake('{"id": "r1"}\n', "rows.jsonl")
    given = BatchGiven(batch, rows, {"plan.png": intake("of a row").digest})
    office.batches.send(office.root, DECIDER, given)
    return office


def test_each_attribute_that_holds_digests_is_said_to_hold_those_of_files_or_others():
    assert set(attributes_said_to_hold_digests()) == FILES | set(OTHERS)


def test_the_archive_of_this_test_has_a_file_in_each(office):
    assert {name for name, digest in digests_in(office.root) if office.blobs.has(digest)} >= FILES


def test_every_file_that_the_archive_holds_the_digest_of_is_named(office):
    named = set(named_digests(office.root))
    assert {
        (name, each) for name, each in digests_in(office.root) if office.blobs.has(each) and each not in named
    } == set()

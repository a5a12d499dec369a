"""Tells everything that is wrong at once: checks that do not hang on each other go on, their errors come together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.services.errors import SeveralFaultsError
from storage.errors import StorageError
from templates.errors import DataInvalidError, Fault, TemplateError
from templates.interfaces import IKinds
from templates.model import Kind

Coded = ArchiveError | TemplateError | StorageError
"""An error that a user can meet."""

TOLD: Final = 100
"""Faults of a row's data that are told."""
MORE: Final = "archive.field-more"
"""Code of a fault that says how many more there are."""

Check = Callable[[], AbstractContextManager[None]]
"""Gives the block of one check: what it refuses is told at the end of the gathering."""


@contextmanager
def gathering(besides: tuple[type[Exception], ...] = ()) -> Iterator[Check]:
    """Gather what blocks of checks refuse; at the end raise the only error as it is, else ``SeveralFaultsError``.

    Errors of ``besides`` are left out. What may pass by itself (``TransientError``) is raised where it happens.
    """
    found: list[Coded] = []

    @contextmanager
    def check() -> Iterator[None]:
        try:
            yield
        except (ArchiveError, TemplateError) as error:
            if isinstance(error, TransientError):
                raise
            found.append(error)

    yield check
    if errors := [error for error in _each(found) if not isinstance(error, besides)]:
        raise together(*errors)


def together(*errors: Coded) -> Coded:
    """Give one error for several: the only one as it is, else ``SeveralFaultsError`` of each once."""
    distinct = {(error.code, str(error)): error for error in _each(errors)}
    return next(iter(distinct.values())) if len(distinct) == 1 else SeveralFaultsError(tuple(distinct.values()))


def faults_of(error: Coded) -> tuple[Fault, ...]:
    """Take an error apart: each of its faults at its place, and what has no place as a fault of the whole."""
    found = ((each, getattr(each, "faults", ())) for each in _each((error,)))
    return tuple(fault for each, faults in found for fault in faults or (Fault(each.code, "", "", str(each)),))


def shortened(error: Coded) -> Coded:
    """Give an error that tells the first ``TOLD`` faults of data alone, and how many more there are."""
    if isinstance(error, SeveralFaultsError):
        return together(*map(shortened, error.errors))
    if not isinstance(error, DataInvalidError) or len(error.faults) <= TOLD:
        return error
    return DataInvalidError((*error.faults[:TOLD], Fault(MORE, "", "", str(len(error.faults) - TOLD))))


def count_faults(faults: Iterable[Fault]) -> int:
    """Count faults, with those that ``shortened`` left out."""
    return sum(int(each.detail) if each.code == MORE else 1 for each in faults)


def _each(errors: Iterable[Coded]) -> Iterator[Coded]:
    """Every error, those that one holds by themselves."""
    for error in errors:
        yield from error.errors if isinstance(error, SeveralFaultsError) else (error,)


def verify_request(
    kinds: IKinds,
    kind: Kind,
    data: Mapping[str, Any],
    later: Collection[str] = (),
    *,
    about: str = "",
    place: Callable[[str], str] = str,
) -> None:
    """Check what a request says of a licence, and that it can be drawn: ``DataInvalidError``, ``GlyphMissingError``.

    Faults at the places ``later`` (JSON Pointer) are not told; ``about`` goes before each label,
    ``place`` gives where a place of the data stands in what was sent.
    """
    faults = _faults_of(kinds, kind, data)
    told = [each for each in faults if each.path not in later]
    with gathering() as check:
        with check():
            if told:
                raise DataInvalidError(
                    tuple(Fault(each.code, place(each.path), f"{about}{each.label}", each.detail) for each in told)
                )
        with check():
            kinds.verify_glyphs(kind, data, {each.path for each in faults})


def _faults_of(kinds: IKinds, kind: Kind, data: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Every fault of a request's data."""
    try:
        kinds.verify_request(kind, data)
    except DataInvalidError as error:
        return error.faults
    return ()

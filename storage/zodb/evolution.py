"""Brings a database forward by named steps, and remembers in it which were taken.

A step is a function of the database's root; its name says date and purpose (``s2026_12_01_add_retention``), and its
place in the mapping is its turn. Each step is a transaction of its own with the note that it was taken, so that a
killed evolution goes on where it was. A new database is told that it needs none of them.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Final

from BTrees.OOBTree import OOTreeSet
from transaction import TransactionManager

from storage.errors import EvolutionPendingError

Steps = Mapping[str, Callable[[Any], None]]
"""Name → step, in the order in which they are taken."""
TAKEN: Final = "evolution"
"""The root's key of the names of the steps that were taken."""


def pending(root: Any, steps: Steps) -> tuple[str, ...]:
    """Name the steps that ``root`` still needs, in their order."""
    taken = root.get(TAKEN, ())
    return tuple(name for name in steps if name not in taken)


def verify_evolved(root: Any, steps: Steps) -> None:
    """Raise ``EvolutionPendingError`` while a step waits: nothing else may work on an older database."""
    if names := pending(root, steps):
        raise EvolutionPendingError(", ".join(names))


def mark_evolved(root: Any, steps: Steps) -> None:
    """Note every step as taken, in a database that this program has just made; the caller commits."""
    _taken(root).update(steps)


def evolve(database: Any, steps: Steps, dry_run: bool = False) -> tuple[str, ...]:
    """Take the steps that an ``IObjectDatabase`` waits for; gives their names.

    A step's error stops it; the steps before it are kept. A dry run takes all steps in one transaction and forgets it.
    ``ConflictError`` where somebody else wrote meanwhile: what was not taken still waits.
    """
    manager = TransactionManager(explicit=True)
    taken = []
    with closing(database.open(manager)) as connection:
        manager.begin()
        try:
            root = connection.root()
            while names := pending(root, steps):
                steps[names[0]](root)
                _taken(root).add(names[0])
                if not dry_run:
                    manager.commit()
                    manager.begin()
                taken.append(names[0])
        finally:
            manager.abort()
    return tuple(taken)


def _taken(root: Any) -> Any:
    """Give the set of names of taken steps, made at need."""
    if TAKEN not in root:
        root[TAKEN] = OOTreeSet()
    return root[TAKEN]

"""Evolution steps of the database, one module a step, named by date and purpose (``s2026_12_01_add_retention``).

The engine is ``storage.zodb.evolution``; a step is a function of the database's root.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from archive.evolve import s2026_11_21_find_by_office
from archive.evolve.s2026_11_21_add_deliveries import add_deliveries
from archive.evolve.s2026_11_21_add_identity import add_identity
from archive.evolve.s2026_11_21_add_notices import add_notices
from archive.evolve.s2026_11_21_add_post import add_post
from archive.evolve.s2026_11_21_add_proposals import add_proposals
from archive.evolve.s2026_11_21_add_tokens import add_tokens
from archive.evolve.s2026_11_21_add_watches import add_watches
from archive.evolve.s2026_11_22_bound_mandates import bound_mandates
from archive.evolve.s2026_11_22_count_what_was_given_up import count_what_was_given_up
from archive.evolve.s2026_11_22_find_licences_by_each_holder import find_licences_by_each_holder
from archive.evolve.s2026_11_22_find_licences_by_party import find_licences_by_party
from archive.evolve.s2026_11_22_find_same_batches import find_same_batches
from archive.evolve.s2026_11_22_find_users import find_users

STEPS: Final[Mapping[str, Callable[[Any], None]]] = {
    "s2026_11_21_add_identity": add_identity,
    "s2026_11_21_add_tokens": add_tokens,
    "s2026_11_21_add_proposals": add_proposals,
    "s2026_11_21_find_by_office": s2026_11_21_find_by_office.step,
    "s2026_11_21_add_deliveries": add_deliveries,
    "s2026_11_21_add_notices": add_notices,
    "s2026_11_21_add_post": add_post,
    "s2026_11_21_add_watches": add_watches,
    "s2026_11_22_find_same_batches": find_same_batches,
    "s2026_11_22_count_what_was_given_up": count_what_was_given_up,
    "s2026_11_22_find_users": find_users,
    "s2026_11_22_bound_mandates": bound_mandates,
    "s2026_11_22_find_licences_by_party": find_licences_by_party,
    "s2026_11_22_find_licences_by_each_holder": find_licences_by_each_holder,
}
"""Name → step, in the order in which they are taken."""

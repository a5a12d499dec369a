r"""The states of a licence version (domain 1.3), and the acts that lead from one to the other.

::

    promised --issue--> valid <--suspend, resume--> suspended
        \--void--> void    |--replace--> replaced (by the chain's next version)
                           |--lapse--> expired   --transfer--> transferred --take_back--> valid
                           \--revoke 撤销, rescind 吊销, withdraw 撤回--> revoked, rescinded, withdrawn
    and out of every state but promised, void, replaced: --cancel 注销--> cancelled
"""

from typing import Final

from archive.permissions import Permission
from archive.workflows.errors import ActNotAllowedError
from archive.workflows.machine import Step, Workflow

_LIVE: Final = ("valid", "suspended")

LICENCE: Final = Workflow(
    "licence",
    "promised",
    (
        Step("issue", ("promised",), "valid", Permission.LICENCE_ISSUE),
        Step("void", ("promised",), "void", Permission.LICENCE_ISSUE),
        Step("replace", ("valid",), "replaced", Permission.LICENCE_REPLACE),
        Step("suspend", ("valid",), "suspended", Permission.LICENCE_SUSPEND),
        Step("resume", ("suspended",), "valid", Permission.LICENCE_RESUME),
        Step("lapse", _LIVE, "expired", Permission.LICENCE_LAPSE),
        Step("transfer", ("valid",), "transferred", Permission.LICENCE_TRANSFER),
        Step("take_back", ("transferred",), "valid", Permission.LICENCE_TRANSFER),
        Step("revoke", (*_LIVE, "expired"), "revoked", Permission.LICENCE_REVOKE),
        Step("rescind", _LIVE, "rescinded", Permission.LICENCE_RESCIND),
        Step("withdraw", _LIVE, "withdrawn", Permission.LICENCE_WITHDRAW),
        Step(
            "cancel",
            (*_LIVE, "expired", "transferred", "revoked", "rescinded", "withdrawn"),
            "cancelled",
            Permission.LICENCE_CANCEL,
        ),
    ),
    ActNotAllowedError,
)

ACTS: Final = frozenset(
    {"suspend", "resume", "lapse", "transfer", "take_back", "revoke", "rescind", "withdraw", "cancel"}
)
"""Verbs that an authority decides on an issued licence; the others come with the making of a version."""

WORKS_BACK: Final = frozenset({"revoke"})
"""Verbs whose effect may begin before they are decided: 撤销, of what was granted unlawfully."""

NATIONAL_STATES: Final = {
    "valid": "01",
    "suspended": "02",
    "revoked": "03",
    "cancelled": "04",
    "expired": "05",
    "replaced": "05",
    "transferred": "06",
    "rescinded": "07",
    "withdrawn": "99",
}
"""State → certState; 撤回 has no code of its own, and goes as 其他."""

NATIONAL_OPERATIONS: Final = {
    "issue": "01",
    "suspend": "03",
    "lapse": "04",
    "cancel": "05",
    "revoke": "05",
    "rescind": "05",
    "resume": "06",
    "withdraw": "07",
    "transfer": "07",
    "replace": "09",
    "take_back": "10",
}
"""Verb → operateType."""

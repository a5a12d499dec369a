r"""The road of a case (办件), in the national instance states (domain 3.3).

::

    submitted --accept--> accepted --review--> reviewed --approve--> approved
     |  |  ^                 |                    |  \----reject---> rejected
     |  |  +--correct-- correcting                |
     |  +--ask_correction--^  |                   |
     |--decline--> declined   |--withdraw--> withdrawn
     +--withdraw--> withdrawn            accepted, reviewed --retract--> retracted
"""

from typing import Final

from archive.permissions import Permission
from archive.workflows.machine import Step, Workflow

CASE: Final = Workflow(
    "case",
    "submitted",
    (
        Step("accept", ("submitted",), "accepted", Permission.CASE_ACCEPT),
        Step("decline", ("submitted",), "declined", Permission.CASE_ACCEPT),
        Step("ask_correction", ("submitted",), "correcting", Permission.CASE_ACCEPT),
        Step("correct", ("correcting",), "submitted", Permission.CASE_SUBMIT),
        Step("withdraw", ("submitted", "correcting"), "withdrawn", Permission.CASE_SUBMIT),
        Step("retract", ("accepted", "reviewed"), "retracted", Permission.CASE_SUBMIT),
        Step("review", ("accepted",), "reviewed", Permission.CASE_REVIEW),
        Step("approve", ("reviewed",), "approved", Permission.CASE_DECIDE),
        Step("reject", ("reviewed",), "rejected", Permission.CASE_DECIDE),
    ),
)

NATIONAL_STATES: Final = {
    "submitted": "1",
    "withdrawn": "2",
    "accepted": "3",
    "declined": "5",
    "correcting": "6",
    "reviewed": "8",
    "approved": "11",
    "rejected": "13",
    "retracted": "14",
}
"""State → code of 审批事项实例状态."""

"""Every page that people see: who looks at it, and its address about one of the demo's objects."""

import re
from typing import Any

from archive.web.routes import ROUTES

SHOWN = {
    "home": "",
    "verify": "",
    "status": "",
    "enquiry": "",
    "help": "",
    "guide": "",
    "accessibility": "",
    "sign-in": "",
    "factor": "applicant",
    "account": "applicant",
    "password": "applicant",
    "tokens": "applicant",
    "api": "",
    "projects": "applicant",
    "project": "applicant",
    "case": "applicant",
    "letter": "applicant",
    "record": "applicant",
    "case-correct": "applicant",
    "application": "applicant",
    "mandates": "applicant",
    "apply": "applicant",
    "drafts": "applicant",
    "draft-step": "applicant",
    "inbox": "applicant",
    "licences": "housing-decider",
    "licence": "housing-decider",
    "licence-delivery": "housing-clerk",
    "case-delivery": "applicant",
    "letter-delivery": "planning-clerk",
    "licence-print": "housing-decider",
    "licence-act": "housing-decider",
    "batches": "housing-decider",
    "batch": "housing-decider",
    "proposals": "housing-decider",
    "proposal": "housing-decider",
    "desk": "housing-clerk",
    "desk-case": "housing-clerk",
    "operator": "administrator",
    "jobs": "administrator",
    "health": "administrator",
    "letters": "administrator",
    "ledger": "administrator",
    "events": "auditor",
    "authorities": "administrator",
    "authority": "administrator",
    "authority-change": "administrator",
    "users": "administrator",
    "user": "administrator",
}
"""Page → who looks at it; nobody's name: whoever comes."""
LEFT = {
    "sign-in-unified": "leads to the provider",
    "sign-in-back": "leads on",
    "alive": "for machines",
    "ready": "for machines",
    "metrics": "for machines",
    "draft": "leads to a step",
    "draft-picture": "is a picture",
    "document": "is a file",
    "document-picture": "is a picture",
    "desk-progress": "is a part of a page",
    "licence-file": "is a file",
    "batch-report": "is a file",
    "batch-table": "is a file",
    "licence-picture": "is a picture",
}
"""Page that is no picture, and why."""
MORE = {
    "status-by-print": ("", "/v/{identifier}?t={code}", 200),
    "status-misread": ("", "/v/{misread}", 422),
    "desk-waiting": ("planning-clerk", "/desk", 200),
    "desk-case-waiting": ("planning-clerk", "/desk/{case}", 200),
    "no-such-page": ("applicant", "/nowhere", 404),
    "not-allowed": ("housing-clerk", "/operator", 403),
}
"""What else a page says at times: who looks at it, its address about what waits or was printed, and its status."""
ASKED = ("letter", "letter-delivery", "case-correct")
"""Pages about a case that is to be put right."""
WORD = re.compile(r"\{(?P<word>\w+)(:([^{}]|\{[^{}]*\})*)?\}")
"""What stands for something in an address, with its pattern."""


def address_of(site: Any, name: str) -> str:
    """The address of a page about one of the demo's objects."""
    (pattern,) = (route.pattern for route in ROUTES if route.name == name)
    objects = site.objects | (site.asked if name in ASKED else {})
    return site.address + WORD.sub(lambda found: objects[found["word"]], pattern)

"""Every page in one table: its name, its address, and which right opens it by which method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from archive.permissions import Permission

ANYONE: Final = "anyone"
"""Whoever comes, signed in or not."""
SIGNED_IN: Final = "signed-in"
"""Whoever is signed in; what is shown is the visitor's own."""
UNFINISHED: Final = "unfinished"
"""Whoever is signed in, also while a second factor is still to be set up."""
OFFICE: Final = "office"
"""Whoever acts for an authority, or looks over all of them; of which objects is the services' to judge."""
APPLY: Final = Permission.CASE_SUBMIT
"""Whoever may fill the one form in."""

JUDGED: Final = "judged"
"""Whoever comes is let in, and the view judges: where a program may come by its token instead of a session."""


@dataclass(frozen=True, slots=True)
class Route:
    """One page: a method that has no right here does not exist."""

    name: str
    pattern: str
    rights: Mapping[str, str] = field(default_factory=lambda: {"GET": ANYONE})
    """Method → a right (``archive.permissions.Permission``, or one of the words above). Rights to the object are the
    services' to judge."""


def _get(right: str) -> Mapping[str, str]:
    """A page that is only read."""
    return {"GET": right}


def _form(right: str, post: str = "") -> Mapping[str, str]:
    """A page with a form that is sent to its own address."""
    return {"GET": right, "POST": post or right}


ROUTES: Final[tuple[Route, ...]] = (
    Route("home", "/"),
    Route("verify", "/verify", _form(ANYONE)),
    Route("status", "/v/{identifier}", _form(ANYONE)),
    Route("enquiry", "/v", _form(ANYONE)),
    Route("help", "/help"),
    Route("guide", "/help/{guide:applicant|verify|clerk}"),
    Route("api", "/api/v1/"),
    Route("accessibility", "/accessibility"),
    Route("sign-in", "/sign-in", _form(ANYONE)),
    Route("sign-in-unified", "/sign-in/unified"),
    Route("sign-in-back", "/sign-in/back"),
    Route("language", "/language", {"POST": ANYONE}),
    Route("alive", "/health/alive"),
    Route("ready", "/health/ready"),
    Route("metrics", "/metrics", _get(JUDGED)),
    Route("factor", "/sign-in/factor", _form(UNFINISHED)),
    Route("sign-out", "/sign-out", {"POST": UNFINISHED}),
    Route("account", "/account", _form(SIGNED_IN)),
    Route("password", "/account/password", _form(SIGNED_IN)),
    Route("tokens", "/account/tokens", _form(SIGNED_IN)),
    Route("token-end", "/account/tokens/{token}/end", {"POST": SIGNED_IN}),
    Route("licences", "/licences", _get(Permission.LICENCE_VIEW)),
    Route("licence", "/licences/{identifier}", _get(Permission.LICENCE_VIEW)),
    Route("licence-print", "/licences/{identifier}/print", _get(Permission.LICENCE_VIEW)),
    Route("licence-file", "/licences/{identifier}/files/{number:[0-9]{1,3}}", _get(Permission.LICENCE_VIEW)),
    Route(
        "licence-picture",
        "/licences/{identifier}/pictures/{number:[0-9]{1,3}}/{page:[0-9]{1,4}}",
        _get(Permission.LICENCE_VIEW),
    ),
    Route("operator", "/operator", _get(Permission.USER_VIEW)),
    Route("health", "/operator/health", _get(Permission.METRICS_VIEW)),
    Route("jobs", "/operator/jobs", _get(Permission.JOB_VIEW)),
    Route("jobs-retry", "/operator/jobs/retry", {"POST": Permission.JOB_RETRY}),
    Route("letters", "/operator/letters", _get(Permission.JOB_VIEW)),
    Route("letters-retry", "/operator/letters/retry", {"POST": Permission.JOB_RETRY}),
    Route("ledger", "/operator/seals", _get(Permission.LEDGER_VIEW)),
    Route("events", "/operator/changes", _get(Permission.EVENT_VIEW)),
    Route("authorities", "/operator/authorities", _form(Permission.AUTHORITY_VIEW, Permission.AUTHORITY_MANAGE)),
    Route("authority", "/operator/authorities/{code}", _get(Permission.AUTHORITY_VIEW)),
    Route("authority-change", "/operator/authorities/{code}/{change:[a-z]{1,20}}", _form(Permission.AUTHORITY_MANAGE)),
    Route("users", "/operator/users", _form(Permission.USER_VIEW, Permission.USER_MANAGE)),
    Route("user", "/operator/users/{name}", _get(Permission.USER_VIEW)),
    Route("user-change", "/operator/users/{name}/{what:[a-z-]{1,20}}", {"POST": Permission.USER_MANAGE}),
    Route("session-end", "/account/sessions/{session}/end", {"POST": SIGNED_IN}),
    Route("sessions-end", "/account/sessions/end", {"POST": SIGNED_IN}),
    Route("inbox", "/inbox", _form(SIGNED_IN)),
    Route("document", "/cases/{case}/documents/{document}/{number:[0-9]{1,4}}", _get(Permission.CASE_VIEW)),
    Route("apply", "/applications/new", _form(APPLY)),
    Route("drafts", "/drafts", _get(APPLY)),
    Route("draft", "/drafts/{draft}", _get(APPLY)),
    Route("draft-picture", "/drafts/{draft}/materials/{type}/{digest}/picture", _get(APPLY)),
    Route("draft-submit", "/drafts/{draft}/submit", {"POST": APPLY}),
    Route("draft-discard", "/drafts/{draft}/discard", {"POST": APPLY}),
    Route("draft-material-add", "/drafts/{draft}/materials/{type}", {"POST": APPLY}),
    Route("draft-material-remove", "/drafts/{draft}/materials/{type}/{digest}/remove", {"POST": APPLY}),
    Route("projects", "/projects", _get(Permission.PROJECT_VIEW)),
    Route("project", "/projects/{project}", _get(Permission.PROJECT_VIEW)),
    Route("project-bind", "/projects/{project}/code", {"POST": Permission.PROJECT_BIND}),
    Route("case", "/cases/{case}", _get(Permission.CASE_VIEW)),
    Route("letter", "/cases/{case}/letters/{document}", _get(Permission.CASE_VIEW)),
    Route("record", "/cases/{case}/records/{document}", _get(Permission.CASE_VIEW)),
    Route("case-correct", "/cases/{case}/correct", _form(APPLY)),
    Route("case-take-back", "/cases/{case}/take-back", {"POST": APPLY}),
    Route("licence-delivery", "/licences/{identifier}/delivery", _form(Permission.LICENCE_VIEW)),
    Route("case-delivery", "/cases/{case}/delivery", _form(Permission.CASE_VIEW)),
    Route("letter-delivery", "/cases/{case}/letters/{document}/delivery", _form(Permission.CASE_VIEW)),
    Route("mandates", "/mandates", _form(Permission.PROJECT_VIEW, Permission.MANDATE_GRANT)),
    Route("mandate-revoke", "/mandates/{mandate}/revoke", {"POST": Permission.PROJECT_VIEW}),
    Route("application", "/applications/{application}", _get(Permission.CASE_VIEW)),
    Route("uploads", "/uploads", {"OPTIONS": APPLY, "POST": APPLY}),
    Route("upload", "/uploads/{upload}", {"HEAD": APPLY, "PATCH": APPLY, "DELETE": APPLY}),
    Route("draft-step", "/drafts/{draft}/{step}", _form(APPLY)),
    Route(
        "document-picture",
        "/cases/{case}/documents/{document}/{number:[0-9]{1,4}}/pictures/{page:[0-9]{1,4}}",
        _get(Permission.CASE_VIEW),
    ),
    Route("licence-act", "/licences/{identifier}/acts/{verb:[a-z_]{1,20}}", _form(OFFICE)),
    Route("batches", "/batches", _form(OFFICE, Permission.LICENCE_ISSUE)),
    Route("batch-table", "/batches/tables/{kind}", _get(Permission.LICENCE_ISSUE)),
    Route("batch", "/batches/{batch}", _get(OFFICE)),
    Route("batch-report", "/batches/{batch}/report", _get(OFFICE)),
    Route("proposals", "/proposals", _get(OFFICE)),
    Route("proposal", "/proposals/{proposal}", _get(OFFICE)),
    Route("proposal-step", "/proposals/{proposal}/{verb:confirm|refuse|withdraw}", {"POST": OFFICE}),
    Route("desk", "/desk", _get(OFFICE)),
    Route("desk-case", "/desk/{case}", _get(OFFICE)),
    Route("desk-progress", "/desk/{case}/progress", _get(OFFICE)),
    Route("desk-again", "/desk/{case}/again", {"POST": OFFICE}),
    Route("desk-step", "/desk/{case}/steps/{verb:[a-z_]{1,20}}", {"POST": OFFICE}),
)
"""Every page; of two that match an address the first is meant."""

NAVIGATION: Final = (
    ("projects", "page.projects"),
    ("drafts", "page.drafts"),
    ("apply", "page.apply"),
    ("desk", "page.desk"),
    ("proposals", "page.proposals"),
    ("licences", "page.licences"),
    ("operator", "page.operator"),
    ("verify", "page.verify"),
    ("inbox", "page.inbox"),
)
"""What stands at the top of every page, for whoever it is open to: route, code of its words."""

RIGHTS: Final = {route.name: route.rights for route in ROUTES}


def right_of(name: str, method: str) -> str:
    """Give the right that opens a page by a method; ``KeyError`` where the table has none."""
    return RIGHTS[name][method]

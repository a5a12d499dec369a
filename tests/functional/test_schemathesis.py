"""Whatever the description allows, and what it does not, is answered as it says: to each role, and to nobody."""

import os
from datetime import timedelta
from functools import cache

import pytest
import schemathesis
from archive_fixture import NR, OWNER
from desk_fixture import actor_of, carry, come_in
from hypothesis import HealthCheck, assume, settings
from programs import serving, token_of, walk
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_fixture import doors, newcomer, opened

from archive.model import Point
from archive.permissions import OFFICIAL, ROLES, Actor
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MandateGiven
from archive.services.process.interfaces import IAskCorrectionService
from archive.web.api.contract import read_contract

KNOWN = {
    "applicant": "applicant",
    "clerk": "clerk-nr",
    "reviewer": "reviewer-nr",
    "decider": "decider-nr",
    "operator": "admin",
    "clerk elsewhere": "clerk-hc",
    "nobody": "",
}
"""Who asks → the user of that name who is there; of every other role somebody is added."""
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
BEFORE = {
    "acceptCase": "submitted",
    "declineCase": "submitted",
    "askCorrection": "submitted",
    "correctCase": "correcting",
    "withdrawCase": "submitted",
    "reviewCase": "accepted",
    "decideCase": "reviewed",
}
"""Step → the state in which a case waits for it."""
MAP = {"place": "D12", "fault": "缺宗地界址点表"}
SAID = {
    "askCorrection": {"points": [MAP]},
    "correctCase": {"data": {"XMMC": "示例厂房（更正）"}, "form": {}, "versions": {}, "drawings": {}, "materials": []},
    "withdrawCase": {"verb": "withdraw"},
}
"""Step → what is to be said for it to be taken, which nobody would draw."""
MOMENTS = ("happened_at", "decided_at")
"""What is left out of every second step: a moment that is drawn is one at which nothing can have happened."""
BESIDE = [positive_data_acceptance]
"""Not asked: what is of the right shape may still break a rule of the archive."""

pytestmark = pytest.mark.schemathesis
load_all_checks()
schema = schemathesis.openapi.from_dict(dict(read_contract().document))


@schemathesis.serializer("application/pdf")
def as_bytes(_context, value):
    """Send a file as its bytes."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def server():
    """Serves an archive with one licence."""
    user_for.cache_clear()
    _waiting.clear()
    with doors(), serving() as address:
        walk()
        yield address


def known():
    """Ids of what is there, by the parameter that names it."""
    road, (application, _app) = walk(), opened()
    licence = road.licences["X1-06"]
    job = application.transact(lambda root: root.licences.get(licence)[1].job)
    return {
        "project": road.project,
        "case": road.cases["X1-06"],
        "licence": licence,
        "job": job,
        "document": "D12-001",
        "number": 1,
        "annex": 1,
    }


_waiting: dict[str, str] = {}


def waiting_for(step):
    """Give a case that waits for a step: that of before, while nobody has taken it, or one that comes in."""
    application, state = opened()[0], BEFORE[step]
    known = _waiting.get(step, "")
    if known and application.transact(lambda root: root.cases[known].state) == state:
        return known
    case = _waiting[step] = come_in()
    if state == "correcting":
        ask, clerk = application.get(IAskCorrectionService).ask_correction, actor_of("clerk-nr")
        application.transact(lambda root: ask(root, clerk, case, [Point(**MAP)]))
    elif state != "submitted":
        carry(case, state)
    return case


def aim(case):
    """Of what is as described, let half name what is there and may be done, and say that it was seen."""
    drawn = sum(repr((case.path_parameters, case.query, case.body)).encode("utf-8", "replace"))
    if case.meta.generation.mode == GenerationMode.POSITIVE and drawn % 2:
        names, step = known(), case.operation.definition.raw["operationId"]
        case.path_parameters = {name: names.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if step in BEFORE:
            case.path_parameters = {"case": waiting_for(step)}
            left_out = MOMENTS if drawn % 4 == 1 else ()
            said = {name: value for name, value in case.body.items() if name not in left_out}
            case.body = said | SAID.get(step, {})
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"


def is_lost(case):
    """Say whether what is drawn does not reach us as it is.

    A field with an empty list is no field of a form at all; a transfer coding that nobody knows is the server's to
    answer, by 501 (RFC 9112, section 6.1).
    """
    if "transfer-encoding" in {name.lower() for name in case.headers or {}}:
        return True
    return case.media_type == "multipart/form-data" and isinstance(case.body, dict) and [] in case.body.values()


@cache
def user_for(who):
    """Give the name of the user who asks, of any role; an agent has the owner's mandate."""
    if who in KNOWN:
        return KNOWN[who]
    name = newcomer(who, who, authority=NR if who in OFFICIAL else "")
    if who == "agent":
        application, owner = opened()[0], Actor("owner", frozenset({"applicant"}), party=OWNER)
        given = MandateGiven(OWNER, name, application.clock() + timedelta(days=1))
        grant = application.get(IMandateService).grant
        application.transact(lambda root: grant(root, owner, given))
    return name


@pytest.mark.parametrize("who", sorted(ROLES.keys() | KNOWN.keys()))
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_word(case, who, server):
    assume(not is_lost(case))
    aim(case)
    name = user_for(who)
    headers = {"Authorization": f"Bearer {token_of(name, None)}"} if name else {}
    case.call_and_validate(headers=headers, base_url=f"{server}/api/v1", excluded_checks=BESIDE)

"""An object of each kind, users of each role beside it, and the addresses of every page about them."""

from datetime import timedelta
from functools import cache
from types import SimpleNamespace

from archive_fixture import OWNER
from desk_fixture import actor_of, carry, come_in, drain_for
from samples import DRAWING
from web_fixture import KIND, browser, newcomer, opened

from archive.interfaces import IIntakeService
from archive.model import Batch, Decision, Intake, Intent
from archive.services.batches.interfaces import IBatchService
from archive.services.batches.model import BatchGiven
from archive.services.drafting.interfaces import IDraftService, IUploadService
from archive.services.identity.interfaces import ISessionService, ITokenService
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MandateGiven
from archive.services.process.interfaces import IProposalService
from storage.interfaces import IBlobStore

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"


@cache
def things():
    """An object of each kind, all of the same applicant and authority; and two users for each role."""
    application, _app = opened()
    own = {"applicant": "applicant", "agent": newcomer("agent", "agent")}
    own |= {role: f"{role}-nr" for role in ("clerk", "reviewer", "decider")}
    own |= {"archivist": newcomer("archivist", "archivist", authority=NR)}
    own |= {role: newcomer(role, role) for role in ("auditor", "operator")}
    foreign = {role: newcomer(role, role) for role in ("applicant", "agent")}
    foreign |= {role: f"{role}-hc" for role in ("clerk", "reviewer", "decider")}
    foreign |= {"archivist": newcomer("archivist", "archivist", authority=HC)}
    foreign |= {role: own[role] for role in ("auditor", "operator")}
    case = come_in()
    promise = carry(case)
    drain_for(case)
    about = Intent("示规暂〔2026〕1号", "城乡规划法第六十四条")

    def make(root):
        ends = application.clock() + timedelta(days=30)
        project = root.cases[case].project
        given = MandateGiven(OWNER, own["agent"], ends, projects=frozenset({project}))
        applicant, drafts, tokens = actor_of("applicant"), *map(application.get, (IDraftService, ITokenService))
        draft = drafts.begin(root, applicant).id
        drafts.add_material(root, applicant, draft, "D12", taken)
        decider, proposals = actor_of("decider-nr"), application.get(IProposalService)
        issued = {"label": "a program", "scopes": ["case:view"], "expires_at": ends}
        return {
            "project": project,
            "draft": draft,
            "mandate": application.get(IMandateService).grant(root, applicant, given),
            "proposal": proposals.propose(root, decider, "suspend", promise.identifier, about).id,
            "batch": application.get(IBatchService).send(root, decider, rows),
            "session": application.get(ISessionService).begin(root, "applicant", means="password").session,
            "token": tokens.issue(root, applicant, "applicant", **issued).token,
        }

    taken = application.get(IIntakeService).take(DRAWING, "图.png", drawing=True)
    rows = bulk_issue()
    upload = application.get(IUploadService).begin(actor_of("applicant"), "图.png", len(DRAWING)).id
    names = {"case": case, "application": case.rpartition("-")[0], "identifier": promise.identifier}
    names |= {"document": "D12-001", "number": "1", "page": "1", "step": "items", "verb": "suspend", "guide": "verify"}
    names |= {"code": NR, "name": "admin", "what": "roles", "change": "name", "type": "D12", "kind": KIND}
    names |= {"digest": taken.digest, "upload": upload}
    return SimpleNamespace(own=own, foreign=foreign, names=names | application.transact(make))


def bulk_issue():
    """A bulk issue of one row, which cannot be issued, to be sent."""
    application, _app = opened()
    data = b'{"id": "a"}\n'
    digest = str(application.get(IBlobStore).put(data))
    batch = Batch(KIND, NR, Decision("示规门〔2026〕1号", "机构改革", application.clock()))
    return BatchGiven(batch, Intake(digest, len(data), "text/csv", "rows.jsonl"))


def state():
    """How our objects stand."""
    application, _app = opened()
    names = things().names
    uploads = [each.id for each in application.get(IUploadService).list(actor_of("applicant"))]

    def look(root):
        case, draft = root.cases[names["case"]], root.drafts.find(names["draft"])
        licence, version = root.licences.get(names["identifier"])
        kept = (root.sessions.find_named(names["session"]), root.tokens.find(names["token"]))
        deliveries = len(list(root.deliveries.of(names["identifier"])))
        judged = (root.mandates[names["mandate"]].revoked, root.proposals.find(names["proposal"]).state)
        stands = (case.state, licence.state_at(version, application.clock()).state, deliveries, draft.edition)
        return (*stands, *judged, root.projects[names["project"]].edition, *map(bool, kept), names["upload"] in uploads)

    return application.transact(look)


@cache
def app_of(name):
    """The browser of a user, or of nobody."""
    return browser(name)


def address_of(route):
    """The address of a page of our objects."""
    names = dict(things().names)
    if route.name in ("licence-file", "licence-picture"):
        names["number"] = "0"
    if route.name in ("letter", "letter-delivery"):
        names["document"] = "P02-001"
    if route.name == "record":
        names["document"] = "P01-001"
    if route.name == "desk-step":
        names["verb"] = "accept"
    if route.name == "proposal-step":
        names["verb"] = "confirm"
    address = route.pattern
    while "{" in address:
        before, _, rest = address.partition("{")
        inner, _, after = _cut(rest)
        address = before + names[inner.partition(":")[0]] + after
    return address


def _cut(rest):
    """Cut a pattern behind the brace that ends a name; an expression in it has braces of its own."""
    depth = 1
    for place, letter in enumerate(rest):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return rest[:place], "}", rest[place + 1 :]
    raise AssertionError(rest)

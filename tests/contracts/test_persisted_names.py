"""The names that databases hold are a contract: a class may move only with an evolution step."""

import io
import pickletools
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import ZODB
from archive_fixture import HC, NR, OWNER, Office, actor
from ZODB.MappingStorage import MappingStorage

from archive.model import Batch, BuildingGiven, Cover, Intake, Intent, Point
from archive.models.authorities import Delegation
from archive.models.periods import Period
from archive.models.watches import Look
from archive.services.batches.model import BatchGiven
from archive.services.handing import hand_in
from archive.services.mandates.model import MandateGiven
from archive.services.repeating import Asked, do_once
from storage.zodb.evolution import mark_evolved

PROMISED = [
    "BTrees.LOBTree.LOBTree",
    "BTrees.LOBTree.LOBucket",
    "BTrees.Length.Length",
    "BTrees.OOBTree.OOBTree",
    "BTrees.OOBTree.OOBucket",
    "BTrees.OOBTree.OOSet",
    "BTrees.OOBTree.OOTreeSet",
    "archive.model.Cover",
    "archive.model.Intent",
    "archive.model.Point",
    "archive.models.acts.Act",
    "archive.models.applications.Application",
    "archive.models.applications.SubmissionRecord",
    "archive.models.authorities.Authorities",
    "archive.models.authorities.Authority",
    "archive.models.authorities.Delegation",
    "archive.models.authorities.Seal",
    "archive.models.batches.BatchRun",
    "archive.models.batches.BatchRuns",
    "archive.models.batches.RowTaken",
    "archive.models.cases.Asked",
    "archive.models.cases.Case",
    "archive.models.cases.Cases",
    "archive.models.cases.Satisfied",
    "archive.models.cases.Taken",
    "archive.models.deliveries.Deliveries",
    "archive.models.deliveries.Delivery",
    "archive.models.dossiers.Document",
    "archive.models.dossiers.Dossier",
    "archive.models.dossiers.Origin",
    "archive.models.dossiers.Version",
    "archive.models.drafts.Draft",
    "archive.models.drafts.DraftMaterial",
    "archive.models.drafts.Drafts",
    "archive.models.editing.Edit",
    "archive.models.events.Event",
    "archive.models.events.EventLog",
    "archive.models.factors.Factor",
    "archive.models.handed.Handed",
    "archive.models.handed.HandedIn",
    "archive.models.licences.File",
    "archive.models.licences.Licence",
    "archive.models.licences.LicenceVersion",
    "archive.models.licences.Making",
    "archive.models.licences.TemplateUsed",
    "archive.models.licences.Voided",
    "archive.models.mandates.Mandate",
    "archive.models.mandates.Mandates",
    "archive.models.mandates.Revoked",
    "archive.models.notices.Marks",
    "archive.models.notices.Notice",
    "archive.models.notices.Notices",
    "archive.models.numbers.NumberRange",
    "archive.models.numbers.Numbers",
    "archive.models.numbers.TakenNumber",
    "archive.models.outbox.Job",
    "archive.models.outbox.Outbox",
    "archive.models.outbox.Runner",
    "archive.models.periods.Held",
    "archive.models.periods.Period",
    "archive.models.periods.Timeline",
    "archive.models.projects.Building",
    "archive.models.projects.Project",
    "archive.models.projects.Projects",
    "archive.models.projects.Works",
    "archive.models.proposals.Proposal",
    "archive.models.proposals.Proposals",
    "archive.models.register.Register",
    "archive.models.repeats.Repeat",
    "archive.models.repeats.Repeats",
    "archive.models.root.Archive",
    "archive.models.seals.SealLedger",
    "archive.models.seals.SealResult",
    "archive.models.seals.SealUse",
    "archive.models.sessions.Attempts",
    "archive.models.sessions.Session",
    "archive.models.sessions.Sessions",
    "archive.models.templates.FrozenTemplate",
    "archive.models.tokens.Token",
    "archive.models.tokens.Tokens",
    "archive.models.users.User",
    "archive.models.users.Users",
    "archive.models.watches.Look",
    "archive.models.watches.Watch",
    "archive.models.watches.Watches",
    "builtins.frozenset",
    "datetime.date",
    "datetime.datetime",
    "datetime.timedelta",
    "datetime.timezone",
    "persistent.mapping.PersistentMapping",
]


def names_in(database):
    """Every class that the pickles of ``database`` name."""
    for moment in database.storage.iterator():
        for record in moment:
            stream = io.BytesIO(record.data)
            for _ in ("class", "state"):
                for opcode, argument, _position in pickletools.genops(stream):
                    if opcode.name == "GLOBAL":
                        yield argument.replace(" ", ".")


def handle(office, project, land):
    """Do with a case and a licence what is off the straight road."""
    again = office.submit.submit(office.root, actor(), office.submission(project, "X1-06", key="s2"))
    office.ask_correction.ask_correction(office.root, actor("clerk"), again.cases["X1-06"], [Point("D12", "不清楚")])
    office.acts.act(office.root, actor("decider"), land, "suspend", office.decision())
    office.deliveries.record(office.root, actor("decider"), land, "counter")
    office.notices.mark_read(office.root, actor(name="reader"))
    told = office.notices.list(office.root, actor(name="other")).notices
    office.notices.mark_read(office.root, actor(name="other"), [one.id for one in told])
    office.proposals.propose(office.root, actor("decider"), "resume", land, Intent("1", "整改完毕"))


def send_batch(office):
    """Have a row of a bulk issue taken."""
    decider = actor("decider")
    given = {"roles": ["decider"], "authority": NR, "password": "a good password"}
    office.users.add(office.root, actor("operator"), decider.name, **given)
    digest = str(office.blobs.put(b'{"id": "a"}\n'))
    batch = Batch("land_use_planning_permit", NR, office.decision())
    office.batches.send(office.root, decider, BatchGiven(batch, Intake(digest, 12, "text/csv", "a.jsonl")))
    office.batches.advance(office.root, office.batches.next_open(office.root, ""))


def run_an_office():
    """An archive in which everything has happened that can be kept."""
    office = Office()
    project = office.project(by="clerk")
    office.projects.put_works(office.root, actor(), project, "GC01", "一期")
    office.projects.put_building(office.root, actor(), project, BuildingGiven("GC01", "01", "1# 厂房", {"JZMJ": 9800}))
    draft = office.drafts.begin(office.root, actor(), project, ("X2-02",))
    office.drafts.add_material(office.root, actor(), draft.id, "D20", office.material("D20").intake)
    land = office.issued(project=project)
    asked = office.submission(project, "X2-02", "X3-04")
    items = tuple(replace(item, covers=(Cover("building", "01"),)) for item in asked.items)
    first = office.submit.submit(office.root, actor(), replace(asked, items=items))
    for item, authority in (("X2-02", NR), ("X3-04", HC)):
        office.approved(first.cases[item], authority)
    office.drain()
    handle(office, project, land)
    promise = office.issue.issue(office.root, actor("decider"), office.order(key="void"))
    office.finish.give_up(office.root, promise.job, "archive.work-failed", "…")
    office.bulk.begin(office.root, actor("decider"), Batch("land_use_planning_permit", NR, office.decision()))
    send_batch(office)
    principal = office.root.authorities.by_id[NR]
    now = office.clock()
    principal.delegate(
        Delegation(HC, frozenset({"land_use_planning_permit"}), "委托"), Period(now, now + timedelta(days=1))
    )
    mandate = MandateGiven(OWNER, "applicant", now + timedelta(days=1), paper="授权书")
    office.users.add(
        office.root, actor("operator"), "applicant", roles=["agent"], authority="", password="a good password"
    )
    party = replace(actor("applicant", name="boss"), party=OWNER)
    office.mandates.revoke(office.root, party, office.mandates.grant(office.root, party, mandate))
    office.root.watches.begin("here.example", now).look = Look(now, (), None, {})
    office.root.outbox.beat("here", "here.example", 1, "boot:1", now)
    office.sign_in.sign_in(office.root, "admin", "a wrong password", address="192.0.2.1")
    until = office.clock() + timedelta(days=1)
    office.tokens.issue(
        office.root, actor(name="admin"), "admin", label="a program", scopes=["metrics:view"], expires_at=until
    )
    office.factors.enrol(office.root, office.sessions.begin(office.root, "admin", means="password").token)
    hand_in(office.root, actor("applicant"), office.material("D12").intake, now)
    do_once(office.root, actor("applicant"), Asked("k1", {}, now), lambda: project)
    for turn in range(200):
        office.projects.begin(office.root, actor(), f"项目 {turn}", owner="示例公司", owner_code=OWNER)
    return office


@pytest.fixture(scope="module")
def full_archive():
    database = ZODB.DB(MappingStorage())
    with closing(database):
        with database.transaction() as connection:
            connection.root()["archive"] = run_an_office().root
            mark_evolved(connection.root(), {"s2026_11_21_begin": None})
        yield database


def test_the_database_holds_promised_names_only(full_archive):
    assert sorted(set(names_in(full_archive))) == PROMISED

"""Whatever state a licence, case, project or job is in, the API tells it as its description says (answers are held)."""

from datetime import timedelta
from functools import cache

import pytest
from desk_fixture import actor_of, carry, come_in, drain_for
from programs import program
from web_fixture import newcomer, opened

from archive.interfaces import IDecideService, IFinishService, ILicenceActService, IProjectService, IRunner
from archive.model import Amendment, BuildingGiven, Correction, Decision, Point
from archive.models.outbox import STATES
from archive.services.process.interfaces import (
    IAskCorrectionService,
    ICorrectService,
    IDeclineService,
    IWithdrawService,
)
from archive.services.reading import model, oversight
from archive.web.api.contract import read_contract
from archive.workflows.case import NATIONAL_STATES
from archive.workflows.licence import ACTS, LICENCE

SCHEMAS = read_contract().document["components"]["schemas"]
TOLD = {
    "LicenceFacts": model.LicenceLine,
    "LicenceVersion": model.LicenceVersionTold,
    "LicenceFile": model.SealedTold,
    "LicenceAct": model.LicenceActTold,
    "CaseFacts": model.CaseLine,
    "Taken": model.StepTold,
    "CorrectionAsked": model.CorrectionTold,
    "Document": model.DocumentTold,
    "DocumentVersion": model.VersionTold,
    "Works": model.WorksTold,
    "Building": model.BuildingTold,
    "Event": model.EventTold,
    "Job": oversight.JobTold,
}
"""Schema → the value that is told whole under it."""


@pytest.mark.parametrize(("schema", "value"), TOLD.items(), ids=TOLD)
def test_what_is_told_whole_has_the_fields_that_are_described(schema, value):
    told = SCHEMAS[schema]
    assert set(told["properties"]) == set(told["required"]) == set(value.__slots__)


def change(step):
    """Do something to the archive."""
    return opened()[0].transact(step)


def moment(days=0):
    """Give the moment some days from now."""
    return opened()[0].clock() + timedelta(days=days)


def make_licence():
    """A licence of a test's own, made."""
    case = come_in()
    promise = carry(case)
    drain_for(case)
    return promise.identifier


def decide(licence, days, verb):
    """Decide an act on a licence that works from some days on."""
    decision = Decision(f"示规办〔2026〕{days}号", "城乡规划法", moment(), moment(days))
    service, decider = opened()[0].get(ILicenceActService), actor_of("decider-nr")
    change(lambda root: service.act(root, decider, licence, verb, decision))


@cache
def auditor():
    """The name of one who may read events."""
    return newcomer("auditor", "auditor")


def read_events(subject):
    """Tell what happened to something."""
    return program(auditor()).get("/api/v1/events", {"subject": subject}).json["items"]


def read_licence(licence, who="decider-nr", days=0):
    """Tell a licence as it will stand some days and an hour from now."""
    return program(who).get(f"/api/v1/licences/{licence}", {"at": (moment(days + 0.05)).isoformat()}).json


def read_case(case, who="clerk-nr"):
    """Tell a case, and everything of its dossier; what is read together and apart is the same."""
    app, address = program(who), f"/api/v1/cases/{case}"
    told = app.get(address).json
    assert app.get(f"{address}/documents").json["items"] == told["documents"]
    for document in told["documents"]:
        name = f"{address}/documents/{document['document']}"
        assert app.get(name).json == document
        for version in document["versions"]:
            assert app.get(f"{name}/versions/{version['number']}").json == version
    assert read_events(case)
    assert case in [one["case"] for one in app.get("/api/v1/cases", {"state": told["state"]}).json["items"]]
    return told


ROADS = (
    ("suspend", "resume", "transfer", "take_back", "suspend", "lapse", "revoke", "cancel"),
    ("suspend", "rescind", "cancel"),
    ("withdraw",),
)
"""Acts that follow each other on a licence; each verb is in one."""


def test_every_act_is_on_one_of_the_roads():
    assert {verb for road in ROADS for verb in road} == ACTS


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road[-1])
def test_a_licence_is_told_in_every_state_that_acts_lead_to(road):
    licence, state = make_licence(), "valid"
    for days, verb in enumerate(road, 1):
        decide(licence, days, verb)
    for days, verb in enumerate(("", *road)):
        state = LICENCE.get_step(verb, state).target if verb else state
        for who in ("decider-nr", "applicant"):
            told = read_licence(licence, who, days)
            assert told["state"] == state
            assert [act["number"] for act in told["acts"] + told["later_acts"]] == list(range(1, len(road) + 1))
            assert len(told["acts"]) == days
    assert len(read_events(licence)) == 2 + len(road)


def replace(licence, number):
    """Replace a licence; gives the promise of its next version."""
    service, decider = opened()[0].get(ILicenceActService), actor_of("decider-nr")
    decision = Decision(f"示规换〔2026〕{number}号", "城乡规划法", moment())
    return change(
        lambda root: service.replace(root, decider, licence, Amendment({"XMMC": "示例厂房（更名）"}), decision)
    )


def test_a_licence_is_told_while_it_is_replaced_and_where_a_version_is_void():
    first, finish = make_licence(), opened()[0].get(IFinishService)
    void = replace(first, 1)
    assert [read_licence(each)["state"] for each in (first, void.identifier)] == ["valid", "promised"]
    change(lambda root: finish.give_up(root, void.job, "templates.font-missing", "字体"))
    assert [read_licence(each)["state"] for each in (first, void.identifier)] == ["valid", "void"]
    change(lambda root: root.outbox.give_up(root.outbox.get_job(void.job), moment(), "templates.font-missing"))
    next_one = replace(first, 2)
    list(opened()[0].get(IRunner).drain([next_one.job]))
    assert [read_licence(each)["state"] for each in (first, next_one.identifier)] == ["replaced", "valid"]


def test_a_job_is_told_in_every_state():
    case = come_in()
    promise = carry(case)
    outbox_steps = {
        "waiting": lambda root: None,
        "claimed": lambda root: root.outbox.claim("a test", moment(), 1, lambda key: key == promise.job),
        "failed": lambda root: root.outbox.wait(
            root.outbox.get_job(promise.job), moment(1), "signing.tsa-unreachable", "长" * 500
        ),
        "given_up": lambda root: (
            root.outbox.give_up(root.outbox.get_job(promise.job), moment(), "templates.font-missing", "字体"),
            opened()[0].get(IFinishService).give_up(root, promise.job, "templates.font-missing", "字体"),
        )[0],
    }
    told = []
    for step in outbox_steps.values():
        change(step)
        told.append(program("decider-nr").get(f"/api/v1/jobs/{promise.job}").json)
        read_case(case)
        read_licence(promise.identifier)
    assert [one["state"] for one in told] == ["waiting", "claimed", "waiting", "given_up"]
    other = make_licence()
    done = change(lambda root: root.licences.get(other)[1].job)
    told.append(program("decider-nr").get(f"/api/v1/jobs/{done}").json)
    assert {one["state"] for one in told} == set(STATES)


def ask(case):
    """Ask for a correction."""
    points = (Point("D12", "缺宗地界址点表"), Point("YDMJ", "不一致"))
    service, clerk = opened()[0].get(IAskCorrectionService), actor_of("clerk-nr")
    change(lambda root: service.ask_correction(root, clerk, case, points))


def submitted_again(case):
    """Ask for a correction, and hand one in."""
    ask(case)
    service, applicant = opened()[0].get(ICorrectService), actor_of("applicant")
    change(lambda root: service.correct(root, applicant, case, Correction(data={"XMMC": "示例厂房（更正）"})))


def declined(case):
    """Decline."""
    clerk = actor_of("clerk-nr")
    change(lambda root: opened()[0].get(IDeclineService).decline(root, clerk, case, "不属于本机关职权"))


def rejected(case):
    """Reject after the review."""
    carry(case, "reviewed")
    decision, decider = Decision("示规不〔2026〕1号", "不符合规划", moment()), actor_of("decider-nr")
    change(lambda root: opened()[0].get(IDecideService).reject(root, decider, case, decision))


def taken_back(verb, state=""):
    """Take back on the applicant's side, in a state."""

    def take(case):
        if state:
            carry(case, state)
        service, applicant = opened()[0].get(IWithdrawService), actor_of("applicant")
        change(lambda root: getattr(service, verb)(root, applicant, case, "不再办理"))

    return take


WAYS = {
    "submitted": submitted_again,
    "correcting": ask,
    "declined": declined,
    "withdrawn": taken_back("withdraw"),
    "retracted": taken_back("retract", "accepted"),
    "accepted": lambda case: carry(case, "accepted"),
    "reviewed": lambda case: carry(case, "reviewed"),
    "approved": lambda case: (carry(case), drain_for(case)),
    "rejected": rejected,
}
"""State → how a case comes to it."""


@pytest.mark.parametrize("state", sorted(NATIONAL_STATES))
def test_a_case_is_told_in_every_state_to_either_side(state):
    case = come_in()
    assert read_case(case)["state"] == "submitted"
    WAYS[state](case)
    assert [read_case(case, who)["state"] for who in ("clerk-nr", "applicant")] == [state, state]


@pytest.mark.parametrize("is_bound", [True, False])
def test_a_project_is_told_with_all_that_it_may_have(is_bound):
    case, service, clerk = come_in(is_bound=is_bound), opened()[0].get(IProjectService), actor_of("clerk-nr")
    project = program("clerk-nr").get(f"/api/v1/cases/{case}").json["project"]
    before = program("applicant").get(f"/api/v1/projects/{project}").json
    change(lambda root: service.put_works(root, clerk, project, "01", "一号工程"))
    building = BuildingGiven("01", "001", "1#楼", {"JZMJ": 10.5, "DSCS": 6})
    change(lambda root: service.put_building(root, clerk, project, building))
    told = program("applicant").get(f"/api/v1/projects/{project}").json
    assert (bool(told["code"]), before["works"]) == (is_bound, [])
    assert told["works"][0]["buildings"][0]["facts"] == building.facts
    assert len(read_events(project)) >= 3


def test_the_opinion_for_who_decides_is_given_to_no_program_of_the_applicant_s():
    case = come_in()
    carry(case, "reviewed")
    address = f"/api/v1/cases/{case}/documents/P03-001"
    told = read_case(case, "applicant")
    assert [step["note"] for step in told["steps"]] == ["", ""]
    for path in ("", "/versions/1", "/versions/1/file"):
        program("applicant").get(address + path, status=404)
        program("clerk-nr").get(address + path, status=200)

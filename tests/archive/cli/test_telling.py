"""What readers gave, as the command's reference documents it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from readers import READERS, Scene

from archive.cli.telling import (
    last_act,
    tell_act,
    tell_case,
    tell_case_line,
    tell_job,
    tell_licence,
    tell_licence_line,
    tell_project,
)
from archive.model import Decision

AUDITOR, DECIDER = READERS["auditor"], READERS["decider"]


@pytest.fixture(scope="module")
def scene():
    return Scene()


def test_a_case_is_told_with_the_last_version_of_each_document(scene):
    told = scene.read.case.get(scene.root, AUDITOR, scene.done)
    first, second = told.documents[0].versions[0], replace(told.documents[0].versions[0], number=2, name="new.pdf")
    told = replace(told, documents=(replace(told.documents[0], versions=(first, second)),))
    plain = tell_case(told)
    assert [one["name"] for one in plain["documents"]] == ["new.pdf"]
    assert set(plain["documents"][0]) == {"document", "document_type", "part", "name", "size", "digest", "origin"}
    assert (plain["case"], plain["state"], plain["submitted_by"]) == (scene.done, "approved", "applicant")
    assert [set(step) for step in plain["steps"]] == [{"verb", "state", "by", "at", "recorded_at", "note"}] * 3
    assert plain["licences"] == [scene.licence]


def test_what_was_reused_is_told_by_type_and_identifier(scene):
    plain = tell_case(scene.read.case.get(scene.root, AUDITOR, scene.waiting))
    assert plain["reused"] == [{"document_type": "D13", "identifier": scene.licence}]


def test_lines_have_the_documented_keys_in_their_order(scene):
    (line, *_) = scene.read.case.list(scene.root, AUDITOR).rows
    assert list(tell_case_line(line))[:3] == ["case", "application", "project"]
    (licence,) = scene.read.licence.list(scene.root, AUDITOR).rows
    assert list(tell_licence_line(licence)) == [
        "kind",
        "number",
        "holder",
        "holder_code",
        "project",
        "state",
        "identifier",
    ]


def test_a_project_is_told_with_its_parts(scene):
    plain = tell_project(scene.read.project.get(scene.root, AUDITOR, scene.project))
    assert (plain["project"], plain["applicants"], plain["works"]) == (scene.project, ["applicant"], [])
    assert list(plain)[-2:] == ["edition", "warnings"]


def test_a_licence_is_told_with_versions_and_acts():
    scene = Scene()
    now = scene.office.clock()
    for verb, days in (("suspend", 3), ("cancel", 5), ("resume", 4)):
        decision = Decision("2", "ground", now, now + timedelta(days=days))
        scene.office.acts.act(scene.root, DECIDER, scene.licence, verb, decision)
    told = scene.read.licence.get(scene.root, AUDITOR, scene.licence, now + timedelta(days=4, hours=1))
    plain = tell_licence(told)
    assert [act["verb"] for act in plain["acts"]] == ["suspend", "resume"]
    assert [act["verb"] for act in plain["later_acts"]] == ["cancel"]
    assert (plain["versions"][0]["valid_until"], plain["covers"], plain["authority"]) == ("", [], told.line.authority)
    assert (tell_act(last_act(told))["verb"], tell_act(last_act(told))["version"]) == ("resume", 1)


def test_a_job_is_told_without_what_it_makes(scene):
    told = scene.read.job.get(scene.root, AUDITOR, scene.promise.job)
    assert tell_job(told) == {
        "job": scene.promise.job,
        "state": "done",
        "attempts": 1,
        "code": "",
        "detail": "",
        "due": told.due,
    }

"""A job is told to who may see what it makes."""

from programs import program, walk
from web_fixture import opened


def job():
    application, _app = opened()
    return application.transact(lambda root: root.licences.get(walk().licences["X1-06"])[1].job)


def test_a_job_is_told():
    answer = program("decider-nr").get(f"/api/v1/jobs/{job()}").json
    assert (answer["state"], answer["licence"]) == ("done", walk().licences["X1-06"])


def test_a_foreign_job_is_not_there():
    assert program("clerk-hc").get(f"/api/v1/jobs/{job()}", status=404).json["code"] == "archive.job-unknown"
    assert program("decider-nr").get("/api/v1/jobs/none", status=404).json["code"] == "archive.job-unknown"

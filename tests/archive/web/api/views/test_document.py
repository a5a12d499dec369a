"""The description is served as it is."""

from programs import program

from archive.web.api.contract import read_contract


def test_the_description_is_for_anyone():
    answer = program().get("/api/v1/openapi.json")
    assert answer.json == read_contract().document
    assert program().get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}, status=304)

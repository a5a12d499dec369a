"""No operation is without its view, and no view without its operation."""

import importlib
import inspect

import pytest
from api_fixture import make_app
from doubles import Clock

from archive.web.api import views
from archive.web.api.answers import answer
from archive.web.api.contract import load_contract, read_contract
from archive.web.api.operations import find_views

CONTRACT = read_contract()
SMALL = load_contract(
    b"""
servers: [{url: /api/v1}]
components: {}
paths:
  /things/{thing}:
    parameters: [{name: thing, in: path, required: true, schema: {type: string, maxLength: 3}}]
    get:
      operationId: getThing
      security: []
      responses: {"200": {description: Thing., content: {"*/*": {schema: {}}}}}
"""
)


VIEWS = """
from archive.web.api.operations import operation

@operation("getThing")
def {}(request):
    "Answer."
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Makes a module of some sources."""

    def make(name, *sources):
        (tmp_path / f"{name}.py").write_text("".join(sources))
        return importlib.import_module(name)

    monkeypatch.syspath_prepend(tmp_path)
    return make


def test_every_operation_of_ours_has_its_view():
    assert find_views(views).keys() == CONTRACT.operations.keys()


@pytest.mark.parametrize("view", find_views(views).values(), ids=find_views(views))
def test_a_view_is_short(view):
    assert len(inspect.getsource(view).splitlines()) <= 20


def test_an_operation_reaches_its_view():
    app = make_app(SMALL, {"getThing": lambda request: answer({"thing": request.given["thing"]})}, clock=Clock())
    assert app.get("/api/v1/things/%E7%A4%BA").json == {"thing": "示"}


@pytest.mark.parametrize("views", [{}, {"getThing": print, "getOther": print}, {"getOther": print}])
def test_one_without_the_other_stops_the_start(views):
    with pytest.raises(LookupError, match="get"):
        make_app(SMALL, views, clock=Clock())


def test_views_are_found_by_the_operation_that_they_name(module):
    made = module("views_one", VIEWS.format("get_thing"))
    assert find_views(made) == {"getThing": made.get_thing}


def test_two_views_of_an_operation_stop_the_start(module):
    made = module("views_two", VIEWS.format("get_thing"), VIEWS.format("get_thing_too"))
    with pytest.raises(LookupError):
        find_views(made)

"""What the server is told; how it behaves as a process is in tests/functional/test_serving.py."""

from types import SimpleNamespace

import pytest

from archive.web import serving
from archive.web.receiving import FORM


@pytest.fixture
def told(monkeypatch):
    """What waitress is given, without a server."""
    given = {}
    monkeypatch.setattr(serving.signal, "signal", lambda *_arguments: None)
    stopped = SimpleNamespace(shutdown=lambda **words: given.update(words))

    def run():
        stopped.shutdown()

    server = SimpleNamespace(run=run, task_dispatcher=stopped)
    monkeypatch.setattr(serving.waitress, "create_server", lambda _application, **words: given.update(words) or server)
    return given


def serve(**settings):
    registry = SimpleNamespace(settings={"archive.intake.limit": 1000, "archive.language": "en"})
    serving.serve(SimpleNamespace(registry=registry), {}, **settings)


def test_the_environment_chooses_the_port(told, monkeypatch, capsys):
    monkeypatch.setenv("PORT", "7000")
    serve(listen="localhost:6543", threads="8")
    assert (told["listen"], told["threads"]) == ("localhost:7000", "8")
    assert "http://localhost:7000" in capsys.readouterr().out


def test_without_it_the_ini_does(told, monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    serve(listen="localhost:6543")
    assert told["listen"] == "localhost:6543"


def test_a_body_may_be_as_large_as_a_material_in_its_form(told):
    serve()
    assert told["max_request_body_size"] == 1000 + FORM


def test_what_runs_has_half_a_minute_to_be_finished(told):
    serve()
    assert told["timeout"] == 30


def test_the_end_is_the_server_s_own():
    with pytest.raises(SystemExit) as ended:
        serving._stop(15, None)
    assert ended.value.code == 0

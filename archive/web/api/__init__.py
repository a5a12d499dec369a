"""The API for programs: ``openapi.yaml`` says what it is, and every request and answer is held to it."""

from typing import Any

from archive.web.api import views
from archive.web.api.contract import read_contract
from archive.web.api.operations import add_operations, find_views
from archive.web.rates import IRates, Rates


def includeme(config: Any) -> None:
    """Add the API to an application whose services are registered."""
    settings = config.get_settings()
    rates = Rates(settings["archive.api.rate"], settings["archive.api.rate_anonymous"])
    config.registry.registerUtility(rates, IRates)
    add_operations(config, read_contract(), find_views(views))
    config.scan("archive.web.api.problems")
    config.scan("archive.web.api.page")

"""What the archive measures of itself, for Prometheus; to who may see it, by a token or signed in."""

import os
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from pyramid.response import Response

from archive.permissions import Permission, verify_permission
from archive.web.bearer import find_caller
from archive.web.views import page

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable with the folder in which several processes of a server add their figures up."""


@page("metrics")
def show_metrics(request: Any) -> Response:
    """Give the figures of this server, and of the outbox as it is now."""
    caller = find_caller(request)
    verify_permission(request.actor if caller is None else caller.actor, Permission.METRICS_VIEW)
    now = CollectorRegistry()
    jobs = Gauge("chancery_jobs", "Jobs by state.", ("state",), registry=now)
    for state, count in request.archive.outbox.counts().items():
        jobs.labels(state).set(count)
    body = generate_latest(_figures()) + generate_latest(now)
    return Response(body, headerlist=[("Content-Type", CONTENT_TYPE_LATEST)])


def _figures() -> Any:
    """Give what this process counted, or all processes of the server together."""
    if SHARED not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry

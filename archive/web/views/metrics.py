"""What the archive measures of itself, for Prometheus; to who may see it, by a token or signed in."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from pyramid.response import Response

from archive.services.health.interfaces import IHealthReading
from archive.services.health.model import HealthTold
from archive.web.bearer import find_caller
from archive.web.views import page

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable with the folder in which several processes of a server add their figures up."""
SPACE: Final = {
    "free": "Bytes that may still be written to the disk of documents.",
    "total": "Bytes of the disk of documents.",
    "database": "Bytes of the object database.",
}
Figure = tuple[tuple[str, str, Sequence[str]], Sequence[tuple[Sequence[str], float]]]
"""Name, help and labels; and each value by the words of these labels."""


@page("metrics")
def show_metrics(request: Any) -> Response:
    """Give the figures of this server, and how the archive is now."""
    caller = find_caller(request)
    actor = request.actor if caller is None else caller.actor
    health = request.service(IHealthReading).get(request.archive, actor)
    body = generate_latest(_figures()) + generate_latest(figures_of(health))
    return Response(body, headerlist=[("Content-Type", CONTENT_TYPE_LATEST)])


def figures_of(health: HealthTold) -> CollectorRegistry:
    """Give health as figures; moments are in seconds since 1970."""
    registry = CollectorRegistry()
    for (name, help_, labels), values in _tell(health):
        gauge = Gauge(f"chancery_{name}", help_, labels, registry=registry)
        for words, value in values:
            (gauge.labels(*words) if labels else gauge).set(value)
    return registry


def _tell(health: HealthTold) -> Iterator[Figure]:
    """Give each figure of health."""
    yield ("jobs", "Jobs by state.", ("state",)), [((key,), count) for key, count in health.jobs.items()]
    yield ("letters", "Mails and short messages by state.", ("state",)), [((k,), n) for k, n in health.letters.items()]
    oldest = [] if health.oldest is None else [((), health.oldest.timestamp())]
    yield ("oldest_job_seconds", "When the oldest open job was promised.", ()), oldest
    runners = [((one.host,), one.beat.timestamp()) for one in health.runners if one.state != "ended"]
    yield ("runner_beat_seconds", "Last sign of life of a runner that was not stopped.", ("host",)), runners
    keys = [((one.use, one.name, one.subject, one.serial), one) for one in health.credentials]
    labels = ("use", "name", "subject", "serial")
    ends = [(words, one.ends.timestamp()) for words, one in keys if one.ends is not None]
    yield ("certificate_ends_seconds", "Last moment of a certificate.", labels), ends
    usable = [(words, 0 if one.code else 1) for words, one in keys]
    yield ("certificate_usable", "Whether something can be sealed with a key or certificate.", labels), usable
    answers = [((one.host,), 0 if one.code else 1) for one in health.answers]
    yield ("timestamps_usable", "Whether the timestamp authority gave a usable answer.", ("host",)), answers
    for name, help_ in SPACE.items():
        values = [((one.host,), getattr(one, name)) for one in health.spaces if getattr(one, name) is not None]
        yield (f"storage_{name}_bytes", help_, ("host",)), values


def _figures() -> Any:
    """Give what this process counted, or all processes of the server together."""
    if SHARED not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry

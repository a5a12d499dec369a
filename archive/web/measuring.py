"""Tells each request to the log and the metrics: which page, what came of it, how long it took; nothing of anybody."""

from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from prometheus_client import Counter, Histogram
from pyramid_retry import is_error_retryable
from structlog.contextvars import bound_contextvars

from archive.logs import logger_of

SECONDS: Final = Histogram(
    "chancery_request_seconds",
    "Seconds that a request took, by page and method.",
    ("page", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
REQUESTS: Final = Counter("chancery_requests", "Requests, by page, method and status.", ("page", "method", "status"))
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
"""What stands for a page or method that we do not have: nobody else's words become names of metrics."""

log = logger_of(__name__)


def measuring_tween(handler: Callable[[Any], Any], _registry: Any) -> Callable[[Any], Any]:
    """Measure each request, but no attempt that is tried again, and name it in whatever is logged while it runs."""

    def measure(request: Any) -> Any:
        begun = perf_counter()
        with bound_contextvars(request=request.id):
            response = handler(request)
            if not is_error_retryable(request, request.exception):
                _tell(request, response.status_int, perf_counter() - begun)
        return response

    return measure


def _tell(request: Any, status: int, seconds: float) -> None:
    """Write one request down; what is asked for all day by machines is counted, and not logged."""
    route = getattr(request, "matched_route", None)
    page = route.name if route is not None else OTHER
    method = request.method if request.method in METHODS else OTHER
    SECONDS.labels(page, method).observe(seconds)
    REQUESTS.labels(page, method, status).inc()
    if not page.startswith(("__static", "alive", "ready")):
        log.info("request", page=page, method=method, status=status, milliseconds=round(1000 * seconds, 1))

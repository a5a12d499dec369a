"""The server of one's own machine (waitress), as an ini names it: ``use = egg:chancery#waitress``."""

import os
import signal
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import waitress

from archive.web.receiving import longest
from archive.words import say

GRACE: Final = 30
"""Seconds for which what runs may still be finished, as behind gunicorn (``docs/operator/serving.md``)."""
CONNECTIONS: Final = 1000
"""Held at once; below the files that a process may usually have open."""
PORT: Final = "PORT"
"""Environment variable that chooses another port than the ini."""


def serve(application: Any, _global_config: Mapping[str, str], **settings: str) -> None:
    """Serve until stopped; on SIGTERM what runs is finished within ``GRACE``, and nothing new is begun.

    A body over the largest material is refused before it is read (413). Who sends drop by drop holds a connection, and
    no thread; one that is silent for two minutes is closed. How long a request may take in all a proxy bounds.
    """
    signal.signal(signal.SIGTERM, _stop)
    host, _, port = settings.pop("listen", "localhost:6543").rpartition(":")
    given: dict[str, Any] = {
        "listen": f"{host}:{os.environ.get(PORT, port)}",
        "max_request_body_size": longest(application.registry.settings),
        "channel_timeout": 120,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,
        "ident": None,
        **settings,
    }
    server = waitress.create_server(application, **given)
    dispatcher: Any = server.task_dispatcher
    dispatcher.shutdown = partial(dispatcher.shutdown, timeout=GRACE)
    language = application.registry.settings["archive.language"]
    print(say("page.serving", language, address=f"http://{given['listen']}"), flush=True)  # noqa: T201 - whoever waits
    server.run()


def _stop(_number: int, _frame: Any) -> None:
    """End the server's loop in its own way."""
    raise SystemExit(0)

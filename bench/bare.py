"""What Pyramid gives without an archive: JSON, a file, and a file that is hashed on its way."""

import hashlib
import warnings
from collections.abc import Iterator
from typing import Any, Final

warnings.simplefilter("ignore")
from pyramid.config import Configurator  # noqa: E402 - imported without what it says of its own imports
from pyramid.response import FileResponse, Response  # noqa: E402 - the same

VALUE: Final = {
    "identifier": "1.2.156.3005.2.x",
    "state": "valid",
    "data": {f"field{number}": "示例" for number in range(30)},
}
"""About as much as the data of a licence."""
PIECE: Final = 1 << 20


def make(file: str) -> Any:
    """Make the application: ``/json``, ``/file``, ``/hashed``."""
    with Configurator() as config:
        for name in ("json", "file", "hashed"):
            config.add_route(name, f"/{name}")
        config.add_view(lambda _request: VALUE, route_name="json", renderer="json")
        config.add_view(lambda request: FileResponse(file, request, content_type="application/pdf"), route_name="file")
        config.add_view(lambda _request: Response(app_iter=_hashed(file)), route_name="hashed")
        return config.make_wsgi_app()


def _hashed(file: str) -> Iterator[bytes]:
    """Give a file, hashed on its way: the least that a read that is checked costs."""
    digest = hashlib.sha256()
    with open(file, "rb", buffering=0) as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
            yield piece
    assert digest.hexdigest()

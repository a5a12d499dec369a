"""What Pyramid gives without an archive: a view of JSON and a file, by the server that ours runs under.

``python -m bench.bare PORT FILE`` says that it is there, and serves until it is ended.
"""

import sys
import warnings

import waitress

warnings.simplefilter("ignore")
from pyramid.config import Configurator  # noqa: E402 - imported without what it says of its own imports
from pyramid.response import FileResponse  # noqa: E402 - the same

VALUE = {"identifier": "1.2.156.3005.2.x", "state": "valid", "data": {f"field{number}": "示例" for number in range(30)}}
"""About as much as the data of a licence."""


def main(port: int, file: str) -> None:
    """Serve on a port of loopback."""
    with Configurator() as config:
        config.add_route("json", "/json")
        config.add_route("file", "/file")
        config.add_view(lambda _request: VALUE, route_name="json", renderer="json")
        config.add_view(lambda request: FileResponse(file, request, content_type="application/pdf"), route_name="file")
        application = config.make_wsgi_app()
    server = waitress.create_server(application, listen=f"127.0.0.1:{port}", threads=4)
    print("there", flush=True)
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])

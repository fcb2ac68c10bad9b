"""A local HTTP server on a free port whose responses a test defines, bad ones too."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

Reply = Callable[[http.server.BaseHTTPRequestHandler], None]


class Host:
    """A server that answers each path with a list of replies, one a request; the last one repeats."""

    def __init__(self) -> None:
        self.url = ""
        self.replies: dict[str, list[Reply]] = {}
        self.default: Reply = status(404)
        self.requests: list[str] = []
        self.user_agents: set[str | None] = set()
        self.stopped = threading.Event()

    def handle(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """Send the next reply of the requested path."""
        self.requests.append(request.path)
        self.user_agents.add(request.headers["User-Agent"])
        replies = self.replies.get(unquote(urlsplit(request.path).path), [self.default])
        (replies.pop(0) if len(replies) > 1 else replies[0])(request)

    def silence(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """Send nothing."""
        self.stopped.wait()

    def drip(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """Send a body byte by byte, without an end."""
        start(request, 200, Content_Length="1000000")
        while not self.stopped.wait(0.001):
            request.wfile.write(b" ")


@contextmanager
def running_host() -> Iterator[Host]:
    """Run a host; yield it."""
    host = Host()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # of a client that closed the connection before the end
                host.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.stopped.set()
        server.shutdown()


def start(request: http.server.BaseHTTPRequestHandler, number: int, **headers: str) -> None:
    """Send a status and headers; `_` in a name stands for `-`."""
    request.send_response(number)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()


def status(number: int, **headers: str) -> Reply:
    """Return a reply without a body."""
    return lambda request: start(request, number, **{"Content_Length": "0"} | headers)


def body(content: bytes, **headers: str) -> Reply:
    """Return a reply of status 200; a Content_Length that is too large cuts its body off."""

    def send(request: http.server.BaseHTTPRequestHandler) -> None:
        start(request, 200, **{"Content_Length": str(len(content))} | headers)
        request.wfile.write(content)

    return send


def json_body(value: Any) -> Reply:
    """Return a reply of status 200 with JSON."""
    return body(json.dumps(value).encode())

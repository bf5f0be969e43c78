"""An S3 server for the tests, which writes down what it is asked: moto in this process, or a door to another server."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.datastructures import EnvironHeaders
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import get_input_stream

type Environ = dict[str, Any]
type App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

OF_THE_CONNECTION = {"connection", "expect", "keep-alive", "transfer-encoding"}


class Gate:
    """Holds the first requests with a method for keys that end so until a number of them is there.

    If they never are at once, because each is made when the one before it has been answered, it lets them pass after a
    while, and stays shut for the test to see.
    """

    PATIENCE = 5.0

    def __init__(self, number: int, method: str, ending: str | tuple[str, ...]) -> None:
        self._number = number
        self._method = method
        self._ending = ending
        self._opened = threading.Event()

    @property
    def was_opened(self) -> bool:
        return self._opened.is_set()

    def pass_through(self, method: str, key: str) -> None:
        if method != self._method or not key.endswith(self._ending) or self._opened.is_set():
            return
        self._number -= 1
        if self._number == 0:
            self._opened.set()
        self._opened.wait(self.PATIENCE)


@dataclass
class Requests:
    """What a server was asked: method and key of each request."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    gate: Gate | None = None

    def count(self) -> Counter[str]:
        return Counter(method for method, _ in self.asked)

    def keys(self, method: str) -> list[str]:
        return [key for asked, key in self.asked if asked == method]

    def forget(self) -> None:
        self.asked.clear()

    @contextmanager
    def at_once(self, number: int, method: str, ending: str | tuple[str, ...] = "") -> Iterator[None]:
        """Check that a number of requests are made without waiting for the answer to one of them."""
        self.gate = Gate(number, method, ending)
        yield
        gate, self.gate = self.gate, None
        assert gate.was_opened

    def counted(self, app: App) -> App:
        def counting(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
            request = method_of(environ), unquote(environ["PATH_INFO"]).strip("/")
            self.asked.append(request)
            if self.gate is not None:
                self.gate.pass_through(*request)
            return app(environ, start_response)

        return counting


def method_of(environ: Environ) -> str:
    """Return the method of a request; that of a listing is LIST, though HTTP says GET."""
    method: str = environ["REQUEST_METHOD"]
    query = environ.get("QUERY_STRING", "")
    return "LIST" if method == "GET" and ("prefix=" in query or "list-type=" in query) else method


def forwarding(endpoint: str) -> App:
    """Return an application that hands each request to another server as it is, its signature included."""
    host = urlsplit(endpoint).netloc

    def forward(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["RAW_URI"]
        headers = {name: value for name, value in EnvironHeaders(environ) if name.lower() not in OF_THE_CONNECTION}
        connection = http.client.HTTPConnection(host)
        try:
            connection.request(environ["REQUEST_METHOD"], path, get_input_stream(environ).read(), headers)
            response = connection.getresponse()
            kept = [(name, value) for name, value in response.getheaders() if name.lower() not in OF_THE_CONNECTION]
            start_response(f"{response.status} {response.reason}", kept)
            return [response.read()]
        finally:
            connection.close()

    return forward


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None: ...


@contextmanager
def counting_server(endpoint: str | None) -> Iterator[tuple[str, Requests]]:
    """Run moto, or a door to the S3 server at ``endpoint``; yields its URL, and what it is asked."""
    requests = Requests()
    app = DomainDispatcherApplication(create_backend_app) if endpoint is None else forwarding(endpoint)
    server = make_server("127.0.0.1", 0, requests.counted(app), threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

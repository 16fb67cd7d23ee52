"""The demo's world: one small web server per outlet on loopback, and the resolver that leads invented names there.

Invariants: nothing listens outside 127.0.0.1 and no port stays open after the `with` block; every host of the story has a server
and a port of its own, as real outlets do; a server answers for its own `Host` only; requests at one server are bounded in
number and in time. What is served comes from `story.py`.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from citetrail.demo.story import AGGREGATOR, ARTICLES, FEED, NEWSPAPER, PORTAL, Day, served

LOOPBACK = "127.0.0.1"
CONNECTIONS = 8
"""How many connections one outlet serves at a time; more wait a second, then are hung up on."""
IDLE_SECONDS = 10
"""After how long a silent connection is closed."""


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


@dataclass(frozen=True, slots=True)
class Manners:
    """How an outlet's server answers: the charset it encodes to and declares, and whether it compresses."""

    charset: str = "utf-8"
    compresses: bool = False
    software: str = "nginx"


MANNERS = {
    _host(NEWSPAPER): Manners(compresses=True, software="Apache"),
    _host(PORTAL): Manners(charset="windows-1252", software="Apache/2.2.15"),
    _host(AGGREGATOR): Manners(charset="UTF-8", software="cloudfront"),
}


class _Handler(BaseHTTPRequestHandler):
    """Answers GET for the server's outlet; everything else is a plain error."""

    server: _Outlet
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        if (self.headers.get("Host") or "").removesuffix(":80") != self.server.host:
            return self._answer(
                421, b"Misdirected request: this server does not speak for that host.\n", "text/plain; charset=utf-8"
            )
        manners = self.server.manners
        page = served(f"http://{self.server.host}{self.path}", self.server.world.day)
        if page is None:
            return self._answer(404, b"<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>\n", "text/html; charset=utf-8")
        return self._answer(200, page.text.encode(manners.charset), f"{page.media_type}; charset={manners.charset}")

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        compress = status == 200 and self.server.manners.compresses and "gzip" in self.headers.get("Accept-Encoding", "")
        payload = gzip.compress(body, mtime=0) if compress else body
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Connection", "close")
        if compress:
            self.send_header("Content-Encoding", "gzip")
        if self.server.manners.compresses:
            self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        self.wfile.write(payload)

    def version_string(self) -> str:
        return self.server.manners.software

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Say nothing: the demo's own lines are the show."""


class _Outlet(ThreadingHTTPServer):
    """The server of one host, on a port the system chooses."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, world: World) -> None:
        self.host = host
        self.world = world
        self.manners = MANNERS.get(host, Manners())
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        super().__init__((LOOPBACK, 0), _Handler)
        self._loop = threading.Thread(target=self.serve_forever, args=(0.05,), name=f"demo {host}", daemon=True)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        if self._loop.is_alive():
            self.shutdown()
            self._loop.join()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(timeout=1):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; silence here keeps its traceback off the screen."""


class WorldResolver:
    """Leads the story's hosts to their loopback ports. Every other name, and every port but 80, is unknown."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._ports = ports

    def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """The one (ip, port) to connect to.

        Raises:
            socket.gaierror: the host is not of this world, or nothing of it listens on that port.
        """
        if host not in self._ports or port != 80:
            raise socket.gaierror(socket.EAI_NONAME, f"no outlet of the demo answers at {host}:{port}")
        return [(LOOPBACK, self._ports[host])]


class World:
    """All outlets of the story, serving for as long as the `with` block lasts. Set `day` to let the next day begin."""

    def __init__(self, day: Day = 1) -> None:
        self.day: Day = day
        self._outlets: list[_Outlet] = []
        self.hosts: tuple[str, ...] = tuple(dict.fromkeys(_host(a) for a in (*(article.address for article in ARTICLES), FEED)))

    def __enter__(self) -> Self:
        try:
            for host in self.hosts:
                self._outlets.append(_Outlet(host, self))
                self._outlets[-1].start()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        while self._outlets:
            with contextlib.suppress(OSError):
                self._outlets.pop().stop()

    @property
    def resolver(self) -> WorldResolver:
        """What the transport asks instead of the system's name service."""
        return WorldResolver({outlet.host: outlet.server_address[1] for outlet in self._outlets})

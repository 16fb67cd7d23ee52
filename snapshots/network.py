"""The way to a server: resolve once, check every address, connect to a checked one, and never wait past the deadline.

httpcore asks this back end for connections, so nothing it does can go around the guard: the name is looked up once per
connection, every address of the answer must be allowed (one private address among public ones refuses the name), and the
socket is opened to one of these addresses while TLS and the Host header keep the name. A pooled connection is not looked up
again, therefore its age is capped.

What is sent over a connection, and what an answer means, is the transport's business.
"""

from __future__ import annotations

import contextlib
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import httpcore

from lineage.errors import CaptureError, FetchError, LimitError, RefusedError
from snapshots.addresses import check_ip, shown

MAX_CONNECTION_AGE = 60.0
"""Seconds after which an idle connection is not used again, so that a name's address is looked up afresh."""

_ADDRESSES_TRIED = 4
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux only


class Resolver(Protocol):
    """Looks a host name up: a sequence of (IP address, port to connect to), best first.

    Raises OSError when the name is unknown. It gives the port too, so that a demo can map invented hosts to loopback ports.
    """

    def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """The addresses and ports behind a host and the port its address names."""
        ...


class SystemResolver:
    """The operating system's resolver."""

    def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """The addresses of a host, each once, in the system's order of preference."""
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys((str(answer[4][0]), port) for answer in answers))


class Budget(threading.local):
    """What is left of one fetch, per thread: set by the transport, respected by every read, write and connect below it."""

    deadline: float = float("inf")
    total: float = 0.0
    connections: int = 0
    received: int = 0

    def start(self, seconds: float) -> None:
        """Begins a new fetch that may take so many seconds in all."""
        self.total = seconds
        self.deadline = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds left, or fewer if `at_most` says so; never negative."""
        left = max(0.0, self.deadline - time.monotonic())
        return left if at_most is None else min(left, at_most)

    @property
    def spent(self) -> bool:
        """Whether the total deadline has passed."""
        return time.monotonic() >= self.deadline


class GuardedBackend(httpcore.NetworkBackend):
    """Opens TCP connections for httpcore, to checked addresses only.

    Raises:
        RefusedError: an address of the host must not be contacted; nothing was sent.
        FetchError: the name is unknown, or no address took the connection.
        LimitError: the total deadline passed meanwhile.
    """

    def __init__(self, resolver: Resolver, budget: Budget, *, allow_private: bool) -> None:
        self._resolver = resolver
        self._budget = budget
        self._allow_private = allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the host's addresses; the first that answers, in the resolver's order."""
        self._budget.connections += 1
        targets = self._checked(host, self._look_up(host, port, timeout))
        failure: Exception | None = None
        for ip, number in targets[:_ADDRESSES_TRIED]:
            seconds = self._budget.left(timeout)
            if not seconds:
                break
            try:
                stream = self._plain.connect_tcp(ip, number, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return GuardedStream(stream, self._budget, ip, host)
        raise self._not_connected(host, targets[0], timeout, failure)

    def _look_up(self, host: str, port: int, timeout: float | None) -> list[tuple[str, int]]:
        # getaddrinfo knows no time limit of its own: it runs in a thread that is left behind when it takes too long.
        answers: queue.SimpleQueue[Sequence[tuple[str, int]] | Exception] = queue.SimpleQueue()
        ask = _answer_into(answers, lambda: self._resolver.resolve(host, port))
        threading.Thread(target=ask, name="citetrail-resolver", daemon=True).start()
        try:
            answer = answers.get(timeout=self._budget.left(timeout))
        except queue.Empty:
            if self._budget.spent:
                raise deadline_error(host, self._budget) from None
            raise _unresolved(host, "the name service did not answer in time") from None
        if isinstance(answer, CaptureError):
            raise answer
        if isinstance(answer, Exception):
            raise _unresolved(host, _reason(answer)) from answer
        if not answer:
            raise _unresolved(host, "it has no address")
        return list(answer)

    def _checked(self, host: str, targets: list[tuple[str, int]]) -> list[tuple[str, int]]:
        checked: list[tuple[str, int]] = []
        for ip, port in targets:
            reason = None if self._allow_private else check_ip(ip)
            if reason:
                raise RefusedError(
                    f"refused: {host} {reason}" if ip == host else f"refused: {host} leads to {shown(ip)}, which {reason}",
                    advice="Nothing was sent. If this is meant, set CITETRAIL_ALLOW_PRIVATE_ADDRESSES=1",
                )
            try:
                # Only a canonical literal goes on to the socket: nothing that would be looked up a second time.
                checked.append((str(ipaddress.ip_address(ip)), port))
            except ValueError:
                raise _unresolved(host, f"the resolver gave {shown(ip)!r}, which is no IP address") from None
        return checked

    def _not_connected(self, host: str, target: tuple[str, int], timeout: float | None, failure: Exception | None) -> CaptureError:
        place = f"{host} ({target[0]} port {target[1]})"
        if self._budget.spent:
            return deadline_error(host, self._budget)
        if isinstance(failure, httpcore.ConnectTimeout):
            return FetchError(f"{place} did not take the connection within {timeout:g} s", advice=TRY_LATER)
        return FetchError(f"no connection to {place}: {_reason(failure)}", advice=TRY_LATER)


class GuardedStream(httpcore.NetworkStream):
    """A connection whose every wait ends at the fetch's deadline, and that counts as stale when it is too old."""

    def __init__(self, inner: httpcore.NetworkStream, budget: Budget, peer: str, host: str) -> None:
        self._inner = inner
        self._budget = budget
        self._peer = peer
        self._host = host
        self._born = time.monotonic()
        self._socket: socket.socket = inner.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads; raises httpcore.ReadTimeout at the deadline even if bytes keep dripping in."""
        seconds = self._budget.left(timeout)
        if not seconds:
            raise httpcore.ReadTimeout("deadline")
        _acknowledge_at_once(self._socket)
        data = self._inner.read(max_bytes, seconds)
        self._budget.received += len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Writes; raises httpcore.WriteTimeout at the deadline."""
        seconds = self._budget.left(timeout)
        if not seconds:
            raise httpcore.WriteTimeout("deadline")
        self._inner.write(buffer, seconds)

    def close(self) -> None:
        """Closes the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS; the certificate is checked against the host's name."""
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._budget.left(timeout) or 0.001)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            if self._budget.spent:
                raise deadline_error(self._host, self._budget) from error
            raise FetchError(
                f"no secure connection to {self._host}: {_reason(error)}",
                advice="Look at the site in a browser; a certificate that does not hold is never waved through",
            ) from error
        return GuardedStream(inner, self._budget, self._peer, self._host)

    def get_extra_info(self, info: str) -> Any:
        """httpcore's questions about the connection; `peer` is the IP address it goes to."""
        if info == "peer":
            return self._peer
        if info == "is_readable" and time.monotonic() - self._born > MAX_CONNECTION_AGE:
            return True  # httpcore takes an idle connection with something to read for one that was hung up
        return self._inner.get_extra_info(info)


TRY_LATER = "Check the address, or capture again later"


def deadline_error(host: str, budget: Budget) -> LimitError:
    """The error for a fetch that had no answer yet when its total time was over."""
    return LimitError(f"{host} had not answered when the total of {budget.total:g} s was over", advice=TRY_LATER)


def _acknowledge_at_once(connection: socket.socket) -> None:
    """Spares 40 ms per page with servers that send headers and body in two writes and wait for the first to be acknowledged."""
    if _QUICKACK is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


def _answer_into(
    answers: queue.SimpleQueue[Sequence[tuple[str, int]] | Exception], ask: Callable[[], Sequence[tuple[str, int]]]
) -> Callable[[], None]:
    def run() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # whatever a resolver raises becomes the answer
            answers.put(error)

    return run


def _unresolved(host: str, why: str) -> FetchError:
    return FetchError(f"the name {shown(host)} could not be resolved: {why}", advice=TRY_LATER)


def _reason(error: BaseException | None) -> str:
    """The operating system's or OpenSSL's words, without error numbers."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return f"TLS failed ({(cause.reason or 'no reason given').lower().replace('_', ' ')})"
    if isinstance(cause, TimeoutError):
        return "it took too long"
    words = (cause.strerror if isinstance(cause, OSError) else None) or str(error or "it was not tried")
    return shown(words[:1].lower() + words[1:])

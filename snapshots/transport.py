"""Fetching: an address becomes a row of replies, with the header pairs and body bytes exactly as they came.

Every hop is parsed and checked before anything is sent (`addresses`, `network`), redirects are followed one at a time, and
limits hold over the whole fetch: seconds in all, seconds per read, bytes per body, hops. A body that ends early gives what
came, marked with WARC's word for the reason. No cookies, no proxies, no settings from the environment, no HTTP cache.

What the other side does never raises: `Fetched.problem` says why a fetch ended without a final reply, and the replies
received until then are kept. Content encodings stay on (`decoding`), and what to make of a status is decided in `capture`.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import httpcore
import httpx

from lineage.errors import CaptureError, FetchError, LimitError, RefusedError, SettingsError, UsageError
from lineage.values import Hop, Limits
from snapshots.addresses import Address, join_address, parse_address, shown
from snapshots.decoding import supported_encodings
from snapshots.network import TRY_LATER, Budget, GuardedBackend, Resolver, SystemResolver, deadline_error

__all__ = ["Fetched", "Reply", "Resolver", "SystemResolver", "Transport"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_IDLE_SECONDS = 15.0
_STALE_RETRIES = 3
_NO_SPACE_FOR_HEADERS = "Receive buffer too long"  # h11's words when headers pass 100 kB


@dataclass(frozen=True, slots=True)
class Reply:
    """One hop with its payload: de-chunked, content encoding kept. `truncated` is WARC's word when the body ended early."""

    hop: Hop
    body: bytes
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        """The first response header of that name."""
        return next((value for key, value in self.hop.response_headers if key.lower() == name), None)

    @property
    def ends_by_close(self) -> bool:
        """True when only the end of the connection told where the body ends, so that a cut cannot be seen from outside."""
        return self.header("content-length") is None and "chunked" not in (self.header("transfer-encoding") or "").lower()


@dataclass(frozen=True, slots=True)
class Fetched:
    """All replies of one fetch, in order. `problem` is set when it ended without a final reply (there may be none at all)."""

    address: str
    started: datetime
    seconds: float
    replies: tuple[Reply, ...]
    problem: CaptureError | None = None

    def final(self) -> Reply:
        """The reply that ended the fetch.

        Raises:
            CaptureError: the problem, when there is no such reply.
        """
        if self.problem is not None:
            raise self.problem
        return self.replies[-1]


class Transport:
    """Fetches addresses over HTTP/1.1; safe to use from several threads, to be closed at the end.

    Args:
        resolver: looks names up; the operating system's by default.
        allow_private: switches the check of IP addresses off (loopback tests, the demo, intranets).
        user_agent: how we present ourselves; an honest name with our version by default.
        trust: whose certificates are believed; the public authorities by default.
    """

    def __init__(
        self,
        *,
        resolver: Resolver | None = None,
        allow_private: bool = False,
        user_agent: str | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = _usable_agent(user_agent or default_user_agent())
        self._budget = Budget()
        backend = GuardedBackend(resolver or SystemResolver(), self._budget, allow_private=allow_private)
        self._transport = _GuardedTransport(backend, trust)

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._transport.close()

    def fetch(self, address: str, limits: Limits) -> Fetched:
        """Fetches an address, following redirects, within the limits; what goes wrong is in the answer, not raised."""
        started, clock = datetime.now(UTC), time.monotonic()
        self._budget.start(limits.total_seconds)
        replies: list[Reply] = []
        problem: CaptureError | None = None
        try:
            self._follow(address, limits, replies)
        except CaptureError as error:
            problem = error
        return Fetched(address, started, time.monotonic() - clock, tuple(replies), problem)

    def _follow(self, address: str, limits: Limits, replies: list[Reply]) -> None:
        here = _allowed(address)
        seen: set[str] = set()
        while True:
            seen.add(here.text)
            reply = self._one_hop(here, limits)
            replies.append(reply)
            location = reply.header("location")
            if reply.hop.status not in _REDIRECTS or not location:
                return
            here = _next_hop(here, location)
            if here.text in seen:
                raise LimitError(f"its redirects run in a circle, back to {shown(here.text)}", where=shown(address))
            if len(replies) > limits.redirects:
                raise LimitError(f"more than {limits.redirects} redirects", where=shown(address))

    def _one_hop(self, address: Address, limits: Limits) -> Reply:
        started = datetime.now(UTC)
        headers = self._request_headers(address)
        with _explained(address, self._budget, limits):
            response = self._send(address, headers, limits)
        try:
            body, truncated = self._read_body(response, limits)
        finally:
            response.close()
        stream = response.extensions["network_stream"]
        hop = Hop(
            address=address.text,
            started=started,
            request_headers=headers,
            status=response.status_code,
            reason=response.extensions["reason_phrase"].decode("latin-1"),
            http_version=response.extensions["http_version"].decode("ascii"),
            response_headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw),
            peer=stream.get_extra_info("peer"),
        )
        return Reply(hop, body, truncated)

    def _request_headers(self, address: Address) -> tuple[tuple[str, str], ...]:
        return (
            ("Host", address.authority),
            ("User-Agent", self._agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("Accept-Encoding", ", ".join(supported_encodings())),
            ("Connection", "keep-alive"),
        )

    def _send(self, address: Address, headers: tuple[tuple[str, str], ...], limits: Limits) -> httpx.Response:
        timeout = {"connect": limits.connect_seconds, "read": limits.read_seconds, "write": limits.read_seconds}
        extensions = {"timeout": timeout | {"pool": limits.total_seconds}, "address": address}
        for attempt in range(1, _STALE_RETRIES + 1):
            opened, received = self._budget.connections, self._budget.received
            request = httpx.Request("GET", address.text, headers=list(headers), extensions=extensions)
            try:
                return self._transport.handle_request(request)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                # A kept connection may have been hung up just as we used it: nothing came, so asking again is no harm.
                stale = self._budget.connections == opened and self._budget.received == received
                if not stale or attempt == _STALE_RETRIES:
                    raise
        raise AssertionError("unreachable")

    def _read_body(self, response: httpx.Response, limits: Limits) -> tuple[bytes, str | None]:
        parts: list[bytes] = []
        room = limits.body_bytes
        try:
            for part in response.iter_raw():
                if len(part) > room:
                    parts.append(part[:room])
                    return b"".join(parts), "length"
                parts.append(part)
                room -= len(part)
                if self._budget.spent:
                    raise httpcore.ReadTimeout("deadline")
        except httpcore.TimeoutException:
            return b"".join(parts), "time"
        except httpcore.NetworkError:
            return b"".join(parts), "disconnect"
        except httpcore.ProtocolError as error:
            return b"".join(parts), "disconnect" if "peer closed" in str(error) else "unspecified"
        return b"".join(parts), None


class _GuardedTransport(httpx.BaseTransport):
    """httpx over our own connection pools; errors of httpcore pass through, the one caller above reads them."""

    def __init__(self, backend: GuardedBackend, trust: ssl.SSLContext | None) -> None:
        self._backend = backend
        self._plain = self._pool(None)
        self._trust = trust
        self._secure: httpcore.ConnectionPool | None = None

    def _pool(self, context: ssl.SSLContext | None) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=64,
            max_keepalive_connections=16,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=self._backend,
        )

    def _pool_for(self, scheme: str) -> httpcore.ConnectionPool:
        if scheme == "http":
            return self._plain
        if self._secure is None:  # reading all certificate authorities takes time: only when needed
            self._secure = self._pool(self._trust or httpx.create_ssl_context(verify=True, trust_env=False))
        return self._secure

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends what our own parser made of the address, so that no second parser has a say in host or target."""
        address: Address = request.extensions["address"]
        url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        sent = httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        answer = self._pool_for(address.scheme).handle_request(sent)
        assert isinstance(answer.stream, Iterable)  # noqa: S101 - a synchronous pool gives nothing else
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    def close(self) -> None:
        """Closes both pools."""
        self._plain.close()
        if self._secure is not None:
            self._secure.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        """Gives the connection back, or closes it when the body was not read to its end."""
        if hasattr(self._stream, "close"):
            self._stream.close()


class _explained:  # noqa: N801 - reads as a word in `with _explained(...)`; a class is half as dear as a generator
    """Turns what httpcore raises before there is a response into an error for people."""

    def __init__(self, address: Address, budget: Budget, limits: Limits) -> None:
        self._address = address
        self._budget = budget
        self._limits = limits

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CaptureError):
            error.where = error.where or self._address.text
        elif isinstance(error, (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)):
            raise self._error_for(error) from error

    def _error_for(self, error: Exception) -> CaptureError:
        host, where = self._address.host, self._address.text
        if isinstance(error, httpcore.TimeoutException):
            if self._budget.spent:
                late = deadline_error(host, self._budget)
                late.where = where
                return late
            return FetchError(f"{host} did not answer within {self._limits.read_seconds:g} s", where=where, advice=TRY_LATER)
        if _NO_SPACE_FOR_HEADERS in str(error):
            return LimitError(f"{host} sent more than 100 kB of headers", where=where)
        if isinstance(error, httpcore.NetworkError) or "disconnected" in str(error) or "peer closed" in str(error):
            return FetchError(f"{host} hung up before it answered", where=where, advice=TRY_LATER)
        return FetchError(f"{host} did not answer in HTTP ({shown(str(error))})", where=where, advice=TRY_LATER)


def _allowed(address: str) -> Address:
    try:
        return parse_address(address)
    except UsageError as error:
        raise RefusedError(f"refused: {error.what}", where=error.where, advice=error.advice) from error


def _next_hop(here: Address, location: str) -> Address:
    # Header text is latin-1 of the bytes; servers that put more than ASCII into Location mean UTF-8, as browsers read it.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return join_address(here.text, location)
    except UsageError as error:
        raise RefusedError(
            f"refused to follow the redirect of {here.text}: {error.what}",
            where=error.where,
            advice="Nothing was sent there; the redirect itself is stored",
        ) from error


@cache
def default_user_agent() -> str:
    """Our name and version, and what we do."""
    from importlib.metadata import version

    return f"citetrail/{version('citetrail')} (captures public pages as evidence of what they say)"


def _usable_agent(agent: str) -> str:
    if not agent.isascii() or not agent.isprintable() or agent != agent.strip():
        raise SettingsError("the user agent is not one line of printable ASCII", where=shown(agent))
    return agent

"""Fetching from real servers on loopback that behave, misbehave, or lead somewhere they must not."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage.errors import CaptureError, FetchError, LimitError, RefusedError, SettingsError
from lineage.values import Limits
from snapshots import network
from snapshots.transport import Fetched, Transport

Answer = bytes | Callable[[socket.socket], None]
QUICK = Limits(total_seconds=10, connect_seconds=2, read_seconds=2)


class Server:
    """Answers each path with raw bytes, or with a function that does to the socket what it likes."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[bytes] = []
        self.tls = tls
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self.listener.close()
        for connection in self.open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            while request := self._request(connection):
                self.requests.append(request)
                answer = self.answers[request.split()[1].decode()]
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                    if b"content-length" in answer.lower() and b"connection: close" not in answer.lower():
                        continue
                else:
                    answer(connection)
                break
        except OSError:
            pass
        finally:
            connection.close()

    def _request(self, connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            part = connection.recv(4096)
            if not part:
                return b""
            data += part
        return data


class Names:
    """A resolver with its own names; counts how often it is asked."""

    def __init__(self, names: dict[str, Sequence[tuple[str, int]]]) -> None:
        self.names = names
        self.asked: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        self.asked.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.names[host]


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.fixture
def transport() -> Iterator[Transport]:
    with Transport(allow_private=True) as made:
        yield made


def page(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(to: str) -> bytes:
    return page(b"moved", f"Location: {to}", status="302 Found")


def problem_of(fetched: Fetched) -> CaptureError:
    assert fetched.problem is not None
    return fetched.problem


# --- what comes back --------------------------------------------------------------------------------------------------


def test_header_pairs_and_body_bytes_are_kept_exactly(server: Server, transport: Transport) -> None:
    server.answers["/a?b=%C3%A4"] = page(
        b"\x1f\x8bnot decoded", "X-Odd: caf\xe9", "set-cookie: a=1", "Set-Cookie: b=2", "Content-Encoding: gzip"
    )
    reply = transport.fetch(server.url("/a?b=ä"), QUICK).final()
    assert reply.body == b"\x1f\x8bnot decoded"
    assert reply.truncated is None
    assert reply.hop.response_headers == (
        ("X-Odd", "caf\xe9"),
        ("set-cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "13"),
    )
    assert (reply.hop.status, reply.hop.reason, reply.hop.http_version, reply.hop.peer) == (200, "OK", "HTTP/1.1", "127.0.0.1")


def test_the_request_sent_is_the_request_recorded(server: Server, transport: Transport) -> None:
    server.answers["/"] = page(b"")
    hop = transport.fetch(server.url("/"), QUICK).final().hop
    sent = server.requests[0].decode().split("\r\n\r\n")[0].split("\r\n")
    assert sent == ["GET / HTTP/1.1", *(f"{name}: {value}" for name, value in hop.request_headers)]
    assert dict(hop.request_headers)["User-Agent"].startswith("citetrail/")


def test_the_name_stays_in_the_host_header_while_the_resolver_says_where_to_go(server: Server) -> None:
    server.answers["/"] = page(b"hello")
    names = Names({"news.example": [("127.0.0.1", server.port)]})
    with Transport(resolver=names, allow_private=True) as transport:
        reply = transport.fetch("http://news.example/", QUICK).final()
    assert reply.hop.address == "http://news.example/"
    assert b"Host: news.example\r\n" in server.requests[0]


def test_a_chunked_body_is_stored_without_its_chunk_marks(server: Server, transport: Transport) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    reply = transport.fetch(server.url("/"), QUICK).final()
    assert (reply.body, reply.truncated, reply.ends_by_close) == (b"abcde", None, False)


def test_neither_cookies_nor_proxies_from_the_environment_are_used(
    server: Server, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    server.answers["/"] = page(b"x", "Set-Cookie: session=1")
    transport.fetch(server.url("/"), QUICK).final()
    transport.fetch(server.url("/"), QUICK).final()
    assert not any(b"cookie" in request.lower() for request in server.requests)


# --- bodies that end early --------------------------------------------------------------------------------------------


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def cut_by_reset(connection: socket.socket) -> None:
    connection.sendall(page(b"x" * 500, length=1000))
    time.sleep(0.1)
    reset(connection)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 10_000)


def drip(start: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return answer


def silent_after(start: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        time.sleep(5)

    return answer


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "limits", "word", "size"),
    [
        (page(b"x" * 500, "Connection: close", length=1000), QUICK, "disconnect", 500),
        (CHUNKED + b"ff\r\n" + b"x" * 100, QUICK, "disconnect", 100),
        (CHUNKED + b"3\r\nxxx\r\n", QUICK, "disconnect", 3),
        (CHUNKED + b"3\r\nxxx\r\nno size\r\n", QUICK, "unspecified", 3),
        (cut_by_reset, QUICK, "disconnect", 500),
        (endless, Limits(body_bytes=25_000), "length", 25_000),
        (page(b"x" * 3000), Limits(body_bytes=1000), "length", 1000),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n"), Limits(total_seconds=0.3), "time", None),
        (silent_after(page(b"xxx", length=10)), Limits(read_seconds=0.2), "time", 3),
    ],
    ids=["short", "cut chunk", "no last chunk", "bad chunk", "reset", "endless", "too long", "drip", "silence"],
)
def test_a_body_cut_short_gives_what_came_and_the_reason(
    server: Server, transport: Transport, answer: Answer, limits: Limits, word: str, size: int | None
) -> None:
    server.answers["/"] = answer
    reply = transport.fetch(server.url("/"), limits).final()
    assert reply.truncated == word
    assert set(reply.body) == {ord("x")}
    assert size is None or len(reply.body) == size


def test_a_body_of_exactly_the_limit_is_whole(server: Server, transport: Transport) -> None:
    server.answers["/"] = page(b"x" * 1000)
    assert transport.fetch(server.url("/"), Limits(body_bytes=1000)).final().truncated is None


# --- no answer at all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "limits", "kind", "words"),
    [
        (lambda connection: None, QUICK, FetchError, "hung up before it answered"),
        (reset, QUICK, FetchError, "hung up before it answered"),
        (b"HTTP/1.1 20", QUICK, FetchError, "hung up before it answered"),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", QUICK, FetchError, "did not answer in HTTP"),
        (drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), Limits(total_seconds=0.3), LimitError, "total of 0.3 s"),
        (silent_after(b""), Limits(read_seconds=0.2), FetchError, "did not answer within 0.2 s"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 300_000, QUICK, LimitError, "headers"),
    ],
    ids=["hang-up", "reset", "half a status line", "not HTTP", "dripping headers", "silence", "endless headers"],
)
def test_a_connection_that_dies_before_a_response_is_a_problem_with_words(
    server: Server, transport: Transport, answer: Answer, limits: Limits, kind: type[CaptureError], words: str
) -> None:
    server.answers["/page"] = answer
    fetched = transport.fetch(server.url("/page"), limits)
    problem = problem_of(fetched)
    assert type(problem) is kind
    assert words in str(problem)
    assert server.url("/page") in str(problem)
    assert fetched.replies == ()
    with pytest.raises(kind):
        fetched.final()


FRAGMENTS = [b"HTTP/1.1 ", b"HTTP/1.0 999 ", b"200 OK", b"\r\n", b"\r\n\r\n", b"Content-Length: 5", b"Transfer-Encoding: chunked"]
FRAGMENTS += [
    b"HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n",
    b"Location: http://[",
    b": ",
    b"\n",
    b"5\r\nhello\r\n",
    b"0\r\n\r\n",
    b"\xff\x00",
]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=8))
def test_no_bytes_a_server_may_send_make_fetching_raise(server: Server, transport: Transport, parts: list[bytes]) -> None:
    server.answers["/"] = lambda connection: connection.sendall(b"".join(parts))
    fetched = transport.fetch(server.url("/"), QUICK)
    assert fetched.problem or fetched.replies


def test_a_refused_connection_and_an_unknown_name_say_so(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "connection refused" in str(problem_of(transport.fetch(f"http://127.0.0.1:{port}/", QUICK)))
    with Transport(resolver=Names({})) as lost:
        problem = problem_of(lost.fetch("http://nowhere.example/", QUICK))
    assert isinstance(problem, FetchError)
    assert "nowhere.example could not be resolved" in str(problem)
    assert "capture again later" in str(problem)


def test_a_name_service_that_never_answers_does_not_outlast_the_limit() -> None:
    release = threading.Event()

    class Stuck:
        def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            release.wait(20)
            return []

    with Transport(resolver=Stuck()) as transport:
        problem = problem_of(transport.fetch("http://slow.example/", Limits(total_seconds=0.2)))
    release.set()
    assert isinstance(problem, LimitError)


# --- the guard --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{}/", "http://2130706433:{}/", "http://0x7f.1:{}/", "http://[::ffff:127.0.0.1]:{}/", "http://0:{}/"],
)
def test_no_spelling_reaches_loopback(server: Server, address: str) -> None:
    with Transport() as transport:
        problem = problem_of(transport.fetch(address.format(server.port), QUICK))
    assert isinstance(problem, RefusedError)
    assert "CITETRAIL_ALLOW_PRIVATE_ADDRESSES" in str(problem)
    assert server.requests == []


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "64:ff9b::7f00:1"])
def test_one_inner_address_among_public_ones_refuses_the_name(inner: str) -> None:
    names = Names({"mixed.example": [("8.8.8.8", 9), (inner, 9)]})
    with Transport(resolver=names) as transport:
        problem = problem_of(transport.fetch("http://mixed.example/", QUICK))
    assert isinstance(problem, RefusedError)
    assert "mixed.example leads to" in str(problem)


def test_a_name_is_looked_up_once_per_connection_and_again_when_the_connection_is_old(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/"] = page(b"x")
    names = Names({"a.example": [("127.0.0.1", server.port)]})
    with Transport(resolver=names, allow_private=True) as transport:
        transport.fetch("http://a.example/", QUICK).final()
        transport.fetch("http://a.example/", QUICK).final()
        assert names.asked == ["a.example"]
        monkeypatch.setattr(network, "MAX_CONNECTION_AGE", 0.0)
        transport.fetch("http://a.example/", QUICK).final()
        assert names.asked == ["a.example", "a.example"]


def test_a_resolver_that_changes_its_mind_cannot_slip_an_inner_address_in(server: Server) -> None:
    answers = iter([[("127.0.0.1", server.port)]])

    class Rebinding:
        def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            return next(answers, [("8.8.8.8", 9)])

    with Transport(resolver=Rebinding()) as transport:
        assert isinstance(problem_of(transport.fetch("http://rebind.example/", QUICK)), RefusedError)
    assert server.requests == []


def test_the_next_address_is_tried_when_the_first_does_not_take_the_connection(server: Server) -> None:
    server.answers["/"] = page(b"x")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    names = Names({"two.example": [("127.0.0.1", closed), ("127.0.0.1", server.port)]})
    with Transport(resolver=names, allow_private=True) as transport:
        assert transport.fetch("http://two.example/", QUICK).final().body == b"x"


# --- redirects --------------------------------------------------------------------------------------------------------


def test_redirects_are_followed_one_at_a_time_and_every_hop_is_kept(server: Server, transport: Transport) -> None:
    server.answers |= {"/a": redirect("/b"), "/b": redirect("c?x=\xc3\xa4#part"), "/c?x=%C3%A4": page(b"there")}
    fetched = transport.fetch(server.url("/a"), QUICK)
    assert [reply.hop.status for reply in fetched.replies] == [302, 302, 200]
    assert fetched.replies[0].body == b"moved"
    assert fetched.final().hop.address == server.url("/c?x=%C3%A4")


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://inner.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:7f00:1]/",
        "//2130706433/",
    ],
)
def test_a_redirect_to_where_we_must_not_go_is_refused_and_the_redirect_kept(server: Server, target: str) -> None:
    class Resolver:
        def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
            names = {"news.example": [("8.8.8.8", server.port)], "inner.example": [("10.0.0.7", 80)]}
            return names.get(host) or [(host, port)]

    server.answers["/"] = redirect(target)
    with Transport(resolver=Resolver()) as transport:
        fetched = transport.fetch("http://news.example/", QUICK)
    assert isinstance(problem_of(fetched), RefusedError)
    assert [reply.hop.status for reply in fetched.replies] == [302]
    assert len(server.requests) == 1


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to 8.8.8.8 end at loopback: the guard sees a public address, and no packet goes anywhere else."""
    real = socket.create_connection

    def connect(address: tuple[str, int], *args: object, **options: object) -> socket.socket:
        host, port = address
        assert host in {"127.0.0.1", "8.8.8.8"}, f"a test tried to reach {host}"
        return real(("127.0.0.1", port), *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", connect)


def test_a_redirect_loop_and_an_endless_chain_end_with_a_reason(server: Server, transport: Transport) -> None:
    server.answers |= {"/a": redirect("/b"), "/b": redirect("/a")}
    looped = transport.fetch(server.url("/a"), QUICK)
    assert "circle" in str(problem_of(looped))
    assert len(looped.replies) == 2

    server.answers |= {f"/{number}": redirect(f"/{number + 1}") for number in range(30)}
    chained = transport.fetch(server.url("/0"), QUICK)
    assert isinstance(chained.problem, LimitError)
    assert "more than 10 redirects" in str(chained.problem)
    assert len(chained.replies) == 11


def test_a_redirect_whose_target_fails_keeps_what_came(server: Server, transport: Transport) -> None:
    server.answers |= {"/a": redirect("/gone"), "/gone": reset}
    fetched = transport.fetch(server.url("/a"), QUICK)
    assert isinstance(fetched.problem, FetchError)
    assert len(fetched.replies) == 1


# --- connections ------------------------------------------------------------------------------------------------------


def test_a_kept_connection_that_was_hung_up_is_opened_again(server: Server, transport: Transport) -> None:
    def once(connection: socket.socket) -> None:
        connection.sendall(page(b"x"))
        connection.recv(4096)  # takes the next request and hangs up instead of answering it

    server.answers["/"] = once
    assert transport.fetch(server.url("/"), QUICK).final().body == b"x"
    server.answers["/"] = page(b"y")
    assert transport.fetch(server.url("/"), QUICK).final().body == b"y"


def test_several_threads_may_fetch_at_once(server: Server, transport: Transport) -> None:
    server.answers |= {f"/{number}": page(str(number).encode()) for number in range(24)}
    got: dict[int, bytes] = {}

    def work(first: int) -> None:
        for number in range(first, 24, 4):
            got[number] = transport.fetch(server.url(f"/{number}"), QUICK).final().body

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: str(number).encode() for number in range(24)}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for news.example, with its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from datetime import UTC, datetime, timedelta

    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    kind = serialization.PrivateFormat.PKCS8
    path = tmp_path / "certificate.pem"
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, kind, serialization.NoEncryption()))
    return path


@pytest.mark.parametrize("host", ["news.example", "other.example"])
@pytest.mark.parametrize("trusted", [True, False])
def test_certificates_are_checked_against_trust_and_name(certificate: Path, host: str, trusted: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(context)
    server.answers["/"] = page(b"secret")
    trust = ssl.create_default_context(cafile=str(certificate)) if trusted else None
    names = Names({host: [("127.0.0.1", server.port)]})
    with Transport(resolver=names, allow_private=True, trust=trust) as transport:
        fetched = transport.fetch(f"https://{host}/", QUICK)
    server.close()
    if trusted and host == "news.example":
        assert fetched.final().body == b"secret"
    else:
        assert isinstance(fetched.problem, FetchError)
        assert "its certificate is not valid" in str(fetched.problem)
        assert server.requests == []


def test_a_server_without_tls_behind_https_is_a_problem_with_words(transport: Transport) -> None:
    plain = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: plain.accept()[0].sendall(b"HTTP/1.0 400 Bad\r\n\r\n"), daemon=True).start()
    problem = problem_of(transport.fetch(f"https://127.0.0.1:{plain.getsockname()[1]}/", QUICK))
    plain.close()
    assert isinstance(problem, FetchError)
    assert "no secure connection" in str(problem)


@pytest.mark.parametrize("agent", ["two\r\nX-Lines: 1", "ümlaut", " padded"])
def test_a_user_agent_that_is_not_one_plain_line_is_refused(agent: str) -> None:
    with pytest.raises(SettingsError, match="user agent"):
        Transport(user_agent=agent)

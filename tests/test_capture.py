"""From an address or a file to stored records and an outcome with its reason, against a real server on loopback."""

from __future__ import annotations

import gzip
import io
import socket
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from lineage.errors import EvidenceError, UsageError
from lineage.values import Exchange, Known, Limits
from snapshots import decoding
from snapshots.capture import capture_address, capture_file, media_type_of, recall
from snapshots.decoding import decode_content
from snapshots.store import SnapshotStore
from snapshots.transport import Transport

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAGE = "<title>Café</title><p>The ministry said on Tuesday.</p>".encode() * 20
QUICK = Limits(total_seconds=10, connect_seconds=2, read_seconds=2)


class Site(ThreadingHTTPServer):
    """Pages by path: status, headers, body."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        status, headers, body = self.server.pages[self.path]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "Content-Length" in headers

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    started = Site()
    yield started
    started.shutdown()
    started.server_close()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def transport() -> Iterator[Transport]:
    with Transport(allow_private=True) as made:
        yield made


def known_of(exchange: Exchange) -> Known:
    assert exchange.payload_digest is not None
    assert exchange.record_id is not None
    return Known(exchange.payload_digest, exchange.started, exchange.record_id, exchange.final_address)


def record_types(store: SnapshotStore, exchange: Exchange) -> list[str]:
    assert exchange.warc is not None
    stream = io.BytesIO(store.read(exchange.warc.path))
    return [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


# --- addresses --------------------------------------------------------------------------------------------------------


def test_a_page_is_captured_with_bytes_labels_and_records(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages["/a"] = (200, {"Content-Type": 'Text/HTML; Charset="UTF-8"', "Content-Encoding": "gzip"}, gzip.compress(PAGE))
    exchange = capture_address(site.url("/a#part"), transport=transport, store=store, limits=QUICK)
    assert (exchange.outcome, exchange.reason, exchange.status) == ("captured", "answered 200 OK", 200)
    assert (exchange.address, exchange.final_address) == (site.url("/a"), site.url("/a"))
    assert (exchange.media_type, exchange.charset) == ("text/html", "utf-8")
    assert (gzip.decompress(exchange.body), exchange.content, exchange.truncated) == (PAGE, PAGE, None)
    assert exchange.payload_digest != exchange.content_digest
    assert record_types(store, exchange) == ["warcinfo", "response", "request"]


def test_the_same_bytes_again_are_unchanged_and_stored_as_a_revisit(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages["/a"] = (200, {}, PAGE)
    first = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    again = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK, known=known_of(first))
    assert again.outcome == "unchanged"
    assert "the same bytes as on" in again.reason
    assert record_types(store, again) == ["warcinfo", "revisit", "request"]
    site.pages["/a"] = (200, {}, PAGE + b".")
    changed = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK, known=known_of(first))
    assert changed.outcome == "captured"


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (404, "not found", "404 Not Found"),
        (410, "not found", "410 Gone"),
        (403, "failed", "403 Forbidden"),
        (500, "failed", "500 Internal Server Error"),
        (599, "failed", "599"),
        (304, "failed", "does not say where to"),
    ],
)
def test_every_response_is_stored_whatever_its_status(
    site: Site, store: SnapshotStore, transport: Transport, status: int, outcome: str, words: str
) -> None:
    body = b"" if status == 304 else b"sorry"
    site.pages["/a"] = (status, {}, body)
    exchange = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert exchange.outcome == outcome
    assert words in exchange.reason
    assert exchange.body == body
    assert record_types(store, exchange) == ["warcinfo", "response", "request"]


def test_an_error_page_seen_before_is_not_called_unchanged(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages["/a"] = (200, {}, b"sorry")
    first = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    site.pages["/a"] = (404, {}, b"sorry")
    gone = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK, known=known_of(first))
    assert gone.outcome == "not found"
    assert record_types(store, gone) == ["warcinfo", "response", "request"]


def test_what_is_refused_or_fails_is_an_outcome_and_stores_nothing(store: SnapshotStore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Transport(allow_private=True) as open_transport:
        failed = capture_address(f"http://127.0.0.1:{port}/", transport=open_transport, store=store, limits=QUICK)
    assert (failed.outcome, failed.warc, failed.status, failed.body) == ("failed", None, None, b"")
    assert "connection refused" in failed.reason
    with Transport() as guarded:
        for address in (f"http://127.0.0.1:{port}/", "file:///etc/passwd", "http://u@example.org/", "no address"):
            refused = capture_address(address, transport=guarded, store=store, limits=QUICK)
            assert (refused.outcome, refused.warc) == ("refused", None)
            assert refused.reason
    assert not store.root.exists()


def test_a_redirect_into_the_inside_is_refused_and_the_redirect_is_stored(
    site: Site, store: SnapshotStore, transport: Transport
) -> None:
    site.pages["/a"] = (302, {"Location": "file:///etc/passwd"}, b"moved")
    exchange = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert (exchange.outcome, exchange.status) == ("refused", 302)
    assert "only http and https" in exchange.reason
    assert (exchange.body, exchange.payload_digest) == (b"", None)
    assert record_types(store, exchange) == ["warcinfo", "response", "request"]


def test_redirects_are_all_stored_and_the_last_address_is_named(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages |= {"/a": (301, {"Location": "/b"}, b""), "/b": (200, {}, PAGE)}
    exchange = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert (exchange.address, exchange.final_address, len(exchange.hops)) == (site.url("/a"), site.url("/b"), 2)
    assert "after 1 redirect to" in exchange.reason
    assert record_types(store, exchange) == ["warcinfo", "response", "request", "response", "request"]


def truncated_word(store: SnapshotStore, exchange: Exchange) -> str | None:
    assert exchange.warc is not None
    assert exchange.record_id is not None
    return recall(store, exchange.warc.path, exchange.record_id, QUICK).payload.truncated


def test_a_body_cut_short_is_marked_and_never_unchanged(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages["/a"] = (200, {"Content-Length": "9999"}, PAGE)
    first = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert (first.outcome, first.truncated, first.body) == ("captured", "disconnect", PAGE)
    assert f"after {len(PAGE):,} of 9,999 bytes" in first.reason
    assert truncated_word(store, first) == "disconnect"
    again = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK, known=known_of(first))
    assert again.outcome == "captured"


@pytest.mark.parametrize(("length", "word"), [(None, "unspecified"), ("", "disconnect")], ids=["length fits", "ends by close"])
def test_a_gzip_body_cut_in_half_is_found_even_when_the_framing_looks_right(
    site: Site, store: SnapshotStore, transport: Transport, length: str | None, word: str
) -> None:
    headers = {"Content-Encoding": "gzip"} | ({} if length is None else {"Content-Length": length})
    site.pages["/a"] = (200, headers, gzip.compress(bytes(range(256)) * 100)[:200])
    exchange = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert exchange.truncated == word
    assert "end too early" in exchange.reason
    assert 0 < len(exchange.content) < 25_600
    assert truncated_word(store, exchange) == word


def test_bombs_are_defused_and_their_bytes_kept(site: Site, store: SnapshotStore, transport: Transport) -> None:
    once = gzip.compress(b"\0" * 50_000_000)
    thrice = gzip.compress(gzip.compress(once))
    assert len(thrice) < 2000
    site.pages["/triple"] = (200, {"Content-Encoding": "gzip, gzip, gzip"}, thrice)
    site.pages["/wide"] = (200, {"Content-Encoding": "gzip"}, once)
    triple = capture_address(site.url("/triple"), transport=transport, store=store, limits=QUICK)
    assert (triple.content, triple.body, triple.truncated) == (b"", thrice, "length")
    assert "nested content encodings" in triple.reason
    wide = capture_address(site.url("/wide"), transport=transport, store=store, limits=Limits(content_bytes=100_000))
    assert (len(wide.content), wide.truncated, wide.body) == (100_000, "length", once)
    assert truncated_word(store, wide) is None


def test_a_snapshot_read_back_is_what_was_captured(site: Site, store: SnapshotStore, transport: Transport) -> None:
    site.pages["/a"] = (200, {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}, gzip.compress(PAGE))
    exchange = capture_address(site.url("/a"), transport=transport, store=store, limits=QUICK)
    assert exchange.warc is not None
    assert exchange.record_id is not None
    recalled = recall(store, exchange.warc.path, exchange.record_id, QUICK)
    assert (recalled.payload.body, recalled.content) == (exchange.body, exchange.content)
    assert (recalled.media_type, recalled.charset) == ("text/html", "utf-8")
    store.path_of(exchange.warc.path).unlink()
    with pytest.raises(EvidenceError, match="missing"):
        recall(store, exchange.warc.path, exchange.record_id, QUICK)


# --- content encodings ------------------------------------------------------------------------------------------------


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (gzip.compress(PAGE), ["gzip"]),
        (gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]) + b"\0" * 20, ["gzip"]),
        (zlib.compress(PAGE), ["deflate"]),
        (raw_deflate(PAGE), ["deflate"]),
        (gzip.compress(zlib.compress(PAGE)), ["deflate", "gzip"]),
        (PAGE, []),
    ],
)
def test_content_encodings_are_undone(body: bytes, names: Sequence[str]) -> None:
    decoded = decode_content(body, names, QUICK)
    assert (decoded.content, decoded.truncated, decoded.problem) == (PAGE, None, None)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate])
def test_every_cut_of_compressed_data_is_found(pack: Any) -> None:
    packed = pack(PAGE)
    for end in range(1, len(packed)):
        decoded = decode_content(packed[:end], ["deflate" if pack is not gzip.compress else "gzip"], QUICK)
        assert decoded.damaged
        assert PAGE.startswith(decoded.content)


def test_what_cannot_be_decoded_says_so() -> None:
    unknown = decode_content(b"xyz", ["compress"], QUICK)
    assert (unknown.content, unknown.truncated, unknown.damaged) == (b"", "unspecified", False)
    assert "compress is not supported" in str(unknown.problem)
    plain = decode_content(PAGE, ["gzip"], QUICK)
    assert (plain.content, plain.truncated) == (PAGE, None)
    assert "not gzip" in str(plain.problem)


@settings(deadline=None)
@given(st.binary(max_size=200), st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "?"]), max_size=3), st.booleans())
def test_no_bytes_make_decoding_fail_or_pass_the_cap(body: bytes, names: list[str], wrapped: bool) -> None:
    sent = gzip.compress(body)[:-1] if wrapped else body
    decoded = decode_content(sent, names, Limits(content_bytes=100))
    assert len(decoded.content) <= 100 or decoded.content == sent


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_encodings_of_optional_libraries_are_undone_capped_and_checked_for_their_end(name: str) -> None:
    module = pytest.importorskip({"br": "brotli", "zstd": "zstandard"}[name])
    pack = module.compress
    if name not in decoding.supported_encodings():
        pytest.skip(f"the installed {module.__name__} cannot cap its output")
    assert decode_content(pack(PAGE), [name], QUICK).content == PAGE
    cut = decode_content(pack(PAGE)[:-3], [name], QUICK)
    assert cut.damaged
    bomb = decode_content(pack(b"\0" * 50_000_000), [name], Limits(content_bytes=10_000))
    assert (len(bomb.content), bomb.truncated) == (10_000, "length")


def test_an_encoding_without_its_library_is_not_asked_for() -> None:
    for name, module in (("br", "brotli"), ("zstd", "zstandard")):
        if module not in sys.modules:
            assert name not in decoding.supported_encodings()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (None, None)),
        ("text/html", ("text/html", None)),
        ("TEXT/html ; foo=bar; Charset = 'GB18030'", ("text/html", "gb18030")),
        ("charset=utf-8", (None, None)),
        ("nonsense; charset=utf-8", (None, "utf-8")),
        ("text/html; xcharset=a", ("text/html", None)),
    ],
)
def test_labels_are_read_from_the_content_type(header: str | None, expected: tuple[str | None, str | None]) -> None:
    assert media_type_of(header) == expected


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_taken_in_as_it_is(tmp_path: Path, store: SnapshotStore) -> None:
    path = tmp_path / "Notes ä.md"
    path.write_bytes(b"---\ntitle: x\n---\r\ncaf\xe9\x00")
    exchange = capture_file(path, store=store, limits=QUICK, now=NOW)
    assert (exchange.outcome, exchange.address) == ("captured", path.as_uri())
    assert exchange.body == exchange.content == path.read_bytes()
    assert (exchange.media_type, exchange.charset, exchange.origin_path) == ("text/markdown", None, str(path))
    assert (exchange.claimed, exchange.status, exchange.started) == (False, None, NOW)
    assert record_types(store, exchange) == ["warcinfo", "resource"]
    again = capture_file(path, store=store, limits=QUICK, now=NOW, known=known_of(exchange))
    assert again.outcome == "unchanged"
    assert record_types(store, again) == ["warcinfo", "revisit"]


def test_a_claimed_address_and_date_are_kept_as_claims(tmp_path: Path, store: SnapshotStore) -> None:
    path = tmp_path / "saved.html"
    path.write_bytes(PAGE)
    exchange = capture_file(
        path,
        store=store,
        limits=QUICK,
        now=NOW,
        claimed_address="HTTP://News.example/a#x",
        claimed_date=datetime(2020, 5, 1, tzinfo=UTC),
    )
    assert (exchange.address, exchange.claimed, exchange.origin_path) == ("http://news.example/a", True, str(path))
    assert exchange.warc is not None
    notes = gzip.decompress(store.read(exchange.warc.path))
    assert b"claimed-address: http://news.example/a\r\nclaimed-date: 2020-05-01T00:00:00+00:00\r\n" in notes
    with pytest.raises(UsageError, match="only http and https"):
        capture_file(path, store=store, limits=QUICK, now=NOW, claimed_address="ftp://news.example/")


@pytest.mark.parametrize(
    ("pasted", "media_type"),
    [
        (b"Just text", "text/plain"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>x", "text/html"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x7fELF\x00\x00", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_pasted_bytes_are_labelled_by_what_they_look_like(store: SnapshotStore, pasted: bytes, media_type: str) -> None:
    exchange = capture_file(pasted, store=store, limits=QUICK, now=NOW)
    assert (exchange.media_type, exchange.body, exchange.origin_path) == (media_type, pasted, None)
    assert exchange.address == f"urn:{exchange.payload_digest}"


def test_files_that_cannot_be_taken_in_say_why(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "large.txt").write_bytes(b"x" * 101)
    for path, words in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path / "large.txt" / "below.txt", "no such file"),
        (tmp_path, "folder"),
        (Path("/dev/null"), "ordinary file"),
        (tmp_path / "large.txt", "more than the limit of 100"),
    ):
        with pytest.raises(UsageError, match=words) as caught:
            capture_file(path, store=store, limits=Limits(body_bytes=100), now=NOW)
        assert str(path) in str(caught.value)
        assert caught.value.advice
    assert not store.root.exists()

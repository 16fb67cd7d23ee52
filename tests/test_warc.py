"""WARC records as other tools read them, and payloads read back with their digests checked."""

from __future__ import annotations

import gzip
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from lineage.errors import EvidenceError
from lineage.values import Hop, Known
from snapshots.transport import Reply
from snapshots.warc import check_file, read_payload, write_exchange, write_file

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
DATE = "2026-03-01T12:00:00.123456Z"


def reply(
    body: bytes, *, address: str = "http://news.example/a?b", status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Reply:
    sent = (("Host", "news.example"), ("User-Agent", "test"))
    hop = Hop(address, NOW, sent, status, "OK", "HTTP/1.1", headers, "192.0.2.7")
    return Reply(hop, body)


def records(data: bytes) -> list[dict[str, Any]]:
    """Every record as warcio reads it, which raises when a digest is wrong."""
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        body = record.raw_stream.read()
        found.append(
            {"type": record.rec_type, "body": body, "fields": dict(record.rec_headers.headers), "http": record.http_headers}
        )
    return found


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def test_every_hop_becomes_a_response_and_its_request() -> None:
    moved = reply(b"moved", address="http://news.example/old", status=302, headers=(("Location", "/a?b"),))
    written = write_exchange([moved, reply(b"<p>page</p>")], started=NOW)
    found = records(written.data)
    assert [record["type"] for record in found] == ["warcinfo", "response", "request", "response", "request"]
    assert [record["fields"].get("WARC-Target-URI") for record in found[1::2]] == [
        "http://news.example/old",
        "http://news.example/a?b",
    ]
    for response, request in ((found[1], found[2]), (found[3], found[4])):
        assert request["fields"]["WARC-Concurrent-To"] == response["fields"]["WARC-Record-ID"]
        assert response["fields"]["WARC-IP-Address"] == "192.0.2.7"
    assert {record["fields"]["WARC-Date"] for record in found} == {DATE}
    assert found[3]["fields"]["WARC-Record-ID"] == f"<{written.record_id}>"
    assert found[4]["http"].statusline == "/a?b HTTP/1.1"
    assert b"software: citetrail/" in found[0]["body"]


def test_digests_are_sha256_of_block_and_payload() -> None:
    data = write_exchange([reply(b"<p>page</p>", headers=(("X", "y"),))], started=NOW).data
    response = records(data)[1]["fields"]
    assert response["WARC-Payload-Digest"] == digest(b"<p>page</p>")
    assert response["WARC-Block-Digest"] == digest(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n<p>page</p>")
    assert b"sha1" not in gzip.decompress(data)


def test_header_bytes_stay_as_they_came_but_for_transfer_encoding() -> None:
    headers = (("x-odd", "caf\xe9"), ("Set-Cookie", "a"), ("set-cookie", "b"), ("Transfer-Encoding", "chunked"))
    text = gzip.decompress(write_exchange([reply(b"body", headers=headers)], started=NOW).data)
    assert b"x-odd: caf\xe9\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n\r\nbody" in text


def test_a_cut_payload_says_so() -> None:
    found = records(write_exchange([reply(b"half")], started=NOW, truncated="disconnect").data)
    assert found[1]["fields"]["WARC-Truncated"] == "disconnect"


def test_the_same_payload_again_is_a_revisit_of_the_record_that_holds_it() -> None:
    known = Known(digest(b"same"), NOW, "urn:uuid:1234", "http://news.example/first")
    written = write_exchange([reply(b"same", headers=(("X", "y"),))], started=NOW, revisit_of=known)
    revisit = records(written.data)[1]
    assert (revisit["type"], revisit["body"]) == ("revisit", b"")
    assert revisit["http"].get_header("X") == "y"
    expected = {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": "<urn:uuid:1234>",
        "WARC-Refers-To-Target-URI": "http://news.example/first",
        "WARC-Refers-To-Date": DATE,
        "WARC-Payload-Digest": digest(b"same"),
    }
    assert expected.items() <= revisit["fields"].items()
    with pytest.raises(EvidenceError, match="revisit and holds no payload"):
        read_payload(written.data, written.record_id)


def test_a_file_is_a_resource_with_what_was_claimed_beside_it() -> None:
    notes = {"claimed-address": "http://news.example/a", "claimed-date": "2026-01-01\r\nforged: 1"}
    written = write_file("Tëxt".encode(), address="http://news.example/a", media_type="text/plain", started=NOW, notes=notes)
    info, resource, metadata = records(written.data)
    assert [info["type"], resource["type"], metadata["type"]] == ["warcinfo", "resource", "metadata"]
    assert resource["body"] == "Tëxt".encode()
    assert resource["fields"]["Content-Type"] == "text/plain"
    assert metadata["fields"]["WARC-Concurrent-To"] == f"<{written.record_id}>"
    assert metadata["body"] == b"claimed-address: http://news.example/a\r\nclaimed-date: 2026-01-01 forged: 1\r\n"


@pytest.mark.parametrize("body", [b"", b"x", b"HTTP/1.1 200 OK\r\n\r\nnot a header", b"\x00\r\n\r\nWARC/1.1\r\n" * 3])
def test_payloads_are_read_back_byte_by_byte(body: bytes, tmp_path: Path) -> None:
    written = write_exchange([reply(body, headers=(("Content-Type", "text/html"),))], started=NOW)
    (tmp_path / "a.warc.gz").write_bytes(written.data)
    payload = read_payload(tmp_path / "a.warc.gz", written.record_id)
    assert (payload.body, payload.status, payload.media_type, payload.date) == (body, 200, "text/html", DATE)
    taken = write_file(body, address="file:///a.txt", media_type="text/plain", started=NOW)
    payload = read_payload(taken.data, f"<{taken.record_id}>")
    assert (payload.body, payload.status, payload.media_type, payload.address) == (body, None, "text/plain", "file:///a.txt")


def test_two_writings_differ_in_ids_only() -> None:
    def without_ids(data: bytes) -> list[bytes]:
        lines = gzip.decompress(data).split(b"\r\n")
        return [line for line in lines if b"urn:uuid:" not in line]

    first, second = (write_exchange([reply(b"x")], started=NOW).data for _ in range(2))
    assert without_ids(first) == without_ids(second)
    assert first != second


def test_a_damaged_or_cut_file_never_yields_a_wrong_payload() -> None:
    body = b"The ministry said on Tuesday that 1,290 people were affected. " * 4
    written = write_exchange([reply(body)], started=NOW)
    for cut in range(0, len(written.data), 7):
        assert_body_or_error(written.data[:cut], written.record_id, body)
        flipped = bytearray(written.data)
        flipped[cut] ^= 0x10
        assert_body_or_error(bytes(flipped), written.record_id, body)


def assert_body_or_error(data: bytes, record_id: str, body: bytes) -> None:
    try:
        payload = read_payload(data, record_id)
    except EvidenceError:
        return
    assert payload.body == body


def test_an_unknown_record_is_named() -> None:
    with pytest.raises(EvidenceError, match="no record <urn:uuid:0>"):
        read_payload(write_exchange([reply(b"x")], started=NOW).data, "urn:uuid:0")


def test_check_file_tells_missing_from_cut_from_changed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with pytest.raises(EvidenceError, match="missing"):
        check_file(path, digest(b"abc"), 3)
    path.write_bytes(b"abc")
    check_file(path, digest(b"abc"), 3)
    with pytest.raises(EvidenceError, match="3 bytes instead of 4"):
        check_file(path, digest(b"abc"), 4)
    with pytest.raises(EvidenceError, match="digest"):
        check_file(path, digest(b"abd"), 3)

"""WARC 1.1 records of one capture, written with warcio's writer into bytes, and read back with their digests checked.

One capture is one small WARC file: `warcinfo`, then `response` and `request` of every hop in order, or for a file one
`resource` record with a `metadata` record of what a person claimed about it. Each record is a gzip member of its own. All
records of a capture bear the same WARC-Date, as the standard asks for one capture event, so that a later revisit can name
it exactly. A payload seen before becomes a `revisit` (identical-payload-digest) of the record that holds it.

Digests are `sha256:` and 64 hexadecimal digits, the same text as in the ledger; warcio 1.8 and FastWARC 2.0 verify this form
as well as base32 (tried). Header bytes are kept as they came with one exception: bodies are stored de-chunked, so
Transfer-Encoding is renamed to X-Archive-Orig-Transfer-Encoding (otherwise readers would de-chunk a second time).

Where files lie and that they survive a power cut is the store's part.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import EvidenceError
from lineage.values import Digest, Hop, Known

if TYPE_CHECKING:
    from snapshots.transport import Reply

_VERSION = "WARC/1.1"
_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_FRAMING = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_RESTORE = "Restore the file from a backup; the record of the capture stays in the ledger"


@dataclass(frozen=True, slots=True)
class Written:
    """A finished WARC file in memory; `record_id` is that of its last response, resource or revisit record."""

    data: bytes
    record_id: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What a response or resource record holds.

    `headers` are the response headers as stored (empty for a resource), `media_type` the record's Content-Type for a
    resource and the header of that name for a response.
    """

    body: bytes
    digest: Digest
    address: str
    date: str
    media_type: str | None
    headers: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    truncated: str | None = None


# --- writing ----------------------------------------------------------------------------------------------------------


def write_exchange(
    replies: Sequence[Reply], *, started: datetime, truncated: str | None = None, revisit_of: Known | None = None
) -> Written:
    """The records of a fetch.

    Args:
        replies: all hops in order, at least one.
        started: when the capture began, aware; becomes the date of every record.
        truncated: WARC's word when the last payload is not whole.
        revisit_of: the earlier capture whose payload the last reply repeats.
    """
    sheet = _Sheet(started)
    record_id = ""
    for number, reply in enumerate(replies, 1):
        last = number == len(replies)
        cut = (truncated if last else None) or reply.truncated
        record_id = sheet.response(reply, cut, revisit_of if last else None)
        sheet.request(reply.hop, record_id)
    return Written(sheet.data(), record_id)


def write_file(
    body: bytes,
    *,
    address: str,
    media_type: str,
    started: datetime,
    revisit_of: Known | None = None,
    notes: Mapping[str, str] | None = None,
) -> Written:
    """The records of a file that was taken in; `notes` become a metadata record beside it, when there are any."""
    sheet = _Sheet(started)
    record_id = sheet.resource(body, address, media_type, revisit_of)
    if notes:
        sheet.metadata(notes, address, record_id)
    return Written(sheet.data(), record_id)


class _Sheet:
    """One WARC file being written: makes the records of one capture, all with the same date."""

    def __init__(self, started: datetime) -> None:
        from warcio.warcwriter import WARCWriter

        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=True, warc_version=_VERSION)
        self._date = warc_date(started)
        self._info_id = _new_id()
        self._warcinfo()

    def data(self) -> bytes:
        """The file so far."""
        return self._buffer.getvalue()

    def response(self, reply: Reply, truncated: str | None, revisit_of: Known | None) -> str:
        hop = reply.hop
        headers = [(_FRAMING.get(name.lower(), name), value) for name, value in hop.response_headers]
        http = _http_block(f"{hop.status} {hop.reason}".rstrip(), headers, hop.http_version)
        fields = {"WARC-Payload-Digest": _digest(reply.body)}
        if hop.peer:
            fields["WARC-IP-Address"] = hop.peer
        if truncated:
            fields["WARC-Truncated"] = truncated
        if revisit_of is not None:
            return self._record("revisit", hop.address, b"", fields | _refers_to(revisit_of), http=http)
        return self._record("response", hop.address, reply.body, fields, http=http)

    def request(self, hop: Hop, response_id: str) -> None:
        from snapshots.addresses import parse_address

        http = _http_block(f"{parse_address(hop.address).target} HTTP/1.1", list(hop.request_headers), "GET")
        fields = {"WARC-Concurrent-To": f"<{response_id}>"}
        if hop.peer:
            fields["WARC-IP-Address"] = hop.peer
        self._record("request", hop.address, b"", fields, http=http)

    def resource(self, body: bytes, address: str, media_type: str, revisit_of: Known | None) -> str:
        if revisit_of is not None:
            fields = {"WARC-Payload-Digest": _digest(body)} | _refers_to(revisit_of)
            return self._record("revisit", address, b"", fields, media_type=media_type)
        return self._record("resource", address, body, {}, media_type=media_type)

    def metadata(self, notes: Mapping[str, str], address: str, about: str) -> None:
        fields = {"WARC-Concurrent-To": f"<{about}>"}
        self._record("metadata", address, _fields_block(notes), fields, media_type="application/warc-fields")

    def _warcinfo(self) -> None:
        block = _fields_block({"software": _software(), "format": "WARC File Format 1.1", "conformsTo": _CONFORMS_TO})
        self._record("warcinfo", "", block, {}, media_type="application/warc-fields", record_id=self._info_id)

    def _record(
        self,
        kind: str,
        address: str,
        payload: bytes,
        fields: Mapping[str, str],
        *,
        http: Any = None,
        media_type: str = "",
        record_id: str | None = None,
    ) -> str:
        record_id = record_id or _new_id()
        head = {"WARC-Type": kind, "WARC-Record-ID": f"<{record_id}>", "WARC-Date": self._date}
        if kind != "warcinfo":
            head |= {"WARC-Warcinfo-ID": f"<{self._info_id}>", "WARC-Payload-Digest": _digest(payload)}
        # With both digests given, warcio does not add SHA-1 ones of its own.
        block_digest = _digest((http.headers_buff if http else b"") + payload)
        record = self._writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(payload),
            length=len(payload),
            warc_content_type=media_type,
            warc_headers_dict=head | dict(fields) | {"WARC-Block-Digest": block_digest},
            http_headers=http,
        )
        self._writer.write_record(record)
        return record_id


def _http_block(status_line: str, headers: Sequence[tuple[str, str]], protocol: str) -> Any:
    block = _exact_headers()(status_line, list(headers), protocol=protocol)
    block.compute_headers_buffer()
    return block


@cache
def _exact_headers() -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    class ExactHeaders(StatusAndHeaders):  # type: ignore[misc]
        """Header lines whose bytes are those that came; warcio would percent-encode what is not ASCII."""

        def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
            return bytes(self.to_bytes(filter_func, encoding="latin-1"))

    return ExactHeaders


def _refers_to(known: Known) -> dict[str, str]:
    from warcio.recordbuilder import RecordBuilder

    return {
        "WARC-Profile": RecordBuilder.REVISIT_PROFILE_1_1,
        "WARC-Refers-To": f"<{known.record_id.strip('<>')}>",
        "WARC-Refers-To-Target-URI": known.address,
        "WARC-Refers-To-Date": warc_date(known.captured),
    }


def _fields_block(fields: Mapping[str, str]) -> bytes:
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items())
    return "".join(lines).encode("utf-8", "backslashreplace")


def warc_date(moment: datetime) -> str:
    """An aware time as WARC 1.1 writes it, in UTC to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _new_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _digest(data: bytes) -> Digest:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@cache
def _software() -> str:
    from importlib.metadata import version

    return f"citetrail/{version('citetrail')} warcio/{version('warcio')}"


# --- reading ----------------------------------------------------------------------------------------------------------


def read_payload(source: Path | bytes, record_id: str) -> Payload:
    """The payload of one response or resource record, its digest checked.

    Args:
        source: a WARC file's path, or its bytes.
        record_id: with or without the angle brackets.

    Raises:
        EvidenceError: the file is missing or damaged, holds no such record, or the record holds no payload (a revisit).
    """
    where = str(source) if isinstance(source, Path) else record_id
    data = _bytes_of(source) if isinstance(source, Path) else source
    wanted = f"<{record_id.strip('<>')}>"
    for record in _records(data, where):
        if record.rec_headers.get_header("WARC-Record-ID") == wanted:
            return _payload_of(record, where)
    raise EvidenceError(f"the WARC file holds no record {wanted}", where=where, advice=_RESTORE)


def check_file(path: Path, digest: Digest, size: int) -> None:
    """Checks a stored file against what the ledger says of it.

    Raises:
        EvidenceError: the file is missing, or its size or digest is another.
    """
    data = _bytes_of(path)
    if len(data) != size:
        raise EvidenceError(f"the file is damaged: {len(data):,} bytes instead of {size:,}", where=str(path), advice=_RESTORE)
    if _digest(data) != digest:
        raise EvidenceError("the file is damaged: its digest is not the recorded one", where=str(path), advice=_RESTORE)


def _records(data: bytes, where: str) -> Iterator[Any]:
    from warcio.archiveiterator import WARCIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        yield from WARCIterator(io.BytesIO(data))
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, zlib.error) as error:
        raise EvidenceError(f"the WARC file is damaged ({error})", where=where, advice=_RESTORE) from error


def _payload_of(record: Any, where: str) -> Payload:
    fields, http = record.rec_headers, record.http_headers
    if record.rec_type not in {"response", "resource"}:
        kept = fields.get_header("WARC-Refers-To") or "none"
        raise EvidenceError(f"the record is a {record.rec_type} and holds no payload (it lies in {kept})", where=where)
    body = record.raw_stream.read()
    stated = fields.get_header("WARC-Payload-Digest")
    whole = record.payload_length < 0 or len(body) == record.payload_length
    if not whole or _digest(body) != stated:
        raise EvidenceError("the record is damaged: its payload does not have the digest it states", where=where, advice=_RESTORE)
    return Payload(
        body=body,
        digest=stated,
        address=fields.get_header("WARC-Target-URI"),
        date=fields.get_header("WARC-Date"),
        media_type=http.get_header("Content-Type") if http else fields.get_header("Content-Type"),
        headers=tuple(http.headers) if http else (),
        status=int(http.get_statuscode()) if http else None,
        truncated=fields.get_header("WARC-Truncated"),
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise EvidenceError("the file is missing", where=str(path), advice=_RESTORE) from None
    except OSError as error:
        raise EvidenceError(f"the file cannot be read ({error.strerror})", where=str(path), advice=_RESTORE) from error

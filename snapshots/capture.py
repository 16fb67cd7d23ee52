"""Capturing: one address or one file becomes stored records and an `Exchange` that says what happened.

What the other side does is never an exception here: every fetch ends in one of five outcomes (captured, unchanged, not
found, refused, failed) with a reason for people, and every response is stored whatever its status. What is wrong on this
side (no room on the disk, a file that is not there) is raised. When an `Exchange` exists its bytes are on the disk; the
caller holds `store.writing()` from before the call until the ledger names them.

Whether a page with status 200 is really the page is judged later (`quality`); text is extracted later (`reading`).
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import RefusedError, UsageError
from lineage.text import digest_of
from lineage.values import Exchange, Known, Limits, OutcomeWord
from snapshots.addresses import normalise_address, shown
from snapshots.decoding import Decoded, decode_content, encodings_of
from snapshots.store import SnapshotStore
from snapshots.warc import Payload, read_payload, write_exchange, write_file

if TYPE_CHECKING:
    from snapshots.transport import Fetched, Reply, Transport

_GONE = frozenset({404, 410})
_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".pdf": "application/pdf",
}
_MARKUP_START = re.compile(rb"\s{0,200}<(?:!doctype html|html|head|body|!--|\?xml)", re.IGNORECASE)
_CHARSET = re.compile(r"""(?:^|;)\s{0,20}charset\s{0,20}=\s{0,20}["']?([A-Za-z0-9._:+-]{1,40})""", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}\Z")


# --- addresses --------------------------------------------------------------------------------------------------------


def capture_address(
    address: str,
    *,
    transport: Transport,
    store: SnapshotStore,
    limits: Limits,
    known: Known | None = None,
    arrived: Callable[[Exchange], None] = lambda _: None,
) -> Exchange:
    """Captures an address now.

    Args:
        address: what to fetch; an address that the guard refuses gives the outcome `refused`.
        known: the payload seen last at this address; if the same comes again, a revisit of it is stored.
        arrived: is called once the bytes are here and before they are stored (`warc` is still None): reading can begin
            while they are made durable.

    Raises:
        SettingsError, UsageError, EvidenceError: the store could not take the bytes.
    """
    fetched = transport.fetch(_as_filed(address), limits)
    if not fetched.replies:
        return _without_reply(fetched)
    if fetched.problem is not None:
        return _stopped_midway(fetched, store)
    return _answered(fetched, store, limits, known, arrived)


def _as_filed(address: str) -> str:
    try:
        return normalise_address(address)
    except UsageError:
        return address  # the transport refuses it, with the reason


def _without_reply(fetched: Fetched) -> Exchange:
    return Exchange(
        address=fetched.address,
        final_address=fetched.address,
        started=fetched.started,
        seconds=fetched.seconds,
        outcome="refused" if isinstance(fetched.problem, RefusedError) else "failed",
        reason=str(fetched.problem),
    )


def _stopped_midway(fetched: Fetched, store: SnapshotStore) -> Exchange:
    """Redirects came and are stored, but they led to no reply of their own: there is no payload to read."""
    last = fetched.replies[-1]
    written = write_exchange(fetched.replies, started=fetched.started)
    return replace(
        _without_reply(fetched),
        final_address=last.hop.address,
        status=last.hop.status,
        hops=tuple(reply.hop for reply in fetched.replies),
        truncated=last.truncated,
        warc=store.put(written.data),
        record_id=written.record_id,
    )


def _answered(
    fetched: Fetched, store: SnapshotStore, limits: Limits, known: Known | None, arrived: Callable[[Exchange], None]
) -> Exchange:
    reply = fetched.final()
    decoded = decode_content(reply.body, encodings_of(reply.hop.response_headers), limits)
    cut = _cut_on_the_wire(reply, decoded)
    truncated = cut or decoded.truncated
    digest = digest_of(reply.body)
    outcome = _outcome(reply.hop.status, same=not truncated and known is not None and known.payload_digest == digest)
    media_type, charset = media_type_of(reply.header("content-type"))
    exchange = Exchange(
        address=fetched.address,
        final_address=reply.hop.address,
        started=fetched.started,
        seconds=fetched.seconds,
        outcome=outcome,
        reason=_reason(fetched, outcome, known, _remarks(reply, decoded, limits)),
        status=reply.hop.status,
        hops=tuple(hop_reply.hop for hop_reply in fetched.replies),
        media_type=media_type,
        charset=charset,
        body=reply.body,
        content=decoded.content,
        payload_digest=digest,
        content_digest=digest_of(decoded.content),
        truncated=truncated,
    )
    arrived(exchange)
    written = write_exchange(
        fetched.replies, started=fetched.started, truncated=cut, revisit_of=known if outcome == "unchanged" else None
    )
    return replace(exchange, warc=store.put(written.data), record_id=written.record_id)


def _cut_on_the_wire(reply: Reply, decoded: Decoded) -> str | None:
    """WARC's word when the payload itself is not whole; a cap of ours on decoding leaves the stored payload whole."""
    if reply.truncated or not decoded.damaged:
        return reply.truncated
    return "disconnect" if reply.ends_by_close else "unspecified"


def _outcome(status: int, *, same: bool) -> OutcomeWord:
    if 200 <= status < 300:
        return "unchanged" if same else "captured"
    return "not found" if status in _GONE else "failed"


def _reason(fetched: Fetched, outcome: OutcomeWord, known: Known | None, remarks: list[str]) -> str:
    last = fetched.replies[-1].hop
    words = [f"answered {_status_words(last.status)}"]
    if len(fetched.replies) > 1:
        count = len(fetched.replies) - 1
        words[0] += f" after {count} redirect{'s' if count > 1 else ''} to {shown(last.address)}"
    if outcome == "unchanged" and known is not None:
        words.append(f"the same bytes as on {known.captured.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    if 300 <= last.status < 400:
        words.append("a redirect that does not say where to")
    return "; ".join(words + remarks)


def _status_words(status: int) -> str:
    # Our own phrase, not the server's: it ends up in messages and reports.
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _remarks(reply: Reply, decoded: Decoded, limits: Limits) -> list[str]:
    remarks = []
    if reply.truncated:
        stated = reply.header("content-length")
        of = f" of {int(stated):,}" if stated and stated.isascii() and stated.isdigit() and len(stated) < 16 else ""
        remarks.append(f"the body was cut short after {len(reply.body):,}{of} bytes ({_cut_words(reply.truncated, limits)})")
    if decoded.problem:
        remarks.append(decoded.problem)
    return remarks


def _cut_words(truncated: str, limits: Limits) -> str:
    return {
        "disconnect": "the connection ended",
        "length": f"our limit of {limits.body_bytes:,} bytes",
        "time": f"our time limits of {limits.read_seconds:g} s a read and {limits.total_seconds:g} s in all",
    }.get(truncated, "its framing is damaged")


def media_type_of(content_type: str | None) -> tuple[str | None, str | None]:
    """Media type and charset that a Content-Type header names, both in lower case; None for what is absent or malformed."""
    if not content_type:
        return None, None
    name, _, parameters = content_type.partition(";")
    media_type = name.strip().lower()
    charset = _CHARSET.search(";" + parameters[:1000])
    return (media_type if _MEDIA_TYPE.match(media_type) else None), (charset.group(1).lower() if charset else None)


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file's bytes with the address it is filed under and the path it came from."""

    body: bytes
    address: str
    path: str | None
    media_type: str


def capture_file(
    source: Path | bytes,
    *,
    store: SnapshotStore,
    limits: Limits,
    now: datetime,
    known: Known | None = None,
    claimed_address: str | None = None,
    claimed_date: datetime | None = None,
) -> Exchange:
    """Takes in a file, or bytes somebody pasted, as they are.

    Args:
        source: the file's path, or the bytes themselves.
        now: the time of the capture, aware.
        known: the payload seen last under this address.
        claimed_address: where a person says the text stood; the document's address then. Otherwise it is the file's URI, or
            for pasted bytes a URN made of their digest.
        claimed_date: when a person says it stood there.

    Raises:
        UsageError: the file is missing, a folder, unreadable or too large, or the claimed address is none.
        SettingsError, EvidenceError: the store could not take the bytes.
    """
    clock = time.monotonic()
    taken = _take(source, limits, normalise_address(claimed_address) if claimed_address else None)
    digest = digest_of(taken.body)
    same = known is not None and known.payload_digest == digest
    written = write_file(
        taken.body,
        address=taken.address,
        media_type=taken.media_type,
        started=now,
        revisit_of=known if same else None,
        notes=_claims(source, claimed_address, claimed_date),
    )
    return Exchange(
        address=taken.address,
        final_address=taken.address,
        started=now,
        seconds=time.monotonic() - clock,
        outcome="unchanged" if same else "captured",
        reason="the same bytes as before" if same else f"{len(taken.body):,} bytes taken in",
        media_type=taken.media_type,
        body=taken.body,
        content=taken.body,
        payload_digest=digest,
        content_digest=digest,
        warc=store.put(written.data),
        record_id=written.record_id,
        origin_path=taken.path,
        claimed=claimed_address is not None or claimed_date is not None,
        claimed_date=claimed_date,
    )


def file_address(path: Path) -> str:
    """The address a file is filed under: the file URI of its absolute path. Links stay as they are: what they lead to may change,
    and then it is this document that has changed."""
    return absolute(path).as_uri()


def absolute(path: Path) -> Path:
    """A path from the root, without `.` and `..`, links kept.

    Raises:
        UsageError: there is no such user, or no such path can be.
    """
    try:
        return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links
    except (RuntimeError, ValueError) as error:
        raise UsageError(f"this is no path ({error})", where=shown(str(path)), advice="Check its name") from None


def _take(source: Path | bytes, limits: Limits, claimed: str | None) -> _Taken:
    if isinstance(source, bytes):
        _refuse_large(len(source), limits, "standard input")
        urn = "urn:" + digest_of(source)
        return _Taken(source, claimed or urn, None, _media_type_of_bytes(source))
    path = absolute(source)
    body, media_type = read_file(path, limits)
    # File names are bytes; what is not UTF-8 in them must not break a database or a terminal.
    printable = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _Taken(body, claimed or path.as_uri(), printable, media_type)


def read_file(path: Path, limits: Limits) -> tuple[bytes, str]:
    """A file's bytes and media type: by its suffix, else by what the bytes look like.

    Raises:
        UsageError: it is missing, a folder, unreadable or too large.
    """
    body = _read_file(path, limits)
    return body, _MEDIA_TYPES.get(path.suffix.lower()) or _media_type_of_bytes(body)


def _read_file(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UsageError("this is a folder, not a file", where=str(path), advice="Name the files in it, such as FOLDER/*.txt")
        if not stat.S_ISREG(status.st_mode):
            raise UsageError("this is not an ordinary file", where=str(path), advice="Save the text to a file first")
        _refuse_large(status.st_size, limits, str(path))
        with path.open("rb") as file:
            body = file.read(limits.body_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError("there is no such file", where=str(path), advice="Check the path") from None
    except OSError as error:
        advice = "Check the file's permissions"
        raise UsageError(f"the file cannot be read ({error.strerror})", where=str(path), advice=advice) from error
    _refuse_large(len(body), limits, str(path))
    return body


def _refuse_large(size: int, limits: Limits, where: str) -> None:
    if size > limits.body_bytes:
        raise UsageError(
            f"the file has {size:,} bytes, more than the limit of {limits.body_bytes:,}",
            where=where,
            advice="Take in the part that matters, or raise the limit in citetrail.toml",
        )


def _media_type_of_bytes(body: bytes) -> str:
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if _MARKUP_START.match(body.removeprefix(b"\xef\xbb\xbf")[:400]):
        return "text/html"
    utf16 = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "application/octet-stream" if b"\x00" in body[:4096] and not utf16 else "text/plain"


def _claims(source: Path | bytes, address: str | None, date: datetime | None) -> dict[str, str]:
    if address is None and date is None:
        return {}
    notes = {"claimed-address": normalise_address(address)} if address else {}
    if date is not None:
        notes["claimed-date"] = date.isoformat()
    notes["taken-in-from"] = file_address(source) if isinstance(source, Path) else "standard input"
    return notes | {"note": "claimed by a person; no server confirmed it"}


# --- reading back -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recalled:
    """A snapshot read back from the store: payload, decoded content, and how its sender labelled it."""

    payload: Payload
    content: bytes
    media_type: str | None
    charset: str | None


def recall(store: SnapshotStore, stored_path: str, record_id: str, limits: Limits) -> Recalled:
    """Reads a stored payload back and decodes it as capturing did, with all digests checked.

    Raises:
        EvidenceError: file or record are missing or damaged.
    """
    payload = read_payload(store.read(stored_path), record_id)
    content = decode_content(payload.body, encodings_of(payload.headers), limits).content
    media_type, charset = media_type_of(payload.media_type)
    return Recalled(payload, content, media_type, charset)

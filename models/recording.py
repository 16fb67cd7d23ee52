"""One captured document into the ledger: the writing half of `Ledger.record`, in the order of a step's own story.

Everything here runs inside one writing transaction (see `models/database.py`), which is why looking first and inserting
afterwards is safe. Rows that many steps share (documents, sources, snapshots) are made at first sight and only ever made
better. The reading of a step, with all that was found in it, is written by `models/findings.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from lineage.outlets import host_of
from lineage.values import Digest, Exchange, QualityWord, Reading
from models import reading_rows
from models.columns import col
from models.database import inserted
from models.findings import NewReading, Read, held_reading, note_underived, write_reading
from models.leases import finish_by_capture
from models.records import Recorded, SlotClaim, SourceKind, Step
from models.rows import address_key, plain
from models.tables import CaptureRow, DocumentRow, OutletRow, SnapshotRow, SourceRow

_SOURCE = sa.select(SourceRow).where(col(SourceRow.address_key) == sa.bindparam("key"))
_SOURCE_UPDATE = sa.update(SourceRow).where(col(SourceRow.id) == sa.bindparam("number"))
_OUTLET = sa.select(col(OutletRow.id)).where(col(OutletRow.name) == sa.bindparam("name"))
_DOCUMENT = sa.select(DocumentRow).where(col(DocumentRow.address_key) == sa.bindparam("key"))
_DOCUMENT_ID = sa.select(col(DocumentRow.id)).where(col(DocumentRow.id) == sa.bindparam("document"))
_SNAPSHOT = sa.select(col(SnapshotRow.digest)).where(col(SnapshotRow.digest) == sa.bindparam("digest"))


class Source(NamedTuple):
    """The number of a source, and that of the outlet a person gave it, if one did."""

    number: int
    outlet: int | None = None


def record_step(db: Connection, step: Step, slot: SlotClaim | None = None) -> Recorded:
    """Write everything one capture brought, and return the numbers it got; with it the slot that it was made for is finished.

    Raises:
        LeaseLostError: somebody else took the slot over, or it was finished; nothing may be written then.
    """
    source = _source_of_step(db, step)
    document = _document_of_step(db, step, source)
    before = reading_rows.current_number(db, document)
    snapshot = _snapshot(db, step.exchange)
    capture = _capture(db, step, document, source, snapshot)
    read = _reading_of_step(db, step, document, snapshot)
    if before is not None and before != reading_rows.current_number(db, document):
        # Another text stands there now, be it an old one again: what came from either, or led to it, is to be asked anew.
        note_underived(db, document)
    if slot is not None:
        finish_by_capture(db, slot, step.exchange, capture)
    return Recorded(document, capture, *(read or (None, None, False)))


# --- outlets and sources ------------------------------------------------------------------------------------------------


def outlet_number(db: Connection, name: str | None) -> int | None:
    """Return the number of an outlet by its name; a name nobody listed gets a row of its own, which stays unlisted."""
    if name is None:
        return None
    found = db.scalar(_OUTLET, {"name": name})
    if found is None:
        found = inserted(db, OutletRow, name=name, kind="unknown", aliases=[], hosts=[], asset_hosts=[], listed=False)
    return int(found)


def source_at(db: Connection, address: str) -> RowMapping | None:
    """Return the row of the source with this address."""
    return db.execute(_SOURCE, {"key": address_key(address)}).mappings().first()


def new_source(db: Connection, address: str, kind: SourceKind, added: datetime, **more: Any) -> int:
    """Write a source that is not there yet, and return its number."""
    return inserted(db, SourceRow, address_key=address_key(address), address=address, kind=kind, added=added, **more)


def _source_of_step(db: Connection, step: Step) -> Source:
    """Return the source whose turn this was, made at first sight, with its last outcome noted.

    An address that once answered as a feed stays one, also when it fails.
    """
    exchange = step.exchange
    last = {"last_capture": exchange.started, "last_outcome": exchange.outcome, "last_reason": exchange.reason}
    found = source_at(db, exchange.address)
    if found is not None:
        kind = "feed" if step.source_kind == "feed" else found["kind"]
        db.execute(_SOURCE_UPDATE, {"number": found["id"], "kind": kind, **last})
        return Source(found["id"], found["outlet_id"])
    return Source(new_source(db, exchange.address, step.source_kind, exchange.started, **last))


def _feed_number(db: Connection, step: Step) -> int | None:
    """Return the number of the feed that led here, if one did."""
    if step.via_feed is None:
        return None
    found = source_at(db, step.via_feed)
    return int(found["id"]) if found else new_source(db, step.via_feed, "feed", step.exchange.started)


# --- documents, snapshots, captures -------------------------------------------------------------------------------------


def _document_of_step(db: Connection, step: Step, source: Source) -> str:
    """Return the id of the document at the step's address, made at first sight and bettered afterwards.

    The outlet a person gave to the source outranks the one that the step brings.
    """
    outlet = outlet_number(db, step.outlet) if source.outlet is None else source.outlet
    key = address_key(step.exchange.address)
    row = db.execute(_DOCUMENT, {"key": key}).mappings().first()
    if row is None:
        return _new_document(db, step, key, outlet)
    better = {name: value for name, value in _bettered(row, step, outlet).items() if value != row[name]}
    if better:
        db.execute(sa.update(DocumentRow).where(col(DocumentRow.id) == row["id"]), better)
    return str(row["id"])


def document_id(db: Connection, address: str) -> str:
    """Return the id of the document at an address; for an address that has none yet the one that it will get."""
    key = address_key(address)
    row = db.execute(_DOCUMENT, {"key": key}).mappings().first()
    return _free_id(db, key) if row is None else str(row["id"])


def _free_id(db: Connection, key: str) -> str:
    """Return the id for a new document: `d` and 12 digits of the address's key, more only if those are taken."""
    ids = (f"d{key[:digits]}" for digits in (12, 16, 24, 64))
    return next(one for one in ids if db.scalar(_DOCUMENT_ID, {"document": one}) is None)


def _new_document(db: Connection, step: Step, key: str, outlet: int | None) -> str:
    """Write a document."""
    exchange = step.exchange
    document = _free_id(db, key)
    inserted(
        db,
        DocumentRow,
        id=document,
        address_key=key,
        address=exchange.address,
        first_seen=exchange.started,
        outlet_id=outlet,
        title=_title(None, step.reading, step.quality.verdict),
        claimed=exchange.claimed,
        claimed_date=exchange.claimed_date,
        origin_path=exchange.origin_path,
        derived=True,
        site=host_of(exchange.address),
    )
    return document


def _bettered(row: RowMapping, step: Step, outlet: int | None) -> dict[str, Any]:
    """Return what is known of a document once this step is added: an address is claimed only until a server confirms it."""
    exchange = step.exchange
    return {
        "first_seen": min(row["first_seen"], exchange.started),
        "outlet_id": row["outlet_id"] if outlet is None else outlet,
        "title": _title(row["title"], step.reading, step.quality.verdict),
        "claimed": row["claimed"] and exchange.claimed,
        "claimed_date": exchange.claimed_date or row["claimed_date"],
        "origin_path": exchange.origin_path or row["origin_path"],
    }


def _title(title: str | None, reading: Reading | None, quality: QualityWord) -> str | None:
    """Return the better title: that of a sound capture; that of an undetermined one where there is none; no other."""
    if reading is None or not reading.title:
        return title
    return reading.title if quality == "ok" or (quality == "undetermined" and title is None) else title


def _snapshot(db: Connection, exchange: Exchange) -> Digest | None:
    """Return the digest of what was stored, with its row made if the bytes are new; None when nothing was stored."""
    digest, warc = exchange.payload_digest, exchange.warc
    if digest is None or warc is None:
        return None
    if exchange.outcome == "unchanged":
        return digest
    lies = {
        "warc_digest": warc.digest,
        "warc_path": warc.path,
        "warc_size": warc.size,
        "record_id": exchange.record_id,
        "address": exchange.final_address,
        "captured": exchange.started,
    }
    if db.scalar(_SNAPSHOT, {"digest": digest}) is None:
        inserted(db, SnapshotRow, digest=digest, media_type=exchange.media_type, size=len(exchange.body), **lies)
    else:
        # The bytes were stored once more, in full: the newest copy is the one to read from, since an older one may be lost.
        db.execute(sa.update(SnapshotRow).where(col(SnapshotRow.digest) == digest).values(**lies))
    return digest


def _capture(db: Connection, step: Step, document: str, source: Source, snapshot: Digest | None) -> int:
    """Write the act of capturing, whatever came of it."""
    exchange, warc = step.exchange, step.exchange.warc
    same = ("address", "final_address", "started", "seconds", "outcome", "reason", "status", "truncated", "record_id", "claimed")
    return inserted(
        db,
        CaptureRow,
        **{name: getattr(exchange, name) for name in same},
        document=document,
        source_id=source.number,
        feed_id=_feed_number(db, step),
        quality=step.quality.verdict,
        quality_reasons=plain(step.quality.reasons),
        snapshot=snapshot,
        warc_digest=warc.digest if warc else None,
        warc_path=warc.path if warc else None,
        warc_size=warc.size if warc else None,
    )


# --- readings -----------------------------------------------------------------------------------------------------------


def _reading_of_step(db: Connection, step: Step, document: str, snapshot: Digest | None) -> Read | None:
    """Return the reading of the step: a new one, or the newest there is of what was captured again, if any."""
    if snapshot is None:
        return None
    if step.reading is None or step.ladder is None:
        return held_reading(db, document, snapshot)
    new = NewReading(step.reading, step.ladder, step.analysis, step.keys)
    return write_reading(db, document, snapshot, new, step.exchange.started)

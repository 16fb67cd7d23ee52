"""What the ledger gives out: queries, each answering with frozen values in a fixed order.

Every function runs inside one reading transaction, so that what it puts together from several tables belongs together.
What a *current* reading is stands in one place, `current_readings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from lineage.values import Analysis, Digest, Known, Outlet, Passage
from models import rows
from models.blobs import IDS_AT_ONCE, in_batches
from models.columns import col
from models.records import (
    AuditRecord,
    CaptureRecord,
    Counts,
    DerivationRecord,
    DocumentRecord,
    PinRecord,
    ReadingRecord,
    SharedRecord,
    SourceRecord,
    WorkMention,
    WorkRecord,
)
from models.rows import address_key
from models.tables import (
    AuditPinRow,
    AuditRow,
    BodyRow,
    CaptureRow,
    CitationRow,
    ClueRow,
    DerivationRow,
    DiscrepancyRow,
    DocumentRow,
    ExtractorRow,
    FigureRow,
    IdentityRow,
    OutletRow,
    PairRow,
    PassageRow,
    PinRow,
    QuotationRow,
    ReadingRow,
    ReportedRow,
    ScheduleRow,
    SnapshotRow,
    SourceRow,
    TurnRow,
    WorkRow,
)

Found = TypeVar("Found")
_OUTLET_NAME: sa.Label[str] = col(OutletRow.name).label("outlet")
_SOURCES = (
    sa.select(
        SourceRow,
        _OUTLET_NAME,
        sa.select(sa.func.count()).where(col(CaptureRow.source_id) == col(SourceRow.id)).scalar_subquery().label("captures"),
        *map(col, (ScheduleRow.every_seconds, ScheduleRow.cron, ScheduleRow.time_zone, ScheduleRow.next_due, ScheduleRow.paused)),
    )
    .outerjoin(OutletRow)
    .outerjoin(ScheduleRow)
)
_DUE = _SOURCES.where(col(ScheduleRow.next_due) <= sa.bindparam("now"), col(ScheduleRow.paused).is_(False)).order_by(
    col(ScheduleRow.next_due), col(ScheduleRow.source)
)
_NEWEST_OF_ANY = (
    sa.select(col(ReadingRow.number))
    .where(col(ReadingRow.snapshot) == sa.bindparam("snapshot"))
    .order_by(col(ReadingRow.number).desc())
    .limit(1)
)
_NEWEST = _NEWEST_OF_ANY.where(col(ReadingRow.document) == sa.bindparam("document"))
_READING = (
    sa.select(ReadingRow, *map(col, (ExtractorRow.name, ExtractorRow.version, ExtractorRow.options, BodyRow.text)))
    .join(ExtractorRow)
    .outerjoin(BodyRow)
    .where(col(ReadingRow.number) == sa.bindparam("reading"))
)
_KNOWN = (
    sa.select(
        *map(col, (SnapshotRow.digest, SnapshotRow.captured, SnapshotRow.record_id, SnapshotRow.address, SnapshotRow.warc_path))
    )
    .join(CaptureRow, col(CaptureRow.snapshot) == col(SnapshotRow.digest))
    .join(DocumentRow, col(DocumentRow.id) == col(CaptureRow.document))
    .where(col(DocumentRow.address_key) == sa.bindparam("key"))
    .where(col(CaptureRow.outcome).in_(("captured", "unchanged")))
    .order_by(col(CaptureRow.started).desc(), col(CaptureRow.number).desc())
    .limit(1)
)
"""The statements of this module that every capture runs are kept: to build one costs more than to run it."""


def all_outlets(db: Connection) -> tuple[Outlet, ...]:
    """Return the listed outlets, in the order they came."""
    query = sa.select(OutletRow).where(col(OutletRow.listed)).order_by(col(OutletRow.id))
    return tuple(rows.outlet_of(row) for row in db.execute(query).mappings())


def all_sources(db: Connection) -> list[SourceRecord]:
    """Return the sources, in the order they were added."""
    return [rows.source_of(row) for row in db.execute(_SOURCES.order_by(col(SourceRow.id))).mappings()]


def due_sources(db: Connection, now: datetime, limit: int | None) -> list[SourceRecord]:
    """Return the sources that are due and not paused, those that wait longest first."""
    return [rows.source_of(row) for row in db.execute(_DUE.limit(limit), {"now": now}).mappings()]


# --- documents and captures ---------------------------------------------------------------------------------------------


def documents_where(db: Connection, *conditions: sa.ColumnElement[bool]) -> list[DocumentRecord]:
    """Return the documents that fulfil all conditions, first seen first."""
    query = sa.select(DocumentRow, _OUTLET_NAME).outerjoin(OutletRow).where(*conditions)
    ordered = query.order_by(col(DocumentRow.first_seen), col(DocumentRow.id))
    return [rows.document_of(row) for row in db.execute(ordered).mappings()]


def captures_of(db: Connection, document: str) -> list[CaptureRecord]:
    """Return the captures of a document, oldest first."""
    of_document = col(CaptureRow.document) == document
    stored = sa.select(SnapshotRow).where(col(SnapshotRow.digest).in_(sa.select(col(CaptureRow.snapshot)).where(of_document)))
    snapshots = {row["digest"]: row for row in db.execute(stored).mappings()}
    query = sa.select(CaptureRow).where(of_document).order_by(col(CaptureRow.started), col(CaptureRow.number))
    return [rows.capture_of(row, snapshots.get(row["snapshot"])) for row in db.execute(query).mappings()]


def known_at(db: Connection, address: str) -> Known | None:
    """Return the payload that was seen last at an address, and the WARC record that holds it."""
    found = db.execute(_KNOWN, {"key": address_key(address)}).first()
    return Known(found.digest, found.captured, found.record_id, found.address, found.warc_path) if found else None


def stored_files(db: Connection) -> frozenset[str]:
    """Return the paths of all WARC files that the ledger speaks of."""
    captured = sa.select(col(CaptureRow.warc_path)).where(col(CaptureRow.warc_path).is_not(None))
    stored = sa.select(col(SnapshotRow.warc_path))
    return frozenset(path for query in (captured, stored) for path in db.scalars(query) if path is not None)


def identity(db: Connection) -> str | None:
    """Return the ledger's own word, None before it was made."""
    return db.scalar(sa.select(col(IdentityRow.id)).order_by(col(IdentityRow.made)).limit(1))


# --- readings -----------------------------------------------------------------------------------------------------------


def current_readings() -> sa.Subquery:
    """Return the query for current readings: of each document the newest reading of its newest sound capture that has one."""
    rank = sa.func.row_number().over(partition_by=col(CaptureRow.document), order_by=_newest_first())
    ranked = (
        sa.select(col(CaptureRow.document), col(ReadingRow.number).label("reading"), rank.label("place"))
        .join(ReadingRow, _reads_capture())
        .where(col(CaptureRow.quality) == "ok")
        .subquery()
    )
    return sa.select(ranked.c.document, ranked.c.reading).where(ranked.c.place == 1).subquery()


def _reads_capture() -> sa.ColumnElement[bool]:
    """Return the condition that a reading is one of what a capture brought."""
    of_document = col(ReadingRow.document) == col(CaptureRow.document)
    return sa.and_(of_document, col(ReadingRow.snapshot) == col(CaptureRow.snapshot))


def _newest_first() -> tuple[sa.UnaryExpression[Any], ...]:
    """Return the order of captures and their readings, newest first; a reading without findings comes after one with."""
    columns = (CaptureRow.started, CaptureRow.number, ReadingRow.analysed, ReadingRow.number)
    return tuple(col(column).desc() for column in columns)


def newest_reading(db: Connection, snapshot: Digest, document: str | None) -> ReadingRecord | None:
    """Return the newest reading of a snapshot: as this document, or as any that brought it."""
    if document is None:
        return _reading(db, db.scalar(_NEWEST_OF_ANY, {"snapshot": snapshot}))
    return _reading(db, db.scalar(_NEWEST, {"snapshot": snapshot, "document": document}))


def current_reading(db: Connection, document: str) -> ReadingRecord | None:
    """Return the newest reading of the newest sound capture of a document that has one."""
    return _reading(db, current_number(db, document))


def current_number(db: Connection, document: str) -> int | None:
    """Return the number of that reading."""
    found = db.scalar(_current(), {"document": document})
    return None if found is None else int(found)


def _reading(db: Connection, number: int | None) -> ReadingRecord | None:
    """Return a reading with everything found in it."""
    if number is None:
        return None
    row = db.execute(_READING, {"reading": number}).mappings().one()
    parts = rows.reading_of(row), rows.ladder_of(row), _analysis(db, number)
    return ReadingRecord(number, row["snapshot"], *parts, row["body"], row["document"], row["analysed"])


@cache
def _current() -> sa.Select[tuple[int | None]]:
    """Return the query for the current reading of a document."""
    return (
        sa.select(col(ReadingRow.number))
        .join(CaptureRow, _reads_capture())
        .where(col(CaptureRow.document) == sa.bindparam("document"), col(CaptureRow.quality) == "ok")
        .order_by(*_newest_first())
        .limit(1)
    )


@cache
def _findings(table: Any) -> sa.Select[tuple[Any]]:
    """Return the query for one kind of findings of a reading, in their order."""
    return sa.select(table).where(table.reading == sa.bindparam("reading")).order_by(table.position)


def _analysis(db: Connection, reading: int) -> Analysis:
    """Return the findings of a reading, each list in its order."""

    def listed(table: Any, value_of: Callable[[RowMapping], Found]) -> tuple[Found, ...]:
        return tuple(value_of(row) for row in db.execute(_findings(table), {"reading": reading}).mappings())

    return Analysis(
        clues=listed(ClueRow, rows.clue_of),
        citations=listed(CitationRow, rows.citation_of),
        quotations=listed(QuotationRow, rows.quotation_of),
        figures=listed(FigureRow, rows.figure_of),
        turns=listed(TurnRow, rows.turn_of),
        reported=listed(ReportedRow, rows.reported_of),
        discrepancies=listed(DiscrepancyRow, rows.discrepancy_of),
    )


# --- bodies, passages, edges --------------------------------------------------------------------------------------------


def body_text(db: Connection, body: int) -> str | None:
    """Return the text of a body."""
    return db.scalar(_TEXT, {"number": body})


def documents_of_bodies(db: Connection, bodies: Collection[int]) -> dict[int, list[str]]:
    """Return, for each body, the documents of which a sound capture carried exactly this text, by their ids."""
    found: dict[int, list[str]] = {}
    for chunk in in_batches(sorted(set(bodies)), IDS_AT_ONCE):
        query = (
            sa.select(col(ReadingRow.body), col(CaptureRow.document))
            .join(ReadingRow, _reads_capture())
            .where(col(ReadingRow.body).in_(chunk), col(CaptureRow.quality) == "ok")
        )
        for body, document in db.execute(query.distinct().order_by(col(ReadingRow.body), col(CaptureRow.document))):
            if body is not None:
                found.setdefault(body, []).append(document)
    return found


def unmatched_bodies(db: Connection) -> list[int]:
    """Return the bodies of sound captures whose passages are not recorded yet, oldest first."""
    left = sa.select(col(BodyRow.id)).where(col(BodyRow.matched).is_(False), col(BodyRow.indexed))
    return list(db.scalars(left.order_by(col(BodyRow.id))))


def underived_documents(db: Connection) -> list[str]:
    """Return the documents of which something was recorded since the edges into them were written, by their ids."""
    left = sa.select(col(DocumentRow.id)).where(col(DocumentRow.derived).is_(False))
    return list(db.scalars(left.order_by(col(DocumentRow.id))))


def changes_of(db: Connection, document: str) -> int:
    """Return how often something was recorded that may change the edges into a document; 0 for one that is not there."""
    return db.scalar(sa.select(col(DocumentRow.changes)).where(col(DocumentRow.id) == document)) or 0


def shared_with(db: Connection, body: int) -> list[SharedRecord]:
    """Return what a body shares with others, seen from its side, by the others' numbers."""
    pairs = _pairs(db, _OF_BODY, {"number": body})
    return sorted((one if one.body == body else rows.turned_shared(one) for one in pairs), key=lambda one: one.other)


def shared_pair(db: Connection, body: int, other: int) -> SharedRecord | None:
    """Return what two bodies share, the one with the lower number first."""
    return next(_pairs(db, _OF_BOTH, {"number": body, "second": other}), None)


def _with_passages(condition: sa.ColumnElement[bool]) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Return the queries for the pairs that fulfil a condition, and for their passages in order."""
    passages = sa.select(PassageRow).join(PairRow).where(condition)
    return sa.select(PairRow).where(condition), passages.order_by(col(PassageRow.pair), col(PassageRow.position))


# Made once: each text that is matched asks them, and making one takes longer than its answer.
_TEXT = sa.select(col(BodyRow.text)).where(col(BodyRow.id) == sa.bindparam("number"))
_FIRST, _SECOND = col(PairRow.body) == sa.bindparam("number"), col(PairRow.other) == sa.bindparam("second")
_OF_BODY = _with_passages(sa.or_(_FIRST, col(PairRow.other) == sa.bindparam("number")))
_OF_BOTH = _with_passages(sa.and_(_FIRST, _SECOND))


def _pairs(db: Connection, queries: tuple[sa.Select[Any], sa.Select[Any]], values: dict[str, int]) -> Iterator[SharedRecord]:
    """Yield the pairs that some queries of `_with_passages` ask for, as they are stored, with their passages in order."""
    pairs = db.execute(queries[0], values).mappings().all()
    if not pairs:
        return
    passages: dict[int, list[Passage]] = defaultdict(list)
    for row in db.execute(queries[1], values).mappings():
        passages[row["pair"]].append(rows.passage_of(row))
    for pair in pairs:
        yield rows.shared_of(pair, tuple(passages[pair["id"]]))


def standing_edges(db: Connection, target: str | None, origin: str | None) -> list[DerivationRecord]:
    """Return the edges that stand, by target and then in the order they were made."""
    query = sa.select(DerivationRow).where(col(DerivationRow.superseded).is_(None))
    if target is not None:
        query = query.where(col(DerivationRow.target) == target)
    if origin is not None:
        query = query.where(col(DerivationRow.origin) == origin)
    ordered = query.order_by(col(DerivationRow.target), col(DerivationRow.id))
    return [rows.derivation_of(row) for row in db.execute(ordered).mappings()]


def withdrawn_edges(db: Connection, target: str) -> list[DerivationRecord]:
    """Return the edges to a target that fell with a reason, each origin once, by its last fall, and only while none from it stands;
    the last to fall first."""
    of_target = col(DerivationRow.target) == target
    standing = sa.select(col(DerivationRow.origin)).where(of_target, col(DerivationRow.superseded).is_(None))
    fell = (col(DerivationRow.withdrawn_because).is_not(None), col(DerivationRow.origin).not_in(standing))
    query = sa.select(DerivationRow).where(of_target, *fell)
    ordered = query.order_by(col(DerivationRow.superseded).desc(), col(DerivationRow.id).desc())
    last: dict[str, DerivationRecord] = {}
    for row in db.execute(ordered).mappings():
        last.setdefault(row["origin"], rows.derivation_of(row))
    return list(last.values())


# --- works, pins, audits, counts ----------------------------------------------------------------------------------------


def cited_works(db: Connection) -> list[WorkRecord]:
    """Return the works that current readings cite, by id, with their mentions by document and place."""
    current = current_readings()
    query = (
        sa.select(CitationRow, current.c.document)
        .join(current, current.c.reading == col(CitationRow.reading))
        .where(col(CitationRow.work).is_not(None))
        .order_by(current.c.document, col(CitationRow.position))
    )
    mentions: dict[str, list[WorkMention]] = defaultdict(list)
    for row in db.execute(query).mappings():
        mentions[row["work"]].append(WorkMention(**{name: row[name] for name in rows.names_of(WorkMention)}))
    works = db.execute(sa.select(WorkRow).order_by(col(WorkRow.id))).mappings()
    return [_work(row, mentions[row["id"]]) for row in works if row["id"] in mentions]


def _work(row: RowMapping, mentions: Sequence[WorkMention]) -> WorkRecord:
    """Return a work; one that no mention gives a title goes by the words of its first mention."""
    return WorkRecord(row["id"], row["title"] or mentions[0].quote, row["issuer"], row["date"], tuple(mentions))


def standing_pins(db: Connection, document: str | None) -> list[PinRecord]:
    """Return the pins that were not dropped, in the order they were made."""
    query = sa.select(PinRow).where(col(PinRow.dropped).is_(None))
    if document is not None:
        query = query.where(col(PinRow.document) == document)
    return [rows.pin_of(row) for row in db.execute(query.order_by(col(PinRow.made), col(PinRow.id))).mappings()]


def audits_of(db: Connection, document: str) -> list[AuditRecord]:
    """Return the audits of a document, oldest first."""
    verdicts: dict[int, list[RowMapping]] = defaultdict(list)
    query = sa.select(AuditPinRow).join(AuditRow).where(col(AuditRow.document) == document)
    for row in db.execute(query.order_by(col(AuditPinRow.audit), col(AuditPinRow.position))).mappings():
        verdicts[row["audit"]].append(row)
    audits = sa.select(AuditRow).where(col(AuditRow.document) == document).order_by(col(AuditRow.number))
    return [rows.audit_of(row, verdicts[row["number"]]) for row in db.execute(audits).mappings()]


def count_all(db: Connection) -> Counts:
    """Return how much the ledger holds; works and pins as `cited_works` and `standing_pins` show them."""

    def count(what: Any, *conditions: sa.ColumnElement[bool]) -> int:
        return db.scalar(sa.select(sa.func.count(what)).where(*conditions)) or 0

    current = sa.select(current_readings().c.reading)
    outcomes = sa.select(col(CaptureRow.outcome), sa.func.count()).group_by(col(CaptureRow.outcome))
    return Counts(
        sources=count(col(SourceRow.id)),
        documents=count(col(DocumentRow.id)),
        captures=count(col(CaptureRow.number)),
        snapshots=count(col(SnapshotRow.digest)),
        works=count(sa.distinct(col(CitationRow.work)), col(CitationRow.reading).in_(current)),
        pins=count(col(PinRow.id), col(PinRow.dropped).is_(None)),
        audits=count(col(AuditRow.number)),
        outcomes=dict(sorted((str(row[0]), int(row[1])) for row in db.execute(outcomes))),
    )

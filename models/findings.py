"""A reading into the ledger: its body with its blob, everything found in it, and what must be derived anew because of it.

Everything here runs inside one writing transaction. A reading belongs to one document, snapshot and extractor and never changes
once it was analysed; one that was made where nothing could be concluded gets its findings when a sound capture brings it again.
Bodies and works are shared: made at first sight and only ever made better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.text import digest_of
from lineage.values import Analysis, Citation, Digest, HashLadder, Reading
from models import blobs, masks
from models.columns import col
from models.database import insert_all, inserted
from models.rows import citation_columns, columns_of, reading_columns
from models.searching import put_in
from models.tables import (
    BodyRow,
    CitationRow,
    ClueRow,
    DiscrepancyRow,
    DocumentRow,
    ExtractorRow,
    FigureRow,
    PairRow,
    QuotationRow,
    ReadingRow,
    ReportedRow,
    TurnRow,
    WorkRow,
)

_EXTRACTOR = sa.select(col(ExtractorRow.id)).where(col(ExtractorRow.digest) == sa.bindparam("digest"))
_BODY = sa.select(col(BodyRow.id), col(BodyRow.indexed)).where(col(BodyRow.digest) == sa.bindparam("digest"))
_READINGS = (
    sa.select(*map(col, (ReadingRow.number, ReadingRow.body, ReadingRow.extractor, ReadingRow.analysed)))
    .where(col(ReadingRow.document) == sa.bindparam("document"), col(ReadingRow.snapshot) == sa.bindparam("snapshot"))
    .order_by(col(ReadingRow.number).desc())
)
_MATCHED_WITH = sa.union_all(
    sa.select(col(PairRow.other)).where(col(PairRow.body) == sa.bindparam("number")),
    sa.select(col(PairRow.body)).where(col(PairRow.other) == sa.bindparam("number")),
)
_CHANGED = sa.update(DocumentRow).values(derived=False, changes=col(DocumentRow.changes) + 1)
_UNDERIVED = _CHANGED.where(col(DocumentRow.id) == sa.bindparam("named"))
_CARRIERS_UNDERIVED = _CHANGED.where(
    col(DocumentRow.id).in_(sa.select(col(ReadingRow.document)).where(col(ReadingRow.body) == sa.bindparam("carried")))
)
_WORKS = sa.select(WorkRow).where(col(WorkRow.id).in_(sa.bindparam("ids", expanding=True)))


class NewReading(NamedTuple):
    """What one extractor and the engine made of a snapshot, with the blob of the main text.

    `analysis` is None when nothing may be concluded from the text.
    """

    reading: Reading
    ladder: HashLadder
    analysis: Analysis | None
    keys: bytes


class Read(NamedTuple):
    """A reading that is in the ledger now, with its body, and whether that body was new to the index."""

    reading: int
    body: int | None
    new_body: bool = False


def held_reading(db: Connection, document: str, snapshot: Digest) -> Read | None:
    """Return the newest reading of a document's snapshot."""
    found = db.execute(_READINGS, {"document": document, "snapshot": snapshot}).first()
    return Read(found.number, found.body) if found else None


def write_reading(db: Connection, document: str, snapshot: Digest, new: NewReading, made: datetime) -> Read:
    """Write a reading with body, blob and findings, unless this extractor's reading is there already and was analysed."""
    extractor = _extractor(db, new.reading)
    readings = db.execute(_READINGS, {"document": document, "snapshot": snapshot})
    found = next((one for one in readings if one.extractor == extractor), None)
    if found is not None and (found.analysed or new.analysis is None):
        return Read(found.number, found.body)
    body, new_body, first_seen = _body(db, new.reading.main_text, new.keys)
    columns = reading_columns(new.reading, new.ladder)
    columns |= {"document": document, "snapshot": snapshot, "extractor": extractor, "body": body}
    columns |= {"made": made, "analysed": new.analysis is not None}
    number = found.number if found else inserted(db, ReadingRow, **columns)
    if found:
        db.execute(sa.update(ReadingRow).where(col(ReadingRow.number) == number), columns)
    if new.analysis is not None:
        _write_findings(db, number, new.analysis)
        put_in(db, number, new.reading.title, new.reading.main_text)
        _note_underived(db, document, None if first_seen else body)
        if body is not None and not new_body:
            masks.note_site(db, body, document)
    return Read(number, body, new_body)


def _note_underived(db: Connection, document: str, body: int | None) -> None:
    """Note that a new reading may change the edges into its document, and into those that share text with it.

    `body` is None for a text that was never seen before: nothing shares anything with it yet.
    """
    db.execute(_UNDERIVED, {"named": document})
    if body is not None:
        note_carriers_underived(db, [body, *db.scalars(_MATCHED_WITH, {"number": body})])


def note_underived(db: Connection, document: str) -> None:
    """Note that the edges into a document, and into those that share its text, are to be derived anew."""
    db.execute(_UNDERIVED, {"named": document})
    bodies = db.scalars(
        sa.select(col(ReadingRow.body)).where(col(ReadingRow.document) == document, col(ReadingRow.body).is_not(None))
    )
    for body in {one for one in bodies if one is not None}:
        note_carriers_underived(db, [body, *db.scalars(_MATCHED_WITH, {"number": body})])


def note_carriers_underived(db: Connection, bodies: Collection[int]) -> None:
    """Note that the edges into the documents that carry these bodies are to be derived anew."""
    for body in bodies:
        db.execute(_CARRIERS_UNDERIVED, {"carried": body})


def _extractor(db: Connection, reading: Reading) -> int:
    """Return the number of the extractor, by name, version and options."""
    extractor = reading.extractor
    digest = digest_of("\n".join((extractor.name, extractor.version, extractor.options)))
    found = db.scalar(_EXTRACTOR, {"digest": digest})
    return int(found) if found is not None else inserted(db, ExtractorRow, digest=digest, **columns_of(extractor))


def _body(db: Connection, text: str, keys: bytes) -> tuple[int | None, bool, bool]:
    """Return the number of the body with exactly this text, whether it can be found by its keys only now, and whether it was never
    seen before; no text, no body."""
    if not text:
        return None, False, True
    digest = digest_of(text)
    found = db.execute(_BODY, {"digest": digest}).first()
    if found is None:
        until = blobs.last_until(db) if keys else 0
        return inserted(db, BodyRow, **blobs.body_columns(digest, text, keys, until)), bool(keys), True
    if found.indexed or not keys:
        return int(found.id), False, False
    blobs.write_keys(db, {int(found.id): keys})
    return int(found.id), True, False


def _write_findings(db: Connection, reading: int, analysis: Analysis) -> None:
    """Write all findings of a reading, each with its place in its list."""
    _write_works(db, analysis.citations)
    plainly = ((ClueRow, analysis.clues), (QuotationRow, analysis.quotations), (FigureRow, analysis.figures))
    for table, findings in (*plainly, (TurnRow, analysis.turns), (ReportedRow, analysis.reported)):
        insert_all(db, table, [columns_of(one, reading=reading, position=place) for place, one in enumerate(findings)])
    told = enumerate(analysis.discrepancies)
    insert_all(
        db, DiscrepancyRow, [columns_of(one, reading=reading, position=at, quote=str(one.left["quote"])) for at, one in told]
    )
    cited = enumerate(analysis.citations)
    insert_all(db, CitationRow, [citation_columns(one, reading=reading, position=place) for place, one in cited])


def _write_works(db: Connection, citations: Iterable[Citation]) -> None:
    """Write the works cited: new ones as their first mention has them, blanks of known ones filled."""
    seen: dict[str, dict[str, str | None]] = {}
    for work in (citation.work for citation in citations if citation.work.id is not None):
        entry = seen.setdefault(str(work.id), {"title": None, "issuer": None, "date": None})
        entry.update({name: getattr(work, name) for name, value in entry.items() if value is None})
    if not seen:
        return
    known = {row["id"]: row for row in db.execute(_WORKS, {"ids": list(seen)}).mappings()}
    insert_all(db, WorkRow, [{"id": work, **entry} for work, entry in seen.items() if work not in known])
    for work, row in known.items():
        filled = {name: value for name, value in seen[work].items() if row[name] is None and value is not None}
        if filled:
            db.execute(sa.update(WorkRow).where(col(WorkRow.id) == work), filled)

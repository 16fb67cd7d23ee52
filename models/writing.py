"""What is written besides captures: outlets, sources, shared passages, edges, pins and audits.

As in `models/recording.py`, every function runs inside one writing transaction. Nothing that was found or judged is ever
deleted: edges are superseded, pins dropped, both with the time; only the passages of a pair, which follow from its two
texts, are replaced.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.values import Edge, Outlet
from models.blobs import IDS_AT_ONCE, in_batches
from models.columns import col
from models.database import insert_all, inserted
from models.findings import note_carriers_underived
from models.masks import outdated
from models.reading_rows import shared_pair
from models.recording import new_source, outlet_number, source_at
from models.records import AuditRecord, PinRecord, SharedRecord, SourceKind
from models.rows import audit_columns, columns_of, derivation_of, pin_columns, plain, turned_shared
from models.tables import (
    AuditPinRow,
    AuditRow,
    BodyRow,
    DerivationRow,
    DocumentRow,
    IdentityRow,
    OutletRow,
    PairRow,
    PassageRow,
    PinRow,
    SourceRow,
)

_SUPERSEDE = (
    sa.update(DerivationRow)
    .where(col(DerivationRow.id) == sa.bindparam("number"))
    .values(superseded=sa.bindparam("at"), withdrawn_because=sa.bindparam("reason"))
)


def write_outlets(db: Connection, outlets: Sequence[Outlet]) -> None:
    """Write the outlets by their names: new ones added, known ones replaced, others left."""
    for outlet in outlets:
        columns = columns_of(outlet, listed=True)
        changed = db.execute(sa.update(OutletRow).where(col(OutletRow.name) == outlet.name), columns)
        if not changed.rowcount:
            inserted(db, OutletRow, **columns)


def write_source(db: Connection, address: str, kind: SourceKind, outlet: str | None, now: datetime) -> bool:
    """Write a source, and return whether it is new; for one that is there, an outlet given now counts."""
    number = outlet_number(db, outlet)
    found = source_at(db, address)
    if found is None:
        new_source(db, address, kind, now, outlet_id=number)
        return True
    if number is not None and number != found["outlet_id"]:
        db.execute(sa.update(SourceRow).where(col(SourceRow.id) == found["id"]), {"outlet_id": number})
    return False


def write_shared(
    db: Connection, shared: Sequence[SharedRecord], matched: Collection[int], seen: Mapping[str, int] | None, now: datetime
) -> bool:
    """Write what pairs of bodies share, in place of what was known of the same pairs; equal ones stay untouched.

    The documents that carry a body of a changed pair are to be derived anew. The `matched` bodies are done with this, and True is
    returned, unless they were matched with other masks than those that count now: `seen` has the versions that were used.
    """
    for pair in {(one.body, one.other): one for one in map(_ordered, shared)}.values():
        known = shared_pair(db, pair.body, pair.other)
        if known is None or not _same_text(known, pair):
            changed = now if known is not None and pair.because is not None else None
            _replace_pair(db, replace(pair, because=pair.because if changed else None, changed=changed))
            note_carriers_underived(db, (pair.body, pair.other))
        elif known.masks != pair.masks:
            same = sa.and_(col(PairRow.body) == pair.body, col(PairRow.other) == pair.other)
            db.execute(sa.update(PairRow).where(same), {"masks": plain(pair.masks)})
    if not matched or (seen is not None and outdated(db, matched, seen)):
        return not matched
    for some in in_batches(matched, IDS_AT_ONCE):
        db.execute(sa.update(BodyRow).where(col(BodyRow.id).in_(some)), {"matched": True})
    return True


def _same_text(one: SharedRecord, other: SharedRecord) -> bool:
    """Whether two records of a pair say the same of what it shares."""
    named = ("body", "other", "passages", "containment", "containment_other")
    return all(getattr(one, name) == getattr(other, name) for name in named)


def _replace_pair(db: Connection, pair: SharedRecord) -> None:
    """Write a pair with its passages, in place of what was known of it."""
    same = sa.and_(col(PairRow.body) == pair.body, col(PairRow.other) == pair.other)
    known = sa.select(col(PairRow.id)).where(same)
    db.execute(sa.delete(PassageRow).where(col(PassageRow.pair).in_(known)))
    db.execute(sa.delete(PairRow).where(same))
    number = inserted(db, PairRow, **_pair_columns(pair))
    insert_all(db, PassageRow, [columns_of(part, pair=number, position=place) for place, part in enumerate(pair.passages)])


def _pair_columns(pair: SharedRecord) -> dict[str, Any]:
    """Return the columns of a pair; its passages are rows of their own."""
    names = ("body", "other", "containment", "containment_other", "masks", "because", "changed")
    return {name: plain(getattr(pair, name)) for name in names}


def _ordered(shared: SharedRecord) -> SharedRecord:
    """Return the pair with the lower number first, the passages turned along."""
    return shared if shared.body < shared.other else turned_shared(shared)


def write_edges(
    db: Connection,
    target: str,
    edges: Sequence[Edge],
    engine: str,
    seen: int | None,
    now: datetime,
    because: Mapping[str, str],
) -> None:
    """Make these the standing edges of a target: equal ones stay untouched, others are superseded or added.

    `because` has the reasons why edges fall, by their origins.
    The target counts as derived then, unless it changed since it was `seen` at so many changes.
    """
    if any(edge.target != target for edge in edges):
        raise ValueError(f"an edge for another target than {target}")
    standing = sa.and_(col(DerivationRow.target) == target, col(DerivationRow.superseded).is_(None))
    kept: set[Edge] = set()
    gone: list[dict[str, Any]] = []
    for row in db.execute(sa.select(DerivationRow).where(standing)).mappings():
        edge = derivation_of(row).edge
        if edge in edges and edge not in kept:
            kept.add(edge)
        else:
            gone.append({"number": row["id"], "at": now, "reason": because.get(edge.origin)})
    if gone:
        db.execute(_SUPERSEDE, gone)
    for edge in dict.fromkeys(edges):
        if edge not in kept:
            inserted(db, DerivationRow, **columns_of(edge, engine=engine, made=now))
    known = sa.true() if seen is None else col(DocumentRow.changes) == seen
    db.execute(sa.update(DocumentRow).where(col(DocumentRow.id) == target, known), {"derived": True})


def write_pin(db: Connection, pin: PinRecord) -> bool:
    """Write a pin, and return whether it is new; one that was dropped stands again."""
    same = col(PinRow.id) == pin.id
    found = db.execute(sa.select(col(PinRow.dropped)).where(same)).first()
    if found is None:
        inserted(db, PinRow, **pin_columns(pin))
    elif found.dropped is not None:
        db.execute(sa.update(PinRow).where(same), pin_columns(pin))
    return found is None or found.dropped is not None


def drop_pin(db: Connection, pin: str, now: datetime) -> bool:
    """Drop a standing pin, and return whether there was one."""
    standing = sa.and_(col(PinRow.id) == pin, col(PinRow.dropped).is_(None))
    return bool(db.execute(sa.update(PinRow).where(standing), {"dropped": now}).rowcount)


def write_audit(db: Connection, audit: AuditRecord) -> int:
    """Write an audit with the verdicts on its pins, and return its number."""
    number = inserted(db, AuditRow, **audit_columns(audit))
    verdicts = [columns_of(check, audit=number, position=place, pin=pin) for place, (pin, check) in enumerate(audit.pins)]
    insert_all(db, AuditPinRow, verdicts)
    return number


def write_identity(db: Connection, now: datetime) -> str:
    """Make the ledger's own word, unless somebody was quicker; return the one that stands."""
    standing = db.scalar(sa.select(col(IdentityRow.id)).order_by(col(IdentityRow.made)).limit(1))
    if standing is not None:
        return str(standing)
    word = uuid.uuid4().hex
    insert_all(db, IdentityRow, [{"id": word, "made": now}])
    return word

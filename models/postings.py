"""The reprint index: look-ups in `postings` and in the tail, and how the one is merged into the other, made anew and checked.

A look-up reads index and tail in one state of the ledger. Merging writes the tail in the order of the keys, in many transactions of
bounded size, and marks the bodies at the end. Killed half-way, it leaves postings of bodies that are still in the tail: a look-up
counts them once, and the next merge finds them written.

Left to others: the blobs and when a merge is due (`models/blobs.py`), the tail in memory (`models/tail.py`), what shared keys mean
(`lineage/`). numpy is loaded with this module, so nothing imports it before there is something to look up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from models.blobs import KEY_BYTES, sizes
from models.columns import col
from models.database import Database, kind_of
from models.records import SharedKeys
from models.tables import BodyRow, PostingRow
from models.tail import IN_TAIL, NONE, Numbers, Run, Tail, postings_of, sorted_run

Told = Callable[[str], None]

KEYS_AT_ONCE = 50_000
"""Keys looked up by one statement: a bound for the size of what is sent."""

ROWS_AT_ONCE = 50_000
"""Postings written by one transaction of a merge. In a large index nearly each lies on a page of its own, of 4 kB: the log of one
transaction stays below some 200 MB, and other writers wait for a second at most."""

BODIES_AT_ONCE = 1_000
"""Bodies read or marked at once."""

SLICE = 1 << 23
"""Postings made anew in one transaction by `rebuild`."""


_MARK = sa.update(BodyRow).where(*IN_TAIL, sa.bindparam("until") >= col(BodyRow.keys_until)).values(merged=True)


# --- looking up ---------------------------------------------------------------------------------------------------------


def look_up(db: Connection, tail: Tail, wanted: Numbers) -> SharedKeys:
    """Return where keys stand, in the index and in the tail."""
    keys = np.unique(wanted)
    found = [*_indexed(db, keys)]
    tail.read(db)
    found += tail.find(keys)
    which, bodies, positions = (np.concatenate([NONE, *(part[column] for part in found)]) for column in range(3))
    order = np.lexsort((positions, which, bodies))
    which, bodies, positions = which[order], bodies[order], positions[order]
    # A merge that was killed half-way left postings of bodies that the tail has too.
    same = (np.diff(bodies) == 0) & (np.diff(which) == 0) & (np.diff(positions) == 0)
    kept = np.concatenate([[True], ~same]) if len(bodies) else np.empty(0, bool)
    return SharedKeys(keys, bodies[kept], which[kept], positions[kept])


def _indexed(db: Connection, keys: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Yield which of the keys stand in which bodies, and where, as the index has it."""
    for start in range(0, len(keys), KEYS_AT_ONCE):
        rows = kind_of(db).look_up(db, keys[start : start + KEYS_AT_ONCE].tolist())
        if rows:
            table = _table(rows)
            yield np.searchsorted(keys, table[:, 0]), table[:, 1], table[:, 2]


def _table(rows: Sequence[tuple[int, ...]]) -> Numbers:
    """Return rows of three numbers as an array."""
    return np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows)).reshape(-1, 3)


def holding(db: Connection, tail: Tail, keys: Numbers) -> list[int]:
    """Return the bodies that hold any of the keys, ascending."""
    bodies: list[int] = np.unique(look_up(db, tail, keys).bodies).tolist()
    return bodies


# --- merging ------------------------------------------------------------------------------------------------------------


def merge(database: Database, run: Run, places: Sequence[int], told: Told) -> int:
    """Write what was the whole tail into the index, the bodies at these places, and return how many postings that were."""
    for start in range(0, len(run), ROWS_AT_ONCE):
        with database.write() as db:
            _insert(db, run, slice(start, start + ROWS_AT_ONCE))
        told(f"merged {min(start + ROWS_AT_ONCE, len(run))} of {len(run)} keys into the reprint index")
    for last in [*places[BODIES_AT_ONCE - 1 :: BODIES_AT_ONCE], *places[-1:]]:
        with database.write() as db:
            db.execute(_MARK, {"until": last})
    return len(run)


def _insert(db: Connection, run: Run, rows: slice) -> None:
    """Write some postings; those that are there already stay."""
    columns = run.keys[rows].tolist(), run.bodies[rows].tolist(), run.positions[rows].tolist()
    kind_of(db).insert_numbers(db, PostingRow, list(zip(*columns, strict=True)), ignore=True)


# --- making anew and checking -------------------------------------------------------------------------------------------


def rebuild(database: Database, told: Told) -> int:
    """Make the index anew from the blobs of merged bodies, one range of keys a transaction; return how many postings it has.

    Look-ups stay right meanwhile: each transaction replaces all postings of its range.
    """
    with database.read() as db:
        slices = max(1, -(-sizes(db).merged // SLICE))
    bounds = np.linspace(-(2.0**63), 2.0**63, slices + 1)[1:-1].astype(np.int64).tolist()
    written = 0
    for number, (low, high) in enumerate(zip([-(2**63), *bounds], [*bounds, None], strict=True), 1):
        with database.write() as db:
            written += _rebuild_slice(db, low, high)
        told(f"made {number} of {slices} parts of the reprint index anew")
    return written


def _rebuild_slice(db: Connection, low: int, high: int | None) -> int:
    """Replace the postings whose keys lie in a range."""
    key = col(PostingRow.key)
    db.execute(sa.delete(PostingRow).where(key >= low, sa.true() if high is None else key < high))
    parts = [Run(NONE, NONE, NONE.astype(np.int32))]
    for blobs in _merged_blobs(db):
        whole = postings_of(blobs)
        inside = whole.keys >= low if high is None else (whole.keys >= low) & (whole.keys < high)
        parts.append(Run(whole.keys[inside], whole.bodies[inside], whole.positions[inside]))
    run = sorted_run(parts)
    for start in range(0, len(run), ROWS_AT_ONCE):
        _insert(db, run, slice(start, start + ROWS_AT_ONCE))
    return len(run)


def _merged_blobs(db: Connection) -> Iterator[dict[int, bytes]]:
    """Yield the blobs of merged bodies, many at once."""
    query = sa.select(col(BodyRow.id), col(BodyRow.keys)).where(col(BodyRow.merged), col(BodyRow.keys).is_not(None))
    for batch in db.execute(query, execution_options={"yield_per": BODIES_AT_ONCE}).partitions():
        yield {int(row.id): row.keys for row in batch}


def check(db: Connection) -> list[int]:
    """Return the bodies whose postings differ from their blobs, ascending; also those that only postings speak of.

    Merged bodies are compared by the number of their postings and a sum over them, in one pass over either; what postings say of
    others (a merge that was killed half-way leaves some) is looked up in the blobs.
    """
    left: dict[int, tuple[int, int]] = {}
    for blobs in _merged_blobs(db):
        left |= dict.fromkeys(blobs, (0, 0))
        run = postings_of(blobs)
        left |= {body: (count, total) for body, count, total, _ in _totals(run.bodies, run.keys, run.positions.astype(np.int64))}
    strays: dict[int, list[Numbers]] = {}
    for postings in _all_postings(db):
        table = postings[np.argsort(postings[:, 1], kind="stable")]
        for body, count, total, start in _totals(table[:, 1], table[:, 0], table[:, 2]):
            if body in left:
                left[body] = left[body][0] - count, (left[body][1] - total) % 2**64
            else:
                strays.setdefault(body, []).append(table[start : start + count])
    wrong = {body for body, rest in left.items() if rest != (0, 0)}
    return sorted(wrong | _wrong_strays(db, strays))


def _totals(bodies: Numbers, keys: Numbers, positions: Numbers) -> Iterator[tuple[int, int, int, int]]:
    """Yield, of postings that lie body after body: each body, how many it has, the sum over them, and where they begin."""
    if len(bodies):
        starts = np.flatnonzero(np.concatenate([[True], np.diff(bodies) != 0]))
        counts = np.diff(np.append(starts, len(bodies)))
        sums = np.add.reduceat(_mixed(keys, positions), starts)
        yield from zip(bodies[starts].tolist(), counts.tolist(), sums.tolist(), starts.tolist(), strict=True)


def _all_postings(db: Connection) -> Iterator[Numbers]:
    """Yield all postings in tables of many rows."""
    query = sa.select(*map(col, (PostingRow.key, PostingRow.body, PostingRow.position)))
    for batch in db.execute(query, execution_options={"yield_per": KEYS_AT_ONCE}).partitions():
        yield _table([tuple(row) for row in batch])


def _mixed(keys: Numbers, positions: Numbers) -> NDArray[np.uint64]:
    """Return one number for each posting such that sums of them tell different sets apart (splitmix64's finisher)."""
    mixed: NDArray[np.uint64] = keys.astype(np.uint64) + positions.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _wrong_strays(db: Connection, strays: Mapping[int, Sequence[Numbers]]) -> set[int]:
    """Return the bodies of which postings say what their blobs do not; the postings given are of bodies that are not merged."""
    wrong = set()
    for body, tables in strays.items():
        blob = db.scalar(sa.select(col(BodyRow.keys)).where(col(BodyRow.id) == body)) or b""
        said = np.concatenate(tables)
        inside = (said[:, 2] >= 0) & (said[:, 2] < len(blob) // KEY_BYTES)
        if not inside.all() or (np.frombuffer(blob, "<i8")[said[:, 2]] != said[:, 0]).any():
            wrong.add(body)
    return wrong

"""The blobs of bodies: written in the transaction that brings the text, read wherever the keys of a body are needed.

A blob is the truth; the table `postings` and the tail in memory (`models/postings.py`) are derived from blobs. This module knows
their order (`BodyRow.keys_until`) and their bytes, and nothing of arrays: no numpy is loaded for a verb that matches nothing.

Everything here runs inside one transaction of `models/ledger.py`; what writes needs the queue of writers, because each blob takes
the place after the last one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.text import digest_of
from models.columns import col
from models.database import insert_all
from models.records import IndexSizes, NewBody
from models.tables import BodyRow

KEY_BYTES = 8
"""Bytes of one key in a blob."""

IDS_AT_ONCE = 500
"""Numbers or digests per query; each body that comes back may be a large text."""

LEAST_TAIL = 1 << 18
"""Keys below which the tail is never merged: some 650 texts of 400 words, which are read and sorted in 30 ms."""

MOST_TAIL = 1 << 23
"""Keys from which the tail is always merged: 64 MB of blobs, which a new process reads and sorts in 1.6 s, with 600 MB at its peak.
With half as many, each merge into an index of 120 million postings (some 35 s) would serve 10,000 texts only: too dear for
back-fills."""

TAIL_SHARE = 8
"""Between the two, the tail is merged once it is the eighth part of the index. A merge writes about every page of the index, of
some 190 postings each: for each posting merged, the room of eight goes through the log (70 kB for a text of 400 words), and as
much into the file, whatever the size of the index."""

_Item = TypeVar("_Item")


def _last(*, merged: bool) -> sa.ScalarSelect[Any]:
    """Return the query for the highest place in the order of blobs among the merged ones, or among those of the tail."""
    place = col(BodyRow.keys_until)
    found = sa.select(place).where(col(BodyRow.merged).is_(merged), place.is_not(None))
    return found.order_by(place.desc()).limit(1).scalar_subquery()


_LASTS = sa.select(_last(merged=True).label("merged"), _last(merged=False).label("tail"))
_WRITE = (
    sa.update(BodyRow)
    .where(col(BodyRow.id) == sa.bindparam("number"), col(BodyRow.keys_until).is_(None))
    .values(
        indexed=sa.bindparam("is_indexed"),
        matched=False,
        merged=False,
        keys_until=sa.bindparam("until"),
        keys=sa.bindparam("blob"),
    )
)


_AMONG = col(BodyRow.id).in_(sa.bindparam("bodies", expanding=True))
_BLOBS = sa.select(col(BodyRow.id), col(BodyRow.keys)).where(_AMONG)
_TEXTS = sa.select(col(BodyRow.id), col(BodyRow.text)).where(_AMONG)


def in_batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield the items in lists of at most `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


# --- the order of blobs -------------------------------------------------------------------------------------------------


def last_until(db: Connection) -> int:
    """Return how many keys all blobs have together: the place of the last one; 0 before the first."""
    found = db.execute(_LASTS).one()
    return max(found.merged or 0, found.tail or 0)


def sizes(db: Connection) -> IndexSizes:
    """Return how many keys the index holds and how many the tail; bodies are merged in the order of their blobs."""
    found = db.execute(_LASTS).one()
    merged = found.merged or 0
    return IndexSizes(merged, max(0, (found.tail or 0) - merged))


def due(found: IndexSizes) -> bool:
    """Whether the tail is large enough to be merged."""
    return found.tail >= max(LEAST_TAIL, min(found.merged // TAIL_SHARE, MOST_TAIL))


def _places(last: int, blobs: Iterable[bytes]) -> Iterator[int]:
    """Yield the places of blobs that are written after the last one."""
    for blob in blobs:
        last += max(1, len(blob) // KEY_BYTES)
        yield last


# --- writing ------------------------------------------------------------------------------------------------------------


def body_columns(digest: str, text: str, keys: bytes, last: int) -> dict[str, Any]:
    """Return the columns of a new body whose blob, if it has keys, comes after the place `last`."""
    columns: dict[str, Any] = {"digest": digest, "text": text, "indexed": bool(keys), "matched": False, "merged": False}
    return columns | {"keys": keys or None, "keys_until": next(_places(last, [keys])) if keys else None}


def write_keys(db: Connection, keys: Mapping[int, bytes]) -> None:
    """Give bodies that have no blob theirs: they are part of the tail then, and wait for being matched.

    A body without a single key cannot be found by any: it counts as not indexed.
    """
    places = _places(last_until(db), keys.values())
    rows = [
        {"number": body, "blob": blob, "until": place, "is_indexed": bool(blob)}
        for (body, blob), place in zip(keys.items(), places, strict=True)
    ]
    if rows:
        db.execute(_WRITE, rows)


def write_bodies(db: Connection, bodies: Sequence[NewBody]) -> list[int]:
    """Write many texts with their blobs at once, and return their numbers in the order given; equal texts are one body.

    A text that is there already keeps its number, and gets the blob if it had none.
    """
    digests = [digest_of(body.text) for body in bodies]
    known = _numbers(db, digests)
    new = {digest: body for digest, body in zip(digests, bodies, strict=True) if digest not in known}
    given = {digest: body.keys for digest, body in zip(digests, bodies, strict=True) if digest in known and body.keys}
    last = last_until(db)
    rows = []
    for digest, body in new.items():
        rows.append(body_columns(digest, body.text, body.keys, last))
        last = rows[-1]["keys_until"] or last
    insert_all(db, BodyRow, rows)
    write_keys(db, {known[digest][0]: keys for digest, keys in given.items() if not known[digest][1]})
    known |= _numbers(db, list(new))
    return [known[digest][0] for digest in digests]


def _numbers(db: Connection, digests: Collection[str]) -> dict[str, tuple[int, bool]]:
    """Return the numbers of the bodies with these digests, and whether they are indexed."""
    found: dict[str, tuple[int, bool]] = {}
    for some in in_batches(digests, IDS_AT_ONCE):
        query = sa.select(col(BodyRow.digest), col(BodyRow.id), col(BodyRow.indexed)).where(col(BodyRow.digest).in_(some))
        found |= {digest: (int(number or 0), indexed) for digest, number, indexed in db.execute(query)}
    return found


# --- reading ------------------------------------------------------------------------------------------------------------


def blobs_of(db: Connection, bodies: Collection[int]) -> dict[int, bytes]:
    """Return the blobs of bodies, of those that have one."""
    found: dict[int, bytes] = {}
    for some in in_batches(bodies, IDS_AT_ONCE):
        found |= {int(number or 0): bytes(keys) for number, keys in db.execute(_BLOBS, {"bodies": some}) if keys is not None}
    return found


def texts_of(db: Connection, bodies: Collection[int]) -> dict[int, str]:
    """Return the texts of bodies."""
    found: dict[int, str] = {}
    for some in in_batches(bodies, IDS_AT_ONCE):
        found |= {int(number or 0): text for number, text in db.execute(_TEXTS, {"bodies": some})}
    return found


def unkeyed(db: Connection, limit: int) -> list[int]:
    """Return bodies that are to be matched but have no blob yet, oldest first: those that an older citetrail left."""
    waits = (col(BodyRow.matched).is_(False), col(BodyRow.indexed), col(BodyRow.keys_until).is_(None))
    return [int(one or 0) for one in db.scalars(sa.select(col(BodyRow.id)).where(*waits).order_by(col(BodyRow.id)).limit(limit))]

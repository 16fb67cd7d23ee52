"""The tail of the reprint index, in memory: the postings of bodies that the table `postings` does not hold yet.

A process that looks keys up keeps them in a few runs sorted by key, which grow as bodies come, from this process or another. Before
it is asked it is brought up to the state of the ledger that the asking transaction sees, by two seeks when nothing is new.

Left to others: the table, and when the tail is merged into it (`models/postings.py`). numpy is loaded with this module, so nothing
imports it before there is something to look up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from models.blobs import KEY_BYTES
from models.columns import col
from models.tables import BodyRow

Numbers = NDArray[np.int64]

NONE: Numbers = np.empty(0, np.int64)

_PLACE = col(BodyRow.keys_until)
IN_TAIL = (col(BodyRow.merged).is_(False), _PLACE.is_not(None))
_WAITS = "SELECT keys_until FROM bodies WHERE merged = false AND keys_until IS NOT NULL ORDER BY keys_until"
_ENDS = f"SELECT ({_WAITS} LIMIT 1), ({_WAITS} DESC LIMIT 1)"
"""The first and the last place of the tail, in words that every database takes as they are: it is asked at every look-up."""

_TAIL = (
    sa.select(col(BodyRow.id), col(BodyRow.keys), _PLACE)
    .where(col(BodyRow.merged).is_(False), sa.bindparam("after") < _PLACE)
    .order_by(_PLACE)
)


@dataclass(frozen=True, slots=True)
class Run:
    """Postings in the order of their keys."""

    keys: Numbers
    bodies: Numbers
    positions: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.keys)


def sorted_run(parts: Sequence[Run], kind: str = "quicksort") -> Run:
    """Return the postings of several runs as one in the order of keys."""
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys, kind="stable" if kind == "stable" else "quicksort")
    bodies, positions = np.concatenate([part.bodies for part in parts]), np.concatenate([part.positions for part in parts])
    return Run(keys[order], bodies[order], positions[order])


def postings_of(blobs: Mapping[int, bytes]) -> Run:
    """Return the postings of bodies, body after body and in the order of positions."""
    keys = np.frombuffer(b"".join(blobs.values()), "<i8").astype(np.int64, copy=False)
    counts = np.fromiter((len(blob) // KEY_BYTES for blob in blobs.values()), np.int64, len(blobs))
    bodies = np.repeat(np.fromiter(blobs, np.int64, len(blobs)), counts)
    positions = np.arange(len(keys)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Run(keys, bodies, positions.astype(np.int32))


class Tail:
    """The postings of bodies that are not merged, in memory.

    Threads share it one at a time: each begins its transaction when it has the tail for itself, so that none asks it about an older
    state than it has.
    """

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._first = 0
        self.places: list[int] = []
        """The places of its bodies in the order of blobs, ascending."""

    def read(self, db: Connection) -> None:
        """Bring it up to the state that a transaction sees: what is new is added; after a merge it is read anew."""
        first, last = db.exec_driver_sql(_ENDS).one()
        if first is None or first != self._first or last < self.places[-1]:
            self._runs, self.places, self._first = [], [], first or 0
        if first is None or (self.places and last == self.places[-1]):
            return
        after = self.places[-1] if self.places else 0
        rows = db.execute(_TAIL, {"after": after}).all()
        self._add(sorted_run([postings_of({int(row.id): row.keys for row in rows})]))
        self.places += [row.keys_until for row in rows]

    def _add(self, run: Run) -> None:
        """Add a run; those that are not much longer are merged with it, so that there are never many."""
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = sorted_run([self._runs.pop(), run], "stable")
        self._runs.append(run)

    def whole(self) -> Run:
        """Return all of it as one run."""
        if len(self._runs) != 1:
            self._runs = [sorted_run([*self._runs, Run(NONE, NONE, NONE.astype(np.int32))], "stable")]
        return self._runs[0]

    def find(self, keys: Numbers) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Yield which of the keys stand in which bodies, and where."""
        for run in self._runs:
            first = np.searchsorted(run.keys, keys)
            there = np.flatnonzero(run.keys[np.minimum(first, len(run) - 1)] == keys) if len(run) else NONE
            if len(there):
                counts = np.searchsorted(run.keys, keys[there], "right") - first[there]
                rows = np.repeat(first[there] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
                yield np.repeat(there, counts), run.bodies[rows], run.positions[rows].astype(np.int64)

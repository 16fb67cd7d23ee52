"""Which bodies of a corpus share enough text to be looked at: an index over all runs of five words, in sorted arrays.

`sort_runs` sorts the keys of all texts once; `index_runs` keeps those that stand in two bodies or more, each with the evidence it
gives in each of them: the bits of its five words, where template text counts nothing. `pairs_of` then goes through the bodies one
after another, sums what every other body shares with it over distinct keys, and names those that reach a limit.

Invariants: whether a pair is named depends on the two bodies alone. Sums are exact, whatever their order: bits are 32-bit numbers
between 1 and 20, so 64-bit sums of them do not round. No list of all shared runs is ever made, so that memory grows with the
corpus and with the pairs named, also when one paragraph stands in thousands of bodies.

Left to others: the keys and bits of a body (`word_arrays`), what the pairs share (`passages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Bits = NDArray[np.float64]
Numbers = NDArray[np.int64]
Units = NDArray[np.int32]

_PARTS = 16
"""The keys are sorted in so many parts, by their highest bits: two of them at a time, so that sorting needs little room."""
_PART_SHIFT = np.uint64(60)


@dataclass(frozen=True, slots=True)
class RunIndex:
    """The runs that stand in several bodies. A posting is one such run in one body; the postings of a run lie side by side.

    `bodies` and `evidence` have one entry a posting; its partners, that is the postings of the same run in the bodies that it is
    paired with, are those from `firsts` to before `ends`. `postings[heads[n]:heads[n + 1]]` are the postings of body `n`.
    """

    bodies: Units
    evidence: Bits
    firsts: Numbers
    ends: Numbers
    heads: Numbers
    postings: Numbers

    @property
    def size(self) -> int:
        """The number of bodies."""
        return len(self.heads) - 1


def run_evidence(bits: NDArray[np.float32]) -> Bits:
    """The evidence of each run of five words, in bits: entry `i` is the sum over the words `i` to `i + 4`; 0 where masked."""
    if len(bits) < 5:
        return np.zeros(0, np.float64)
    exact = bits.astype(np.float64)
    total = exact[4:] + exact[3:-1] + exact[2:-2] + exact[1:-3] + exact[:-4]
    return np.asarray(total, np.float64)


@dataclass(frozen=True, slots=True)
class SortedRuns:
    """The runs of texts in the order of their keys, in parts: `keys[n]` are the keys of part `n`, and `orders[n]` says which of all
    runs each of them is, counted through the texts from the first. `owners` has the text of each run, in the order of the texts."""

    keys: tuple[Keys, ...]
    orders: tuple[Numbers, ...]
    owners: Units


def sort_runs(keys: Sequence[Keys], pool: Executor) -> SortedRuns:
    """Sort the runs of texts, given the keys of each text (repeated ones as well), on the threads of a pool."""
    lengths = np.fromiter((len(each) for each in keys), np.int64, len(keys))
    owners = np.repeat(np.arange(len(keys), dtype=np.int32), lengths)
    together = np.concatenate([*keys, np.zeros(0, np.uint64)]).astype(np.uint64, copy=False)
    part_of = (together >> _PART_SHIFT).astype(np.uint8)

    def ordered(part: int) -> tuple[Keys, Numbers]:
        chosen = np.flatnonzero(part_of == part)
        chosen = chosen[np.argsort(together[chosen], kind="stable")]
        return together[chosen], chosen

    parts = list(pool.map(ordered, range(_PARTS)))
    return SortedRuns(tuple(each for each, _ in parts), tuple(each for _, each in parts), owners)


def index_runs(runs: SortedRuns, evidence: Bits, body_of: Units, count: int, pool: Executor, split: int = 0) -> RunIndex:
    """The index over the runs of bodies.

    Args:
        runs: the runs of texts.
        evidence: of each run, in the order of the texts, in bits; a run without any is left out.
        body_of: the body that each text stands for, rising with the number of the text; -1 leaves a text out.
        count: the number of bodies.
        pool: where the parts are indexed.
        split: if not 0, bodies before this number are paired with those from it on, and with nothing else.
    """

    def shared(part: int) -> tuple[Any, ...]:
        order = runs.orders[part]
        return tuple(_shared_runs(runs.keys[part], body_of[runs.owners[order]], evidence[order], split))

    parts = list(pool.map(shared, range(_PARTS)))
    offsets = np.cumsum([0, *(len(part[0]) for part in parts)])
    found = [np.concatenate([part[column] for part in parts]) for column in range(4)]
    for column in (2, 3):
        found[column] += np.repeat(offsets[:-1], np.diff(offsets))
    heads, postings = _by_body(found[0], count)
    return RunIndex(found[0], found[1], found[2], found[3], heads, postings)


def pairs_of(index: RunIndex, bodies: Iterable[int], least: float, most: int = 50_000) -> Iterable[tuple[Units, Units]]:
    """The pairs whose distinct shared runs give at least `least` bits, for some bodies on the left.

    Yields arrays of left and right bodies, by left and then right; each about `most` long, or longer by one body's pairs. A pair
    stands on the side of its lower number only.
    """
    columns = index.heads, index.postings, index.firsts, index.ends, index.bodies, index.evidence
    room = np.zeros(index.size, np.float64), np.zeros(index.size, np.int32)
    waiting = np.fromiter(bodies, np.int32)
    done = 0
    while done < len(waiting):
        advanced, left, right = _sum_pairs(waiting[done:], columns, least, room, most)
        done += advanced
        if len(left):
            yield left, right


def shared_evidence(keys: Keys, evidence: Bits, other_keys: Keys, other_evidence: Bits) -> float:
    """What two texts share, in bits, as `pairs_of` sums it: over their distinct shared runs, each at the most it gives in one text
    and the least of both. For who has the two alone; the keys ascend, and `evidence` has an entry for each."""
    return float(_join_evidence(keys, evidence, other_keys, other_evidence))


_compiled: Callable[..., Any] = njit(cache=True, nogil=True)


@_compiled
def _shared_runs(keys: Any, bodies: Any, evidence: Any, split: Any) -> Any:
    """Of sorted keys, those of several bodies: one posting a body with the most evidence it has there, and its partners."""
    n = keys.size
    out_bodies = np.empty(n, np.int32)
    out_evidence = np.empty(n, np.float64)
    firsts = np.empty(n, np.int64)
    ends = np.empty(n, np.int64)
    kept = i = 0
    while i < n:
        start = kept
        key = keys[i]
        while i < n and keys[i] == key:
            body = bodies[i]
            best = 0.0
            while i < n and keys[i] == key and bodies[i] == body:
                best = max(best, evidence[i])
                i += 1
            if best > 0.0 and body >= 0:
                out_bodies[kept] = body
                out_evidence[kept] = best
                kept += 1
        if kept - start < 2 or (split > 0 and (out_bodies[start] >= split or out_bodies[kept - 1] < split)):
            kept = start
            continue
        other = start
        while split > 0 and out_bodies[other] < split:
            other += 1
        for x in range(start, kept):
            firsts[x] = max(other, x + 1)
            ends[x] = kept
    return out_bodies[:kept].copy(), out_evidence[:kept].copy(), firsts[:kept].copy(), ends[:kept].copy()


@_compiled
def _by_body(bodies: Any, count: Any) -> Any:
    """The postings of each body: where its stretch begins, and the postings in that order."""
    heads = np.zeros(count + 1, np.int64)
    for body in bodies:
        heads[body + 1] += 1
    for body in range(count):
        heads[body + 1] += heads[body]
    at = heads[:-1].copy()
    postings = np.empty(bodies.size, np.int64)
    for posting in range(bodies.size):
        body = bodies[posting]
        postings[at[body]] = posting
        at[body] += 1
    return heads, postings


@_compiled
def _sum_pairs(waiting: Any, columns: Any, least: Any, room: Any, most: Any) -> Any:
    """Go through waiting bodies until `most` pairs are found: how many were done, the pairs. The sums in `room` are 0 before and
    after."""
    heads, postings, firsts, ends, bodies, evidence = columns
    sums, seen = room
    left = np.empty(1024, np.int32)
    right = np.empty(1024, np.int32)
    found = done = 0
    while done < waiting.size and found < most:
        body = waiting[done]
        done += 1
        touched = 0
        for x in range(heads[body], heads[body + 1]):
            posting = postings[x]
            own = evidence[posting]
            for partner in range(firsts[posting], ends[posting]):
                other = bodies[partner]
                if sums[other] == 0.0:
                    seen[touched] = other
                    touched += 1
                sums[other] += min(own, evidence[partner])
        chosen = 0
        for x in range(touched):
            other = seen[x]
            if sums[other] >= least:
                seen[chosen] = other
                chosen += 1
            sums[other] = 0.0
        seen[:chosen].sort()
        if found + chosen > left.size:
            room = max(2 * left.size, found + chosen)
            wider = np.empty(room, np.int32)
            wider[:found] = left[:found]
            left = wider
            wider = np.empty(room, np.int32)
            wider[:found] = right[:found]
            right = wider
        left[found : found + chosen] = body
        right[found : found + chosen] = seen[:chosen]
        found += chosen
    return done, left[:found].copy(), right[:found].copy()


@_compiled
def _join_evidence(keys: Any, evidence: Any, other_keys: Any, other_evidence: Any) -> Any:
    """The evidence of the distinct keys that two sorted lists share."""
    total = 0.0
    i = j = 0
    while i < keys.size and j < other_keys.size:
        key = keys[i]
        if key < other_keys[j]:
            i += 1
        elif key > other_keys[j]:
            j += 1
        else:
            own = best = 0.0
            while i < keys.size and keys[i] == key:
                own = max(own, evidence[i])
                i += 1
            while j < other_keys.size and other_keys[j] == key:
                best = max(best, other_evidence[j])
                j += 1
            total += min(own, best)
    return total

"""The compiled inner loops of the passage engine: what two texts share, as spans of words.

Everything here works on plain arrays, releases the interpreter's lock, and depends on the two texts alone: words (one number a
word), their rarity in bits (0 where a word is template text), and their runs of five as sorted keys. A pair is laid out in one
canonical order by the caller, so that it does not matter who is asked about whom.

The way: seeds (runs of five words in both texts) -> maximal runs, the longest first -> chains of runs that go forward in both
texts within a few words -> the words between them and beyond them aligned word by word, as long as the matching words weigh more
than the others -> evidence.

Constants without another source were chosen on tuning data (one half of the PAN13 training pairs, half a of three reprint corpora)
and are reported on the other halves (`bench/README.md`).

numba keeps compiled code beside the module of an `entry` and looks at that one file to see whether it is stale. So whoever changes
this module or `rewritten` changes `pairing.COMPILED_FROM`, too; a test says to what.

Left to others: tokens and rarity (`word_arrays`), which passages count (`pairing`), the second tier (`rewritten`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import njit
from numba.extending import register_jitable

SEED: Final = 5
"""Words of the shortest run that begins a passage: that of a key (`word_arrays.RUN_WORDS`)."""
PAIRS_PER_KEY: Final = 64
"""A key with more possible pairs of places than this in two texts is paired by its rank from either end: work stays linear."""
CHAIN_GAP: Final = 25
"""Most words between two runs of one passage, on either side (text-reuse note, 4.2)."""
WINDOW: Final = 32
"""Words of either side that are aligned at a time: more than a passage may miss in a row before it has lost `DROP`."""
MISMATCH: Final = np.float32(9.0)
"""What a word that matches nothing costs within a passage, in bits: about a word of middling rarity."""
GAP: Final = np.float32(8.0)
"""What a word that only one side has costs, in bits: less than a replaced one, because it takes one of these only."""
COST: Final = np.float32(5.0)
"""What the same word takes from the evidence of the whole passage, once it stands."""
MOST_SKEW: Final = 10
"""Words that one side may have more than the other between two runs: an inserted sentence parts a passage, a reworded one does
not."""
DROP: Final = np.float32(30.0)
"""An extension ends when it has fallen this many bits below its best: three words or four that match nothing."""

compiled: Callable[..., Any] = register_jitable(error_model="numpy", no_cfunc_wrapper=True)
"""For what compiled code calls; Python that calls it gets it uncompiled. It takes a quarter less compiling than with wrappers for
Python. Pass numbers as `np.int64`: for a literal one the compiler makes a version of its own."""
entry: Callable[..., Any] = njit(nogil=True, error_model="numpy", cache=True)
"""For what Python calls: compiled once a machine, with everything below it."""


@compiled
def order_of(values: Any) -> Any:
    """The order of whole numbers (int64), equal ones as they stand: a merge sort, which compiles in a fraction of the time that
    numpy's takes. The one sort of the compiled modules."""
    n = values.size
    order = np.empty(n, np.int64)
    other = np.empty(n, np.int64)
    for k in range(n):  # short stretches by insertion
        x = k
        while x & 15 and values[order[x - 1]] > values[k]:
            order[x] = order[x - 1]
            x -= 1
        order[x] = k
    width = 16
    while width < n:
        first = 0
        while first < n:
            middle, last = min(first + width, n), min(first + 2 * width, n)
            i, j = first, middle
            for k in range(first, last):
                if j >= last or (i < middle and values[order[i]] <= values[order[j]]):
                    other[k] = order[i]
                    i += 1
                else:
                    other[k] = order[j]
                    j += 1
            first = last
        order, other = other, order
        width *= 2
    return order


@compiled
def _end_of(keys: Any, i: Any) -> Any:
    """Behind the last of the equal keys that begin at `i`."""
    x = i + 1
    while x < keys.size and keys[x] == keys[i]:
        x += 1
    return x


@compiled
def _pair_places(pa: Any, pb: Any, out: Any, n: Any) -> Any:
    """Write the pairs of places of one key from row `n` on; returns the row behind them."""
    if pa.size * pb.size <= PAIRS_PER_KEY:
        for u in range(pa.size):
            for v in range(pb.size):
                out[n, 0], out[n, 1] = pa[u], pb[v]
                n += 1
    else:
        for u in range(min(pa.size, pb.size)):
            out[n, 0], out[n, 1] = pa[u], pb[u]
            out[n + 1, 0], out[n + 1, 1] = pa[pa.size - 1 - u], pb[pb.size - 1 - u]
            n += 2
    return n


@compiled
def wider(rows: Any) -> Any:
    """The same rows, of two columns, with as much room again behind them."""
    out = np.empty((2 * rows.shape[0], 2), np.int32)
    for r in range(rows.shape[0]):
        out[r, 0], out[r, 1] = rows[r, 0], rows[r, 1]
    return out


@compiled
def _some_seeds(a: Any, b: Any, i: Any, j: Any, out: Any, n: Any) -> Any:
    """Go on through the keys of both texts from (i, j) while there is room for pairs of places: where that ends, their number, and
    the keys in both."""
    ka, pa = a
    kb, pb = b
    shared = 0
    while i < ka.size and j < kb.size:
        one, other = ka[i], kb[j]
        if one != other:
            # Sums instead of branches: which one is smaller cannot be guessed, and that takes half of the time.
            i += np.int64(one < other)
            j += np.int64(one > other)
            continue
        x, y = _end_of(ka, i), _end_of(kb, j)
        if n + max(PAIRS_PER_KEY, 2 * min(x - i, y - j)) > out.shape[0]:
            break
        n = _pair_places(pa[i:x], pb[j:y], out, n)
        shared += 1
        i, j = x, y
    return i, j, n, shared


@compiled
def join_seeds(ka: Any, pa: Any, kb: Any, pb: Any) -> Any:
    """Positions (i, j) whose five words agree, and how many keys these are; a key frequent on both sides is paired by its rank from
    either end."""
    out = np.empty((2 * PAIRS_PER_KEY, 2), np.int32)
    i = j = n = shared = np.int64(0)
    while True:
        i, j, n, more = _some_seeds((ka, pa), (kb, pb), i, j, out, n)
        shared += more
        if i >= ka.size or j >= kb.size:
            return out[:n], shared
        out = wider(out)


@compiled
def maximal_runs(wa: Any, wb: Any, seeds: Any) -> Any:
    """Exact runs (i, j, words), each as long as it goes, from seeds; on one diagonal a run is found once."""
    diagonals = np.empty(seeds.shape[0], np.int64)
    for s in range(seeds.shape[0]):
        diagonals[s] = (np.int64(seeds[s, 1]) - seeds[s, 0] + (1 << 31)) * (1 << 31) + seeds[s, 0]
    order = order_of(diagonals)
    runs = np.empty((seeds.shape[0], 3), np.int32)
    n = 0
    diagonal = 1 << 40
    reached = 0
    for o in order:
        i, j = seeds[o, 0], seeds[o, 1]
        if j - i == diagonal and i < reached:
            continue
        diagonal = j - i
        a, b = i, j
        while a > 0 and b > 0 and wa[a - 1] == wb[b - 1]:
            a -= 1
            b -= 1
        x, y = i, j
        while x < wa.size and y < wb.size and wa[x] == wb[y]:
            x += 1
            y += 1
        reached = x
        if x - a >= SEED:
            runs[n, 0], runs[n, 1], runs[n, 2] = a, b, x - a
            n += 1
    return runs[:n]


@compiled
def sorted_rows(rows: Any, n: Any) -> Any:
    """The first `n` rows, by their first column and then the third or second."""
    ranks = np.empty(n, np.int64)
    for r in range(n):
        ranks[r] = np.int64(rows[r, 0]) * (1 << 31) + rows[r, min(2, rows.shape[1] - 2)]
    order = order_of(ranks)
    out = np.empty((n, rows.shape[1]), np.int32)
    for r in range(n):
        for c in range(rows.shape[1]):
            out[r, c] = rows[order[r], c]
    return out


@compiled
def take(taken: Any, first: Any, last: Any) -> None:
    """Mark words as taken."""
    for x in range(first, last):
        taken[x] = True


@compiled
def free_runs(runs: Any, na: Any, nb: Any) -> Any:
    """Longest first; of what overlaps a chosen run on either side, the longest free stretch stays. Sorted by first position."""
    ranks = np.empty(runs.shape[0], np.int64)
    for r in range(runs.shape[0]):
        ranks[r] = -np.int64(runs[r, 2]) * (1 << 32) + runs[r, 0]
    order = order_of(ranks)
    taken_a = np.zeros(na, np.bool_)
    taken_b = np.zeros(nb, np.bool_)
    out = np.empty((runs.shape[0], 3), np.int32)
    n = np.int64(0)
    for o in order:
        i, j, length = runs[o, 0], runs[o, 1], runs[o, 2]
        best = at = start = 0
        for x in range(length + 1):
            if x == length or taken_a[i + x] or taken_b[j + x]:
                if x - start > best:
                    best, at = x - start, start
                start = x + 1
        if best < SEED:
            continue
        out[n, 0], out[n, 1], out[n, 2] = i + at, j + at, best
        n += 1
        take(taken_a, np.int64(i + at), np.int64(i + at + best))
        take(taken_b, np.int64(j + at), np.int64(j + at + best))
    return sorted_rows(out, n)


@compiled
def _free(taken: Any, i: Any, step: Any) -> Any:
    """How many words from `i` on are free, at most a window."""
    n = 0
    while n < WINDOW and 0 <= i < taken.size and not taken[i]:
        i += step
        n += 1
    return n


@compiled
def extend(a: Any, b: Any, i: Any, j: Any, step: Any, taken_a: Any, taken_b: Any, room: Any) -> Any:
    """Go on from (i, j) in one direction as long as matching words weigh more than the others.

    Returns how far it went on both sides; the last word of either side matches. Taken words are not reached.
    """
    wa, ba = a
    wb, bb = b
    far_a = far_b = 0
    while True:
        ra = _free(taken_a, i + step * far_a, step)
        rb = _free(taken_b, j + step * far_b, step)
        if ra <= 0 or rb <= 0:
            return far_a, far_b
        for y in range(rb + 1):
            room[0, y] = -GAP * y
        best = np.float32(0.0)
        at_a = at_b = 0
        for x in range(1, ra + 1):
            p = i + step * (far_a + x - 1)
            room[x, 0] = -GAP * x
            top = room[x, 0]
            word = wa[p]
            for y in range(1, rb + 1):
                same = word == wb[j + step * (far_b + y - 1)]
                s = room[x - 1, y - 1] + (min(ba[p], bb[j + step * (far_b + y - 1)]) if same else -MISMATCH)
                s = max(s, room[x - 1, y] - GAP, room[x, y - 1] - GAP)
                room[x, y] = s
                top = max(top, s)
                if same and s > best:
                    best = s
                    at_a, at_b = x, y
            if top < best - DROP:
                break
        if at_a == 0:
            return far_a, far_b
        far_a += at_a
        far_b += at_b


@compiled
def matched(a: Any, b: Any, a0: Any, a1: Any, b0: Any, b1: Any, room: Any) -> Any:
    """Words that match in order between two stretches (heaviest common subsequence) and their bits; stretches beyond the window
    are matched piece by piece along the diagonal."""
    wa, ba = a
    wb, bb = b
    words = 0
    bits = np.float32(0.0)
    while a0 < a1 and b0 < b1:
        # Equal words at the front need no table.
        while a0 < a1 and b0 < b1 and wa[a0] == wb[b0]:
            words += 1
            bits += min(ba[a0], bb[b0])
            a0 += 1
            b0 += 1
        ra = min(WINDOW, a1 - a0)
        rb = min(WINDOW, b1 - b0)
        if ra <= 0 or rb <= 0:
            break
        for y in range(rb + 1):
            room[0, y] = 0.0
        for x in range(1, ra + 1):
            room[x, 0] = 0.0
            for y in range(1, rb + 1):
                s = max(room[x - 1, y], room[x, y - 1])
                if wa[a0 + x - 1] == wb[b0 + y - 1]:
                    s = max(s, room[x - 1, y - 1] + min(ba[a0 + x - 1], bb[b0 + y - 1]) + np.float32(0.001))
                room[x, y] = s
        x, y = ra, rb
        while x > 0 and y > 0:
            if room[x, y] == room[x - 1, y]:
                x -= 1
            elif room[x, y] == room[x, y - 1]:
                y -= 1
            else:
                words += 1
                bits += min(ba[a0 + x - 1], bb[b0 + y - 1])
                x -= 1
                y -= 1
        a0 += ra
        b0 += rb
    return words, bits


@compiled
def _weight(ba: Any, bb: Any, i: Any, j: Any, words: Any) -> Any:
    total = np.float32(0.0)
    for x in range(words):
        total += min(ba[i + x], bb[j + x])
    return total


@compiled
def first_tier(a: Any, b: Any, seeds: Any) -> Any:
    """Rows (a0, a1, b0, b1, matching words, longest exact run) and their evidence, from seeds: spans of words, ends exclusive.

    Evidence is the bits of the matching words, less `COST` for every word between them that matches nothing. Two runs become one
    row when they follow each other closely in both texts and each of them outweighs what lies between, at `MISMATCH` a word.
    """
    wa, ba = a
    wb, bb = b
    room = np.empty((WINDOW + 1, WINDOW + 1), np.float32)
    runs = free_runs(maximal_runs(wa, wb, seeds), wa.size, wb.size)
    rows = np.empty((runs.shape[0], 6), np.int32)
    bits = np.empty(runs.shape[0], np.float32)
    count = 0
    for r in range(runs.shape[0]):
        i, j, length = np.int64(runs[r, 0]), np.int64(runs[r, 1]), np.int64(runs[r, 2])
        own = _weight(ba, bb, i, j, length)
        best = -1
        nearest = 1 << 30
        for c in range(count - 1, max(-1, count - 65), -1):
            da, db = i - rows[c, 1], j - rows[c, 3]
            if da < 0 or db < 0 or da > CHAIN_GAP or db > CHAIN_GAP or abs(da - db) > MOST_SKEW or da + db >= nearest:
                continue
            best, nearest = c, da + db
        if best >= 0:
            more, weight = matched(a, b, np.int64(rows[best, 1]), i, np.int64(rows[best, 3]), j, room)
            missed = max(i - rows[best, 1], j - rows[best, 3]) - more
            if MISMATCH * missed - weight < min(own, bits[best]):
                rows[best, 1], rows[best, 3] = i + length, j + length
                rows[best, 4] += more + length
                rows[best, 5] = max(rows[best, 5], length)
                bits[best] += own + weight - COST * missed
                continue
        rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = i, i + length, j, j + length
        rows[count, 4] = rows[count, 5] = length
        bits[count] = own
        count += 1
    rows, bits = rows[:count], bits[:count]
    _extend_all(a, b, rows, bits, room)
    return rows, bits


@compiled
def _extend_all(a: Any, b: Any, rows: Any, bits: Any, room: Any) -> Any:
    """Extend every row over small edits, the weightiest first, never into another row's words."""
    taken_a = np.zeros(a[0].size, np.bool_)
    taken_b = np.zeros(b[0].size, np.bool_)
    for c in range(rows.shape[0]):
        take(taken_a, np.int64(rows[c, 0]), np.int64(rows[c, 1]))
        take(taken_b, np.int64(rows[c, 2]), np.int64(rows[c, 3]))
    ranks = np.empty(rows.shape[0], np.int64)
    for c in range(rows.shape[0]):
        ranks[c] = np.int64(-bits[c] * 1000)
    for c in order_of(ranks):
        a0, a1, b0, b1 = np.int64(rows[c, 0]), np.int64(rows[c, 1]), np.int64(rows[c, 2]), np.int64(rows[c, 3])
        x, y = extend(a, b, a1, b1, np.int64(1), taken_a, taken_b, room)
        if x:
            more, weight = matched(a, b, a1, a1 + x, b1, b1 + y, room)
            rows[c, 4] += more
            bits[c] += weight - COST * (max(x, y) - more)
        p, q = extend(a, b, a0 - 1, b0 - 1, np.int64(-1), taken_a, taken_b, room)
        if p:
            more, weight = matched(a, b, a0 - p, a0, b0 - q, b0, room)
            rows[c, 4] += more
            bits[c] += weight - COST * (max(p, q) - more)
        rows[c, 0], rows[c, 1], rows[c, 2], rows[c, 3] = a0 - p, a1 + x, b0 - q, b1 + y
        take(taken_a, a0 - p, a1 + x)
        take(taken_b, b0 - q, b1 + y)

"""The second tier, inside one pair of texts: stretches that say the same in other words.

Runs of equal words find copies and light edits. Where words were shuffled, replaced or translated to and fro, what stays is that
sentences of the one text share their rare words with sentences of the other, and that such pairs lie close together in both. So:
sentences as sets of weighed words, pairs that are alike by cosine and by Dice, clusters of pairs by the gaps between them in both
texts, and of a cluster only what is alike as a whole. The method is that of Sanchez-Perez, Sidorov and Gelbukh (PAN 2014), with
a frozen background of word rarity instead of sentence counts.

Left to others: which pairs are worth it, the limits, and how a cluster and the passages of the first tier become one answer
(`pairing`).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from lineage.kernels import compiled, order_of, wider
from lineage.word_arrays import NUMBER, SENTENCE

LEAST_WORDS: Final = 4
"""A shorter sentence ("He agreed.") is like too many others: it is one with the next (three in the method this follows)."""
MOST_SENTENCES: Final = 20_000
"""A text with more sentences (some 2 million characters) is compared by its runs of equal words only."""
MOST_CELLS: Final = 1 << 14
"""Pairs of sentences (128 by 128, say) up to which a table of all of them is faster than sorting what is shared."""
MOST_PLACES: Final = 64
"""A word that stands in more sentences of a text than this says nothing about which of them was copied."""


@compiled
def cut_sentences(marks: Any, out: Any) -> Any:
    """Write the first words of the sentences, and the number of words as the last; return the number of sentences.

    One with fewer than `LEAST_WORDS` words joins the next.
    """
    n = marks.size
    count = 0
    for i in range(n):
        if i == 0 or (marks[i] & SENTENCE and i - out[count - 1] >= LEAST_WORDS):
            out[count] = i
            count += 1
    if count > 1 and n - out[count - 1] < LEAST_WORDS:
        count -= 1
    out[count] = n
    return count


@compiled
def weigh_locally(words: Any, order: Any, bits: Any) -> None:
    """Change the bits of a text's words to what they are given how often the text has them: what it repeats surprises less."""
    n = words.size
    i = 0
    while i < n:
        j = i
        while j < n and words[order[j]] == words[order[i]]:
            j += 1
        more = (j - i - 1) / (n + 1.0)
        for x in range(i, j):
            v = bits[order[x]]
            if v > 0 and more > 0:
                bits[order[x]] = min(v, np.float32(-np.log2(2.0 ** (-v) + more)))
        i = j


@compiled
def fill_bags(words: Any, order: Any, bits: Any, cuts: Any, least: Any, room: Any, out: Any, of_sentences: Any) -> Any:
    """The distinct weighty words of every sentence, by word: word, sentence and weight of each (`out`), and for each sentence the
    norm of its weights and the number of its words (`of_sentences`); returns how many there are. `room` is scratch, a word each."""
    hashes, sents, weights = out
    norms, counts = of_sentences
    sentences = cuts.size - 1
    for s in range(sentences):
        norms[s], counts[s] = 0.0, 0
        for x in range(cuts[s], cuts[s + 1]):
            room[x] = s
    n = i = 0
    while i < words.size:
        j = i
        while j < words.size and words[order[j]] == words[order[i]]:
            j += 1
        if bits[order[i]] >= least:
            first = n
            for k in range(i, j):  # places of one word ascend, and so do the sentences it stands in
                s = room[order[k]]
                if n == first or sents[n - 1] != s:
                    hashes[n], sents[n], weights[n] = words[order[i]], s, 0.0
                    n += 1
                weights[n - 1] += bits[order[i]]
            if n - first >= MOST_PLACES:
                n = first
            for at in range(first, n):
                norms[sents[at]] += weights[at] * weights[at]
                counts[sents[at]] += 1
        i = j
    for s in range(sentences):
        norms[s] = np.sqrt(norms[s])
    return n


@compiled
def _each_shared(bag: Any, other: Any, starts: Any, at: Any, columns: Any, products: Any) -> Any:
    """Go through the words that two bags share: count them by the sentence of the first, or if there is room write them where `at`
    says."""
    ha, sa, ta = bag
    hb, sb, tb = other
    count = columns.size == 0
    total = i = j = 0
    while i < ha.size and j < hb.size:
        if ha[i] < hb[j]:
            i += 1
        elif ha[i] > hb[j]:
            j += 1
        else:
            y = j
            while y < hb.size and hb[y] == hb[j]:
                y += 1
            while i < ha.size and ha[i] == hb[j]:
                if count:
                    starts[sa[i] + 1] += y - j
                else:
                    for v in range(j, y):
                        columns[at[sa[i]]] = sb[v]
                        products[at[sa[i]]] = ta[i] * tb[v]
                        at[sa[i]] += 1
                total += y - j
                i += 1
            j = y
    return total


@compiled
def alike(bag: Any, norms: Any, other: Any, other_norms: Any, limits: Any) -> Any:
    """Pairs of sentences (i, j) that are alike, by i then j; of two texts, given as bags (see `fill_bags`).

    `limits` are the least cosine, Dice's measure and number of shared words.
    """
    if norms[1].size * other_norms[1].size <= MOST_CELLS:
        return _alike_in_table(bag, norms, other, other_norms, limits)
    return _alike_by_rows(bag, norms, other, other_norms, limits)


@compiled
def _alike_in_table(bag: Any, norms: Any, other: Any, other_norms: Any, limits: Any) -> Any:
    """`alike` for texts of which all pairs of sentences fit into a table: one way through the shared words, three times as fast."""
    cosine, dice, least_shared = limits
    ha, sa, ta = bag
    hb, sb, tb = other
    na, da = norms
    nb, db = other_norms
    rows, cols = da.size, db.size
    dot = np.zeros(rows * cols, np.float32)
    shared = np.zeros(rows * cols, np.int32)
    i = j = np.int64(0)
    while i < ha.size and j < hb.size:
        if ha[i] != hb[j]:
            i, j = i + np.int64(ha[i] < hb[j]), j + np.int64(ha[i] > hb[j])
            continue
        y = j
        while y < hb.size and hb[y] == ha[i]:
            cell = sa[i] * cols + sb[y]
            dot[cell] += ta[i] * tb[y]
            shared[cell] += 1
            y += 1
        i += 1
        if i == ha.size or ha[i] != hb[j]:
            j = y
    total = 0
    for r in range(rows):
        for c in range(cols):
            cell = r * cols + c
            # Without a branch between them: all three are rarely true at once, which can be guessed; each alone cannot.
            close = (shared[cell] >= least_shared) & (dot[cell] > cosine * na[r] * nb[c])
            close = close & (2.0 * shared[cell] > dice * (da[r] + db[c]))
            total += close
            shared[cell] = close
    # Counted first: room that grows within the loop would make it three times as slow.
    out = np.empty((total, 2), np.int32)
    n = 0
    for cell in range(rows * cols):
        if shared[cell]:
            out[n, 0], out[n, 1] = cell // cols, cell % cols
            n += 1
    return out


@compiled
def _alike_by_rows(bag: Any, norms: Any, other: Any, other_norms: Any, limits: Any) -> Any:
    """`alike` for long texts: what they share is sorted by the sentences of the first."""
    cosine, dice, least_shared = limits
    na, da = norms
    nb, db = other_norms
    rows, cols = da.size, db.size
    starts = np.zeros(rows + 1, np.int64)
    at = np.empty(rows, np.int64)
    nothing = np.empty(0, np.int64)
    total = _each_shared(bag, other, starts, at, nothing, np.empty(0, np.float32))
    for r in range(rows):
        starts[r + 1] += starts[r]
        at[r] = starts[r]
    columns = np.empty(total, np.int64)
    products = np.empty(total, np.float32)
    _each_shared(bag, other, starts, at, columns, products)
    out = np.empty((max(16, rows * 2), 2), np.int32)
    n = np.int64(0)
    dot = np.zeros(cols, np.float32)
    shared = np.zeros(cols, np.int32)
    for r in range(rows):
        first, last = starts[r], starts[r + 1]
        for k in range(first, last):
            dot[columns[k]] += products[k]
            shared[columns[k]] += 1
        before = n
        for k in range(first, last):
            c = columns[k]
            if shared[c] >= least_shared and dot[c] > cosine * na[r] * nb[c] and 2.0 * shared[c] > dice * (da[r] + db[c]):
                if n == out.shape[0]:
                    out = wider(out)
                out[n, 0], out[n, 1] = r, c
                n += 1
            dot[c] = 0.0
            shared[c] = 0
        _sort_second(out, before, n)
    return out[:n]


@compiled
def _sort_second(rows: Any, first: Any, last: Any) -> None:
    """Sort the second column of a few rows, in place, by insertion: a sentence is like a few others at most."""
    for x in range(first + 1, last):
        value = rows[x, 1]
        y = x - 1
        while y >= first and rows[y, 1] > value:
            rows[y + 1, 1] = rows[y, 1]
            y -= 1
        rows[y + 1, 1] = value


@compiled
def likeness(a: Any, a0: Any, a1: Any, b: Any, b0: Any, b1: Any, least_bits: Any) -> Any:
    """Two stretches as bags of words: cosine of the weighty words; their shared bits; shared words; the share of either side's bits
    that its shared words make up, the smaller one; numbers that stand on one side only."""
    wa, ba, ma = a
    wb, bb, mb = b
    oa = order_of(wa[a0:a1])
    ob = order_of(wb[b0:b1])
    na = nb = dot = bits = total_a = total_b = shared_a = shared_b = 0.0
    words = numbers = 0
    i = j = 0
    while i < oa.size or j < ob.size:
        ours = j == ob.size or (i < oa.size and wa[a0 + oa[i]] <= wb[b0 + ob[j]])
        word = wa[a0 + oa[i]] if ours else wb[b0 + ob[j]]
        x, y = i, j
        v: Any = np.float32(0.0)
        u: Any = np.float32(0.0)
        number = False
        while x < oa.size and wa[a0 + oa[x]] == word:
            v = ba[a0 + oa[x]]
            number = ma[a0 + oa[x]] & NUMBER != 0
            x += 1
        while y < ob.size and wb[b0 + ob[y]] == word:
            u = bb[b0 + ob[y]]
            number = mb[b0 + ob[y]] & NUMBER != 0
            y += 1
        p = x - i
        q = y - j
        total_a += p * v
        total_b += q * u
        if p and q:
            v = u = min(u, v)
            shared_a += p * v
            shared_b += q * v
            words += min(p, q)
        elif number:
            numbers += p + q
        if max(v, u) >= least_bits:
            na += (p * v) ** 2
            nb += (q * u) ** 2
            if p and q:
                dot += p * q * v * v
                bits += v * min(p, q)
        i = x
        j = y
    cosine = dot / np.sqrt(na * nb) if na > 0 and nb > 0 else 0.0
    share = min(shared_a / total_a, shared_b / total_b) if total_a > 0 and total_b > 0 else 0.0
    return cosine, bits, words, share, numbers


@compiled
def _words_in(seeds: Any, buffer: Any, first: Any, last: Any, side: Any, cuts: Any) -> Any:
    """Words in the distinct sentences of one side of some seeds, which are sorted by that side."""
    total = 0
    before = -1
    for x in range(first, last):
        s = seeds[buffer[x], side]
        if s != before:
            total += cuts[s + 1] - cuts[s]
        before = s
    return total


@compiled
def _sort_stretch(seeds: Any, buffer: Any, first: Any, last: Any, side: Any) -> None:
    """Sort a stretch of the buffer by one side of its seeds."""
    values = np.empty(last - first, np.int64)
    for x in range(first, last):
        values[x - first] = np.int64(seeds[buffer[x], side]) * (1 << 31) + seeds[buffer[x], 1 - side]
    ranks = order_of(values)
    own = np.empty(last - first, np.int64)
    for x in range(last - first):
        own[x] = buffer[first + ranks[x]]
    for x in range(last - first):
        buffer[first + x] = own[x]


@compiled
def _put(todo: Any, at: Any, first: Any, last: Any, gap: Any, side: Any, still: Any) -> Any:
    todo[at, 0], todo[at, 1], todo[at, 2], todo[at, 3], todo[at, 4] = first, last, gap, side, still
    return at + 1


@compiled
def _part(todo: Any, waiting: Any, seeds: Any, buffer: Any, group: Any) -> Any:
    """Put the parts of a group, between gaps on one side, to those that wait; nothing if nothing parts it."""
    first, last, gap, side = group
    start = first
    for x in range(first + 1, last + 1):
        if x < last and seeds[buffer[x], side] - seeds[buffer[x - 1], side] <= gap + 1:
            continue
        if start == first and x == last:
            break
        waiting = _put(todo, waiting, start, x, gap, 1 - side, np.int64(0))
        start = x
    return waiting


@compiled
def _box(seeds: Any, buffer: Any, first: Any, last: Any, side: Any, ca: Any, cb: Any) -> Any:
    """The stretches that a group spans, given sorted by one side: (a0, a1, b0, b1) and the words of its sentences on both sides."""
    in_one = _words_in(seeds, buffer, first, last, side, ca if side == 0 else cb)
    low, high = seeds[buffer[first], side], seeds[buffer[last - 1], side]
    _sort_stretch(seeds, buffer, first, last, 1 - side)
    in_other = _words_in(seeds, buffer, first, last, 1 - side, cb if side == 0 else ca)
    i0, i1, j0, j1 = low, high, seeds[buffer[first], 1 - side], seeds[buffer[last - 1], 1 - side]
    if side == 1:
        i0, i1, j0, j1, in_one, in_other = j0, j1, i0, i1, in_other, in_one
    return ca[i0], ca[i1 + 1], cb[j0], cb[j1 + 1], in_one, in_other


@compiled
def clusters(a: Any, ca: Any, b: Any, cb: Any, seeds: Any, most_gap: Any, least_bits: Any, whole: Any) -> Any:
    """Clusters of alike sentences that are alike as a whole: rows (a0, a1, b0, b1, pairs of sentences, shared words, numbers of one
    side only, words in the alike sentences of either side), and for each its shared bits and the share of them (see `likeness`).

    A group of pairs is parted where either side has a gap, in turn until nothing parts it any more; one that is not alike as a
    whole is tried again with smaller gaps.
    """
    total = seeds.shape[0]
    out = np.empty((total, 9), np.int32)
    facts = np.empty((total, 2), np.float32)
    none, one = np.int64(0), np.int64(1)
    n = 0
    buffer = np.arange(total)
    # Groups that wait: first and last place in the buffer, gap, side to part by, how many sides in turn parted nothing.
    todo = np.empty((total + 1, 5), np.int64)
    waiting = _put(todo, none, none, total, np.int64(most_gap), none, none) if total > 0 else none
    while waiting > 0:
        waiting -= 1
        first, last, gap, side, still = todo[waiting, 0], todo[waiting, 1], todo[waiting, 2], todo[waiting, 3], todo[waiting, 4]
        _sort_stretch(seeds, buffer, first, last, side)
        before = waiting
        waiting = _part(todo, waiting, seeds, buffer, (first, last, gap, side))
        if waiting > before:
            continue
        if still == 0:
            waiting = _put(todo, waiting, first, last, gap, 1 - side, one)
            continue
        a0, a1, b0, b1, in_a, in_b = _box(seeds, buffer, first, last, side, ca, cb)
        cosine, bits, words, share, numbers = likeness(a, a0, a1, b, b0, b1, least_bits)
        if cosine >= whole:
            out[n, 0], out[n, 1], out[n, 2], out[n, 3] = a0, a1, b0, b1
            out[n, 4], out[n, 5], out[n, 6], out[n, 7], out[n, 8] = last - first, words, numbers, in_a, in_b
            facts[n, 0], facts[n, 1] = bits, share
            n += 1
        elif gap > 0 and last - first > 1:
            waiting = _put(todo, waiting, first, last, gap - 1, none, none)
    return out[:n], facts[:n]

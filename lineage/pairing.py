"""One pair of texts, both tiers: which stretches of it count as passages, and what kind they are.

A passage of the first tier counts when its evidence is more than a coincidence of names and set phrases gives, or when it fills
a quotation in either text. A cluster of the second tier counts when it shares enough; in a pair that has nothing else to show it
must convince on its own, by a logistic rule. Where passages of the first tier make up most of a cluster, they say it better.

Invariants: the answer depends on the two texts and on which of their words are template text (bits 0), and on nothing else; it is
the same from either side, because a pair is laid out in one order. The limits were chosen on tuning data (one half of the PAN13
training pairs, half a of three reprint corpora) and are reported on the other halves (`bench/README.md`).

Left to others: words, bits and marks (`word_arrays`), offsets and the words for kinds (`passages`), which pairs are worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lineage.kernels import MOST_SKEW, WINDOW, compiled, entry, first_tier, join_seeds, matched, order_of, take
from lineage.rewritten import MOST_SENTENCES, alike, clusters, cut_sentences, fill_bags, likeness, weigh_locally
from lineage.word_arrays import CLOSES, NUMBER, OPENS, WordArrays, run_keys

COMPILED_FROM: Final = "6ce9bbf5c8c597a6"
"""Digest of the modules that are compiled into the functions of this one: see `kernels`."""

VERBATIM, EDITED, REWRITTEN = 0, 1, 2

LEAST_BITS: Final = 95.0
"""Evidence of a passage that stands on its own. Below, names with their titles and the formulas of market reports pair up."""
LEAST_QUOTED_BITS: Final = 40.0
"""Evidence of a passage that fills a quotation in either text."""
LEAST_QUOTED_WORDS: Final = 6
"""A quotation of five words is a set phrase more often than not ("in the next few days")."""
LEAST_PIECE_BITS: Final = 30.0
"""A piece this light counts beside a passage, or a rewritten stretch, that stands on its own."""
NEAR: Final = 25
NEAR_REWRITTEN: Final = 40
"""Words between two passages on either side, or between a passage and a rewritten stretch, that still make them one copy."""
LONG: Final = 60
"""Words; a longer passage stands whatever its numbers."""
LEAST_TIER_BITS: Final = 25.0
"""Evidence of the best run, from which the second tier looks at a pair at all."""
LEAST_WEIGHT: Final = 4.0
"""Words of fewer bits are too common to make sentences alike: articles, pronouns, the commonest verbs."""
LEAST_CLUSTER_BITS: Final = 150.0
LEAST_CLUSTER_WORDS: Final = 25
LEAST_LONE_BITS: Final = 80.0
LEAST_LONE_WORDS: Final = 15
"""The same for a cluster that is all there is; the logistic rule asks more of it."""
COSINE, DICE, WHOLE = 0.28, 0.24, 0.35
"""How alike two sentences are at least by either measure, and two stretches as a whole by cosine."""
LEAST_SHARED, MOST_GAP = 2, 4
"""Weighty words that alike sentences share at least; sentences between two pairs of one cluster at most."""
DENSE: Final = 0.5
"""The share of a stretch, on either side, that its alike sentences make up at least where the pair has passages of the first tier:
with fewer of them, the rest is somebody else's text."""
COVER: Final = 0.9
"""From this share of the words of a cluster's alike sentences on, or of its bits, passages of the first tier say it better."""
_BITS, _SHARE, _WORDS, _PAIRS, _NUMBERS, _DENSITY, _BIAS = 7.4, 1.4, 8.4, -2.8, -10.0, 3.7, -44.7
"""The logistic rule for a cluster without any passage that counts: logarithm of the shared bits, share of the bits shared, shared
words by words, logarithm of the pairs of sentences, numbers on one side only by words, pairs of sentences by sentences. Fitted on
pairs of the tuning data; stories on one subject share words too, but not their numbers, and fewer of their sentences."""
NUMBER_COST: Final = 24.0
"""What a number that stands for another one takes from the evidence of a passage: formulas are repeated with other numbers."""


@compiled
def _fills_quotation(marks: Any, first: Any, last: Any) -> Any:
    """Whether a quotation opens and closes where a passage does, give or take a word that happens to match beyond it."""
    opens = closes = False
    for x in range(max(0, first - 1), min(marks.size, first + 2)):
        opens = opens or marks[x] & OPENS != 0
    for x in range(max(0, last - 2), min(marks.size, last + 1)):
        closes = closes or marks[x] & CLOSES != 0
    return opens and closes


@compiled
def _lone_numbers(wa: Any, ma: Any, a0: Any, a1: Any, wb: Any, b0: Any, b1: Any) -> Any:
    """Numbers of the first stretch that the second has not."""
    lone = 0
    for x in range(a0, a1):
        if ma[x] & NUMBER:
            y = b0
            while y < b1 and wb[y] != wa[x]:
                y += 1
            lone += y == b1
    return lone


@compiled
def _standing(wa: Any, ma: Any, wb: Any, mb: Any, rows: Any, bits: Any) -> Any:
    """Which rows of the first tier count without any help."""
    out = np.zeros(rows.shape[0], np.bool_)
    for r in range(rows.shape[0]):
        a0, a1, b0, b1 = rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3]
        if bits[r] >= LEAST_BITS and a1 - a0 <= LONG:
            lone = min(_lone_numbers(wa, ma, a0, a1, wb, b0, b1), _lone_numbers(wb, mb, b0, b1, wa, a0, a1))
            out[r] = bits[r] - NUMBER_COST * lone >= LEAST_BITS
        elif bits[r] >= LEAST_BITS:
            out[r] = True
        if not out[r] and bits[r] >= LEAST_QUOTED_BITS and rows[r, 4] >= LEAST_QUOTED_WORDS:
            out[r] = _fills_quotation(ma, a0, a1) or _fills_quotation(mb, b0, b1)
    return out


@compiled
def _best(bits: Any) -> Any:
    best = np.float32(0.0)
    for x in range(bits.size):
        best = max(best, bits[x])
    return best


@compiled
def _any(flags: Any) -> Any:
    for x in range(flags.size):
        if flags[x]:
            return True
    return False


@compiled
def _apart(x: Any, y: Any) -> Any:
    """Words between two boxes, the larger of both sides; below 0 where they overlap on both."""
    return max(max(x[0], y[0]) - min(x[1], y[1]), max(x[2], y[2]) - min(x[3], y[3]))


@compiled
def _convinces(found: Any, facts: Any, ca: Any, cb: Any) -> Any:
    least = min(found[1] - found[0], found[3] - found[2])
    sentences = 0
    for x in range(ca.size - 1):
        sentences += found[0] <= ca[x] < found[1]
    for x in range(cb.size - 1):
        sentences += found[2] <= cb[x] < found[3]
    z = _BIAS + _BITS * np.log(facts[0]) + _SHARE * facts[1] + _WORDS * found[5] / least
    return z + _PAIRS * np.log(found[4]) + _NUMBERS * found[6] / least + _DENSITY * 2.0 * found[4] / sentences >= 0


@compiled
def _second_tier(a: Any, bag_a: Any, b: Any, bag_b: Any, rows: Any, bits: Any, standing: Any) -> Any:
    """Boxes (a0, a1, b0, b1) of the second tier that count and that the first tier does not say better."""
    ca, words_a, norms_a = bag_a
    cb, words_b, norms_b = bag_b
    seeds = alike(words_a, norms_a, words_b, norms_b, (COSINE, DICE, LEAST_SHARED))
    found, facts = clusters(a, ca, b, cb, seeds, MOST_GAP, LEAST_WEIGHT, WHOLE)
    kept = np.empty((found.shape[0], 4), np.int32)
    some = _any(standing)
    n = 0
    for c in range(found.shape[0]):
        a0, a1, b0, b1 = found[c, 0], found[c, 1], found[c, 2], found[c, 3]
        words = min(a1 - a0, b1 - b0)
        if some and (facts[c, 0] < LEAST_CLUSTER_BITS or words < LEAST_CLUSTER_WORDS):
            continue
        if not some and (facts[c, 0] < LEAST_LONE_BITS or words < LEAST_LONE_WORDS or not _convinces(found[c], facts[c], ca, cb)):
            continue
        if some and (found[c, 7] < DENSE * (a1 - a0) or found[c, 8] < DENSE * (b1 - b0)):
            continue
        cover_a = cover_b = 0
        told = 0.0
        for r in range(rows.shape[0]):
            if standing[r] and _apart(found[c], rows[r]) < 0:
                cover_a += min(a1, rows[r, 1]) - max(a0, rows[r, 0])
                cover_b += min(b1, rows[r, 3]) - max(b0, rows[r, 2])
                told += bits[r]
        if told < COVER * facts[c, 0] and cover_a < COVER * found[c, 7] and cover_b < COVER * found[c, 8]:
            kept[n, 0], kept[n, 1], kept[n, 2], kept[n, 3] = a0, a1, b0, b1
            n += 1
    return kept[:n]


@compiled
def _gathered(rows: Any, bits: Any, standing: Any, boxes: Any) -> Any:
    """Boxes, standing rows, and the lighter rows close to either: (a0, a1, b0, b1, matching words, kind), and their evidence."""
    items = np.empty((rows.shape[0] + boxes.shape[0], 6), np.int32)
    weights = np.zeros(items.shape[0], np.float32)
    n = boxes.shape[0]
    for c in range(n):
        for x in range(4):
            items[c, x] = boxes[c, x]
        items[c, 4], items[c, 5] = 0, REWRITTEN
    for r in range(rows.shape[0]):
        keep = standing[r]
        if not keep and bits[r] >= LEAST_PIECE_BITS:
            for c in range(boxes.shape[0]):
                keep = keep or _apart(boxes[c], rows[r]) <= NEAR_REWRITTEN
            for s in range(max(0, r - 50), min(rows.shape[0], r + 50)):
                keep = keep or (standing[s] and _apart(rows[s], rows[r]) <= NEAR)
        if keep:
            for x in range(5):
                items[n, x] = rows[r, x]
            items[n, 5] = VERBATIM if rows[r, 4] == rows[r, 1] - rows[r, 0] == rows[r, 3] - rows[r, 2] else EDITED
            weights[n] = bits[r]
            n += 1
    return items[:n], weights[:n]


@compiled
def _move(items: Any, weights: Any, here: Any, there: Any) -> None:
    for c in range(6):
        items[there, c] = items[here, c]
    weights[there] = weights[here]


@compiled
def _absorb(items: Any, weights: Any) -> Any:
    """What lies close to a rewritten stretch in both texts belongs to it; returns how many items are left."""
    n = items.shape[0]
    x = np.int64(0)
    while x < n:
        grown = items[x, 5] == REWRITTEN
        while grown:
            grown = False
            y = np.int64(0)
            while y < n:
                if y == x or _apart(items[x], items[y]) > NEAR_REWRITTEN:
                    y += 1
                    continue
                items[x, 0], items[x, 1] = min(items[x, 0], items[y, 0]), max(items[x, 1], items[y, 1])
                items[x, 2], items[x, 3] = min(items[x, 2], items[y, 2]), max(items[x, 3], items[y, 3])
                n -= 1
                _move(items, weights, n, y)
                x = y if x == n else x
                grown = True
        x += 1
    return n


@compiled
def _in_order(items: Any, weights: Any, n: Any) -> Any:
    ranks = np.empty(n, np.int64)
    for x in range(n):
        ranks[x] = np.int64(items[x, 0]) * (1 << 31) + items[x, 2]
    order = order_of(ranks)
    rows = np.empty((n, 6), np.int32)
    bits = np.empty(n, np.float32)
    for x in range(n):
        for c in range(6):
            rows[x, c] = items[order[x], c]
        bits[x] = weights[order[x]]
    return rows, bits


@compiled
def _fuse(items: Any, weights: Any, a: Any, b: Any) -> Any:
    """Neighbours in the same order in both texts with little between them become one passage; returns how many are left."""
    room = np.empty((WINDOW + 1, WINDOW + 1), np.float32)
    n = np.int64(0)
    for x in range(items.shape[0]):
        if n:
            da, db = np.int64(items[x, 0] - items[n - 1, 1]), np.int64(items[x, 2] - items[n - 1, 3])
            if 0 <= da <= NEAR and 0 <= db <= NEAR and abs(da - db) <= MOST_SKEW:
                a1, b1 = np.int64(items[n - 1, 1]), np.int64(items[n - 1, 3])
                more, weight = matched(a, b, a1, a1 + da, b1, b1 + db, room)
                items[n - 1, 1], items[n - 1, 3] = items[x, 1], items[x, 3]
                items[n - 1, 4] += more + items[x, 4]
                items[n - 1, 5] = max(EDITED, items[n - 1, 5], items[x, 5])
                weights[n - 1] += weight + weights[x]
                continue
        _move(items, weights, x, n)
        n += 1
    return n


@compiled
def _shared_word_bits(wa: Any, ba: Any, wb: Any, bb: Any) -> Any:
    """Bits of the distinct weighty words that two texts share, given their words and bits sorted by word."""
    total = 0.0
    i = j = 0
    while i < wa.size and j < wb.size:
        if wa[i] < wb[j]:
            i += 1
        elif wa[i] > wb[j]:
            j += 1
        else:
            word = wa[i]
            v = min(ba[i], bb[j])
            total += v if v >= LEAST_WEIGHT else 0.0
            while i < wa.size and wa[i] == word:
                i += 1
            while j < wb.size and wb[j] == word:
                j += 1
    return total


@compiled
def _pair(a: Any, b: Any, seeds: Any, common: Any) -> Any:
    """Rows (a0, a1, b0, b1, matching words, kind) of the passages of a pair, by a0, and their evidence in bits. `common` is the
    evidence of all words in common, beyond which no cluster can go."""
    text_a, _, _, bag_a = a
    text_b, _, _, bag_b = b
    one, two = (text_a[0], text_a[1]), (text_b[0], text_b[1])
    rows, bits = first_tier(one, two, seeds)
    boxes = np.empty((0, 4), np.int32)
    standing = _standing(text_a[0], text_a[2], text_b[0], text_b[2], rows, bits)
    if _best(bits) >= LEAST_TIER_BITS and common >= LEAST_LONE_BITS and max(bag_a[0].size, bag_b[0].size) <= MOST_SENTENCES:
        boxes = _second_tier(text_a, bag_a, text_b, bag_b, rows, bits, standing)
    if not _any(standing) and boxes.shape[0] == 0:
        return np.empty((0, 6), np.int32), np.empty(0, np.float32)
    items, weights = _gathered(rows, bits, standing, boxes)
    n = _absorb(items, weights)
    items, weights = _in_order(items, weights, n)
    n = _fuse(items, weights, one, two)
    for x in range(n):
        if items[x, 5] == REWRITTEN:
            a0, a1, b0, b1 = items[x, 0], items[x, 1], items[x, 2], items[x, 3]
            _, weights[x], items[x, 4], _, _ = likeness(text_a, a0, a1, text_b, b0, b1, LEAST_WEIGHT)
    return items[:n], weights[:n]


# --- many pairs ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laid:
    """Texts laid out for comparing: arrays of all their words one after another; text `n` has words `heads[n]` to `heads[n + 1]`.

    What is not one entry a word uses the same room and leaves the rest of it: run keys (four less than words), distinct words of
    sentences, sentences. Hashes are signed here, so that one sort serves all.
    """

    heads: NDArray[np.int64]
    words: NDArray[np.int64]
    bits: NDArray[np.float32]
    """Given how often the text has the word; 0 for template text."""
    marks: NDArray[np.uint8]
    keys: NDArray[np.int64]
    """Run keys, sorted, with the word where each run begins in `places`."""
    places: NDArray[np.int32]
    sorted_words: NDArray[np.int64]
    """The words once more, by word, with their bits in `sorted_bits`."""
    sorted_bits: NDArray[np.float32]
    counts: NDArray[np.int64]
    """int64[texts, 2]: sentences, entries of the bags."""
    cuts: NDArray[np.int32]
    """First words of the sentences, and the number of words; text `n` begins at `heads[n] + n` here."""
    bag_words: NDArray[np.int64]
    bag_sentences: NDArray[np.int32]
    bag_weights: NDArray[np.float32]
    norms: NDArray[np.float32]
    distinct: NDArray[np.int32]

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """The arrays as the compiled code takes them."""
        return tuple(getattr(self, column.name) for column in fields(self))


@entry
def _lay(columns: Any, first: Any, last: Any) -> None:
    """Fill in what follows from words, bits, marks and (unsorted) keys of some texts."""
    (
        heads,
        words,
        bits,
        marks,
        keys,
        places,
        sorted_words,
        sorted_bits,
        counts,
        cuts,
        bag_words,
        bag_sents,
        bag_weights,
        norms,
        distinct,
    ) = columns
    for t in range(first, last):
        i, j = heads[t], heads[t + 1]
        own = words[i:j]
        room = np.empty(j - i, np.int64)
        runs = max(0, j - i - 4)
        for x in range(runs):
            room[x] = keys[i + x]
        order = order_of(room[:runs])
        for x in range(runs):
            keys[i + x], places[i + x] = room[order[x]], order[x]
        order = order_of(own)
        weigh_locally(own, order, bits[i:j])
        for x in range(j - i):
            sorted_words[i + x], sorted_bits[i + x] = own[order[x]], bits[i + order[x]]
        own_cuts = cuts[i + t : j + t + 1]
        counts[t, 0] = cut_sentences(marks[i:j], own_cuts)
        out = bag_words[i:j], bag_sents[i:j], bag_weights[i:j]
        of_sentences = norms[i:j], distinct[i:j]
        counts[t, 1] = fill_bags(own, order, bits[i:j], own_cuts[: counts[t, 0] + 1], LEAST_WEIGHT, room, out, of_sentences)


def lay_out(texts: Sequence[WordArrays], masked: Sequence[NDArray[np.bool_] | None]) -> Laid:
    """Texts laid out for `align`; words that are template text (`masked`) weigh nothing."""
    laid = _side_by_side(texts, masked)
    _lay(laid.columns, 0, len(texts))
    return laid


def _side_by_side(texts: Sequence[WordArrays], masked: Sequence[NDArray[np.bool_] | None]) -> Laid:
    """What the texts bring along, and room for what `_lay` makes of it."""
    heads = np.concatenate([[0], np.cumsum([len(each) for each in texts], dtype=np.int64)])
    n = int(heads[-1])
    weighed = (
        each.bits if mask is None else np.where(mask, np.float32(0), each.bits) for each, mask in zip(texts, masked, strict=True)
    )
    keys = np.zeros(n, np.uint64)
    for each, first in zip(texts, heads.tolist(), strict=False):
        own = run_keys(each.words)
        keys[first : first + len(own)] = own
    return Laid(
        heads=heads,
        words=np.concatenate([np.empty(0, np.uint64), *(each.words for each in texts)]).view(np.int64),
        bits=np.concatenate([np.empty(0, np.float32), *weighed]),
        marks=np.concatenate([np.empty(0, np.uint8), *(each.marks for each in texts)]),
        keys=keys.view(np.int64),
        places=np.empty(n, np.int32),
        sorted_words=np.empty(n, np.int64),
        sorted_bits=np.empty(n, np.float32),
        counts=np.zeros((len(texts), 2), np.int64),
        cuts=np.zeros(n + len(texts) + 1, np.int32),
        bag_words=np.empty(n, np.int64),
        bag_sentences=np.empty(n, np.int32),
        bag_weights=np.empty(n, np.float32),
        norms=np.empty(n, np.float32),
        distinct=np.empty(n, np.int32),
    )


@compiled
def _swapped(wa: Any, wb: Any) -> Any:
    """The one order of a pair: the shorter text first, or the one whose first differing word has the smaller value."""
    if wa.size != wb.size:
        return wa.size > wb.size
    for x in range(wa.size):
        if wa[x] != wb[x]:
            return wa[x] > wb[x]
    return False


@compiled
def _covered(rows: Any, first: Any, bits: Any) -> Any:
    """The share of a text's words that its side of the passages covers; template text counts on neither side."""
    inside = np.zeros(bits.size, np.bool_)
    for r in range(rows.shape[0]):
        take(inside, np.int64(rows[r, first]), np.int64(rows[r, first + 1]))
    own = covered = 0
    for x in range(bits.size):
        if bits[x] > 0:
            own += 1
            covered += inside[x]
    return covered / own if own else 0.0


@compiled
def _more_room(rows: Any, bits: Any, n: Any) -> Any:
    wider = np.empty((2 * rows.shape[0], 6), np.int32)
    more = np.empty(2 * bits.size, np.float32)
    for r in range(n):
        for c in range(6):
            wider[r, c] = rows[r, c]
        more[r] = bits[r]
    return wider, more


@compiled
def _side(columns: Any, t: Any) -> Any:
    """One text as `_pair` takes it: (words, bits, marks), run keys, their places, and its sentences (cuts, bags, norms)."""
    (heads, words, bits, marks, keys, places, _, _, sizes, cuts, bag_words, bag_sents, bag_weights, norms, distinct) = columns
    i, j = heads[t], heads[t + 1]
    k, x, sentences = max(i, j - 4), i + sizes[t, 1], sizes[t, 0]
    bag = (
        cuts[i + t : i + t + sentences + 1],
        (bag_words[i:x], bag_sents[i:x], bag_weights[i:x]),
        (norms[i : i + sentences], distinct[i : i + sentences]),
    )
    return (words[i:j], bits[i:j], marks[i:j]), keys[i:k], places[i:k], bag


@compiled
def _common_bits(columns: Any, one: Any, two: Any) -> Any:
    """The bits of the words that two texts have in common."""
    heads, words, bits = columns[0], columns[6], columns[7]
    i0, i1, j0, j1 = heads[one], heads[one + 1], heads[two], heads[two + 1]
    return _shared_word_bits(words[i0:i1], bits[i0:i1], words[j0:j1], bits[j0:j1])


@compiled
def _turn(rows: Any) -> None:
    for r in range(rows.shape[0]):
        rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3] = rows[r, 2], rows[r, 3], rows[r, 0], rows[r, 1]


@entry
def _align(left: Any, right: Any, columns: Any) -> Any:
    """`align` on plain arrays."""
    counts = np.zeros(left.size, np.int32)
    shares = np.zeros((left.size, 2), np.float64)
    out = np.empty((256, 6), np.int32)
    evidence = np.empty(256, np.float32)
    n = np.int64(0)
    for p in range(left.size):
        one, two = np.int64(left[p]), np.int64(right[p])
        if _swapped(_side(columns, one)[0][0], _side(columns, two)[0][0]):
            one, two = two, one
        a, b = _side(columns, one), _side(columns, two)
        seeds, shared = join_seeds(a[1], a[2], b[1], b[2])
        if shared == 0:
            continue
        common = _common_bits(columns, one, two)
        if shared == 1 and common < LEAST_BITS:  # one run alone is a stray phrase
            continue
        rows, found = _pair(a, b, seeds, common)
        if one != left[p]:
            _turn(rows)
            a, b = b, a
        while n + rows.shape[0] > out.shape[0]:
            out, evidence = _more_room(out, evidence, n)
        for r in range(rows.shape[0]):
            for c in range(6):
                out[n, c] = rows[r, c]
            evidence[n] = found[r]
            n += 1
        counts[p] = rows.shape[0]
        shares[p, 0] = _covered(rows, np.int64(0), a[0][1])
        shares[p, 1] = _covered(rows, np.int64(2), b[0][1])
    return counts, out[:n], evidence[:n], shares


@dataclass(frozen=True, slots=True)
class Aligned:
    """What pairs of texts share. `counts[n]` passages belong to pair `n`; `rows` are all of them, pair by pair."""

    counts: NDArray[np.int32]
    rows: NDArray[np.int32]
    """int32[passages, 6]: words a0, a1, b0, b1 (ends exclusive), matching words, kind (VERBATIM, EDITED, REWRITTEN)."""
    bits: NDArray[np.float32]
    containments: NDArray[np.float64]
    """float64[pairs, 2]: the share of the words of either text that lie in its passages; template text left out."""


def align(texts: Laid, left: NDArray[np.int32], right: NDArray[np.int32]) -> Aligned:
    """The passages of pairs of texts, given by their numbers. Releases the interpreter's lock while at work."""
    return Aligned(*_align(left, right, texts.columns))


def compiled_code() -> tuple[str, str, str]:
    """The folder in which the compiled code of this module is kept from one process to the next, how its files' names begin, and
    the file it is made from."""
    return str(_align.stats.cache_path), "pairing._align-", __file__


def compile_now() -> None:
    """Compile what takes longest, the alignment, into that folder: some 17 seconds, once a machine."""
    _align(np.empty(0, np.int32), np.empty(0, np.int32), _side_by_side([], []).columns)

"""Shared passages of two texts: the runs of words they have in common, word for word, with where they stand in both.

Every run of five words that stands in both texts is a seed; a seed is extended word by word in both directions to a maximal
run; of runs that overlap on either side the longest wins and the others keep what is left of them. So a word of a side lies in
one passage at most. Words are compared folded (case, quotes, dashes, inner apostrophes), never by house spelling.

Invariants: `find_passages(b, a)` is `find_passages(a, b)` with the sides swapped; a passage starts and ends on a matched word;
the time is near linear, also for one sentence repeated ten thousand times: a five-word run that is frequent in both texts is
paired by its rank from either end instead of with every copy.

Left to others: small edits inside a run (a changed word ends a passage here), rarity of the words, template text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import pairwise

from lineage.text import Token, tokens, word_keys
from lineage.values import Passage

SEED_WORDS = 5
LEAST_WORDS = 7
"""Words a passage needs to stand on its own: three shared five-word runs in a row. With one or two, unrelated stories pair up by
phrases such as "at the end of the year"; three gave precision .998 for pairs of synthetic reprints (text-reuse note, 3.2)."""
NEAR_WORDS = 25
"""A shorter run of five or six words counts as a piece of an edited copy if a passage lies within so many words on both sides."""
_PAIRS_PER_KEY = 64
_CJK_WEIGHT = 2  # an ideograph says about half as much as a word

Run = tuple[int, int, int]
"""First word on the left, first word on the right, number of words."""


def find_passages(a: str, b: str) -> tuple[Passage, ...]:
    """All passages two texts share, in the order of the first text.

    A run of seven equal words (fourteen ideographs) is always found, unless its words already lie in a longer passage.
    """
    if (len(b), b) < (len(a), a):  # one canonical order, so that the answer does not depend on who is asked about whom
        mirrored = (Passage(p.b_start, p.b_end, p.a_start, p.a_end, p.tokens) for p in _passages(b, a))
        return tuple(sorted(mirrored, key=lambda p: (p.a_start, p.b_start)))
    return _passages(a, b)


def containments(a: str, b: str, passages: Sequence[Passage]) -> tuple[float, float]:
    """The share (0 to 1) of each text's words that its side of the passages covers; 0 for a text without words."""
    left = _covered(_words(a), [(p.a_start, p.a_end) for p in passages])
    right = _covered(_words(b), [(p.b_start, p.b_end) for p in passages])
    return left, right


def body_keys(text: str) -> tuple[int, ...]:
    """The keys of all five-word runs of a text, each once, sorted: what the ledger indexes to find bodies that share text."""
    return tuple(sorted(set(_keys(text))))


def relation(containment_a: float, containment_b: float, passages: Sequence[Passage]) -> str:
    """One word for how two texts are related, the same from either side.

    - identical: one passage covers both texts (99.5 % of the words).
    - full reprint: one text lies in the other almost whole (80 %) and makes up half of it: the rest is template text or a frame.
    - abridged: most of the smaller text (60 %) is a fifth or more of the larger one.
    - excerpt: a passage of 40 words (two sentences) or more within other text.
    - quotation: 60 shared words at most, in one to three passages.
    - shared text: anything else, such as many short runs; empty passages give it too.

    The limits are first settings read off the containment tables of the text-reuse note (asymmetric pairs: one side >= .6, the
    other < .4); they are not calibrated.
    """
    high, low = max(containment_a, containment_b), min(containment_a, containment_b)
    words = [p.tokens for p in passages]
    if len(words) == 1 and low >= 0.995:
        return "identical"
    if high >= 0.8 and low >= 0.5:
        return "full reprint"
    if high >= 0.6 and low >= 0.2:
        return "abridged"
    if max(words, default=0) >= 40:
        return "excerpt"
    return "quotation" if 1 <= len(words) <= 3 and sum(words) <= 60 else "shared text"


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text))


@lru_cache(maxsize=4)
def _keys(text: str) -> tuple[int, ...]:
    return tuple(word_keys(_words(text), SEED_WORDS))


def _covered(words: Sequence[Token], spans: Iterable[tuple[int, int]]) -> float:
    starts = [word.start for word in words]
    reached, count = 0, 0
    for start, end in sorted(spans):
        first, last = max(reached, bisect_left(starts, start)), bisect_left(starts, end)
        count += max(0, last - first)
        reached = max(reached, last)
    return count / len(words) if words else 0.0


# --- from seeds to passages ---------------------------------------------------------------------------------------------


def _passages(a: str, b: str) -> tuple[Passage, ...]:
    left, right = _words(a), _words(b)
    words_left, words_right = [t.word for t in left], [t.word for t in right]
    runs = _maximal_runs(words_left, words_right, _seeds(_keys(a), _keys(b)))
    chosen = _standing(_resolve(runs, len(left), len(right)), words_left)
    return tuple(Passage(left[i].start, left[i + n - 1].end, right[j].start, right[j + n - 1].end, n) for i, j, n in chosen)


def _seeds(left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of positions whose five words agree, along diagonals; frequent keys by rank from the front and from the back."""
    shared = set(left).intersection(right)
    at_left, at_right = _places(left, shared), _places(right, shared)
    seeds: set[tuple[int, int]] = set()
    for key, here in at_left.items():
        there = at_right[key]
        if len(here) * len(there) <= _PAIRS_PER_KEY:
            seeds.update((i, j) for i in here for j in there)
        else:
            seeds.update(zip(here, there, strict=False))
            seeds.update(zip(reversed(here), reversed(there), strict=False))
    return sorted(seeds, key=lambda pair: (pair[1] - pair[0], pair[0]))


def _places(keys: Sequence[int], wanted: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key in wanted:
            found[key].append(position)
    return found


def _maximal_runs(left: Sequence[str], right: Sequence[str], seeds: Iterable[tuple[int, int]]) -> list[Run]:
    runs: list[Run] = []
    diagonal, reached = None, 0
    for i, j in seeds:
        if j - i == diagonal and i < reached:
            continue
        if j - i != diagonal:
            diagonal, reached = j - i, 0
        first = i
        while first > 0 and first + diagonal > 0 and left[first - 1] == right[first - 1 + diagonal]:
            first -= 1
        last = i
        while last < len(left) and last + diagonal < len(right) and left[last] == right[last + diagonal]:
            last += 1
        reached = last
        if last - first >= SEED_WORDS:  # two words of different sound may share a key once in 2**64
            runs.append((first, first + diagonal, last - first))
    return runs


def _resolve(runs: Iterable[Run], left_words: int, right_words: int) -> list[Run]:
    """Longest first; what overlaps a chosen run on either side is cut back to its free stretches and waits its turn again."""
    waiting = [(-length, i, j) for i, j, length in runs]
    heapify(waiting)
    taken_left, taken_right = bytearray(left_words), bytearray(right_words)
    chosen = []
    while waiting:
        negative, i, j = heappop(waiting)
        length = -negative
        if taken_left.find(1, i, i + length) < 0 and taken_right.find(1, j, j + length) < 0:
            taken_left[i : i + length] = taken_right[j : j + length] = b"\x01" * length
            chosen.append((i, j, length))
            continue
        for start, end in _free(taken_left[i : i + length], taken_right[j : j + length]):
            heappush(waiting, (start - end, i + start, j + start))
    return sorted(chosen)


def _free(left: bytearray, right: bytearray) -> list[tuple[int, int]]:
    """Stretches of at least a seed's length that are free on both sides."""
    taken = [-1, *(at for at, pair in enumerate(zip(left, right, strict=True)) if any(pair)), len(left)]
    return [(before + 1, after) for before, after in pairwise(taken) if after - before - 1 >= SEED_WORDS]


def _standing(runs: Sequence[Run], words: Sequence[str]) -> list[Run]:
    """The runs that are long enough to stand alone, and the shorter ones close to such a one on both sides."""
    weights = [_weight(words[i : i + n]) for i, _, n in runs]
    long = [run for run, weight in zip(runs, weights, strict=True) if weight >= LEAST_WORDS * _CJK_WEIGHT]
    firsts = [i for i, _, _ in long]
    kept = []
    for run, weight in zip(runs, weights, strict=True):
        at = bisect_left(firsts, run[0])
        if weight >= LEAST_WORDS * _CJK_WEIGHT or any(_near(run, other) for other in long[max(0, at - 1) : at + 1]):
            kept.append(run)
    return kept


def _near(run: Run, other: Run) -> bool:
    first, second = sorted((run, other))
    gap_left = second[0] - first[0] - first[2]
    gap_right = second[1] - first[1] - first[2]
    return gap_left <= NEAR_WORDS and 0 <= gap_right <= NEAR_WORDS


def _weight(words: Iterable[str]) -> int:
    """Twice the number of words, an ideograph or kana counted as half a word."""
    return sum(1 if len(word) == 1 and word >= "\u3040" else _CJK_WEIGHT for word in words)

"""Two versions of one text, laid side by side: which piece of the earlier stands where in the later.

A text is cut into units (sentences within paragraphs, and whatever spans a caller wants to be units of their own). Units with
equal folded text may correspond; the heaviest chain of such pairs that runs forward in both texts, weighed by characters, is
what kept its order. A pair off every heaviest chain was moved: of two swapped blocks that is the one with fewer characters.

Invariants: all offsets here are offsets into the folded text of a `View`; the result depends on the two texts only. Work stays
near n log n even when one sentence is repeated ten thousand times, because a key that is frequent on both sides is paired by its
neighbours and by its rank from either end instead of with everything.

For what has no equal any more, `near_spans` finds the nearest stretches by edit distance.

Left to others: what a pair means for a pin (`anchors`) or for a diff (`changes`).
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import pairwise

from lineage.text import Folded, fold, paragraphs

Span = tuple[int, int]
Pair = tuple[int, int]

PAIRS_PER_KEY = 64
"""A key with more possible pairs than this (8 times on both sides, say) is paired by neighbours and rank only."""
_SHORTEST_SENTENCE = 12
_LONGEST_UNIT = 800
_LONGEST_FINE = 400_000
_SENTENCE_END = re.compile(r"[.!?][\"')\]]{0,4} |。[\"'」』)]{0,4}")


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is compared: `text` folded (case kept), the way back to raw offsets, and where units begin.

    `written` is the same characters, only that em dashes and line breaks, which part words, are still what they were. `cuts` begin
    sentences. `fine_cuts` part these further, into a few words each, so that an edited sentence still counts by its unedited words;
    they are the same as `cuts` in a text that is too long for that.
    """

    text: str
    written: str
    starts: array[int]
    ends: array[int]
    cuts: tuple[int, ...]
    fine_cuts: tuple[int, ...]

    def raw(self, start: int, end: int) -> Span:
        """The raw offsets of the non-empty folded stretch `text[start:end]`."""
        return self.starts[start], self.ends[end - 1]

    def folded(self, start: int, end: int) -> Span:
        """The folded offsets of what the raw stretch became; widened where the stretch cuts a character that folds as one."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


@lru_cache(maxsize=2)
def view_of(text: str) -> View:
    """The view of a text. The last two are kept, because an audit asks for the same two once per pin."""
    folded = fold(text)
    starts, ends = array("I", folded.starts), array("I", folded.ends)
    hard = {bisect_right(ends, start) for start, _ in paragraphs(text)}
    cuts = _cuts(folded.text, hard)
    fine = _fine_cuts(folded.text, cuts) if len(folded.text) <= _LONGEST_FINE else cuts
    return View(folded.text, _written(text, folded, hard), starts, ends, tuple(cuts), tuple(fine))


def _written(raw: str, folded: Folded, lines: set[int]) -> str:
    chars = list(folded.text)
    for at in lines:
        if at and chars[at - 1] == " ":
            chars[at - 1] = "\n"
    for dash in re.finditer("-", folded.text):
        if raw[folded.starts[dash.start()]] in "—―":
            chars[dash.start()] = "—"
    return "".join(chars)


def _cuts(text: str, hard: set[int]) -> list[int]:
    soft = {match.end() for match in _SENTENCE_END.finditer(text)}
    cuts = [0]
    for cut in sorted((hard | soft) - {0, len(text)}):
        if cut in hard or cut - cuts[-1] >= _SHORTEST_SENTENCE:
            cuts.extend(_inner_cuts(text, cuts[-1], cut))
            cuts.append(cut)
    cuts.extend(_inner_cuts(text, cuts[-1], len(text)))
    return cuts


def _inner_cuts(text: str, start: int, end: int) -> list[int]:
    """Cuts in a unit without sentence ends; rare, for such a unit is a table or a text without marks."""
    return _cuts_by_words(text, start, end, 16) if end - start > _LONGEST_UNIT else []


def _fine_cuts(text: str, cuts: Sequence[int]) -> list[int]:
    fine: list[int] = []
    for start, end in pairwise([*cuts, len(text)]):
        fine.append(start)
        for cut in _cuts_by_words(text, start, end, 4):
            if min(cut - fine[-1], end - cut) >= _SHORTEST_SENTENCE:
                fine.append(cut)
    return fine


def _cuts_by_words(text: str, start: int, end: int, one_in: int) -> list[int]:
    """Cuts after words chosen by their checksum, one in so many: an edit moves only the cuts beside it."""
    found = []
    for word in text[start:end].split(" "):
        start += len(word) + 1
        if start < end and zlib.crc32(word.encode("utf-8", "replace")) % one_in == 0:
            found.append(start)
    return found


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a view: `key` is its folded text, trimmed, `start` and `end` where that stands in the view."""

    key: str
    start: int
    end: int


def units_of(view: View, spans: Sequence[Span] = (), fine: bool = False) -> list[Unit]:
    """The units of a view, in order. Each of `spans` (sorted, disjoint) is one unit; pieces without a letter or digit are none."""
    firsts = [start for start, _ in spans]
    own = set(firsts)
    edges = own | {end for _, end in spans} | {0, len(view.text)}
    for cut in view.fine_cuts if fine else view.cuts:
        at = bisect_left(firsts, cut) - 1
        if at < 0 or spans[at][1] <= cut:
            edges.add(cut)
    found = []
    for start, end in pairwise(sorted(edges)):
        piece = view.text[start:end]
        key = piece.strip(" ")
        if key and (start in own or any(map(str.isalnum, key))):
            begin = start + len(piece) - len(piece.lstrip(" "))
            found.append(Unit(key, begin, begin + len(key)))
    return found


# --- pairs and chains ---------------------------------------------------------------------------------------------------


def match_pairs(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    """Pairs of positions with equal keys, sorted: all of them for ordinary keys, a few per position for frequent ones."""
    at_left, at_right = _positions(left), _positions(right)
    pairs: set[Pair] = set()
    frequent: set[Hashable] = set()
    for key, here in at_left.items():
        there = at_right.get(key, [])
        if len(here) * len(there) <= PAIRS_PER_KEY:
            pairs.update((i, j) for i in here for j in there)
        else:
            frequent.add(key)
            pairs.update(zip(here, there, strict=False))
            pairs.update(zip(reversed(here), reversed(there), strict=False))
    if frequent:
        for step in (-1, 1):
            pairs.update(_pairs_by_neighbour(left, right, frequent, step))
    return sorted(pairs)


def _positions(keys: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found[key].append(position)
    return found


def _pairs_by_neighbour(left: Sequence[Hashable], right: Sequence[Hashable], frequent: set[Hashable], step: int) -> Iterable[Pair]:
    def contexts(keys: Sequence[Hashable]) -> dict[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = defaultdict(list)
        for position, key in enumerate(keys):
            beside = position + step
            if key in frequent and 0 <= beside < len(keys):
                found[keys[beside], key].append(position)
        return found

    here, there = contexts(left), contexts(right)
    for context, positions in here.items():
        others = there.get(context, [])
        if len(positions) * len(others) <= PAIRS_PER_KEY:
            yield from ((i, j) for i in positions for j in others)


@dataclass(frozen=True, slots=True)
class Chains:
    """All heaviest chains at once: `through[k]` is the weight of the heaviest chain that uses `pairs[k]`, `best` that of any."""

    pairs: Sequence[Pair]
    through: Sequence[int]
    best: int
    heaviest: tuple[Pair, ...]
    """One heaviest chain, always the same one for the same pairs."""


def chains_of(pairs: Sequence[Pair], weight: Callable[[int], int]) -> Chains:
    """The heaviest chains over sorted pairs, strictly increasing on both sides; `weight` gives a left position's weight (> 0)."""
    forward, before = _climb(pairs, weight)
    mirrored = [(-i, -j) for i, j in reversed(pairs)]
    backward, _ = _climb(mirrored, lambda i: weight(-i))
    through = [ahead + behind - weight(i) for (i, _), ahead, behind in zip(pairs, forward, reversed(backward), strict=True)]
    best = max(forward, default=0)
    chain = []
    at = forward.index(best) if pairs else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return Chains(pairs, through, best, tuple(reversed(chain)))


def _climb(pairs: Sequence[Pair], weight: Callable[[int], int]) -> tuple[list[int], list[int]]:
    """For each pair the weight of the heaviest chain that ends in it, and the pair before it there (-1: none).

    Pairs come sorted; within one left position the right ones are taken from the back, so that they do not follow each other.
    A Fenwick tree over right positions holds (weight, -pair), the maximum of a prefix.
    """
    ranks = {j: rank for rank, j in enumerate(sorted({j for _, j in pairs}), start=1)}
    tree = [(0, 1)] * (len(ranks) + 1)
    weights, before = [0] * len(pairs), [-1] * len(pairs)
    for k in sorted(range(len(pairs)), key=lambda k: (pairs[k][0], -pairs[k][1])):
        i, j = pairs[k]
        best, at = (0, 1), ranks[j] - 1
        while at > 0:
            best = max(best, tree[at])
            at &= at - 1
        weights[k], before[k] = best[0] + weight(i), -best[1]
        entry, at = (weights[k], -k), ranks[j]
        while at < len(tree):
            tree[at] = max(tree[at], entry)
            at += at & -at
    return weights, before


# --- near copies --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Near:
    """A stretch `[start, end)` of a text and its edit distance (characters) to what was looked for."""

    distance: int
    start: int
    end: int


class _Codes(dict[int, int]):
    """Characters of a needle as codes 1 to 255, all others as 0: edlib knows 256 symbols.

    A needle with more kinds of characters (long Chinese ones) shares codes; that can only make a stretch look nearer, and the
    distance is measured again on the characters.
    """

    def __init__(self, needle: str) -> None:
        super().__init__((ord(char), 1 + k % 255) for k, char in enumerate(sorted(set(needle))))

    def __missing__(self, key: int) -> int:
        return 0


def near_spans(needle: str, text: str, regions: Iterable[Span], limit: int) -> Iterator[Near]:
    """Disjoint stretches of the regions within `limit` edits of the needle, nearest first (infix edit distance, exact).

    Lazy: each further stretch costs a search of what is left of its region.
    """
    codes = _Codes(needle)
    wanted, coded = needle.translate(codes).encode("latin-1"), text.translate(codes).encode("latin-1")

    def best_of(start: int, end: int) -> Iterator[tuple[Near, Span]]:
        found = _locate(wanted, coded[start:end], limit) if end - start >= len(needle) - limit else None
        if found:
            first, last = start + found[0], start + found[1]
            yield Near(distance(needle, text[first:last]), first, last), (start, end)

    waiting = [found for region in regions for found in best_of(*region)]
    heapify(waiting)
    while waiting:
        near, (start, end) = heappop(waiting)
        if near.distance <= limit:
            yield near
        for rest in (*best_of(start, near.start), *best_of(near.end, end)):
            heappush(waiting, rest)


def _locate(wanted: bytes, coded: bytes, limit: int) -> Span | None:
    """The first stretch with the least distance. Its begin is looked for backwards from its end alone: edlib would look for the
    begins of all equally near stretches, and in a text that repeats itself there are as many as characters.
    """
    import edlib

    ahead = edlib.align(wanted, coded, mode="HW", task="distance", k=limit)
    if ahead["editDistance"] < 0 or (last := ahead["locations"][0][1]) is None or last < 0:
        return None
    head = coded[max(0, last + 1 - len(wanted) - limit) : last + 1]
    back = edlib.align(wanted[::-1], head[::-1], mode="SHW", task="distance", k=ahead["editDistance"])
    return last - max(end for _, end in back["locations"]), last + 1


def distance(left: str, right: str, at_most: int | None = None) -> int:
    """The edit distance of two strings; `at_most + 1` when it is greater than that."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(left, right, score_cutoff=at_most)

"""The two sides of a passage laid word on word, for showing: what is equal, respelled, replaced, and what stands on one side only.

Side a is the text in question. *added* stands on side a only, *left out* on side b only; neither says who was first.

What a word is says `words`: a number keeps its sign, currency and percent, a hyphenated word is one, a sign of a script without
blanks is one. Words are compared without case and typography; a house spelling (labour, labor) is *respelled*. Marks between words
are not compared. A word that the passage's edge cuts is taken whole, so that `violent` never stands for the end of `non-violent`.

Invariants: the parts are in order on both sides, every word of the passage lies in exactly one part on its side, and
`a[a_start:a_end]` begins and ends on words; swapping the sides swaps `added` and `left out`. Memory is linear in the number of
words; 5,000 words take some 30 ms, and a passage too long for that is cut at words that occur once on either side.

Left to others: finding passages (`passages`), drawing them (`reports`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lineage.text import normalise, spelling_key, word_form
from lineage.values import Passage
from lineage.words import LONGEST_WORD, WORD

AlignedOp = Literal["equal", "respelled", "replaced", "added", "left out"]

_COMPARED = 400_000_000
"""Product of two word counts up to which words are aligned exactly: some 0.1 s, and memory is linear."""
_ISLAND = 4
"""A single equal word between differing stretches of so many words on either side is chance, and reads better as part of them."""

Box = tuple[int, int, int, int]
"""Words of a from, to; words of b from, to."""


@dataclass(frozen=True, slots=True)
class AlignedPart:
    """A stretch of an alignment: offsets in the two texts, and how many words it has on either side.

    Where one side has no word, its start and end are the place where the words would stand.
    """

    op: AlignedOp
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    a_words: int
    b_words: int


@dataclass(frozen=True, slots=True)
class _Side:
    spans: list[tuple[int, int]]
    written: list[str]
    keys: list[str]
    start: int

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets of words `first` to `last`; of none, the end of the word before."""
        if first < last:
            return self.spans[first][0], self.spans[last - 1][1]
        at = self.spans[first - 1][1] if first else self.start
        return at, at


def align_words(a: str, b: str, passage: Passage) -> tuple[AlignedPart, ...]:
    """The alignment of the two sides of a passage of the texts a and b."""
    left, right = _side(a, passage.a_start, passage.a_end), _side(b, passage.b_start, passage.b_end)
    return tuple(_part(op, box, left, right) for op, box in _runs(left, right))


def same_words(a: str, b: str, passage: Passage) -> bool:
    """Whether the two sides of a passage have the same words, with the signs and marks that belong to them and in one spelling."""
    left, right = _side(a, passage.a_start, passage.a_end), _side(b, passage.b_start, passage.b_end)
    return left.written == right.written or list(map(word_form, left.written)) == list(map(word_form, right.written))


def words_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the words of a stretch, as they are aligned: those at its edges whole, marks that belong to none left out."""
    return _side(text, start, end).spans


def _side(text: str, start: int, end: int) -> _Side:
    """The words of a stretch, the first and last of them whole; marks that belong to no word are left out."""
    floor, limit = max(0, start - LONGEST_WORD), min(len(text), end + LONGEST_WORD)
    spans = []
    for found in WORD.finditer(text[floor:limit]):
        first, last = found.start() + floor, found.end() + floor
        if first < end and last > start and any(map(str.isalnum, found.group())):
            spans.append((first, last) if last - first <= 2 * LONGEST_WORD else (max(first, start), min(last, end)))
    written = [_folded(text[first:last]) for first, last in spans]
    return _Side(spans, written, [_spelled(word) for word in written], spans[0][0] if spans else start)


def _folded(word: str) -> str:
    return word.casefold() if word.isascii() else normalise(word).casefold()


def _spelled(word: str) -> str:
    return spelling_key(word) if word.isalpha() else word


def _part(op: AlignedOp, box: Box, left: _Side, right: _Side) -> AlignedPart:
    a, b = left.span(*box[:2]), right.span(*box[2:])
    return AlignedPart(op, *a, *b, box[1] - box[0], box[3] - box[2])


# --- runs of equal and of differing words -------------------------------------------------------------------------------


def _runs(left: _Side, right: _Side) -> list[tuple[AlignedOp, Box]]:
    if (len(right.keys), right.keys) < (len(left.keys), left.keys):  # one order, so that the sides make no difference
        differing = [(i, i_end, j, j_end) for j, j_end, i, i_end in _differing(right.keys, left.keys)]
    else:
        differing = _differing(left.keys, right.keys)
    differing = _joined(differing, left.keys)
    runs: list[tuple[AlignedOp, Box]] = []
    i = j = 0
    for box in [*differing, (len(left.keys), len(left.keys), len(right.keys), len(right.keys))]:
        runs += _equal(left, right, i, j, box[0] - i)
        if box[0] < box[1] or box[2] < box[3]:
            runs.append(("replaced" if box[0] < box[1] and box[2] < box[3] else "added" if box[0] < box[1] else "left out", box))
        i, j = box[1], box[3]
    return runs


def _equal(left: _Side, right: _Side, i: int, j: int, count: int) -> list[tuple[AlignedOp, Box]]:
    """A run of words with equal keys, parted where the spelling differs."""
    runs: list[tuple[AlignedOp, Box]] = []
    at = 0
    for same, group in groupby(range(count), lambda k: left.written[i + k] == right.written[j + k]):
        size = len(list(group))
        runs.append(("equal" if same else "respelled", (i + at, i + at + size, j + at, j + at + size)))
        at += size
    return runs


def _joined(differing: Sequence[Box], words: Sequence[str]) -> list[Box]:
    """Stretches that touch are one, and so are two long ones that a single short word parts."""
    joined: list[Box] = []
    for box in differing:
        if joined:
            last = joined[-1]
            gap = box[0] - last[1]
            sizes = [max(each[1] - each[0], each[3] - each[2]) for each in (last, box)]
            if gap == 0 or (gap == 1 and min(sizes) >= _ISLAND and len(words[last[1]]) <= _ISLAND):
                joined[-1] = (last[0], box[1], last[2], box[3])
                continue
        joined.append(box)
    return joined


def _differing(left: Sequence[str], right: Sequence[str]) -> list[Box]:
    """The stretches that differ in a least-edit alignment, in order."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(word, len(numbers)) for word in left]
    b = [numbers.setdefault(word, len(numbers)) for word in right]
    found: list[Box] = []
    waiting: list[Box] = [(0, len(a), 0, len(b))]
    while waiting:
        box = _trimmed(a, b, waiting.pop())
        if box[0] == box[1] or box[2] == box[3]:
            found += [box] if box[0] < box[1] or box[2] < box[3] else []
        elif (box[1] - box[0]) * (box[3] - box[2]) <= _COMPARED:
            found += _least_edits(a, b, box)
        else:
            waiting += reversed(_cut(a, b, box))
    return found


def _trimmed(a: Sequence[int], b: Sequence[int], box: Box) -> Box:
    """The box without the words at either end that agree."""
    i, i_end, j, j_end = box
    while i < i_end and j < j_end and a[i] == b[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and a[i_end - 1] == b[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    return i, i_end, j, j_end


def _least_edits(a: Sequence[int], b: Sequence[int], box: Box) -> list[Box]:
    from rapidfuzz.distance import Levenshtein

    i, j = box[0], box[2]
    return [
        (i + op.src_start, i + op.src_end, j + op.dest_start, j + op.dest_end)
        for op in Levenshtein.opcodes(a[i : box[1]], b[j : box[3]])
        if op.tag != "equal"
    ]


def _cut(a: Sequence[int], b: Sequence[int], box: Box) -> list[Box]:
    """The boxes between the words that occur once on either side and keep their order; the box in halves if there are none.

    Each cut falls on such a word, and there is one for a stretch of words, not one for each.
    """
    from lineage.alignment import chains_of

    here, there = _once(a, box[0], box[1]), _once(b, box[2], box[3])
    pairs = [(at, there[word]) for word, at in here.items() if word in there]
    chain = chains_of(sorted(pairs), lambda _: 1).heaviest if pairs else []
    cuts, reached = [], box[0]
    for i, j in chain:
        if i - reached >= _CUT_EVERY:
            cuts.append((i, j))
            reached = i
    if not cuts:
        cuts = [((box[0] + box[1]) // 2, (box[2] + box[3]) // 2)]
    ends = [*cuts, (box[1], box[3])]
    starts = [(box[0], box[2]), *cuts]
    return [(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=True)]


_CUT_EVERY = 2_000
"""Words between two cuts, at least."""


def _once(words: Sequence[int], start: int, end: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for at in range(start, end):
        found[words[at]] = -1 if words[at] in found else at
    return {word: at for word, at in found.items() if at >= 0}

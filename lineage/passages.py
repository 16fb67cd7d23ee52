"""Shared passages of two texts: what they have in common, with where it stands in both, to the character.

This is the door to the compiled engine: it brings texts into the form that the engine takes (`word_arrays`, `pairing`) and its rows
of words back into spans of characters. Words are compared folded: case, quotes, dashes, house spelling.

Invariants: `find_passages(b, a)` is `find_passages(a, b)` with the sides swapped; a passage begins and ends on a word of both
texts, and unless it is rewritten on a matching one; passages depend on the two texts and on which words are template text, nothing
else. Two texts whose shared runs of five words give less than `LEAST_SHARED_BITS` share nothing, whoever asks and by whichever way.

Left to others: which pairs to compare (`candidates`, the ledger), what a pair's relation means (`relations`), template text
(`templates`). numba is imported when the first pair is compared, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lineage.values import Passage, PassageKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lineage.word_arrays import WordArrays

    Mask = NDArray[np.bool_] | None

LEAST_SHARED_BITS = 30.0
"""Distinct shared runs of five words must give so many bits together: any run of five does, unless it is made of the commonest
words or is template text (by reasoning: such words have 4 to 8 bits each)."""
KINDS: tuple[PassageKind, ...] = ("verbatim", "edited", "rewritten", "template")
"""By the numbers that the engine uses."""


def find_passages(a: str, b: str, *, masked_a: Mask = None, masked_b: Mask = None, template: bool = False) -> tuple[Passage, ...]:
    """All passages two texts share, in the order of the first text.

    Args:
        a: one text.
        b: the other.
        masked_a: for each word of `a` whether it is template text (`templates.masked_words`); None: none is.
        masked_b: the same for `b`.
        template: also give passages whose evidence is template text, as kind `template`.
    """
    return passages_with(a, [b], masked=masked_a, masks=[masked_b], template=template)[0]


def passages_with(
    text: str, others: Sequence[str], *, masked: Mask = None, masks: Sequence[Mask] | None = None, template: bool = False
) -> list[tuple[Passage, ...]]:
    """`find_passages` of one text with several others, for less than one after another; side a is `text`."""
    from lineage.word_arrays import word_arrays_of

    arrays = word_arrays_of([text, *others])
    flags = [masked, *(masks or [None] * len(others))]
    found = _found(arrays, flags)
    # Template text: what is found once its words weigh again, and was not found without.
    bare = _found(arrays, [None] * len(arrays)) if template and any(m is not None for m in flags) else []
    result = []
    for at, rows in enumerate(found):
        more = [_as_template(row) for row in bare[at] if not _overlaps(row, rows)] if bare else []
        result.append(_spans(sorted([*rows, *more]), arrays[0], arrays[at + 1]))
    return result


def containments(
    a: str, b: str, passages: Sequence[Passage], *, masked_a: Mask = None, masked_b: Mask = None
) -> tuple[float, float]:
    """The share (0 to 1) of each text's words that its side of the passages covers; template text counts on neither side.

    A text without words, or with template text only, gives 0.
    """
    counted = [p for p in passages if p.kind != "template"]
    left = _covered(a, [(p.a_start, p.a_end) for p in counted], masked_a)
    right = _covered(b, [(p.b_start, p.b_end) for p in counted], masked_b)
    return left, right


Row = tuple[int, int, int, int, int, int, float]
"""First word and word behind the last, on both sides; matching words; kind as a number; bits."""


def _found(arrays: Sequence[WordArrays], masks: Sequence[Mask]) -> list[list[Row]]:
    """The passages of the first text with each of the others."""
    import numpy as np

    from lineage.pairing import align, lay_out

    others = np.flatnonzero(_worth_it(arrays, masks)).astype(np.int32) + 1
    aligned = align(lay_out(arrays, masks), np.zeros(len(others), np.int32), others.astype(np.int32))
    found: list[list[Row]] = [[] for _ in arrays[1:]]
    first = 0
    for other, count in zip(others.tolist(), aligned.counts.tolist(), strict=True):
        own = slice(first, first + count)
        first += count
        found[other - 1] = [(*row, bits) for row, bits in zip(aligned.rows[own].tolist(), aligned.bits[own].tolist(), strict=True)]
    return found


def _worth_it(arrays: Sequence[WordArrays], masks: Sequence[Mask]) -> list[bool]:
    """Which of the other texts share `LEAST_SHARED_BITS` with the first."""
    from lineage.candidates import shared_evidence

    runs = [_runs_of(each, mask) for each, mask in zip(arrays, masks, strict=True)]
    return [shared_evidence(*runs[0], *other) >= LEAST_SHARED_BITS for other in runs[1:]]


def _runs_of(arrays: WordArrays, mask: Mask) -> tuple[Any, Any]:
    """Run keys, ascending, and the evidence of each."""
    import numpy as np

    from lineage.candidates import run_evidence
    from lineage.word_arrays import run_keys

    keys = run_keys(arrays.words)
    order = np.argsort(keys, kind="stable")
    return keys[order], run_evidence(arrays.bits if mask is None else np.where(mask, np.float32(0), arrays.bits))[order]


def _as_template(row: Row) -> Row:
    return (*row[:5], KINDS.index("template"), row[6])


def _overlaps(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a passage is there already; what only adds a few words of template text to one is none of its own."""
    return any(row[0] < other[1] and other[0] < row[1] and row[2] < other[3] and other[2] < row[3] for other in rows)


def _spans(rows: Sequence[Row], a: WordArrays, b: WordArrays) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            a_start=int(a.starts[a0]),
            a_end=int(a.ends[a1 - 1]),
            b_start=int(b.starts[b0]),
            b_end=int(b.ends[b1 - 1]),
            tokens=words,
            kind=KINDS[kind],
            bits=round(float(bits), 1),
        )
        for a0, a1, b0, b1, words, kind, bits in rows
    )


def _covered(text: str, spans: Sequence[tuple[int, int]], masked: Mask) -> float:
    import numpy as np

    from lineage.word_arrays import word_arrays

    words = word_arrays(text)
    counts = np.ones(len(words), np.bool_) if masked is None else ~masked
    inside = np.zeros(len(words), np.bool_)
    for start, end in spans:
        inside[np.searchsorted(words.starts, start) : np.searchsorted(words.starts, end)] = True
    own = int(counts.sum())
    return int((inside & counts).sum()) / own if own else 0.0

"""All shared passages of a corpus at once: the bulk side of the engine, in memory, on both cores.

The way: equal texts become one body; bodies are taken apart into words and runs of five; template text is masked; an index over all
runs names the pairs of bodies that share enough (`candidates`); each is laid side by side (`passages`); then the pairs of documents
come out one by one, in the order of their ids.

Invariants: the passages of a pair are those of `passages.find_passages`; the order in which the documents are given makes no
difference; a pair of documents comes once, with `a` before `b`. Memory holds the words of the corpus, one index and the passages of
distinct bodies as numbers, never a list of all pairs of documents.

Left to others: reading and writing (`flows/comparing`), template text (`templates`), what a pair's relation means (`relations`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lineage.candidates import RunIndex, SortedRuns, index_runs, pairs_of, run_evidence, sort_runs
from lineage.pairing import Laid, align, lay_out
from lineage.passages import KINDS, LEAST_SHARED_BITS, containments, find_passages
from lineage.relations import NEVER_MOSAIC, PART, Pair, mosaics, relation_of_texts
from lineage.templates import MaskInput, find_masks, masked_words
from lineage.values import Passage
from lineage.word_arrays import WordArrays, run_keys, word_arrays_of

Told = Callable[[str, int, int], None]
"""Hears about progress: the stage (`words`, `runs`, `passages`, `pairs`), how much of it is done, and how much there is."""

THREADS = 2
_BATCH = 512
"""Bodies that one task takes: enough for long stretches without the interpreter, few enough to share the work evenly."""
_AHEAD = 4
_Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class CorpusText:
    """One document of a corpus: its name there, its text, and the site it comes from, if known (for template text)."""

    id: str
    text: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class SharedPair:
    """Two documents and what they share: passages in the order of `a`, the share (0 to 1) of each text's words they cover."""

    a: str
    b: str
    passages: tuple[Passage, ...]
    containment_a: float
    containment_b: float
    relation: str


def shared_passages(
    corpus: Sequence[CorpusText],
    against: Sequence[CorpusText] | None = None,
    *,
    told: Told = lambda _stage, _done, _all: None,
    template: bool = False,
) -> Iterator[SharedPair]:
    """All pairs of documents that share passages, sorted by the ids of `a` and `b`.

    Args:
        corpus: documents with ids of their own (no two alike).
        against: with it, `a` is from `corpus` and `b` from here, and nothing is compared within either.
        told: hears about progress; called from this thread.
        template: also give passages whose evidence is template text, and pairs that share nothing else.
    """
    if not corpus or (against is not None and not against):
        return
    texts = _texts(corpus, against or (), told)
    with ThreadPoolExecutor(THREADS) as pool:
        bodies, index = _indexed(texts, template, told, pool)
        del texts
        found = _align_all(index, bodies, template, told, pool)
    del index
    _name_mosaics(found)
    yield from _pairs(bodies, found, told)


# --- texts, template text, bodies ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Texts:
    """The distinct texts of each site, in the order of their first document; those to compare against come last."""

    ids: list[str]
    """Of all documents, in order; a document is a number into it from here on."""
    of: NDArray[np.int32]
    """The text of each document."""
    other: list[bool]
    texts: list[str]
    sites: list[str | None]
    words: list[WordArrays]
    keys: list[NDArray[np.uint64]]


@dataclass(frozen=True, slots=True)
class _Bodies:
    """The distinct texts with template text masked: bodies; those of the corpus before those it is compared against.

    `members[heads[n]:heads[n + 1]]` are the documents with body `n`, in the order of their ids.
    """

    ids: list[str]
    texts: list[str]
    laid: Laid
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    """Where the words of all bodies, one after another, stand in their texts."""
    masked: list[NDArray[np.bool_] | None]
    """Which words are template text; None: none."""
    of: NDArray[np.int32]
    heads: NDArray[np.int64]
    members: NDArray[np.int64]
    split: int
    """The number of bodies of the corpus if there is something to compare it against, else 0."""
    documents: int
    """The documents that may be `a`: the first so many."""


def _texts(left: Iterable[CorpusText], right: Iterable[CorpusText], told: Told) -> _Texts:
    documents = [*((each, False) for each in _ranked(left)), *((each, True) for each in _ranked(right))]
    numbers: dict[tuple[bool, str, str | None], int] = {}
    of = [numbers.setdefault((other, each.text, each.site), len(numbers)) for each, other in documents]
    distinct = list(dict.fromkeys(text for _, text, _ in numbers))
    words = dict(zip(distinct, _words(distinct, told), strict=True))
    keys = {text: run_keys(each.words) for text, each in words.items()}
    return _Texts(
        ids=[each.id for each, _ in documents],
        of=np.array(of, np.int32),
        other=[other for other, _, _ in numbers],
        texts=[text for _, text, _ in numbers],
        sites=[site for _, _, site in numbers],
        words=[words[text] for _, text, _ in numbers],
        keys=[keys[text] for _, text, _ in numbers],
    )


def _ranked(texts: Iterable[CorpusText]) -> list[CorpusText]:
    return sorted(texts, key=lambda text: text.id)


def _words(texts: list[str], told: Told) -> list[WordArrays]:
    words: list[WordArrays] = []
    told("words", 0, len(texts))
    for start in range(0, len(texts), 8 * _BATCH):
        words += word_arrays_of(texts[start : start + 8 * _BATCH])
        told("words", len(words), len(texts))
    return words


def _masks(texts: _Texts, runs: SortedRuns) -> list[NDArray[np.bool_] | None]:
    """Which words of each text are template text."""
    inputs = [MaskInput(site, keys, words) for site, keys, words in zip(texts.sites, texts.keys, texts.words, strict=True)]
    masks = find_masks(inputs, np.concatenate(runs.keys))
    found: list[NDArray[np.bool_] | None] = []
    for each in inputs:
        masked = masked_words(each.keys, len(each.arrays), *masks.of(each.site))
        found.append(masked if masked.any() else None)
    return found


def _bodies(texts: _Texts, masked: list[NDArray[np.bool_] | None]) -> tuple[_Bodies, NDArray[np.int32]]:
    """The bodies, and for each text the body it is the first of, or -1."""
    numbers: dict[tuple[bool, str, bytes], int] = {}
    firsts: list[int] = []
    body_of, first_of = np.empty(len(texts.texts), np.int32), np.full(len(texts.texts), -1, np.int32)
    for at, mask in enumerate(masked):
        key = texts.other[at], texts.texts[at], b"" if mask is None else np.packbits(mask).tobytes()
        body_of[at] = numbers.setdefault(key, len(numbers))
        if len(firsts) < len(numbers):
            first_of[at] = len(firsts)
            firsts.append(at)
    of = body_of[texts.of]
    words = [texts.words[at] for at in firsts]
    split = sum(not other for other, _, _ in numbers)
    bodies = _Bodies(
        ids=texts.ids,
        texts=[texts.texts[at] for at in firsts],
        laid=lay_out(words, [masked[at] for at in firsts]),
        starts=np.concatenate([np.empty(0, np.int32), *(each.starts for each in words)]),
        ends=np.concatenate([np.empty(0, np.int32), *(each.ends for each in words)]),
        masked=[masked[at] for at in firsts],
        of=of,
        heads=np.concatenate([[0], np.cumsum(np.bincount(of, minlength=len(numbers)))]),
        members=np.argsort(of, kind="stable"),
        split=split if split < len(numbers) else 0,
        documents=int(np.count_nonzero(of < split)),
    )
    return bodies, first_of


def _indexed(texts: _Texts, template: bool, told: Told, pool: ThreadPoolExecutor) -> tuple[_Bodies, RunIndex]:
    count = sum(map(len, texts.keys))
    told("runs", 0, count)
    runs = sort_runs(texts.keys, pool)
    masked = _masks(texts, runs)
    bodies, first_of = _bodies(texts, masked)
    evidence = [
        run_evidence(words.bits if mask is None or template else np.where(mask, np.float32(0), words.bits))
        for words, mask in zip(texts.words, masked, strict=True)
    ]
    index = index_runs(runs, np.concatenate(evidence), first_of, len(bodies.texts), pool, bodies.split)
    told("runs", count, count)
    return bodies, index


# --- passages of pairs of bodies ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """What pairs of bodies share, as columns; the passages of pair `n` are rows `heads[n]` to before `heads[n + 1]`."""

    left: _Array
    right: _Array
    shares: _Array
    """float64[pairs, 2]: containments."""
    relations: _Array
    """object[pairs]: the words, each kept once."""
    heads: _Array
    spans: _Array
    """int32[passages, 5]: a_start, a_end, b_start, b_end, tokens."""
    kinds: _Array
    bits: _Array

    def passages(self, pair: int, swapped: bool) -> tuple[Passage, ...]:
        """The passages of a pair, seen from its left body, or from its right one, in the order of that body."""
        rows = slice(int(self.heads[pair]), int(self.heads[pair + 1]))
        made = [
            Passage(c, d, a, b, tokens, KINDS[kind], bits) if swapped else Passage(a, b, c, d, tokens, KINDS[kind], bits)
            for (a, b, c, d, tokens), kind, bits in zip(
                self.spans[rows].tolist(), self.kinds[rows].tolist(), self.bits[rows].tolist(), strict=True
            )
        ]
        return tuple(sorted(made, key=lambda each: (each.a_start, each.b_start)) if len(made) > 1 else made)


def _align_all(index: RunIndex, bodies: _Bodies, template: bool, told: Told, pool: ThreadPoolExecutor) -> _Found:
    """Batches of bodies, each with its pairs and their passages, on both cores; a few batches ahead of the one that is taken."""
    count = bodies.split or len(bodies.texts)
    starts = iter(range(0, count, _BATCH))
    running: deque[Future[list[_Found]]] = deque()
    found: list[_Found] = []
    told("passages", 0, count)
    try:
        for taken in range(0, count, _BATCH):
            for start in islice(starts, _AHEAD - len(running)):
                running.append(pool.submit(_align_batch, index, bodies, range(start, min(count, start + _BATCH)), template))
            found += running.popleft().result()
            told("passages", min(count, taken + _BATCH), count)
    finally:
        for waiting in running:  # if it was stopped
            waiting.cancel()
    return _joined(found)


def _align_batch(index: RunIndex, bodies: _Bodies, chosen: range, template: bool) -> list[_Found]:
    least = LEAST_SHARED_BITS
    found = [_align(bodies, left, right, template) for left, right in pairs_of(index, chosen, least)]
    if not bodies.split:  # a text that several documents have is paired with itself
        several = np.asarray([body for body in chosen if bodies.heads[body + 1] - bodies.heads[body] > 1], np.int32)
        if len(several):
            found.append(_align(bodies, several, several, template))
    return found


def _align(bodies: _Bodies, left: _Array, right: _Array, template: bool) -> _Found:
    """The passages of pairs of bodies; pairs without any are left out."""
    aligned = align(bodies.laid, left.astype(np.int32), right.astype(np.int32))
    if template:
        return _with_template(bodies, left, right)
    some = np.flatnonzero(aligned.counts)
    left, right, counts = left[some], right[some], aligned.counts[some]
    spans, kinds = _spans_of(bodies, np.repeat(left, counts), np.repeat(right, counts), aligned.rows)
    found = _Found(
        left=left,
        right=right,
        shares=aligned.containments[some],
        relations=np.empty(len(some), object),
        heads=counts.astype(np.int64),  # lengths, until the batches are joined
        spans=spans,
        kinds=kinds,
        bits=np.round(aligned.bits.astype(np.float64), 1),
    )
    first = 0
    for at, (one, other, count) in enumerate(zip(left.tolist(), right.tolist(), counts.tolist(), strict=True)):
        rows = slice(first, first + count)
        first += count
        shared = _passages_of(spans[rows].tolist(), kinds[rows].tolist(), found.bits[rows].tolist())
        share_a, share_b = found.shares[at].tolist()
        found.relations[at] = relation_of_texts(bodies.texts[one], bodies.texts[other], shared, share_a, share_b)
    return found


def _spans_of(bodies: _Bodies, left: _Array, right: _Array, rows: _Array) -> tuple[_Array, _Array]:
    """Rows of words as spans of characters with the number of matching words, and the kinds."""
    own, others = bodies.laid.heads[left], bodies.laid.heads[right]
    columns = (
        bodies.starts[own + rows[:, 0]],
        bodies.ends[own + rows[:, 1] - 1],
        bodies.starts[others + rows[:, 2]],
        bodies.ends[others + rows[:, 3] - 1],
        rows[:, 4],
    )
    return np.column_stack(columns).astype(np.int32).reshape(-1, 5), rows[:, 5].astype(np.uint8)


def _passages_of(spans: list[list[int]], kinds: list[int], bits: list[float]) -> tuple[Passage, ...]:
    return tuple(Passage(a, b, c, d, words, KINDS[k], w) for (a, b, c, d, words), k, w in zip(spans, kinds, bits, strict=True))


def _with_template(bodies: _Bodies, left: _Array, right: _Array) -> _Found:
    """As `_align`, with the passages that are template text; pair by pair, because few ask for them."""
    pairs: list[tuple[int, int, float, float, str, int]] = []
    rows: list[Passage] = []
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        a, b, masks = bodies.texts[one], bodies.texts[other], (bodies.masked[one], bodies.masked[other])
        shared = find_passages(a, b, masked_a=masks[0], masked_b=masks[1], template=True)
        if not shared:
            continue
        share_a, share_b = containments(a, b, shared, masked_a=masks[0], masked_b=masks[1])
        pairs.append((one, other, share_a, share_b, relation_of_texts(a, b, shared, share_a, share_b), len(shared)))
        rows.extend(shared)
    return _Found(
        left=np.array([each[0] for each in pairs], np.int32),
        right=np.array([each[1] for each in pairs], np.int32),
        shares=np.array([each[2:4] for each in pairs], np.float64).reshape(-1, 2),
        relations=np.array([each[4] for each in pairs], object),
        heads=np.array([each[5] for each in pairs], np.int64),
        spans=np.array([(p.a_start, p.a_end, p.b_start, p.b_end, p.tokens) for p in rows], np.int32).reshape(-1, 5),
        kinds=np.array([KINDS.index(p.kind) for p in rows], np.uint8),
        bits=np.array([p.bits for p in rows], np.float64),
    )


def _joined(found: list[_Found]) -> _Found:
    columns = {}
    for column, (shape, kind) in zip(fields(_Found), _COLUMNS, strict=True):
        columns[column.name] = np.concatenate([np.zeros(shape, kind), *(getattr(each, column.name) for each in found)])
        for each in found:  # a column of the batches goes as soon as it is joined
            setattr(each, column.name, None)
    columns["heads"] = np.concatenate([[0], np.cumsum(columns["heads"])])
    return _Found(**columns)


_COLUMNS: tuple[tuple[Any, Any], ...] = (
    (0, np.int32),
    (0, np.int32),
    ((0, 2), np.float64),
    (0, object),
    (0, np.int64),
    ((0, 5), np.int32),
    (0, np.uint8),
    (0, np.float64),
)


def _name_mosaics(found: _Found) -> None:
    """Give the pairs of a mosaic with its parts their name, now that all pairs are known."""
    enough = np.flatnonzero((found.shares >= PART).any(axis=1) & (found.left != found.right))
    names = mosaics(_pair_of(found, at) for at in enough.tolist())
    put_together = np.zeros(int(found.right.max(initial=-1)) + 1, np.bool_)
    put_together[[name for name in names if isinstance(name, int)]] = True
    of_left = put_together[found.left] & (found.shares[:, 0] >= PART)
    of_right = put_together[found.right] & (found.shares[:, 1] >= PART)
    found.relations[(of_left | of_right) & ~np.isin(found.relations, np.array(NEVER_MOSAIC, object))] = "mosaic"


def _pair_of(found: _Found, at: int) -> Pair:
    left, right = found.shares[at].tolist()
    return Pair(int(found.left[at]), int(found.right[at]), left, right, found.passages(at, False))


# --- pairs of documents -------------------------------------------------------------------------------------------------


def _pairs(bodies: _Bodies, found: _Found, told: Told) -> Iterator[SharedPair]:
    """The pairs of documents, by their ids: for each document those behind it that share something with its body."""
    pair_heads, pair_of = _pairs_of_bodies(found, len(bodies.texts))
    last = bodies.members[bodies.heads[1:] - 1]
    ids, of = bodies.ids, bodies.of.tolist()
    told("pairs", 0, bodies.documents)
    for document in range(bodies.documents):
        body = of[document]
        pairs = pair_of[pair_heads[body] : pair_heads[body + 1]]
        lefts = found.left[pairs]
        others = np.where(lefts == body, found.right[pairs], lefts)
        behind = last[others] > document
        made: dict[int, tuple[tuple[Passage, ...], float, float, str]] = {}
        for partner, pair in _partners(bodies, document, pairs[behind], others[behind]):
            seen = made.get(pair) or made.setdefault(pair, _seen_from(found, pair, body))
            yield SharedPair(ids[document], ids[partner], *seen)
        if document % 1000 == 999:
            told("pairs", document + 1, bodies.documents)
    told("pairs", bodies.documents, bodies.documents)


def _seen_from(found: _Found, pair: int, body: int) -> tuple[tuple[Passage, ...], float, float, str]:
    """What a pair of bodies shares, as the one that is given sees it."""
    swapped = bool(found.left[pair] != body)
    left, right = found.shares[pair].tolist()
    own, other = (right, left) if swapped else (left, right)
    return found.passages(pair, swapped), own, other, found.relations[pair]


def _pairs_of_bodies(found: _Found, count: int) -> tuple[_Array, _Array]:
    """For each body the pairs it stands in, on whichever side: where its stretch begins, and the pairs in that order."""
    apart = np.flatnonzero(found.left != found.right)
    sides = np.concatenate([found.left, found.right[apart]])
    pairs = np.concatenate([np.arange(len(found.left)), apart])[np.argsort(sides, kind="stable")]
    return np.concatenate([[0], np.cumsum(np.bincount(sides, minlength=count))]), pairs


def _partners(bodies: _Bodies, document: int, pairs: _Array, others: _Array) -> list[tuple[int, int]]:
    """The documents behind this one that have one of the other bodies, in order, each with the pair of bodies."""
    partners = [
        (partner, pair)
        for pair, other in zip(pairs.tolist(), others.tolist(), strict=True)
        for partner in bodies.members[bodies.heads[other] : bodies.heads[other + 1]].tolist()
        if partner > document
    ]
    return sorted(partners)

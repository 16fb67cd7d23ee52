"""Template text: runs of words that say which site or which kind of page this is, not what the story is.

Job: from the word arrays of documents, the keys of the runs that are template text of one site (`site_mask`), or of many unrelated
sites (`general_mask`), or both for a whole corpus (`find_masks`); and which words of a text they cover (`masked_words`).

A run that recurs is not yet template text: a site may print one story three times, follow-ups repeat their background, a wire story
stands on five hundred sites, a famous sentence in fifty stories. What tells template text from them, and is asked of every run:

- it makes up lines of its own (a run inside paragraphs must recur more often, and be long), mostly not between quotation marks;
- its holders are otherwise unrelated: set aside what a pair shares, and both have enough text left that is theirs alone, on another
  subject (rare words in common tell). Copies of one story, and follow-ups, count as one holder, however many there are;
- it does not speak of what its holders speak of: rare words of background paragraphs (names) come back in the text around them,
  those of a footer do not.

Invariants: the result is a function of the set of the documents; neither order nor repeated bodies matter. Pure; sorted arrays of
distinct keys come out. Nothing is drawn at random: samples are the documents with the smallest digests.

Left to others: keys, words and marks (`word_arrays`), what a masked word counts in a passage (`passages`), when masks are made
anew and how their versions are kept (the ledger). Lists of other stories' head lines are no template text: they change with
every page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from lineage.word_arrays import WordArrays

Keys = NDArray[np.uint64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RUN = 5
LINE, OPENS, CLOSES, IDEOGRAPH = 2, 4, 8, 16  # flags of lineage.word_arrays

SITE_SAMPLE = 400
"""So many documents of a site are looked at; more would only confirm a share of a fifth."""
SITE_SHARE = 0.2
MARGIN_SHARE = 0.5
"""Three documents and 20 %: text-reuse.md 4.2. Half of the site's documents, be they two, are enough at the margins of a page."""
MANY_SITES = 5
HOLDERS_ASKED = 64

_OWN_LINE = 0.6  # a line is recurring if so much of it is; the rest is a date, a counter, the name of the site
_MOSTLY = 2 / 3
_LONG_INLINE = 8  # words; shorter runs inside paragraphs are common phrases
_PARAGRAPH = 12  # words of a line that is prose, not a head line or a button
_OWN_WORDS_ON_SITE, _OWN_WORDS = 25, 50  # text of its own that a witness needs beside what it shares, in words ...
_OWN_SHARE = 1 / 3  # ... and as a share of its words
_LEAST_WRAPS, _WIDEST_WRAP, _INDENT, _WRAPPED_SHARE = 4, 100, 4, 0.4  # breaks, code points, code points, share of the breaks
_RARE_BITS = 13.0
_ECHO, _FAINT_ECHO = 0.2, 0.05
_ONE_SUBJECT = 0.15
"""Of BBC stories of one section and no other bond 5 % reach it, of follow-ups that share a paragraph three quarters."""
_FEW_RARE = 5
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class MaskInput:
    """One document: its site (None: unknown), the keys of its runs of five in order of position, and its word arrays. Keys may be
    signed or unsigned integers of 64 bits."""

    site: str | None
    keys: NDArray[Any]
    arrays: WordArrays


@dataclass(frozen=True, slots=True)
class Masks:
    """Keys of template runs: of each site that has any, and of text that stands on many unrelated sites."""

    sites: Mapping[str, Keys] = field(default_factory=lambda: MappingProxyType({}))
    general: Keys = field(default_factory=lambda: np.empty(0, np.uint64))

    def of(self, site: str | None) -> tuple[Keys, ...]:
        """The masks that hold for a document of this site."""
        own = self.sites.get(site) if site is not None else None
        return (self.general,) if own is None else (own, self.general)


def find_masks(documents: Sequence[MaskInput], sorted_keys: NDArray[Any] | None = None) -> Masks:
    """The masks of a whole corpus. `sorted_keys`, if the caller has them: the keys of all documents with their repetitions,
    ascending as signed or as unsigned numbers; they spare a sort."""
    by_site: dict[str, list[MaskInput]] = {}
    for document in documents:
        if document.site is not None:
            by_site.setdefault(document.site, []).append(document)
    found = {site: site_mask(by_site[site]) for site in sorted(by_site)}
    return Masks(MappingProxyType({site: mask for site, mask in found.items() if len(mask)}), _general(documents, sorted_keys))


def site_mask(documents: Sequence[MaskInput]) -> Keys:
    """Template text of one site, from documents of that site (whatever their `site` says); at most `SITE_SAMPLE` are looked at.

    Lines of their own: on three unrelated documents and a fifth of the site's, or on six unrelated ones; on two unrelated documents
    and half of the site's if they stand before or after all prose that is the document's own. Runs inside paragraphs: eight words
    or more on four unrelated documents and a fifth of the site's.
    """
    if len(documents) < 2:
        return _NONE
    bodies = _distinct(documents)[:SITE_SAMPLE]
    if len(bodies) < 2:
        return _NONE
    together = np.sort(np.concatenate([_distinct_keys(b.keys) for b in bodies]))
    runs = _recurring(bodies, _often(together, 2 if len(bodies) <= 4 else 3), inside_prose=True)
    if runs is None:
        return _NONE
    share = runs.holders / len(bodies)
    template = (runs.quoted < 0.5) & (runs.echo < _ECHO)
    own = template & (runs.own >= _MOSTLY) & (runs.layout >= _MOSTLY)
    often = (runs.holders >= 3) & (share >= SITE_SHARE)
    inside = template & often & (runs.length >= _LONG_INLINE)
    needed = np.zeros(len(runs.keys), np.int64)  # unrelated holders; 0: cannot be template text
    needed[inside] = 4
    needed[own & (runs.holders >= 6)] = 6
    needed[own & often] = 3
    edge = own & (runs.margin >= _MOSTLY) & (share >= MARGIN_SHARE)
    needed[edge] = 2
    kinship = _Kinship(bodies, _OWN_WORDS_ON_SITE)
    # A site may write of one subject only; then a common subject says nothing, and what stands at the margins is judged without.
    frame = np.where(edge & often & (runs.echo < _FAINT_ECHO), 3, 0)
    return runs.keys[runs.confirmed(needed, kinship.unrelated) | runs.confirmed(frame, kinship.different)]


def general_mask(documents: Sequence[MaskInput]) -> Keys:
    """Template text of many sites, from all known holders of the keys in question: lines of their own on `MANY_SITES` sites, whose
    documents are otherwise unrelated. A document without a site stands for a site of its own: lines that recur on so many unrelated
    documents are template text on one site as on many."""
    return _general(documents, None)


def masked_words(keys: NDArray[Any], n_words: int, *masks: NDArray[Any]) -> Bools:
    """For each word whether it lies in a run of five whose key is in one of the masks (sorted ascending as unsigned numbers)."""
    covered = np.zeros(n_words, np.bool_)
    own = _unsigned(keys)
    hit = np.zeros(len(own), np.bool_)
    for mask in masks:
        hit |= _place_in(_unsigned(mask), own) >= 0
    _cover(covered, np.flatnonzero(hit))
    return covered


def mask_version(mask: NDArray[Any]) -> str:
    """The version of a mask: equal for equal sets of keys, on every machine."""
    return "sha256:" + hashlib.sha256(_unsigned(mask).astype("<u8").tobytes()).hexdigest()


# --- many sites ---------------------------------------------------------------------------------------------------------------


def _general(documents: Sequence[MaskInput], sorted_keys: NDArray[Any] | None) -> Keys:
    names: dict[str, int] = {}
    sites = [-1 - i if d.site is None else names.setdefault(d.site, len(names)) for i, d in enumerate(documents)]
    if len(set(sites)) < MANY_SITES:
        return _NONE
    keys = np.concatenate([_unsigned(d.keys) for d in documents])
    candidates = _often(np.sort(keys) if sorted_keys is None else _unsigned(sorted_keys), MANY_SITES)
    candidates.sort()  # signed order is not ours
    place = _place_in(candidates, keys)
    hits = np.flatnonzero(place >= 0)
    of_key = np.repeat(np.arange(len(documents)), [len(d.keys) for d in documents])
    candidates, chosen = _one_of_each_site(documents, np.array(sites, dtype=np.int64), candidates, place[hits], of_key[hits])
    bodies = [documents[i] for i in chosen]
    runs = _recurring(bodies, candidates, inside_prose=False)
    if runs is None:
        return _NONE
    template = (runs.quoted < 0.5) & (runs.echo < _ECHO) & (runs.own >= _MOSTLY) & (runs.layout >= 0.5)
    return runs.keys[runs.confirmed(np.where(template, MANY_SITES, 0), _Kinship(bodies, _OWN_WORDS).unrelated)]


def _one_of_each_site(documents: Sequence[MaskInput], sites: Ints, keys: Keys, run: Ints, holder: Ints) -> tuple[Keys, list[int]]:
    """The keys on `MANY_SITES` sites and the bodies to ask: of each site that has the key the holder with the smallest digest, at
    most `HOLDERS_ASKED` of them in the order of the digests. `run, holder`: the key and the document of each place of a key."""
    per_site = _distinct_rows(run, sites[holder])
    many = np.bincount(per_site[0], minlength=len(keys)) >= MANY_SITES
    run, holder = run[many[run]], holder[many[run]]
    used, holder = np.unique(holder, return_inverse=True)
    digests = _digests([documents[i] for i in used])
    rank = np.empty(len(used), np.int64)
    rank[np.argsort(digests, kind="stable")] = np.arange(len(used))
    site = sites[used][holder]
    first = _first_of(np.lexsort((rank[holder], site, run)), run, site)
    run, holder = run[first], holder[first]
    order = np.lexsort((rank[holder], run))
    nth = np.arange(len(order)) - np.searchsorted(run[order], run[order])
    asked = np.zeros(len(used), np.bool_)
    asked[holder[order[nth < HOLDERS_ASKED]]] = True
    chosen = np.flatnonzero(asked)
    return keys[many], [int(used[i]) for i in chosen[np.argsort(rank[chosen])]]


# --- what is known of each recurring run ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Runs:
    """Recurring runs and, for each: how many bodies hold it; on which share of them it stands as a line of its own, between
    quotation marks, outside all prose, at the commonest place in its line; how long the recurring text around it is (the shortest,
    in words); which share of the rare words of its line comes back in the text around it. `pairs` are rows (run, body)."""

    keys: Keys
    holders: Ints
    own: Floats
    quoted: Floats
    margin: Floats
    layout: Floats
    length: Floats
    echo: Floats
    pairs: NDArray[np.int64]

    def confirmed(self, needed: Ints, strangers: Callable[[Sequence[int], int], bool]) -> Bools:
        """Which runs have so many holders that are strangers to each other. Runs with the same holders are asked about once."""
        bounds = np.searchsorted(self.pairs[:, 0], np.arange(len(self.keys) + 1))
        answers: dict[tuple[int, bytes], bool] = {}
        chosen = np.zeros(len(self.keys), np.bool_)
        for run in np.flatnonzero(needed):
            holders = self.pairs[bounds[run] : bounds[run + 1], 1][:HOLDERS_ASKED]
            question = int(needed[run]), holders.tobytes()
            if question not in answers:
                answers[question] = strangers(holders.tolist(), question[0])
            chosen[run] = answers[question]
        return chosen


def _recurring(bodies: Sequence[MaskInput], keys: Keys, *, inside_prose: bool) -> _Runs | None:
    """What is known of these keys (sorted, distinct) in these bodies, which are in the order of their digests: of those that make
    up lines of their own and, if asked, of long ones in prose."""
    if not len(keys):
        return None
    text = _Text(bodies, keys)
    first = _first_of(np.lexsort((text.at, text.body, text.run)), text.run, text.body)
    run, body, at = text.run[first], text.body[first], text.at[first]
    middle = RUN // 2

    def share(of_word: Callable[[Ints], NDArray[Any]]) -> Floats:
        return np.bincount(run, weights=of_word(at), minlength=len(keys)) / np.maximum(number, 1)

    number = np.bincount(run, minlength=len(keys)).astype(np.int64)
    own = share(lambda w: text.own[w] & text.own[w + middle] & text.own[w + RUN - 1])
    length = np.full(len(keys), np.inf)
    np.minimum.at(length, run, text.stretch[at])
    # Most recurring runs are common phrases; what is left of them costs nothing more.
    kept = (number > 0) & ((own >= _MOSTLY) | (inside_prose & (length >= _LONG_INLINE)))
    rows = kept[run]
    run, body, at = (np.cumsum(kept) - 1)[run[rows]], body[rows], at[rows]
    keys, number, own, length = keys[kept], number[kept], own[kept], length[kept]
    echo = text.echo(bodies, np.flatnonzero(np.bincount(body, minlength=len(bodies))))
    return _Runs(
        keys=keys,
        holders=number,
        own=own,
        quoted=share(lambda w: text.quoted[w + middle]),
        margin=share(lambda w: text.margin[w] & text.margin[w + RUN - 1]),
        layout=np.maximum(_commonest(run, text.from_start[at], number), _commonest(run, text.from_end[at], number)),
        length=length,
        echo=share(lambda w: np.maximum(echo[w], echo[w + RUN - 1])),
        pairs=np.stack([run, body], axis=1),
    )


class _Text:
    """Several bodies as one sequence of words, with what the recurring runs make of every word.

    `run, body, at`: one row for each place of a recurring run (index of the key, of the body, of the run's first word). Of each
    word: `covered` (it lies in a recurring run), `own` (its line does, mostly), `quoted`, `margin` (no prose of the body's own
    stands on one side of its line), `from_start`, `from_end` (its place in its line), `stretch` (words of the covered stretch)."""

    def __init__(self, bodies: Sequence[MaskInput], keys: Keys) -> None:
        lengths = np.array([len(b.arrays.words) for b in bodies], dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        self.size = int(offsets[-1])
        body_keys = [_unsigned(b.keys) for b in bodies]
        of_key = np.repeat(np.arange(len(bodies)), [len(k) for k in body_keys])
        first_key = np.concatenate([[0], np.cumsum([len(k) for k in body_keys])])
        place = _place_in(keys, np.concatenate(body_keys))
        hits = np.flatnonzero(place >= 0)
        self.run, self.body = place[hits], of_key[hits]
        self.at = hits - first_key[self.body] + offsets[self.body]
        self.covered = np.zeros(self.size, np.bool_)
        _cover(self.covered, self.at)
        marks = np.concatenate([b.arrays.marks for b in bodies])
        self.weight = _weights(marks)
        body_of_word = np.repeat(np.arange(len(bodies)), lengths)
        self._lines(np.concatenate([_line_begins(b.arrays) for b in bodies]), body_of_word, len(bodies))
        self._quotations(marks)
        self._stretches(offsets)
        self._offsets = offsets

    def _lines(self, begins: Bools, body_of_word: Ints, bodies: int) -> None:
        starts = np.flatnonzero(begins)
        lengths = np.diff(np.append(starts, self.size))
        line = np.cumsum(begins) - 1
        share = np.add.reduceat(self.covered.astype(np.int64), starts) / lengths
        self.own = (share >= _OWN_LINE)[line]
        self.from_start = np.arange(self.size) - starts[line]
        self.from_end = lengths[line] - self.from_start
        prose = np.flatnonzero((share < 0.5) & (np.add.reduceat(self.weight, starts) >= _PARAGRAPH))
        of = body_of_word[starts[prose]]
        first, last = np.full(bodies, -1), np.full(bodies, np.iinfo(np.int64).max)
        first[of[::-1]] = prose[::-1]
        last[of] = prose
        self.margin = (line < first[body_of_word]) | (line > last[body_of_word])
        self.line_starts, self.line = starts, line

    def _quotations(self, marks: NDArray[Any]) -> None:
        """Between an opening and a closing mark of one line: a mark that is never closed ends with its line."""
        opened = np.cumsum((marks & OPENS) != 0)
        closed = np.cumsum((marks & CLOSES) != 0) - ((marks & CLOSES) != 0)
        depth = opened - closed
        before = (opened - ((marks & OPENS) != 0)) - closed
        inside = depth > before[self.line_starts][self.line]
        # Of a line that is mostly a quotation the words for its speaker are no more template text than the rest.
        mostly = np.add.reduceat(inside.astype(np.int64), self.line_starts) * 2 >= np.bincount(self.line)
        self.quoted = inside | mostly[self.line]

    def _stretches(self, offsets: Ints) -> None:
        edge = np.ones(self.size, np.bool_)
        edge[1:] = self.covered[1:] != self.covered[:-1]
        edge[offsets[:-1][offsets[:-1] < self.size]] = True
        starts = np.flatnonzero(edge)
        self.stretch = np.add.reduceat(self.weight, starts)[np.cumsum(edge) - 1]

    def echo(self, bodies: Sequence[MaskInput], asked: Ints) -> Floats:
        """For each word of the bodies asked for: of the rare words in its line's recurring text, the share that comes back in what
        the body says of its own."""
        echo = np.zeros(self.size, np.float64)
        for i in asked.tolist():
            arrays = bodies[i].arrays
            part = slice(int(self._offsets[i]), int(self._offsets[i + 1]))
            covered = self.covered[part]
            rare = np.flatnonzero(covered & (arrays.bits >= _RARE_BITS))
            again = _place_in(np.sort(arrays.words[~covered]), arrays.words[rare]) >= 0
            line = self.line[part] - self.line[part.start]
            number = np.bincount(line[rare], minlength=int(line[-1]) + 1)
            back = np.bincount(line[rare], weights=again, minlength=int(line[-1]) + 1)
            echo[part] = (back / np.maximum(number, 1))[line]
        return echo


def _commonest(run: Ints, place: Ints, number: Ints) -> Floats:
    """For each run the share of its holders that have it at the commonest place."""
    order = np.sort((run << 32) | place)  # both are far below 2 ** 31
    starts = np.flatnonzero(np.append(True, order[1:] != order[:-1])) if len(order) else order
    most = np.zeros(len(number), np.int64)
    np.maximum.at(most, order[starts] >> 32, np.diff(np.append(starts, len(order))))
    return most / np.maximum(number, 1)


# --- kinship of documents ---------------------------------------------------------------------------------------------------------


class _Kinship:
    """Whether bodies are related, whatever template text they share; answers are kept."""

    def __init__(self, bodies: Sequence[MaskInput], own_words: int) -> None:
        self._bodies, self._own_words = bodies, own_words
        self._sorted: dict[int, Keys] = {}
        self._alone: dict[int, bool] = {}
        self._kin: dict[tuple[int, int], tuple[bool, bool]] = {}

    def different(self, holders: Sequence[int], needed: int) -> bool:
        """Whether so many of these bodies are different texts."""
        return self._strangers(holders, needed, subjects=False)

    def unrelated(self, holders: Sequence[int], needed: int) -> bool:
        """Whether so many of these bodies are different texts on different subjects."""
        return self._strangers(holders, needed, subjects=True)

    def _strangers(self, holders: Sequence[int], needed: int, *, subjects: bool) -> bool:
        """Bodies are taken in order: each that is a stranger to all that were taken before."""
        taken: list[int] = []
        for i, body in enumerate(holders):
            if len(taken) + len(holders) - i < needed:
                break
            if self._is_text(body) and not any(any(self._related(other, body)[: 1 + subjects]) for other in taken):
                taken.append(body)
                if len(taken) >= needed:
                    return True
        return False

    def _is_text(self, body: int) -> bool:
        if body not in self._alone:
            self._alone[body] = self._own_of(body, _NONE) is not None
        return self._alone[body]

    def _related(self, a: int, b: int) -> tuple[bool, bool]:
        """Whether the pair shares so much that too little of either is its own; whether what is their own has one subject."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self._kin:
            shared = _often(np.sort(np.concatenate([self._keys(a), self._keys(b)])), 2)
            own_a, own_b = self._own_of(a, shared), self._own_of(b, shared)
            if own_a is None or own_b is None:
                self._kin[pair] = True, True
            else:
                self._kin[pair] = False, _one_subject(self._bodies[a].arrays, own_a, self._bodies[b].arrays, own_b)
        return self._kin[pair]

    def _keys(self, body: int) -> Keys:
        if body not in self._sorted:
            self._sorted[body] = _distinct_keys(self._bodies[body].keys)
        return self._sorted[body]

    def _own_of(self, body: int, shared: Keys) -> Bools | None:
        """The words of the body outside these runs, or None if too few are."""
        arrays = self._bodies[body].arrays
        weight = _weights(arrays.marks)
        own = ~masked_words(self._bodies[body].keys, len(weight), shared)
        return own if weight[own].sum() >= max(self._own_words, _OWN_SHARE * weight.sum()) else None


def _one_subject(a: WordArrays, own_a: Bools, b: WordArrays, own_b: Bools) -> bool:
    """Whether the rare words of two texts are the same to a good part, counted in bits; too few rare words tell nothing."""
    words_a, bits_a = _rare(a, own_a)
    words_b, bits_b = _rare(b, own_b)
    if min(len(words_a), len(words_b)) < _FEW_RARE:
        return False
    both = bits_a[_place_in(words_b, words_a) >= 0].sum()
    return bool(both >= _ONE_SUBJECT * min(bits_a.sum(), bits_b.sum()))


def _rare(arrays: WordArrays, own: Bools) -> tuple[Keys, Floats]:
    """The distinct rare words among these, sorted, with their bits."""
    chosen = np.flatnonzero(own & (arrays.bits >= _RARE_BITS))
    words = arrays.words[chosen]
    order = np.lexsort((arrays.bits[chosen], words))
    first = _first_of(order, words)
    return words[first], arrays.bits[chosen][first].astype(np.float64)


# --- arrays -----------------------------------------------------------------------------------------------------------------

_NONE: Keys = np.empty(0, np.uint64)
_FEW_KEYS, _TABLE_BITS = 100_000, 22
_TABLE_SHIFT = np.uint64(64 - _TABLE_BITS)


def _unsigned(values: NDArray[Any]) -> Keys:
    array = np.ascontiguousarray(values)
    return array if array.dtype == np.uint64 else array.astype(np.int64, copy=False).view(np.uint64)


def _distinct_keys(keys: NDArray[Any]) -> Keys:
    """Sorted, each once. numpy's own `unique` hashes integers, which is many times slower here."""
    ordered = np.sort(_unsigned(keys))
    kept: Keys = ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
    return kept


def _often(ordered: Keys, least: int) -> Keys:
    """The keys that stand at least so often (2 or more) in an array where equal keys are neighbours, in the order of that array."""
    if len(ordered) < least:
        return _NONE
    tail = ordered[least - 1 :]
    found: Keys = tail[tail == ordered[: len(tail)]]
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


def _place_in(mask: Keys, keys: Keys) -> Ints:
    """For each key its index in a sorted mask, or -1."""
    found = np.full(len(keys), -1, dtype=np.int64)
    if not len(mask):
        return found
    likely = np.arange(len(keys)) if len(keys) < _FEW_KEYS else np.flatnonzero(_table(mask)[keys >> _TABLE_SHIFT])
    place = np.searchsorted(mask, keys[likely])
    place[place == len(mask)] = 0
    hit = mask[place] == keys[likely]
    found[likely[hit]] = place[hit]
    return found


def _table(mask: Keys) -> Bools:
    """Which leading bits occur in a mask: of many keys nearly all are ruled out by one look, far cheaper than a search."""
    table = np.zeros(1 << _TABLE_BITS, np.bool_)
    table[mask >> _TABLE_SHIFT] = True
    return table


def _cover(covered: Bools, starts: Ints) -> None:
    for i in range(RUN):
        covered[starts + i] = True


def _first_of(order: Ints, *columns: NDArray[Any]) -> Ints:
    """The first of each group of equal rows, in this order."""
    new = np.ones(len(order), np.bool_)
    new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    return order[new]


def _distinct_rows(*columns: Ints) -> tuple[Ints, ...]:
    order = np.lexsort(columns[::-1])
    first = _first_of(order, *columns)
    return tuple(column[first] for column in columns)


def _weights(marks: NDArray[np.uint8]) -> Floats:
    """Each word counts one; one code point of a script without spaces counts half a word."""
    return np.where((marks & IDEOGRAPH) != 0, 0.5, 1.0)


def _line_begins(arrays: WordArrays) -> Bools:
    """Which words begin a line as written: in text wrapped at a width, breaks made by the wrapping are none.

    A break can come from wrapping if the next word had not fitted. If that holds for many of the breaks the text was wrapped.
    """
    begins: Bools = (arrays.marks & LINE) != 0
    begins[:1] = True
    firsts = np.flatnonzero(begins)
    if len(firsts) <= _LEAST_WRAPS:
        return begins
    lasts = np.append(firsts[1:], len(begins)) - 1
    widths = arrays.ends[lasts] - arrays.starts[firsts]
    width = int(widths.max())
    full = widths[:-1] + 1 + (arrays.ends - arrays.starts)[firsts[1:]] + _INDENT > width
    if width <= _WIDEST_WRAP and full.mean() >= _WRAPPED_SHARE:
        begins[firsts[1:][full]] = False
    return begins


def _digests(documents: Sequence[MaskInput]) -> Keys:
    """Of each document a number that depends on its words and marks alone."""
    found = np.zeros(len(documents), np.uint64)
    lengths = np.array([len(d.arrays.words) for d in documents], dtype=np.int64)
    filled = np.flatnonzero(lengths)
    if not len(filled):
        return found
    starts = np.cumsum(lengths) - lengths
    words = np.concatenate([_unsigned(d.arrays.words) for d in documents])
    marks = np.concatenate([d.arrays.marks for d in documents]).astype(np.uint64)
    place = (np.arange(len(words)) - np.repeat(starts, lengths)).astype(np.uint64)
    mixed = (words ^ (marks << np.uint64(32)) ^ (place * _MULTIPLIER)) * _MULTIPLIER
    mixed ^= mixed >> np.uint64(29)
    found[filled] = np.add.reduceat(mixed * _MULTIPLIER, starts[filled])
    return found


def _distinct(documents: Sequence[MaskInput]) -> list[MaskInput]:
    """Each body once, in the order of the digests; texts too short for a run are left out."""
    bodies = {int(digest): d for digest, d in zip(_digests(documents), documents, strict=True) if len(d.keys)}
    return [bodies[digest] for digest in sorted(bodies)]

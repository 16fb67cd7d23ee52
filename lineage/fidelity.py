"""Quotations held against the text they are taken from: do these words stand there, and what differs.

    exact      the words stand there, character for character (white space and the marks at the edges aside)
    respelled  the same words in another house's spelling, capitals, hyphens, marks or characters
    elided     as the quotation itself marks: "..." leaves words out, [brackets] put others in; every part stands there, in order
    altered    a stretch that is clearly this one differs in words, and these are given
    not found  no stretch, or several that nothing decides between; the nearest is given as a hint, without a claim

Words are compared as `words.WORD` cuts them, so 4 does not stand in 4.5, nor violent in non-violent; spelling by
`text.spelling_key`. Invariants: `quote[d.quote_start:d.quote_end]` and `source[d.source_start:d.source_end]` are what a difference
says; a verdict other than `not found` has parts in the order of both texts; the work is linear in the source for each verdict but
the search for near text, which is edit distance on characters in compiled code, bounded by `LONGEST_NEAR`.

Left to others: which text a quotation is taken from (`works`), pins that were seen at a known place (`anchors`).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import Literal

from lineage.alignment import Span, near_spans
from lineage.text import normalise, spelling_key
from lineage.words import WORD, weight_of

RULE_VERSION = "1"
Verdict = Literal["exact", "respelled", "elided", "altered", "not found"]
Kind = Literal["typography", "spelling", "left out", "put in", "replaced"]

NEAR_SHARE = 0.2
"""Edits per character up to which other words may be the quotation, altered (as for pins, `near_text`)."""
HINT_SHARE = 0.4
"""Up to here the nearest text is shown, without a claim."""
MARGIN_SHARE = 0.1
"""Two stretches whose distances differ by less than this share of the quotation's length are too close to choose between."""
EDITED_SHARE = 1 / 3
"""A stretch of which more words than this share were edited is another sentence."""
LEAST_WEIGHT = 16
"""A quotation that weighs less than so many letters is found by its very words or not at all."""
FAR, NEARBY = 300, 40
"""Words that an ellipsis may leave out: between parts of three words and more, and beside shorter ones."""
UNMARKED = 60
"""Words that may be missing from a quotation without a mark."""
LONGEST_NEAR = 4_000
"""Characters of a quotation beyond which no near text is looked for: it bounds the edit distance."""
INSERTED = 12
"""Words of the source that a bracket may stand for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where quotation and source differ; an empty span stands where the other side has words and this one none."""

    kind: Kind
    quote_start: int
    quote_end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the quotation and where it stands in the source."""

    quote_start: int
    quote_end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class QuotationCheck:
    """The verdict. Spans index the quotation as given (its marks included) and the source; `places` counts equal stretches.

    `hint` is the span of the nearest words of the source where nothing was found; it may be any sentence.
    """

    verdict: Verdict
    start: int | None = None
    end: int | None = None
    parts: tuple[Part, ...] = ()
    differences: tuple[Difference, ...] = ()
    places: int = 0
    hint: Span | None = None
    reasons: tuple[str, ...] = ()
    rule: str = "quotation check"
    rule_version: str = RULE_VERSION


def check_quotation(quote: str, source_text: str) -> QuotationCheck:
    """Whether the words of a quotation stand in a text, and how they differ.

    Args:
        quote: the quotation, with or without its marks.
        source_text: the text of the work or document it is taken from.
    """
    pieces = _pieces(quote)
    words = [word for piece in pieces for word in piece.words]
    if not words:
        return QuotationCheck("not found", reasons=("there is no word in the quotation to look for",))
    source = _source_of(source_text)
    marked = len(pieces) > 1 or any(word.joker for word in words)
    found = _elided(pieces, source) if marked else _verbatim(words, source)
    if found is None:
        return _near(quote, source_text, words, marked)
    places, matched = found
    parts = tuple(_part(run) for run in matched)
    put_in = sorted(_put_in(pieces, matched), key=lambda each: each.quote_start)
    before = tuple(each for each in put_in if each.quote_end <= parts[0].quote_start)
    differences = (*before, *_differences(quote, source_text, matched), *put_in[len(before) :])
    verdict: Verdict = "elided" if marked else "respelled" if differences else "exact"
    reasons = (f"these words stand {places} times in the text; the first place is given",) if places > 1 else ()
    return QuotationCheck(verdict, parts[0].source_start, parts[-1].source_end, parts, differences, places, reasons=reasons)


# --- words ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, where it stands, and the key under which two spellings of it are equal. `joker`: brackets stand around it.

    `other` is the second key of a word with a bracket inside, such as `want[ed]`.
    """

    key: str
    start: int
    end: int
    joker: bool = False
    other: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two ellipses."""

    words: tuple[_Word, ...]


_Pair = tuple[_Word, _Word]
_ELLIPSIS = re.compile(r"[\[(（]\s?(?:\.\s?\.\s?\.|…+)\s?[\])）]|\.\s?\.\s?\.\.?|…+")
_MARKS = "“”\"‘’'«»„‚「」『』‹›"
_SIC = re.compile(r"\[\s?sic[.!]?\s?\]", re.IGNORECASE)
_INSIDE = re.compile(r"(?<=\w)\[(\w{1,4})\]|\[(\w{1,3})\](?=\w)")
_BRACKET = re.compile(r"\[[^\[\]\n]{1,120}\]")
_GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?")
_PERCENT = re.compile(r"([\d.,]+)[ \u00a0]?[%％]")


def _key(word: str) -> str:
    folded = normalise(word).casefold()
    if _GROUPED.fullmatch(folded):
        return re.sub(r"[, ]", "", folded)
    return folded if "'" in folded else spelling_key(folded) or folded


def _cut(text: str, start: int, end: int) -> Iterator[_Word]:
    """The words of a stretch; marks are none, `17.2%` is two, `per cent` is one."""
    before: _Word | None = None
    for hit in WORD.finditer(text, start, end):
        written = hit.group()
        if percent := _PERCENT.fullmatch(written):
            if before:
                yield before
            before = None
            yield _Word(_key(percent[1]), hit.start(), hit.start() + len(percent[1]))
            yield _Word("percent", hit.start() + len(percent[1]), hit.end())
        elif any(char.isalnum() for char in written):
            key = _key(written)
            if before and before.key == "per" and key == "cent":
                before = replace(before, key="percent", end=hit.end())
                continue
            if before:
                yield before
            before = _Word(key, *hit.span())
    if before:
        yield before


@dataclass(frozen=True, slots=True)
class _Source:
    """The words of a source; the same as one sign a word, so that runs are found by `str.find`; and as keys between blanks.

    `starts` are the offsets of the words in `spelled`.
    """

    words: tuple[_Word, ...]
    coded: str
    signs: dict[str, str]
    spelled: str
    starts: array[int]


_SURROGATES = 0xD800


@lru_cache(maxsize=4)
def _source_of(text: str) -> _Source:
    words = tuple(_cut(text, 0, len(text)))
    signs: dict[str, str] = {}
    for word in words:
        number = 0x100 + len(signs)
        signs.setdefault(word.key, chr(number if number < _SURROGATES else number + 0x800))
    starts = array("I", accumulate((len(word.key) + 1 for word in words), initial=0))
    return _Source(words, "".join(signs[word.key] for word in words), signs, " ".join(word.key for word in words), starts)


def _pieces(quote: str) -> list[_Piece]:
    """The quotation's stretches between ellipses, brackets read; its outer marks are no words anyway."""
    bounds = [0, *(at for hit in _ELLIPSIS.finditer(quote) for at in hit.span()), len(quote)]
    pieces = [_Piece(tuple(_bracketed(quote, start, end))) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    return [piece for piece in pieces if piece.words]


def _bracketed(quote: str, start: int, end: int) -> Iterator[_Word]:
    """Words of a stretch; those in brackets are jokers, a bracket inside a word gives it a second key, `[sic]` is passed over."""
    at = start
    for hit in _BRACKET.finditer(quote, start, end):
        if hit.start() < at:
            continue
        if _SIC.fullmatch(hit.group()):
            yield from _cut(quote, at, hit.start())
            at = hit.end()
        elif (inside := _INSIDE.match(quote, hit.start())) and inside.end() == hit.end():
            low, high = _around(quote, hit.span(), (at, end))
            yield from _cut(quote, at, low)
            whole = re.sub(r"[\[\]]", "", quote[low:high])
            rest = re.sub(r"\[\w*\]", "", quote[low:high])
            yield _Word(_key(whole), low, high, joker=True, other=_key(rest) if len(rest) > 1 else "")
            at = high
        else:
            yield from _cut(quote, at, hit.start())
            yield _Word("", *hit.span(), joker=True)
            at = hit.end()
    yield from _cut(quote, at, end)


def _around(text: str, span: Span, bounds: Span) -> Span:
    """The word that a bracket is part of."""
    low, high = span
    while low > bounds[0] and text[low - 1].isalnum():
        low -= 1
    while high < bounds[1] and text[high].isalnum():
        high += 1
    return low, high


# --- the very words ---------------------------------------------------------------------------------------------------

_Found = tuple[int, list[list[_Pair]]]
"""How many places there are, and for each part the pairs of a word of the quotation and one of the source."""


def _places(words: Sequence[_Word], source: _Source, low: int = 0) -> Iterator[int]:
    """Where a run of words stands in the source, by index."""
    needle = "".join(source.signs.get(word.key, "\x00") for word in words)
    at = source.coded.find(needle, low) if "\x00" not in needle else -1
    while at >= 0:
        yield at
        at = source.coded.find(needle, at + 1)


def _verbatim(words: Sequence[_Word], source: _Source) -> _Found | None:
    places = list(islice(_places(words, source), 100))
    if not places:
        return None
    return len(places), [list(zip(words, source.words[places[0] : places[0] + len(words)], strict=True))]


def _runs(piece: _Piece) -> list[tuple[list[_Word], bool]]:
    """The runs of a piece between brackets that stand for any words; the flag says that a bracket stands before the run."""
    runs: list[tuple[list[_Word], bool]] = [([], False)]
    for word in piece.words:
        if word.joker and not word.key:
            runs.append(([], True))
        else:
            runs[-1][0].append(word)
    return [run for run in runs if run[0]]


def _elided(pieces: Sequence[_Piece], source: _Source) -> _Found | None:
    """Every run of the quotation in order, each near enough to the one before; from the first start that allows it."""
    runs: list[tuple[list[_Word], int]] = []
    for piece in pieces:
        for number, (run, bracketed) in enumerate(_runs(piece)):
            short = len(run) < 3 or (bool(runs) and len(runs[-1][0]) < 3)
            runs.append((run, INSERTED if bracketed and number else NEARBY if short else FAR))
    if not runs or max(len(run) for run, _ in runs) < 2 or sum(weight_of(w.key) for run, _ in runs for w in run) < LEAST_WEIGHT / 2:
        return None
    for first in islice(_variant_places(runs[0][0], source, 0, len(source.coded)), 50):
        matched, at = [_paired(runs[0][0], source, first)], first + len(runs[0][0])
        for run, reach in runs[1:]:
            place = next(_variant_places(run, source, at, at + reach + len(run)), None)
            if place is None:
                break
            matched.append(_paired(run, source, place))
            at = place + len(run)
        if len(matched) == len(runs):
            return 1, matched
    return None


def _variant_places(run: Sequence[_Word], source: _Source, low: int, high: int) -> Iterator[int]:
    """Where a run stands between two indexes; a word with a bracket inside may stand with or without it."""
    plain = [word for word in run if word.other]
    variants = [list(run)] if not plain else [list(run), [replace(w, key=w.other) if w.other else w for w in run]]
    found = sorted({at for one in variants for at in islice(_places(one, source, low), 200) if at + len(run) <= high})
    yield from found


def _paired(run: Sequence[_Word], source: _Source, at: int) -> list[_Pair]:
    return list(zip(run, source.words[at : at + len(run)], strict=True))


def _part(pairs: Sequence[_Pair]) -> Part:
    (first, first_there), (last, last_there) = pairs[0], pairs[-1]
    return Part(first.start, last.end, first_there.start, last_there.end)


# --- what differs -----------------------------------------------------------------------------------------------------


def _differences(quote: str, source: str, matched: Sequence[Sequence[_Pair]]) -> Iterator[Difference]:
    """Every place where matched runs are written otherwise, and what was left out or replaced between them."""
    for number, pairs in enumerate(matched):
        if number:
            before = matched[number - 1][-1]
            gap = _ELLIPSIS.sub("", quote[before[0].end : pairs[0][0].start])
            kind: Kind = "replaced" if _BRACKET.search(gap) else "left out"
            yield Difference(kind, before[0].end, pairs[0][0].start, before[1].end, pairs[0][1].start)
        for index, (here, there) in enumerate(pairs):
            if index:
                yield from _between(quote, source, pairs[index - 1], (here, there))
            yield from _written(quote, source, here, there)


def _put_in(pieces: Sequence[_Piece], matched: Sequence[Sequence[_Pair]]) -> Iterator[Difference]:
    """Brackets before the first and behind the last words that stand in the source."""
    first, last = matched[0][0], matched[-1][-1]
    for word in (word for piece in pieces for word in piece.words if word.joker and not word.key):
        if word.end <= first[0].start:
            yield Difference("put in", word.start, word.end, first[1].start, first[1].start)
        elif word.start >= last[0].end:
            yield Difference("put in", word.start, word.end, last[1].end, last[1].end)


def _written(quote: str, source: str, here: _Word, there: _Word) -> Iterator[Difference]:
    mine, theirs = quote[here.start : here.end], source[there.start : there.end]
    if mine != theirs:
        same = normalise(mine).casefold() == normalise(theirs).casefold()
        kind: Kind = "typography" if same else "spelling"
        yield Difference(kind, here.start, here.end, there.start, there.end)


def _between(quote: str, source: str, left: _Pair, right: _Pair) -> Iterator[Difference]:
    """The marks between two neighbouring words, white space aside."""
    mine, theirs = quote[left[0].end : right[0].start], source[left[1].end : right[1].start]
    if "".join(mine.split()) != "".join(theirs.split()):
        yield Difference("typography", left[0].end, right[0].start, left[1].end, right[1].start)


# --- near words -------------------------------------------------------------------------------------------------------


def _near(quote: str, source_text: str, words: Sequence[_Word], marked: bool) -> QuotationCheck:
    """Altered, if one stretch is clearly this quotation; else not found, with the nearest as a hint."""
    source = _source_of(source_text)
    if not marked and (gapped := _gapped(words, source)):
        check = _judged(quote, source_text, words, gapped, source)
        if check is not None:
            return check
    needle = " ".join(word.key or "\x00" for word in words)
    if weight_of(needle) < LEAST_WEIGHT or len(needle) > LONGEST_NEAR:
        return QuotationCheck(
            "not found", reasons=("the words do not stand there, and are too few or too many to look for others",)
        )
    limit = int(HINT_SHARE * len(needle))
    nearest = list(islice(near_spans(needle, source.spelled, [(0, len(source.spelled))], limit), 2))
    if not nearest:
        return QuotationCheck("not found", reasons=("neither these words stand there nor words near them",))
    spans = [_touched(source, near.start, near.end) for near in nearest]
    hint = (source.words[spans[0][0]].start, source.words[spans[0][1] - 1].end)
    if marked:
        return QuotationCheck("not found", hint=hint, reasons=("not every part of the quotation stands there in its order",))
    rival = len(nearest) > 1 and nearest[1].distance - nearest[0].distance < max(1, MARGIN_SHARE * len(needle))
    if rival and source.coded[slice(*spans[0])] != source.coded[slice(*spans[1])]:
        return QuotationCheck("not found", hint=hint, reasons=("several stretches are too near to choose between",))
    close = nearest[0].distance <= NEAR_SHARE * len(needle)
    check = _judged(quote, source_text, words, spans[0], source) if close else None
    return check or QuotationCheck("not found", hint=hint, reasons=("the nearest words differ too much to be the same",))


def _touched(source: _Source, start: int, end: int) -> Span:
    """The indexes of the words that a stretch of `spelled` touches, the blanks around them left out."""
    first = bisect_right(source.starts, start) - 1
    if start >= source.starts[first] + len(source.words[first].key):
        first += 1
    last = bisect_left(source.starts, end) if end > start else first + 1
    return min(first, len(source.words) - 1), max(first + 1, min(last, len(source.words)))


def _gapped(words: Sequence[_Word], source: _Source) -> Span | None:
    """The stretch that begins and ends with the quotation's words and has others between that the quotation leaves out silently."""
    if len(words) < 8:
        return None
    heads, spans = list(islice(_places(words[:4], source), 20)), []
    for head in heads:
        for tail in _places(words[-4:], source, head + 4):
            if tail + 4 - head > len(words) + UNMARKED:
                break
            grown = 4
            while grown < len(words) and source.words[head + grown].key == words[grown].key:
                grown += 1
            back = 4
            while back < len(words) and tail + 3 - back >= 0 and source.words[tail + 3 - back].key == words[-1 - back].key:
                back += 1
            if grown + back >= len(words):
                spans.append((head, tail + 4))
                break
    return spans[0] if len(spans) == 1 else None


def _judged(quote: str, source_text: str, words: Sequence[_Word], span: Span, source: _Source) -> QuotationCheck | None:
    """The check against a stretch of the source's words: respelled if no word differs but in how it is joined, else altered."""
    there = source.words[slice(*span)]
    edits = list(_edits(words, there))
    while edits and edits[0][1] == 0 and edits[0][0] == 0 and edits[0][3] > edits[0][2]:  # words before the quotation
        there, edits = there[edits[0][3] :], list(_edits(words, there[edits[0][3] :]))
    while edits and edits[-1][1] == edits[-1][0] == len(words):  # words behind it
        there, edits = there[: edits[-1][2]], list(_edits(words, there[: edits[-1][2]]))
    changed = sum(b - a for a, b, _, _ in edits)
    kept = len(words) - changed
    if not there or kept < 2 or changed > EDITED_SHARE * len(words):
        return None
    differences, joined = [], True
    for a, b, c, d in edits:
        same = a < b and c < d and _letters(words[a:b]) == _letters(there[c:d])
        kind: Kind = "spelling" if same else "replaced" if a < b and c < d else "put in" if a < b else "left out"
        joined = joined and same
        differences.append(Difference(kind, *_stretch(words, a, b), *_stretch(there, c, d)))
    for left, right in pairwise([(0, 0, 0, 0), *edits, (len(words), len(words), len(there), len(there))]):
        run = list(zip(words[left[1] : right[0]], there[left[3] : right[2]], strict=True))
        differences += _differences(quote, source_text, [run]) if run else ()
    ordered = tuple(sorted(differences, key=lambda d: (d.quote_start, d.source_start)))
    part = Part(words[0].start, words[-1].end, there[0].start, there[-1].end)
    return QuotationCheck("respelled" if joined else "altered", part.source_start, part.source_end, (part,), ordered, 1)


def _letters(words: Sequence[_Word]) -> str:
    """The words run together: how they are joined is a matter of spelling."""
    return "".join(word.key for word in words).replace("-", "")


def _stretch(words: Sequence[_Word], first: int, last: int) -> Span:
    """The span of words by index; an empty one lies behind the word before."""
    if first < last:
        return words[first].start, words[last - 1].end
    at = words[first - 1].end if first else words[0].start
    return at, at


def _edits(left: Sequence[_Word], right: Sequence[_Word]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches (left from, to, right from, to) that differ in a least-edit alignment of words; those that touch are one."""
    from rapidfuzz.distance import Levenshtein

    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(word.key, len(numbers)) for word in side] for side in (left, right)]
    open_span: tuple[int, int, int, int] | None = None
    for op in Levenshtein.opcodes(*coded):
        span = (op.src_start, op.src_end, op.dest_start, op.dest_end)
        if op.tag == "equal":
            continue
        if open_span and open_span[1] == span[0] and open_span[3] == span[2]:
            open_span = (open_span[0], span[1], open_span[2], span[3])
            continue
        if open_span:
            yield open_span
        open_span = span
    if open_span:
        yield open_span

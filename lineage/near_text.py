"""What became of a quote whose own words stand no more: the text that stands there instead, if any can be told to be it.

First the quote's characters within other words (`grown_in`: 4 became 4.5, violent became non-violent). Then *new* text (units that
did not stand in the earlier version) within 20 % edits, where the quote stood, clearly nearer than any other, and nearer to the
quote than to whatever else was lost (`near_in`). A sentence that stood in the earlier version as another sentence is never the
altered quote, however alike it is.

Invariants: `altered` always carries an edit; what it shows begins and ends at word boundaries; what cannot be decided is
`ambiguous`, with the candidates in the reasons. Left to others: whether the very words still stand (`anchors`).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, product
from typing import Literal

from lineage.alignment import Near, Pair, Span, Unit, View, distance, near_spans
from lineage.changes import TYPOGRAPHY, word_edits
from lineage.scenes import CONTEXT, Scene, shown, sides_of
from lineage.text import normalise
from lineage.values import PinCheck
from lineage.words import to_words, weight_of, word_around

SHORT_QUOTE = 20
"""A quote that weighs less than so many letters (`weight_of`) is never found again without its surroundings."""
NEAR_SHARE = 0.2
"""Edits per character of the quote up to which other text may be the quote, altered (capture note, 5)."""
SHOWN_SHARE = 0.4
"""Up to here the nearest text is shown to the reader, without a claim."""
MARGIN_SHARE = 0.1
"""Two candidates whose distances differ by less than this share of the quote's length are too close to choose between."""
_NEIGHBOURHOOD = 1_000  # characters by which a place may shift against the nearest text that kept its place
_CANDIDATES_AT_MOST = 12


def is_short(scene: Scene) -> bool:
    """Whether the quote says too little to be known without its surroundings."""
    return weight_of(scene.needle) < SHORT_QUOTE


# --- the characters stand within other words ----------------------------------------------------------------------------


def grown_in(scene: Scene) -> PinCheck | None:
    """The verdict where the quote's characters stand in its own place, but a word at their edge became another; else None.

    Altered if what surrounded the quote still does (on one side at least); ambiguous if not, or if two places are as good.
    """
    chains = scene.chains(sorted({*scene.pairs, *((scene.at, j) for j in scene.grown)})) if scene.grown else None
    if chains is None:
        return None
    kept = {pair for pair, weight in zip(chains.pairs, chains.through, strict=True) if weight == chains.best}
    taken = {j for i, j in kept if i != scene.at}
    home = [j for j in scene.grown if (scene.at, j) in kept and j not in taken]
    ranked = sorted(home, key=lambda j: _beside(scene, j), reverse=True)
    if not ranked:
        return None
    tie = len(ranked) > 1 and _beside(scene, ranked[0]) == _beside(scene, ranked[1])
    if tie or not (_beside(scene, ranked[0])[0] or scene.alone()):
        stands = [shown(scene.right[j].key) for j in ranked[:_CANDIDATES_AT_MOST]]
        reason = "the characters stand as part of other words, and it cannot be told whether these are what became of the quote"
        return PinCheck("ambiguous", reasons=(reason, *stands))
    return _altered(scene, _span(scene, ranked[0]), ("a word at the edge of the quote became another where it stood",))


def _span(scene: Scene, j: int) -> Span:
    return scene.right[j].start, scene.right[j].end


def _beside(scene: Scene, j: int) -> tuple[int, int]:
    return sides_of(scene, scene.own_words, _span(scene, j))


def _altered(scene: Scene, span: Span, reasons: tuple[str, ...]) -> PinCheck:
    """The check for a stretch of the later text that is the quote now, with edits; typographic if only typography differs."""
    start, end = scene.now.raw(*span)
    first, last = scene.was.raw(*scene.own_words)
    was, now = scene.was_raw[first:last], scene.now_raw[start:end]
    if normalise(was) == normalise(now):
        return PinCheck("typographic", now, start, reasons=(*reasons, f"{TYPOGRAPHY} differ"))
    return PinCheck("altered", now, start, word_edits(was, now), reasons)


# --- something near stands ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """New text near the quote. `away` tells that it does not stand where the quote stood, `owner` what else it may come from."""

    near: Near
    away: bool
    sides: int
    owner: Literal["", "equal", "other"]


def near_in(scene: Scene) -> PinCheck:
    """The verdict by the nearest new text: altered, ambiguous or absent."""
    candidates = sorted(islice(_candidates(scene), _CANDIDATES_AT_MOST))
    close = [c for c in candidates if _is_near(scene, c) and c.owner != "other" and not _too_short(scene, c)]
    if not close:
        return _absent(scene, candidates)
    best = close[0]
    rivals = [c for c in close[1:] if c.near.distance - best.near.distance < max(1, MARGIN_SHARE * len(scene.needle))]
    if rivals and not (not best.away and all(c.away for c in rivals)):
        return _undecided(scene, [best, *rivals], "several near texts are too close to choose between")
    if best.owner:
        return _undecided(scene, [best], "the near text may as well come from another sentence that is gone")
    if best.away and not best.sides:
        return _undecided(scene, [best], "near text stands, but elsewhere and between other words")
    place = "elsewhere, between words that stood beside it" if best.away else "where the quote stood"
    return _altered(scene, (best.near.start, best.near.end), (f"near text stands {place}", _measure(scene, best)))


def _is_near(scene: Scene, candidate: _Candidate) -> bool:
    return candidate.near.distance <= int(NEAR_SHARE * len(scene.needle))


def _too_short(scene: Scene, candidate: _Candidate) -> bool:
    """Whether a short quote lacks its surroundings: both sides of them, or, if it was the whole text, that it is still alone."""
    if not is_short(scene):
        return False
    if scene.alone():
        return (candidate.near.start, candidate.near.end) != (0, len(scene.now.text))
    return candidate.sides < (scene.own[0] > 0) + (scene.own[1] < len(scene.was.text))


def _undecided(scene: Scene, candidates: Sequence[_Candidate], reason: str) -> PinCheck:
    return PinCheck("ambiguous", reasons=(reason, *(_measure(scene, c) for c in candidates)))


def _absent(scene: Scene, candidates: Sequence[_Candidate]) -> PinCheck:
    reasons = ["the words do not stand where they stood, and no new text can be taken for them"]
    if scene.places:
        reasons.append(f"the same words stand elsewhere ({shown(scene.needle)}), where they stood before too")
    if best := next((c for c in candidates if c.owner != "other"), None):
        why = "near, but a quote this short counts only between the words it stood between" if _is_near(scene, best) else ""
        reasons.append(f"{why or 'not near enough'}: {_measure(scene, best)}")
    return PinCheck("absent", reasons=tuple(reasons))


def _measure(scene: Scene, candidate: _Candidate) -> str:
    near = candidate.near
    share, characters = 100 * near.distance / len(scene.needle), "character" if near.distance == 1 else "characters"
    return f"{shown(scene.now.text[near.start : near.end])} differs in {near.distance} {characters} ({share:.0f} %)"


def _candidates(scene: Scene) -> Iterator[_Candidate]:
    """New stretches of the later text near the quote, nearest first, with where they stand and whose they may be."""
    chain = scene.chains([pair for pair in scene.pairs if pair[0] != scene.at]).heaviest
    gone, new = _unaccounted(scene, chain)
    limit = int(SHOWN_SHARE * len(scene.needle))
    seen: set[Span] = set()
    for rough in near_spans(scene.needle, scene.now.text, _runs(scene.right, new), limit):
        near = _fitted(scene, rough)
        if (near.start, near.end) in seen:
            continue
        seen.add((near.start, near.end))
        away = not _in_place(scene, chain, near)
        rest = [(0, scene.own[0]), (scene.own[1], len(scene.was.text))] if away else _runs(scene.left, gone)
        yield _Candidate(near, away, sides_of(scene, scene.own, (near.start, near.end))[0], _owner(scene, near, rest, away))
        if rough.distance > int(NEAR_SHARE * len(scene.needle)):
            return  # one to show is enough; what follows is no nearer


def _unaccounted(scene: Scene, chain: Sequence[Pair]) -> tuple[list[int], list[int]]:
    """The left units that are gone (without the quote's own) and the right ones that are new: their words have no counterpart."""
    kept_left, kept_right = {i for i, _ in chain}, {j for _, j in chain}.union(scene.places)
    off_left = [i for i in range(len(scene.left)) if i not in kept_left and i != scene.at]
    off_right = [j for j in range(len(scene.right)) if j not in kept_right]
    return _surplus(scene.left, off_left, scene.right, off_right), _surplus(scene.right, off_right, scene.left, off_left)


def _surplus(units: Sequence[Unit], off: Sequence[int], others: Sequence[Unit], off_others: Sequence[int]) -> list[int]:
    spare = Counter(others[k].key for k in off_others)
    found = []
    for k in off:
        spare[units[k].key] -= 1
        if spare[units[k].key] < 0:
            found.append(k)
    return found


def _runs(units: Sequence[Unit], chosen: Sequence[int]) -> list[Span]:
    """The stretches of text that chosen units make, neighbours joined."""
    runs = []
    for _, group in groupby(enumerate(chosen), key=lambda pair: pair[1] - pair[0]):
        members = [k for _, k in group]
        runs.append((units[members[0]].start, units[members[-1]].end))
    return runs


def _in_place(scene: Scene, chain: Sequence[Pair], near: Near) -> bool:
    """Whether a stretch lies between the counterparts of what surrounded the quote, and about as far from one of them."""
    cut = bisect_left(chain, (scene.at, -1))
    before = (scene.left[chain[cut - 1][0]].end, scene.right[chain[cut - 1][1]].end) if cut else (0, 0)
    ends = (len(scene.was.text), len(scene.now.text))
    after = (scene.left[chain[cut][0]].start, scene.right[chain[cut][1]].start) if cut < len(chain) else ends
    if not before[1] <= near.start < near.end <= after[1]:
        return False
    shift_before = abs((scene.own[0] - before[0]) - (near.start - before[1]))
    shift_after = abs((after[0] - scene.own[1]) - (after[1] - near.end))
    return min(shift_before, shift_after) <= _NEIGHBOURHOOD


def _owner(scene: Scene, near: Near, rest: Sequence[Span], away: bool) -> Literal["", "equal", "other"]:
    """Whether other text of the earlier version is as near to a stretch as the quote is (`equal`), or nearer (`other`).

    Between the very words that surrounded the quote, in its own place, likeness to what stood between other words does not count,
    unless that is word for word the same: then it went there, and the quote is gone.
    """
    place = (near.start, near.end)
    other = next(near_spans(scene.now.text[near.start : near.end], scene.was.text, rest, near.distance), None)
    if other is None:
        return ""
    between = not away and sides_of(scene, scene.own, place)[0] == 2 and other.distance > 0
    if between and sides_of(scene, (other.start, other.end), place)[0] < 2:
        return ""
    return "other" if other.distance < near.distance else "equal"


# --- where a near stretch begins and ends -------------------------------------------------------------------------------


def _fitted(scene: Scene, rough: Near) -> Near:
    """The stretch with its ends put where the quote's ends are: beside the same words, at a sentence's end, or at a word's."""
    limit = int(NEAR_SHARE * len(scene.needle))
    best = None
    for (sure_start, first), (sure_end, last) in product(_starts(scene, rough), _ends(scene, rough)):
        start, end = _trimmed(scene, first, last)
        if start < end:
            far = distance(scene.needle, scene.now.text[start:end])
            option = (far > limit, -(sure_start + sure_end) if far <= limit else 0, far, start, end)
            best = option if best is None else min(best, option)
    return replace(rough, distance=best[2], start=best[3], end=best[4]) if best else rough


def _trimmed(scene: Scene, start: int, end: int) -> Span:
    """A stretch without cut words, without blanks around it, and without punctuation at an edge where the quote had none."""
    text, written, needle = scene.now.text, scene.now.written, scene.needle
    start, end = to_words(written, start, end)
    while start < end and (text[start] == " " or (_is_mark(text[start]) and not _is_mark(needle[0]))):
        if word_around(written, start + 1)[0] <= start:
            break  # a sign of a number, say
        start += 1
    while end > start and (text[end - 1] == " " or (_is_mark(text[end - 1]) and not _is_mark(needle[-1]))):
        if word_around(written, end - 1)[1] >= end:
            break
        end -= 1
    return start, end


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "P"


def _starts(scene: Scene, rough: Near) -> list[tuple[bool, int]]:
    """Where the quote may begin, and whether something says so: its first word, the words before it, a sentence's begin."""
    text, reach = scene.now.text, _reach(scene)
    snapped = nearest_words(scene.now, rough)[0]
    options = {(text.startswith(scene.needle.split(" ", 1)[0], snapped), snapped)}
    prefix = scene.was.text[max(0, scene.own[0] - CONTEXT) : scene.own[0]]
    for size in (24, 12, 6):
        at = text.rfind(prefix[-size:], max(0, rough.start - reach - size), rough.start + reach) if len(prefix) >= 6 else -1
        if at >= 0:
            options.add((True, at + len(prefix[-size:])))
            break
    if _is_cut(scene.was, scene.own[0]):
        options.update((True, cut) for cut in _cuts_near(scene.now, rough.start, reach))
    return sorted(options)


def _ends(scene: Scene, rough: Near) -> list[tuple[bool, int]]:
    text, reach = scene.now.text, _reach(scene)
    snapped = nearest_words(scene.now, rough)[1]
    options = {(text.endswith(scene.needle.rsplit(" ", 1)[-1], 0, snapped), snapped)}
    suffix = scene.was.text[scene.own[1] : scene.own[1] + CONTEXT]
    for size in (24, 12, 6):
        at = text.find(suffix[:size], max(0, rough.end - reach), rough.end + reach + size) if len(suffix) >= 6 else -1
        if at >= 0:
            options.add((True, at))
            break
    if _is_cut(scene.was, scene.own[1]) or _is_cut(scene.was, scene.own[1] + 1):
        ends = (*_cuts_near(scene.now, rough.end + 1, reach), len(text))
        options.update((True, end - (text[end - 1] == " ")) for end in ends if end and abs(end - rough.end) <= reach)
    return sorted(options)


def _reach(scene: Scene) -> int:
    return 24 + int(NEAR_SHARE * len(scene.needle))


def _is_cut(view: View, at: int) -> bool:
    k = bisect_left(view.cuts, at)
    return at >= len(view.text) or (k < len(view.cuts) and view.cuts[k] == at)


def _cuts_near(view: View, at: int, reach: int) -> list[int]:
    """The cuts on either side of an offset that are not further away than `reach`."""
    k = bisect_left(view.cuts, at)
    return [cut for cut in view.cuts[max(0, k - 1) : k + 1] if abs(cut - at) <= reach]


def nearest_words(view: View, near: Near) -> Span:
    """A near stretch without blanks around it, widened so that it cuts no word."""
    start, end = near.start, near.end
    while start < end and view.text[start] == " ":
        start += 1
    while end > start and view.text[end - 1] == " ":
        end -= 1
    return to_words(view.written, start, end)

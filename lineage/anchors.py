"""Quotes somebody relies on: pinned to a text, and found again, or not, in a later version of it.

`make_anchor` writes down a quote with its surroundings; `check_pin` says what became of it. The order of its questions matters:

1. Do the very words (typography aside) still stand, and is one of these places the quote's own? The two versions are laid side by
   side (`alignment`); a place is the quote's own if the heaviest order-keeping alignment of the texts can put it there. A twin of
   the quote that stands where it always stood answers for itself only.
2. If the own place is gone: is there *new* text (units that did not stand in the earlier version) within 20 % edits, where the
   quote stood, clearly nearer than any other, and nearer to the quote than to whatever else was lost? Only then is it `altered`.
   A sentence that stood in the earlier version as another sentence is never the altered quote, however alike it is.

Invariants: spans lie inside `now`; the verdict depends on the anchor and the two texts only; whatever cannot be decided is
`ambiguous`, with the candidates in the reasons. Left to others: whether the capture can be audited at all (`not auditable`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, product
from typing import Literal

from lineage.alignment import Chains, Near, Pair, Span, Unit, View, chains_of, distance, match_pairs, near_spans, units_of, view_of
from lineage.changes import word_edits
from lineage.errors import UsageError
from lineage.text import normalise
from lineage.values import Anchor, PinCheck, PinVerdict

CONTEXT = 32
"""Characters of prefix and suffix, as W3C text quote selectors commonly keep them."""
SHORT_QUOTE = 20
"""A quote with fewer folded characters than this is never found again without its surroundings."""
NEAR_SHARE = 0.2
"""Edits per character of the quote up to which other text may be the quote, altered (capture note, 5)."""
MARGIN_SHARE = 0.1
"""Two candidates whose distances differ by less than this share of the quote's length are too close to choose between."""
_SHOWN_SHARE = 0.4  # up to here the nearest text is shown to the reader, without a claim
_STANDS = 8  # characters beside a place that must agree for that side of its surroundings to stand
_NEIGHBOURHOOD = 1_000  # characters by which a place may shift against the nearest text that kept its place
_CANDIDATES_AT_MOST = 12
_LONGEST_WORD = 64  # what goes on longer without a boundary is no word to widen a span to


# --- pinning ------------------------------------------------------------------------------------------------------------


def make_anchor(text: str, quote: str, layer: Literal["main", "page"] = "main", occurrence: int | None = None) -> Anchor:
    """The anchor of a quote that stands in a text.

    The quote is looked for exactly, then with typography folded; the anchor always holds the text's own characters. `occurrence`
    (from 1, in the order of the text) chooses among several places.

    Raises UsageError when the quote is empty, is not there, or stands there several times and none was chosen.
    """
    quote, where = quote.strip(), f"the {layer} text"
    if not normalise(quote):
        raise UsageError("the quote is empty", where=where, advice="Give the words to pin")
    places = _raw_places(text, quote)
    if not places:
        raise UsageError(f"the quote {_shown(quote)} does not stand there", where=where, advice=_advice(text, quote))
    if occurrence is None and len(places) > 1:
        raise UsageError(f"the quote stands there {len(places)} times", where=where, advice=_choice(text, places))
    if occurrence is not None and not 1 <= occurrence <= len(places):
        raise UsageError(f"there is no occurrence {occurrence} of the quote", where=where, advice=_choice(text, places))
    start, end = places[(occurrence or 1) - 1]
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, layer)


def _raw_places(text: str, quote: str) -> list[Span]:
    """Where the quote stands: as whole words exactly, else exactly, else folded. Raw offsets."""
    exact = _places(text, quote)
    if exact:
        return [span for span in exact if _whole(text, span)] or exact
    view = view_of(text)
    folded = _places(view.text, normalise(quote))
    return [view.raw(*span) for span in [span for span in folded if _whole(view.text, span)] or folded]


def _places(text: str, needle: str) -> list[Span]:
    """All disjoint places of a needle, from the front."""
    found = []
    at = text.find(needle) if needle else -1
    while at >= 0:
        found.append((at, at + len(needle)))
        at = text.find(needle, at + len(needle))
    return found


def _whole(text: str, span: Span) -> bool:
    """Whether a span begins and ends at word boundaries (ideographs have none)."""
    return not any(0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at]) for at in span)


def _in_word(char: str) -> bool:
    return char.isalnum() and not "\u3040" <= char <= "\u9fff"


def _advice(text: str, quote: str) -> str:
    view, needle = view_of(text), normalise(quote)
    near = next(near_spans(needle, view.text, [(0, len(view.text))], int(_SHOWN_SHARE * len(needle))), None)
    if near is None:
        return "Copy the words from the captured text, or pin them in the page text if they stand outside the article"
    start, end = _to_words(view.text, near.start, near.end)
    return f"The nearest words there are {_shown(view.text[start:end])}; copy them from the captured text"


def _choice(text: str, places: Sequence[Span]) -> str:
    shown = [f"{n}: …{_around(text, span)}…" for n, span in enumerate(places[:5], start=1)]
    more = "; …" if len(places) > 5 else ""
    return f"Choose an occurrence from 1 to {len(places)}, or quote more of the sentence ({'; '.join(shown)}{more})"


def _around(text: str, span: Span) -> str:
    before = " ".join(text[max(0, span[0] - CONTEXT) : span[0]].split())
    after = " ".join(text[span[1] : span[1] + CONTEXT].split())
    return f"{before} [quote] {after}"


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= 160 else text[:157] + '…'}”"


# --- the two versions, side by side -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scene:
    """A pin, the version where it was seen and today's, both cut into units among which every place of the quote is one.

    `own` is the quote's place in the earlier version. `left` and `right` are the units, `at` the index of the quote's own;
    `twins` the left and `places` the right indexes of units with the quote's words, `twins` without the own one.
    """

    anchor: Anchor
    now_raw: str
    was: View
    now: View
    own: Span
    needle: str
    left: Sequence[Unit]
    right: Sequence[Unit]
    at: int
    twins: Sequence[int]
    places: Sequence[int]
    pairs: Sequence[Pair]

    def chains(self, pairs: Sequence[Pair]) -> Chains:
        return chains_of(pairs, lambda i: len(self.left[i].key))


def check_pin(anchor: Anchor, was: str, now: str) -> PinCheck:
    """What became of a pinned quote: `was` is the text (of the anchor's layer) where it was seen, `now` today's.

    Verdicts: verbatim, moved, typographic, altered (with edits), ambiguous, absent. If the quote does not stand in `was` (another
    extractor read it), the anchor's own prefix and suffix stand in for it, and order is not judged.
    """
    start = _own_start(anchor, was)
    if start is None:
        was, start = anchor.prefix + anchor.exact + anchor.suffix, len(anchor.prefix)
    if was == now:
        return PinCheck("verbatim", anchor.exact, start, reasons=("the text is the same",))
    if not normalise(anchor.exact) or not normalise(now):
        return PinCheck("absent", reasons=("there is no text to find it in",))
    return _standing(_scene(anchor, was, now, start, fine=True)) or _altered(_scene(anchor, was, now, start, fine=False))


def _own_start(anchor: Anchor, was: str) -> int | None:
    if was.startswith(anchor.exact, anchor.start):
        return anchor.start

    def fit(start: int) -> tuple[int, int]:
        sides = was[:start].endswith(anchor.prefix) + was.startswith(anchor.suffix, start + len(anchor.exact))
        return sides, -abs(start - anchor.start)

    return max((start for start, _ in _places(was, anchor.exact)), key=fit, default=None)


def _scene(anchor: Anchor, was_raw: str, now_raw: str, start: int, *, fine: bool) -> _Scene:
    was, now = view_of(was_raw), view_of(now_raw)
    own = was.folded(start, start + len(anchor.exact))
    needle = was.text[own[0] : own[1]]
    whole = _whole(was.text, own)
    before = _places(was.text[: own[0]], needle)
    after = [(own[1] + s, own[1] + e) for s, e in _places(was.text[own[1] :], needle)]
    spans_was = [*_alike(was.text, before, whole), own, *_alike(was.text, after, whole)]
    spans_now = _alike(now.text, _places(now.text, needle), whole)
    left, right = units_of(was, spans_was, fine), units_of(now, spans_now, fine)
    index_left, index_right = {u.start: i for i, u in enumerate(left)}, {u.start: j for j, u in enumerate(right)}
    at, places = index_left[own[0]], [index_right[s] for s, _ in spans_now]
    twins = [index_left[s] for s, _ in spans_was if s != own[0]]
    pairs = {*match_pairs([u.key for u in left], [u.key for u in right]), *((at, j) for j in places)}
    return _Scene(anchor, now_raw, was, now, own, needle, left, right, at, twins, places, sorted(pairs))


def _alike(text: str, spans: Sequence[Span], whole: bool) -> list[Span]:
    """The places that begin and end as the quote does: a quote of whole words does not stand inside others."""
    return [span for span in spans if not whole or _whole(text, span)]


def _sides(scene: _Scene, span: Span, place: Span) -> tuple[int, int]:
    """How much of what surrounds `span` in the earlier text stands around `place` in the later one: sides (0 to 2), characters."""
    was, now = scene.was.text, scene.now.text
    before = _common(was[max(0, span[0] - CONTEXT) : span[0]][::-1], now[max(0, place[0] - CONTEXT) : place[0]][::-1])
    after = _common(was[span[1] : span[1] + CONTEXT], now[place[1] : place[1] + CONTEXT])
    wanted = [min(_STANDS, span[0]), min(_STANDS, len(was) - span[1])]
    return sum(0 < want <= have for want, have in zip(wanted, (before, after), strict=True)), before + after


def _common(left: str, right: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


# --- the very words still stand -----------------------------------------------------------------------------------------


def _standing(scene: _Scene) -> PinCheck | None:
    """The verdict if the very words stand in a place that may be the quote's own; None if every place is a twin's."""
    if not scene.places:
        return None
    chains = scene.chains(scene.pairs)
    kept = {pair for pair, weight in zip(chains.pairs, chains.through, strict=True) if weight == chains.best}
    home = [j for j in scene.places if (scene.at, j) in kept]
    if home:
        return _at_home(scene, home, kept)
    twins = set(scene.twins)
    homed, taken = {i for i, _ in kept if i in twins}, {j for i, j in kept if i in twins}
    if len(scene.places) <= min(len(taken), len(homed)):
        return None
    free = [j for j in scene.places if j not in taken] or scene.places
    return _elsewhere(scene, free, sorted(twins - homed))


def _fit(scene: _Scene, i: int, j: int) -> tuple[int, int]:
    left, right = scene.left[i], scene.right[j]
    return _sides(scene, (left.start, left.end), (right.start, right.end))


def _at_home(scene: _Scene, home: Sequence[int], kept: set[Pair]) -> PinCheck | None:
    rivals: dict[int, list[int]] = {j: [] for j in home}
    for i, j in kept:
        if i != scene.at and j in rivals:
            rivals[j].append(i)
    best = max(home, key=lambda j: (not rivals[j], _fit(scene, scene.at, j), -j))
    own = _fit(scene, scene.at, best)
    other = max((_fit(scene, i, best)[0] for i in rivals[best]), default=-1)
    if other > own[0]:
        return None
    if other == own[0]:
        reason = "the quote stood several times; one of its places is gone, and this may be what is left of either"
        return _found(scene, "ambiguous", best, reason)
    if _unsupported(scene, own):
        return _found(scene, "ambiguous", best, "the words are few and nothing beside them is the same")
    return _found(scene, "verbatim", best, _times("the words stand where they stood", len(scene.places)))


def _elsewhere(scene: _Scene, free: Sequence[int], homeless: Sequence[int]) -> PinCheck:
    best = max(free, key=lambda j: (_fit(scene, scene.at, j), -j))
    own = _fit(scene, scene.at, best)
    if max((_fit(scene, i, best)[0] for i in homeless), default=-1) >= own[0]:
        return _found(scene, "ambiguous", best, "the quote stood several times, and this may be another of its places, moved")
    if _unsupported(scene, own):
        return _found(scene, "ambiguous", best, "the words are few, stand elsewhere, and nothing beside them is the same")
    return _found(scene, "moved", best, _times("the words stand at another place among the text that kept its order", len(free)))


def _unsupported(scene: _Scene, fit: tuple[int, int]) -> bool:
    alone = scene.own == (0, len(scene.was.text))
    return len(scene.needle) < SHORT_QUOTE and fit[0] == 0 and not alone


def _times(reason: str, times: int) -> tuple[str, ...]:
    return (reason,) if times == 1 else (reason, f"the same words stand {times} times in this text")


def _found(scene: _Scene, verdict: PinVerdict, j: int, reason: str | tuple[str, ...]) -> PinCheck:
    """The check for a place with the quote's very words, exact ones if they are; verbatim becomes typographic if they are not."""
    reasons = (reason,) if isinstance(reason, str) else reason
    start, end = scene.now.raw(scene.right[j].start, scene.right[j].end)
    text, exact = scene.now_raw[start:end], scene.anchor.exact
    if exact in text:
        return PinCheck(verdict, exact, start + text.index(exact), reasons=reasons)
    note = "quotes, dashes, white space or invisible characters differ"
    return PinCheck("typographic" if verdict == "verbatim" else verdict, text, start, reasons=(*reasons, note))


# --- something near stands ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """New text near the quote. `away` tells that it does not stand where the quote stood, `owner` what else it may come from."""

    near: Near
    away: bool
    sides: int
    owner: Literal["", "equal", "other"]


def _altered(scene: _Scene) -> PinCheck:
    """The verdict once the quote's own place is gone: altered, ambiguous or absent."""
    limit = int(NEAR_SHARE * len(scene.needle))
    candidates = sorted(islice(_candidates(scene), _CANDIDATES_AT_MOST))
    close = [c for c in candidates if c.near.distance <= limit and c.owner != "other" and not _too_short(scene, c)]
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
    return _edited(scene, best)


def _too_short(scene: _Scene, candidate: _Candidate) -> bool:
    needed = (scene.own[0] > 0) + (scene.own[1] < len(scene.was.text))
    return len(scene.needle) < SHORT_QUOTE and (candidate.sides < needed or needed == 0)


def _edited(scene: _Scene, candidate: _Candidate) -> PinCheck:
    start, end = scene.now.raw(candidate.near.start, candidate.near.end)
    text = scene.now_raw[start:end]
    place = "elsewhere, between words that stood beside it" if candidate.away else "where the quote stood"
    reasons = (f"near text stands {place}", _measure(scene, candidate))
    return PinCheck("altered", text, start, word_edits(scene.anchor.exact, text), reasons)


def _undecided(scene: _Scene, candidates: Sequence[_Candidate], reason: str) -> PinCheck:
    return PinCheck("ambiguous", reasons=(reason, *(_measure(scene, c) for c in candidates)))


def _absent(scene: _Scene, candidates: Sequence[_Candidate]) -> PinCheck:
    reasons = ["the words do not stand where they stood, and no new text is near enough to be them"]
    if scene.places:
        reasons.append(f"the same words stand elsewhere ({_shown(scene.needle)}), where they stood before too")
    if shown := next((c for c in candidates if c.owner != "other"), None):
        reasons.append("not near enough: " + _measure(scene, shown))
    return PinCheck("absent", reasons=tuple(reasons))


def _measure(scene: _Scene, candidate: _Candidate) -> str:
    near = candidate.near
    share = 100 * near.distance / len(scene.needle)
    return f"{_shown(scene.now.text[near.start : near.end])} differs in {near.distance} characters ({share:.0f} %)"


def _candidates(scene: _Scene) -> Iterator[_Candidate]:
    """New stretches of the later text near the quote, nearest first, with where they stand and whose they may be."""
    chain = scene.chains([pair for pair in scene.pairs if pair[0] != scene.at]).heaviest
    gone, new = _unaccounted(scene, chain)
    limit = int(_SHOWN_SHARE * len(scene.needle))
    seen: set[Span] = set()
    for rough in near_spans(scene.needle, scene.now.text, _runs(scene.right, new), limit):
        near = _fitted(scene, rough)
        if (near.start, near.end) in seen:
            continue
        seen.add((near.start, near.end))
        away = not _in_place(scene, chain, near)
        rest = [(0, scene.own[0]), (scene.own[1], len(scene.was.text))] if away else _runs(scene.left, gone)
        yield _Candidate(near, away, _sides(scene, scene.own, (near.start, near.end))[0], _owner(scene, near, rest, away))
        if rough.distance > int(NEAR_SHARE * len(scene.needle)):
            return  # one to show is enough; what follows is no nearer


def _unaccounted(scene: _Scene, chain: Sequence[Pair]) -> tuple[list[int], list[int]]:
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


def _in_place(scene: _Scene, chain: Sequence[Pair], near: Near) -> bool:
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


def _owner(scene: _Scene, near: Near, rest: Sequence[Span], away: bool) -> Literal["", "equal", "other"]:
    """Whether other text of the earlier version is as near to a stretch as the quote is (`equal`), or nearer (`other`).

    Between the very words that surrounded the quote, in its own place, likeness to what stood between other words does not count,
    unless that is word for word the same: then it went there, and the quote is gone.
    """
    place = (near.start, near.end)
    other = next(near_spans(scene.now.text[near.start : near.end], scene.was.text, rest, near.distance), None)
    if other is None:
        return ""
    between = not away and _sides(scene, scene.own, place)[0] == 2 and other.distance > 0
    if between and _sides(scene, (other.start, other.end), place)[0] < 2:
        return ""
    return "other" if other.distance < near.distance else "equal"


# --- where a near stretch begins and ends -------------------------------------------------------------------------------


def _fitted(scene: _Scene, rough: Near) -> Near:
    """The stretch with its ends put where the quote's ends are: beside the same words, at a sentence's end, or at a word's."""
    limit = int(NEAR_SHARE * len(scene.needle))
    best = None
    for (sure_start, start), (sure_end, end) in product(_starts(scene, rough), _ends(scene, rough)):
        if start < end:
            far = distance(scene.needle, scene.now.text[start:end])
            option = (far > limit, -(sure_start + sure_end) if far <= limit else 0, far, start, end)
            best = option if best is None else min(best, option)
    return replace(rough, distance=best[2], start=best[3], end=best[4]) if best else rough


def _starts(scene: _Scene, rough: Near) -> list[tuple[bool, int]]:
    """Where the quote may begin, and whether something says so: its first word, the words before it, a sentence's begin."""
    text, reach = scene.now.text, _reach(scene)
    snapped = _to_words(text, rough.start, rough.end)[0]
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


def _ends(scene: _Scene, rough: Near) -> list[tuple[bool, int]]:
    text, reach = scene.now.text, _reach(scene)
    snapped = _to_words(text, rough.start, rough.end)[1]
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


def _reach(scene: _Scene) -> int:
    return 24 + int(NEAR_SHARE * len(scene.needle))


def _is_cut(view: View, at: int) -> bool:
    k = bisect_left(view.cuts, at)
    return at >= len(view.text) or (k < len(view.cuts) and view.cuts[k] == at)


def _cuts_near(view: View, at: int, reach: int) -> list[int]:
    """The cuts on either side of an offset that are not further away than `reach`."""
    k = bisect_left(view.cuts, at)
    return [cut for cut in view.cuts[max(0, k - 1) : k + 1] if abs(cut - at) <= reach]


def _to_words(text: str, start: int, end: int) -> Span:
    """A span widened so that it cuts no word and begins and ends with no blank."""
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    first, last = start, end
    while first > 0 and start - first < _LONGEST_WORD and _inside(text, first):
        first -= 1
    while 0 < last < len(text) and last - end < _LONGEST_WORD and _inside(text, last):
        last += 1
    return (first if start - first < _LONGEST_WORD else start), (last if last - end < _LONGEST_WORD else end)


def _inside(text: str, at: int) -> bool:
    """Whether an offset lies inside a word or a number such as 4.1 or 1,290."""
    before, after = text[at - 1], text[at]
    if after in ".,":
        return before.isdigit() and text[at + 1 : at + 2].isdigit()
    if before in ".,":
        return after.isdigit() and text[max(0, at - 2) : at - 1].isdigit()
    return _in_word(before) and _in_word(after)

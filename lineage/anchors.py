"""Quotes somebody relies on: pinned to a text, and found again, or not, in a later version of it.

`make_anchor` writes down a quote with its surroundings; `check_pin` says what became of it. The order of its questions matters:

1. Do the very words (typography aside) still stand, as the same words and not as part of longer ones, and is one of these places
   the quote's own? The two versions are laid side by side (`scenes`); a place is the quote's own if the heaviest order-keeping
   alignment of the texts can put it there. A twin of the quote that stands where it always stood answers for itself only.
2. If the own place is gone: is there text that the quote became (`near_text`)?

`find_in_page` and `seen_on_page` ask the text of the whole page, where that of the article cannot answer.

Invariants: spans lie inside `now`; the verdict depends on the anchor and the texts only; whatever cannot be decided is
`ambiguous`, with the candidates in the reasons. Left to others: whether the capture can be audited at all (`not auditable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from lineage.alignment import Pair, Span, near_spans, view_of
from lineage.changes import TYPOGRAPHY
from lineage.errors import UsageError
from lineage.near_text import SHOWN_SHARE, grown_in, is_short, near_in, nearest_words
from lineage.scenes import CONTEXT, STANDS, Scene, edges_of, places_of, same_words, scene_of, shown, sides_of
from lineage.text import normalise
from lineage.values import Anchor, PinCheck, PinVerdict

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
        raise UsageError(f"the quote {shown(quote)} does not stand there", where=where, advice=_advice(text, quote))
    if occurrence is None and len(places) > 1:
        raise UsageError(f"the quote stands there {len(places)} times", where=where, advice=_choice(text, places))
    if occurrence is not None and not 1 <= occurrence <= len(places):
        raise UsageError(f"there is no occurrence {occurrence} of the quote", where=where, advice=_choice(text, places))
    start, end = places[(occurrence or 1) - 1]
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, layer)


def _raw_places(text: str, quote: str) -> list[Span]:
    """Where the quote stands: exactly, else folded; as whole words if it does so anywhere. Raw offsets."""
    view = view_of(text)
    exact = [(span, view.folded(*span)) for span in places_of(text, quote)]
    places = exact or [(view.raw(*span), span) for span in places_of(view.text, normalise(quote))]
    return [raw for raw, span in places if edges_of(view, span) == (0, 0)] or [raw for raw, _ in places]


def _advice(text: str, quote: str) -> str:
    view, needle = view_of(text), normalise(quote)
    near = next(near_spans(needle, view.text, [(0, len(view.text))], int(SHOWN_SHARE * len(needle))), None)
    if near is None:
        return "Copy the words from the captured text, or pin them in the page text if they stand outside the article"
    start, end = nearest_words(view, near)
    return f"The nearest words there are {shown(view.text[start:end])}; copy them from the captured text"


def _choice(text: str, places: Sequence[Span]) -> str:
    shown = [f"{n}: …{_around(text, span)}…" for n, span in enumerate(places[:5], start=1)]
    more = "; …" if len(places) > 5 else ""
    return f"Choose an occurrence from 1 to {len(places)}, or quote more of the sentence ({'; '.join(shown)}{more})"


def _around(text: str, span: Span) -> str:
    before = " ".join(text[max(0, span[0] - CONTEXT) : span[0]].split())
    after = " ".join(text[span[1] : span[1] + CONTEXT].split())
    return f"{before} [quote] {after}"


# --- checking -----------------------------------------------------------------------------------------------------------


def check_pin(anchor: Anchor, was: str, now: str) -> PinCheck:
    """What became of a pinned quote: `was` is the text (of the anchor's layer) where it was seen, `now` today's.

    Verdicts: verbatim, moved, typographic, altered (with edits), ambiguous, absent. If the quote does not stand in `was` (another
    extractor read it), the anchor's own prefix and suffix stand in for it, and order is not judged.
    """
    start = _own_start(anchor, was)
    if start is None:
        was, start = anchor.prefix + anchor.exact + anchor.suffix, len(anchor.prefix)
    if was == now:
        return PinCheck("verbatim", anchor.exact, start, reasons=("the whole text, as it was read, is the same",))
    if not normalise(anchor.exact) or not normalise(now):
        empty = "no text to find it in" if normalise(anchor.exact) else "no word in the quote to look for"
        return PinCheck("absent", reasons=(f"there is {empty}",))
    return _verdict(anchor, was, now, start)


def _verdict(anchor: Anchor, was: str, now: str, start: int) -> PinCheck:
    scene = scene_of(anchor, was, now, start, fine=True)
    standing, grown = _standing(scene), grown_in(scene)
    if standing:
        return _undecided(standing, grown) if grown and _outdone(scene, standing, grown) else standing
    if grown and grown.verdict != "ambiguous":
        return grown
    near = near_in(scene_of(anchor, was, now, start, fine=False))
    return grown if grown and near.verdict == "absent" else near


def _own_start(anchor: Anchor, was: str) -> int | None:
    if was.startswith(anchor.exact, anchor.start):
        return anchor.start

    def fit(start: int) -> tuple[int, int]:
        sides = was[:start].endswith(anchor.prefix) + was.startswith(anchor.suffix, start + len(anchor.exact))
        return sides, -abs(start - anchor.start)

    return max((start for start, _ in places_of(was, anchor.exact)), key=fit, default=None)


def _outdone(scene: Scene, standing: PinCheck, grown: PinCheck) -> bool:
    """Whether longer words in the quote's own place have more of its surroundings than the place where its words stand."""
    if grown.verdict == "ambiguous" or standing.verdict == "ambiguous":
        return False
    here, there = _sides_at(scene, standing), _sides_at(scene, grown)
    return there > here or (there == here and standing.verdict == "moved")


def _sides_at(scene: Scene, check: PinCheck) -> int:
    start = check.start or 0
    return sides_of(scene, scene.own_words, scene.now.folded(start, start + len(check.now or "")))[0]


def _undecided(standing: PinCheck, grown: PinCheck) -> PinCheck:
    reason = "the words stand at one place, and longer ones at another where the quote may have stood"
    return PinCheck("ambiguous", reasons=(reason, *(shown(check.now or "") for check in (standing, grown))))


# --- the very words still stand -----------------------------------------------------------------------------------------


def _standing(scene: Scene) -> PinCheck | None:
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


def _fit(scene: Scene, i: int, j: int) -> tuple[int, int]:
    left, right = scene.left[i], scene.right[j]
    return sides_of(scene, (left.start, left.end), (right.start, right.end))


def _at_home(scene: Scene, home: Sequence[int], kept: set[Pair]) -> PinCheck | None:
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
        return _found(scene, "ambiguous", best, "the words are few, and on neither side stands what stood there")
    return _found(scene, "verbatim", best, _times("the words stand where they stood", len(scene.places)))


def _elsewhere(scene: Scene, free: Sequence[int], homeless: Sequence[int]) -> PinCheck:
    best = max(free, key=lambda j: (_fit(scene, scene.at, j), -j))
    own = _fit(scene, scene.at, best)
    if max((_fit(scene, i, best)[0] for i in homeless), default=-1) >= own[0]:
        return _found(scene, "ambiguous", best, "the quote stood several times, and this may be another of its places, moved")
    if _unsupported(scene, own):
        return _found(
            scene, "ambiguous", best, "the words are few and stand elsewhere, and on neither side stands what stood there"
        )
    return _found(scene, "moved", best, _times("the words stand at another place among the text that kept its order", len(free)))


def _unsupported(scene: Scene, fit: tuple[int, int]) -> bool:
    return is_short(scene) and fit[0] == 0 and not scene.alone()


def _times(reason: str, times: int) -> tuple[str, ...]:
    return (reason,) if times == 1 else (reason, f"the same words stand {times} times in this text")


def _found(scene: Scene, verdict: PinVerdict, j: int, reason: str | tuple[str, ...]) -> PinCheck:
    """The check for a place with the quote's very words, exact ones if they are; verbatim becomes typographic if they are not."""
    reasons = (reason,) if isinstance(reason, str) else reason
    start, end = scene.now.raw(scene.right[j].start, scene.right[j].end)
    text, exact = scene.now_raw[start:end], scene.anchor.exact
    # The place leaves out what nobody sees at its edges; the quote may have it.
    low, high = max(0, min(start, end - len(exact))), max(end, start + len(exact))
    if (at := scene.now_raw.find(exact, low, high)) >= 0:
        return PinCheck(verdict, exact, at, reasons=reasons)
    note = f"{TYPOGRAPHY} differ"
    return PinCheck("typographic" if verdict == "verbatim" else verdict, text, start, reasons=(*reasons, note))


# --- the page around the article ----------------------------------------------------------------------------------------


def find_in_page(anchor: Anchor, was_page: str, now_page: str) -> PinCheck | None:
    """Whether a quote that is gone from the article still stands on the page: `moved`, or None.

    Strict, because nothing but the page's text speaks for it: the characters of the quote stood on the earlier page exactly once,
    they stand on the later one exactly once and as the same words, and on at least one side the same context (32 characters,
    folded; not less than 8 where the page ends) still stands beside them. A twin, a teaser or a longer number never answers for it.
    `start` is None: it would be an offset into another text than the anchor's.
    """
    was, now, needle = view_of(was_page), view_of(now_page), normalise(anchor.exact)
    before, after = places_of(was.text, needle), places_of(now.text, needle)
    if len(before) != 1 or len(after) != 1:
        return None
    own, place = before[0], after[0]
    if not same_words(was, own, edges_of(was, own), now, place):
        return None
    left, right = was.text[max(0, own[0] - CONTEXT) : own[0]], was.text[own[1] : own[1] + CONTEXT]
    beside = (
        len(left) >= STANDS and now.text.endswith(left, 0, place[0]),
        len(right) >= STANDS and now.text.startswith(right, place[1]),
    )
    if not any(beside):
        return None
    start, end = now.raw(*place)
    reason = "it stands on the page where it stood, outside what was now read as the article"
    return PinCheck("moved", now_page[start:end], None, reasons=(reason,))


def seen_on_page(check: PinCheck, anchor: Anchor, was_page: str, now_page: str) -> PinCheck:
    """The check of a quote of the article, `typographic` instead of `verbatim` if it is written in other characters on the page.

    The reading of an article may have dropped what nobody sees (soft hyphens, direction marks); the page's text keeps it. Where
    the quote stands several times on the page, every place has to be written otherwise.
    """
    if check.verdict != "verbatim":
        return check
    before, after = _written(anchor.exact, was_page), _written(anchor.exact, now_page)
    if not before or not after or not before.isdisjoint(after):
        return check
    note = f"on the page {TYPOGRAPHY} differ, which the article as it was read does not show"
    return replace(check, verdict="typographic", reasons=("the words stand where they stood", note))


def _written(quote: str, page: str) -> set[str]:
    """The ways a quote is written where its words stand on a page."""
    view = view_of(page)
    spans = [view.raw(*span) for span in places_of(view.text, normalise(quote)) if edges_of(view, span) == (0, 0)]
    return {" ".join(page[start:end].split()) for start, end in spans}

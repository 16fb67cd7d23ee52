"""A pin's scene: the version where a quote was seen and today's, side by side, cut so that every place of the quote is one unit.

A place of the quote is where its words stand *as the same words*: the word at either edge of it is the one that stood at that edge
when it was pinned (`words`). "4 million" does not stand in "1.4 million", nor "violent protest" in "non-violent protest"; a quote
that was pinned from the middle of a word goes on standing in the middle of that word only. Where the characters stand in other
words, that is a unit too, with these words, for whoever asks what the quote became.

Invariant: offsets are those of the folded texts. Left to others: what follows for the pin (`anchors`, `near_text`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.alignment import Chains, Pair, Span, Unit, View, chains_of, match_pairs, units_of, view_of
from lineage.values import Anchor
from lineage.words import to_words, word_around

CONTEXT = 32
"""Characters of prefix and suffix, as W3C text quote selectors commonly keep them."""
STANDS = 8
"""Characters beside a place that must agree for that side of its surroundings to stand (fewer where the text ends)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Both versions of a text, for one quote.

    `own` is the quote's place in the earlier version, `own_words` the same widened to whole words. `left` and `right` are the
    units, `at` the index of the quote's own; `twins` the left and `places` the right indexes of units with the quote's words,
    `twins` without the own one; `grown` the right indexes of units that hold the quote's characters within other words.
    """

    anchor: Anchor
    was_raw: str
    now_raw: str
    was: View
    now: View
    own: Span
    own_words: Span
    needle: str
    left: Sequence[Unit]
    right: Sequence[Unit]
    at: int
    twins: Sequence[int]
    places: Sequence[int]
    grown: Sequence[int]
    pairs: Sequence[Pair]

    def chains(self, pairs: Sequence[Pair]) -> Chains:
        """The heaviest chains over pairs of units, weighed by the characters of the left ones."""
        return chains_of(pairs, lambda i: len(self.left[i].key))

    def alone(self) -> bool:
        """Whether the quote was the whole text."""
        return self.own == (0, len(self.was.text))


def scene_of(anchor: Anchor, was_raw: str, now_raw: str, start: int, *, fine: bool) -> Scene:
    """The scene of a quote that stands at raw offset `start` of the earlier version; `fine` cuts into pieces of sentences."""
    was, now = view_of(was_raw), view_of(now_raw)
    own = _without_blanks(was.text, was.folded(start, start + len(anchor.exact)))
    needle = was.text[own[0] : own[1]]
    edges = edges_of(was, own)

    def sorted_out(view: View, low: int, high: int) -> list[tuple[Span, bool]]:
        spans = [(low + first, low + last) for first, last in places_of(view.text[low:high], needle)]
        return _apart(view, [(span, same_words(was, own, edges, view, span)) for span in spans], low, high)

    spans_was = [*sorted_out(was, 0, own[0]), (own, True), *sorted_out(was, own[1], len(was.text))]
    spans_now = sorted_out(now, 0, len(now.text))
    left = units_of(was, [span for span, _ in spans_was], fine)
    right = units_of(now, [span for span, _ in spans_now], fine)
    index_left, index_right = {u.start: i for i, u in enumerate(left)}, {u.start: j for j, u in enumerate(right)}
    at = index_left[own[0]]
    twins = [index_left[span[0]] for span, same in spans_was if same and span != own]
    places = [index_right[span[0]] for span, same in spans_now if same]
    grown = [index_right[span[0]] for span, same in spans_now if not same]
    pairs = {*match_pairs([u.key for u in left], [u.key for u in right]), *((at, j) for j in places)} - {(at, j) for j in grown}
    own_words = to_words(was.written, *own)
    return Scene(anchor, was_raw, now_raw, was, now, own, own_words, needle, left, right, at, twins, places, grown, sorted(pairs))


def _without_blanks(text: str, span: Span) -> Span:
    """A quote may begin with an invisible character and a blank behind it; its words begin after both."""
    piece = text[slice(*span)]
    return span[1] - len(piece.lstrip(" ")), span[0] + len(piece.rstrip(" "))


def _apart(view: View, spans: Sequence[tuple[Span, bool]], low: int, high: int) -> list[tuple[Span, bool]]:
    """Places between two bounds, those within other words widened to these as far as all stay disjoint."""
    found: list[tuple[Span, bool]] = []
    for k, (span, same) in enumerate(spans):
        first, last = span if same else to_words(view.written, *span)
        until = spans[k + 1][0][0] if k + 1 < len(spans) else high
        found.append(((first, last) if low <= first and last <= until else span, same))
        low = found[-1][0][1]
    return found


def places_of(text: str, needle: str) -> list[Span]:
    """All disjoint places of a needle, from the front."""
    found = []
    at = text.find(needle) if needle else -1
    while at >= 0:
        found.append((at, at + len(needle)))
        at = text.find(needle, at + len(needle))
    return found


def edges_of(view: View, span: Span) -> tuple[int, int]:
    """How many characters of the words at a span's edges stand outside it, before and behind; (0, 0) for whole words."""
    return span[0] - word_around(view.written, span[0])[0], word_around(view.written, span[1])[1] - span[1]


def same_words(was: View, own: Span, edges: tuple[int, int], now: View, place: Span) -> bool:
    """Whether equal stretches of two views are the same words: what of a word stands outside an edge stands outside the other's.

    `edges` are those of `own`. Where the views agree beyond the edges in every character, other dashes or line breaks do not count.
    """
    before, behind = (max(pair) for pair in zip(edges, edges_of(now, place), strict=True))
    if was.text[max(0, own[0] - before) : own[0]] != now.text[max(0, place[0] - before) : place[0]]:
        return False
    return was.text[own[1] : own[1] + behind] == now.text[place[1] : place[1] + behind]


def sides_of(scene: Scene, span: Span, place: Span) -> tuple[int, int]:
    """How much of what surrounds `span` in the earlier text stands around `place` in the later one: sides (0 to 2), characters."""
    was, now = scene.was.text, scene.now.text
    before = _common(was[max(0, span[0] - CONTEXT) : span[0]][::-1], now[max(0, place[0] - CONTEXT) : place[0]][::-1])
    after = _common(was[span[1] : span[1] + CONTEXT], now[place[1] : place[1] + CONTEXT])
    wanted = [min(STANDS, span[0]), min(STANDS, len(was) - span[1])]
    return sum(0 < want <= have for want, have in zip(wanted, (before, after), strict=True)), before + after


def _common(left: str, right: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def shown(text: str) -> str:
    """Words in quotation marks, for a sentence to the reader; at most 160 characters of them."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= 160 else text[:157] + '…'}”"

"""How two texts are related, in one word, read off the passages they share: the same word from either side.

Two levels. `relation` looks at one pair: how much of each text the passages cover, in how many words, and whether those words
stand in somebody's mouth. `relations_of` looks at all pairs of a corpus and adds what one pair cannot show: a *mosaic*, a text put
together from several others.

    identical      one text, word for word
    full reprint   one text stands in the other almost whole and makes up half of it or more; the rest is template text or a frame
    abridged       most of the shorter text is a good part of the longer one
    mosaic         a text whose words come from two or more others, a quarter or more from each, in disjoint stretches
    excerpt        a stretch of one text inside other text
    quotation      marked as someone's words on one side; where the texts are not at hand, no longer than a quotation is
    common source  both only quote the same words: neither took them from the other
    shared text    nothing but template text is shared, which relates nobody

Invariants: symmetric; template passages count for nothing; linear in the number of passages; of the texts only those are cut into
words that are the same but for signs and spelling. The limits are by reasoning and from the containment tables of synthetic
reprints; they are not calibrated.

Left to others: finding passages (`passages`), who copied whom (`descent`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

from lineage.values import Passage
from lineage.wordlists import listed

Relation = Literal["identical", "full reprint", "abridged", "mosaic", "excerpt", "quotation", "common source", "shared text"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""All words, the closest kin first."""

Span = tuple[int, int]


class Spoken(NamedTuple):
    """What the texts say of a passage beyond its place in them."""

    here: bool
    """It stands as somebody's words on side a ..."""
    there: bool
    """... and on side b."""
    same: bool = True
    """Its words are the same with their signs, currencies and spelling; asked only where it may make two texts identical."""


ALMOST_WHOLE = 0.8
HALF = 0.5
MOST = 0.6
GOOD_PART = 0.2
QUOTATION_WORDS = 60
"""The longest run of words, in all passages of a pair together, that may be a quotation if nobody can look for quotation marks."""
NOT_SPOKEN = 0.1
"""Share of the shared words that may stand outside quotation marks in a quotation: words of attribution beside it."""
NEVER_MOSAIC: tuple[Relation, ...] = ("identical", "full reprint", "common source", "shared text")
"""What a pair is called remains when one of its texts is a mosaic."""
PART = 0.25
"""Share of a mosaic that comes from each of its sources; all of them together make up `MOST` of it."""


def relation(containment_a: float, containment_b: float, passages: Sequence[Passage], spoken: Sequence[Spoken] = ()) -> Relation:
    """One word for how the two texts of a pair are related, the same from either side. About a million passages a second.

    Args:
        containment_a: share (0 to 1) of the words of a that the passages cover.
        containment_b: the same for b.
        passages: what they share.
        spoken: for each passage, as `spoken_sides` gives it; empty if it is not known, and then no pair has a common source.
    """
    high, low = (containment_a, containment_b) if containment_a >= containment_b else (containment_b, containment_a)
    words = on_one_side = on_both = 0
    same = True
    for at, passage in enumerate(passages):
        if passage.kind == "template":
            continue
        words += passage.tokens
        here, there, alike = spoken[at] if spoken else _UNKNOWN
        same = same and alike
        on_one_side += passage.tokens if here or there else 0
        on_both += passage.tokens if here and there else 0
    if not words:
        return "shared text"
    if high >= ALMOST_WHOLE and low >= HALF:
        return "identical" if low >= 1 and same and _word_for_word(passages) else "full reprint"
    if on_both == words and high < ALMOST_WHOLE:
        return "common source"
    if on_one_side >= (1 - NOT_SPOKEN) * words:
        return "quotation"
    if high >= MOST and low >= GOOD_PART:
        return "abridged"
    # Words that neither side marks are nobody's quotation, however few: a sentence of the story, two short paragraphs.
    return "quotation" if not spoken and words <= QUOTATION_WORDS and high < MOST else "excerpt"


_UNKNOWN = Spoken(False, False)


def _word_for_word(passages: Sequence[Passage]) -> bool:
    """Whether the passages are verbatim and stand in the same order on both sides."""
    ordered = sorted(passages, key=lambda p: p.a_start)
    return all(p.kind == "verbatim" for p in ordered) and all(p.b_end <= q.b_start for p, q in pairwise(ordered))


def relation_of_texts(a: str, b: str, passages: Sequence[Passage], containment_a: float, containment_b: float) -> Relation:
    """The relation of a pair whose texts are at hand; they are looked at only if the answer depends on it."""
    high, low = max(containment_a, containment_b), min(containment_a, containment_b)
    if not passages or a == b or (high >= ALMOST_WHOLE and HALF <= low < 1):
        return relation(containment_a, containment_b, passages)
    return relation(containment_a, containment_b, passages, spoken_sides(a, b, passages))


# --- among all pairs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that share passages, by any names the caller has for them; `spoken` as `relation` takes it."""

    a: Hashable
    b: Hashable
    containment_a: float
    containment_b: float
    passages: Sequence[Passage]
    spoken: Sequence[Spoken] = ()


@dataclass(frozen=True, slots=True)
class _Kin:
    """One pair, seen from one of its texts."""

    other: Hashable
    share: float
    share_of_other: float
    spans: tuple[Span, ...]


def relations_of(pairs: Sequence[Pair]) -> list[Relation]:
    """The relation of each pair, in the order given, when all pairs of these texts are known.

    A pair is a mosaic when one of its texts is and a part of it comes from the other; what is a reprint or a common source as a
    pair remains so. The order of the pairs, and of the two texts in a pair, makes no difference.
    """
    texts = mosaics(pairs)
    named = [relation(each.containment_a, each.containment_b, each.passages, each.spoken) for each in pairs]
    return [_mosaic_or(word, each, texts) for word, each in zip(named, pairs, strict=True)]


def _mosaic_or(word: Relation, pair: Pair, texts: Iterable[Hashable]) -> Relation:
    if word in NEVER_MOSAIC:
        return word
    of_a, of_b = pair.a in texts and pair.containment_a >= PART, pair.b in texts and pair.containment_b >= PART
    return "mosaic" if of_a or of_b else word


def mosaics(pairs: Iterable[Pair]) -> dict[Hashable, tuple[Hashable, ...]]:
    """The texts that are put together from others, each with the sources chosen for it, the largest part first.

    A text that one other document holds almost whole is explained by that one, unless each part is a mere part of its source too:
    the source of two excerpts is no mosaic of them.
    """
    kin: dict[Hashable, list[_Kin]] = defaultdict(list)
    for pair in pairs:
        if max(pair.containment_a, pair.containment_b) < PART:
            continue
        own = [p for p in pair.passages if p.kind != "template"]
        left, right = tuple((p.a_start, p.a_end) for p in own), tuple((p.b_start, p.b_end) for p in own)
        kin[pair.a].append(_Kin(pair.b, pair.containment_a, pair.containment_b, left))
        kin[pair.b].append(_Kin(pair.a, pair.containment_b, pair.containment_a, right))
    found = ((name, _parts(others)) for name, others in kin.items())
    return {name: parts for name, parts in found if parts}


def _parts(kin: Sequence[_Kin]) -> tuple[Hashable, ...]:
    """The sources of one text, or none if it is no mosaic: greedily the one that adds most words, while it adds a part."""
    whole = any(each.share >= ALMOST_WHOLE for each in kin)
    most_of_other = MOST if whole else 2.0
    able = [each for each in kin if PART <= each.share < ALMOST_WHOLE and each.share_of_other < most_of_other and each.spans]
    if len(able) < 2:
        return ()
    able.sort(key=lambda each: (-each.share, str(each.other)))
    chosen: list[Hashable] = []
    covered: list[Span] = []
    together = 0.0
    while able:
        gains = [each.share * _outside(each.spans, covered) for each in able]
        best = max(range(len(able)), key=lambda at: (gains[at], -at))
        if gains[best] < PART:
            break
        taken = able.pop(best)
        chosen.append(taken.other)
        together += gains[best]
        covered = _united([*covered, *taken.spans])
    return tuple(chosen) if len(chosen) >= 2 and together >= MOST else ()


def _outside(spans: Sequence[Span], covered: Sequence[Span]) -> float:
    """The share of the spans' characters that lie outside what is covered (disjoint, sorted)."""
    total = inside = 0
    for start, end in spans:
        total += end - start
        for at in range(max(0, bisect_left(covered, (start + 1, 0)) - 1), bisect_left(covered, (end, 0))):
            inside += max(0, min(end, covered[at][1]) - max(start, covered[at][0]))
    return 1 - inside / total if total else 0.0


def _united(spans: Iterable[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


# --- in somebody's mouth ------------------------------------------------------------------------------------------------

MOSTLY_QUOTED = 2 / 3
"""Share of a passage that lies between quotation marks when it is taken for quoted: a few words of attribution may hang on."""
LONGEST_QUOTE = 3_000
"""Characters a quotation may have within one paragraph; a mark that is not closed by then is a stray one."""
LEAST_QUOTED = 0.4
"""Share of it where all the rest is such an attribution: a short quotation is soon outweighed by the speaker's name and office."""
ATTRIBUTION_WORDS = 6
"""Words of an attribution at most. A longer one, word for word the same, was copied with the quotation."""
REACH = 120
"""How far from a passage, in characters, the words are looked for that say whose words it is."""

_OPENING, _CLOSING = "「『„｢〝﹁﹃", "」』｣〞〟﹂﹄"
_DOUBLE = re.compile(f'[“”‟«»＂"{_OPENING}{_CLOSING}]')
_KIND = {mark: kind for kind in ("„“”‟", "«»", '"＂', "「」", "『』", "｢｣", "〝〞〟", "﹁﹂", "﹃﹄") for mark in kind}
"""To which of these a mark belongs."""
_BLOCK = re.compile(r"^[ \t]{0,3}>[> \t]{0,8}(?=[^\s>])[^\n]*+", re.MULTILINE)
"""A line of a block quotation as Markdown and mail mark it."""
_SINGLE = re.compile("['‘’‚‹›]")
_ENDS = re.compile(r"[.!?。！？][\"'”’»)]{0,2}(?=\s|$)|[\n。！？]")
_NAME = re.compile(r"[^\W\d_a-z]\w\w+|[\u3400-\u9fff]{2}|[\u0600-\u06ff]{4,}")
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]++")
_CUES_IN_WORDS = (
    "[Aa]ccording to",
    "sagte|erklärte|betonte|[Ll]aut|zufolge",
    "[Ss]elon|dit|déclaré|affirmé|lancé|expliqué|ajouté",
    "[Ss]egún|dijo|declaró|afirmó|señaló|aseguró",
    "[Ss]egundo|disse|declarou|afirmou",
    "[Ss]econdo|ha detto|dichiarato|affermato",
    "сказала?|заявила?|сообщила?|отметила?|подчеркнула?|добавила?|по словам",
    "dedi|söyledi|belirtti|açıkladı",
    "[وف]?(?:قالت?|أكدت?|صرحت?|أوضحت?|أضافت?|بحسب)",
)
"""Words of saying, by language; of English and Chinese there are more elsewhere."""
_CUES_WITHOUT_BLANKS = ("と(?:述べ|語|話し|言|訴え)|によると", "말했|밝혔|전했|강조했|에 따르면")
_NO_NAME = listed(
    "The This That But And For His Her Its They There When While After Before Monday Tuesday Wednesday Thursday Friday"
    " الذي التي هذا هذه ذلك خلال بعد كانت"
)


def spoken_sides(a: str, b: str, passages: Sequence[Passage]) -> tuple[Spoken, ...]:
    """For each passage: does it stand as somebody's words in a, and in b?

    It does where it lies between quotation marks, or reaches out of them to who says so and no further. A side without marks does,
    too, where its sentence says whose words they are and the other side's sentence names the same. Linear in the texts (10
    microseconds for a page); the two texts of the last pairs are remembered, so pairs are best asked for text by text.
    """
    spoken = tuple(_spoken(a, b, passage) for passage in passages)
    if a == b or not _all_verbatim(a, b, passages):
        return spoken
    from lineage.word_alignment import same_words

    return tuple(each._replace(same=same_words(a, b, passage)) for each, passage in zip(spoken, passages, strict=True))


def _all_verbatim(a: str, b: str, passages: Sequence[Passage]) -> bool:
    """Whether the passages are verbatim and half of both texts or more, so that these may be identical but for template text."""
    counted = [p for p in passages if p.kind != "template"]
    here, there = sum(p.a_end - p.a_start for p in counted), sum(p.b_end - p.b_start for p in counted)
    whole = here >= HALF * len(a) and there >= HALF * len(b)
    return whole and all(p.kind == "verbatim" for p in counted)


def _spoken(a: str, b: str, passage: Passage) -> Spoken:
    here, there = (passage.a_start, passage.a_end), (passage.b_start, passage.b_end)
    left, right = _is_quoted(a, here), _is_quoted(b, there)
    if left and right:
        return Spoken(True, True)
    if passage.tokens <= QUOTATION_WORDS and _same_speaker(_beside(a, here), _beside(b, there)):
        return Spoken(True, True)
    return Spoken(left, right)


def _is_quoted(text: str, span: Span) -> bool:
    quoted = quoted_spans(text)
    inside = 1 - _outside([span], quoted)
    return inside >= MOSTLY_QUOTED or (inside >= LEAST_QUOTED and _is_attribution(_without(text, span, quoted)))


def _without(text: str, span: Span, quoted: Sequence[Span]) -> list[str]:
    """The pieces of a stretch that lie outside the quotations."""
    pieces, at = [], span[0]
    for k in range(max(0, bisect_left(quoted, (at + 1, 0)) - 1), bisect_left(quoted, (span[1], 0))):
        start, end = quoted[k]
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    return [*pieces, text[at : span[1]]]


def _is_attribution(pieces: Iterable[str]) -> bool:
    """Whether what stands beside a quotation says whose words they are, and no more."""
    said = [piece.strip() for piece in pieces]
    if sum(len(_WORDS.findall(piece)) for piece in said) > ATTRIBUTION_WORDS:
        return False
    whole = all(not (stop := _ENDS.search(piece)) or not _WORDS.search(piece, stop.end()) for piece in said)
    return whole and any(_names(piece) or _cue().search(piece) for piece in said)


def _beside(text: str, span: Span) -> tuple[str, str]:
    """The rest of the passage's sentence, before it and behind it."""
    start, end = span
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    cut = 0
    for found in _ENDS.finditer(before):
        cut = found.end()
    stop = _ENDS.search(after)
    return before[cut:], after[: stop.start() if stop else len(after)]


def _same_speaker(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether both sides attribute the words, and to the same name. Names first: they seldom agree, and cues take long to find."""
    ours = [(_names(part), part) for part in left]
    theirs = [(_names(part), part) for part in right]
    common = (ours[0][0] | ours[1][0]) & (theirs[0][0] | theirs[1][0]) - _NO_NAME
    return bool(common) and bool(_attributed(ours, common) & _attributed(theirs, common))


def _names(part: str) -> set[str]:
    """What may be names: words with a capital; in scripts without capitals any that are long enough."""
    return {name for name in _NAME.findall(part) if not name[0].islower()}


def _attributed(parts: Iterable[tuple[set[str], str]], common: set[str]) -> set[str]:
    return {name for names, part in parts if names & common and _cue().search(part) for name in names & common}


@cache
def _cue() -> re.Pattern[str]:
    """What says that words are somebody's. Made when needed: the patterns behind it take longer to load than a verb to start."""
    from lineage.cues import ZH_VERB
    from lineage.speech import SAID

    spaced = "|".join(_CUES_IN_WORDS)
    return re.compile(rf"{SAID.pattern}|\b(?:{spaced})\b|{'|'.join(_CUES_WITHOUT_BLANKS)}|{ZH_VERB}")


@lru_cache(maxsize=16)
def quoted_spans(text: str) -> tuple[Span, ...]:
    """The stretches between quotation marks, marks left out, disjoint and in order.

    A lighter reading than that of `quotations`: it tells inside from outside, no more. A quotation that goes on in the next
    paragraph, where the mark opens again, is one with it.
    """
    blocks = [found.span() for found in _BLOCK.finditer(text)] if ">" in text else []
    return tuple(_united([*_between_double(text), *_between_single(text), *blocks]))


def _between_double(text: str) -> list[Span]:
    """Double marks and their like. A quotation within another one, in marks of another kind, is part of it, if that one ends."""
    spans: list[Span] = []
    within: list[Span] = []
    opened = inner = 0  # where a quotation begins; 0: none is open
    for found in _DOUBLE.finditer(text):
        at = found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        mark, outer = found.group(), text[opened - 1] if opened else ""
        opens = _opens(mark, before, after, pending=text[inner - 1] if inner else outer)
        same = _KIND.get(mark) == _KIND.get(outer)
        if opened and (at - opened > LONGEST_QUOTE or (opens and same != (before in ("", "\n")))):
            spans += within
            within, opened, inner = [], 0, 0
        if opened and opens and not same:
            inner = at + 1
        elif inner and not opens and _KIND.get(mark) == _KIND.get(text[inner - 1]):
            within.append((inner, at))
            inner = 0
        else:
            # Where it opens again, the paragraph before ends without a mark: the speech goes on.
            if opened and opened + opens < at:
                spans.append((opened, at))
            within, opened, inner = [], at + 1 if opens else 0, 0
    return [*spans, *((start, end) for start, end in within if start < end)]


def _opens(mark: str, before: str, after: str, *, pending: str) -> bool:
    """Whether a mark opens: by the shape of its surroundings, else by its own, else by turns. `pending`: the one that is open."""
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    touches_before = before != "" and not before.isspace() and before not in "([—–-:：，,"
    touches_after = after != "" and not after.isspace() and after not in ")]—–-:;,.!?。，！？；："
    if touches_before != touches_after:
        return touches_after
    if mark in "“«":
        return touches_after or not pending or (mark == "«" and pending != "»")
    return False if mark in "”»" else not pending


def _between_single(text: str) -> list[Span]:
    """Single marks, within a line only. One that follows a stop closes rather than one that may be an apostrophe."""
    spans: list[Span] = []
    opened: int | None = None
    closed = 0
    sure = False
    for found in _SINGLE.finditer(text):
        at = found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        closes = (before.isalnum() or (before != "" and before in ".,!?…")) and not after.isalnum()
        if not closes and (before.isalnum() or not after.isalnum()):
            continue  # an apostrophe, or a mark of something else
        if opened is not None and (at - opened > LONGEST_QUOTE or text.find("\n", opened, at) >= 0 or not closes):
            if closed > opened:
                spans.append((opened, closed))
            opened = None
        if not closes:
            opened, closed, sure = at + 1, 0, False
        elif opened is not None and not sure:
            closed, sure = at, before in ".,!?…"
    if opened is not None and closed > opened:
        spans.append((opened, closed))
    return spans

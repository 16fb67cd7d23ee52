"""What changed between two snapshots of one document: a change class, never a boolean, and the edits that show it.

The rungs are compared from the bytes upwards: payload, decoded content, words of the page, words of the article. A bad capture or
another extractor never becomes "the text changed": then the answer is `not comparable`. Nothing is called the same of which the
characters differ: an article that only got soft hyphens, direction marks or no-break spaces is a `text` change, typographic only.

Invariants: the parts of a `diff`, taken in order, give every paragraph of the later text once and in its order, and every paragraph
of the earlier text once. Edits are by words; when more than typography differs, typographic differences are not listed as edits.

Left to others: verdicts on single quotes (`anchors`), where the digests come from (`snapshots`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lineage.alignment import chains_of, match_pairs
from lineage.text import normalise, paragraphs
from lineage.values import Change, DiffPart, Digest, HashLadder, Quality, QualityWord, Reading, TextEdit
from lineage.words import WORD

NEAR_PARAGRAPH = 0.5
"""Paragraphs that share this much of their characters (in order) are shown as one that was edited, not as one gone and one new."""
TYPOGRAPHY = "quotes, dashes, white space, invisible characters or forms of letters"
"""What may differ between two texts whose folded views agree, in words for the reader."""
_LAYOUT = re.compile("[ \\t\\r\\n\\f\\v]+")  # white space a browser collapses; a no-break space is a character somebody chose
_PAIRED_AT_MOST = 2_500  # paragraph pairs compared within one gap; beyond it they are paired in order
_CHARACTERS_COMPARED = 25_000_000  # product of two lengths up to which two paragraphs are compared by characters
_WORDS_COMPARED = 4_000_000_000  # product of two word counts up to which words are aligned (some 0.5 s)


@dataclass(frozen=True, slots=True)
class Side:
    """One snapshot as `classify` sees it.

    `extractor` is (name, version, options), None when nothing was read. Digests are those of the hash ladder, or None where a
    rung was never reached; the texts are empty then.
    """

    quality: QualityWord
    extractor: tuple[str, str, str] | None = None
    payload: Digest | None = None
    content: Digest | None = None
    page_digest: Digest | None = None
    main_digest: Digest | None = None
    normalised_digest: Digest | None = None
    main_text: str = ""
    page_text: str = ""

    @classmethod
    def of(cls, quality: Quality | QualityWord, reading: Reading | None, ladder: HashLadder | None) -> Side:
        """The side that a capture's quality, its reading and its ladder make."""
        return cls(
            quality=quality.verdict if isinstance(quality, Quality) else quality,
            extractor=(reading.extractor.name, reading.extractor.version, reading.extractor.options) if reading else None,
            payload=ladder.payload if ladder else None,
            content=ladder.content if ladder else None,
            page_digest=ladder.page_text if ladder else None,
            main_digest=ladder.main_text if ladder else None,
            normalised_digest=ladder.normalised_text if ladder else None,
            main_text=reading.main_text if reading else "",
            page_text=reading.page_text if reading else "",
        )


def classify(was: Side, now: Side) -> Change:
    """The change class between two snapshots of one document, with reasons and the rungs that differ.

    `text` carries the paragraphs that differ, equal ones included, as `diff` gives them.
    """
    rungs = _rungs(was, now)
    if bad := [
        f"the {name} capture is {side.quality}" for name, side in (("earlier", was), ("later", now)) if side.quality != "ok"
    ]:
        return Change("not comparable", tuple(bad), rungs)
    if _agree(was.payload, now.payload):
        return Change("unchanged", ("the same bytes came",), rungs)
    if _agree(was.content, now.content):
        return Change("unchanged", ("the same content came in another transfer encoding",), rungs)
    if was.extractor is None or now.extractor is None:
        return Change("not comparable", ("a snapshot has no reading",), rungs)
    if was.extractor != now.extractor:
        reason = f"read by different extractors: {' '.join(was.extractor)} and {' '.join(now.extractor)}"
        return Change("not comparable", (reason, "read both snapshots with one of them to compare"), rungs)
    return _compare_texts(was, now, rungs)


def _agree(was: Digest | None, now: Digest | None) -> bool:
    return was is not None and was == now


def _rungs(was: Side, now: Side) -> tuple[str, ...]:
    ladder = (
        ("payload", was.payload, now.payload),
        ("content", was.content, now.content),
        ("page text", was.page_digest, now.page_digest),
        ("main text", was.main_digest, now.main_digest),
        ("normalised text", was.normalised_digest, now.normalised_digest),
    )
    return tuple(name for name, before, after in ladder if before != after)


def _compare_texts(was: Side, now: Side, rungs: tuple[str, ...]) -> Change:
    if _LAYOUT.split(was.page_text.strip()) == _LAYOUT.split(now.page_text.strip()):
        reasons = ["every word a visitor sees is the same"]
        if was.main_text.split() != now.main_text.split():
            reasons.append("the extractor took another part of the same words for the article")
        return Change("markup only", tuple(reasons), rungs)
    if was.main_text == now.main_text:
        return _around_the_article(was, now, rungs)
    parts = diff(was.main_text, now.main_text)
    if normalise(was.main_text) == normalise(now.main_text):
        return Change("text", (f"typographic only: {TYPOGRAPHY} differ",), rungs, parts)
    return Change("text", (_summary(parts),), rungs, parts)


def _around_the_article(was: Side, now: Side, rungs: tuple[str, ...]) -> Change:
    """The class where the articles are equal as they were read, but the pages are not.

    An extractor may drop what nobody sees (soft hyphens, direction marks). The page text keeps it, so the page has the last word
    on whether the article's characters are the same; if they are not, that is a text change, with the paragraphs of the page.
    """
    if touched := _touched(was, now):
        reason = f"typographic only: in {touched} of the article's paragraphs, {TYPOGRAPHY} differ"
        rest = () if normalise(was.page_text) == normalise(now.page_text) else ("around the article, words differ too",)
        return Change("text", (reason, *rest), rungs, diff(was.page_text, now.page_text))
    reasons = ["the article, as it was read, is the same; elsewhere the page differs"]
    if normalise(was.page_text) == normalise(now.page_text):
        reasons = [f"typographic only: the article, as it was read, is the same; in the page's text {TYPOGRAPHY} differ"]
    return Change("template only", tuple(reasons), rungs)


def _touched(was: Side, now: Side) -> int:
    """How many paragraphs of the article stand on both pages with the same words, but in other characters."""
    before, after = _forms(was.page_text), _forms(now.page_text)
    article = {normalise(was.main_text[start:end]) for start, end in paragraphs(was.main_text)}
    return sum(key in before and key in after and before[key].isdisjoint(after[key]) for key in article)


def _forms(text: str) -> dict[str, set[str]]:
    """For the folded text of each paragraph: the ways it is written, blanks aside."""
    found: dict[str, set[str]] = defaultdict(set)
    for start, end in paragraphs(text):
        found[normalise(text[start:end])].add(" ".join(_LAYOUT.split(text[start:end])))
    return found


def _summary(parts: Sequence[DiffPart]) -> str:
    words = {"replace": "edited", "insert": "new", "delete": "gone", "move": "moved"}
    counts = {word: sum(part.op == op for part in parts) for op, word in words.items()}
    return "paragraphs: " + ", ".join(f"{count} {word}" for word, count in counts.items() if count)


# --- edits by words -----------------------------------------------------------------------------------------------------


def word_edits(was: str, now: str) -> tuple[TextEdit, ...]:
    """The edits, by words, that make `now` out of `was`, in order; edits that touch are one.

    What a word is says `words`; each mark that belongs to none counts as one. If the words differ in typography only, these
    differences are the edits; otherwise they are passed over. Two texts that differ never go without an edit.
    """
    if was == now:
        return ()
    edits = () if normalise(was) == normalise(now) else _edits(was, now, exactly=False)
    # Where no word differs but as written, and not even so, it is white space or invisible characters.
    return edits or _edits(was, now, exactly=True) or (_edit(was, now),)


def _edits(was: str, now: str, *, exactly: bool) -> tuple[TextEdit, ...]:
    before, keys_before = _worded(was, exactly)
    after, keys_after = _worded(now, exactly)
    spans = _differing(keys_before, keys_after)
    return tuple(_edit(_joined(was, before[a:b]), _joined(now, after[c:d])) for a, b, c, d in spans)


def _worded(text: str, exactly: bool) -> tuple[list[re.Match[str]], list[str]]:
    """The words of a text and what they are compared by; words of invisible characters only are left out unless `exactly`."""
    words = list(WORD.finditer(text))
    keys = [word if exactly or (word.isascii() and word.isalnum()) else normalise(word) for word in map(re.Match.group, words)]
    kept = [k for k, key in enumerate(keys) if key]
    return [words[k] for k in kept], [keys[k] for k in kept]


def _joined(text: str, words: Sequence[re.Match[str]]) -> str:
    return text[words[0].start() : words[-1].end()] if words else ""


def _edit(was: str, now: str) -> TextEdit:
    return TextEdit("replace" if was and now else "delete" if was else "insert", was, now)


def _differing(was: Sequence[str], now: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Stretches (was start, was end, now start, now end) that differ in a least-edit alignment; one if the texts are too long."""
    from rapidfuzz.distance import Levenshtein

    head = _common_head(was, now)
    tail = _common_head(was[head:][::-1], now[head:][::-1])
    mid_was, mid_now = was[head : len(was) - tail], now[head : len(now) - tail]
    if not mid_was and not mid_now:
        return []
    if len(mid_was) * len(mid_now) > _WORDS_COMPARED:
        return [(head, len(was) - tail, head, len(now) - tail)]
    numbers: dict[str, int] = {}
    numbered = [[numbers.setdefault(word, len(numbers)) for word in side] for side in (mid_was, mid_now)]
    spans: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(*numbered):
        if op.tag == "equal":
            continue
        span = (op.src_start + head, op.src_end + head, op.dest_start + head, op.dest_end + head)
        if spans and spans[-1][1] == span[0] and spans[-1][3] == span[2]:
            span = (spans[-1][0], span[1], spans[-1][2], span[3])
            spans.pop()
        spans.append(span)
    return spans


def _common_head(was: Sequence[str], now: Sequence[str]) -> int:
    return next((k for k, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))


# --- paragraph by paragraph ---------------------------------------------------------------------------------------------


def diff(was: str, now: str) -> tuple[DiffPart, ...]:
    """The comparison of two texts by paragraphs, in the order of the later one; what is gone stands where it stood.

    `equal`, `insert` and `delete` explain themselves. `replace` is a paragraph that was edited, with its edits by words. `move` is
    one that stands elsewhere among the others, at its new place; of two swapped blocks the one with fewer characters moved.
    """
    before = [was[start:end] for start, end in paragraphs(was)]
    after = [now[start:end] for start, end in paragraphs(now)]
    keys_before, keys_after = [normalise(text) for text in before], [normalise(text) for text in after]
    chain = chains_of(match_pairs(keys_before, keys_after), lambda i: len(keys_before[i]) + 1).heaviest
    moved = _moved(keys_before, keys_after, chain)
    gone_from = set(moved.values())
    parts: list[DiffPart] = []
    left = right = 0
    for i, j in (*chain, (len(before), len(after))):
        gap_before = [k for k in range(left, i) if k not in gone_from]
        parts.extend(_gap(before, after, gap_before, range(right, j), moved))
        if i < len(before):
            parts.append(_part(before[i], after[j]))
        left, right = i + 1, j + 1
    return tuple(parts)


def _part(was: str, now: str) -> DiffPart:
    return DiffPart("equal", was, now) if was == now else DiffPart("replace", was, now, word_edits(was, now))


def _moved(was: Sequence[str], now: Sequence[str], chain: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For paragraphs of `now` off the chain: the paragraph of `was`, off the chain too, that has the same words."""
    kept_before, kept_after = {i for i, _ in chain}, {j for _, j in chain}
    waiting: dict[str, list[int]] = defaultdict(list)
    for i in reversed(range(len(was))):
        if i not in kept_before:
            waiting[was[i]].append(i)
    return {j: waiting[key].pop() for j, key in enumerate(now) if j not in kept_after and waiting.get(key)}


def _gap(
    before: Sequence[str], after: Sequence[str], left: Sequence[int], right: Sequence[int], moved: dict[int, int]
) -> list[DiffPart]:
    """The parts between two kept paragraphs: edited pairs, and around them what is gone, new or moved here."""
    fresh = [j for j in right if j not in moved]
    partner = {fresh[n]: left[m] for m, n in _near_pairs([before[i] for i in left], [after[j] for j in fresh])}
    edited = set(partner.values())
    parts: list[DiffPart] = []
    waiting = list(left)
    for j in right:
        parts.extend(_gone(before, waiting, edited))
        if j in partner:
            parts.append(_part(before[waiting.pop(0)], after[j]))
        elif j in moved:
            was = before[moved[j]]
            parts.append(DiffPart("move", was, after[j], () if was == after[j] else word_edits(was, after[j])))
        else:
            parts.append(DiffPart("insert", "", after[j]))
    return [*parts, *_gone(before, waiting, edited)]


def _gone(before: Sequence[str], waiting: list[int], edited: set[int]) -> list[DiffPart]:
    """The deletions that come next: what waits in front of the next edited paragraph is taken off and is gone."""
    count = next((k for k, i in enumerate(waiting) if i in edited), len(waiting))
    gone = [DiffPart("delete", before[i], "") for i in waiting[:count]]
    del waiting[:count]
    return gone


def _near_pairs(was: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of paragraphs that are near enough to be one edited one, in order on both sides, the most alike in sum."""
    if len(was) * len(now) > _PAIRED_AT_MOST:
        return [(k, k) for k, (a, b) in enumerate(zip(was, now, strict=False)) if _likeness(a, b) >= NEAR_PARAGRAPH]
    likeness = {(m, n): _likeness(a, b) for m, a in enumerate(was) for n, b in enumerate(now)}
    return _most_alike(sorted(pair for pair, share in likeness.items() if share >= NEAR_PARAGRAPH), likeness)


def _most_alike(pairs: Sequence[tuple[int, int]], likeness: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    best: list[tuple[float, int]] = []
    for k, (m, n) in enumerate(pairs):
        before = max(((best[h][0], -h) for h in range(k) if pairs[h][0] < m and pairs[h][1] < n), default=(0.0, 1))
        best.append((before[0] + likeness[m, n], -before[1]))
    chosen = []
    at = max(range(len(best)), key=lambda k: (best[k][0], -k), default=-1)
    while at >= 0:
        chosen.append(pairs[at])
        at = best[at][1]
    return chosen[::-1]


def _likeness(was: str, now: str) -> float:
    """The share (0 to 1) of characters two paragraphs have in common, in order; for very long ones, of words in any order."""
    from rapidfuzz.distance import Indel

    if len(was) * len(now) <= _CHARACTERS_COMPARED:
        return Indel.normalized_similarity(was, now, score_cutoff=NEAR_PARAGRAPH)
    before, after = set(was.split()), set(now.split())
    return len(before & after) / max(len(before), len(after), 1)

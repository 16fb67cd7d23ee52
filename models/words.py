"""Words as search sees them: folded so that case, accents and typographic forms do not matter, and found again in the text.

A word is a run of letters and digits with its marks. Scripts that are written without blanks (Chinese, Japanese, Thai, ...), and
Korean with its endings, have no such runs: each of their signs is a word, so that any stretch of them can be searched for as a
phrase. Folding is the same for texts and queries, and for both databases; they only compare what comes out of here.

Pure functions. The index itself is `models/searching.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LONGEST_WORD = 64
"""Characters of a word that count: longer runs are no words but keys, hashes, encoded data."""
_LONGEST_RUN = 4 * LONGEST_WORD
"""Characters of a run that are folded: marks that fall away make it longer than its word."""

_SIGNS = (
    "\u0e01-\u0e4e\u0e81-\u0eff\u1000-\u109f\u1780-\u17d3\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana, Han, and Hangul for its endings."""

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_INDIC = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0d4d"
_WORD = re.compile(rf"[{_SIGNS}]|(?:[^\W_{_SIGNS}]|[{_MARKS}{_INDIC}\u00ad])+")
_SIGN = re.compile(f"[{_SIGNS}]")
_DROPPED = re.compile(f"[{_MARKS}\u00ad\u0640]")
_ITEM = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞＂「」『』", '"'))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> tuple[str, ...]:
    """Return the words that one run of a text is: one, unless folding opens a sign into several."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return tuple(part[:LONGEST_WORD] for part in _WORD.findall(unicodedata.normalize("NFKC", plain).casefold()))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order; linear in its length."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _WORD.findall(text.lower())]
    return [word for run in _WORD.findall(text) for word in _folded(run[:_LONGEST_RUN])]


def sign_pairs(words: Sequence[str]) -> list[str]:
    """Return each two signs of a script without blanks that follow one another, as one word each."""
    return [
        one + other for one, other in pairwise(words) if len(one) == len(other) == 1 and _SIGN.match(one) and _SIGN.match(other)
    ]


@dataclass(frozen=True, slots=True)
class Query:
    """What a person searches for: phrases of one word or more, all of which must be there, and others of which none may be."""

    wanted: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]

    @property
    def exact(self) -> bool:
        """Whether an index of single words decides it."""
        return all(len(phrase) == 1 for phrase in (*self.wanted, *self.excluded))

    def fits(self, *texts: str) -> bool:
        """Whether the texts, between them, have everything wanted and nothing excluded."""
        joined = [f" {' '.join(words_of(text))} " for text in texts]

        def there(phrase: tuple[str, ...]) -> bool:
            return any(f" {' '.join(phrase)} " in one for one in joined)

        return all(map(there, self.wanted)) and not any(map(there, self.excluded))


def parsed(query: str) -> Query:
    """Return what a query asks for: words, "phrases in quotes", -excluded ones. Anything a person types is a query."""
    wanted: dict[tuple[str, ...], None] = {}
    excluded: dict[tuple[str, ...], None] = {}
    for found in _ITEM.finditer(query.translate(_QUOTES)):
        words = tuple(words_of(found[2] if found[2] is not None else found[4]))
        if words:
            (excluded if found[1] or found[3] else wanted)[words] = None
    return Query(tuple(wanted), tuple(excluded))


# --- snippets -----------------------------------------------------------------------------------------------------------

AROUND = 70
"""Characters of the text that a snippet shows on either side of its first hit."""

_MOST_PLACES = 500
"""Places looked at to find the best one: a text full of a word is like that everywhere."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase of the query stands in a text."""

    start: int
    end: int
    phrase: tuple[str, ...]


def snippet(text: str, query: Query) -> str:
    """Return the place in a text that has most of what is wanted, on one line, the hits between « and »; else the beginning."""
    places: list[_Place] = []
    for place in _places(text, query.wanted):
        places.append(place)
        if len(places) == _MOST_PLACES:
            break
    if not places:
        return _cut(text, 0, 2 * AROUND, ())
    best = max(places, key=lambda one: len({other.phrase for other in _beside(one, places)}))
    return _cut(text, best.start - AROUND, max(best.end, best.start + AROUND), _beside(best, places))


def _beside(one: _Place, places: Sequence[_Place]) -> list[_Place]:
    """Return the places that a snippet which begins with one of them shows, itself first."""
    shown: list[_Place] = []
    for other in places:
        free = not shown or other.start >= shown[-1].end
        if free and one.start <= other.start and (other is one or other.end <= one.start + AROUND):
            shown.append(other)
    return shown


def _places(text: str, phrases: Sequence[tuple[str, ...]]) -> Iterator[_Place]:
    """Yield where the phrases stand, in the order of the text."""
    if not phrases:
        return
    longest = max(map(len, phrases))
    firsts = {phrase[0] for phrase in phrases}
    run: list[tuple[str, int, int]] = []
    for found in _WORD.finditer(text):
        run.extend((word, found.start(), found.end()) for word in _folded(found[0][:_LONGEST_RUN]))
        while len(run) >= longest:
            yield from _at(run, phrases, firsts)
            del run[0]
    while run:
        yield from _at(run, phrases, firsts)
        del run[0]


def _at(run: Sequence[tuple[str, int, int]], phrases: Sequence[tuple[str, ...]], firsts: set[str]) -> Iterator[_Place]:
    """Yield the longest phrase that begins with the first word of a run."""
    if run[0][0] not in firsts:
        return
    words = tuple(word for word, _, _ in run)
    fitting = [phrase for phrase in phrases if words[: len(phrase)] == phrase]
    if fitting:
        phrase = max(fitting, key=len)
        yield _Place(run[0][1], run[len(phrase) - 1][2], phrase)


def _cut(text: str, start: int, end: int, places: Sequence[_Place]) -> str:
    """Return a stretch of a text on one line, cut between words, with marks around the places in it."""
    start, end = _between_words(text, max(start, 0), -1), _between_words(text, min(end + AROUND // 2, len(text)), 1)
    parts: list[str] = []
    at = start
    for place in places:
        parts += [text[at : place.start], "«", text[place.start : place.end], "»"]
        at = place.end
    line = " ".join("".join([*parts, text[at : max(end, at)]]).split())
    return ("… " if text[:start].strip() else "") + line + (" …" if text[max(end, at) :].strip() else "")


def _between_words(text: str, at: int, step: int, most: int = 15) -> int:
    """Return the nearest offset that does not cut a word, looking outwards over at most 15 characters."""
    for offset in range(at, at + step * most, step):
        if not 0 < offset < len(text):
            return min(max(offset, 0), len(text))
        if text[offset].isspace() or text[offset - 1].isspace():
            return offset
    return at

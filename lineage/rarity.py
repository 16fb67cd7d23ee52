"""How rare a word is: the frozen background against which shared words count as evidence, in bits.

The background is the general language, not the collection: so the evidence of a pair of texts depends on the two texts alone, is
the same today and in a year, and the same whether texts arrive one by one or all at once. It comes from the small word lists of
`wordfreq` (words above one in a million, of subtitles, Wikipedia, news, books and the web), for the languages in `LANGUAGES`. Of
several languages the one in which the word is most frequent decides: nobody is convicted by a common word of another language.

Invariants: deterministic; every answer lies in [1, 20]. The lists are read on first use (0.2 s) and never change afterwards.

Left to others: words that are common in one site's template (`templates`), finding the words (`word_arrays`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from gzip import decompress
from importlib.resources import files
from math import log2
from typing import cast

from lineage.text import character_role

LANGUAGES = ("en", "zh", "ar", "ru", "fr", "de", "es", "pt", "it", "ja", "ko", "tr")
LEAST_BITS, MOST_BITS = 1.0, 20.0
UNKNOWN_BITS = 17.0
"""A word on no list. Rarer than one in a million would be 20 bits and more, but most such words are names, inflected forms and
misread letters: they must not weigh much more than a rare word."""
_BITS_BY_DIGITS = (6.0, 8.0, 10.0, 11.0, 13.0, 15.0, 17.0)
"""By the number of digits. Small numbers are everywhere and four digits are mostly a year; a figure of seven digits is
as good as a name."""
_IDEOGRAPH_SHARE = 0.5  # an ideograph says about half as much as a word: Chinese words have two on average
_PARTICLE_BITS = 2.0  # what a part that the lists keep apart adds to its stem
_LONGEST_PARTICLE, _SHORTEST_STEM = 3, 3
_FRONTS = ("l", "d", "qu", "dell", "all", "nell", "sull", "dall", "un", "و", "ف", "ب", "ل", "ال", "وال", "بال", "لل")
"""What French and Italian write before an apostrophe, which words as compared have lost, and Arabic without a blank."""
_BITS_PER_BUCKET = log2(10) / 100  # the lists are in hundredths of a power of ten


def word_bits(word: str) -> float:
    """The surprise of one word in bits, -log2 of its relative frequency; `word` as `lineage.text.tokens` gives it.

    Numbers count by their digits, words on no list `UNKNOWN_BITS`, an ideograph half of what its frequency among the characters
    of Chinese or Japanese says. Always within [`LEAST_BITS`, `MOST_BITS`].
    """
    if digits := sum(map(str.isdigit, word)):
        return _BITS_BY_DIGITS[min(digits, len(_BITS_BY_DIGITS)) - 1]
    if len(word) == 1 and character_role(word).ideograph:
        return _character_bits(word)
    known = _words().get(word)
    if known is None:
        known = min(UNKNOWN_BITS, _stem_bits(word))
    return min(max(known, LEAST_BITS), MOST_BITS)


def _character_bits(character: str) -> float:
    known = _characters()
    bits = known.get(character) or known.get(_simplified().get(ord(character), character), UNKNOWN_BITS)
    return min(max(bits * _IDEOGRAPH_SHARE, LEAST_BITS), MOST_BITS)


def _stem_bits(word: str) -> float:
    """A word on no list, by its stem: the lists have particles, articles and possessives apart, text writes them onto the word."""
    words = _words()
    if "\uac00" <= word[:1] <= "\ud7a3":
        stems = [word[:-n] for n in range(1, min(_LONGEST_PARTICLE + 1, len(word)))]
    else:
        stems = [word.removesuffix("s"), *(word[len(front) :] for front in _FRONTS if word.startswith(front))]
        stems = [stem for stem in stems if len(stem) >= _SHORTEST_STEM]
    return next((words[stem] + _PARTICLE_BITS for stem in stems if stem in words), UNKNOWN_BITS)  # the longest one known


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    from wordfreq import get_frequency_list

    lists = [get_frequency_list(language, "small") for language in LANGUAGES]
    bits: dict[str, float] = {}
    for bucket in reversed(range(max(map(len, lists)))):  # from rare to common: of several languages the most frequent stays
        for words in lists:
            if bucket < len(words):
                bits.update(dict.fromkeys(words[bucket], bucket * _BITS_PER_BUCKET))
    for listed in [word for word in bits if "'" in word]:
        word = listed.replace("'", "")
        bits[word] = min(bits.get(word, MOST_BITS), bits.pop(listed))
    return bits


@lru_cache(maxsize=1)
def _characters() -> dict[str, float]:
    """The bits of single characters: how often each is written in running Chinese or Japanese text."""
    from wordfreq import get_frequency_list

    bits: dict[str, float] = {}
    for language in ("zh", "ja"):
        share: defaultdict[str, float] = defaultdict(float)
        for bucket, words in enumerate(get_frequency_list(language, "small")):
            for word in words:
                for character in word:
                    share[character] += 10 ** (-bucket / 100)
        total = sum(share.values())
        for character, weight in share.items():
            bits[character] = min(bits.get(character, 99.0), -log2(weight / total))
    return bits


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """The simplified form of each traditional character: the Chinese list is in simplified characters only.

    Read from wordfreq's data, as its own function for it asks for a word segmenter that nothing else here needs.
    """
    from msgpack import unpackb  # type: ignore[import-untyped]

    packed = files("wordfreq").joinpath("data", "_chinese_mapping.msgpack.gz").read_bytes()
    return cast(dict[int, str], unpackb(decompress(packed), strict_map_key=False))

"""Words as they are written: where a word begins and ends, with the digits, signs and marks that belong to it.

A change of meaning often is no more than a longer word: 4 and 4.5, 12 and 12,000, 5 and −5, violent and non-violent. So whoever
asks whether words still stand, or shows which words differ, has to agree on where a word ends. That is settled here, once:

- letters, digits, superscripts and combining marks that touch are one word, and so is what a hyphen or an apostrophe joins;
- a number has its separators (1,200.5, 1 200, 5:30, 2024/25), what stands directly before it (a sign, a currency, < or ~) and
  what follows it (%, °, a currency);
- scripts without blanks between words have no words to speak of: each sign is one, but numerals written in ideographs are one word.

An em dash parts words. Invariant: linear in the length of the text. Left to others: how words are compared (`text`), what differs
between two texts (`changes`).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from functools import lru_cache

from lineage.text import INDIC_MARKS, MARKS

LONGEST_WORD = 64
"""What goes on for longer than this (characters) without a boundary is no word to look at from its edge (an address, say)."""

_BARE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_NUMERALS = "〇零一二三四五六七八九十百千万萬亿億兆两兩"
_POWERS = "十百千万萬亿億兆"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_BLANK = "[ \u00a0\u2009\u202f]"
_CURRENCY = "$¢-¥؋฿\u20a0-\u20cf＄￠￡￥￦"
_SIGN = rf"[-‐‑‒–−﹣－+±∓<>~≈∼≤≥≦≧＋＜＞～%#№{_CURRENCY}]"
_LETTER = r"[^\W\d_]"

_PREFIX = rf"(?<!\w)(?:{_SIGN}{{1,3}}\.?|(?<!\.)\.)(?=\d)"
_JOINERS = (
    r"(?<=\w)['’ʼ‐‑‒–-](?=\w)",
    r"(?<=[^\W_])_(?=[^\W_])",
    r"(?<=\d)[-.,:/·٫٬，．−](?=\d)",
    r"(?<=\w)\.(?=[a-zß-öø-ÿ])",
    rf"(?<=\b{_LETTER})\.(?={_LETTER}\b)",
    rf"(?<=\w)[{_CURRENCY}](?=\d)",
    rf"(?<=\d)°(?={_LETTER})",
    r"(?<=\w)[⁺⁻](?=\w)",
    rf"(?<=\d)(?<!\d\d\d\d){_BLANK}(?=\d\d\d(?!\d))",
    rf"(?<=[\d{_POWERS}])[{_POWERS}]",
)
_SUFFIX = rf"(?<=\d)(?:{_BLANK}?[%‰％]|{_BLANK}?[{_CURRENCY}](?!\w)|[°+](?!\w))"

WORD = re.compile(
    rf"[{_NUMERALS}]+(?:[点點][{_NUMERALS}]+)*"
    rf"|[{_BARE}][{MARKS}{INDIC_MARKS}]*"
    rf"|(?:{_PREFIX})?(?:[^\W_{_BARE}]|[{MARKS}{INDIC_MARKS}{_UNSEEN}]|{'|'.join(_JOINERS)})+(?:{_SUFFIX})?"
    r"|[^\w\s]|_"
)
"""One word, or one mark that belongs to none."""
_BARE_SIGN = re.compile(f"[{_BARE}]")


def word_around(text: str, at: int) -> tuple[int, int]:
    """The span of the word that an offset lies inside of; `(at, at)` if it lies between words, or in something endless."""
    starts, ends = _bounds(text)
    k = bisect_left(starts, at) - 1
    return (starts[k], ends[k]) if k >= 0 and at < ends[k] else (at, at)


@lru_cache(maxsize=4)
def _bounds(text: str) -> tuple[array[int], array[int]]:
    """Where words of more than one character begin and end. Kept for the texts of an audit, which is asked about many places."""
    starts, ends = array("I"), array("I")
    for match in WORD.finditer(text):
        start, end = match.span()
        if 1 < end - start <= LONGEST_WORD:
            starts.append(start)
            ends.append(end)
    return starts, ends


def to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span widened so that it cuts no word."""
    return word_around(text, start)[0], word_around(text, end)[1]


def weight_of(text: str) -> int:
    """How much a text says, in characters of an alphabet: a sign of a script without blanks counts as two."""
    return len(text) + sum(1 for _ in _BARE_SIGN.finditer(text))

"""House style: spellings by which papers of one kind are told from those of another. A tie-breaker, never a clue to one outlet.

Invariants: role `other` and strength `hints`, so that no verdict can rest on it; a style is given only where its forms are clearly
the more frequent ones; rows are data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lineage.clue_rules.scan import Scan
from lineage.nearby import matches, places
from lineage.values import Clue

_BRITISH = (
    r"\b(?:labour|colour|favour|honour|behaviour|neighbour|harbour|rumour|centre|theatre|programme|defence|offence|licence"
    r"|travell(?:ed|ing)|cancell(?:ed|ing)|(?:recogn|organ|real|critic|emphas|apolog|author)is(?:e|ed|es|ing|ation))s?\b"
)
_AMERICAN = (
    r"\b(?:labor|color|favor|honor|behavior|neighbor|harbor|rumor|center|theater|program|defense|offense|license"
    r"|travel(?:ed|ing)|cancel(?:ed|ing)|(?:recogn|organ|real|critic|emphas|apolog|author)iz(?:e|ed|es|ing|ation))s?\b"
)
_ROWS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("British spelling", _BRITISH), ("American spelling", _AMERICAN)),
    (("per cent in two words", r"\bper cent\b"), ("percent in one word", r"\bpercent\b")),
    (("Uygur", r"\bUygurs?\b"), ("Uyghur", r"\bUyghurs?\b"), ("Uighur", r"\bUighurs?\b")),
    (("Kyiv", r"\bKyiv\b"), ("Kiev", r"\bKiev\b")),
    (("Communist party", r"\bCommunist party\b"), ("Communist Party", r"\bCommunist Party\b")),
)
_PATTERNS = tuple(
    (tuple(name for name, _ in row), re.compile("|".join(f"(?P<v{n}>{words})" for n, (_, words) in enumerate(row))))
    for row in _ROWS
)
_NEEDED: tuple[tuple[str, ...], ...] = (
    (
        *("labo", "colo", "favo", "hono", "behavio", "neighbo", "harbo", "rumo", "cent", "theat", "program", "defen", "offen"),
        *("licen", "travel", "cancel", "recogn", "organ", "real", "critic", "emphas", "apolog", "author"),
    ),
    ("per cent", "percent"),
    ("Uy", "Uighur"),
    ("Kyiv", "Kiev"),
    ("Communist ",),
)
"""For each row how its words begin: they are looked for only there."""
_LONGEST = 24
_SAMPLE, _FEWEST, _SHARE = 20_000, 2, 0.8


def find_house_style(scan: Scan) -> Iterator[Clue]:
    """One clue for each feature whose forms the text uses nearly always in one way, at the first of them."""
    end = min(len(scan.text), scan.start + _SAMPLE)
    for (names, pattern), needed in zip(_PATTERNS, _NEEDED, strict=True):
        counts: Counter[str] = Counter()
        first: dict[str, tuple[int, int]] = {}
        found = places(scan.text, needed, scan.start, end)
        for match in matches(pattern, scan.text, found, 1, _LONGEST, scan.start, end):
            name = names[int((match.lastgroup or "v0")[1:])]
            counts[name] += 1
            first.setdefault(name, match.span())
        if not counts:
            continue
        name, most = counts.most_common(1)[0]
        if most >= _FEWEST and most >= _SHARE * counts.total():
            yield scan.clue("house style", "other", name, first[name], "house style/spelling", strength="hints")

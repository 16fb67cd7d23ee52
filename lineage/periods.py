"""The time a figure holds for: a rate ("every year"), a stretch ("from 2014 to 2019"), or both, as the text writes them.

Only the figure's own sentence is looked at, and the nearest words win.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from lineage.nearby import lowered, matches, places

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)

PERIOD = re.compile(
    rf"\b(?:(?:from|between) (?:19|20)\d\d (?:to|and|until|through) (?:19|20)\d\d|(?:19|20)\d\d ?[-–] ?(?:19|20)?\d\d\b"
    rf"|(?:since|until|till|before|after|during|throughout)(?: the end of| early| late| mid-?)? (?:{MONTH} )?(?:19|20)\d\d"
    rf"|by the end of (?:{MONTH} )?(?:19|20)\d\d|(?:in|by|for) (?:(?:early|late|mid-?) ?)?(?:{MONTH} )?(?:\d{{1,2}},? )?"
    rf"(?:19|20)\d\d"
    r"|e?very (?:year|month|week|day)|ever year|(?:each|per|a) (?:year|month|week|day|hour|annum)|annually|monthly|daily"
    r"|weekly|annual|yearly"
    r"|(?:this|last|next) (?:year|month|week)|(?:over|in|for|during) the (?:past|last|next) (?:\w{1,20} ){0,2}(?:years?|months?"
    r"|weeks?|days?|decades?)"
    r"|in a row)\b",
    re.IGNORECASE,
)
PERIOD_WORDS = ("year", "month", "week", "day", "daily", "hour", "annu", "decade", "in a row")
YEAR = re.compile(r"(?:19|20)\d\d")
PERIOD_REACH = 80, 30
"""How far before and behind one of these words or years a period may reach."""
SENTENCE_STOP = re.compile(r"(?<![A-Z])[.!?…][”\"’'»)\]]{0,3}(?=\s{1,40}[^\sa-z])|\n")


class Sentences:
    """Where the sentences of a text end, so that a period is looked for only in the figure's own."""

    def __init__(self, text: str) -> None:
        self._stops = [hit.end() for hit in SENTENCE_STOP.finditer(text)]
        self._length = len(text)
        found = sorted((*places(lowered(text), PERIOD_WORDS), *(hit.start() for hit in YEAR.finditer(text))))
        self._periods = list(matches(PERIOD, text, found, *PERIOD_REACH))
        self._starts = [hit.start() for hit in self._periods]

    def around(self, at: int) -> tuple[int, int]:
        """The sentence that holds an offset, cut to 300 characters on either side."""
        place = bisect_right(self._stops, at)
        start = self._stops[place - 1] if place else 0
        end = self._stops[place] if place < len(self._stops) else self._length
        return max(start, at - 300), min(end, at + 300)

    def periods(self, start: int, end: int) -> list[re.Match[str]]:
        """The words of time between two offsets; they are looked for once, however many figures ask."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [hit for hit in self._periods[first:last] if hit.end() <= end]


def period_of(text: str, begin: int, finish: int, sentences: Sentences) -> str | None:
    """When the figure at `text[begin:finish]` holds: the nearest rate and stretch of time in its sentence, as written."""
    start, end = sentences.around(begin)
    hits = [hit for hit in sentences.periods(start, end) if _governs(text, hit, begin, finish)]
    chosen: dict[bool, re.Match[str]] = {}
    for hit in sorted(hits, key=lambda h: max(h.start() - finish, begin - h.end())):
        chosen.setdefault(bool(re.search(r"\d", hit.group())), hit)
    if not chosen:
        return None
    return "; ".join(" ".join(hit.group().split()) for hit in sorted(chosen.values(), key=lambda h: h.start()))


def _governs(text: str, hit: re.Match[str], begin: int, finish: int) -> bool:
    """Whether words of time can belong to a figure: `per year` must follow it, `annual` must not lie behind another number."""
    if hit.start() < finish and hit.end() > begin:
        return False
    words = hit.group().lower()
    if words.startswith(("per ", "a ")):
        return 0 <= hit.start() - finish <= 45 and not re.search(r"\d|[;:]", text[finish : hit.start()])
    if words in ("annual", "yearly", "monthly", "daily", "weekly", "annually"):
        between = text[hit.end() : begin] if hit.end() <= begin else text[finish : hit.start()]
        return not re.search(r"\d", between)
    return True

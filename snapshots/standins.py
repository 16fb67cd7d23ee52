"""Pages that stand in for the article: maintenance, consent, a parked domain, a host's placeholder, "not in your region".

They are told from articles about such things by what is left when their own talk is taken away: of a stand-in hardly anything is
left, of an article nearly all. A sentence that reports what somebody said is never a page's own talk. The words are data, in
`notices.toml`. A guard's challenge, a login and a removal notice have their own rules, in `quality`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.values import Quality, Reading
from snapshots.notices import StandIn, consists_of, folded, letters, stand_ins, titles_of

MOST = 3000
"""Characters of text from which a page is no stand-in; forms that ask for consent are the longest, with their list of purposes."""

BRIEF = 400
"""Characters of main text below which a title that could be a headline too ("Scheduled maintenance") is that of a notice."""

LEFT = 80
"""Letters besides a notice's own talk that are nothing: a slogan, an address, a copyright line."""

SHARE = 0.2
"""Share of the letters besides a notice's own talk up to which a page is that notice."""

_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？\n]")


def stand_in(reading: Reading) -> Iterator[Quality]:
    """The verdicts on a page that is shown instead of the one asked for, with the words that give it away."""
    if len(reading.main_text) >= MOST:
        return
    titles = titles_of(reading)
    sentences = _sentences(reading.main_text or reading.page_text[:MOST])
    for kind in stand_ins().kinds:
        if len(reading.main_text) < BRIEF and (phrase := _title_of(kind, titles)):
            yield Quality(kind.verdict, (f'{kind.what} instead of the page, titled "{phrase}"',))
        if said := _own_talk(kind, sentences, titles):
            yield Quality(kind.verdict, (f'{kind.what} instead of the page: "{said}"',))


def _sentences(text: str) -> list[str]:
    return [each for each in map(str.strip, _SENTENCE_END.split("\n".join(map(folded, text.split("\n"))))) if each]


def _title_of(kind: StandIn, titles: list[str]) -> str | None:
    return next((phrase for title in titles for phrase in kind.titles if consists_of(title, phrase)), None)


def _own_talk(kind: StandIn, sentences: list[str], titles: list[str]) -> str | None:
    """What the page says that makes it a stand-in, if it says little else."""
    said: str | None = None
    left = whole = 0
    for sentence in sentences:
        size = letters(sentence)
        whole += size
        reported = stand_ins().reported.search(sentence) is not None
        if not reported and (found := next(filter(None, (each.search(sentence) for each in kind.says)), None)):
            said = said or found.group().strip()
        elif reported or (sentence not in titles and not kind.beside.search(sentence)):
            left += size
    return said if said and (left <= LEFT or left <= SHARE * whole) else None

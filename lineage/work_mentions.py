"""The mentions of works in one document, each with the keys that the document gives for its work.

What a document tells of a work stands in the sentence of a mention and in those behind it that go on with "it says": the figures
and the quotations there are the work's. Issuers and dates come with the citation; weekdays are resolved by the document's own day.

Left to others: finding the mentions (`citations`), joining them across documents (`linking`).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lineage.citations import APPOSED, NOUN_NEAR, SENTENCE_END
from lineage.dates import PartDate, read_date
from lineage.discrepancies import periods_of, unit_head
from lineage.plain import plain_view
from lineage.text import front_matter
from lineage.values import Citation, Figure, Quotation
from lineage.works import KINDS, fold_title

SENTENCE_WORDS = 8
"""The least words quoted from a work that identify it."""


@dataclass(frozen=True, slots=True)
class WorkMention:
    """One mention of a work with what its document tells of the work right there. `id` names it in judgements.

    `stage` is what an instrument of law has come to where it is mentioned ("pending", "adopted", "in force"), None if not told.
    `issuer_of` is the country set beside the issuer, `sentences` and `figures` what is quoted from the work and told of it there.
    `date_start` is where the date stands beside the mention; None when it was learnt from another mention of the work.
    """

    id: str
    document: str
    quote: str
    start: int
    end: int
    mention: str
    work: str | None
    kind: str | None
    title: str | None
    issuer: str | None
    issuer_of: str | None
    date: str | None
    when: PartDate | None
    legal: bool
    stage: str | None
    date_start: int | None = None
    sentences: tuple[str, ...] = ()
    figures: tuple[tuple[float, str | None, str], ...] = ()


def mention_id(document: str, citation: Citation) -> str:
    """The name of a mention in judgements: `m` and twelve hexadecimal digits, of document, place and words."""
    name = f"{document}\n{citation.start}\n{citation.quote}"
    return "m" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


STAGES = (
    ("withdrawn", re.compile(r"\b(?:repealed|struck down|vetoed|withdrawn|rejected|abandoned|lapsed)\b")),
    ("in force", re.compile(
        r"\b(?:signed into law|enacted|took effect|came into (?:force|effect)|entered into force|ratified"
        r"|in force)\b"
    )),
    ("adopted", re.compile(r"\b(?:adopted|passed|approved|voted for|cleared)\b")),
    ("pending", re.compile(
        r"\b(?:going through|pending|tabled|introduced|proposed|draft(?:ed)?|before (?:the )?(?:Congress|Senate|House)"
        r"|before (?:the )?[Pp]arliament|under (?:review|consideration|debate)|calls for|would)\b"
    )),
)  # fmt: skip
"""What an instrument of law has come to, the furthest first."""
LEGISLATURE = re.compile(
    r"(?:(?:the|The) )?(?P<name>(?:[A-Z][\w.]{1,20} ){0,3}(?:Congress|Parliament|Senate|House of (?:Representatives|Commons|Lords)"
    r"|House|Knesset|Bundestag|Duma|Diet|National Assembly))\b"
)
GOES_ON = re.compile(
    r" ?(?:It|They)\b|(?:[^.!?\n]|\.(?=\d)){0,250}\b"
    r"(?:it|they) (?:also |further |then )?(?:says?|said|adds?|added|claims?|claimed|notes?|noted|warns?|warned)\b"
)


def mentions_of(
    document: str,
    text: str,
    citations: Sequence[Citation],
    quotations: Sequence[Quotation] = (),
    figures: Sequence[Figure] = (),
    published: date | None = None,
) -> tuple[WorkMention, ...]:
    """The mentions of works in one document, links left out, with the keys the document gives for them.

    Args:
        document: its id.
        text: what the offsets index.
        citations, quotations, figures: what was found in it.
        published: its day, to resolve "Thursday"; read from its front matter when left out.
    """
    view = plain_view(text)
    day = published or _day_of(text)
    kept = [c for c in citations if c.mention != "link"]
    stops = [hit.end() for hit in SENTENCE_END.finditer(view)]
    told = _told(view, kept, stops)
    found = []
    for citation, (start, end) in zip(kept, told, strict=True):
        found.append(_mention(document, view, citation, start, end, quotations, figures, day))
    return tuple(found)


def _day_of(text: str) -> date | None:
    """The day in the text's front matter."""
    head = front_matter(text)
    for name in ("date", "published", "pubdate"):
        entry = head.values.get(name) if head else None
        read = read_date(entry.value) if entry else None
        if read and read.year and read.month and read.day and read.weekday is not None:
            return date(read.year, read.month, read.day)
    return None


def _told(view: str, citations: Sequence[Citation], stops: Sequence[int]) -> list[tuple[int, int]]:
    """For each mention the stretch that tells of its work: its sentence, and those behind it that go on with `it said`."""
    spans = []
    for place, citation in enumerate(citations):
        before = bisect_right(stops, citation.start)
        start = stops[before - 1] if before else 0
        last = bisect_right(stops, max(citation.start, citation.end - 1))
        end = stops[last] if last < len(stops) else len(view)
        limit = citations[place + 1].start if place + 1 < len(citations) else len(view)
        for _ in range(6):
            while end < len(view) and view[end].isspace():
                end += 1
            following = bisect_right(stops, end)
            stop = stops[following] if following < len(stops) else len(view)
            if end >= len(view) or stop > limit or not GOES_ON.match(view, end, min(stop, end + 300)):
                break
            end = stop
        spans.append((max(start, citation.start - 600), min(end, citation.end + 1800)))
    return spans


def _mention(
    document: str,
    view: str,
    citation: Citation,
    start: int,
    end: int,
    quotations: Sequence[Quotation],
    figures: Sequence[Figure],
    day: date | None,
) -> WorkMention:
    legal = citation.mention == "legal"
    around = view[start:end]
    issuer = citation.work.issuer
    if legal and issuer is None and (body := LEGISLATURE.search(around)):
        issuer = body["name"]
    apposed = APPOSED.match(view, citation.end)
    return WorkMention(
        id=mention_id(document, citation),
        document=document,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        mention=citation.mention,
        work=citation.work.id,
        kind=_kind(view, citation),
        title=citation.work.title,
        issuer=issuer,
        issuer_of=apposed["of"] if apposed else None,
        date=citation.work.date,
        when=read_date(citation.work.date, day) if citation.work.date else None,
        legal=legal,
        date_start=_place_of(view, citation),
        stage=_stage(view, citation, start, end) if _is_law(citation) else None,
        sentences=tuple(
            folded
            for each in _within(quotations, start, end)
            if each.type not in ("title", "scare", "boilerplate", "indirect")
            and len((folded := fold_title(each.quote)).split()) >= SENTENCE_WORDS
        ),
        figures=tuple(key for each in _within(figures, start, end) if (key := _figure_key(each)) is not None),
    )


Found = TypeVar("Found", Quotation, Figure)


def _within(items: Sequence[Found], start: int, end: int) -> Iterator[Found]:
    """The items that begin in a stretch; they are in text order."""
    at = bisect_left(items, start, key=lambda item: item.start)
    while at < len(items) and items[at].start < end:
        yield items[at]
        at += 1


def _place_of(view: str, citation: Citation) -> int | None:
    """Where the mention's date stands, the nearest place first."""
    written = citation.work.date
    if not written:
        return None
    inside = view.find(written, citation.start, citation.end + 80)
    before = view.rfind(written, max(0, citation.start - 260), citation.start)
    if inside < 0 or (before >= 0 and citation.start - before < inside - citation.end):
        return before if before >= 0 else None
    return inside


LAW_NOUN = re.compile(r"\b(?:[Aa]ct|[Bb]ill|[Ll]aw|[Ll]egislation)\b")


def _is_law(citation: Citation) -> bool:
    return citation.mention == "legal" or LAW_NOUN.search(citation.quote) is not None


def _stage(view: str, citation: Citation, start: int, end: int) -> str | None:
    """The words of progress nearest to the mention, in its own sentence."""
    found = []
    stop = SENTENCE_END.search(view, citation.end, end)
    end = stop.start() if stop else end
    for rank, (stage, words) in enumerate(STAGES):
        for hit in words.finditer(view, max(start, citation.start - 120), min(end, citation.end + 120)):
            distance = max(hit.start() - citation.end, citation.start - hit.end())
            if distance >= 0:
                found.append((distance, rank, stage))
    return min(found)[2] if found else ("pending" if re.search(r"\b[Bb]ill\b", citation.quote) else None)


def _kind(view: str, citation: Citation) -> str | None:
    """The kind of work, by the noun in the mention or right beside it."""
    if citation.mention == "legal":
        return "law"
    nouns = list(NOUN_NEAR.finditer(citation.quote)) if citation.mention != "titled" else []
    nouns = nouns or list(NOUN_NEAR.finditer(view, max(0, citation.start - 60), citation.start + 24))
    return KINDS.get(nouns[-1].group().lower()) if nouns else None


def _figure_key(figure: Figure) -> tuple[float, str | None, str] | None:
    """Value, unit and period of a figure that tells a work from others: three digits or more, or two and a period."""
    if not isinstance(figure.value, float | int) or figure.value <= 0:
        return None
    digits = len(f"{float(figure.value):.15g}".replace(".", "").split("e")[0].strip("0"))
    period = periods_of(figure.period or "")
    return (float(figure.value), unit_head(figure.unit), period) if digits >= 3 or (digits == 2 and period) else None

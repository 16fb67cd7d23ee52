"""Quotations held against what they are taken from, where that is captured: made here, on display, from the stored texts.

A text that a document quotes is known by three ways: it cites a work whose title a captured document bears; it links to a captured
document; an edge leads to it from one. That words are *not found* is said only where the quotation stands beside the mention of the
work or the link: elsewhere nothing claims that they come from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lineage.fidelity import QuotationCheck, check_quotation
from lineage.values import Analysis, Quotation
from lineage.works import work_id
from reports.judged import standing_edges
from reports.views import Json, Lookup

NEAR = 300
"""Characters between a quotation and the mention of a work within which the words are said to be the work's."""
FEWEST_WORDS = 3
"""Words of a quotation that is held against a text: fewer stand anywhere."""
MOST_SOURCES = 12
"""Texts that one document is held against, those of works it cites first."""
_PARTS = re.compile(r"\s+[|–—·-]\s+")
_CHECKED = ("direct", "partial", "nested")


@dataclass(frozen=True, slots=True)
class Source:
    """A captured text that a document may quote: why, and the places in the document that say so (none for an edge)."""

    document: str
    title: str
    text: str
    because: str
    places: tuple[tuple[int, int], ...] = ()


def checks_of(lookup: Lookup, document_id: str) -> list[Json]:
    """The checks of all quotations of a document, in the order of its text."""
    reading = lookup.reading(document_id)
    if reading is None:
        return []
    sources = sources_of(lookup, reading.analysis, document_id)
    for record in standing_edges(lookup, target=document_id):
        if record.edge.origin not in {source.document for source in sources}:
            sources += _source(lookup, record.edge.origin, f"the text comes from there ({record.edge.relation})")
    return check_all(reading.analysis.quotations, sources[:MOST_SOURCES])


def sources_of(lookup: Lookup, analysis: Analysis, own: str | None) -> list[Source]:
    """The captured documents that a text cites by the title of a work, or links to."""
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for citation in analysis.citations:
        if citation.mention == "link":
            target = lookup.by_address.get(citation.quote.rstrip("/"))
            named = [target] if target else []
            because = "the text links to it"
        else:
            named = lookup.by_title.get(citation.work.id or "", []) + lookup.by_title.get(
                work_id(citation.work.title or "") or "", []
            )
            because = f"the text cites the work “{citation.work.title or citation.quote}”"
        for document in dict.fromkeys(named):
            if document != own:
                key = (document, because) if (document, because) in places else next(
                    (known for known in places if known[0] == document), (document, because)
                )  # fmt: skip
                places.setdefault(key, []).append((citation.start, citation.end))
    found: list[Source] = []
    for (document, because), spans in places.items():
        found += _source(lookup, document, because, tuple(spans))
    return found


def titles_of(title: str) -> set[str]:
    """The ids of the works that a page's title may be the title of: it may go on with the name of its site."""
    parts = {title, *_PARTS.split(title)[:1]}
    return {found for part in parts if len(part.split()) >= 2 and (found := work_id(part))}


def _source(lookup: Lookup, document: str, because: str, places: tuple[tuple[int, int], ...] = ()) -> list[Source]:
    reading = lookup.reading(document)
    if reading is None or not reading.reading.main_text:
        return []
    return [Source(document, lookup.title(document), reading.reading.main_text, because, places)]


def check_all(quotations: Iterable[Quotation], sources: Sequence[Source]) -> list[Json]:
    """Each quotation against each source that bears on it, by place."""
    checks = []
    for quotation in quotations:
        if quotation.type not in _CHECKED or len(quotation.quote.split()) < FEWEST_WORDS:
            continue
        for source in sources:
            check = check_quotation(quotation.quote, source.text)
            if check.verdict != "not found" or _beside(quotation, source.places):
                checks.append(_item(quotation, source, check))
    return checks


def _beside(quotation: Quotation, places: Iterable[tuple[int, int]]) -> bool:
    return any(quotation.start - end < NEAR and start - quotation.end < NEAR for start, end in places)


def _item(quotation: Quotation, source: Source, check: QuotationCheck) -> Json:
    there = (check.start, check.end) if check.start is not None else check.hint or (None, None)
    return {
        "quote": quotation.quote,
        "start": quotation.start,
        "end": quotation.end,
        "verdict": check.verdict,
        "source": source.document,
        "source_title": source.title,
        "because": source.because,
        "source_start": there[0],
        "source_end": there[1],
        "source_quote": source.text[there[0] : there[1]] if there[0] is not None else None,
        "differences": [
            {
                "kind": each.kind,
                "quote": quotation.quote[each.quote_start : each.quote_end],
                "source": source.text[each.source_start : each.source_end],
            }
            for each in check.differences
            if each.kind != "typography"
        ],
        "reasons": list(check.reasons),
        "rule": check.rule,
        "rule_version": check.rule_version,
    }

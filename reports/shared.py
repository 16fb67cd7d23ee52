"""Who shares text or works with a document: the pairs that side-by-side passages and differing figures are shown for.

The ledger knows pairs of bodies, and one body may be the text of several documents at several times. Here they become
pairs of documents: per other document the body of its current reading if that one shares anything, else the earlier
version that shares most, marked as such. Side a is always the document in question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.discrepancies import FiguresOf, compare_figures
from lineage.text import tokens
from lineage.values import Passage
from models.records import ReadingRecord, SharedRecord
from reports.views import Json, Lookup, plain


@dataclass(frozen=True, slots=True)
class SharedText:
    """The passages a document shares with one other, with both texts that the spans index."""

    other: str
    text: str
    other_text: str
    passages: tuple[Passage, ...]
    containment: float
    containment_other: float
    current: bool
    """False when the passages lie in an earlier version of the other document."""


def shared_texts(lookup: Lookup, document_id: str) -> list[SharedText]:
    """Every other document that shares passages with the current text of this one, most shared first."""
    reading = lookup.reading(document_id)
    if reading is None or reading.body is None:
        return []
    best: dict[str, SharedText] = {}
    sides = _sides(lookup, reading.body, document_id)
    documents = lookup.ledger.documents_of_bodies([side.other for side in sides])
    for side in sides:
        for other in documents.get(side.other, []):
            if other != document_id:
                found = _shared_text(lookup, side, other)
                best[other] = max(best.get(other, found), found, key=lambda each: (each.current, each.containment))
    return sorted(best.values(), key=lambda each: (-each.containment, each.other))


def _sides(lookup: Lookup, body: int, document_id: str) -> list[SharedRecord]:
    """What the body shares, seen from its side; itself among them when another document carries it too."""
    twins = set(lookup.ledger.documents_of_body(body)) - {document_id}
    shared = [_from_side(record, body) for record in lookup.ledger.shared_with(body)]
    return [_whole(lookup, body), *shared] if twins else shared


def _whole(lookup: Lookup, body: int) -> SharedRecord:
    """The body beside itself: documents that carry the very same text share all of it."""
    text = lookup.ledger.body_text(body)
    return SharedRecord(body, body, (Passage(0, len(text), 0, len(text), len(tokens(text))),), 1.0, 1.0)


def _from_side(record: SharedRecord, body: int) -> SharedRecord:
    """The record seen from `body`, whichever way round the ledger keeps it."""
    if record.body == body:
        return record
    turned = tuple(Passage(each.b_start, each.b_end, each.a_start, each.a_end, each.tokens) for each in record.passages)
    return SharedRecord(body, record.body, turned, record.containment_other, record.containment)


def _shared_text(lookup: Lookup, side: SharedRecord, other: str) -> SharedText:
    reading = lookup.reading(other)
    return SharedText(
        other=other,
        text=lookup.ledger.body_text(side.body),
        other_text=lookup.ledger.body_text(side.other),
        passages=tuple(sorted(side.passages, key=lambda each: (each.a_start, each.b_start, each.a_end))),
        containment=side.containment,
        containment_other=side.containment_other,
        current=reading is not None and reading.body == side.other,
    )


def related_documents(lookup: Lookup, document_id: str) -> list[str]:
    """The ids of all documents that share passages with this one or cite one work with it, sorted."""
    related = {each.other for each in shared_texts(lookup, document_id)}
    for work in lookup.ledger.works():
        citing = {mention.document for mention in work.mentions}
        if document_id in citing:
            related |= citing
    return sorted(related - {document_id})


def discrepancies_of(lookup: Lookup, document_id: str) -> list[Json]:
    """Where the figures of a document and of its relatives disagree; `left` is always the document itself."""
    own = lookup.reading(document_id)
    if own is None:
        return []
    found: list[Json] = []
    for other in related_documents(lookup, document_id):
        reading = lookup.reading(other)
        if reading is not None:
            found += [plain(each) for each in compare_figures(_figures(document_id, own), _figures(other, reading))]
    return found


def _figures(document_id: str, reading: ReadingRecord) -> FiguresOf:
    return FiguresOf(document=document_id, text=text_of(reading), figures=reading.analysis.figures)


def text_of(reading: ReadingRecord, spans: Sequence[tuple[int, int, str]] = ()) -> str:
    """The text that findings index: the main text, or the page text if only that one bears out the given spans."""
    main, page = reading.reading.main_text, reading.reading.page_text
    bears_main = all(main[start:end] == quote for start, end, quote in spans)
    bears_page = all(page[start:end] == quote for start, end, quote in spans)
    return page if bears_page and not bears_main else main

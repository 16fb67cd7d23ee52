"""Who shares text or works with a document: the pairs that side-by-side passages and differing figures are shown for.

The ledger knows pairs of bodies, and one body may be the text of several documents at several times. Here they become
pairs of documents: per other document the body of its current reading if that one shares anything, else the earlier
version that shares most, marked as such. Side a is always the document in question. The word-level alignment of a passage is
made here, on display, from the two stored texts; the ledger keeps spans only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lineage.relations import ALMOST_WHOLE, PART, Pair, Relation, Spoken, relations_of, spoken_sides
from lineage.text import tokens
from lineage.values import Passage
from lineage.word_alignment import AlignedPart, align_words
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
    relation: Relation


def shared_texts(lookup: Lookup, document_id: str, only: Collection[str] | None = None) -> list[SharedText]:
    """Every other document (or those of `only`) that shares passages with the current text of this one, most shared first."""
    reading = lookup.reading(document_id)
    if reading is None or reading.body is None:
        return []
    sides = _sides(lookup, reading.body, document_id)
    documents = lookup.ledger.documents_of_bodies([side.other for side in sides])
    wanted = {
        other: [id_ for id_ in ids if id_ != document_id and (only is None or id_ in only)] for other, ids in documents.items()
    }
    kept = [side for side in sides if wanted.get(side.other)]
    relations = _relations(lookup, sides, {side.other for side in kept})
    best: dict[str, SharedText] = {}
    for side in kept:
        for other in wanted[side.other]:
            found = _shared_text(lookup, side, other, relations[side.other])
            best[other] = max(best.get(other, found), found, key=lambda each: (each.current, each.containment))
    return sorted(best.values(), key=lambda each: (-each.containment, each.other))


def _relations(lookup: Lookup, sides: Sequence[SharedRecord], wanted: Collection[int]) -> dict[int, Relation]:
    """How the body is related to each of the wanted ones; a pair may be a mosaic by what either shares with third ones."""
    others = [side for side in sides if side.other != side.body]
    pairs = [_pair(side, spoken_sides(*_texts(lookup, side), side.passages) if side.other in wanted else ()) for side in others]
    known = {frozenset((pair.a, pair.b)) for pair in pairs}
    for side in others:
        if side.other in wanted and PART <= side.containment_other < ALMOST_WHOLE:
            for record in lookup.ledger.shared_with(side.other):
                ends = frozenset((record.body, record.other))
                pairs += [] if ends in known else [_pair(record)]
                known.add(ends)
    words = relations_of(pairs)
    same: dict[int, Relation] = {side.body: "identical" for side in sides}
    return same | {side.other: word for side, word in zip(others, words, strict=False)}


def _pair(side: SharedRecord, spoken: Sequence[Spoken] = ()) -> Pair:
    return Pair(side.body, side.other, side.containment, side.containment_other, side.passages, spoken)


def _texts(lookup: Lookup, side: SharedRecord) -> tuple[str, str]:
    return lookup.text(side.body), lookup.text(side.other)


def _sides(lookup: Lookup, body: int, document_id: str) -> list[SharedRecord]:
    """What the body shares, seen from its side; itself among them when another document carries it too."""
    twins = set(lookup.ledger.documents_of_body(body)) - {document_id}
    shared = [_from_side(record, body) for record in lookup.ledger.shared_with(body)]
    return [_whole(lookup, body), *shared] if twins else shared


def _whole(lookup: Lookup, body: int) -> SharedRecord:
    """The body beside itself: documents that carry the very same text share all of it."""
    text = lookup.text(body)
    return SharedRecord(body, body, (Passage(0, len(text), 0, len(text), len(tokens(text))),), 1.0, 1.0)


def _from_side(record: SharedRecord, body: int) -> SharedRecord:
    """The record seen from `body`, whichever way round the ledger keeps it."""
    if record.body == body:
        return record
    turned = tuple(
        replace(each, a_start=each.b_start, a_end=each.b_end, b_start=each.a_start, b_end=each.a_end) for each in record.passages
    )
    return SharedRecord(body, record.body, turned, record.containment_other, record.containment)


def _shared_text(lookup: Lookup, side: SharedRecord, other: str, relation: Relation) -> SharedText:
    reading = lookup.reading(other)
    return SharedText(
        other=other,
        text=lookup.text(side.body),
        other_text=lookup.text(side.other),
        passages=tuple(sorted(side.passages, key=lambda each: (each.a_start, each.b_start, each.a_end))),
        containment=side.containment,
        containment_other=side.containment_other,
        current=reading is not None and reading.body == side.other,
        relation=relation,
    )


def shared_item(lookup: Lookup, document_id: str, shared: SharedText) -> Json:
    """One other document and every passage shared with it: both wordings in full, laid word on word."""
    other = lookup.document(shared.other)
    return {
        "of": document_id,
        "document": shared.other,
        "title": lookup.title(shared.other),
        "name": lookup.name(shared.other),
        "address": other.address if other else None,
        "current": shared.current,
        "relation": shared.relation,
        "containment": round(shared.containment, 4),
        "containment_other": round(shared.containment_other, 4),
        "passages": [_passage(shared, each) for each in shared.passages],
    }


def _passage(shared: SharedText, passage: Passage) -> Json:
    item: Json = plain(passage)
    item["bits"] = round(passage.bits, 1)
    item["a_quote"] = shared.text[passage.a_start : passage.a_end]
    item["b_quote"] = shared.other_text[passage.b_start : passage.b_end]
    item["alignment"] = [_part(shared, each) for each in align_words(shared.text, shared.other_text, passage)]
    return item


def _part(shared: SharedText, part: AlignedPart) -> Json:
    """One part of an alignment; the words themselves where they differ, for equal ones stand in the quotes."""
    item: Json = plain(part)
    equal = part.op == "equal"
    item["a"] = None if equal else shared.text[part.a_start : part.a_end]
    item["b"] = None if equal else shared.other_text[part.b_start : part.b_end]
    return item


def related_documents(lookup: Lookup, document_id: str) -> list[str]:
    """The ids of all documents that share passages with this one or cite one work with it, sorted."""
    reading = lookup.reading(document_id)
    body = reading.body if reading else None
    others = [] if body is None else [body, *(_from_side(each, body).other for each in lookup.ledger.shared_with(body))]
    related = {each for ids in lookup.ledger.documents_of_bodies(others).values() for each in ids}
    for citing in lookup.citing:
        if document_id in citing:
            related |= citing
    return sorted(related - {document_id})


def discrepancies_of(lookup: Lookup, document_id: str) -> list[Json]:
    """Where a document and its relatives tell one thing differently, and where it contradicts itself; `left` is the document.

    What a work that it cites is called elsewhere stands under the work.
    """
    from reports.works import differing, inside

    if lookup.reading(document_id) is None:
        return []
    between = [each for other in related_documents(lookup, document_id) for each in differing(lookup, document_id, other)]
    return [*inside(lookup, document_id), *between]


def text_of(reading: ReadingRecord, spans: Sequence[tuple[int, int, str]] = ()) -> str:
    """The text that findings index: the main text, or the page text if only that one bears out the given spans."""
    main, page = reading.reading.main_text, reading.reading.page_text
    bears_main = all(main[start:end] == quote for start, end, quote in spans)
    bears_page = all(page[start:end] == quote for start, end, quote in spans)
    return page if bears_page and not bears_main else main

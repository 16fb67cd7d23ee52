"""The view behind `works`: cited works as all documents together know them.

For each work its variants, who cites it and by which mentions, the keys that join each document, the stages of an instrument of
law, what came near and stayed apart with the reason, where the documents disagree about it, and what they quote from it, held
against it where it is captured. Linking is done before (`flows/linking.py`); here it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from lineage.discrepancies import FiguresOf, compare_figures
from lineage.judging import link_id
from lineage.linking import Joined, LinkedWork, NearCandidate, Variant, leads_of
from lineage.values import Discrepancy
from lineage.variants import compare_names, compare_quotations
from models.records import LinkedWorkRecord
from reports.judged import judgement_item
from reports.quoted import checks_of
from reports.views import Json, Lookup, plain

if TYPE_CHECKING:
    from models.ledger import Ledger

MOST_COMPARED = 12
"""Documents that cite one work whose figures and quotations are compared with each other, by their ids: 66 pairs."""

Pair = tuple[str, str]


def works_view(ledger: Ledger) -> Json:
    """All cited works, those of most documents first; then what single documents contradict inside themselves."""
    lookup = Lookup(ledger)
    records = sorted(ledger.linked_works(), key=_order)
    compared: set[Pair] = set()
    works = [_work(lookup, record, compared) for record in records]
    citing = sorted({document for record in records for document in record.work.documents})
    return {
        "works": [work for work in works if work["id"]],
        "unlinked": [work for work in works if not work["id"]],
        "inside": [item for document in citing for item in inside(lookup, document)],
        "names": {document: lookup.name(document) for document in citing},
    }


def _order(record: LinkedWorkRecord) -> tuple[int, int, str, str]:
    work = record.work
    return -len(work.documents), -len(work.mentions), work.title or "", work.id or ""


def inside(lookup: Lookup, document: str) -> list[Json]:
    """What a document contradicts inside itself, with its id on both sides."""
    reading = lookup.reading(document)
    return [_named(each, document) for each in reading.analysis.discrepancies] if reading else []


def _named(discrepancy: Discrepancy, document: str) -> Json:
    item: Json = plain(discrepancy)
    for side in ("left", "right"):
        item[side] = item[side] | {"document": item[side]["document"] or document}
    return item


def _work(lookup: Lookup, record: LinkedWorkRecord, compared: set[Pair]) -> Json:
    work = record.work
    item: Json = {"id": work.id, "title": work.title or work.mentions[0].mention.quote, "kind": work.kind}
    for name, variants in (("variants", work.titles), ("issuers", work.issuers), ("dates", work.dates), ("stages", work.stages)):
        item[name] = _counted(variants)
    item["issuer"] = item["issuers"][0]["text"] if item["issuers"] else None
    item["date"] = item["dates"][0]["text"] if item["dates"] else None
    item["disagreements"] = [name for name in ("variants", "issuers", "dates") if len(item[name]) > 1]
    item["documents"] = _documents(lookup, work)
    item["near"] = [_near(lookup, each) for each in work.near]
    item["discrepancies"] = plain(record.discrepancies) + _between(lookup, work.documents, compared)
    item["captured"] = lookup.by_title.get(work.id or "", [])
    item["quotations"] = _quotations(lookup, work, item["captured"])
    return item


def _counted(variants: Sequence[Variant]) -> list[Json]:
    """Each form with how often it stands and where, most frequent first."""
    ordered = sorted(variants, key=lambda each: (-len(each.mentions), each.value))
    return [{"text": each.value, "count": len(each.mentions), "documents": list(each.documents)} for each in ordered]


def _documents(lookup: Lookup, work: LinkedWork) -> list[Json]:
    """Who cites it; all but the first with the link that joins them to the first, which a person may judge."""
    leads = leads_of(work)
    first = next(iter(leads.values()))[0]
    found = []
    for document, mentions in leads.items():
        joined = [each for each in work.mentions if each.mention.document == document]
        best = max(joined, key=lambda each: len(each.keys))
        link = None if mentions[0] == first else _link(lookup, first, mentions[0])
        found.append(
            {
                "document": document,
                "name": lookup.name(document),
                "title": lookup.title(document),
                "keys": plain(best.keys),
                "reason": best.reason,
                "basis": best.basis,
                "link": link,
                "mentions": [_mention(each) for each in joined],
            }
        )
    return found


def _link(lookup: Lookup, one: str, other: str) -> Json:
    finding = link_id(one, other)
    return {"finding": finding, "one": one, "other": other, "judgement": judgement_item(lookup.judgements.get(finding))}


def _mention(joined: Joined) -> Json:
    mention = joined.mention
    names = ("id", "document", "quote", "start", "end", "mention", "title", "issuer", "date", "stage")
    return {name: getattr(mention, name) for name in names} | {"reason": joined.reason, "basis": joined.basis}


def _near(lookup: Lookup, near: NearCandidate) -> Json:
    return {
        "document": near.document,
        "name": lookup.name(near.document),
        "quote": near.quote,
        "keys": plain(near.keys),
        "reason": near.reason,
        "link": _link(lookup, near.mention, near.other),
    }


# --- where documents disagree -------------------------------------------------------------------------------------------


def _between(lookup: Lookup, documents: Sequence[str], compared: set[Pair]) -> list[Json]:
    """The figures, names and quotations that documents citing one work give differently; each pair of documents once in a view."""
    found: list[Json] = []
    for pair in combinations(documents[:MOST_COMPARED], 2):
        if pair not in compared:
            compared.add(pair)
            found += differing(lookup, *pair)
    return found


def differing(lookup: Lookup, one: str, other: str) -> list[Json]:
    """Where two documents tell one thing differently: figures, quotations, names."""
    here, there = lookup.reading(one), lookup.reading(other)
    if here is None or there is None:
        return []
    texts = (one, here.reading.main_text), (other, there.reading.main_text)
    found = [
        *compare_figures(*(FiguresOf(*side, read.analysis.figures) for side, read in zip(texts, (here, there), strict=True))),
        *compare_quotations((one, here.analysis.quotations), (other, there.analysis.quotations)),
        *compare_names(*texts),
    ]
    return [plain(each) for each in found]


def _quotations(lookup: Lookup, work: LinkedWork, captured: Sequence[str]) -> list[Json]:
    """What the citing documents quote from a captured work."""
    if not captured:
        return []
    return [
        check | {"document": document}
        for document in work.documents
        for check in lookup.checks(document, checks_of)
        if check["source"] in captured
    ]

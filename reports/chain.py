"""The view behind `chain`: from a document up to the earliest origin known, edge by edge, with the evidence.

Only standing edges are walked, upstream, each node once, so that a circle of credits ends. One step downstream the known
copies are named apart, under `copies`; edges that stood and stand no more under `withdrawn`. What two texts share, word on word,
stands once under `shared`, by the pair: of the document with each other one, and of the two ends of every edge above it. The shape
is the contract of the verb `chain`; extra fields are ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lineage.judging import edge_id
from models.records import DerivationRecord
from reports.judged import fallen_edges, judgement_item, standing_edges
from reports.shared import discrepancies_of, shared_item, shared_texts
from reports.views import Json, Lookup, document_item, instant, plain, verdict_view
from reports.visible import host_of

if TYPE_CHECKING:
    from models.ledger import Ledger

MOST_SHARED = 20
"""Texts beside which a chain lays the document's own, the ends of its edges first; the report has all of them."""
NO_REASON = "a later derivation no longer gave it; no reason was recorded"

Shares = Mapping[tuple[str, str], Json]
"""What two documents share, by (document on side a, the other)."""


def chain_view(ledger: Ledger, document_id: str) -> Json:
    """The chain of one document: verdict by role, nodes, edges (`from` is upstream), copies and differing figures.

    Raises:
        UnknownDocumentError: the ledger has no such document.
    """
    return chain_of(Lookup(ledger), document_id)


def chain_of(lookup: Lookup, document_id: str, most: int | None = MOST_SHARED) -> Json:
    """The same, for a view that has a lookup already; with the texts of at most so many others."""
    document = lookup.demand(document_id)
    reading = lookup.reading(document_id)
    clues = reading.analysis.clues if reading else ()
    upstream = _upstream(lookup, document_id)
    below = sorted(standing_edges(lookup, origin=document_id), key=lambda each: (each.edge.target, each.edge.relation))
    nodes = {document_id} | {end for each in upstream for end in (each.edge.origin, each.edge.target)}
    drawn = {(each.edge.origin, each.edge.target) for each in upstream}
    shared, more = _shared(lookup, document_id, [*upstream, *below], most)
    shares = {(each["of"], each["document"]): each for each in shared}
    withdrawn = _withdrawn(lookup, nodes)
    rejected = [_edge(lookup, each, {}) | {"reason": reason} for each, reason in fallen_edges(lookup, nodes)]
    discrepancies = discrepancies_of(lookup, document_id)
    mentioned = nodes | {each.edge.target for each in below} | {side["document"] for each in discrepancies for side in _sides(each)}
    mentioned |= {each[end] for each in [*withdrawn, *rejected] for end in ("from", "to")} | {each["document"] for each in shared}
    return {
        "document": document_item(document, reading),
        "verdict": verdict_view(lookup, document_id, clues),
        "nodes": [_node(lookup, node) for node in sorted(nodes, key=lambda node: (node != document_id, node))],
        "edges": [_edge(lookup, each, shares, drawn) for each in upstream],
        "copies": [_edge(lookup, each, shares) | {"node": _node(lookup, each.edge.target)} for each in below],
        "withdrawn": withdrawn,
        "rejected": rejected,
        "shared": shared,
        "shared_more": more,
        "discrepancies": discrepancies,
        "names": {node: lookup.name(node) for node in sorted(mentioned)},
    }


# --- what is shared -----------------------------------------------------------------------------------------------------


def _shared(lookup: Lookup, document_id: str, edges: Sequence[DerivationRecord], most: int | None) -> tuple[list[Json], int]:
    """What the document shares with each other, then the two ends of each edge further up; and how many others are left out."""
    ends = {end for each in edges for end in (each.edge.origin, each.edge.target)}
    found = shared_texts(lookup, document_id)
    first = [each for each in found if each.other in ends] + [each for each in found if each.other not in ends]
    kept = {each.other for each in (first if most is None else first[:most])}
    items = [shared_item(lookup, document_id, each) for each in found if each.other in kept]
    for target in sorted({each.edge.target for each in edges if document_id not in (each.edge.origin, each.edge.target)}):
        origins = {each.edge.origin for each in edges if each.edge.target == target}
        items += [shared_item(lookup, target, each) for each in shared_texts(lookup, target, only=origins)]
    return items, len(found) - len(kept)


def _containment(shares: Shares, target: str, origin: str) -> Json:
    """How much of the one text stands in the other, for the two ends of an edge; None where one of them was never captured."""
    if item := shares.get((target, origin)):
        return {"containment_to": item["containment"], "containment_from": item["containment_other"]}
    if item := shares.get((origin, target)):
        return {"containment_to": item["containment_other"], "containment_from": item["containment"]}
    return {"containment_to": None, "containment_from": None}


# --- edges --------------------------------------------------------------------------------------------------------------


def _sides(discrepancy: Json) -> tuple[Json, Json]:
    return discrepancy["left"], discrepancy["right"]


def _upstream(lookup: Lookup, document_id: str) -> list[DerivationRecord]:
    """The standing edges above a document, nearest first; each target is looked up once, so circles end.

    Edges that lead away from the document itself are left to `copies`: between two uncredited copies either direction is
    a candidate, and the document is not its own ancestor.
    """
    found: list[DerivationRecord] = []
    seen, waiting = {document_id}, [document_id]
    while waiting:
        target = waiting.pop(0)
        into = [each for each in standing_edges(lookup, target=target) if each.edge.origin != document_id]
        found += sorted(into, key=lambda each: (each.edge.origin, each.edge.relation))
        new = sorted({each.edge.origin for each in into} - seen)
        seen.update(new)
        waiting += new
    return found


def _withdrawn(lookup: Lookup, targets: Iterable[str]) -> list[Json]:
    """The edges into these targets that stood once and were withdrawn, the last to fall first, with when and why.

    The same edge may have stood several times, with other evidence: its last time is told.
    """
    last: dict[tuple[str, str, str], Json] = {}
    for target in sorted(targets):
        for each in reversed(lookup.ledger.withdrawn_edges(target)):
            last[each.edge.origin, target, each.edge.relation] = _edge(lookup, each, {}) | {
                "made": instant(each.made),
                "withdrawn": instant(each.superseded),
                "reason": each.withdrawn_because or NO_REASON,
            }
    return sorted(last.values(), key=lambda each: (each["withdrawn"] or "", each["from"], each["to"]), reverse=True)


def _edge(lookup: Lookup, derivation: DerivationRecord, shares: Shares, drawn: Collection[tuple[str, str]] = ()) -> Json:
    """One edge. A rival is `listed` if it has an edge of its own among those `drawn`, so that no page says it twice."""
    edge = derivation.edge
    finding = edge_id(edge.origin, edge.target)
    judgement = lookup.judgements.get(finding)
    return {
        "finding": finding,
        "judgement": judgement_item(judgement),
        "inferred": edge.word,
        "from": edge.origin,
        "to": edge.target,
        "relation": edge.relation,
        "word": judgement.verdict if judgement else edge.word,
        "confidence": edge.confidence,
        **_containment(shares, edge.target, edge.origin),
        "evidence": list(edge.evidence),
        "rivals": [
            {"name": lookup.name(rival.node), "listed": (rival.node, edge.target) in drawn, **plain(rival)} for rival in edge.rivals
        ],
        "engine": derivation.engine,
    }


def _node(lookup: Lookup, node: str) -> Json:
    document = lookup.document(node)
    if document is None:
        return _outlet_node(lookup, node)
    date, meaning = _date(lookup, node)
    return {
        "id": node,
        "kind": "document",
        "captured": any(capture.snapshot is not None for capture in lookup.captures(node)),
        "name": lookup.name(node),
        "title": lookup.title(node),
        "address": document.address,
        "host": host_of(document.address),
        "date": date,
        "date_meaning": meaning,
        "first_seen": instant(document.first_seen),
    }


def _outlet_node(lookup: Lookup, node: str) -> Json:
    """Somebody credited of whom nothing was captured."""
    name = lookup.name(node)
    outlet = lookup.outlet(name)
    return {
        "id": node,
        "kind": outlet.kind if outlet else "unknown outlet",
        "captured": False,
        "name": name,
        "title": None,
        "address": None,
        "host": None,
        "date": None,
        "date_meaning": None,
        "first_seen": None,
    }


def _date(lookup: Lookup, document_id: str) -> tuple[str | None, str | None]:
    """The date a document goes by, and whose word that is; capture times are kept apart, they prove no publication."""
    document, reading = lookup.document(document_id), lookup.reading(document_id)
    if reading is not None and reading.reading.published:
        return reading.reading.published, "as the page says"
    if document is not None and document.claimed_date:
        return instant(document.claimed_date), "claimed"
    return None, None

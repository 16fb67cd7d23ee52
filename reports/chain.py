"""The view behind `chain`: from a document up to the earliest origin known, edge by edge, with the evidence.

Only standing edges are walked, upstream, each node once, so that a circle of credits ends. One step downstream the known
copies are named apart, under `copies`. The shape is the contract of the verb `chain`; extra fields are ours.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from lineage.attribution import attribute
from models.records import DerivationRecord
from reports.shared import discrepancies_of
from reports.views import Json, Lookup, document_item, instant, plain, verdict_view
from reports.visible import host_of

if TYPE_CHECKING:
    from models.ledger import Ledger


def chain_view(ledger: Ledger, document_id: str) -> Json:
    """The chain of one document: verdict by role, nodes, edges (`from` is upstream), copies and differing figures.

    Raises:
        UnknownDocumentError: the ledger has no such document.
    """
    return chain_of(Lookup(ledger), document_id)


def chain_of(lookup: Lookup, document_id: str) -> Json:
    """The same, for a view that has a lookup already."""
    document = lookup.demand(document_id)
    reading = lookup.reading(document_id)
    clues = reading.analysis.clues if reading else ()
    upstream = _upstream(lookup, document_id)
    nodes = {document_id} | {end for each in upstream for end in (each.edge.origin, each.edge.target)}
    copies = _copies(lookup, document_id)
    discrepancies = discrepancies_of(lookup, document_id)
    mentioned = nodes | {copy["to"] for copy in copies} | {side["document"] for each in discrepancies for side in _sides(each)}
    return {
        "document": document_item(document, reading),
        "verdict": verdict_view(attribute(clues), clues),
        "nodes": [_node(lookup, node) for node in sorted(nodes, key=lambda node: (node != document_id, node))],
        "edges": [_edge(lookup, each, {(other.edge.origin, other.edge.target) for other in upstream}) for each in upstream],
        "copies": copies,
        "discrepancies": discrepancies,
        "names": {node: lookup.name(node) for node in sorted(mentioned)},
    }


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
        into = [each for each in lookup.ledger.edges(target=target) if each.edge.origin != document_id]
        found += sorted(into, key=lambda each: (each.edge.origin, each.edge.relation))
        new = sorted({each.edge.origin for each in into} - seen)
        seen.update(new)
        waiting += new
    return found


def _edge(lookup: Lookup, derivation: DerivationRecord, drawn: Collection[tuple[str, str]] = ()) -> Json:
    """One edge. A rival is `listed` if it has an edge of its own among those `drawn`, so that no page says it twice."""
    edge = derivation.edge
    return {
        "from": edge.origin,
        "to": edge.target,
        "relation": edge.relation,
        "word": edge.word,
        "confidence": edge.confidence,
        "evidence": list(edge.evidence),
        "rivals": [
            {"name": lookup.name(rival.node), "listed": (rival.node, edge.target) in drawn, **plain(rival)} for rival in edge.rivals
        ],
        "engine": derivation.engine,
    }


def _copies(lookup: Lookup, document_id: str) -> list[Json]:
    """The documents that standing edges derive from this one, one step down; an undetermined one may be its elder as well."""
    below = sorted(lookup.ledger.edges(origin=document_id), key=lambda each: (each.edge.target, each.edge.relation))
    return [_edge(lookup, each) | {"node": _node(lookup, each.edge.target)} for each in below]


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

"""Who comes from whom: the edges that lead into one document, from its credits and the passages it shares.

The first real version, and an honest one. Direction is never guessed from likeness:

- An edge is *stated* when the copy itself credits its source (`attribution` says stated) and no claimed date contradicts it. It
  leads from the credited outlet's captured document that shares most with the copy, or, if none was captured, from the outlet.
- Without a credit, every document that shares enough text is a *candidate*, and so is every outlet the text merely hints at. Each
  gives an *undetermined* edge that names its reasons and its rivals; there is no favourite among them.
- Two documents that only quote the same words have a *common source*: neither comes from the other, so likeness alone makes no edge
  between them. Only a credit outweighs that.
- A document whose text origin is stated to be its own host is an origin: nothing leads into it.

`confidence` stays None until descent is calibrated. Nodes are documents (`d...`) and outlets never captured (`outlet:NAME`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lineage.relations import ALMOST_WHOLE, Pair, Relation, relations_of
from lineage.values import DocumentFacts, Edge, Related, Rival, Role, RoleVerdict

ENGINE = "descent 3"

FEWEST_TOKENS = 25
"""Words of the longest shared passage below which two texts are not taken for relatives, unless their passages make up much of one
of them: about one long sentence, which independent stories may share because they quote one speaker. By reasoning, not measured."""

LEAST_CONTAINMENT = 0.25
"""Share of a text that makes a relative where `FEWEST_TOKENS` are not reached; and the share of a copy that the captured document
of its credited outlet must hold to be the one that was meant, and not another story that has a sentence in common."""

MOST_CANDIDATES = 5
"""Undetermined edges that are spelled out for one document; the evidence says how many more there were."""

_SAID = ("confirmed", "stated")
"""Words of a role that give an edge: the copy says so, or a person confirmed it."""

_CREDITS: tuple[tuple[Role, str], ...] = (("credited_source", "credited source"), ("text_origin", "text origin"))


def derive(target: DocumentFacts, related: Sequence[Related], relations: Mapping[str, Relation] | None = None) -> tuple[Edge, ...]:
    """The edges into `target`, stated ones first, in an order that depends on the input alone.

    Args:
        target: the document in question.
        related: the other documents that share passages with it (side a of the passages is `target`).
        relations: by the id of the other document, how the two texts are related. Whoever has the texts knows more than their
            passages tell (whether both only quote); without it, the passages alone are asked.
    """
    if _is_origin(target):
        return ()
    relatives = sorted((r for r in related if _enough(r)), key=lambda r: (-r.containment, r.facts.first_seen, r.facts.id))
    told = {**relations_to(target, related), **(relations or {})}
    named = {each.facts.id: _as_copy(told[each.facts.id], each) for each in related}
    stated = _stated_edges(target, relatives, named)
    return stated or _undetermined_edges(target, [r for r in relatives if named[r.facts.id] != "common source"], named)


def relations_to(target: DocumentFacts, related: Sequence[Related]) -> dict[str, Relation]:
    """How a document's text is related to each of the others, as far as their passages alone can tell."""
    pairs = [Pair(target.id, each.facts.id, each.containment, each.containment_other, each.passages) for each in related]
    return {each.facts.id: word for each, word in zip(related, relations_of(pairs), strict=True)}


def _as_copy(word: Relation, origin: Related) -> Relation:
    """The relation of a pair as that of a copy to its origin: whoever leaves out a good part of a text has not reprinted all of it,
    though all of his own may stand there."""
    return "abridged" if word == "full reprint" and origin.containment_other < ALMOST_WHOLE else word


def _is_origin(document: DocumentFacts) -> bool:
    origin = document.attribution.text_origin
    return origin.name is not None and origin.name == document.outlet


def _enough(other: Related) -> bool:
    longest = max((passage.tokens for passage in other.passages), default=0)
    return longest >= FEWEST_TOKENS or max(other.containment, other.containment_other) >= LEAST_CONTAINMENT


# --- stated -------------------------------------------------------------------------------------------------------------


def _stated_edges(target: DocumentFacts, relatives: Sequence[Related], named: Mapping[str, Relation]) -> tuple[Edge, ...]:
    edges: dict[str, Edge] = {}
    for role, label in _CREDITS:
        verdict: RoleVerdict = getattr(target.attribution, role)
        if verdict.word not in _SAID or verdict.name is None or verdict.name == target.outlet:
            continue
        edge = _credit_edge(target, verdict, label, relatives, None if edges else named)
        edges.setdefault(edge.origin, edge)
    return tuple(edges.values())


def _credit_edge(
    target: DocumentFacts, verdict: RoleVerdict, label: str, relatives: Sequence[Related], named: Mapping[str, Relation] | None
) -> Edge:
    """The edge a credit gives. Only the first credit is the hand the copy comes from; a text origin behind it keeps that name.

    `named` are the relations of the texts, None for a credit that is not the first.
    """
    name = verdict.name or ""
    credit = tuple(_clue_reason(target, index) for index in verdict.clues)
    copies = [other for other in relatives if other.facts.outlet == name and other.containment >= LEAST_CONTAINMENT]
    if not copies:
        return Edge(
            f"outlet:{name}", target.id, label, "stated", (*credit, f"no document of {name} that holds this text is captured")
        )
    best = copies[0]
    contradiction = (*_later_than(best.facts, target), *_credits_back(best.facts, target))
    rivals = tuple(Rival(other.facts.id, (_coverage(other),)) for other in copies[1 : MOST_CANDIDATES + 1])
    return Edge(
        best.facts.id,
        target.id,
        _credited_relation(named[best.facts.id]) if named else label,
        "undetermined" if contradiction else "stated",
        (*credit, _coverage(best), *contradiction),
        rivals,
    )


def _credited_relation(word: Relation) -> Relation:
    """What both quote, and the copy credits to the other, was quoted from there."""
    return "quotation" if word == "common source" else word


def _credits_back(origin: DocumentFacts, copy: DocumentFacts) -> tuple[str, ...]:
    """The contradiction between two documents that credit each other."""
    return ("but the credited document credits this one in turn",) if _credits(origin, copy) else ()


def _later_than(origin: DocumentFacts, copy: DocumentFacts) -> tuple[str, ...]:
    """The contradiction between a credit and the dates the two documents claim, if there is one (whole days are compared)."""
    if not origin.claimed_date or not copy.claimed_date or origin.claimed_date[:10] <= copy.claimed_date[:10]:
        return ()
    return (f"but the credited document gives a later date ({origin.claimed_date[:10]}) than the copy ({copy.claimed_date[:10]})",)


# --- undetermined ---------------------------------------------------------------------------------------------------------


def _undetermined_edges(target: DocumentFacts, relatives: Sequence[Related], named: Mapping[str, Relation]) -> tuple[Edge, ...]:
    upstream = [other for other in relatives if not _credits(other.facts, target)]
    hints = _hints(target)
    reasons = {other.facts.id: _reasons(target, other, hints) for other in upstream[:MOST_CANDIDATES]}
    present = {other.facts.outlet for other in upstream}
    for name, clues in hints.items():
        if name not in present and name != target.outlet:
            reasons[f"outlet:{name}"] = (*clues, f"no document of {name} that holds this text is captured")
    more = len(upstream) - MOST_CANDIDATES
    note = (f"{more} more documents share this text",) if more > 0 else ()
    return tuple(
        Edge(
            node,
            target.id,
            named.get(node, "text origin"),
            "undetermined",
            (*why, *note),
            tuple(Rival(other, reasons[other]) for other in reasons if other != node),
        )
        for node, why in reasons.items()
    )


def _credits(document: DocumentFacts, other: DocumentFacts) -> bool:
    """Whether `document` says itself that it comes from the outlet of `other`."""
    return other.outlet is not None and any(
        verdict.word in _SAID and verdict.name == other.outlet
        for verdict in (document.attribution.credited_source, document.attribution.text_origin)
    )


def _hints(target: DocumentFacts) -> dict[str, tuple[str, ...]]:
    """The names that clues offer for the text's origin without stating it, each with its reasons."""
    return {
        candidate.name: tuple(_clue_reason(target, index) for index in candidate.clues)
        for candidate in target.attribution.text_origin.candidates
    }


def _reasons(target: DocumentFacts, other: Related, hints: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    seen = (
        "earlier"
        if other.facts.first_seen < target.first_seen
        else "later"
        if other.facts.first_seen > target.first_seen
        else "at once"
    )
    dates = (
        (f"it gives the date {other.facts.claimed_date[:10]}, this document {target.claimed_date[:10]} (both claimed)",)
        if other.facts.claimed_date and target.claimed_date
        else ()
    )
    return (_coverage(other), *dates, f"captured {seen}, which says little", *hints.get(other.facts.outlet or "", ()))


def _coverage(other: Related) -> str:
    shared = sum(passage.tokens for passage in other.passages)
    runs, verb = ("1 shared passage", "covers") if len(other.passages) == 1 else (f"{len(other.passages)} shared passages", "cover")
    here, there = percent(other.containment), percent(other.containment_other)
    return f"{runs} of {shared} words {verb} {here} of this text and {there} of the other"


def percent(share: float) -> str:
    """A share (0 to 1) in whole percent, rounded down: 100 % only for the whole, 0 % only for nothing (then `under 1%`)."""
    if 0 < share < 0.01:
        return "under 1%"
    return f"{int(share * 100 + 1e-9)}%"


def _clue_reason(document: DocumentFacts, index: int) -> str:
    clue = document.clues[index]
    return f"{clue.kind}: {_shortened(clue.quote)} [{clue.carrier}]"


def _shortened(quote: str, most: int = 120) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"

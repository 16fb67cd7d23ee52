"""What persons judged, laid over what inference says: it outranks it everywhere, with name and reason beside it.

The ledger keeps the inference as it is. Here an edge becomes *confirmed*, or leaves the chain as *rejected*; an edge that is merely
undetermined leaves it too where a person confirmed another one into the same target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lineage.judging import edge_id
from lineage.values import Clue, Edge, Judgement
from models.records import DerivationRecord
from reports.views import Json, Lookup, instant, plain
from reports.visible import one_line

if TYPE_CHECKING:
    from models.ledger import Ledger


def judgement_item(judgement: Judgement | None) -> Json | None:
    """A judgement as every view shows it; None where nobody judged."""
    if judgement is None:
        return None
    return {"verdict": judgement.verdict, "by": judgement.by, "because": judgement.because, "made": instant(judgement.made)}


def standing_edges(lookup: Lookup, *, target: str | None = None, origin: str | None = None) -> list[DerivationRecord]:
    """The edges to a target, or from an origin, that nobody rejected; confirmed ones stand even where inference lost them."""
    found = lookup.ledger.edges(target=target, origin=origin)
    known = {(each.edge.origin, each.edge.target) for each in found}
    for judgement in lookup.judgements.values():
        said = judgement.subject
        if judgement.kind != "edge" or (target or said["target"], origin or said["origin"]) != (said["target"], said["origin"]):
            continue
        if judgement.verdict == "confirmed" and (said["origin"], said["target"]) not in known:
            edge = Edge(said["origin"], said["target"], said["relation"], "undetermined", ())
            found.append(DerivationRecord(edge, "judgement", judgement.made))
    return [each for each in found if why_fallen(lookup, each) is None]


def fallen_edges(lookup: Lookup, targets: Iterable[str]) -> list[tuple[DerivationRecord, str]]:
    """The inferred edges into these targets that a judgement took out, each with the reason."""
    fallen = []
    for target in sorted(targets):
        for each in lookup.ledger.edges(target=target):
            if (reason := why_fallen(lookup, each)) is not None:
                fallen.append((each, reason))
    return fallen


def why_fallen(lookup: Lookup, record: DerivationRecord) -> str | None:
    """Why an edge does not stand for what persons judged; None where it does."""
    edge = record.edge
    judgement = lookup.judgements.get(edge_id(edge.origin, edge.target))
    if judgement is not None:
        return None if judgement.verdict == "confirmed" else said_by(judgement)
    if edge.word != "undetermined":
        return None
    for other in lookup.judgements.values():
        if other.kind == "edge" and other.verdict == "confirmed" and other.subject["target"] == edge.target:
            return f"outranked: another edge was {said_by(other)}"
    return None


def said_by(judgement: Judgement | Mapping[str, Any]) -> str:
    """A judgement in words: verdict, name, day and reason."""
    said = judgement if isinstance(judgement, Mapping) else judgement_item(judgement) or {}
    return f"{said['verdict']} by {said['by']} on {str(said['made'])[:10]}: {said['because']}"


def clue_words(clue: Clue) -> str:
    """A clue in a few words."""
    return f"{clue.kind}: {clue.quote}"


def judged_view(ledger: Ledger, made: Judgement) -> Json:
    """What `judge` answers: the judgement, what it names, and those it supersedes, oldest first."""
    earlier = [each for each in ledger.judgements(made.finding) if each.made != made.made]
    return {
        "finding": made.finding,
        "kind": made.kind,
        "judgement": judgement_item(made),
        "subject": plain(made.subject),
        "supersedes": [judgement_item(each) for each in earlier],
    }


def render_judged(view: Mapping[str, Any]) -> str:
    """The same for a person."""
    subject = ", ".join(f"{name} {one_line(str(said))}" for name, said in view["subject"].items() if said is not None)
    lines = [f"{view['kind']} {view['finding']} {one_line(said_by(view['judgement']))}", f"  {subject}"]
    lines += [f"  before: {one_line(said_by(each))}" for each in view["supersedes"]]
    return "\n".join(lines)

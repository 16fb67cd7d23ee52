"""A person's judgement on a finding: what the id names is looked up, the judgement recorded, and what it outranks made anew.

The inference stays in the ledger beside it. A judgement is taken back by another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from flows.linking import link_all
from flows.steps import now, settle
from lineage.errors import UsageError
from lineage.judging import clue_id, clue_subject, edge_id, link_id
from lineage.values import Judgement

if TYPE_CHECKING:
    from flows.workspace import Workspace

Subject = dict[str, object]
Kind = Literal["edge", "clue", "link"]

_PAIR = re.compile(r"(m[0-9a-f]{12})[:+](m[0-9a-f]{12})")


def judge(workspace: Workspace, finding: str, *, confirmed: bool, by: str, because: str) -> Judgement:
    """Record what a person says of a finding, and make anew what depends on it.

    Raises:
        UsageError: no finding has this id, or name or reason are empty.
    """
    by, because = " ".join(by.split()), because.strip()
    if not by or not because:
        raise UsageError("A judgement needs a name and a reason", advice="--by NAME says who judges, --because TEXT why")
    link_all(workspace)
    kind, name, subject = _subject(workspace, finding.strip())
    made = Judgement(name, kind, "confirmed" if confirmed else "rejected", by, because, now(), subject)
    document = subject.get("document") if kind == "clue" else None
    workspace.ledger.judge(made, touches=[str(document)] if document else [])
    settle(workspace)
    link_all(workspace)
    return made


def _subject(workspace: Workspace, finding: str) -> tuple[Kind, str, Subject]:
    """The kind of a finding, its id and what it names; one that was judged before is known even if inference lost it."""
    if pair := _PAIR.fullmatch(finding):
        return "link", link_id(*pair.groups()), _link(workspace, *pair.groups())
    searched = {"e": _edges, "c": _clues, "l": _links}.get(finding[:1])
    if searched is not None:
        for name, kind, subject in searched(workspace):
            if name == finding:
                return kind, name, subject
    for judgement in workspace.ledger.judgements(finding):
        return judgement.kind, finding, dict(judgement.subject)
    raise UsageError(
        "There is no finding of this id",
        where=finding,
        advice="`citetrail chain DOCUMENT` shows the ids of edges (e...) and clues (c...), `citetrail works` those of links (l...)",
    )


Found = Iterator[tuple[str, Kind, Subject]]


def _edges(workspace: Workspace) -> Found:
    for record in workspace.ledger.edges():
        edge = record.edge
        yield edge_id(edge.origin, edge.target), "edge", {
            "origin": edge.origin, "target": edge.target, "relation": edge.relation, "inferred": edge.word
        }  # fmt: skip


def _clues(workspace: Workspace) -> Found:
    for document in workspace.ledger.documents():
        reading = workspace.ledger.current_reading(document.id)
        for clue in reading.analysis.clues if reading else ():
            yield clue_id(document.id, clue), "clue", clue_subject(document.id, clue)


def _links(workspace: Workspace) -> Found:
    from lineage.linking import links_of

    for record in workspace.ledger.linked_works():
        for one, other in links_of(record.work):
            yield link_id(one, other), "link", {"one": one, "other": other}


def _link(workspace: Workspace, one: str, other: str) -> Subject:
    known = {mention.id for mention in workspace.ledger.work_mentions()}
    for name in (one, other):
        if name not in known:
            raise UsageError(
                "There is no mention of this id", where=name, advice="`citetrail works` shows the ids of mentions (m...)"
            )
    if one == other:
        raise UsageError("A link needs two mentions", where=one, advice="Name the two mentions that are, or are not, one work")
    return dict(zip(("one", "other"), sorted((one, other)), strict=True))

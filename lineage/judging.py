"""Findings that a person may judge, by ids that stay: an edge, a clue, a link between two mentions of works.

An id follows from what the finding says, not from the run that found it, so that a judgement holds when a text is read again:

    e...    an edge, by its two ends; whatever relation inference gives it
    c...    a clue of a document, by what it says, in which role, in which words, and where it stands
    l...    a link, by the ids of the two mentions; `m...:m...` names the same link by them

Left to others: keeping judgements (the ledger), what they outrank (`attribution`, `linking`, the views).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from lineage.values import Clue, Judgement


def _id(letter: str, *parts: object) -> str:
    text = "\n".join(map(str, parts))
    return letter + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def edge_id(origin: str, target: str) -> str:
    """The id of the edge between two nodes."""
    return _id("e", origin, target)


def clue_id(document: str, clue: Clue) -> str:
    """The id of a clue of a document."""
    return _id("c", document, clue.kind, clue.role, clue.value, clue.carrier, clue.start, clue.quote)


def link_id(one: str, other: str) -> str:
    """The id of the link between two mentions, whichever comes first."""
    return _id("l", *sorted((one, other)))


def clue_subject(document: str, clue: Clue) -> dict[str, object]:
    """What a judgement on a clue keeps of it."""
    names = ("kind", "role", "value", "carrier", "start", "quote")
    return {"document": document, **{name: getattr(clue, name) for name in names}}


def standing(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """The judgement that counts, by finding: the last one of each. They come in the order they were made."""
    return {judgement.finding: judgement for judgement in judgements}


def judged_clues(document: str, clues: Sequence[Clue], judgements: Mapping[str, Judgement]) -> dict[int, Judgement]:
    """The judgements on clues of a document, by the clue's index."""
    if not any(each.kind == "clue" for each in judgements.values()):
        return {}
    found = ((index, judgements.get(clue_id(document, clue))) for index, clue in enumerate(clues))
    return {index: judgement for index, judgement in found if judgement is not None}

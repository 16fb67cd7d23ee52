"""From clues to verdicts: who hosts a copy, whom it credits, who wrote the text, whose picture it shows.

Invariants: the four roles never mix; a name is given only when a clue states it (`stated`) or a field or host shows it
(`indicated`), and only if nothing of the same rank names somebody else. Everything else is `undetermined`, with its
candidates and the clues that speak for each. What one clue says about a second role is a row of `_ALSO`.

What a person judged outranks all of it: a rejected clue speaks for nobody, and the name of a confirmed one is `confirmed` in the
clue's own role, unless two confirmed clues name different ones.

Left to others: what follows for the chain (`descent`), what the clues are (`clues`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lineage.outlets import name_key
from lineage.values import ROLES, Attribution, Clue, JudgedWord, Judgement, NamedCandidate, Role, RoleVerdict, Scope

Strength = str
# A credit line speaks of the text as a whole; a dateline or byline is part of it and may have come along from further up.
_CREDIT_RANK: Mapping[str, int] = {
    "source line": 0,
    "front matter": 0,
    "original link": 0,
    "original source": 0,
    "reprint line": 0,
    "feed source": 0,
    "print edition": 1,
    "first publication": 1,
    "licence": 1,
    "tracker pixel": 1,
    "byline": 2,
    "wire copyright": 3,
    "wire signature": 3,
    "dateline": 3,
}
# kind of a clue, its strength -> the further role it speaks for, and how strongly.
_ALSO: Mapping[str, tuple[Role, bool]] = {
    "print edition": ("credited_source", True),
    "first publication": ("credited_source", True),
    "licence": ("credited_source", True),
    "dateline": ("credited_source", True),
    "tracker pixel": ("credited_source", True),
    "source line": ("text_origin", False),
    "front matter": ("text_origin", False),
    "original link": ("text_origin", False),
    "original source": ("text_origin", False),
    "reprint line": ("text_origin", False),
    "feed source": ("text_origin", False),
    "canonical": ("text_origin", False),
    "byline": ("text_origin", False),
    "wire copyright": ("text_origin", False),
    "wire signature": ("text_origin", False),
}
_STRENGTHS: Mapping[str, int] = {"states": 0, "shows": 1, "hints": 2}
_CONFIRMED = -1
_WORDS: Mapping[int, JudgedWord] = {_CONFIRMED: "confirmed", 0: "stated", 1: "indicated"}


@dataclass(frozen=True, slots=True)
class _Vote:
    """One clue speaking for a name in a role. Lower ranks go before higher ones."""

    index: int
    key: str
    name: str
    strength: int
    rank: int
    scope: Scope
    known: bool


def attribute(clues: Sequence[Clue], judged: Mapping[int, Judgement] | None = None) -> Attribution:
    """The verdicts on the four roles. Clue numbers in them are indexes into `clues`; `judged` says what persons said of which."""
    votes: dict[Role, list[_Vote]] = {role: [] for role in ROLES}
    for index, clue in enumerate(clues):
        judgement = judged.get(index) if judged else None
        if judgement is not None and judgement.verdict == "rejected":
            continue
        for role, strength in _speaks_for(clue):
            vote = _vote(index, clue, role, strength)
            votes[role].append(replace(vote, strength=_CONFIRMED, rank=0) if judgement and role == clue.role else vote)
    host, credited, text, asset = (_verdict(votes[role]) for role in ROLES)
    return Attribution(host=host, credited_source=credited, text_origin=text, asset_origin=asset)


def _speaks_for(clue: Clue) -> Iterable[tuple[Role, Strength]]:
    if clue.role not in ROLES:
        return
    yield clue.role, clue.strength
    also = _ALSO.get(clue.kind)
    if also is None or also[0] == clue.role:
        return
    role, as_strong = also
    if as_strong:
        yield role, clue.strength
    elif clue.role == "credited_source":
        yield role, "hints"


def _vote(index: int, clue: Clue, role: Role, strength: Strength) -> _Vote:
    name = clue.outlet or clue.value
    rank = _CREDIT_RANK.get(clue.kind, 2) if role == "credited_source" else 0
    return _Vote(index, name_key(name), name, _STRENGTHS[strength], rank, clue.scope, clue.outlet is not None)


def _verdict(votes: Sequence[_Vote]) -> RoleVerdict:
    """The one name of the strongest, best-ranked votes; without such a name all of them are candidates."""
    best = min(((vote.strength, vote.rank) for vote in votes if vote.strength in _WORDS), default=None)
    winners = {vote.key for vote in votes if (vote.strength, vote.rank) == best}
    if best is None or len(winners) != 1:
        return RoleVerdict(name=None, word="undetermined", candidates=_candidates(votes))
    key = winners.pop()
    own = [vote for vote in votes if vote.key == key]
    first = next(vote for vote in own if (vote.strength, vote.rank) == best)
    others = _candidates([vote for vote in votes if vote.key != key])
    indexes = tuple(sorted({vote.index for vote in own}))
    return RoleVerdict(
        name=first.name, word=_WORDS[best[0]], clues=indexes, candidates=others, known=any(vote.known for vote in own)
    )


def _candidates(votes: Sequence[_Vote]) -> tuple[NamedCandidate, ...]:
    """One candidate a name, the best supported first, then in the order of their first clue."""
    by_key: dict[str, list[_Vote]] = {}
    for vote in votes:
        by_key.setdefault(vote.key, []).append(vote)
    ordered = sorted(by_key.values(), key=lambda own: (min((v.strength, v.rank) for v in own), min(v.index for v in own)))
    return tuple(_candidate(own) for own in ordered)


def _candidate(own: Sequence[_Vote]) -> NamedCandidate:
    scope: Scope = "document" if any(vote.scope == "document" for vote in own) else "network"
    indexes = tuple(sorted({vote.index for vote in own}))
    return NamedCandidate(name=own[0].name, scope=scope, clues=indexes, known=any(vote.known for vote in own))

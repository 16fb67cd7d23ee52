"""Works: one identity for a title under all its spellings, and which open work a mention stands for.

A work's id is `w` and 12 hexadecimal digits of the SHA-256 of its folded title: words casefolded, house spelling folded
(`lineage.text.spelling_key`), punctuation and leading articles dropped. So two documents that cite one title in two house styles
cite one work, without knowing of each other.

Joining is strict, for a wrong link is worse than none: a mention without a title gets an id only where exactly one work of
its kind stands open in the document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lineage.text import spelling_key, tokens

ARTICLES = frozenset({"the", "a", "an"})
MARKS = "“”\"‘’'«»„‚「」『』《》〈〉 \t\u00a0,.;:"
KINDS = {
    "white paper": "white paper", "whitepaper": "white paper", "paper": "paper", "working paper": "paper",
    "policy paper": "paper", "report": "report", "study": "study", "survey": "survey", "analysis": "study",
    "assessment": "report", "review": "report", "book": "book", "memoir": "book", "novel": "book", "article": "article",
    "essay": "article", "op-ed": "article", "editorial": "article", "documentary": "film", "film": "film",
    "movie": "film", "document": "document", "statement": "statement", "dossier": "report", "index": "report",
    "investigation": "report", "letter": "letter", "communique": "statement", "communiqué": "statement",
    "advisory": "report", "memo": "document", "memorandum": "document", "manifesto": "document", "paper trail": "paper",
    "act": "law", "bill": "law", "law": "law", "legislation": "law", "convention": "convention", "treaty": "treaty",
    "covenant": "covenant", "protocol": "protocol", "agreement": "agreement", "accord": "accord", "pact": "pact",
    "regulation": "law", "resolution": "resolution", "constitution": "constitution", "directive": "law",
    "ordinance": "law", "charter": "charter", "declaration": "statement",
}  # fmt: skip
"""Nouns for works, singular, and the kind of work they stand for."""

GENERAL = {
    "report": {"white paper", "report", "study", "survey"},
    "document": {"white paper", "report", "document"},
    "paper": {"white paper", "paper", "study"},
}
"""Nouns that may take up a work introduced by another noun: "a white paper ... the report says"."""


MANY = 20
"""With more works of a kind open than this, "the report" is never certain."""


def bare_title(quoted: str) -> str:
    """A title without the marks and the punctuation around it."""
    return " ".join(quoted.strip(MARKS).split())


def fold_title(title: str) -> str:
    """The title as it is compared: words in order, house spelling folded, leading articles dropped."""
    words = [spelling_key(token.word) for token in tokens(bare_title(title))]
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return " ".join(words)


def work_id(title: str) -> str | None:
    """The id of the work with this title; None for a title without a word in it."""
    folded = fold_title(title)
    return "w" + hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:12] if folded else None


@dataclass(slots=True)
class Mention:
    """A pointer to a work before it is resolved.

    `kind` is the kind of work its noun names, None without a noun; `noun` the noun of a definite mention. `apart` tells that the
    mention has a name of its own behind it, which no rule could read: it joins nothing.
    """

    start: int
    end: int
    mention: str
    kind: str | None
    rule: str
    title: str | None = None
    issuer: str | None = None
    date: str | None = None
    work: str | None = None
    noun: str | None = None
    apart: bool = False


def join_mentions(mentions: Sequence[Mention]) -> None:
    """Gives each mention its work's id where that is certain; `mentions` are in text order and changed in place."""
    for mention in mentions:
        if mention.title:
            mention.work = work_id(mention.title)
    _join_first_introduction(mentions)
    _join_definite(mentions)
    _spread(mentions)


def _join_first_introduction(mentions: Sequence[Mention]) -> None:
    """`A white paper` at first, its title later: one work, if the document titles only one of that kind."""
    for kind in {m.kind for m in mentions if m.mention == "indefinite" and m.kind}:
        of_kind = [m for m in mentions if m.kind == kind]
        titles = {m.work for m in of_kind if m.work}
        first = of_kind[0]
        if len(titles) == 1 and first.mention == "indefinite" and not first.issuer:
            first.work = titles.pop()


def _join_definite(mentions: Sequence[Mention]) -> None:
    """`The report`: the one work of that kind open so far, or the only one titled later if nothing else of the kind is open."""
    titled: dict[str | None, set[str]] = {}
    for mention in mentions:
        if mention.work:
            titled.setdefault(mention.kind, set()).add(mention.work)
    standing: dict[str | None, dict[str, Mention]] = {}
    unknown: set[str | None] = set()
    for mention in mentions:
        if mention.mention == "definite" and mention.kind and not mention.work:
            fitting = GENERAL.get(mention.kind, {mention.kind})
            if not fitting & unknown and not mention.apart:
                mention.work = _only_fit(mention, [standing.get(kind, {}) for kind in fitting], titled)
        if mention.work:
            standing.setdefault(mention.kind, {}).setdefault(mention.work, mention)
        elif mention.mention == "indefinite" or mention.issuer or mention.apart:
            unknown.add(mention.kind)


def _only_fit(mention: Mention, standing: Sequence[dict[str, Mention]], titled: dict[str | None, set[str]]) -> str | None:
    """The one open work that fits, or, while none is open, the only one of the very kind that the document titles."""
    works = {work: first for group in standing for work, first in group.items()} if sum(map(len, standing)) <= MANY else {}
    if works:
        agreeing = [work for work, first in works.items() if _issuers_agree(first, mention) and not _enacted(first, mention)]
        return agreeing[0] if len(agreeing) == 1 else None
    later = titled.get(mention.kind, set())
    return next(iter(later)) if len(later) == 1 and not any(standing) else None


ENACTED = re.compile(r"\bActs?(?: .{0,80})? of (?:1[6-9]|20)\d\d$")


def _enacted(one: Mention, other: Mention) -> bool:
    """`The bill` is none of the acts that bear the year of their enactment."""
    return other.noun == "bill" and one.title is not None and ENACTED.search(one.title) is not None


def _issuers_agree(one: Mention, other: Mention) -> bool:
    """Two named issuers agree when one's words contain the other's; an unnamed one agrees with all."""
    if not one.issuer or not other.issuer:
        return True
    first, second = (set(fold_title(issuer).split()) for issuer in (one.issuer, other.issuer))
    return first <= second or second <= first


def _spread(mentions: Sequence[Mention]) -> None:
    """All mentions of one work learn its title, issuer and date from the first that has them."""
    known: dict[str, dict[str, str]] = {}
    for mention in mentions:
        if mention.work:
            facts = known.setdefault(mention.work, {})
            for name in ("title", "issuer", "date"):
                if value := getattr(mention, name):
                    facts.setdefault(name, value)
    for mention in mentions:
        for name, value in known.get(mention.work or "", {}).items():
            if getattr(mention, name) is None:
                setattr(mention, name, value)

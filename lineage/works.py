"""Works: one identity for a title under all its spellings, and which open work a mention stands for.

A work's id is `w` and 12 hexadecimal digits of the SHA-256 of its folded title: words casefolded, house spelling folded
(`lineage.text.spelling_key`), punctuation and leading articles dropped. So two documents that cite one title in two house styles
cite one work, without knowing of each other.

Joining is strict, for a wrong link is worse than none: a mention without a title gets an id only where exactly one work of
its kind stands open in the document. A work that is never titled takes its id from the words that introduce it, so copies
of one text agree on it.

Left to others: finding the mentions (`citations`), works across documents (`linking`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from lineage.issuers import country_of, issuer_words, issuers_agree
from lineage.text import spelling_key, tokens

ARTICLES = frozenset({"the", "a", "an"})
MARKS = "“”\"‘’'«»„‚「」『』《》〈〉 \t\u00a0,.;:"
KINDS = {
    "white paper": "white paper", "whitepaper": "white paper", "paper": "paper", "working paper": "paper",
    "policy paper": "paper", "report": "report", "study": "study", "survey": "survey", "analysis": "analysis",
    "assessment": "assessment", "review": "review", "book": "book", "memoir": "book", "novel": "book", "article": "article",
    "essay": "article", "op-ed": "article", "editorial": "article", "documentary": "film", "film": "film",
    "movie": "film", "document": "document", "statement": "statement", "dossier": "report", "index": "report",
    "investigation": "investigation", "letter": "letter", "communique": "statement", "communiqué": "statement",
    "advisory": "report", "memo": "memo", "audit": "audit", "bulletin": "bulletin", "poll": "poll",
    "briefing": "briefing", "guideline": "document", "guidelines": "document", "factsheet": "document",
    "handbook": "book", "outlook": "report", "yearbook": "report", "barometer": "survey", "strategy": "strategy", "plan": "plan",
 "memorandum": "memo", "manifesto": "document", "paper trail": "paper",
    "act": "law", "bill": "law", "law": "law", "legislation": "law", "convention": "convention", "treaty": "treaty",
    "covenant": "covenant", "protocol": "protocol", "agreement": "agreement", "accord": "accord", "pact": "pact",
    "regulation": "law", "resolution": "resolution", "constitution": "constitution", "directive": "law",
    "ordinance": "law", "charter": "charter", "declaration": "statement",
}  # fmt: skip
"""Nouns for works, singular, and the kind of work they stand for."""

GENERAL = {
    "report": {"white paper", "report", "study", "survey", "audit", "assessment", "review", "investigation"},
    "document": {"white paper", "report", "document", "memo", "audit", "assessment", "briefing"},
    "paper": {"white paper", "paper", "study"},
    "study": {"study", "paper", "analysis"},
}
"""Nouns that may take up a work introduced by another noun: "a white paper ... the report says"."""


MANY = 20
"""With more works of a kind open than this, "the report" is never certain."""


def bare_title(quoted: str) -> str:
    """A title without the marks and the punctuation around it."""
    return " ".join(quoted.strip(MARKS).split())


@lru_cache(maxsize=4_096)
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
    mention has a name of its own behind it, which no rule could read: it joins nothing. `fresh` tells that an indefinite article
    introduced a title: it is a work not spoken of before; `taken_up` that a definite one did ("The paper, “...”").
    `opening` is the normalised text from the start of its sentence, `of` the country that an apposition sets beside the issuer,
    `named` a name between article and noun ("the Kok report"), `seen` the end of the latest mention joined to this one.
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
    fresh: bool = False
    taken_up: bool = False
    opening: str = ""
    of: str | None = None
    named: str | None = None
    seen: int = 0


OPENING = 240
"""Characters of normalised text, from the start of its sentence, that identify a work without a title."""
REPEATED = 0.6
"""The share of the words of two openings in common from which the second tells the first again (a lede, its teaser)."""
NEAR = 900
"""Characters, about two paragraphs, within which two mentions of a law by its subject alone are one."""
UNTITLED = "?"


def join_mentions(mentions: Sequence[Mention]) -> None:
    """Gives each mention its work's id where that is certain; `mentions` are in text order and changed in place."""
    for mention in mentions:
        if mention.title:
            mention.work = work_id(mention.title)
    _join_undated(mentions)
    _part_general_rules(mentions)
    _join_first_introduction(mentions)
    _join_definite(mentions)
    _name_untitled(mentions)
    _spread(mentions)


LAW_YEAR = re.compile(r"(?:,| of)? (?:1[6-9]|20)\d\d$")


def _join_undated(mentions: Sequence[Mention]) -> None:
    """`The Railway Act` is the Railway Act of 2005 where the document names one year's act of that name, and no other's."""
    dated: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.mention == "legal" and mention.work and mention.title and LAW_YEAR.search(mention.title):
            dated.setdefault(fold_title(LAW_YEAR.sub("", mention.title)), set()).add(mention.work)
    for mention in mentions:
        if mention.mention == "legal" and mention.title and not LAW_YEAR.search(mention.title):
            works = dated.get(fold_title(mention.title), set())
            mention.work = next(iter(works)) if len(works) == 1 else mention.work


SUBORDINATE = re.compile(
    r"\b(?:Regulations?|Measures|Rules|Provisions|Ordinances?|Directives?|Resolutions?|Codes?|Law)\b", re.IGNORECASE
)
YEAR_OR_NUMBER = re.compile(r"\d")


def names_enactor(title: str) -> bool:
    """Whether a law's title says whose it is or which: a country, a state's or region's name behind `of`, a year, a number."""
    if country_of(title) or YEAR_OR_NUMBER.search(title):
        return True
    return (
        re.search(r"\b(?:of|in) (?:the )?(?:[A-Z][\w’-]+ ){0,4}(?:Republic|Region|State|Province|City|Kingdom|Union)\b", title)
        is not None
    )


def _part_general_rules(mentions: Sequence[Mention]) -> None:
    """Takes the id from rules of law known by their subject alone, where they are named again far away.

    Every authority has its "Regulations on Labour Supervision": a title that names neither enactor nor year nor number is one key
    only, so two mentions are one work where they stand together, and unlinked where nothing but the subject joins them. The short
    title of an act or a treaty is conferred once, and is enough.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        title = mention.title or ""
        if mention.mention == "legal" and mention.work and SUBORDINATE.search(title) and not names_enactor(title):
            groups.setdefault(mention.work, []).append(mention)
    for group in groups.values():
        if any(later.start - one.end > NEAR for one, later in pairwise(group)):
            for mention in group:
                mention.work = None


def _join_first_introduction(mentions: Sequence[Mention]) -> None:
    """`A white paper` at first, its title later: one work, if the document titles only one of that kind, and not as a new one."""
    by_kind: dict[str | None, list[Mention]] = {}
    for mention in mentions:
        by_kind.setdefault(mention.kind, []).append(mention)
    for kind, of_kind in by_kind.items():
        titled = [m for m in of_kind if m.work]
        first = of_kind[0]
        if kind is None or first.mention != "indefinite" or first.rule.endswith(".opens") or len({m.work for m in titled}) != 1:
            continue
        if not any(m.fresh for m in titled) and any(_issuers_agree(m, first) for m in titled):
            first.work = titled[0].work
    _join_taken_up(mentions)


def _join_taken_up(mentions: Sequence[Mention]) -> None:
    """`A study ... The paper, “Title”,`: the title of the one work without a title that was introduced before."""
    for place, titled in enumerate(mentions):
        if not titled.taken_up or not titled.kind:
            continue
        fitting = GENERAL.get(titled.kind, {titled.kind}) | {titled.kind}
        earlier = [m for m in mentions[max(0, place - MANY) : place] if m.kind in fitting]
        first = [m for m in earlier if m.mention == "indefinite" and not m.work and not m.rule.endswith(".opens")]
        if len(first) == 1 and not any(m.work not in (None, titled.work) for m in earlier) and _issuers_agree(titled, first[0]):
            first[0].work = titled.work


def _join_definite(mentions: Sequence[Mention]) -> None:
    """`The report`: the one work of that kind open so far, or the only one titled later if nothing else of the kind is open.

    A work opens with its title, or with an indefinite mention, or with an issuer of its own; without a title it bears a
    provisional id.
    """
    titled: dict[str | None, set[str]] = {}
    for mention in mentions:
        if mention.work:
            titled.setdefault(mention.kind, set()).add(mention.work)
    standing: dict[str | None, dict[str, Mention]] = {}
    unknown: set[str | None] = set()
    for place, mention in enumerate(mentions):
        if mention.mention == "definite" and mention.kind and not mention.work:
            fitting = sorted(GENERAL.get(mention.kind, {mention.kind}))
            if not unknown.intersection(fitting) and not mention.apart:
                mention.work = _only_fit(mention, [standing.get(kind, {}) for kind in fitting], titled)
        if mention.apart and not mention.work:
            unknown.add(mention.kind)
        elif not mention.work and (
            mention.mention == "indefinite" or (mention.mention == "definite" and (mention.issuer or mention.named))
        ):
            mention.work = _told_before(mention, standing.get(mention.kind, {})) or f"{UNTITLED}{place}"
        if mention.work:
            known = standing.setdefault(mention.kind, {}).setdefault(mention.work, mention)
            known.issuer, known.of, known.seen = known.issuer or mention.issuer, known.of or mention.of, mention.end


def _told_before(mention: Mention, standing: dict[str, Mention]) -> str | None:
    """The open work without a title that the same words introduced before, as a teaser and its lede do."""
    words = set(mention.opening.casefold().split())
    for work, first in islice(standing.items(), MANY):
        before = set(first.opening.casefold().split())
        shared = len(words & before)
        if work.startswith(UNTITLED) and shared >= 8 and shared >= REPEATED * min(len(words), len(before)):
            return work
    return None


def _name_untitled(mentions: Sequence[Mention]) -> None:
    """A work without a title keeps an id, that of the words that introduced it, if several mentions point to it."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.work and mention.work.startswith(UNTITLED):
            groups.setdefault(mention.work, []).append(mention)
    for group in groups.values():
        joined = sum(not each.rule.endswith(".opens") for each in group) > 1
        name = "untitled " + group[0].opening.casefold()
        for mention in group:
            mention.work = "w" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12] if joined else None


def _only_fit(mention: Mention, standing: Sequence[dict[str, Mention]], titled: dict[str | None, set[str]]) -> str | None:
    """The one open work that fits, or, while none is open, the only one of the very kind that the document titles."""
    works = {work: first for group in standing for work, first in group.items()} if sum(map(len, standing)) <= MANY else {}
    if works:
        agreeing = [work for work, first in works.items() if _fits(first, mention)]
        return agreeing[0] if len(agreeing) == 1 and not _claims_other(works[agreeing[0]], mention) else None
    later = titled.get(mention.kind, set())
    return next(iter(later)) if len(later) == 1 and not any(standing) else None


def _fits(first: Mention, mention: Mention) -> bool:
    """Whether a definite mention can point to the work that `first` opened."""
    if not _issuers_agree(first, mention) or _enacted(first, mention):
        return False
    if mention.noun == "bill" and first.mention == "legal" and mention.start - first.seen > NEAR:
        return False  # a law in force is seldom called a bill far from its name
    if mention.named is None:
        return True
    told = f"{first.title or ''} {first.issuer or ''} {first.named or ''} {first.date or ''}"
    if not mention.named.isdigit():  # a year in the same sentence may be that of anything
        told += f" {first.opening.split('. ')[0]}"
    return mention.named.casefold() in told.casefold()


def _claims_other(first: Mention, mention: Mention) -> bool:
    """`The report from X` while only an unsigned work of another noun is open: more likely X's own report."""
    return mention.issuer is not None and first.issuer is None and first.kind != mention.kind


ENACTED = re.compile(r"\bActs?(?: .{0,80})?(?: of|,)? (?:1[6-9]|20)\d\d$")


def _enacted(one: Mention, other: Mention) -> bool:
    """`The bill` is none of the acts that bear the year of their enactment."""
    return other.noun == "bill" and one.title is not None and ENACTED.search(one.title) is not None


def _issuers_agree(one: Mention, other: Mention) -> bool:
    """Two named issuers agree when one's words contain the other's, or both speak for one state; an unnamed one agrees with all."""
    if not one.issuer or not other.issuer:
        return True
    first, second = issuer_words(one.issuer), issuer_words(other.issuer)
    return first <= second or second <= first or issuers_agree(one.issuer, other.issuer, one.of, other.of) is not None


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

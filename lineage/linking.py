"""Works across documents: which mentions point to one work, by which keys, and which came near and were not joined.

A node is what one document says of one work: its mentions there, joined inside the document by `works`, with all that the document
tells of it. Two nodes are one work when at least two independent keys agree:

    title       equal after folding of house spelling
    legal name  the full name of an instrument of law, as only one instrument bears it
    issuer      one body under several names (`issuers`)
    date        one day
    sentence    eight or more words quoted from it that agree
    figure      one number with one unit and one period, told of it

Titles that differ may stand for one work (a translation back, a misprint) only where two other keys agree and a word of both titles
does; the reason is kept. Nothing is joined that would put two works of one document, or two plain titles, into one. What a person
decided outranks all of it. The outcome depends on the set of documents alone, not on their order.

Left to others: finding mentions (`citations`), where documents disagree about a work (`variants`), keeping judgements (the ledger).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from lineage.dates import PartDate, dates_agree
from lineage.issuers import ONE_STATE, issuer_words, issuers_agree
from lineage.text import spelling_key
from lineage.work_mentions import SENTENCE_WORDS, WorkMention
from lineage.works import GENERAL, fold_title, names_enactor, work_id

RULE_VERSION = "2"

NEEDED = 2
"""Keys that must agree before two mentions in different documents are one work."""
NEIGHBOURS = 24
"""How many nodes with one key in common each is compared with; more only repeat what these tell."""
PLAIN_KINDS = frozenset({"report", "document", "statement", "study", "paper", "article", "law", "letter"})
"""Kinds of which a state issues several on one day."""
NEAR_KEPT = 8
"""Near candidates kept for each work, the nearest first."""

KeyName = Literal["title", "legal name", "issuer", "date", "sentence", "figure", "judgement"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key that agrees between two documents: what each wrote, and how they agree."""

    name: KeyName
    here: str
    there: str
    document: str
    how: str = "equal"


@dataclass(frozen=True, slots=True)
class Joined:
    """A mention as part of a work. `keys` join its document's mentions to those of others; `reason` says it in words."""

    mention: WorkMention
    keys: tuple[Key, ...]
    reason: str
    basis: Literal["alone", "inside the document", "inferred", "judged"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a title, an issuer or a date, and the mentions (their ids) that have it."""

    value: str
    mentions: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearCandidate:
    """A mention that came near and was not joined; `keys` are those that agreed, `reason` says what lacks or contradicts."""

    mention: str
    other: str
    document: str
    quote: str
    keys: tuple[Key, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LinkedWork:
    """A work as all documents together know it. `id` is None for a mention that nothing identifies."""

    id: str | None
    title: str | None
    kind: str | None
    mentions: tuple[Joined, ...]
    titles: tuple[Variant, ...]
    issuers: tuple[Variant, ...]
    dates: tuple[Variant, ...]
    stages: tuple[Variant, ...]
    near: tuple[NearCandidate, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that cite it, sorted."""
        return tuple(sorted({joined.mention.document for joined in self.mentions}))


@dataclass(frozen=True, slots=True)
class LinkJudgement:
    """A person's word on whether two mentions (by id) are one work."""

    one: str
    other: str
    joined: bool
    by: str
    because: str


def leads_of(work: LinkedWork) -> dict[str, tuple[str, ...]]:
    """By document, the mention that stands for each group of mentions there that is judged as one, the first document's first."""
    leads: dict[str, list[str]] = {}
    for joined in work.mentions:
        leads.setdefault(joined.mention.document, []).append(joined.mention.id)
    return {document: tuple(mentions) for document, mentions in leads.items()}


def links_of(work: LinkedWork) -> tuple[tuple[str, str], ...]:
    """The links of a work that a person may judge, as pairs of mentions: each other document's first mention with that of the first
    document, and each near candidate with the mention it came near to."""
    leads = [mentions[0] for mentions in leads_of(work).values()]
    return (*((leads[0], lead) for lead in leads[1:]), *((near.mention, near.other) for near in work.near))


# --- nodes and their keys ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Node:
    """What one document says of one work."""

    name: str
    document: str
    mentions: list[WorkMention]
    titles: dict[str, str] = field(default_factory=dict)
    issuers: dict[str, str | None] = field(default_factory=dict)
    whens: dict[str, PartDate] = field(default_factory=dict)
    sentences: set[str] = field(default_factory=set)
    figures: set[tuple[float, str | None, str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    legal: bool = False

    def label(self) -> str:
        """What to call it in a reason."""
        return next(iter(self.titles.values()), self.mentions[0].quote)


def _nodes(mentions: Iterable[WorkMention], parted: set[str]) -> list[Node]:
    """One node for each work of each document; a mention that a person parted from its document's others stands alone."""
    groups: dict[tuple[str, str], list[WorkMention]] = defaultdict(list)
    for mention in sorted(set(mentions), key=lambda m: (m.document, m.start, m.end, m.id)):
        alone = mention.work is None or mention.id in parted
        groups[mention.document, mention.id if alone else str(mention.work)].append(mention)
    return [_node(group) for _, group in sorted(groups.items())]


def _node(group: list[WorkMention]) -> Node:
    node = Node(group[0].id, group[0].document, group)
    for mention in group:
        if mention.title and (folded := fold_title(mention.title)):
            node.titles.setdefault(folded, mention.title)
        if mention.issuer and mention.issuer_of is not None:
            node.issuers[mention.issuer] = mention.issuer_of
        elif mention.issuer:
            node.issuers.setdefault(mention.issuer, None)
        if mention.date and mention.when:
            node.whens.setdefault(mention.date, mention.when)
        node.sentences.update(mention.sentences)
        node.figures.update(mention.figures)
        node.legal = node.legal or mention.legal
        if mention.kind:
            node.kinds.add(mention.kind)
    return node


def _keys(one: Node, other: Node) -> list[Key]:
    """All keys that agree between two nodes, in a fixed order."""
    found = []
    if shared := sorted(one.titles.keys() & other.titles.keys()):
        found.append(Key("title", one.titles[shared[0]], other.titles[shared[0]], other.document))
        if (one.legal or other.legal) and _full_name(one.titles[shared[0]]):
            found.append(Key("legal name", one.titles[shared[0]], other.titles[shared[0]], other.document))
    if issuer := _issuer_key(one, other):
        found.append(issuer)
    if day := _date_key(one, other):
        found.append(day)
    if sentence := _sentence_key(one, other):
        found.append(sentence)
    for value, unit, period in sorted(one.figures & other.figures, key=str)[:1]:
        said = f"{value:.15g} {unit or ''}".strip() + (f", {period}" if period else "")
        found.append(Key("figure", said, said, other.document))
    return found


TREATY = re.compile(r"\b(?:Convention|Covenant|Protocol|Treaty|Charter)\b")

NUMBER_ALONE = re.compile(
    r"(?:(?:[A-Z][\w-]{1,15} ){0,2}(?:Law|Act|Decree|Decree-Law|Ordinance|Order|Bill|Resolution|Proclamation)"
    r"|H\.R\.|[ء-ي][ء-ي ]{1,40})"
    r" ?(?:(?:No|no|№|nr|Nr)\.? ?)?[\dC/-]{1,9}(?: of \d{4})?"
)
"""Every state has its Law No. 5: the number alone is no full name."""


def _full_name(title: str) -> bool:
    """Whether only one instrument bears this name: it names enactor, year or number, or is a treaty's, or long."""
    if NUMBER_ALONE.fullmatch(title):
        return False
    words = [word for word in fold_title(title).split() if len(word) > 2]
    return names_enactor(title) or (TREATY.search(title) is not None and len(words) >= 3) or len(words) >= 5


def _issuer_key(one: Node, other: Node) -> Key | None:
    for name, of in sorted(one.issuers.items()):
        for rival, rival_of in sorted(other.issuers.items()):
            if how := issuers_agree(name, rival, of, rival_of):
                return Key("issuer", name, rival, other.document, how)
    return None


def _date_key(one: Node, other: Node) -> Key | None:
    """One day and month; a weekday alone comes round every week and is no key."""
    for written, when in sorted(one.whens.items()):
        for rival, rival_when in sorted(other.whens.items()):
            if dates_agree(when, rival_when) == "same":
                return Key("date", written, rival, other.document, "one day")
    return None


def _sentence_key(one: Node, other: Node) -> Key | None:
    for said in sorted(one.sentences):
        for rival in sorted(other.sentences):
            short, long = sorted((said, rival), key=len)
            if f" {short} " in f" {long} ":
                return Key("sentence", said, rival, other.document, "equal" if short == long else "one contains the other")
    return None


def _kinds_agree(one: Node, other: Node) -> bool:
    if not one.kinds or not other.kinds:
        return True
    wide = [{fit for kind in node.kinds for fit in GENERAL.get(kind, {kind})} for node in (one, other)]
    return bool(wide[0] & other.kinds or wide[1] & one.kinds)


# --- candidates -------------------------------------------------------------------------------------------------------


def _candidates(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs of nodes of different documents with a key in common; each node meets a bounded number of others by each key."""
    buckets: dict[tuple[str, object], list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        for key in _bucket_keys(node):
            buckets[key].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in buckets.values():
        for at, place in enumerate(places):
            pairs.update((place, other) for other in places[at + 1 : at + 1 + NEIGHBOURS])
    return sorted((a, b) for a, b in pairs if nodes[a].document != nodes[b].document)


def _bucket_keys(node: Node) -> set[tuple[str, object]]:
    keys: set[tuple[str, object]] = {("title", folded) for folded in node.titles}
    for folded in node.titles:
        words = sorted({_stem(word) for word in folded.split() if len(word) > 3})
        keys.update(("title words", pair) for pair in pairwise(words))
    keys.update(("figure", figure) for figure in node.figures)
    for said in node.sentences:
        words = said.split()
        keys.update(("sentence", " ".join(words[at : at + SENTENCE_WORDS])) for at in range(len(words) - SENTENCE_WORDS + 1))
    for when in node.whens.values():
        if when.month and when.day:
            keys.add(("date", (when.month, when.day)))
    for name in node.issuers:
        words = sorted(issuer_words(name))
        keys.update(("issuer", pair) for pair in pairwise(words))
    return keys


def _stem(word: str) -> str:
    return spelling_key(word).rstrip("s")


# --- joining ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sets:
    """Union-find over nodes that refuses to join what must stay apart."""

    nodes: Sequence[Node]
    parent: list[int]
    members: dict[int, list[int]]
    places: dict[int, dict[str, list[int]]]
    apart: set[frozenset[int]]
    confirmed: set[frozenset[int]]

    def root(self, place: int) -> int:
        while self.parent[place] != place:
            self.parent[place] = self.parent[self.parent[place]]
            place = self.parent[place]
        return place

    def objection(self, one: int, other: int) -> str | None:
        """Why two sets must not be one; None when they may."""
        small, large = sorted((self.root(one), self.root(other)), key=lambda root: len(self.members[root]))
        for b in self.members[small]:
            for a in self.places[large].get(self.nodes[b].document, ()):
                if frozenset((a, b)) not in self.confirmed:
                    return f"the document {self.nodes[b].document} cites both as works of their own"
        if any({self.root(a) for a in pair} == {small, large} for pair in self.apart):
            return "a person rejected this link"
        return None

    def join(self, one: int, other: int) -> None:
        """Makes two sets one; the smaller moves, so that all joins together are near linear."""
        small, large = sorted((self.root(one), self.root(other)), key=lambda root: (len(self.members[root]), root))
        if small == large:
            return
        self.parent[small] = large
        self.members[large] += self.members.pop(small)
        for document, places in self.places.pop(small).items():
            self.places[large].setdefault(document, []).extend(places)


def link_works(mentions: Iterable[WorkMention], judgements: Sequence[LinkJudgement] = ()) -> tuple[LinkedWork, ...]:
    """The works that mentions of several documents point to, sorted by title and place. Never raises.

    Args:
        mentions: what `mentions_of` gave for each document, in any order.
        judgements: what persons decided; a later one on the same two mentions counts, a rejection before a chain of confirmations.
    """
    every = list(mentions)
    verdicts = _verdicts(judgements)
    nodes = _nodes(every, _parted(every, verdicts))
    at = {mention.id: place for place, node in enumerate(nodes) for mention in node.mentions}
    every_place = range(len(nodes))
    places = {place: {nodes[place].document: [place]} for place in every_place}
    sets = _Sets(nodes, list(every_place), {place: [place] for place in every_place}, places, set(), set())
    links: dict[int, list[tuple[Key, ...]]] = defaultdict(list)
    judged = _apply_judgements(verdicts, at, sets, links)
    near = _infer(nodes, sets, links)
    return _apart_by_name(sorted(_works(sets, links, near, judged), key=_order))


def _verdicts(judgements: Sequence[LinkJudgement]) -> dict[frozenset[str], LinkJudgement]:
    return {frozenset((each.one, each.other)): each for each in judgements if each.one != each.other}


def _parted(mentions: Sequence[WorkMention], verdicts: Mapping[frozenset[str], LinkJudgement]) -> set[str]:
    """Mentions that a person parted from another of one document's work: the one without a title of its own, else the later."""
    by_id = {mention.id: mention for mention in mentions}
    parted = set()
    for pair, verdict in verdicts.items():
        both = [by_id[name] for name in sorted(pair) if name in by_id]
        if not verdict.joined and len(both) == 2 and both[0].work == both[1].work and both[0].document == both[1].document:
            parted.add(max(both, key=lambda m: (m.mention not in ("titled", "legal"), m.start)).id)
    return parted


def _apply_judgements(
    verdicts: Mapping[frozenset[str], LinkJudgement], at: Mapping[str, int], sets: _Sets, links: dict[int, list[tuple[Key, ...]]]
) -> dict[int, str]:
    """Takes in what persons decided: rejections first, so that no chain of confirmations goes around one."""
    judged: dict[int, str] = {}
    known = sorted((v for v in verdicts.values() if v.one in at and v.other in at), key=lambda v: (v.joined, v.one, v.other))
    for verdict in known:
        one, other = sorted((at[verdict.one], at[verdict.other]))
        if one == other:
            continue
        if not verdict.joined:
            sets.apart.add(frozenset((one, other)))
            continue
        sets.confirmed.add(frozenset((one, other)))
        if sets.objection(one, other) is None:
            sets.join(one, other)
            for here, there in ((one, other), (other, one)):
                key = Key(
                    "judgement", sets.nodes[here].label(), sets.nodes[there].label(), sets.nodes[there].document, verdict.because
                )
                links[here].append((key,))
                judged[here] = f"confirmed by {verdict.by}: {verdict.because}"
    return judged


def _infer(
    nodes: Sequence[Node], sets: _Sets, links: dict[int, list[tuple[Key, ...]]]
) -> dict[int, list[tuple[int, list[Key], str]]]:
    """Joins the pairs with keys enough, those with most first; returns the near ones with what lacks."""
    weighed = []
    for one, other in _candidates(nodes):
        if keys := _keys(nodes[one], nodes[other]):
            weighed.append((-len(keys), nodes[one].name, nodes[other].name, one, other, keys))
        elif _alike(nodes[one], nodes[other]) >= 0.6:
            weighed.append((0, nodes[one].name, nodes[other].name, one, other, []))
    near: dict[int, list[tuple[int, list[Key], str]]] = defaultdict(list)
    for _, _, _, one, other, keys in sorted(weighed, key=lambda entry: entry[:3]):
        against = _against(nodes[one], nodes[other], keys)
        if against is None and sets.root(one) != sets.root(other):
            against = sets.objection(one, other)
        if against is None:
            sets.join(one, other)
            links[one].append(tuple(keys))
            links[other].append(tuple(_turned(keys, nodes[one].document)))
        else:
            near[one].append((other, keys, against))
            near[other].append((one, _turned(keys, nodes[one].document), against))
    return near


def _turned(keys: Iterable[Key], document: str) -> list[Key]:
    return [Key(key.name, key.there, key.here, document, key.how) for key in keys]


def _against(one: Node, other: Node, keys: Sequence[Key]) -> str | None:
    """What speaks against one work, in words; None where the keys suffice."""
    names = [key.name for key in keys]
    if len(keys) < NEEDED:
        told = (
            f"only one key agrees ({names[0]}: {keys[0].here}, {keys[0].there}; {keys[0].how})"
            if names
            else "the titles are alike and no other key agrees"
        )
        return f"{told}; {NEEDED} are needed"
    if not _kinds_agree(one, other):
        return f"one is called {sorted(one.kinds)[0]}, the other {sorted(other.kinds)[0]}"
    if one.titles and other.titles and "title" not in names:
        if not _common_words(one, other):
            return "the titles have no word in common"
        if _alike(one, other) < 0.6 and not {"date", "sentence", "figure"} & set(names):
            return "the titles differ"
    weak = [key for key in keys if key.name == "issuer" and key.how == ONE_STATE]
    if weak and set(names) == {"issuer", "date"} and not (one.kinds & other.kinds) - PLAIN_KINDS:
        return f"the issuers agree by their country only ({weak[0].here}, {weak[0].there}); one key more than the date is needed"
    contrary = _contrary_years(one, other)
    return f"the dates contradict: {contrary}" if contrary and len(keys) <= NEEDED else None


def _contrary_years(one: Node, other: Node) -> str | None:
    """Two dates that name different years: a report of every year is a work of its own each time."""
    years = [{when.year for when in node.whens.values() if when.year} for node in (one, other)]
    return f"{min(years[0])} and {min(years[1])}" if all(years) and not years[0] & years[1] else None


def _common_words(one: Node, other: Node) -> set[str]:
    words = [{_stem(word) for title in node.titles for word in title.split() if len(word) > 3} for node in (one, other)]
    return words[0] & words[1]


def _alike(one: Node, other: Node) -> float:
    """How alike the titles are, from 0 to 1, by their words in order."""
    best = 0.0
    for title in sorted(one.titles)[:3]:
        for rival in sorted(other.titles)[:3]:
            first, second = ([_stem(word) for word in text.split()[:40]] for text in (title, rival))
            if len(first) >= 3 and len(second) >= 3:
                best = max(best, SequenceMatcher(None, first, second, autojunk=False).ratio())
    return best


# --- what leaves the module -------------------------------------------------------------------------------------------


def _works(
    sets: _Sets,
    links: Mapping[int, list[tuple[Key, ...]]],
    near: Mapping[int, list[tuple[int, list[Key], str]]],
    judged: Mapping[int, str],
) -> Iterator[LinkedWork]:
    for root, places in sets.members.items():
        ordered = sorted(places, key=lambda p: (sets.nodes[p].document, sets.nodes[p].mentions[0].start))
        mentions = [mention for place in ordered for mention in sets.nodes[place].mentions]
        known = {title for place in ordered for title in sets.nodes[place].titles.values()}
        joined = tuple(
            _joined(mention, sets.nodes[place], links.get(place, []), judged.get(place), known, crossed=len(places) > 1)
            for place in ordered
            for mention in sets.nodes[place].mentions
        )
        titles = _variants(mentions, lambda m: m.title)
        title = _commonest(mentions)
        yield LinkedWork(
            id=_identity(mentions, title, crossed=len(places) > 1),
            title=title,
            kind=next((m.kind for m in mentions if m.kind), None),
            mentions=joined,
            titles=titles,
            issuers=_variants(mentions, lambda m: m.issuer),
            dates=_variants(mentions, lambda m: m.date),
            stages=_variants(mentions, lambda m: m.stage),
            near=_near(sets, root, places, near),
        )


def _apart_by_name(works: Sequence[LinkedWork]) -> tuple[LinkedWork, ...]:
    """The works with an id each: of several that bear one title and were not joined, only the first goes by the title's."""
    seen: set[str] = set()
    named = []
    for work in works:
        own = f"{work.id}\n{work.mentions[0].mention.id}"
        named.append(replace(work, id="w" + hashlib.sha256(own.encode()).hexdigest()[:12]) if work.id in seen else work)
        seen |= {work.id} if work.id else set()
    return tuple(named)


def _identity(mentions: Sequence[WorkMention], title: str | None, *, crossed: bool) -> str | None:
    """The id by the commonest title, else the least provisional id; None for a lone mention that nothing identifies."""
    if title and any(m.work or crossed for m in mentions):
        return work_id(title)
    named = sorted({m.work for m in mentions if m.work})
    if named:
        return named[0]
    return "w" + hashlib.sha256(min(m.id for m in mentions).encode()).hexdigest()[:12] if crossed else None


def _commonest(mentions: Sequence[WorkMention]) -> str | None:
    """The title most mentions have that write one themselves; the first in order of the alphabet among equals."""
    counts: dict[str, int] = defaultdict(int)
    for mention in mentions:
        if mention.title:
            counts[mention.title] += 1 if mention.mention in ("titled", "legal") else 0
    return min(counts, key=lambda title: (-counts[title], title)) if counts else None


def _joined(
    mention: WorkMention,
    node: Node,
    links: Sequence[tuple[Key, ...]],
    judged: str | None,
    other_titles: set[str],
    *,
    crossed: bool,
) -> Joined:
    keys = tuple(dict.fromkeys(key for link in links for key in link))
    if judged:
        return Joined(mention, keys, judged, "judged")
    inside = {
        "titled": "names the work", "legal": "names the work", "definite": "the one work of its kind open in the document",
        "indefinite": "introduces the work in the document",
    }.get(mention.mention, "points to the work")  # fmt: skip
    if not crossed or not keys:
        return Joined(
            mention,
            (),
            inside if mention.work else "nothing identifies the work",
            "inside the document" if len(node.mentions) > 1 else "alone",
        )
    best = max(links, key=len)
    garbled = (
        node.titles and "title" not in {key.name for link in links for key in link} and other_titles - set(node.titles.values())
    )
    told = " and ".join(f"{key.name} ({key.how})" if key.how != "equal" else key.name for key in best)
    reason = f"{inside}; agrees with {best[0].document} by {told}" + ("; its title differs from theirs" if garbled else "")
    return Joined(mention, keys, reason, "inferred")


def _variants(mentions: Sequence[WorkMention], of: Callable[[WorkMention], str | None]) -> tuple[Variant, ...]:
    found: dict[str, list[WorkMention]] = defaultdict(list)
    for mention in mentions:
        if value := of(mention):
            found[value].append(mention)
    return tuple(
        Variant(value, tuple(m.id for m in having), tuple(sorted({m.document for m in having})))
        for value, having in sorted(found.items())
    )


def _near(
    sets: _Sets, root: int, places: Sequence[int], near: Mapping[int, list[tuple[int, list[Key], str]]]
) -> tuple[NearCandidate, ...]:
    """What came near to this work and stayed out of it, the most keys first."""
    found = []
    for place in places:
        for other, keys, reason in near.get(place, ()):
            if sets.root(other) != sets.root(root):
                here, there = sets.nodes[place], sets.nodes[other]
                found.append(NearCandidate(here.name, there.name, there.document, there.label(), tuple(keys), reason))
    found.sort(key=lambda each: (-len(each.keys), each.mention, each.other))
    return tuple(found[:NEAR_KEPT])


def _order(work: LinkedWork) -> tuple[bool, str, str, int]:
    first = work.mentions[0].mention
    return work.title is None, work.title or "", first.document, first.start

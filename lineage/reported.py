"""Who says that who said it: reported speech with every hop, and statements reported without quotation marks.

`The ministry, quoted by the agency, said “...”, the paper reported` has three hops: the paper, the agency, the ministry. They are
read off the sentence around the words, outwards from the speaker whom `speakers` names:

    carried by, quoted by, told ...     behind the speaker:  Lee, quoted by Xinhua, said; Lee told Reuters; in a statement to AFP
    quoted, citing ... as               before the speaker:  Xinhua quoted Lee as saying; Xinhua reported, citing Lee
    X said (that) ...                   before the speaker:  The Mail said Lee had called it so; According to Xinhua, Lee said
    ..., X reported; ..., according to  behind the attribution:  Lee said, according to Xinhua, the Mail reported

An indirect statement is the words behind `said that`, before `, X said.` or beside `according to X`, in a sentence without marks.

Invariants: hops stand from the outermost to the speaker, each with the span of its words and of the words that tell of its saying;
spans of parties never overlap; a hop that cannot be read is left out and `complete` is False, nobody is guessed. `told X` is a hop
only where X is a known outlet: whom else somebody tells something is an audience. Work is bounded by the sentence window.

Left to others: the speaker beside a marked quotation (`speakers`), whether the words are right (`fidelity`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lineage.names import BLANK, NAME, PRONOUN
from lineage.outlets import OutletTable
from lineage.speakers import WINDOW, Context, Speaker, context_of, subject_of, tidy
from lineage.speech import (
    ADVERB,
    BARE,
    BLANK_MARK,
    BROAD,
    DETERMINER,
    FINITE,
    NEGATED,
    NO_VERB,
    OWNED,
    PASSIVE,
    PHRASE,
    ROLE,
)
from lineage.text import paragraphs
from lineage.values import Quotation, Reported
from lineage.values import SpokenHop as Hop
from lineage.wrapped import unwrapped

RULE_VERSION = "1"
HOPS_AT_MOST = 6
"""Deeper chains than this are no news text; it bounds the work."""
LONGEST_STATEMENT = 600

REPORTED = r"(?:reported|reports|said|says|wrote|writes|added|noted|claimed|stated|announced|revealed|confirmed|adds|notes)"
PARTY = rf"(?:{OWNED}|{NAME}|{DETERMINER}(?:{BLANK}(?!as\b)[\w’'-]+){{1,6}}?|{ROLE})"
_STOP = rf"(?=[,.;:\n\x00]|{BLANK}(?:as|on|in|and|said|told|{FINITE})\b|{BLANK}?\Z)"
CARRIED = r"(?:quoted|cited|carried|published|released|reported|distributed|broadcast|aired|posted|obtained|seen|reviewed|relayed)"
BEHIND = re.compile(
    rf"(?:,?{BLANK}(?:who{BLANK})?(?:(?:was|were|is|are|has been|had been){BLANK})?(?:also{BLANK}|later{BLANK})?(?:as{BLANK})?"
    rf"(?P<cue>(?:quoted|cited)(?:{BLANK}as{BLANK}saying)?(?:{BLANK}(?:on|in|at){BLANK}[\w’'-]+)?{BLANK}by)"
    rf"|[^.;:\n\x00]{{0,60}}?\b(?P<cue2>(?:statement|remarks?|comments?|interview|letter|post|speech|report|dispatch|transcript"
    rf"|article|video|message|memo|email|e-mail|document)s?{BLANK}(?:that was{BLANK}|which was{BLANK})?{CARRIED}{BLANK}by))"
    rf"{BLANK}(?P<who>{PARTY}){_STOP}"
)
"""`Lee, quoted by Xinhua,`; `Lee was quoted as saying by Xinhua`; `Lee said in a statement carried by Xinhua`."""
TOLD = re.compile(
    rf"[^.;:\n\x00]{{0,60}}?\b(?P<cue>(?:told|tells)|(?:interview|statement|comments?|remarks?){BLANK}(?:with|to)|speaking{BLANK}(?:to|with))"
    rf"{BLANK}(?P<who>(?:[Tt]he{BLANK})?{NAME})"
)
TRAILING = re.compile(
    rf"[,;]{BLANK}(?:(?P<cue>(?:as{BLANK})?(?:reported|quoted|cited|carried){BLANK}by|according{BLANK}to){BLANK}(?P<who>{PARTY})"
    rf"|(?:as{BLANK})?(?P<who2>{PRONOUN}|{PARTY}){BLANK}{ADVERB}(?P<cue2>{REPORTED})"
    rf"|(?:as{BLANK})?(?P<cue3>reported|reports){BLANK}(?P<who3>{PARTY}))"
    rf"(?:{BLANK}(?:on{BLANK})?(?:[A-Z][a-z]{{2,8}}day|earlier|later|[Ll]ast{BLANK}\w+|today|yesterday))?(?=[,.;\n]|{BLANK}?\Z)"
)
"""Behind a finished attribution, up to a comma or the sentence's end: `, the paper reported`, `, according to Xinhua`."""
QUOTING = re.compile(rf"(?P<cue>quot(?:ed|es|ing)|cit(?:ed|es|ing)){BLANK}\Z")
RELATIVE = re.compile(
    rf"(?P<who>{NAME}|{DETERMINER}(?:{BLANK}[\w’'-]+){{1,6}}?),?{BLANK}(?:which|who|that){BLANK}"
    rf"(?:(?:in turn|itself|also){BLANK})?\Z"
)
CITING_CLAUSE = re.compile(rf"(?P<cue>{REPORTED})(?:{BLANK}[^.;:,\n\x00]{{1,40}})?,{BLANK}(?:quoting|citing){BLANK}\Z")
SAYS_THAT = re.compile(rf"\b(?P<cue>{REPORTED})(?:{BLANK}(?:on|last|late|early){BLANK}\w+)?(?:{BLANK}that)?{BLANK}\Z")
ACCORDING_LEAD = re.compile(
    rf"(?:\A|[.\n]{BLANK}?)(?P<cue>[Aa]ccording{BLANK}to){BLANK}(?P<who>{PARTY}),{BLANK}(?:[^,.;:\n\x00]{{1,60}},{BLANK})?\Z"
)

ZH_CITED = re.compile(
    r"(?:据|據)?(?P<who>[^，。！？；：、,.;:!?\s\x00“”「」（）据據]{2,24}?)(?:\d{1,2}[月日])*(?P<cue>援引|引述|引用|转引|轉引|引)"
)
ZH_LEAD = re.compile(
    r"(?:据|據|根据|根據)(?P<who>[^，。！？；：、,.;:!?\s\x00“”「」（）据據]{2,24}?)(?:\d{1,2}[月日])*(?P<cue>报道|報道|報導|消息|电|電)[，,称稱：:]"
)
AR_CITED = re.compile(
    r"(?P<cue>(?<!\w)[وف]?نقل(?:ت)?)(?:[ ]\w+)??[ ](?P<who>(?!عن\b)[^\s،.؛:\x00]+(?:[ ](?!عن\b)[^\s،.؛:\x00]+){0,4})[ ]عن[ ]\Z"
)


def find_reported(text: str, quotations: Sequence[Quotation], outlets: OutletTable | None = None) -> tuple[Reported, ...]:
    """Every outer quotation whose speaker is known, and every indirect statement, in the order of the text.

    Args:
        text: the text that the quotations index.
        quotations: what `find_quotations` gave for it.
        outlets: who is known; without it `told X` never is a hop.
    """
    outer = [q for q in quotations if q.type != "nested"]
    context = context_of(unwrapped(text), [(q.start, q.end) for q in outer])
    found = [
        _of_quotation(context, place, q, outlets)
        for place, q in enumerate(outer)
        if q.speaker and q.type not in ("title", "boilerplate")
    ]
    found += _indirect(context, outlets)
    found = [replace(one, quote=text[one.start : one.end]) for one in found]
    return tuple(sorted(found, key=lambda one: one.start))


def indirect_quotations(reported: Sequence[Reported]) -> tuple[Quotation, ...]:
    """The indirect statements as quotations of type `indirect`, for whoever shows all that people say in one list."""
    return tuple(_as_quotation(one) for one in reported if one.kind == "indirect")


def _as_quotation(one: Reported) -> Quotation:
    speaker = one.hops[-1]
    return Quotation(
        quote=one.quote,
        start=one.start,
        end=one.end,
        type="indirect",
        rule=f"quotation.{one.rule}",
        rule_version=one.rule_version,
        speaker=speaker.name,
        speaker_start=speaker.start,
        speaker_end=speaker.end,
    )


# --- the chain of one statement ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Chain:
    """A chain as it grows outwards: `hops` from the speaker to the outermost; `taken` are the parties' spans."""

    context: Context
    low: int
    high: int
    hops: list[Hop]
    taken: list[tuple[int, int]]
    complete: bool = True

    def add(self, who: Speaker | None, cue: tuple[int, int]) -> bool:
        """Put one more reporter around the chain, if it is read and nobody of the chain yet."""
        if who is None or who.start is None or who.end is None:
            self.complete = False
            return False
        if any(who.start < end and start < who.end for start, end in self.taken) or len(self.hops) >= HOPS_AT_MOST:
            return False
        self.taken.append((who.start, who.end))
        self.hops.append(Hop(who.name, who.start, who.end, self.context.text[slice(*cue)], *cue))
        return True


def _of_quotation(context: Context, place: int, q: Quotation, outlets: OutletTable | None) -> Reported:
    low, high = _sentence(context, place, q)
    speaker = Hop(q.speaker or "", q.speaker_start, q.speaker_end)
    chain = _Chain(context, low, high, [speaker], [])
    if q.speaker_start is not None and q.speaker_end is not None and low <= q.speaker_start and q.speaker_end <= high:
        chain.taken.append((q.speaker_start, q.speaker_end))
        chain.hops[0] = _with_cue(context, speaker, low, high)
        _outwards(chain, (q.speaker_start, q.speaker_end), (q.start, q.end), outlets)
    hops = tuple(reversed(chain.hops))
    return Reported(
        "quotation",
        q.quote,
        q.start,
        q.end,
        hops,
        chain.complete,
        f"reported.{'hops' if len(hops) > 1 else 'speaker'}",
        RULE_VERSION,
    )


def _sentence(context: Context, place: int, q: Quotation) -> tuple[int, int]:
    """The sentence around a quotation, as far as it can hold its attribution."""
    block = context.blocks[place]
    low = context.sentence_start(max(context.floor(place), block[0]), q.start)
    if q.speaker_start is not None and q.speaker_start < low and q.start - q.speaker_start < 2 * WINDOW:
        low = context.sentence_start(max(0, q.speaker_start - WINDOW), q.speaker_start)
    return low, context.sentence_stop(q.end, context.limit(place))


_SPEAKER_CUE = re.compile(rf"\b(?:(?!quoted|cited)(?:{FINITE}{BROAD})|according{BLANK}to|saying|citing|quoting)\b")
_INVERTED = re.compile(rf"\x00[,.]?{BLANK}(?:\w+ly{BLANK})?\Z")


def _with_cue(context: Context, hop: Hop, low: int, high: int) -> Hop:
    """The speaker with the nearest verb of saying in the same sentence."""
    start, end = hop.start or 0, hop.end or 0
    cues = [hit.span() for hit in _SPEAKER_CUE.finditer(context.masked, max(low, start - 60), min(high, end + 120))]
    free = [cue for cue in cues if cue[1] <= start or cue[0] >= end]
    if not free:
        return hop
    cue = min(free, key=lambda span: min(abs(span[0] - end), abs(start - span[1])))
    return Hop(hop.name, hop.start, hop.end, context.text[slice(*cue)], *cue)


def _outwards(chain: _Chain, party: tuple[int, int], quote: tuple[int, int], outlets: OutletTable | None) -> None:
    """All reporters around a party: right behind it, before it, and behind the attribution."""
    edge = _behind(chain, party, outlets)
    innermost = party
    while (outer := _before(chain, innermost)) is not None:
        innermost = outer
    _trailing(chain, max(edge, quote[1]))


def _behind(chain: _Chain, party: tuple[int, int], outlets: OutletTable | None) -> int:
    """Whoever quotes, carries or was told, named behind the party before its clause ends; the offset reached."""
    masked, edge = chain.context.masked, party[1]
    stop = min(chain.high, party[1] + 160)
    if found := BEHIND.match(masked, party[1], stop):
        group = "cue" if found["cue"] else "cue2"
        who = tidy(chain.context, *found.span("who"), "reported")
        if chain.add(who, found.span(group)):
            edge = found.end("who")
    elif outlets is not None and (found := TOLD.match(masked, party[1], stop)):
        known = outlets.match_at(chain.context.text, found.start("who") + (4 if found["who"][:4] in ("the ", "The ") else 0))
        if known and known[1] <= found.end("who") and known[0].kind not in ("photo agency", "government office", "embassy"):
            who = Speaker(chain.context.text[found.start("who") : known[1]], found.start("who"), known[1], "reported")
            if chain.add(who, found.span("cue")):
                edge = known[1]
    return edge


def _before(chain: _Chain, party: tuple[int, int]) -> tuple[int, int] | None:
    """The one reporter whose clause leads to the party; its span, or None."""
    context = chain.context
    lead = context.masked[chain.low : party[0]]
    if BLANK_MARK in lead[-200:] and lead.rfind(BLANK_MARK) > len(lead) - 3:
        return None
    own = re.fullmatch(PRONOUN, context.text[slice(*party)]) is not None
    for pattern in (CITING_CLAUSE, QUOTING, *(() if own else (SAYS_THAT,))):  # X said he ...: mostly X himself
        found = pattern.search(lead[-200:])
        if found is None:
            continue
        shift = party[0] - len(lead[-200:])
        verb = shift + found.start("cue")
        if _INVERTED.search(context.masked, max(chain.low, verb - 20), verb):
            continue  # the party's own verb, before it: said Lee
        near = max(chain.low, verb - 40)
        if any(no.search(context.masked, near, verb) for no in (NEGATED, PASSIVE)) or NO_VERB.search(context.masked, near, verb):
            return None
        return _reporter(chain, verb, (verb, shift + found.end("cue")))
    if found := ACCORDING_LEAD.search(lead[-200:]):
        shift = party[0] - len(lead[-200:])
        who = tidy(context, shift + found.start("who"), shift + found.end("who"), "reported")
        if (
            chain.add(who, (shift + found.start("cue"), shift + found.end("cue")))
            and who
            and who.start is not None
            and who.end is not None
        ):
            return who.start, who.end
    return _foreign(chain, party)


def _reporter(chain: _Chain, verb: int, cue: tuple[int, int]) -> tuple[int, int] | None:
    """The subject of a verb of reporting; behind `, which` the words before it."""
    context = chain.context
    if relative := RELATIVE.search(context.masked, max(chain.low, verb - 120), verb):
        who = tidy(context, *relative.span("who"), "reported")
    else:
        aside = len(context.masked[chain.low : verb].rstrip(" ,"))  # The Mail, citing Lee, reported
        who = subject_of(
            context, chain.low, chain.low + aside if QUOTING.match(context.masked[verb : cue[1]] + " ") else verb, "reported"
        )
    if not chain.add(who, cue) or who is None or who.start is None or who.end is None:
        return None
    return who.start, who.end


def _foreign(chain: _Chain, party: tuple[int, int]) -> tuple[int, int] | None:
    """Chinese and Arabic: 新华社援引外交部发言人的话说, 据新华社报道, نقلت وكالة ... عن."""
    context, masked = chain.context, chain.context.masked
    low = max(chain.low, party[0] - 60)
    lead = masked[low : party[0]]
    for pattern in (ZH_CITED, ZH_LEAD, AR_CITED):
        found = next(iter(reversed(list(pattern.finditer(lead)))), None)
        elsewhere = found and ((pattern is ZH_CITED and found.end() != len(lead)) or "。" in lead[found.end() :])
        if found is None or elsewhere:
            continue
        span = low + found.start("who"), low + found.end("who")
        who = Speaker(context.text[slice(*span)], *span, "reported")
        return span if chain.add(who, (low + found.start("cue"), low + found.end("cue"))) else None
    return None


def _trailing(chain: _Chain, edge: int) -> None:
    """Reporters named one after the other behind the attribution, each outside the one before."""
    masked = chain.context.masked
    start = max([edge, chain.hops[0].cue_end or 0, *(end for _, end in chain.taken)])
    for _ in range(HOPS_AT_MOST):
        comma = _next_clause(masked, start, chain.high)
        found = TRAILING.match(masked, comma, chain.high) if comma is not None else None
        if found is None:
            return
        number = next(n for n in ("", "2", "3") if found["who" + n])
        who = tidy(chain.context, *found.span("who" + number), "reported")
        if not chain.add(who, found.span("cue" + number)):
            return
        start = found.end()


def _next_clause(masked: str, start: int, high: int) -> int | None:
    """The comma at which the next clause begins: right here, or behind the few words that end the clause of the party."""
    found = re.compile(r"[^,;.\n\x00]{0,60}(?=[,;])").match(masked, start, high)
    return found.end() if found else None


# --- statements without marks -----------------------------------------------------------------------------------------

SAID_THAT = re.compile(
    rf"(?P<verb>\b(?:said|says|stated|claimed|claims|argued|argues|warned|warns|insisted|insists|announced|reported|reports|noted"
    rf"|added|adds|explained|confirmed|denied|told{BLANK}(?:the{BLANK})?[\w’' -]{{2,40}}?|estimates?|estimated|concluded|maintained"
    rf"|acknowledged|admitted|alleged|contended|testified|wrote|writes|believes?|predicted|stressed|emphasi[sz]ed|reiterated|suggested)"
    rf"(?:{BLANK}(?:on{BLANK})?[A-Z][a-z]{{2,8}}day)?)(?P<that>{BLANK}that)?{BLANK}(?=\S)"
)
SAID_LAST = re.compile(
    rf",{BLANK}(?:(?P<cue>according{BLANK}to){BLANK}(?P<who>{OWNED}|{NAME}|{DETERMINER}(?:{BLANK}[\w’'-]+){{1,8}}?|{BARE})"
    rf"|(?P<who2>{PRONOUN}|{OWNED}|{NAME}|{PHRASE}?|{BARE}){BLANK}{ADVERB}(?P<cue2>{FINITE})"
    rf"(?:{BLANK}(?:on{BLANK})?(?:[A-Z][a-z]{{2,8}}day|earlier|later|today|yesterday|[Ll]ast{BLANK}\w+))?)[.]?\Z"
)
ACCORDING_FIRST = re.compile(
    rf"(?P<cue>[Aa]ccording{BLANK}to){BLANK}(?P<who>{OWNED}|{NAME}|{DETERMINER}(?:{BLANK}[\w’'-]+){{1,8}}?|{BARE}),{BLANK}"
)
_PLAIN_VERB = re.compile(r"(?:said|says|told)\b")
"""Verbs behind which a statement follows without `that`; behind others stands a thing as well: claimed a loss."""
_TIME = re.compile(r"(?:this|last|next|earlier|later)\b", re.IGNORECASE)
_NO_STATEMENT = re.compile(
    r"(?:to|by|with|for|of|and|but|or|about|nothing|little|something|so|in|on|at|from|goodbye|yes|no|hello)\b"
)
_CLAUSE_OF_ITS_OWN = re.compile(
    rf"(?:{PRONOUN}|{DETERMINER}|{NAME}|there|more|about|nearly|almost|people|\d[\d,.]*|[a-z][\w-]*s)\b"
)


def _indirect(context: Context, outlets: OutletTable | None) -> Iterator[Reported]:
    """Indirect statements, one a sentence at most; sentences with quotation marks are left to those."""
    for low, high in _sentences(context):
        if high - low > LONGEST_STATEMENT or BLANK_MARK in context.masked[low:high]:
            continue
        found = _said_that(context, low, high) or _said_last(context, low, high) or _according(context, low, high)
        if found is None:
            continue
        who, cue, (start, end), rule = found
        if who.start is None or who.end is None or end - start < 12:
            continue
        chain = _Chain(
            context, low, high, [Hop(who.name, who.start, who.end, context.text[slice(*cue)], *cue)], [(who.start, who.end)]
        )
        _outwards(chain, (who.start, who.end), (who.start, max(who.end, cue[1])), outlets)
        hops = tuple(reversed(chain.hops))
        words = context.text[start:end].rstrip(" ,")
        yield Reported("indirect", words, start, start + len(words), hops, chain.complete, rule, RULE_VERSION)


def _sentences(context: Context) -> Iterator[tuple[int, int]]:
    """The sentences of the prose, each within its paragraph."""
    place = 0
    for start, end in paragraphs(context.text):
        at = start
        while place < len(context.ends) and context.ends[place] <= start:
            place += 1
        while place < len(context.ends) and context.ends[place] < end:
            yield at, at + len(context.masked[at : context.ends[place]].rstrip())
            at = context.ends[place]
            place += 1
        if at < end and context.masked[end - 1] in ".!?\x00":
            yield at, end


_Told = tuple[Speaker, tuple[int, int], tuple[int, int], str]


def _said_that(context: Context, low: int, high: int) -> _Told | None:
    """`X said (that) ...`: with `that`, or where a clause of its own follows the verb."""
    best: _Told | None = None
    for found in SAID_THAT.finditer(context.masked, low, high):
        verb = found.start("verb")
        follows = context.masked[found.end() : found.end() + 60]
        plain = found["that"] or (_PLAIN_VERB.match(found["verb"]) and _CLAUSE_OF_ITS_OWN.match(follows))
        if not plain or _NO_STATEMENT.match(follows):
            continue
        who = _speaking_subject(context, low, verb)
        first = best[2][0] if best else low
        if who is None or _TIME.match(who.name) or (best and re.fullmatch(PRONOUN, context.text[who.start or 0 : who.end or 0])):
            continue
        if who.start is None or who.start > (first + 2 if best else low + 160):
            continue
        best = who, found.span("verb"), (found.end(), high), "indirect.said_that"
    return best


def _speaking_subject(context: Context, low: int, verb: int) -> Speaker | None:
    """The subject of a verb that tells of a statement made."""
    near = max(low, verb - 40)
    if NO_VERB.search(context.masked, max(low, verb - 12), verb) or NEGATED.search(context.masked, near, verb):
        return None
    return None if PASSIVE.search(context.masked, near, verb) else subject_of(context, low, verb, "reported")


def _said_last(context: Context, low: int, high: int) -> _Told | None:
    """`..., X said.`; what stands before the comma must be a clause."""
    best: _Told | None = None
    stop = high
    for _ in range(HOPS_AT_MOST):
        found = SAID_LAST.search(context.masked, max(low, stop - 220), stop)
        if found is None or found.start() - low < 12:
            return best
        number = "" if found["who"] else "2"
        who = tidy(context, *found.span("who" + number), "reported")
        if who is None or (number and PASSIVE.search(context.masked, found.start(), found.start("cue2"))):
            return best
        best = who, found.span("cue" + number), (low, found.start()), "indirect.said_last"
        stop = found.start()
    return best


def _according(context: Context, low: int, high: int) -> _Told | None:
    found = ACCORDING_FIRST.match(context.masked, low, high)
    who = tidy(context, *found.span("who"), "reported") if found else None
    return (who, found.span("cue"), (found.end(), high), "indirect.according") if found and who else None

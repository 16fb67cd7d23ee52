"""Whose words a marked quotation holds: ordered rules over the sentence around it, surest first.

    after.said_by      “...,” said Jane Doe            after.by_said     “...,” Jane Doe, a lecturer, said
    after.according    “...,” according to Jane Doe    before.according  According to Jane Doe, “...”
    before.said        Jane Doe said (that ...) “...”  before.paragraph  Jane Doe said: (new paragraph) “...”
    after.closing      The “so” was, Jane Doe said.    after.agent, before.agent  called “so” by Jane Doe
    *.quoted           Reuters quoted Jane Doe as saying, ..., citing Jane Doe: hers, not the reporter's
    *.cue              the same in other languages (`cues`)
    before.label       Doe: “...” as a line of its own, where Doe speaks elsewhere in the text
    carried.sentence, .attribution, .continuation: from the quotation before; carried.ahead: from the paragraph that goes on

Every rule gives the span of the words that stand for the speaker beside the quotation; carried ones have none. A pronoun is
resolved to the speaker named last, if that is near and nobody else was named since (`names`). Where no rule holds, or the
sentence says that the words are somebody else's without naming them, the answer is None: nobody is guessed.

Rules work on a copy of the text in which quoted words are blanked out, so that words inside one quotation never name the
speaker of another. Reading that copy back at the same offsets gives the words as they stand. The work for one quotation is
bounded by a window in characters and in neighbours; paragraphs with more marks than prose has are left without speakers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lineage.cues import cued_speaker
from lineage.names import ANY_WORD, DAYS, NAME, OPENERS, PRONOUN, WORD, Names, name_end
from lineage.speech import (
    ABBREVIATION,
    ACCORDING,
    ACCORDING_BEFORE,
    AGENT,
    AGENT_INSIDE,
    APPOSED,
    BARE,
    BARE_VERB,
    BLANK_MARK,
    BY_ANYBODY,
    BY_SAID,
    BY_VERB,
    CITING,
    CITING_ASIDE,
    CLOSING,
    DETERMINER,
    LEADING,
    LEADS_IN,
    NEGATED,
    NEW_CLAUSE,
    NO_VERB,
    NOT_SPEAKER,
    NOTHING,
    PARENTHESIS,
    PARTICIPLE,
    PASSIVE,
    PHRASE,
    PREPOSITION,
    QUOTED,
    QUOTED_AFTER,
    QUOTED_AS,
    SAID_BY,
    SENTENCE_END,
    SPOKE,
    SUBJECT,
    TAIL,
)
from lineage.text import paragraphs

WINDOW = 450
"""How far, in characters, a rule looks to either side of a quotation; a sentence longer than that names nobody."""
NEIGHBOURS = 8
"""How many other quotations a rule looks past."""
MOST, SPARSE = 150, 30
"""A paragraph with more quotations than this, on average nearer to each other than this many characters, is no prose."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name (or the words used, if nothing better is known), their span beside the quotation, the rule."""

    name: str
    start: int | None
    end: int | None
    rule: str


NOBODY = Speaker("", None, None, "nobody")
"""The sentence shows that none of the later rules may answer."""


@dataclass(slots=True)
class Context:
    """What the rules see: `masked` is the text with quoted words blanked, `spans` the outer quotations in order."""

    text: str
    masked: str
    spans: Sequence[tuple[int, int]]
    continued: Sequence[bool]
    blocks: list[tuple[int, int]]
    ends: list[int]

    def floor(self, index: int) -> int:
        """How far to the left the rules may look for a quotation."""
        behind = self.spans[index - NEIGHBOURS][1] if index >= NEIGHBOURS else 0
        return max(self.blocks[index][0], behind)

    def limit(self, index: int) -> int:
        """How far to the right."""
        start = self.spans[index][1]
        ahead = self.spans[index + NEIGHBOURS][0] if index + NEIGHBOURS < len(self.spans) else len(self.text)
        return min(self.blocks[index][1], start + WINDOW, ahead)

    def sentence_start(self, floor: int, stop: int) -> int:
        """Where the sentence that reaches `stop` begins, not before `floor`."""
        first = bisect_right(self.ends, max(floor, stop - WINDOW))
        last = bisect_right(self.ends, stop)
        return self.ends[last - 1] if last > first else max(floor, stop - WINDOW)

    def sentence_stop(self, start: int, limit: int) -> int:
        """Where the sentence that goes on at `start` ends."""
        place = bisect_right(self.ends, start)
        if place < len(self.ends) and self.ends[place] <= limit:
            return start + len(self.masked[start : self.ends[place]].rstrip())
        return limit


def name_speakers(text: str, spans: Sequence[tuple[int, int]], continued: Sequence[bool]) -> list[Speaker | None]:
    """The speaker of each outer quotation, or None where no rule tells.

    Args:
        text: the text the spans index.
        spans: outer quotations, marks included, sorted, not overlapping.
        continued: for each, whether it goes on from the paragraph before.
    """
    context = context_of(text, spans, continued)
    resolver = Names(text, context.masked)
    crowded = _crowded(context.blocks)
    answers: list[Speaker | None] = []
    for index in range(len(spans)):
        found = None if context.blocks[index] in crowded else _beside(context, index) or _carried(context, index, answers)
        if found and found.start is not None and found.end is not None:
            found = replace(found, name=resolver.resolve(found.name, found.start, found.end))
        answers.append(None if found is NOBODY else found)
    return _carried_ahead(context, _labelled(context, answers))


def _short_forms(name: str) -> list[str]:
    """The first words of a name, and its last: `Minister Ann Lee` is headed `Minister`, `Minister Ann`, `Lee`."""
    words = name.split()[:8]
    return [*(" ".join(words[:many]) for many in range(1, len(words) + 1)), name.rsplit(maxsplit=1)[-1]]


FULL = re.compile(rf"(?:\A|[a-z] ){WORD} (?!(?:{OPENERS})\b){WORD}\Z")


def _is_whole(quote: str) -> bool:
    """Whether a quotation is a sentence of several words, as people say it and not as headlines shorten it."""
    return quote.rstrip("”\"’'»")[-1:] in (".", "!", "?") and len(quote.split()) >= 5


HEADED = re.compile(r"(?P<who>[^\W\d_a-z][^\x00\n:：,.;!?，。]{1,50}?)[ \u00a0]?[:：][ \u00a0]?\Z")


def _labelled(context: Context, answers: list[Speaker | None]) -> list[Speaker | None]:
    """A line `Silva: “We stay”` that names somebody who speaks elsewhere in the text, or a full name before a whole sentence."""
    known = {name for answer in answers if answer for name in _short_forms(answer.name)}
    for index, answer in enumerate(answers):
        start, end = context.spans[index]
        low, high = context.blocks[index]
        if answer or start - low > 60 or context.masked[end:high].strip(" ."):
            continue
        found = HEADED.match(context.masked[low:start])
        if found and (found["who"] in known or (FULL.search(found["who"]) and _is_whole(context.text[start:end]))):
            span = low + found.start("who"), low + found.end("who")
            answers[index] = Speaker(context.text[slice(*span)], *span, "before.label")
    return answers


def context_of(text: str, spans: Sequence[tuple[int, int]], continued: Sequence[bool] = ()) -> Context:
    """What the rules see of a text with these outer quotations."""
    masked = _mask(text, spans)
    return Context(text, masked, spans, continued, _blocks_of(text, spans), _sentence_ends(masked))


def _mask(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with quoted words blanked out; what ends a sentence right before the closing mark stays."""
    pieces, position = [], 0
    for start, end in spans:
        last = text[end - 2 : end - 1] if end - start > 2 else ""
        kept = last if last in (".", "。") else ""
        pieces += [text[position:start], BLANK_MARK * (end - start - 1 - len(kept)), kept, BLANK_MARK]
        position = end
    return "".join([*pieces, text[position:]])


def _blocks_of(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraph of each quotation."""
    blocks, place, found = paragraphs(text), 0, []
    for start, _ in spans:
        while place + 1 < len(blocks) and blocks[place][1] <= start:
            place += 1
        found.append(blocks[place])
    return found


def _crowded(blocks: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset(block for block, many in Counter(blocks).items() if many > MOST and (block[1] - block[0]) < SPARSE * many)


def _sentence_ends(masked: str) -> list[int]:
    """Where sentences begin behind the end of another."""
    ends = SENTENCE_END.finditer(masked)
    return [hit.end() for hit in ends if not ABBREVIATION.search(masked, max(0, hit.start() - 8), hit.start() + 1)]


# --- rules beside the quotation ---------------------------------------------------------------------------------------


def _beside(context: Context, index: int) -> Speaker | None:
    after = _after(context, index)
    if after and _is_led_in(context, index):  # X said “...”, the paper reported
        return _before(context, index) or after
    return after or _before(context, index) or _closing(context, index) or _cued(context, index)


def _is_led_in(context: Context, index: int) -> bool:
    """Whether a verb of saying stands right before the quotation and a comma outside its marks."""
    start, end = context.spans[index]
    floor = max(context.floor(index), start - 30)
    return context.masked[end : end + 1] == "," and LEADS_IN.search(context.masked, floor, start) is not None


def _cued(context: Context, index: int) -> Speaker | None:
    start, end = context.spans[index]
    ending = context.text[start:end].rstrip("”\"’'»」』 \u00a0“‘«")[-1:]
    opening = context.text[start]
    found = cued_speaker(context.masked, (start, end), context.floor(index), context.limit(index), opening, ending)
    return Speaker(context.text[found[0] : found[1]], *found) if found else None


def _after(context: Context, index: int) -> Speaker | None:
    """“...” X said; “...” said X; “...” according to X."""
    start, end = context.spans[index]
    limit = context.limit(index)
    comma = context.masked[end : end + 1] in (",", ";")
    last = context.text[start:end].rstrip("”\"’'»」 ")[-1:]
    closed = last in (",", "?", "!", "—", "–", "-", "…") or comma
    if found := ACCORDING.match(context.masked, end, limit):
        return _speaker(context, found, "after.according")
    if not closed and last != ".":
        return None
    if found := QUOTED_AFTER.match(context.masked, end, limit):
        return _speaker(context, found, "after.quoted")
    found = SAID_BY.match(context.masked, end, limit)
    if found and not NOT_SPEAKER.match(found["who"]):
        return _speaker(context, found, "after.said_by")
    return _by_said(context, end, limit, last)


def _by_said(context: Context, end: int, limit: int, last: str) -> Speaker | None:
    """“...” X said. Behind a full stop the next sentence may begin with a speaker of its own: there the verb must end it."""
    patterns = {",": (BY_SAID, BY_VERB, BY_ANYBODY), "?": (BY_SAID, BY_VERB), "!": (BY_SAID, BY_VERB)}.get(last, (BY_SAID,))
    for pattern in patterns:
        found = pattern.match(context.masked, end, limit)
        if not found or NOT_SPEAKER.match(found["who"]):
            continue
        if pattern is not BY_VERB and (other := _other_voice(context, found, limit, last)):
            return other
        if last != "." or context.masked[found.end() : found.end() + 1] in ("", ".", "\n"):
            return _speaker(context, found, "after.by_said")
    return None


def _other_voice(context: Context, found: re.Match[str], limit: int, last: str) -> Speaker | None:
    """Somebody else than the subject: `X was told by Y`, `Reuters reported, citing X`; NOBODY where another clause begins."""
    verb, behind = found.start("verb"), found.end("verb")
    if PASSIVE.search(context.masked, max(found.end("who"), verb - 40), verb):
        if QUOTED.match(found["verb"]):
            return None
        agent = AGENT.match(context.masked, behind, limit)
        return (_speaker(context, agent, "after.agent") if agent else None) or NOBODY
    if citing := CITING.match(context.masked, behind, limit):
        return _speaker(context, citing, "after.quoted")
    if NOTHING.match(context.masked, behind, limit):
        return NOBODY
    if last in "?!." and BARE_VERB.match(found["verb"]) and NEW_CLAUSE.match(context.masked, behind, limit):
        return NOBODY
    return None


def _before(context: Context, index: int) -> Speaker | None:
    """X said ... “...”, in the same sentence or, behind a colon, in the paragraph before."""
    start = context.spans[index][0]
    block_start, floor = context.blocks[index][0], context.floor(index)
    left, rule, stop = context.sentence_start(floor, start), "said", start
    if start == block_start:
        previous = context.masked[max(0, start - WINDOW) : start].rstrip()
        if not previous.endswith(":"):
            return None
        stop = max(0, start - WINDOW) + len(previous) - 1
        left, rule = context.sentence_start(max(0, stop - WINDOW), stop), "paragraph"
    according = list(ACCORDING_BEFORE.finditer(context.masked, left, stop))
    if according and context.masked[according[-1].end() : stop].strip(" ,:") == "":
        return _speaker(context, according[-1], "before.according")
    for pattern in (QUOTED_AS, CITING_ASIDE):
        if quoted := list(pattern.finditer(context.masked, left, stop)):
            return _speaker(context, quoted[-1], "before.quoted")
    return _by_verb(context, index, left, stop, f"before.{rule}")


def _by_verb(context: Context, index: int, left: int, stop: int, rule: str) -> Speaker | None:
    """The subject of the last verb of saying between two offsets."""
    for verb in reversed(list(SPOKE.finditer(context.masked, left, stop))):
        if NO_VERB.search(context.masked, max(left, verb.start() - 12), verb.start()):
            continue
        if NEGATED.search(context.masked, max(left, verb.start() - 40), verb.start()):
            return NOBODY
        passive = PASSIVE.search(context.masked, max(left, verb.start() - 40), verb.start())
        if passive and not QUOTED.match(verb.group()):
            return _agent(context, index, verb.end(), stop)
        if found := subject_of(context, left, verb.start(), rule):
            return found
    if participle := PARTICIPLE.search(context.masked, left, stop):
        opening = re.compile(SUBJECT).match(context.masked, left, stop)
        order = opening is not None and not context.masked[opening.end() : participle.start()].strip()  # Stop calling it
        if opening and not order and not NOT_SPEAKER.match(opening["who"]) and not LEADING.match(opening["who"]):
            return _speaker(context, opening, "before.participle")
    return None


def _agent(context: Context, index: int, verb: int, stop: int) -> Speaker:
    """Who does what the sentence tells in the passive: named by “by”, before the quotation or right behind it; else nobody."""
    inside = AGENT_INSIDE.search(context.masked, verb, stop)
    found = inside or AGENT.match(context.masked, context.spans[index][1], context.limit(index))
    named = _speaker(context, found, "before.agent" if inside else "after.agent") if found else None
    return named or NOBODY


def _closing(context: Context, index: int) -> Speaker | None:
    """A sentence that holds the quotation and ends in “, X said.”"""
    end = context.spans[index][1]
    limit = context.sentence_stop(end, context.limit(index))
    for found in CLOSING.finditer(context.masked, end, limit):
        at_end = found.end() >= limit - 1 or context.masked[found.end() - 1] in ".,"
        if not at_end or BLANK_MARK in context.masked[end : found.start()] or NOT_SPEAKER.match(found["who"]):
            continue
        return _other_voice(context, found, limit, ",") or _speaker(context, found, "after.closing")
    return None


# --- the words for the speaker ----------------------------------------------------------------------------------------


def _speaker(context: Context, found: re.Match[str], rule: str) -> Speaker | None:
    return tidy(context, found.start("who"), found.end("who"), rule)


TRAILING = re.compile(r"[ \u00a0](?:and|of|for|the|on|de|la|in|who|which|that|at|from|to|during|after|before|as|via|by|&)$")


def tidy(context: Context, start: int, end: int, rule: str) -> Speaker | None:
    """The speaker's words without a conjunction before or a dangling particle behind; the name where it stands in apposition."""
    words = context.masked[start:end]
    if lead := LEADING.match(words):
        start += lead.end()
    words = context.masked[start:end]
    if words[:1].isupper() and not re.match(DETERMINER + r"\b", words):
        end = start + name_end(words)
    while tail := TRAILING.search(context.masked[start:end]):
        end = start + tail.start()
    words = context.masked[start:end].rstrip(",;: ")
    if words.endswith(".") and not ABBREVIATION.search(words):
        words = words[:-1]
    end = start + len(words)
    if words.endswith(("’s", "'s")) and re.match(r"[ \u00a0]\w", context.masked[end : end + 2]):
        return None  # what this person owns is the speaker, and it is not in reach
    end -= 2 if words.endswith(("’s", "'s")) else 0
    words = context.text[start:end]
    if not words or BLANK_MARK in context.masked[start:end] or NOT_SPEAKER.fullmatch(words):
        return None
    return _apposed(context, words, end, rule) or Speaker(words, start, end, rule)


def _apposed(context: Context, words: str, end: int, rule: str) -> Speaker | None:
    """The name behind the words for an office: `her deputy, Paul Reyes`."""
    if not (words[0].islower() or "’s " in words or "'s " in words or re.match(DETERMINER + r"\b", words)):
        return None
    if not words.rsplit(maxsplit=1)[-1][0].islower():
        return None
    found = APPOSED.match(context.masked, end, end + 80)
    if not found or NOT_SPEAKER.match(found["who"]) or re.match(rf"(?:{DAYS})\b", found["who"]):
        return None
    return Speaker(context.text[found.start("who") : found.end("who")], *found.span("who"), rule)


# --- the subject of a verb --------------------------------------------------------------------------------------------

WIDE_CLAUSE = re.compile(
    r"[,;:\x00—–]|\b(?:that|but|because|while|when|if|although|though|where|than|said|says|told|added|argued|claimed|insisted|noted"
    r"|believes|explained|warned|thinks|thought|knew|knows)\b"
)
CLAUSE = re.compile(WIDE_CLAUSE.pattern + r"|\b(?:and|or)\b")
WHOLE = re.compile(rf"(?:{NAME}|{PHRASE}|{PRONOUN}|{BARE})")
ONE_NAME = re.compile(NAME)
PERSON_OF = re.compile(
    rf"(?P<who>{WORD}(?: (?!(?:{OPENERS})\b){WORD}){{1,5}}) (?:of|from|at|with|for) (?:the |an? )?"
    rf"(?:{ANY_WORD} ){{0,5}}[a-z][\w’'-]*"
)
"""`Ann Lee of the northern division`: she speaks, not the division."""
AT_END_PRONOUN = re.compile(rf"(?:^|[^\w])(?P<who>{PRONOUN})$")
AT_END_NAME = re.compile(rf"(?<![\w’'-])(?P<who>{NAME}){PARENTHESIS}$")
AT_END_OWNED = re.compile(rf"(?<![\w’'-])(?P<who>{NAME}(?:[ \u00a0][a-z][\w’'-]*){{1,4}})$")
AT_END_PHRASE = re.compile(rf"\b(?P<who>{PHRASE})$")
AT_END_BARE = re.compile(rf"(?:^|[ \u00a0])(?P<who>{BARE})$")
AT_END_GROUP = re.compile(rf"(?:^|[ \u00a0])(?P<who>[a-z][\w-]*s (?:for|of|from|at|in|with|representing) {NAME})$")
GOVERNED = re.compile(
    r"\b(?:in|at|on|from|by|with|for|after|to|of|off|during|under|before|near|outside|since|until|into|onto|over|through|against|about"
    r"|around|behind|between|across|along)[ \u00a0]$"
)
"""What, before a phrase, shows that it is part of a longer subject."""
AT_END_PATTERNS = (AT_END_PRONOUN, AT_END_GROUP, AT_END_NAME, AT_END_PHRASE, AT_END_OWNED, AT_END_BARE)
BEFORE_COMMA = re.compile(rf"(?<![\w’'-])(?P<who>{NAME}){PARENTHESIS},")
LAST_APPOSED = re.compile(rf"[a-z], (?P<who>{NAME}),$")


def subject_of(context: Context, left: int, verb: int, rule: str) -> Speaker | None:
    """The words that are the subject of the verb at `verb`, looked for to its left as far as `left`."""
    segment = context.masked[left:verb].rstrip()
    if tail := TAIL.search(segment[-60:]):
        segment = segment[: len(segment) - len(tail.group())]
    if segment.endswith((" who", ",who")):
        segment = segment[:-4].rstrip().rstrip(",")
    if segment.endswith(","):
        return _before_apposition(context, left, segment, rule)
    for clauses, shape in ((WIDE_CLAUSE, ONE_NAME), (CLAUSE, WHOLE)):
        begin = max((hit.end() for hit in clauses.finditer(segment)), default=0)
        words = segment[begin:]
        begin += left + len(words) - len(words.lstrip())
        words = words.strip()
        if len(words.split()) <= 14 and shape.fullmatch(words):
            return tidy(context, begin, begin + len(words), rule)
    if (found := PERSON_OF.fullmatch(words)) and not NOT_SPEAKER.match(found["who"]):
        return tidy(context, begin, begin + found.end("who"), rule)
    shift = left + max(0, len(segment) - 140)
    for pattern in AT_END_PATTERNS:
        if found := pattern.search(segment[-140:]):
            if pattern is AT_END_PHRASE and GOVERNED.search(segment[-140:][: found.start()]):
                return None
            return tidy(context, shift + found.start("who"), shift + found.end("who"), rule)
    return None


def _before_apposition(context: Context, left: int, segment: str, rule: str) -> Speaker | None:
    """`Jane Doe, a lecturer in law, said`: the name before the first comma that no preposition governs."""
    for found in BEFORE_COMMA.finditer(segment):
        governed = PREPOSITION.search(segment[max(0, found.start() - 20) : found.start()])
        if not governed and found.end() < len(segment) and not NOT_SPEAKER.match(found["who"]):
            return tidy(context, left + found.start("who"), left + found.end("who"), rule)
    if apposed := LAST_APPOSED.search(segment):
        return tidy(context, left + apposed.start("who"), left + apposed.end("who"), rule)
    return None


# --- carried from another quotation -----------------------------------------------------------------------------------


def _carried(context: Context, index: int, answers: Sequence[Speaker | None]) -> Speaker | None:
    previous = answers[index - 1] if index else None
    if previous is None:
        return None
    start = context.spans[index][0]
    gap = context.masked[context.spans[index - 1][1] : start]
    if context.blocks[index] == context.blocks[index - 1]:
        return _carried_inside(context, index, gap, previous)
    if context.continued[index] and start == context.blocks[index][0]:
        return Speaker(previous.name, None, None, "carried.continuation")
    return None


def _carried_inside(context: Context, index: int, gap: str, previous: Speaker) -> Speaker | None:
    """In one paragraph: the same sentence goes on, or only the attribution of the quotation before lies between."""
    stops = _stops(gap + " \x00")
    first = context.text[context.spans[index][0] + 1 : context.spans[index][0] + 2]
    between = previous.start is not None and previous.start >= context.spans[index - 1][1]
    opens = first.isupper() or (between and first.isalpha() and first.lower() == first.upper())
    start, stop = (previous.start, previous.end) if between else (None, None)
    if stops == 0 and len(gap) < 120:
        return Speaker(previous.name, start, stop, "carried.sentence")
    ends = gap.rstrip()[-1:] in ("", *".,:?!。，：")
    if stops <= 1 and opens and ends and len(gap) < 250:
        return Speaker(previous.name, start, stop, "carried.attribution")
    return None


def _stops(gap: str) -> int:
    """How many sentences end in a stretch."""
    ends = SENTENCE_END.finditer(gap)
    return sum(not ABBREVIATION.search(gap, max(0, hit.start() - 8), hit.start() + 1) for hit in ends)


def _carried_ahead(context: Context, answers: list[Speaker | None]) -> list[Speaker | None]:
    """A speech whose speaker is named only in a later paragraph: its earlier paragraphs are the same speaker's."""
    for index in range(len(answers) - 1, 0, -1):
        named, before = answers[index], index - 1
        first = context.continued[index] and context.spans[index][0] == context.blocks[index][0]
        if first and named and answers[before] is None and context.blocks[before] != context.blocks[index]:
            answers[before] = Speaker(named.name, None, None, "carried.ahead")
    return answers

"""Whose words a marked quotation holds: ordered rules over the sentence around it, surest first.

    after.said_by      “...,” said Jane Doe            after.by_said     “...,” Jane Doe, a lecturer, said
    after.according    “...,” according to Jane Doe    before.according  According to Jane Doe, “...”
    before.said        Jane Doe said (that ...) “...”  before.paragraph  Jane Doe said: (new paragraph) “...”
    after.closing      The “so” was, Jane Doe said.    carried.sentence, .attribution, .continuation: from the quotation before

Every rule gives the span of the words that stand for the speaker beside the quotation; carried ones have none. A pronoun is
resolved to the speaker named last, if that is near. Where no rule holds the answer is None: nobody is guessed.

Rules work on a copy of the text in which quoted words are blanked out, so that words inside one quotation never name the
speaker of another. Reading that copy back at the same offsets gives the words as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lineage.names import PRONOUN, WORD, Names
from lineage.text import paragraphs

BLANK = "\x00"
WINDOW = 450
"""How far, in characters, a rule looks to either side of a quotation; a sentence longer than that names nobody."""

FINITE = (
    "said|says|say|told|tells|tell|added|adds|asked|asks|replied|responded|noted|notes|argued|argues|claimed|claims"
    "|insisted|insists"
    "|explained|explains|stated|states|wrote|writes|warned|warns|tweeted|declared|announced|acknowledged|admitted|conceded"
    "|continued"
    "|continues|joked|recalled|recalls|testified|quipped|shouted|concluded|concludes|suggested|suggests|observed|observes"
    "|remarked"
    "|commented|complained|cautioned|urged|urges|vowed|promised|predicted|emphasi[sz]ed|stressed|stresses|reiterated"
    "|contended|countered"
    "|denied|denies|alleged|alleges|asserted|asserts|maintained|maintains|confirmed|reported|reports|revealed|posted"
    "|answered|boasted"
    "|lamented|mused|proclaimed|pledged|quoted|charged|opined|exclaimed|retorted|reads|read|points out|pointed out|went on"
    "|put it|began"
)
BROAD = (
    "|called|calls|described|describes|dubbed|referred|refers|accused|accuses|denounced|dismissed|dismisses|slammed"
    "|criticized|criticised"
    "|praised|blasted|mocked|believes|believed|thinks|thought|hopes|hoped|wants|wanted|cited|cites|mentioned|labeled"
    "|labelled|branded"
    "|characterized|characterised|condemned|defended|demanded|attacked|scolded|hailed|rejected|estimated|found|concurred"
    "|agreed|expressed"
    "|lauded|likens|exhorted|decried|derided|touted|apologized|apologised|recommended|advised|ruled|proposed|ordered"
    "|thanked|welcomed|compared|likened|blamed"
)
PARTICIPLE = re.compile(
    r"\b(?:saying|adding|calling|describing|telling|noting|claiming|arguing|insisting|writing|warning|asking|tweeting"
    r"|declaring|stating"
    r"|explaining|referring|suggesting|accusing|dismissing|citing|vowing|promising|denouncing|urging|stressing|emphasizing)\b"
)
SAID = re.compile(rf"\b(?:{FINITE})\b")
SPOKE = re.compile(rf"\b(?:{FINITE}{BROAD})\b")
NO_VERB = re.compile(
    r"\bwhat (?:he|she|they|it|we|I) $|\b(?:and|or|but|the|a|an|this|that|of|news|white|annual|to|her|his|their|its|such"
    r"|said)\s$|[-’']$",
    re.IGNORECASE,
)
"""What, right before one of these words, shows that it is a noun or an infinitive: the report, to say, media reports."""

NAME = rf"(?:{WORD}|\d+/\d+)(?:[ \u00a0](?:{WORD}|of|de|la|le|el|al|bin|bint|van|von|der|du|da|dos|and|for|the|on|&)){{0,11}}"
DETERMINER = (
    r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ome|[Mm]any|[Ss]everal|[Aa]nother|[Tt]his|[Tt]hese"
    r"|[Tt]hose|[Hh]is|[Hh]er"
    r"|[Tt]heir|[Ii]ts|[Oo]ur|[Mm]y|[Bb]oth|[Mm]ost|[Oo]ther|[Aa]ll|[Oo]nly)"
)
PHRASE = rf"{DETERMINER}(?:[ \u00a0][\w’'.&-]+){{1,9}}"
BARE = r"[a-z][\w-]*(?: [a-z][\w-]*){0,3}s"
PARENTHESIS = r"(?:[ \u00a0]\([^()\n]{1,40}\))?"
APPOSITION = r"(?:, (?:[DR]-\w+\.,|Jr\.,)|, [^.;:\n\x00“”\"]{2,160},)?"
SUBJECT = rf"(?P<who>{PRONOUN}\b|{NAME}|{PHRASE}?)"
ADVERB = (
    r"(?:(?:also|later|then|once|again|reportedly|recently|repeatedly|further|\w{2,14}ly|has|have|had|is|was|would"
    r"|will)[ \u00a0]){0,3}"
)

SAID_BY = re.compile(
    rf"[,;]?[ \u00a0](?:\w+ly )?(?:{FINITE})[ \u00a0](?P<who>{PRONOUN}\b|{NAME}{PARENTHESIS}|{DETERMINER}(?:["
    rf" \u00a0][\w’'.&-]+){{1,6}}|{BARE}\b)"
)
BY_SAID = re.compile(
    rf"[,;]?[ \u00a0]?(?P<who>{PRONOUN}|{NAME}|{PHRASE}?|{BARE}){PARENTHESIS}{APPOSITION}[ \u00a0]{ADVERB}(?:{FINITE})\b"
)
ACCORDING = re.compile(rf"[,;]?[ \u00a0](?:[Aa]ccording to|[Ii]n the words of)[ \u00a0](?P<who>{NAME}|{PHRASE}|{BARE}\b)")
ACCORDING_BEFORE = re.compile(rf"\b(?:[Aa]ccording to|[Ii]n the words of)[ \u00a0](?P<who>{NAME}|{PHRASE}|{BARE})[,:]?")
BY_VERB = re.compile(
    rf",?[ \u00a0](?P<who>{PRONOUN}|{NAME})[ \u00a0](?:[a-z]{{2,14}}ly )?(?!has|is|was|does|as|this)[a-z]{{2,14}}(?:ed|s)\b"
)
BY_ANYBODY = re.compile(
    rf",?[ \u00a0](?P<who>(?!(?:while|though|although|as|when|because|and|but|if|which|who|that|where|after|before|so|or"
    rf"|than|since)\b)[\w’'.&-]{{2,}}(?:[ \u00a0][\w’'.&-]+){{0,8}}?){PARENTHESIS}[ \u00a0](?:{FINITE})\b"
)
"""Behind a quotation that ends in a comma or a question mark, whoever stands before any verb speaks."""
CLOSING = re.compile(
    rf",[ \u00a0](?P<who>{PRONOUN}|{NAME}|{PHRASE}?){APPOSITION}[ \u00a0]{ADVERB}(?:{FINITE})(?= [A-Z]\w+day)?[.,]?"
)
NOT_SPEAKER = re.compile(
    r"(?:(?:In|At|On|By|For|From|With|After|Before|Since|During|Under|Until) .*|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|In|At|On|But|And|When|While|After|As|If|For|By|That"
    r"|This week"
    r"|What|Why|How|So|Then|There|Now|Yet|The|A|An|Who|Which|This|Not|No|Asked|Speaking)\.?$",
    re.DOTALL,
)
LEADING = re.compile(
    r"(?:But|And|When|While|After|As|If|For|So|Then|Yet|That|Although|Though|Because|Still|Later|However|Since)[ \u00a0]"
)
SENTENCE_END = re.compile(r"[.!?…][\x00’'\")\]]{0,3}[ \u00a0\n]+(?=[A-Z\x00“\"‘(])|\n")
ABBREVIATION = re.compile(
    r"\b(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Col|Lt|Sgt|Capt|Maj|Prof|St|Jr|Sr|Rev|Hon|No|vs|Inc|Co|Corp|Ltd|Jan|Feb|Mar|Apr|Aug"
    r"|Sept?|Oct|Nov|Dec|[A-Z]|U\.S|U\.N|D\.C|[DR]-\w+|Calif|Fla|Ariz|Mass|Minn|Mont|Wis|Tex|Pa|Va|Ky|La|Ala|Ga|Ill|Ind)\.$"
)
TAIL = re.compile(
    r"(?:[ \u00a0](?:also|later|then|once|again|recently|repeatedly|reportedly|has|have|had|is|was|were|are|be|been|did"
    r"|does|do|would|will"
    r"|could|can|may|might|not|never|often|previously|further|frequently|sometimes|just|even|only|[a-z]{2,14}ly))+$"
)
PREPOSITION = re.compile(
    r"\b(?:in|at|on|from|by|with|for|after|to|of|during|under|before|near|outside|since|until)[ \u00a0](?:the )?$", re.I
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name (or the words used, if nothing better is known), their span beside the quotation, the rule."""

    name: str
    start: int | None
    end: int | None
    rule: str


@dataclass(slots=True)
class Context:
    """What the rules see: `masked` is the text with quoted words blanked, `spans` the outer quotations in order."""

    text: str
    masked: str
    spans: Sequence[tuple[int, int]]
    continued: Sequence[bool]
    blocks: list[tuple[int, int]]


def name_speakers(text: str, spans: Sequence[tuple[int, int]], continued: Sequence[bool]) -> list[Speaker | None]:
    """The speaker of each outer quotation, or None where no rule tells.

    Args:
        text: the text the spans index.
        spans: outer quotations, marks included, sorted, not overlapping.
        continued: for each, whether it goes on from the paragraph before.
    """
    context = Context(text, _mask(text, spans), spans, continued, _blocks_of(text, spans))
    resolver = Names(text)
    answers: list[Speaker | None] = []
    for index in range(len(spans)):
        found = _beside(context, index) or _carried(context, index, answers)
        if found:
            found = replace(found, name=resolver.resolve(found.name, spans[index][0]))
        answers.append(found)
    return answers


def _mask(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], BLANK * (end - start)]
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


# --- rules beside the quotation ---------------------------------------------------------------------------------------


def _beside(context: Context, index: int) -> Speaker | None:
    return _after(context, index) or _before(context, index) or _closing(context, index)


def _after(context: Context, index: int) -> Speaker | None:
    """“...” X said; “...” said X; “...” according to X."""
    start, end = context.spans[index]
    block_end = min(context.blocks[index][1], end + WINDOW)
    comma = context.masked[end : end + 1] in (",", ";")
    last = context.text[start:end].rstrip("”\"’'»」 ")[-1:]
    closed = last in (",", "?", "!", "—", "–", "-", "…") or comma
    if found := ACCORDING.match(context.masked, end, block_end):
        return _speaker(context, found, "after.according")
    found = SAID_BY.match(context.masked, end, block_end)
    if found and (closed or last == ".") and not NOT_SPEAKER.match(found["who"]):
        return _speaker(context, found, "after.said_by")
    return _by_said(context, end, block_end, closed, last)


def _by_said(context: Context, end: int, block_end: int, closed: bool, last: str) -> Speaker | None:
    """“...” X said. Behind a full stop the next sentence may begin with a speaker of its own: there the verb must end it."""
    patterns = (BY_SAID, BY_VERB, BY_ANYBODY) if last in (",", "?", "!") else (BY_SAID,)
    for pattern in patterns if closed or last == "." else ():
        found = pattern.match(context.masked, end, block_end)
        if not found or NOT_SPEAKER.match(found["who"]):
            continue
        if last != "." or context.masked[found.end() : found.end() + 1] in ("", ".", "\n"):
            return _speaker(context, found, "after.by_said")
    return None


def _before(context: Context, index: int) -> Speaker | None:
    """X said ... “...”, in the same sentence or, behind a colon, in the paragraph before."""
    start = context.spans[index][0]
    block_start = context.blocks[index][0]
    left, rule = _sentence_start(context, block_start, start), "before.said"
    if start == block_start:
        previous = context.masked[max(0, start - WINDOW) : start].rstrip()
        if not previous.endswith(":"):
            return None
        stop = max(0, start - WINDOW) + len(previous)
        left, rule, start = _sentence_start(context, max(0, stop - WINDOW), stop - 1), "before.paragraph", stop - 1
    according = list(ACCORDING_BEFORE.finditer(context.masked, left, start))
    if according and context.masked[according[-1].end() : start].strip(" ,:") == "":
        return _speaker(context, according[-1], "before.according")
    return _by_verb(context, left, start, rule)


def _by_verb(context: Context, left: int, stop: int, rule: str) -> Speaker | None:
    """The subject of the last verb of saying between two offsets."""
    for verb in reversed(list(SPOKE.finditer(context.masked, left, stop))):
        if NO_VERB.search(context.masked, max(left, verb.start() - 12), verb.start()):
            continue
        if found := _subject(context, left, verb.start(), rule):
            return found
    if PARTICIPLE.search(context.masked, left, stop):
        opening = re.compile(SUBJECT).match(context.masked, left, stop)
        if opening and not NOT_SPEAKER.match(opening["who"]) and not LEADING.match(opening["who"]):
            return _speaker(context, opening, "before.participle")
    return None


def _closing(context: Context, index: int) -> Speaker | None:
    """A sentence that holds the quotation and ends in “, X said.”"""
    end = context.spans[index][1]
    stop = min(context.blocks[index][1], end + WINDOW)
    limit = _sentence_stop(context, end, stop)
    for found in CLOSING.finditer(context.masked, end, limit):
        at_end = found.end() >= limit - 1 or context.masked[found.end() - 1] in ".,"
        if at_end and BLANK not in context.masked[end : found.start()] and not NOT_SPEAKER.match(found["who"]):
            return _speaker(context, found, "after.closing")
    return None


def _speaker(context: Context, found: re.Match[str], rule: str) -> Speaker | None:
    return _tidy(context, found.start("who"), found.end("who"), rule)


TRAILING = re.compile(r"[ \u00a0](?:and|of|for|the|on|de|la|in|who|which|that|at|from|to|during|after|before|as|via|by|&).{0,0}$")


def _tidy(context: Context, start: int, end: int, rule: str) -> Speaker | None:
    """The speaker's words without a conjunction before or a dangling particle behind."""
    words = context.masked[start:end]
    if lead := LEADING.match(words):
        start += lead.end()
    while tail := TRAILING.search(context.masked[start:end]):
        end = start + tail.start()
    words = context.masked[start:end].rstrip(",;: ")
    if words.endswith(".") and not ABBREVIATION.search(words):
        words = words[:-1]
    possessive = re.search(r"[’']s$", words)
    end = start + len(words) - (len(possessive.group()) if possessive else 0)
    words = context.text[start:end]
    if not words or BLANK in context.masked[start:end] or NOT_SPEAKER.fullmatch(words):
        return None
    return Speaker(words, start, end, rule)


# --- the subject of a verb --------------------------------------------------------------------------------------------

CLAUSE = re.compile(r"[,;:\x00—–]|\b(?:that|but|because|while|when|if|although|though|where|and|or|than)\b")
AT_END_PRONOUN = re.compile(rf"(?:^|[^\w])(?P<who>{PRONOUN})$")
AT_END_NAME = re.compile(rf"(?P<who>{WORD}(?:[ \u00a0](?:{WORD}|of|de|la|al|bin|van|von|der|the|for|&)){{0,9}}){PARENTHESIS}$")
AT_END_OWNED = re.compile(rf"(?P<who>{WORD}(?:[ \u00a0]{WORD}){{0,4}}(?:[ \u00a0][a-z][\w’'-]*){{1,4}})$")
AT_END_PHRASE = re.compile(rf"\b(?P<who>{DETERMINER}(?:[ \u00a0][\w’'.&-]+){{1,10}})$")
AT_END_BARE = re.compile(rf"(?:^|[ \u00a0])(?P<who>{BARE})$")
BEFORE_COMMA = re.compile(rf"(?P<who>{WORD}(?:[ \u00a0](?:{WORD}|of|de|la|al|bin|van|von|der|the|for)){{0,9}}){PARENTHESIS},")


def _subject(context: Context, left: int, verb: int, rule: str) -> Speaker | None:
    """The words that are the subject of the verb at `verb`, looked for to its left as far as `left`."""
    segment = context.masked[left:verb].rstrip()
    if tail := TAIL.search(segment[-60:]):
        segment = segment[: len(segment) - len(tail.group())]
    if segment.endswith((" who", ",who")):
        segment = segment[:-4].rstrip().rstrip(",")
    if segment.endswith(","):
        return _before_apposition(context, left, segment, rule)
    clause = max((hit.end() for hit in CLAUSE.finditer(segment)), default=0)
    words = segment[clause:]
    shift = left + clause + len(words) - len(words.lstrip())
    words = words.strip()
    whole = re.compile(rf"(?:{NAME}|{PHRASE}|{PRONOUN}|{BARE})").fullmatch(words)
    if whole and len(words.split()) <= 14:
        return _tidy(context, shift, shift + len(words), rule)
    for pattern in (AT_END_PRONOUN, AT_END_NAME, AT_END_PHRASE, AT_END_OWNED, AT_END_BARE):
        if found := pattern.search(segment[-140:]):
            shift = left + max(0, len(segment) - 140)
            return _tidy(context, shift + found.start("who"), shift + found.end("who"), rule)
    return None


def _before_apposition(context: Context, left: int, segment: str, rule: str) -> Speaker | None:
    """`Jane Doe, a lecturer in law, said`: the name before the first comma that no preposition governs."""
    for found in BEFORE_COMMA.finditer(segment):
        governed = PREPOSITION.search(segment[max(0, found.start() - 20) : found.start()])
        if not governed and found.end() < len(segment) and not NOT_SPEAKER.match(found["who"]):
            return _tidy(context, left + found.start("who"), left + found.end("who"), rule)
    return None


def _sentence_start(context: Context, floor: int, stop: int) -> int:
    """Where the sentence that reaches `stop` begins, not before `floor`."""
    begin = max(floor, stop - WINDOW)
    for hit in SENTENCE_END.finditer(context.masked, begin, stop):
        if not ABBREVIATION.search(context.masked, max(0, hit.start() - 8), hit.start() + 1):
            begin = hit.end()
    return begin


def _sentence_stop(context: Context, start: int, limit: int) -> int:
    for hit in SENTENCE_END.finditer(context.masked, start, limit):
        if not ABBREVIATION.search(context.masked, max(0, hit.start() - 8), hit.start() + 1):
            return hit.start() + 1
    return limit


# --- carried from the quotation before --------------------------------------------------------------------------------


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
    opens = context.text[context.spans[index][0] + 1 : context.spans[index][0] + 2].isupper()
    between = previous.start is not None and previous.start >= context.spans[index - 1][1]
    start, stop = (previous.start, previous.end) if between else (None, None)
    if stops == 0 and len(gap) < 120:
        return Speaker(previous.name, start, stop, "carried.sentence")
    ends = gap.rstrip()[-1:] in (".", ",", ":", "?", "!", "")
    if stops <= 1 and opens and ends and len(gap) < 250:
        return Speaker(previous.name, start, stop, "carried.attribution")
    return None


def _stops(gap: str) -> int:
    """How many sentences end in a stretch."""
    ends = SENTENCE_END.finditer(gap)
    return sum(not ABBREVIATION.search(gap, max(0, hit.start() - 8), hit.start() + 1) for hit in ends)

"""Who issued a text that is itself a document of an office: a press conference's transcript, a statement, a release.

Invariants: an article *about* a press conference is not its transcript. So the sentence "X held a press conference"
states the origin only if the title speaks of it and the text goes on in turns ("Name: ..."), and a person's name issues
nothing; else it hints. A title "Statement by X" or "Transcript of ... by X" speaks of the text itself and states. Issuers
need not be in any table. In a headline about a statement the name is followed by a verb: a title states only if the name
ends it, or a subject, a colon or a date follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lineage.clue_rules.name_words import MONTHS, OFFICE_WORD
from lineage.clue_rules.names import Name, is_nobody, read_name
from lineage.clue_rules.scan import Scan
from lineage.turns import PARTICLES
from lineage.values import Clue

_EVENT = r"(?:press|news|media)[ \u00a0](?:conference|briefing)|press[ \u00a0]?call|briefing for (?:the )?press"
_HELD = re.compile(
    rf"[ \u00a0](?:held|hosted|convened|gave|organi[sz]ed|holds|hosts)[ \u00a0](?:the|an?|its|"
    rf"their)[ \u00a0](?:[\w-]+[ \u00a0]){{0,5}}?(?:{_EVENT})\b",
    re.IGNORECASE,
)
_HELD_BY = re.compile(
    rf"(?:{_EVENT})[^.\n]{{0,80}}?[ \u00a0](?:held|hosted|convened|given|"
    rf"organi[sz]ed)[ \u00a0](?:[^.\n]{{0,40}}?[ \u00a0])?by[ \u00a0]",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"[#*_\s]{0,4}(?:(?:official|joint|full|press|media|public|written|opening)[ ]){0,2}"
    r"(?:statement|communiqu[eé]|declaration|press release|news release|readout|transcript|full text|remarks|answers|replies)\b"
    r"(?=[ ])",
    re.IGNORECASE,
)
_REPORT_BY = re.compile(
    r"[#*_ ]{0,4}an?[ ](?:(?:new|joint|special|final|interim|annual|research|policy|briefing|discussion|working|white)[ ]){0,3}"
    r"(?:report|paper|brief|briefing|study|investigation|analysis)[ ](?:by|from|of)[ ](?=\S)",
    re.IGNORECASE,
)
_TITLE_LINK = re.compile(r"[ ](by|from|of)[ ]")
_SPOKESPERSON = re.compile(
    rf"[#*_\s]{{0,4}}(?:the[ ])?(?P<office>[A-Z][^\n:]{{2,80}}?)(?:['’]s)?[ ][Ss]pokes(?:person|man|"
    rf"woman)(?:['’]s)?[ ][^\n:]{{2,60}}?(?i:{_EVENT}|remarks|statement)\b"
)
_CHINESE_SPOKESPERSON = re.compile(
    r"[#*\s　]{0,4}(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日)?(?P<office>[\u4e00-\u9fff]{2,20}?)"
    r"(?:新闻|新聞)?(?:发言人|發言人)[\u4e00-\u9fff·]{2,8}?"
    r"(?:主持|举行|舉行|就|答|在|谈话|談話)[^\n:：]{0,60}"
)
# What may follow the office in a title that speaks of the text itself.
_TITLE_GOES_ON = re.compile(
    r"[ \u00a0*_\"”’)]{0,3}(?:$|[:：(（|]|[ ,–—-]{1,3}(?:(?:on|of|dated|issued)[ ])?(?:\d{1,2}\b|(?:19|20)\d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)[a-z]{0,6}\b)|"
    r"(?P<subject>,?[ ](?:on|regarding|concerning|about|at|to|following|in response to)[ ]))",
    re.IGNORECASE,
)
# Verbs of headlines in the present tense or as participles: behind a subject they make the title a report of the statement.
_HEADLINE_VERB = re.compile(
    r"\b(?:angers?|draws?|sparks?|raises?|prompts?|provokes?|causes?|triggers?|fuels?|stirs?|meets?|leaves?|omits?|sends?|"
    r"shows?|reveals?|fails?|falls?|backfires?|contradicts?|contradicted|splits?|divides?|irks?|upsets?|shocks?|surprises?|"
    r"condemns?|condemned|slams?|slammed|criticised|criticized|rejects?|rejected|denies|denied|leaked|leaks|released|"
    r"published|disputed|questioned|welcomed|ignored|ignores|mocked|withdrawn|retracted|says?|said|puts?|hits?|lifts?|sinks?|"
    r"calls?|urges?|warns?|vows?|comes?|gets?|goes|is|are|was|were|has|have|will)\b"
)
_PERSONS_OFFICE = re.compile(
    r"\b(?:Minister|President|Premier|Chancellor|Spokes\w+|Mayor|Governor|Director|Secretary|King|Queen|Prince|Princess|Pope|"
    r"Coach|Captain|Chief|Chair|Chairman|Chairwoman|Ambassador|Commissioner|Judge|General|Senator|Manager|Mr|Mrs|Ms|Dr)\b"
)
_SPEAKS = re.compile(
    r"[?？]|\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|[Yy]ou|[Yy]our|[Tt]hanks?|[Gg]ood (?:morning|afternoon|evening|day)|[Dd]ear|[Hh]ello|"
    r"[Ww]elcome|ich|wir|Sie|je|nous|vous|yo|nosotros|я|мы|вы|вас|нас)\b|[我您你]|谢谢"
)
_ABBREVIATED = re.compile(r"[A-Z]{2,6}$")
_TURN = re.compile(r"[ \t\u00a0]{0,12}([^\W\d_][^:：\n]{0,60})[:：](?=[ \t\u00a0]|\S)")
_QUESTION = re.compile(
    r"(?:Q|A|Question|Answer|Reporter|Journalist|Moderator|Spokes\w+|问|答|记者|Вопрос|Ответ)\d{0,2}$", re.IGNORECASE
)
_CHINESE = re.compile(
    r"(?:^|[，。\s日])([\u4e00-\u9fff]{4,30}?)(?:举行|召开|舉行|举办)[^\n。]{0,40}?(?:新闻发布会|記者會|记者会|新聞發布會)"
)
_TURNS_OF_A_TRANSCRIPT = 3
_TOPIC = re.compile(
    r"(?:on|about|regarding|concerning|as|for|in|at|why|what|when|how|where|with|note|source|photo|image|via|the (?:good|bad)|"
    r"topic|issue|background|update|point|question of|result|verdict)\b",
    re.IGNORECASE,
)
_NAME_REACH = 160


def find_issuers(scan: Scan) -> Iterator[Clue]:
    """Who issued the text, as its title or its opening says."""
    if not scan.lines:
        return
    yield from _titles(scan)
    yield from _imprint(scan)
    limit = min(len(scan.text), scan.start + 1_500)
    for match in _HELD.finditer(scan.text, scan.start, limit):
        start = _organisation_before(scan, match.start())
        if start is not None:
            yield _event(scan, (start, match.start()), (_with_article(scan, start), match.end()), "press conference/held")
    for match in _HELD_BY.finditer(scan.text, scan.start, limit):
        name = read_name(scan.text, match.end(), scan.outlets)
        if name is not None:
            yield _event(scan, (name.start, name.end), (match.start(), name.end), "press conference/held by")
    for match in _CHINESE.finditer(scan.text, scan.start, limit):
        yield _event(scan, match.span(1), (match.start(1), match.end()), "press conference/chinese")


def _imprint(scan: Scan) -> Iterator[Clue]:
    """`A report by X` alone on a line of the title page."""
    for line in scan.lines[:8]:
        match = _REPORT_BY.match(scan.text, *line) if scan.before_prose(line[0]) and line[1] - line[0] <= 120 else None
        name = read_name(scan.text, match.end(), scan.outlets) if match else None
        if name is not None and not scan.text[name.end : line[1]].strip(" .*_"):
            strength = "states" if _is_office(scan, name.written) else "hints"
            span = (line[0], name.end)
            yield scan.clue("issuer", "text_origin", name.written, span, "issuer/imprint", outlet=name.known, strength=strength)


def _titles(scan: Scan) -> Iterator[Clue]:
    line = scan.lines[0]
    if line[1] - line[0] > 240:
        return
    name = _title_name(scan, line)
    if name is not None:
        states = "states" if _is_office(scan, name.written) and _ends_title(scan, name.end, line[1]) else "hints"
        yield scan.clue(
            "issuer", "text_origin", name.written, (line[0], name.end), "issuer/title", outlet=name.known, strength=states
        )
        return
    spoken = _SPOKESPERSON.match(scan.text, *line) or _CHINESE_SPOKESPERSON.match(scan.text, *line)
    if spoken and not is_nobody(spoken["office"]) and _is_office(scan, spoken["office"]):
        known = scan.outlets.find(spoken["office"])
        strength = "states" if _is_transcript(scan) else "hints"
        yield scan.clue(
            "press conference",
            "text_origin",
            spoken["office"],
            spoken.span(),
            "press conference/title",
            outlet=known.name if known else None,
            strength=strength,
        )


def _title_name(scan: Scan, line: tuple[int, int]) -> Name | None:
    """The office a title "Statement by X", "Transcript of the briefing by X" names; "by" and "from" go before "of"."""
    title = _TITLE.match(scan.text, *line)
    links = list(_TITLE_LINK.finditer(scan.text, title.end(), line[1])) if title else []
    for link in sorted(links, key=lambda found: found.group(1) == "of"):
        name = read_name(scan.text, link.end(), scan.outlets)
        if name is not None and name.end <= line[1]:
            return name
    return None


def _ends_title(scan: Scan, position: int, end: int) -> bool:
    """Whether the title goes on behind the office as a document's does: not at all, with a subject, a colon or a date."""
    rest = scan.text[position:end]
    follows = _TITLE_GOES_ON.match(rest)
    return follows is not None and (follows["subject"] is None or _HEADLINE_VERB.search(rest) is None)


def _event(scan: Scan, name: tuple[int, int], span: tuple[int, int], rule: str) -> Clue:
    written = scan.text[name[0] : name[1]].strip(" \u00a0,;")
    known = scan.outlets.find(written)
    title = scan.line_text(scan.lines[0])
    titled = (
        re.search(_EVENT, title, re.IGNORECASE) is not None
        or "发布会" in title
        or "记者会" in title
        or "transcript" in title.casefold()
    )
    article = re.search(r"\bthe $", scan.text[max(0, name[0] - 4) : name[0]], re.IGNORECASE) is not None
    office = _is_office(scan, written) or (article and _PERSONS_OFFICE.search(written) is None)
    states = titled and _is_transcript(scan) and office
    outlet = known.name if known else None
    return scan.clue(
        "press conference", "text_origin", written, span, rule, outlet=outlet, strength="states" if states else "hints"
    )


def _is_office(scan: Scan, written: str) -> bool:
    chinese = re.search(r"[办辦部厅廳局会會府院委处處]$", written) is not None
    return (
        chinese
        or OFFICE_WORD.search(written) is not None
        or _ABBREVIATED.match(written) is not None
        or scan.outlets.find(written) is not None
    )


def _is_transcript(scan: Scan) -> bool:
    """Whether the text goes on in turns: enough labels that are names, one that comes back or asks and answers, and
    somebody who speaks to somebody. Labels of topics are no turns."""
    matches = [match for line in scan.lines[1:] if (match := _TURN.match(scan.text, *line)) and _is_speaker(match.group(1).strip())]
    labels = Counter(match.group(1).strip() for match in matches)
    returning = any(count > 1 for count in labels.values()) or any(_QUESTION.match(label) for label in labels)
    spoken = any(_SPEAKS.search(scan.text, match.end(), scan.line_at(match.end())[1]) for match in matches)
    return len(matches) >= _TURNS_OF_A_TRANSCRIPT and returning and spoken


def _is_speaker(label: str) -> bool:
    """A label that can be somebody's: no topic, and written as names are."""
    words = re.sub(r"\([^()]{0,60}\)", "", label).split()
    named = [word for word in words if word.casefold().strip(",") not in PARTICLES]
    return bool(named) and _TOPIC.match(label) is None and all(not word[0].islower() for word in named)


def _organisation_before(scan: Scan, end: int) -> int | None:
    """Where the run of capitalised words that ends at `end` begins, small connecting words inside it included."""
    floor = max(scan.start, end - _NAME_REACH, scan.text.rfind("\n", 0, end) + 1)
    first: int | None = None
    for token in reversed(list(re.finditer(r"\S+", scan.text[floor:end]))):
        word = token.group()
        at_edge = word[-1] in ",.;:!?)" and first is not None
        if at_edge or not (word[0].isupper() or word in ("of", "the", "for", "and", "&", "on", "to", "in", "de", "la", "du")):
            break
        if word.casefold() in MONTHS and scan.text[floor + token.end() :].lstrip().startswith("the "):
            break
        first = floor + token.start() if word[0].isupper() and word not in ("The", "On", "In") else first
    return first


def _with_article(scan: Scan, start: int) -> int:
    article = re.search(r"\b[Tt]he[ \u00a0]$", scan.text[max(0, start - 4) : start])
    return start - 4 if article else start

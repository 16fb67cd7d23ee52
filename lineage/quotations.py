"""Words marked as someone's: finds them, says of which type they are, and asks `speakers` whose they are.

One pass per paragraph with a stack of open marks. Nothing is ever raised for a text with odd marks: what is not closed
or closes with another mark carries a flag. Every span includes its marks, and `text[start:end] == quote`.

Apostrophes are told from single marks by shape and by the word behind: a letter on both sides, a plural possessive, an elision
('90s, 'em, wi'). Straight marks behind numbers may be feet, inches, minutes or seconds.
A paragraph that begins with an open mark and does not close it continues a speech (the printers' convention).

Left to others: whose words they are (`speakers`), which work a title names (`citations`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lineage.speakers import Speaker, name_speakers
from lineage.text import paragraphs
from lineage.values import Quotation
from lineage.wordlists import listed
from lineage.wrapped import unwrapped

RULE_VERSION = "4"

CLOSERS = {
    "“": '”"“',
    '"': '"”',
    "‘": "’'‘",
    "'": "'’",
    "«": "»",
    "»": "«",
    "„": '“”"',
    "‚": "‘’",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "”": "”",
    "’": "’",
}
"""Which marks may close which; the first of each is its own, the others make the quotation `mismatched`.

For the low German and Polish marks (“ „ ‚) both closing marks are house styles, so neither is a mismatch.
"""
OWN_CLOSERS = {"„": "“”", "‚": "‘’"}
MARKS = re.compile("``|''|[“”\"‘’'«»„‚‹›「」『』]")
"""Two single signs (``so'') stand for a double one; the first sign of an opening pair and the last of a closing one count."""
PAIRED = re.compile(r"(?<![^\s(\[-])''\w")
DOUBLE, SINGLE = frozenset('“”"„«»「」『』'), frozenset("‘’'‚‹›")
MAX_DEPTH = 6
"""Deeper nesting than this is no speech; it bounds the work on hostile input."""
LOOK_AHEAD = 8

ELISION = re.compile(r"(?:\d0s|\d\d\b|tis|twas|em|til|till|cause|n|round|bout|tude|cuz)(?![a-z])", re.IGNORECASE)
CLIPPED = re.compile(
    r"(?:\b(?:wi|an|o|th|ol|fo|mo|po|lil|ha|gi)|[a-z](?!a)[a-z]in)['’]"
    r" (?!(?:was|is|are|were|has|had|said|says|and|or|but|he|she)\b)",
    re.IGNORECASE,
)
"""Words cut off before a sign: wi' me, goin' home."""
LINKING = re.compile(
    r"(?:and|but|or|nor|of|to|in|on|at|for|with|by|from|as|that|is|was|were|are|has|had|have|he|she|it|they|we|who|which|when|while"
    r"|if|said|says|told|added|than|then|so|not|will|would|can|could|because|after|before|until|though|although|during|into|over"
    r"|under|about|against)\b"
)
"""Words that stand behind a finished quotation, but not between a genitive and what is owned, nor between a length and a thing."""
FEET_AND_INCHES = re.compile(r"\d['’′] ?\d{1,2}(?:\.\d{1,3})?\Z")
LENGTH = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,2}(?:\.\d)?\Z")
LENGTH_BEHIND = re.compile(r"[\s,.;)x×/–-]|[NSEW]\b|\Z")
FEET_BEHIND = re.compile(r" ?(?:[x×]|by\b|tall\b|wide\b|long\b|deep\b|high\b|\+?\d)")
SPEECH_BEFORE = re.compile(r"[.,:!?] \Z")
LIST_OR_CUE = re.compile(r"[:,]\s$")
WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\W_\u3400-\u9fff]+(?:['’][^\W_]+)?")
"""A word; of Chinese characters two make about one."""


@dataclass(slots=True)
class Mark:
    """One quotation mark of a paragraph, with its neighbours. `opens` and `closes` say what its shape allows."""

    at: int
    char: str
    opens: bool
    closes: bool
    possessive: bool = False
    elided: bool = False


@dataclass(slots=True)
class Span:
    """A marked stretch; `parent` tells whether it lies inside another."""

    start: int
    end: int
    nested: bool = False
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Open:
    """An open mark on the stack and, once seen, the next mark of its kind that opened after it."""

    at: int
    char: str
    depth: int
    next_same: int | None = None


@dataclass(slots=True)
class Scan:
    """State of one paragraph's pass."""

    text: str
    start: int
    end: int
    marks: Sequence[Mark]
    stack: list[Open] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    stray: int | None = None


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """All marked quotations of a text in the order of their start, nested ones included.

    `type` is direct, partial, title, scare, nested or boilerplate; `flags` holds `unclosed`, `continued` (the next
    paragraph goes on), `continuation` (it went on from the paragraph before), `mismatched`. Never raises.
    """
    flat = unwrapped(text)
    spans = marked_spans(flat)
    outer = [(s.start, s.end) for s in spans if not s.nested]
    speakers = name_speakers(flat, outer, [("continuation" in s.flags) for s in spans if not s.nested])
    by_span = dict(zip(outer, speakers, strict=True))
    notices = _notices(flat)
    found = [_quotation(flat, span, by_span.get((span.start, span.end)), notices) for span in spans]
    return tuple(found if flat is text else (replace(q, quote=text[q.start : q.end]) for q in found))


def marked_spans(text: str) -> list[Span]:
    """The stretches between quotation marks, marks included, sorted by start (the outer before the inner)."""
    blocks = paragraphs(text)
    found: list[Span] = []
    open_before = False
    for number, (start, end) in enumerate(blocks):
        following = text[blocks[number + 1][0]] if number + 1 < len(blocks) else ""
        scan = Scan(text, start, end, _marks(text, start, end))
        _run(scan)
        spans = _finish(scan, following)
        if open_before and scan.stray is not None:
            spans.append(Span(start, scan.stray + 1, flags=("continuation",)))
        found += _well_nested(spans)
        open_before = any(("unclosed" in s.flags or "continued" in s.flags) and s.end == end for s in spans)
    return _flag_continuations(found, {start for start, _ in blocks})


# --- marks and their shape --------------------------------------------------------------------------------------------


def _marks(text: str, start: int, end: int) -> list[Mark]:
    found: list[Mark] = []
    straight, all_straight = 0, text.count('"', start, end)
    paired = text.find("``", start, end) >= 0 or (text.find("''", start, end) >= 0 and PAIRED.search(text, start, end) is not None)
    for hit in MARKS.finditer(text, start, end):
        at, sign = hit.start(), hit.group()
        if len(sign) == 2:
            found += _paired(text, at, sign, (start, end)) if paired else _two_singles(text, at, (start, end))
            continue
        before, after = _around(text, at, at + 1, (start, end))
        if sign in SINGLE and _is_apostrophe(text, at, before, after):
            if _elides(text, at, before, after):
                found.append(Mark(at, sign, opens=True, closes=False, elided=True))
            continue
        straight += sign == '"'
        if before.isdigit() and _is_measure(text, at, end, straight % 2 == 0, all_straight - straight):
            straight -= sign == '"'
            all_straight -= sign == '"'
            continue
        found.append(_shaped(text, at, sign, before, after))
    return found


def _around(text: str, at: int, behind: int, block: tuple[int, int]) -> tuple[str, str]:
    """The characters to both sides; a blank at the ends of the paragraph."""
    return text[at - 1] if at > block[0] else " ", text[behind] if behind < block[1] else " "


def _paired(text: str, at: int, sign: str, block: tuple[int, int]) -> list[Mark]:
    """Two single signs as one double mark."""
    before, after = _around(text, at, at + 2, block)
    if sign == "``":
        return [Mark(at, "“", opens=True, closes=False)]
    if before.isdigit() or (before.isspace() and after.isspace()):
        return []
    mark = _shaped(text, at, '"', before, after)
    opening = mark.opens and not mark.closes
    return [Mark(at, "“", opens=True, closes=False) if opening else Mark(at + 1, "”", opens=False, closes=True)]


def _two_singles(text: str, at: int, block: tuple[int, int]) -> list[Mark]:
    """Two marks of their own; seconds or inches behind a number."""
    if text[at] == "`" or (at > block[0] and text[at - 1].isdigit()):
        return []
    return [_shaped(text, place, "'", *_around(text, place, place + 1, block)) for place in (at, at + 1)]


def _is_measure(text: str, at: int, end: int, closing: bool, later: int) -> bool:
    """Whether a mark behind a number is one of length or of an angle.

    Args:
        text: the text.
        at: the mark.
        end: where the paragraph ends.
        closing: for a straight mark, whether one is open by count.
        later: for a straight mark, how many more the paragraph holds.
    """
    sign = text[at]
    if sign == "'":
        return FEET_BEHIND.match(text, at + 1, end) is not None
    lead = text[max(0, at - 8) : at]
    thing = re.match(r" (?=[a-z])", text[at + 1 : at + 3]) is not None and not LINKING.match(text, at + 2)
    if sign == "”":
        following = re.search("[“”]", text[at + 1 : min(end, at + 400)])
        return thing and LENGTH.search(lead) is not None and following is not None and following.group() == "”"
    if sign != '"':
        return False
    if not closing:
        return LENGTH_BEHIND.match(text, at + 1, end) is not None
    length = FEET_AND_INCHES.search(lead) or (thing and LENGTH.search(lead))
    return length is not None and length is not False and later % 2 == 1


def _is_apostrophe(text: str, at: int, before: str, after: str) -> bool:
    if before.isalnum() and after.isalnum():
        return not _cjk(before)
    if before in "nN" and at > 1 and text[at - 2] in "'’‘" and after.isspace():
        return True  # rock 'n' roll
    return _elides(text, at, before, after)


def _elides(text: str, at: int, before: str, after: str) -> bool:
    """Whether a sign stands for what a word lost at its beginning."""
    opens_word = not before.isalnum() and after.isalnum()
    return opens_word and ELISION.match(text, at + 1) is not None and text[at] not in "‚‹›"


def _cjk(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff"


def _shaped(text: str, at: int, char: str, before: str, after: str) -> Mark:
    left = before.isspace() or before in "([{—–-/…:“\"‘'«„‚»›‹，：。、；！？（《【" or _cjk(before)
    right = after.isspace() or after in ".,;:!?)]}—–-/…”\"’'»，：。、；！？）》】،؛؟" or _cjk(after)
    opens, closes = {
        "“": (True, right and not left), "‘": (True, right and not left), "„": (True, False), "‚": (left, False),
        "「": (True, False), "『": (True, False),
        "」": (False, True), "』": (False, True), "«": (not after.isspace() or left, True), "»": (left and not right, True),
        "‹": (not after.isspace() or left, True), "›": (left and not right, True),
        "”": (left and not right and char != before, True), "’": (left and not right, True),
    }.get(char, (left or not right, right or not left))  # fmt: skip
    owner = char in "’'" and before in "sS" and after == " " and text[at + 2 : at + 3].islower() and not LINKING.match(text, at + 2)
    clipped = char in "’'" and after == " " and CLIPPED.search(text, max(0, at - 8), at + 8) is not None
    return Mark(at, char, opens, closes, owner or clipped)


# --- the pass ---------------------------------------------------------------------------------------------------------


def _run(scan: Scan) -> None:
    for index, mark in enumerate(scan.marks):
        depth = _closable(scan, index)
        if depth is not None:
            _close(scan, depth, mark)
        elif mark.opens and _may_open(scan, index):
            _push(scan, mark)
        elif mark.closes and mark.char in DOUBLE and not scan.spans and not scan.stack and scan.stray is None:
            scan.stray = mark.at


def _push(scan: Scan, mark: Mark) -> None:
    for held in scan.stack:
        if held.next_same is None and (held.char in DOUBLE) == (mark.char in DOUBLE):
            held.next_same = mark.at
    if len(scan.stack) < MAX_DEPTH:
        scan.stack.append(Open(mark.at, mark.char, len(scan.stack)))


def _may_open(scan: Scan, index: int) -> bool:
    """A closing sign opens only in house styles that use it twice (”so”), so another must follow to close it."""
    mark = scan.marks[index]
    if mark.elided:
        return _elided_opens(scan, index)
    if mark.char not in "”’":
        return not (mark.char == "'" and mark.possessive)
    rest = scan.marks[index + 1 : index + 1 + LOOK_AHEAD]
    following = next((m for m in rest if (m.char in DOUBLE) == (mark.char in DOUBLE)), None)
    return not scan.stack and following is not None and following.char == mark.char and not following.opens


def _elided_opens(scan: Scan, index: int) -> bool:
    """Whether a sign before a shortened word opens a quotation as well: the next single mark ends a sentence or a clause."""
    if any(held.char in SINGLE for held in scan.stack):
        return False
    rest = scan.marks[index + 1 : index + 1 + LOOK_AHEAD]
    following = next((m for m in rest if m.char in SINGLE), None)
    return following is not None and not following.elided and following.closes and scan.text[following.at - 1] in ",.!?…"


def _closable(scan: Scan, index: int) -> int | None:
    """The place in the stack that this mark closes, or None when it closes nothing."""
    mark = scan.marks[index]
    fitting = [
        n for n, held in enumerate(scan.stack) if mark.char in CLOSERS[held.char] and (mark.closes or mark.char != held.char)
    ]
    if _closes_inner_single(scan, index):
        return len(scan.stack) - 1
    if not fitting or not (mark.closes or mark.char in "“‘"):
        return None
    if mark.possessive and _later_closer(scan, index):
        return None
    held = scan.stack[fitting[-1]]
    if mark.opens and mark.char in "\"'" and not _ambiguous_closer(scan, held, mark):
        return None
    return fitting[-1]


def _ambiguous_closer(scan: Scan, held: Open, mark: Mark) -> bool:
    """A straight mark that could open or close: with blanks on both sides, or between other marks, it closes."""
    after = scan.text[mark.at + 1 : mark.at + 2]
    return mark.closes and held.at < mark.at - 1 and not (after.isalnum() and scan.text[mark.at - 1].isspace())


def _closes_inner_single(scan: Scan, index: int) -> bool:
    """A double closing mark that stands for a single one: ‘camps” with another ” after it and no “ between."""
    mark = scan.marks[index]
    if mark.char != "”" or len(scan.stack) < 2 or scan.stack[-1].char != "‘" or scan.stack[-2].char != "“":
        return False
    rest = scan.marks[index + 1 : index + 1 + 4 * LOOK_AHEAD]
    following = next((m for m in rest if m.char in "“”"), None)
    return following is not None and following.char == "”"


def _later_closer(scan: Scan, index: int) -> bool:
    """Whether a later single mark closes for certain, which makes this one a plural possessive."""
    for mark in scan.marks[index + 1 : index + 1 + LOOK_AHEAD]:
        if mark.char in SINGLE and not mark.possessive:
            return mark.closes and not (mark.opens and mark.char != "'") and mark.char != "‘"
    return False


def _close(scan: Scan, depth: int, mark: Mark) -> None:
    for held in scan.stack[depth + 1 :]:
        _abandon(scan, held)
    held = scan.stack[depth]
    own = OWN_CLOSERS.get(held.char, CLOSERS[held.char][0])
    flags = () if mark.char in own else ("mismatched",)
    if mark.at > held.at + 1:
        scan.spans.append(Span(held.at, mark.at + 1, flags=flags))
    del scan.stack[depth:]


def _abandon(scan: Scan, held: Open) -> None:
    """An inner mark that its outer one overtook: an apostrophe or a slip; nothing can be said of where it ends."""


def _finish(scan: Scan, following: str) -> list[Span]:
    """Closes at the paragraph's end what is still open."""
    spans = list(scan.spans)
    for held in scan.stack:
        initial = held.at == scan.start
        goes_on = following != "" and following in "“\"‘'«„" and (held.char in DOUBLE) == (following in DOUBLE)
        initial = initial or (held.next_same is None and SPEECH_BEFORE.search(scan.text, held.at - 2, held.at) is not None)
        if held.char in SINGLE and not _trustworthy(scan, held, initial and goes_on):
            continue
        end = scan.end if goes_on or held.next_same is None else held.next_same
        end = held.at + len(scan.text[held.at : end].rstrip())
        if end > held.at + 1:
            spans.append(Span(held.at, end, flags=("continued",) if goes_on else ("unclosed",)))
    return spans


def _trustworthy(scan: Scan, held: Open, continues: bool) -> bool:
    """An open single mark without its close is a quotation only where speech is announced; else an apostrophe."""
    announced = LIST_OR_CUE.search(scan.text, max(scan.start, held.at - 2), held.at) is not None
    return continues or (announced and held.next_same is None)


def _well_nested(spans: list[Span]) -> list[Span]:
    """Sorted, with what lies inside another marked as nested; what crosses another is left out."""
    kept: list[Span] = []
    around: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        while around and around[-1].end <= span.start:
            around.pop()
        if around and span.end > around[-1].end:
            continue
        kept.append(replace(span, nested=bool(around)))
        around.append(span)
    return kept


def _flag_continuations(spans: list[Span], starts: set[int]) -> list[Span]:
    """A quotation that begins its paragraph goes on from the one before, if that one did not close."""
    open_before = False
    flagged = []
    for span in spans:
        if span.nested:
            flagged.append(span)
            continue
        if open_before and span.start in starts and "continuation" not in span.flags:
            flagged.append(replace(span, flags=("continuation", *span.flags)))
        else:
            flagged.append(span)
        open_before = "continued" in span.flags
    return flagged


# --- types ------------------------------------------------------------------------------------------------------------

TITLE_CUE = re.compile(
    r"\b(?:titled|entitled|headlined|subtitled|named|(?:white papers?|reports?|book|study|article|essay|novel|film|movie"
    r"|documentary"
    r"|documents?|paper|song|album|poem|play|series|speech|lecture|memoir|editorial|op-ed|column|conference|app|campaign)"
    r"(?:,? (?:called|on|as|is))?|print edition as:?),?\s*$",
    re.IGNORECASE,
)
WORK_NOUN = re.compile(
    r"(?:\b(?:track|single|ballad|hymn|tune|opera|musical|symphony|exhibition|painting|sculpture|podcast|magazine|newspaper|journal"
    r"|chapter|episode|sitcom|drama|thriller|comedy|sketch|booklet|pamphlet|brochure|manifesto|sermon|anthology|trilogy|webs(?:ite|eries)"
    r"|livre|roman|journal|revue|chanson|pièce|Buch|Roman|Zeitung|Zeitschrift|Lied|Oper|libro|novela|película|diario|periódico|canción"
    r"|revista|romanzo|giornale|rivista|canzone|livro|filme|jornal|música|книг[аеу]|роман[ае]?|фильм[ае]?|газет[аеыу]|журнал[ае]?"
    r"|песн[яюи]|صحيفة|جريدة|مجلة|كتاب(?:ه|ها|هم)?|رواية|روايت(?:ه|ها)|فيلم(?:ه|ها)?|أغنية|مسلسل|ديوان)"
    r"(?:,? (?:called|titled|intitulé[e]?|titulad[ao]))?[ \u00a0]\Z"
    r"|(?:小説|映画|曲|絵本|雑誌|新聞|小说|电影|歌曲|专辑|电视剧|话剧|杂志)\Z"
    r"|(?:\b(?:بعنوان|تحت عنوان|sous le titre(?: de)?|mit dem Titel|unter dem Titel|con el título|col titolo|com o título"
    r"|под (?:названием|заголовком))[ \u00a0]|题为|題為|という(?:題名|タイトル)の)\Z)",
    re.IGNORECASE,
)
"""Nouns for works in several languages; a short name in marks right behind one is its title."""
NAMES_TITLE = re.compile(r"\b(?:titled|entitled|headlined|subtitled|named|called|as|edition)\b", re.IGNORECASE)
"""Words that say of what follows that it is a title; behind a mere noun it may be a judgement."""
SO_CALLED = re.compile(
    r"\bso[- ]called,?\s*$|所谓的?$|所謂的?$|\bsogenannte[nrms]?\s*$|\bما يسمى\s*$|\b(?:alleged|supposed|self-styled|dubbed"
    r"|known as|nicknamed)\s*$",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"\b(?:copyright(?:ed)?|disclaimer|all rights reserved|terms of (?:use|service)|privacy policy|cookies?|subscribe|newsletter"
    r"|permission|copyright owner|comment policy|not (?:been )?(?:specifically )?authori[sz]ed|advertis\w+|without profit"
    r"|informational purposes)\b",
    re.IGNORECASE,
)
SMALL = listed("a an and as at but by for from in of on or the to with vs nor")


def _quotation(text: str, span: Span, speaker: Speaker | None, notices: Sequence[tuple[int, str]]) -> Quotation:
    kind = _type(text, span, speaker, notices)
    if kind in ("title", "boilerplate") or span.nested:
        speaker = None
    return Quotation(
        quote=text[span.start : span.end],
        start=span.start,
        end=span.end,
        type=kind,
        rule=f"quotation.{speaker.rule}" if speaker else "quotation.marks",
        rule_version=RULE_VERSION,
        speaker=speaker.name if speaker else None,
        speaker_start=speaker.start if speaker else None,
        speaker_end=speaker.end if speaker else None,
        flags=span.flags,
    )


def _type(text: str, span: Span, speaker: Speaker | None, notices: Sequence[tuple[int, str]]) -> str:
    inner = text[span.start + 1 : span.end - 1]
    before = text[max(0, span.start - 60) : span.start]
    words = WORD.findall(inner)
    if _in_boilerplate(text, span, notices):
        return "boilerplate"
    if span.nested:
        return "nested"
    before = before if before.rstrip()[-1:].isalnum() or before.rstrip().endswith((",", ":")) else ""
    if before and SO_CALLED.search(before):
        return "scare"
    if _is_title(inner, before, words):
        return "title"
    return _speech_type(inner, words, speaker, bool(span.flags))


def _speech_type(inner: str, words: list[str], speaker: Speaker | None, flagged: bool) -> str:
    ends = inner.rstrip()[-1:] in tuple(".!?…。！？؟") or (inner.rstrip()[-1:] == "," and inner[:1].isupper())
    caseless = inner[:1].isalpha() and inner[:1].lower() == inner[:1].upper()
    if speaker and (ends or flagged or (len(words) >= 5 and (inner[:1].isupper() or caseless))):
        return "direct"
    if len(words) <= 3 and not speaker:
        return "scare"
    return "direct" if ends and len(words) >= 5 else "partial"


def _is_title(inner: str, before: str, words: list[str]) -> bool:
    cased = [w for w in words if w.lower() not in SMALL and w[0].isalpha()]
    capitals = sum(w[0].isupper() for w in cased)
    if before and WORK_NOUN.search(before) and _names_a_work(inner, len(words)):
        return True
    cue = TITLE_CUE.search(before) if before else None
    if cue and len(words) <= 25 and inner[:1]:
        if not NAMES_TITLE.search(cue.group()) and inner[:1].islower():  # called the report “premature”
            return capitals * 2 >= len(cased) > 0
        return capitals * 2 >= len(cased) or (inner.rstrip()[-1:] not in ".!?" and (capitals >= 1 or inner[:1].islower()))
    return len(cased) >= 3 and capitals == len(cased) and inner.rstrip()[-1:] not in ".!?" and len(words) >= 3


def _names_a_work(inner: str, words: int) -> bool:
    """Whether a few words without an end could be a name: a capital first, where the script has any."""
    bare = inner.strip(" \u00a0\u202f'’‘")
    return words <= 8 and not bare[:1].islower() and bare[-1:] not in (*".。,，…",)


def _notices(text: str) -> list[tuple[int, str]]:
    """Where the words of notices stand (copyright, cookies, newsletters), and which they are."""
    return [(hit.start(), hit.group().lower()) for hit in BOILERPLATE.finditer(text)]


def _in_boilerplate(text: str, span: Span, notices: Sequence[tuple[int, str]]) -> bool:
    """Whether two different words of a notice stand in the same paragraph, near the quotation."""
    place = bisect_left(notices, (span.start - 400, ""))
    near = notices[place : place + 40]
    if not near or near[0][0] > span.end + 400:
        return False
    begin = max(span.start - 400, text.rfind("\n", max(0, span.start - 400), span.start) + 1)
    end = text.find("\n", span.end, span.end + 400)
    end = end if end >= 0 else span.end + 400
    return len({word for at, word in near if begin <= at < end}) >= 2

"""Words marked as someone's: finds them, says of which type they are, and asks `speakers` whose they are.

One pass per paragraph with a stack of open marks. Nothing is ever raised for a text with odd marks: what is not closed
or closes with another mark carries a flag. Every span includes its marks, and `text[start:end] == quote`.

Apostrophes are told from single marks by shape: a letter on both sides, a plural possessive, an elision ('90s, 'em).
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

RULE_VERSION = "3"

CLOSERS = {
    "“": '”"',
    '"': '"”',
    "‘": "’'",
    "'": "'’",
    "«": "»",
    "»": "«",
    "„": '“”"',
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "”": "”",
    "’": "’",
}
"""Which marks may close which; the first of each is its own, the others make the quotation `mismatched`.

For the low German and Polish marks (“ „ ‚) both closing marks are house styles, so neither is a mismatch.
"""
OWN_CLOSERS = {"„": "“”", "‚": "‘’"}
MARKS = re.compile("[“”\"‘’'«»„‚「」『』]")
DOUBLE, SINGLE = frozenset('“”"„«»「」『』'), frozenset("‘’'‚")
MAX_DEPTH = 6
"""Deeper nesting than this is no speech; it bounds the work on hostile input."""
LOOK_AHEAD = 8

ELISION = re.compile(r"(?:\d0s|\d\d\b|tis|twas|em|til|till|cause|n|round|bout|tude|cuz)(?![a-z])", re.IGNORECASE)
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
    spans = marked_spans(text)
    outer = [(s.start, s.end) for s in spans if not s.nested]
    speakers = name_speakers(text, outer, [("continuation" in s.flags) for s in spans if not s.nested])
    by_span = dict(zip(outer, speakers, strict=True))
    notices = _notices(text)
    found = [_quotation(text, span, by_span.get((span.start, span.end)), notices) for span in spans]
    return tuple(found)


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
    straight = 0
    for hit in MARKS.finditer(text, start, end):
        at = hit.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if hit.group() in SINGLE and _is_apostrophe(text, at, before, after):
            continue
        if hit.group() == '"' and before.isdigit() and (after.isspace() or after in ",.;)x") and straight % 2 == 0:
            continue  # inches
        straight += hit.group() == '"'
        found.append(_shaped(text, at, hit.group(), before, after))
    return found


def _is_apostrophe(text: str, at: int, before: str, after: str) -> bool:
    if before.isalnum() and after.isalnum():
        return not _cjk(before)
    opens_word = not before.isalnum() and after.isalnum()
    return opens_word and ELISION.match(text, at + 1) is not None and text[at] != "‚"


def _cjk(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff"


def _shaped(text: str, at: int, char: str, before: str, after: str) -> Mark:
    left = before.isspace() or before in "([{—–-/…:“\"‘'«„‚，：。、；！？（《【" or _cjk(before)
    right = after.isspace() or after in ".,;:!?)]}—–-/…”\"’'»，：。、；！？）》】،؛؟" or _cjk(after)
    opens, closes = {
        "“": (True, False), "‘": (True, False), "„": (True, False), "‚": (left, False), "「": (True, False), "『": (True, False),
        "」": (False, True), "』": (False, True), "«": (not after.isspace() or left, True), "»": (left and not right, True),
        "”": (left and not right and char != before, True), "’": (left and not right, True),
    }.get(char, (left or not right, right or not left))  # fmt: skip
    possessive = char in "’'" and before in "sS" and after == " " and text[at + 2 : at + 3].islower()
    return Mark(at, char, opens, closes, possessive)


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
    if mark.char not in "”’":
        return not (mark.char == "'" and mark.possessive)
    rest = scan.marks[index + 1 : index + 1 + LOOK_AHEAD]
    following = next((m for m in rest if (m.char in DOUBLE) == (mark.char in DOUBLE)), None)
    return not scan.stack and following is not None and following.char == mark.char and not following.opens


def _closable(scan: Scan, index: int) -> int | None:
    """The place in the stack that this mark closes, or None when it closes nothing."""
    mark = scan.marks[index]
    fitting = [n for n, held in enumerate(scan.stack) if mark.char in CLOSERS[held.char]]
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
    cue = TITLE_CUE.search(before) if before else None
    if cue and len(words) <= 25 and inner[:1]:
        if not NAMES_TITLE.search(cue.group()) and inner[:1].islower():  # called the report “premature”
            return capitals * 2 >= len(cased) > 0
        return capitals * 2 >= len(cased) or (inner.rstrip()[-1:] not in ".!?" and (capitals >= 1 or inner[:1].islower()))
    return len(cased) >= 3 and capitals == len(cased) and inner.rstrip()[-1:] not in ".!?" and len(words) >= 3


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

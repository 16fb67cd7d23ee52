"""The last lines by which wire copy ends: copyright of an agency, who contributed, who reported and edited.

Invariants: "contributed" and "with reporting by" name a second hand, never the origin. A copyright line with an agency's
name and its terms of use credits the agency; the bare sign with a year only hints. What names no agency of the table is
left to the template rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.clue_rules.datelines import AGENCY_KIND
from lineage.clue_rules.names import Name, line_names, read_name
from lineage.clue_rules.scan import Scan, starts_sentence
from lineage.values import Clue, Outlet, Role

_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|&copy;)[ ,]{0,2}(?:©|\(c\))?[ ]{0,2}(?P<year>(?:19|"
    r"20)\d\d)?(?:[-–]\d{2,4})?[ ,]{0,2}(?:by[ ])?(?=\S)",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"all rights reserved|may not be (?:published|reproduced|broadcast|rewritten|redistributed|copied)|"
    r"reproduction|tous droits|alle rechte|prohibida la|queda prohibid|vietata la|(?:derechos|direitos|diritti) reser|"
    r"все права|перепечатка|无断|無断|禁止转载|不得转载|무단|재배포|جميع الحقوق|يمنع",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"[ ](?:also )?(?:contributed|assisted)[ ](?:additional |some )?(?:reporting |information |"
    r"material )?(?:to|with|in) (?:this|the) "
    r"(?:\w+ )?(?:report|story|article|piece|post|dispatch)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:(?:some )?(?:information|material) (?:for|in|used in) this (?:report|story|article|dispatch) (?:came|comes|is|"
    r"was provided|was taken) (?:from|by)|"
    r"with (?:additional )?(?:reporting|inputs?|material|information|files|agency inputs?) (?:by|from|"
    r"of)|additional reporting (?:by|from)|"
    r"(?:mit|avec|con|com|med|met|с) (?:(?:material(?:ial|en)?|informationen|"
    r"información|informaciones|informações|informazioni|infos|"
    r"использованием материалов|material) ?(?:von|der|des|de la|del|de|da|do|di|d['’])? ?)?)[ ]{0,2}(?=\S)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"[(]?(?:Additional )?[Rr]eporting by [^\n]{3,240}?;?[ ]?(?:[Ww]riting by [^\n]{3,120}?;?[ ]?)?[Ee]diting by [^\n;)]{3,160}"
)
_WORKS_FOR = re.compile(
    r"['’]?s?[ ](?:\w+[ ]){0,2}?(?:writer|journalist|reporter|correspondent|photographer|editor|producer|staffer|bureau)s?\b"
    r"[^.\n]{0,120}$"
)
"""What stands between an agency's name and "contributed" where its people did."""
_RECORD = re.compile(r"[,; ]{1,3}\w{2,12}[:：][\d:/-]{4,40}[ .]*$")
"""The number under which an agency filed a dispatch, behind its sign."""
_YEAR_BEHIND = re.compile(r"[ ,]{1,2}(?:19|20)\d\d\b")
_DESK_MARKS = re.compile(r"(?:[ ][A-Z]{2,5}){1,4}$")
"""The initials of writer and desk behind an agency's name as the last words of a dispatch."""
_FOLLOW = re.compile(r"(?:follow|(?:read|see|find)? ?more(?: of| from)?|for more)[ ]", re.IGNORECASE)
_COVERAGE = re.compile(
    r"['’]?s?[ ](?:[\w’'-]+[ ]){0,4}?(?:coverage|news|stories|reporting)\b[^.\n]{0,60}?(?:at|here|https?|:)", re.IGNORECASE
)
_SUPPORTED = re.compile(
    r"['’]?s?[ ](?:[\w’'-]+[ ]){0,6}?(?:receives?[ ](?:financial[ ])?(?:support|funding)|is[ ]solely[ ]responsible[ ]for)\b",
    re.IGNORECASE,
)
_HANDS = re.compile(r"(?:/[^\W\d_][\w.'’ -]{1,40}){2,4}$")
_END_MARK = re.compile(r"(?:enditem|end item|ends|-30-|###|\(end\)|ende)[ .]*", re.IGNORECASE)
_AGENCY_END = re.compile(r"(?<=[.!?”\"’»。！？؟\n])[ \u00a0]{0,2}(?P<mark>[(（—–-]{1,2}|/)[ \u00a0]{0,2}(?=\S)")

_LONGEST_SIGNATURE = 80


def find_wire_tails(scan: Scan) -> Iterator[Clue]:
    """What the last lines say of agencies and hands."""
    for line in scan.lines:
        if not scan.in_tail(line[0]) and not scan.in_tail(line[1]):
            continue
        yield from _copyright(scan, line)
        yield from _hands(scan, line)
        yield from _own_voice(scan, line)
    yield from _signed_end(scan)


def find_wire_copyright(scan: Scan) -> Iterator[Clue]:
    """An agency's copyright line: for the blocks of a page that are no part of its text."""
    for line in scan.lines:
        yield from _copyright(scan, line)


def _own_voice(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """An agency that speaks of its own coverage or support below a text speaks below its own text."""
    if not scan.in_tail(line[0], 600):
        return
    match = _FOLLOW.match(scan.text, *line)
    begin = match.end() if match else line[0]
    article = re.compile(r"[Tt]he[ ]").match(scan.text, begin)
    known = scan.outlets.match_at(scan.text, article.end() if article else begin)
    if known is None or known[0].kind != AGENCY_KIND:
        return
    goes_on = (_COVERAGE if match else _SUPPORTED).match(scan.text, known[1], line[1])
    if goes_on:
        name = Name(article.end() if article else begin, known[1], known[0].name, known[0])
        yield _signature(scan, name, (line[0], goes_on.end()), states=True)


def _agency(scan: Scan, position: int, line: tuple[int, int]) -> Name | None:
    name = read_name(scan.text, position, scan.outlets)
    return name if name and name.outlet and name.outlet.kind == AGENCY_KIND and name.end <= line[1] else None


def _copyright(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    match = _COPYRIGHT.search(scan.text, *line)
    name = _agency(scan, match.end(), line) if match else None
    if match is None or name is None:
        return
    terms = _TERMS.search(scan.text, name.end, line[1])
    year = match["year"] or _YEAR_BEHIND.match(scan.text, name.end, line[1])
    alone = not scan.text[name.end : line[1]].strip(" .") or _RECORD.match(scan.text, name.end, line[1])
    last_words = scan.in_tail(line[0], 250) and match.start() == line[0] and alone
    if year is None and terms is None and not last_words:
        return
    role: Role = "credited_source" if terms else "text_origin"
    yield scan.clue(
        "wire copyright",
        role,
        name.written,
        (match.start(), name.end),
        "wire tail/copyright",
        outlet=name.known,
        strength="states" if terms else "hints",
    )


def _hands(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    contributed = _CONTRIBUTED.search(scan.text, *line)
    if contributed:
        yield from _contributors(scan, max(line[0], contributed.start() - 120), contributed)
    for match in _WITH.finditer(scan.text, *line):
        name = _agency(scan, match.end(), line) if starts_sentence(scan.text, match.start()) else None
        if name is not None:
            yield _contributor(scan, name, (match.start(), name.end), "contributor/with")
    reporting = _REPORTING.search(scan.text, *line)
    if reporting and starts_sentence(scan.text, reporting.start() + (reporting.group()[0] == "(")):
        yield scan.clue("wire tail", "other", "reporters and editors", reporting.span(), "wire tail/reporting and editing")
    ending = _END_MARK.fullmatch(scan.text, *line)
    if ending:
        yield scan.clue("wire tail", "other", "end mark", line, "wire tail/end mark")


def _contributors(scan: Scan, floor: int, match: re.Match[str]) -> Iterator[Clue]:
    """The known outlets right before the verb, in the same sentence."""
    sentence = max((m.end() for m in re.compile(r"[.!?][ ]|\n").finditer(scan.text, floor, match.start())), default=floor)
    for at in re.finditer(r"(?:^|(?<=\s))(?=\S)", scan.text[sentence : match.start()]):
        known = scan.outlets.match_at(scan.text[: match.start()], sentence + at.start())
        if known is not None and _did(scan, known, match.start()):
            name = Name(sentence + at.start(), known[1], scan.text[sentence + at.start() : known[1]], known[0])
            yield _contributor(scan, name, (name.start, match.end()), "contributor/contributed")
            return


def _did(scan: Scan, known: tuple[Outlet, int], verb: int) -> bool:
    """Whether it is the outlet that contributed, one of several, or somebody who writes for it if it is an agency."""
    outlet, end = known
    if end == verb or scan.text[end : end + 4].strip(" ,")[:3] in ("", "and"):
        return True
    return outlet.kind == AGENCY_KIND and _WORKS_FOR.match(scan.text, end, verb) is not None


def _contributor(scan: Scan, name: Name, span: tuple[int, int], rule: str) -> Clue:
    return scan.clue("contributor", "credited_source", name.written, span, rule, outlet=name.known, strength="hints")


def _signed_end(scan: Scan) -> Iterator[Clue]:
    """An agency's name as the last words of the body or of its last paragraph, or on a line of its own behind that."""
    ends = {min(scan.body_end, scan.foreign), *(scan.prose[-1][1:] if scan.prose else ())}
    for line in reversed(scan.lines):
        if not scan.behind_prose(line[0]) or not scan.in_tail(line[0], 400):
            break
        if line[1] - line[0] <= _LONGEST_SIGNATURE and line[0] < scan.foreign:
            ends.add(line[1])
            yield from _signature_line(scan, line)
    for end in sorted(ends):
        yield from _signed(scan, end)


def _signed(scan: Scan, end: int) -> Iterator[Clue]:
    """`... he said. — AGENCY` states a credit, and so does `(AGENCY)` alone on its line; behind a sentence that may be a
    caption's and hints."""
    for match in _AGENCY_END.finditer(scan.text, max(scan.start, end - 60), end):
        name = _agency(scan, match.end(), (match.start(), end))
        if name is None or scan.text[name.end : end].strip(" .)）/\n\u00a0"):
            continue
        alone = scan.line_at(match.start("mark"))[0] == match.start("mark")
        stop = name.end + (scan.text[name.end : name.end + 1] == ")")
        yield _signature(scan, name, (match.start("mark"), stop), states=alone or match["mark"][0] in "—–-")
    for match in re.compile(r"(?<=[.!?”\"’'»])[ \u00a0](?=[A-Z])").finditer(scan.text, max(scan.start, end - 60), end):
        yield from _names_alone(scan, (match.end(), end))
        known = scan.outlets.match_at(scan.text[:end], match.end())
        if known and known[0].kind == AGENCY_KIND and _DESK_MARKS.match(scan.text, known[1], end):
            name = Name(match.end(), known[1], scan.text[match.end() : known[1]], known[0])
            yield _signature(scan, name, (match.end(), end), states=True)


def _signature_line(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`AGENCY/Person/Person`, or several outlets of which one is an agency, alone on their line."""
    slash = scan.text.find("/", *line)
    outlet = scan.outlets.find(scan.text[line[0] : slash]) if slash >= 0 else None
    if outlet and outlet.kind == AGENCY_KIND and _HANDS.match(scan.text, slash, line[1]):
        yield _signature(scan, Name(line[0], slash, scan.text[line[0] : slash], outlet), line, states=False)
        return
    if re.search(r"[,/&]", scan.line_text(line)):
        yield from _names_alone(scan, line)


def _names_alone(scan: Scan, span: tuple[int, int]) -> Iterator[Clue]:
    """Known names alone behind the last sentence, an agency among them."""
    names = line_names(scan.text, *span, scan.outlets)
    agencies = [found for found in names if found.outlet and found.outlet.kind == AGENCY_KIND]
    if agencies and all(found.outlet for found in names) and not scan.text[names[-1].end : span[1]].strip(" ."):
        yield from (_signature(scan, found, (found.start, found.end), states=len(names) == 1) for found in names)


def _signature(scan: Scan, name: Name, span: tuple[int, int], *, states: bool) -> Clue:
    strength = "states" if states else "hints"
    return scan.clue(
        "wire signature", "credited_source", name.written, span, "wire tail/signature", outlet=name.known, strength=strength
    )

"""The last lines by which wire copy ends: copyright of an agency, who contributed, who reported and edited.

Invariants: "contributed" and "with reporting by" name a second hand, never the origin. A copyright line with an agency's
name and its terms of use credits the agency; the bare sign with a year only hints. What names no agency of the table is
left to the template rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.clue_rules.datelines import AGENCY_KIND
from lineage.clue_rules.names import Name, read_name
from lineage.clue_rules.scan import Scan, starts_sentence
from lineage.values import Clue, Role

_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|&copy;)[ ,]{0,2}(?:©|\(c\))?[ ]{0,2}(?P<year>(?:19|"
    r"20)\d\d)?(?:[-–]\d{2,4})?[ ,]{0,2}(?:by[ ])?(?=\S)",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"all rights reserved|may not be (?:published|reproduced|broadcast|rewritten|redistributed|copied)|"
    r"reproduction|tous droits|alle rechte",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"[ ](?:also )?(?:contributed|assisted)[ ](?:additional |some )?(?:reporting |information |"
    r"material )?(?:to|with|in) (?:this|the) "
    r"(?:\w+ )?(?:report|story|article|piece|post|dispatch)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:with (?:additional )?(?:reporting|inputs?|material|information|files|agency inputs?) (?:by|from|"
    r"of)|additional reporting (?:by|from)|"
    r"(?:mit|avec|con|com|med|met|с) (?:(?:material(?:ial|en)?|informationen|"
    r"información|informaciones|informações|informazioni|infos|"
    r"использованием материалов|material) ?(?:von|der|des|de la|del|de|da|do|di|d['’])? ?)?)[ ]{0,2}(?=\S)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"[(]?(?:Additional )?[Rr]eporting by [^\n]{3,240}?;?[ ]?(?:[Ww]riting by [^\n]{3,120}?;?[ ]?)?[Ee]diting by [^\n;)]{3,160}"
)
_END_MARK = re.compile(r"(?:enditem|end item|ends|-30-|###|\(end\)|ende)[ .]*", re.IGNORECASE)
_AGENCY_END = re.compile(r"(?<=[.!?”\"’»。！？؟\n])[ \u00a0]{0,2}(?P<mark>[(（—–-]{1,2}|/)[ \u00a0]{0,2}(?=\S)")


def find_wire_tails(scan: Scan) -> Iterator[Clue]:
    """What the last lines say of agencies and hands."""
    for line in scan.lines:
        if not scan.in_tail(line[0]) and not scan.in_tail(line[1]):
            continue
        yield from _copyright(scan, line)
        yield from _hands(scan, line)
    yield from _signed_end(scan)


def _agency(scan: Scan, position: int, line: tuple[int, int]) -> Name | None:
    name = read_name(scan.text, position, scan.outlets)
    return name if name and name.outlet and name.outlet.kind == AGENCY_KIND and name.end <= line[1] else None


def _copyright(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    match = _COPYRIGHT.search(scan.text, *line)
    name = _agency(scan, match.end(), line) if match else None
    if match is None or name is None:
        return
    terms = _TERMS.search(scan.text, name.end, line[1])
    last_words = scan.in_tail(line[0], 250) and match.start() == line[0] and not scan.text[name.end : line[1]].strip(" .")
    if match["year"] is None and terms is None and not last_words:
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
        if known is not None and (known[1] == match.start() or scan.text[known[1] : known[1] + 4].strip(" ,")[:3] in ("", "and")):
            name = Name(sentence + at.start(), known[1], scan.text[sentence + at.start() : known[1]], known[0])
            yield _contributor(scan, name, (name.start, match.end()), "contributor/contributed")
            return


def _contributor(scan: Scan, name: Name, span: tuple[int, int], rule: str) -> Clue:
    return scan.clue("contributor", "credited_source", name.written, span, rule, outlet=name.known, strength="hints")


def _signed_end(scan: Scan) -> Iterator[Clue]:
    """`... he said. — AGENCY` as the last words of the body states a credit; `(AGENCY)` there may be a caption's and hints."""
    end = scan.body_end
    for match in _AGENCY_END.finditer(scan.text, max(scan.start, end - 60), end):
        name = _agency(scan, match.end(), (match.start(), end))
        if name is None or scan.text[name.end : end].strip(" .)）/\n\u00a0"):
            continue
        states = match["mark"][0] in "—–-"
        yield scan.clue(
            "wire signature",
            "credited_source",
            name.written,
            (match.start("mark"), name.end + (scan.text[name.end : name.end + 1] == ")")),
            "wire tail/signature",
            outlet=name.known,
            strength="states" if states else "hints",
        )

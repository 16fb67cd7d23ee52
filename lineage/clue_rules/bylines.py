"""Bylines and what stands beside them: whose reporter wrote the text, with which agency, and an outlet named among dates.

Invariants: without a label only an outlet of the table counts, never an unknown name. `By PERSON` says nothing about an
outlet; an agency that a byline names second is a second hand. A reporter who took a picture is an asset credit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from lineage.clue_rules.names import Name, read_name
from lineage.clue_rules.scan import Scan, starts_sentence
from lineage.clue_rules.sources import BY, is_photo
from lineage.values import Clue

_AFTER_PERSON = re.compile(r"[ \u00a0]{0,2}(?:,|\||｜|/|–|—|-|\bof\b|\bfor\b|\bin\b.{2,25}\bfor\b)[ \u00a0]{0,2}")
_IN_PLACE = re.compile(r"in [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2}")
_ROW_DAY = (
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[ ][^\W\d_]{3,10}\.?,?[ ](?:19|20)\d\d|"
    r"[^\W\d_]{3,10}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ](?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|\d{1,2}:\d\d(?::\d\d)?"
)
_DATED_ROW = re.compile(_ROW_DAY)
_ROW_BREAK = re.compile(rf"[|｜•·●\t\u3000]|[ \u00a0]{{2}}|{_ROW_DAY}|$")
"""The separators and dates of a row of particulars."""
_ROW_EDGE = " \u00a0.,;:：/()[]（）【】-–—*_"
_LONGEST_ROW = 160
_CJK_REPORTER = re.compile(
    r"[（(【]?[ ]?(?P<name>[\u4e00-\u9fff·A-Za-z]{2,14}?)(?:首席|见习|見習|特约|特約|实习|實習|驻[\u4e00-\u9fff]{2,6})?"
    r"(?:记者|記者)[：:/／ \u3000]{0,2}[\u4e00-\u9fff·、， \u3000]{2,40}[）)】]?[。]?"
)
_VIA = re.compile(
    r"[*_(\[ ]{0,4}(?:(?:authored|submitted|written|posted|contributed)[ ])by[ ](?P<person>[^\n]{2,60}?)[ ](?:via|of)[ ](?=\S)",
    re.IGNORECASE,
)
_SHOT = re.compile(r"[摄攝][影]?[)）】。]{0,2}$|[图圖][)）】。]{0,2}$")
_WITH_AGENCY = re.compile(
    r"[ \u00a0](?:avec|mit|con|com|with|and|und|et|y|e|и|с|&)[ \u00a0](?:l['’]|la[ ]|the[ ]|der[ ]|dem[ ])?(?=\S)", re.IGNORECASE
)


def find_bylines(scan: Scan) -> Iterator[Clue]:
    """`By AGENCY`, `By PERSON, OUTLET`, or an agency's name alone on its line: where a byline stands and an outlet is known."""
    for line in scan.lines:
        short = line[1] - line[0] <= 90
        if short and (scan.in_head(line[0]) or scan.in_tail(line[0], 400)):
            yield from _byline(scan, line)
            yield from _agency_beside(scan, line)
            yield from _cjk_reporter(scan, line)
            yield from _authored_via(scan, line)


def find_unlabelled_sources(scan: Scan) -> Iterator[Clue]:
    """A known name in the row of particulars at the top, between or beside its dates: `Updated: DATE | NAME`."""
    for line in scan.lines:
        if not scan.in_head(line[0], 800) or not scan.before_prose(line[0]):
            break
        if line[1] - line[0] <= _LONGEST_ROW and _DATED_ROW.search(scan.text, *line):
            yield from _row_part(scan, line)


def _row_part(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    begin = line[0]
    for mark in _ROW_BREAK.finditer(scan.text, *line):
        bare = scan.text[begin : mark.start()].strip(_ROW_EDGE)
        outlet = scan.outlets.find(bare) if bare else None
        start, begin = scan.text.find(bare, begin), mark.end()
        if outlet is not None:
            strength = "states" if outlet.kind == "wire agency" else "hints"
            yield scan.clue(
                "source line",
                "credited_source",
                bare,
                (start, start + len(bare)),
                "source line/row of particulars",
                outlet=outlet.name,
                strength=strength,
            )
            return


def _byline(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    by = BY.match(scan.text, *line)
    begin = by.end() if by else line[0]
    name = read_name(scan.text, begin, scan.outlets)
    if name is None or name.end > line[1] or not starts_sentence(scan.text, line[0]):
        return
    rest = scan.text[name.end : line[1]].strip(" .,;:*_")
    if name.outlet is not None and by is None and not rest and name.outlet.kind != "wire agency" and _is_beside_date(scan, line):
        yield _byline_clue(scan, line, name, "byline/outlet beside date", states=False)
    elif name.outlet is not None and by is not None and _ends_byline(rest):
        yield _byline_clue(scan, line, name, "byline/outlet", states=True)
    elif name.outlet is not None and name.outlet.kind == "wire agency" and (not rest or _IN_PLACE.fullmatch(rest)):
        yield _byline_clue(scan, line, name, "byline/agency alone", states=bool(rest))
    elif name.outlet is None and by is not None:
        yield from _person_and_outlet(scan, line, name)


def _agency_beside(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`By NAME with AGENCY`: the agency is a second hand. Only where a byline stands, and only if the agency ends it."""
    if not scan.before_prose(line[0]) or not (BY.match(scan.text, *line) or len(scan.line_text(line).split()) <= 6):
        return
    link = next(iter(reversed(list(_WITH_AGENCY.finditer(scan.text, *line)))), None)
    name = read_name(scan.text, link.end(), scan.outlets) if link else None
    if link is None or name is None or name.outlet is None or scan.text[name.end : line[1]].strip(" .,;:*_"):
        return
    if name.outlet.kind == "wire agency" and scan.text[line[0]].isupper():
        span = (link.start() + 1, name.end)
        yield scan.clue(
            "contributor", "credited_source", name.written, span, "contributor/byline", outlet=name.known, strength="hints"
        )


def _authored_via(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`Authored by PERSON via OUTLET` as a line above the text: the outlet where the text came from, known or not."""
    match = _VIA.match(scan.text, *line) if scan.before_prose(line[0]) else None
    name = read_name(scan.text, match.end(), scan.outlets) if match else None
    if match and name and name.end <= line[1] and not scan.text[name.end : line[1]].strip(" .,:;*_)]"):
        yield _byline_clue(scan, (match.start(), line[1]), name, "byline/via", states=True)


def _cjk_reporter(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`（OUTLET记者 NAME）` alone on its line: whose reporter wrote it, or took the picture."""
    match = _CJK_REPORTER.fullmatch(scan.text, *line)
    outlet = scan.outlets.find(match["name"]) if match else None
    if match is None or outlet is None or line[1] - line[0] > 60:
        return
    shot = _SHOT.search(scan.line_text(line)) is not None
    name = Name(match.start("name"), match.end("name"), match["name"], outlet)
    if shot:
        yield scan.clue(
            "photo credit", "asset_origin", name.written, line, "photo credit/reporter", outlet=name.known, strength="states"
        )
    else:
        yield scan.clue(
            "byline", "credited_source", name.written, line, "byline/reporter of outlet", outlet=name.known, strength="states"
        )


def _is_beside_date(scan: Scan, line: tuple[int, int]) -> bool:
    """Whether the line stands above the text, below its title, next to a line with the date."""
    index = bisect_left(scan.lines, line)
    near = (*scan.lines[max(index - 1, 0) : index], *scan.lines[index + 1 : index + 2])
    dated = any(end - start <= _LONGEST_ROW and _DATED_ROW.search(scan.text, start, end) for start, end in near)
    return index > 0 and dated and scan.before_prose(line[0])


def _ends_byline(rest: str) -> bool:
    return (
        not rest
        or re.match(r"(?i)(?:staff|correspondents?|reporters?|writers?|in [A-Z]|[|,–—-]|\d|and\b|news\b|team\b)", rest) is not None
    )


def _person_and_outlet(scan: Scan, line: tuple[int, int], person: Name) -> Iterator[Clue]:
    # "for" and "of" may stand inside a name, so a person's reading may have swallowed them with the outlet.
    inside = re.compile(r"[ \u00a0](?:for|of)[ \u00a0]").search(scan.text, person.start, person.end)
    link = inside or _AFTER_PERSON.match(scan.text, person.end, line[1])
    outlet = read_name(scan.text, link.end(), scan.outlets) if link else None
    if outlet is not None and outlet.outlet is not None and _ends_byline(scan.text[outlet.end : line[1]].strip(" .*_")):
        yield _byline_clue(scan, line, outlet, "byline/person and outlet", states=True)


def _byline_clue(scan: Scan, line: tuple[int, int], name: Name, rule: str, *, states: bool) -> Clue:
    if is_photo(name):
        return scan.clue("photo credit", "asset_origin", name.written, line, rule, outlet=name.known, strength="hints")
    strength = "states" if states else "hints"
    return scan.clue("byline", "credited_source", name.written, (line[0], name.end), rule, outlet=name.known, strength=strength)

"""Datelines: the opening words by which a wire agency marks a dispatch as its own.

Invariants: a dateline stands at the start of a line near the top; the agency between its marks is matched as a whole, so
one agency's initials inside another's are not it. Only an outlet known as a wire agency lets a dateline state the text
origin; other known outlets and unknown names are hints. Without a dash behind the brackets the place must be in capitals or
dated; a text that goes on in small letters explains initials and only hints. Photo credits in the same brackets
(`(Agency/Person)`) are not datelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.clue_rules.name_words import MONTHS, PLACES
from lineage.clue_rules.scan import Scan, word_set
from lineage.values import Clue, Outlet

AGENCY_KIND = "wire agency"
_OPENING = re.compile(r"[\s*_>#•\"“]{0,6}")
# PLACE[, REGION][, DATE] (AGENCY) DASH. Place and date are checked in code, so that the expression stays linear.
_BRACKETED = re.compile(
    r"([^\W\d_](?:[^()（）:;!?\n]{0,40}?\([^()\n]{2,30}\)(?=[ ,]))??[^()（）:;!?\n]{0,80}?)[ \u00a0]{0,3}"
    r"[(（]([^()（）\n]{2,60})[)）][*_]{0,2}[ \u00a0]{0,3}[.:]?[*_]{0,2}[ \u00a0]{0,3}"
    r"(--|[-–—_:：])"
)
# PLACE[, DATE] (AGENCY) and the text's first word, without a dash: for known agencies only.
_UNDASHED = re.compile(
    r"([^\W\d_][^()（）:;!?\n]{0,80}?)[ \u00a0]{1,3}[(（]([^()（）\n]{2,40})[)）][*_]{0,2}(?=[ \u00a0]{1,3}[\"“‘«]?[^\W\d_a-z])"
)
_AGENCY_FIRST = re.compile(r"[(（]([^()（）\n=]{2,40})[)）][ \u00a0]{0,3}(?:--|[-–—])[ \u00a0]")
_SLASHED = re.compile(r"([^\W\d_][^/()\n]{0,60}?)[ \u00a0]{0,2}/([^/\n]{2,30})/[.:]?[ \u00a0]{0,3}(?:--|[-–—])?")
_DASHED = re.compile(
    r"([^\W\d_][^()/\n]{1,50}?\d[^()/\n–—]{0,20}?)[ \u00a0]?[.,]?[ \u00a0]?(?:[-–—][ \u00a0]?|"
    r"(?<=\.)[ \u00a0]|(?<=,)[ \u00a0])(?=[^\W\d_])"
)
_EAST_ASIAN = re.compile(
    r"[（(【\[]?([\u4e00-\u9fff]{2,8}?)(?:记者|記者)?([\u4e00-\u9fff·、 \u3000]{2,24}?)"
    r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:专|專|综合|綜合)?[电電讯訊]"
)
_EAST_ASIAN_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,6}?[社网網报報](?=[\u4e00-\u9fff])")
_KOREAN = re.compile(r"[(\[]([가-힣·A-Za-z]{2,20})=([^)\]\n]{2,20})[)\]]")
_JAPANESE = re.compile(r"[【［\[]([^】］\]\n]{2,40})[】］\]]")
_BYLINE = re.compile(r"([^,|/\n]{2,40}?)[ \u00a0]?[,|][ \u00a0]?([^\W\d_][^,|\n]{1,40})$")
_PLACE_FIRST = re.compile(
    r"([^\W\d_][^-–—/|\n()（）\d:]{1,30}?)[ \u00a0]{0,2}(?:/[^-–—/|\n]{3,30})?[-–—/|:(（][ \u00a0]{0,2}([^-–—/|\n]{2,30})"
)
_FRAME = '()（）«»“”" \u00a0'
_SMALL = word_set("of the de la del da do el al and y d am an der den sur en le les")
_PHOTO_WORDS = re.compile(r"photo|picture|image|file|foto|фото|via|courtesy|screenshot|pool|handout", re.IGNORECASE)


def find_datelines(scan: Scan) -> Iterator[Clue]:
    """Datelines near the top, in the forms of several languages."""
    for line in scan.lines:
        if not scan.in_head(line[0]):
            break
        yield from next((found for form in _FORMS if (found := list(form(scan, line)))), [])


def dateline_agency(scan: Scan, words: str) -> Outlet | None:
    """The wire agency that a dateline without a body ("PLACE (AGENCY)") names."""
    match = re.search(r"\(([^()]{2,60})\)\s*[-–—:]*\s*$", words)
    outlet = scan.outlets.find(match.group(1)) if match else None
    return outlet if outlet and outlet.kind == AGENCY_KIND else None


def _bracketed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    start = _begin(scan, line)
    match = _BRACKETED.match(scan.text, start, min(line[1], start + 180))
    if match is None or not _is_place(match.group(1)):
        return
    outlets = _agencies(scan, match.group(2))
    strong = match.group(1).split(",")[0].isupper() or _has_digit(match.group(1))
    label = match.group(3) in ":：" or len(match.group(1).strip()) < 2  # Q (The Mail): speaks
    asks = match.group(3) in ":：" and not strong  # Question (AGENCY): asks
    if (outlets and not asks) or (strong and not label and _may_be_agency(match.group(2))):
        yield from _clues(scan, (start, match.end()), match.group(2), outlets, "dateline/brackets")


def _undashed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`PLACE, DATE (AGENCY) Text`: without a dash only a known agency behind a place in capitals or a date counts."""
    start = _begin(scan, line)
    match = _UNDASHED.match(scan.text, start, min(line[1], start + 180))
    if match is None or not _is_place(match.group(1)):
        return
    outlets = _agencies(scan, match.group(2))
    marked = match.group(1).split(",")[0].isupper() or _has_digit(match.group(1))
    if marked and outlets and all(outlet.kind == AGENCY_KIND for outlet in outlets):
        yield from _clues(scan, (start, match.end()), match.group(2), outlets, "dateline/no dash")


def _agency_first(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    start = _begin(scan, line)
    match = _AGENCY_FIRST.match(scan.text, start, line[1])
    outlets = _agencies(scan, match.group(1)) if match else ()
    if match and any(outlet.kind == AGENCY_KIND for outlet in outlets):
        yield from _clues(scan, (start, match.end() - 1), match.group(1), outlets, "dateline/agency first")


def _slashed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    start = _begin(scan, line)
    match = _SLASHED.match(scan.text, start, min(line[1], start + 110))
    if match is None or not _is_place(match.group(1)) or not _has_digit(match.group(1)):
        return
    outlets = _agencies(scan, match.group(2))
    if outlets or _may_be_agency(match.group(2)):
        yield from _clues(scan, (start, match.end()), match.group(2), outlets, "dateline/slashes")


def _dashed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`PLACE, DATE - AGENCY.`: without brackets only a known wire agency followed by a full stop, comma or dash counts."""
    start = _begin(scan, line)
    match = _DASHED.match(scan.text, start, min(line[1], start + 90)) if _has_digit(scan.text[start : start + 60]) else None
    known = scan.outlets.match_at(scan.text, match.end()) if match and _is_place(match.group(1)) else None
    if match and known and known[0].kind == AGENCY_KIND and re.match(r"[ \u00a0]?[.,:–—-]", scan.text[known[1] : known[1] + 2]):
        yield from _clues(scan, (start, known[1]), scan.text[match.end() : known[1]], (known[0],), "dateline/dash")


def _has_digit(words: str) -> bool:
    return any(c.isdigit() for c in words)


def _east_asian(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`新华社北京9月21日电`: agency, place, day and the sign for dispatch, without a blank."""
    start = _begin(scan, line)
    match = _EAST_ASIAN.match(scan.text, start, min(line[1], start + 60))
    if match is None:
        return
    known = scan.outlets.match_at(scan.text, match.start(1))
    if known is not None and known[1] < match.end():
        yield from _clues(scan, match.span(), scan.text[match.start(1) : known[1]], (known[0],), "dateline/east asian")
        return
    named = _EAST_ASIAN_AGENCY.match(scan.text, match.start(1), match.end(2))
    if named:
        yield from _clues(scan, match.span(), named.group(), (), "dateline/east asian")


def _korean(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    start = _begin(scan, line)
    match = _KOREAN.match(scan.text, start, line[1])
    if match:
        yield from _clues(scan, match.span(), match.group(2), _agencies(scan, match.group(2)), "dateline/korean")


def _japanese(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`【ワシントン共同】`, `[東京 5日 ロイター]`: the agency ends the bracket."""
    start = _begin(scan, line)
    match = _JAPANESE.match(scan.text, start, line[1])
    for at in range(match.start(1) + 1, match.end(1)) if match else ():
        known = scan.outlets.match_at(scan.text, at)
        if match and known and known[1] == match.end(1) and known[0].kind == AGENCY_KIND:
            yield from _clues(scan, match.span(), scan.text[at : known[1]], (known[0],), "dateline/japanese")
            return


def _place_first(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`PLACE - AGENCY` alone on its line. A person may stand there for a picture's sake, so the place must be in capitals,
    known, or in a script without capitals and of two words at most."""
    match = _PLACE_FIRST.fullmatch(scan.text, *line)
    outlets = _agencies(scan, match.group(2).strip(_FRAME)) if match else ()
    if match is None or _PHOTO_WORDS.search(match.group(1)) or not scan.before_prose(line[0]):
        return
    if any(outlet.kind in ("photo agency", "portal", "platform") for outlet in outlets):
        return
    place = match.group(1).strip()
    bare = place.split(",")[0]
    spoken = not bare[0].isupper() and len(bare.split()) <= 2
    if outlets and (bare.isupper() or bare.casefold() in PLACES or spoken) and _is_place(place):
        yield from _clues(scan, line, match.group(2).strip(_FRAME), outlets, "dateline/byline")


def _byline(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`AGENCY, PLACE` alone on its line."""
    match = _BYLINE.fullmatch(scan.text, *line)
    if match is None or not _is_place(match.group(2)) or line[1] - line[0] > 60:
        return
    outlets = _agencies(scan, match.group(1))
    if outlets and all(outlet.kind == AGENCY_KIND for outlet in outlets):
        yield from _clues(scan, line, match.group(1), outlets, "dateline/byline")


_FORMS = (_bracketed, _undashed, _agency_first, _slashed, _dashed, _east_asian, _korean, _japanese, _byline, _place_first)


def _begin(scan: Scan, line: tuple[int, int]) -> int:
    opening = _OPENING.match(scan.text, *line)
    return opening.end() if opening else line[0]


def _agencies(scan: Scan, words: str) -> tuple[Outlet, ...]:
    """The outlets between the marks; none unless every part of a joint credit is known."""
    whole = scan.outlets.find(words)
    if whole is not None:
        return (whole,)
    parts = [scan.outlets.find(part) for part in re.split(r"\s*[/,&]\s*|\s+and\s+|\s+et\s+|\s+y\s+", words)]
    # A desk after the slash, in small letters ("dpa/tmn"), belongs to the agency before it.
    if len(parts) == 2 and parts[0] and re.search(r"/[a-z]{2,5}$", words):
        return (parts[0],)
    return tuple(part for part in parts if part) if all(parts) else ()


def _is_place(words: str) -> bool:
    """Capitalised words in at most four comma parts, a date's aside; what holds a digit is a date and may be in any case."""
    parts = [part.strip(" .\u00a0") for part in re.split(r",|\.\s", words) if part.strip(" .\u00a0")]
    if not 1 <= len(parts) <= 8 or _has_digit(parts[0][:1]):
        return False
    places = [part for part in parts if not _has_digit(part) and part.casefold() not in MONTHS] or parts[:1]
    if len(places) > 4:
        return False
    return all(len(part.split()) <= 5 and _is_capitalised(part) for part in places) and len(words) <= 80


def _is_capitalised(part: str) -> bool:
    words = re.findall(r"[^\W\d_]+", re.split(r"\d", part)[0])
    return (
        bool(words)
        and words[0][0] == words[0][0].upper()
        and all(not word[0].islower() or word in _SMALL or len(word) < 4 for word in words)
    )


def _may_be_agency(words: str) -> bool:
    """Whether unknown words between the marks could be an agency: initials, or up to four capitalised words."""
    parts = words.split()
    return len(parts) <= 4 and not _PHOTO_WORDS.search(words) and "/" not in words and all(part[0].isupper() for part in parts)


def _clues(scan: Scan, span: tuple[int, int], written: str, outlets: tuple[Outlet, ...], rule: str) -> Iterator[Clue]:
    """A clue for each agency of the credit; the span ends where its marks end."""
    start, end = span
    explained = scan.text[end : end + 3].lstrip(" \u00a0*_")[:1].islower()
    end -= len(scan.text[start:end]) - len(scan.text[start:end].rstrip())
    for outlet in outlets or (None,):
        states = outlet is not None and outlet.kind == AGENCY_KIND and not (explained and rule == "dateline/brackets")
        yield scan.clue(
            "dateline",
            "text_origin",
            written.strip() if len(outlets) < 2 or outlet is None else outlet.name,
            (start, end),
            rule,
            outlet=outlet.name if outlet else None,
            strength="states" if states else "hints",
        )

"""Credits of pictures. They say whose picture it is and nothing about the text: every clue here has the role asset origin.

Invariants: a credit is a label with a name (`Photo: X`), a name between brackets in an agency's form (`(X/Person)`), a
copyright sign without a year, or words that only pictures carry ("via", "handout"). Labels are rows of data. Of several
names in one credit the one that is known is taken, the first of them if there are more. A sign alone on its line may be the
text's and hints; with a year or terms of use it is nobody's picture credit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from lineage.clue_rules.name_words import CONNECTORS
from lineage.clue_rules.names import Name, is_nobody, line_names, read_name
from lineage.clue_rules.scan import Scan
from lineage.nearby import matches, places
from lineage.outlets import OutletTable
from lineage.values import Clue, Outlet

_LABELS = (
    r"photo(?:graph|graphy|s)?(?:[ ](?:credit|source|by|courtesy(?:[ ]of)?))?",
    (
        r"(?:image|picture|pic|video|cover|featured[ ]image|photo|image|main[ ]image)s?[ ](?:credit|source|by|"
        r"courtesy(?:[ ]of)?|credits)"
    ),
    r"images?|pictures?|credits?|photographer|illustration|photo/illustration|screenshot",
    (
        r"fotos?|bild(?:er|quelle|nachweis)?|fotograf(?:ía|ia|ie)?|crédits?(?:[ ]photos?)?|photographie|"
        r"imagen|immagine|imagem|afbeelding|beeld"
    ),
    r"фото|фотография|изображение|зображення|fotoğraf|görsel|صورة|الصورة|تصوير|עכס|צילום|zdjęcie|fot\.",
    r"图片来源|圖片來源|图源|圖源|图片|圖片|图|圖|摄影|攝影|图自|写真|画像|사진",
)
_LABEL = "|".join(_LABELS)
_LABELLED = re.compile(
    rf"(?<![\w/])(?:{_LABEL})(?:(?P<colon>[ \u00a0]{{0,2}}[:：])|(?P<by>(?<=[ ]by)|(?<=courtesy[ ]of)|"
    rf"(?<=source(?=,))))[,]?[ \u00a0(]{{0,3}}(?=\S)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】\n]{2,80})[)\]）】]")
_PHOTO_PART = re.compile(
    r"^(?:(?:file[ ])?(?:photo|image|picture)s?(?:[ ]by)?[/: ]+)|[ ](?:photos?|images?|pictures?|file)$|"
    r"^(?:file[ ])",
    re.IGNORECASE,
)
_VIA = re.compile(r"[^/\n]{2,60}?[ ](?:via|pool[ ]via|handout[ ]via)[ ](?P<name>[^/\n]{2,50})$", re.IGNORECASE)
_SIGN = re.compile(
    r"(?:©|\(c\)|&copy;)[ \u00a0]{0,2}(?![ \u00a0]{0,2}(?:copyright\b|\d{4}))(?:(?:Provided|Supplied|"
    r"Courtesy)[ ](?:by|of)[ ])?(?=\S)",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?<![\w/:.])(?P<agency>[^\W\d_][\w.-]{1,30}(?:[ ]Photo)?)/"
    r"(?P<person>[^\W\d_][\w.'’-]{0,20}(?:[ ][^\W\d_][\w'’-]{1,20}){1,2})\.?$"
)
_PIC_BEHIND = re.compile(
    r"[ \u00a0][–—-]{1,2}[ \u00a0](?P<name>[^–—\n]{2,50}?)[ ](?:file[ ])?(?:pic|photo|picture|image)s?[.]?$", re.IGNORECASE
)
"""`... in May 2020. — AGENCY pic` at a caption's end."""
_SHOT = re.compile(
    r"(?:(?:记者|記者)[ \u3000]{0,2}[\u4e00-\u9fff·、 \u3000]{2,20}(?:摄|攝)影?|"
    r"(?:发|發|供图|供圖|图片?|圖片?|照片|资料图)?[ ]?[（(][\u4e00-\u9fff·、 \u3000]{0,16}(?:摄|攝|供图|供圖)影?[）)]|"
    r"(?:供图|供圖|资料图片?|照片|发|發))[）)】。]{0,2}$"
)
"""What a Chinese caption ends with behind an outlet's name: its reporter who took the picture, or that it gave it."""
_SHOT_LEAD = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8}?)(?:资料)?(?:照片|图片)(?=[，,])")
# A credit ends with its bracket or sentence, or where another label begins.
_CLOSE = re.compile(
    r"[)\]）】|｜]|(?<![ .\u00a0][A-Z])[.。](?=[ \u00a0](?!/)|$)|[ \u00a0]{1,3}[^\W\d_]{2,15}[ \u00a0]?[:：](?!//)|[:：](?!//)|"
    r",?[ ](?:used|reproduced|shown|published|shared|licen[cs]ed|released|reprinted)[ ](?:with|by|under|here)\b|$"
)
_TERMS = re.compile(r"(?:19|20)\d\d|permission|licen[cs]e|rights|reprint|reproduc|republish", re.IGNORECASE)
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?:[ \u00a0][^\W\d_][\w.'’-]*){0,3}$")


def find_photo_credits(scan: Scan) -> Iterator[Clue]:
    """Every picture credit in the text."""
    for line in scan.lines:
        yield from _of_line(scan, line)


def photo_names(words: str, outlets: OutletTable) -> tuple[str, Outlet | None] | None:
    """Whom the words of a caption's credit element name: as written, and as known."""
    label = _LABELLED.match(words)
    bare = words[label.end() if label else 0 :].strip(" ()[]©*_.,;:")
    return _of_credit(bare, outlets) if bare else None


def _of_line(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    taken: list[tuple[int, int]] = []
    for match in _labels(scan, line):
        found = _labelled(scan, match, line)
        if found is not None:
            taken.append((found.start or 0, found.end or 0))
            yield found
    for match in _BRACKETS.finditer(scan.text, *line):
        if not _overlaps(match.span(), taken):
            yield from _bracketed(scan, match)
    yield from _signed(scan, line)
    yield from _bare(scan, line)


def _labels(scan: Scan, line: tuple[int, int]) -> Iterator[re.Match[str]]:
    """Labels with their colon, or with the `by` that only labels of pictures have: most lines hold neither."""
    words = scan.text[slice(*line)].lower()
    if any(word in words for word in ("photo", "image", "pic", "video", "cover")):
        return _LABELLED.finditer(scan.text, *line)
    return matches(_LABELLED, scan.text, places(scan.text, ":：", *line), _LONGEST_LABEL, _LONGEST_LABEL, *line)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of the spans, which are in order and apart from each other."""
    after = bisect_left(taken, (span[1], 0))
    return after > 0 and taken[after - 1][1] > span[0]


def _labelled(scan: Scan, match: re.Match[str], line: tuple[int, int]) -> Clue | None:
    """The credit runs to the end of the line or bracket; on a longer line it is one name right behind the label."""
    close = _CLOSE.search(scan.text, match.end(), min(line[1], match.end() + 100))
    end = close.start() if close else line[1]
    if end - match.end() <= 80:
        names = line_names(scan.text, match.end(), end, scan.outlets)
        credit = _of_credit(scan.text[match.end() : end].strip(" .,;*_"), scan.outlets) if names else None
        if credit:
            last = (
                max(name.end for name in names)
                if not credit[1]
                else match.end() + len(scan.text[match.end() : end].rstrip(" .,;*_"))
            )
            last += match.group().endswith("(") and scan.text[last : last + 1] == ")"
            return _clue(scan, credit, (match.start(), last), "photo credit/label")
        return None
    name = read_name(scan.text, match.end(), scan.outlets)
    if name is None or (match.group("colon") is None and name.outlet is None):
        return None
    return _clue(scan, (name.written, name.outlet), (match.start(), name.end), "photo credit/label")


def _of_credit(words: str, outlets: OutletTable) -> tuple[str, Outlet | None] | None:
    """The known name among the parts of a credit; without one the whole as written."""
    parts = re.split(r"\s*[/|,;]\s*|\s+[-–—]\s+|\s+(?:via|for|pool|handout|on)\s+", words, flags=re.IGNORECASE)
    for part in parts:
        once = _PHOTO_PART.sub("", part.strip()).strip(" .")
        for bare in (part.strip(" ."), once, _PHOTO_PART.sub("", once).strip(" .")):
            outlet = outlets.find(bare) if bare else None
            if outlet is not None:
                return bare, outlet
    plain = _PHOTO_PART.sub("", words).strip(" .,;:/")
    small = [word for word in plain.split() if word.islower() and word not in CONNECTORS]
    told = len(small) >= 3  # the words of a caption
    return (plain, None) if plain and len(plain) <= 80 and not told and not is_nobody(plain) else None


def _bracketed(scan: Scan, match: re.Match[str]) -> Iterator[Clue]:
    """`(AGENCY/Person)`, `(AGENCY Photo/Person)`, `[Photo/AGENCY]`, `(Person via AGENCY)`: only with a known name and a
    picture's form."""
    words = match.group(1).strip()
    outlet = scan.outlets.find(words)
    if outlet is not None:
        if outlet.kind == "photo agency":
            yield _clue(scan, (words, outlet), match.span(), "photo credit/agency")
        return
    parts = [part.strip() for part in words.split("/")]
    pictured = _PHOTO_PART.search(words) is not None or _VIA.match(words) is not None
    shaped = (
        len(parts) == 2
        and any(scan.outlets.find(part) is None and _PERSON.match(part) for part in parts)
        and not parts[1][:1].islower()
    )
    credit = _of_credit(words, scan.outlets) if pictured or shaped else None
    if credit is not None and credit[1] is not None:
        yield _clue(scan, credit, match.span(), "photo credit/brackets")


def _signed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`© NAME` without a year, as the end of a caption or a short line."""
    sign = _SIGN.search(scan.text, *line)
    if sign is None or line[1] - sign.end() > 60 or _TERMS.search(scan.text, sign.end(), line[1]):
        return
    names: list[Name] = line_names(scan.text, sign.end(), line[1], scan.outlets)
    # An agency's sign alone on one of the last lines may be the text's or the last picture's: the rules for tails hint at it.
    wire = names and names[0].outlet is not None and names[0].outlet.kind == "wire agency"
    if names and not (wire and sign.start() == line[0] and scan.in_tail(line[0], 250)):
        alone = sign.start() == line[0] and not (names[0].outlet is not None and names[0].outlet.kind == "photo agency")
        strength = "hints" if alone else "states"
        yield _clue(scan, (names[0].written, names[0].outlet), (sign.start(), names[0].end), "photo credit/sign", strength)


def _bare(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """The end of a caption line in an agency's form, or a photo agency's name alone on its line."""
    words = scan.line_text(line).strip(" *_.")
    if len(words) <= 40 and (outlet := scan.outlets.find(words)) and outlet.kind == "photo agency":
        yield _clue(scan, (words, outlet), line, "photo credit/agency")
        return
    slashed = _SLASHED.search(scan.text, max(line[0], line[1] - 60), line[1])
    agency = re.sub(r"[ ]Photo$", "", slashed["agency"]) if slashed else ""
    outlet = scan.outlets.find(agency) if agency else None
    person = slashed["person"] if slashed else ""
    if slashed and outlet and all(word[0].isupper() for word in person.split()) and scan.outlets.find(person) is None:
        yield _clue(scan, (agency, outlet), slashed.span(), "photo credit/caption end")
    yield from _shot(scan, line)
    pic = _PIC_BEHIND.search(scan.text, max(line[0], line[1] - 70), line[1])
    credit = _of_credit(pic["name"], scan.outlets) if pic else None
    if pic and credit and credit[1] is not None:
        yield _clue(scan, credit, (pic.start("name"), pic.end()), "photo credit/caption end")
    via = re.compile(r"(?i:via|photo by|photos by)[ ]([A-Z][^/\n,.]{2,40})\.?$").search(
        scan.text, max(line[0], line[1] - 60), line[1]
    )
    known = scan.outlets.find(via.group(1)) if via else None
    if via and known and known.kind == "photo agency":
        yield _clue(scan, (via.group(1), known), via.span(), "photo credit/caption end")


def _shot(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`OUTLET记者 NAME 摄`, `OUTLET发（NAME 摄）`, `OUTLET供图` as a caption's end, `OUTLET照片，` as its beginning."""
    lead = _SHOT_LEAD.match(scan.text, *line)
    known = scan.outlets.find(lead["name"]) if lead else None
    if lead and known is not None:
        yield _clue(scan, (lead["name"], known), lead.span(), "photo credit/caption end")
        return
    found = _SHOT.search(scan.text, max(line[0], line[1] - 50), line[1])
    for length in range(8, 1, -1) if found else ():
        begin = found.start() - length if found else 0
        outlet = scan.outlets.find(scan.text[begin : begin + length]) if begin >= line[0] else None
        if found and outlet is not None and len(scan.text[begin : begin + length].strip("（(，。 ")) == length:
            yield _clue(scan, (scan.text[begin : begin + length], outlet), (begin, line[1]), "photo credit/caption end")
            return


def _clue(scan: Scan, credit: tuple[str, Outlet | None], span: tuple[int, int], rule: str, strength: str = "states") -> Clue:
    written, outlet = credit
    return scan.clue("photo credit", "asset_origin", written, span, rule, outlet=outlet.name if outlet else None, strength=strength)

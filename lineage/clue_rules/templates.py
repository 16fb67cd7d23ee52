"""Template text that names the site or network that serves the copy, and an interface in another language than the text.

Invariants: template text shows which network's template was used, not which of its sites served the copy: all clues are
hints of scope network. Initials in brackets count only if they agree with a name in the same template or with an alias of a
known network, blog, aggregator or portal. No pattern names an outlet.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from lineage.clue_rules.languages import language_of, share_label_language
from lineage.clue_rules.name_words import OFFICE_WORD, PRESS_WORD
from lineage.clue_rules.names import Name, capital_run, is_nobody, line_names, read_name, resolve
from lineage.clue_rules.scan import Scan, starts_sentence
from lineage.outlets import initials
from lineage.values import Clue

_NETWORK_KINDS = frozenset({"network", "blog", "aggregator", "portal"})
_FAIR_USE = re.compile(
    r"[ ](?:websites?|web ?sites?|sites?|articles|pages|network|"
    r"blogs?)?[ ]?(?:may )?contains? copyrighted material(?:s)?,? (?:the use of which|whose use) "
    r"(?:has|have) not (?:always )?been",
    re.IGNORECASE,
)
_PROJECT = re.compile(
    r"[ ](?:Project|Network|Foundation|Initiative|Collective|Alliance|Trust|Fund|Team|Community|Circle|Society|Association|Group|"
    r"Media|Library|Archive|Blog|Magazine|Journal|Review)s?\b"
)
_MONEY = re.compile(r"\b(?:donat(?:e|es|ion|ions|ing)|contributions?|support us|your support)\b", re.IGNORECASE)
_OURS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"[ ](?:is|are)[ ](?:proudly )?(?:an? )?(?:(?:part|member)[ ]of[ ]the|"
    r"(?:project|publication|initiative|programme|program|service)[ ]of(?:[ ]the)?)[ ](?=[A-Z])"
)
_VIEWS = re.compile(
    r"\b(?:views?|opinions?)\b[^.\n]{0,160}?\bnot[ ](?:necessarily[ ])?(?:(?:reflect|represent)[ ](?:those|the[ ](?:official[ ])?"
    r"(?:\w+[ ](?:or|and)[ ](?:the[ ])?)?(?:views?|opinions?|positions?|policy|policies|stance))|those)[ ]of[ ](?=\S)",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"(?:institute|company|publisher|network|editors?|university|organi[sz]ation|newspaper|magazine|author|site|website|blog|"
    r"foundation|owners?|board|staff|journal|agency|government|department|committee|centre|center)\b",
    re.IGNORECASE,
)
"""Words that name nobody where a name of one word is asked for."""
_SIGN = r"(?:copyright|©|\(c\)|&copy;|ⓒ)"
_YEARS = r"(?:19|20)\d\d(?:[ ]?[-–~][ ]?(?:(?:19|20)?\d\d|present))?"
_RESERVED = (
    r"(?:all rights reserved|tous droits réservés|alle rechte vorbehalten|todos los derechos reservados|"
    r"todos os direitos reservados|"
    r"tutti i diritti riservati|все права защищены|tüm hakları saklıdır|(?:版权|版權)所有|保留所有(?:权利|權利)|"
    r"(?:جميع|كل|كافة) الحقوق محفوظة|무단 ?전재|판권 ?소유)"
)
_RIGHTS = re.compile(
    rf"{_SIGN}(?P<again>[ ,]{{0,2}}{_SIGN})?[ ,]{{0,2}}(?P<year>{_YEARS})?[ ,|]{{0,3}}(?:by[ ])?(?=\S)", re.IGNORECASE
)
_RESERVED_FOR = re.compile(
    rf"{_RESERVED}[ ,.:：|©-]{{0,4}}(?:{_SIGN}[ ]?)?(?:{_YEARS}[ ,|]{{0,3}})?(?:by[ ]|[aà][ ]|لـ?[ ])?(?=[^\s\d.,|])", re.IGNORECASE
)
_RIGHTS_BEHIND = re.compile(rf"[ ,.|·-]{{0,3}}(?:{_SIGN}[ ]?{_YEARS}|(?:{_SIGN}[ ]?)?(?:{_YEARS}[ ]?)?{_RESERVED})", re.IGNORECASE)
_RESERVED_ALONE = re.compile(rf"(?:{_SIGN}[ ]?)?(?:{_YEARS}[ ,.]{{0,2}})?{_RESERVED}[ .]?", re.IGNORECASE)
_HAS_RESERVED = re.compile(_RESERVED, re.IGNORECASE)
_SIGNED_LINE = re.compile(rf"{_SIGN}(?!.*\b(?:photo|image|picture|video|graphic|illustration)s?\b)", re.IGNORECASE)
_USED = re.compile(
    r"\b(?:re)?(?:used|printed|published)[ ](?:here[ ])?(?:with|by)[ ](?:the[ ])?"
    r"(?:kind[ ]|express[ ])?permission[ ](?:of|from)[ ](?=\S)",
    re.IGNORECASE,
)
_QUOTED_PART = re.compile(r"[ ]?[«“\"„]([^«»“”\"„\n]{2,50})[»”\"“]")
_LONGEST_RIGHTS = 200
_JOIN = re.compile(
    r"(?:subscribe to|sign up (?:for|to)|support|donate to|become a member of|join|welcome to|about|"
    r"contact|advertise with)[ ](?=(?:the )?[A-Z])",
    re.IGNORECASE,
)
_FEED = re.compile(r"not been edited by[ ](?P<at>)(?=[A-Z])", re.IGNORECASE)
_INITIALS = re.compile(r"[(\[]([A-Z]{2,6})[)\]](?=[ \u00a0.…]*$)")
_LONGEST_JOIN = 120


def find_templates(scan: Scan) -> Iterator[Clue]:
    """Every name the template text gives, then the initials that agree with one of them."""
    named = [found for line in scan.lines for found in _of_line(scan, line)]
    for clue in named:
        yield clue if clue.outlet else _in_full(clue, named)
    yield from _signatures(scan, named)


def find_interface_language(scan: Scan) -> Iterator[Clue]:
    """Share buttons in another language than the text."""
    short = (line for line in scan.lines if line[1] - line[0] <= 90)
    labels = [(line, label) for line in short if (label := share_label_language(scan.line_text(line)))]
    spoken = language_of(scan.text[scan.start :]) if labels else None
    for line, label in labels:
        if spoken is not None and label != spoken:
            yield scan.clue("interface language", "other", label, line, "interface language/share label")


def _views(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`The views expressed here are not those of X`: X serves the text."""
    match = _VIEWS.search(scan.text, *line) if scan.in_tail(line[0]) else None
    name = read_name(scan.text, match.end(), scan.outlets) if match else None
    if match is None or name is None or name.end > line[1] or (name.outlet is None and _NOBODYS.fullmatch(name.written)):
        return
    yield _host(scan, name, (name.start, name.end), "network template/views")


def find_rights(scan: Scan) -> Iterator[Clue]:
    """Whose rights the lines reserve: for the footer of a page, which is no part of its text."""
    for line in scan.lines:
        yield from _rights(scan, line)


def _of_line(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    for form in (_fair_use, _project, _part_of, _views, _rights, _join, _feed):
        yield from form(scan, line)


def _fair_use(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    match = _FAIR_USE.search(scan.text, *line)
    if match is None:
        return
    sentence = max((m.end() for m in re.compile(r"[.:!?][ \u00a0]").finditer(scan.text, line[0], match.start())), default=line[0])
    name = read_name(scan.text, sentence, scan.outlets)
    if name is not None and name.end <= match.start() + 1 and not re.match(r"(?:This|Our|These|Some|Many)\b", name.written):
        yield _host(scan, name, (name.start, match.end()), "network template/fair use")


def _project(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """A paragraph that asks for money in the first person and begins with a name."""
    paragraph = scan.line_text(line)
    if not (_MONEY.search(paragraph) and _OURS.search(paragraph)) or not scan.in_tail(line[1], 1_500):
        return
    article = re.compile(r"(?:The|the)[ \u00a0]").match(scan.text, line[0])
    begin = article.end() if article else line[0]
    end = capital_run(scan.text, begin)
    written = scan.text[begin:end]
    outlet = resolve(written, scan.outlets)
    word = _PROJECT.search(" " + written)
    if end == begin or is_nobody(written) or (outlet is None and word is None):
        return
    shown = outlet.name if outlet else _shown(written, word, article is not None)
    name = Name(line[0], end, shown, outlet)
    yield _host(scan, name, (line[0], end), "network template/donation")


def _shown(written: str, word: re.Match[str] | None, article: bool) -> str:
    """The name before the generic word ("Project"), with the article that its initials may count."""
    bare = written[: word.start() - 1].strip() if word and word.start() > 1 else written
    return f"The {bare}" if article else bare


def _part_of(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    match = _PART_OF.search(scan.text, *line)
    if match is None or line[1] - line[0] > 300 or not scan.in_tail(line[0]):
        return
    network = read_name(scan.text, match.end(), scan.outlets)
    if network is None or not (
        network.outlet
        or re.search(
            r"(?i)network|group|media|family|alliance|fund|foundation|institute|society|trust",
            scan.text[match.end() : network.end + 9],
        )
    ):
        return
    yield _host(scan, network, (match.start() + 1, network.end), "network template/part of")
    site = read_name(scan.text, line[0], scan.outlets)
    if site is not None and site.end == match.start() and not re.match(r"(?:This|Our|We|It)\b", site.written):
        yield _host(scan, site, (site.start, match.end()), "network template/part of")


def _rights(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """Whose rights a line of the tail, or an imprint above the text, reserves. An agency reserves those of its dispatch: that is
    left to the rules for tails."""
    granted = _USED.search(scan.text, *line) if _SIGNED_LINE.search(scan.text, *line) else None
    owner = read_name(scan.text, granted.end(), scan.outlets) if granted else None
    if granted and owner and scan.in_tail(line[0]):
        span, rule = (granted.start(), owner.end), "licence/copyright line"
        yield scan.clue("licence", "text_origin", owner.written, span, rule, outlet=owner.known, strength="states")
        return
    early = bool(scan.prose) and scan.in_head(line[0]) and scan.before_prose(line[0])
    if not (early or scan.in_tail(line[0], 400)):
        return
    for form in (_reserved_for, _signed, _signed_behind, _above_reserved):
        found = form(scan, line)
        if found is not None:
            name, span = found
            if early and not (name.outlet or OFFICE_WORD.search(name.written) or PRESS_WORD.search(name.written)):
                return  # a picture's
            if name.outlet is None or name.outlet.kind not in ("wire agency", "photo agency"):
                yield _host(scan, name, span, "network template/rights reserved")
            return


Named = tuple[Name, tuple[int, int]]


def _signed(scan: Scan, line: tuple[int, int]) -> Named | None:
    """`Copyright 2020 NAME`; without a year only beside the words that reserve rights, or with sign and word."""
    match = _RIGHTS.search(scan.text, *line)
    name = _holder(scan, match.end(), line) if match else None
    if match is None or name is None:
        return None
    sure = match["year"] or match["again"] or _HAS_RESERVED.search(scan.text, name.end, line[1])
    return (name, (match.start(), name.end)) if sure else None


def _reserved_for(scan: Scan, line: tuple[int, int]) -> Named | None:
    """`All rights reserved: NAME`."""
    if line[1] - line[0] > _LONGEST_RIGHTS:
        return None
    labels = (m for m in _RESERVED_FOR.finditer(scan.text, *line) if m.start() == line[0] or re.search(r"[:：]", m.group()))
    match = next(labels, None)
    name = _holder(scan, match.end(), line) if match else None
    return (name, (match.start(), name.end)) if match and name else None


def _signed_behind(scan: Scan, line: tuple[int, int]) -> Named | None:
    """`NAME © 2020`, `NAME. All rights reserved.`"""
    if line[1] - line[0] > _LONGEST_RIGHTS:
        return None
    match = next((m for m in _RIGHTS_BEHIND.finditer(scan.text, *line) if m.start() > line[0]), None)
    name = _holder(scan, line[0], (line[0], match.start())) if match else None
    whole = match is not None and name is not None and name.end == match.start() and not re.search("[:：]", name.written)
    return (name, (line[0], match.end())) if match and name and whole else None


def _above_reserved(scan: Scan, line: tuple[int, int]) -> Named | None:
    """A name alone on its line above the line `All rights reserved`: an office's, a paper's or a known one."""
    index = bisect_left(scan.lines, line) + 1
    if line[1] - line[0] > 110 or index >= len(scan.lines) or not _RESERVED_ALONE.fullmatch(scan.text, *scan.lines[index]):
        return None
    name = next(iter(line_names(scan.text, *line, scan.outlets)), None)
    whole = name is not None and not scan.text[name.end : line[1]].strip(" .")
    sure = name and (name.outlet or OFFICE_WORD.search(name.written) or PRESS_WORD.search(name.written))
    return (name, (line[0], name.end)) if name and whole and sure else None


def _holder(scan: Scan, position: int, line: tuple[int, int]) -> Name | None:
    """The name at the place, within its line; in scripts without capitals what the rest of the line holds."""
    first = scan.text[position : position + 1]
    if first.isupper() or first.islower() or not first.isalpha():
        name = read_name(scan.text, position, scan.outlets)
    else:
        stop = _HAS_RESERVED.search(scan.text, position, line[1])
        name = next(iter(line_names(scan.text, position, stop.start() if stop else line[1], scan.outlets)), None)
    quoted = _QUOTED_PART.match(scan.text, name.end, line[1]) if name and name.outlet is None else None
    if name and quoted:  # an abbreviation of what it is, and its name in marks
        name = Name(name.start, quoted.end(), scan.text[name.start : quoted.end()])
    if name is None or name.end > line[1] or _HAS_RESERVED.match(name.written) or re.match(r"(?i)all rights", name.written):
        return None
    return name


def _join(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`Subscribe to X` as a sentence: an unknown name counts only after "subscribe" or "sign up", and only if it ends its line."""
    if line[1] - line[0] > _LONGEST_JOIN or not scan.in_tail(line[0]):
        return
    match = next((m for m in _JOIN.finditer(scan.text, *line) if starts_sentence(scan.text, m.start())), None)
    name = read_name(scan.text, match.end(), scan.outlets) if match else None
    if match is None or name is None or name.end > line[1]:
        return
    rest = scan.text[name.end : line[1]].strip(" .!:’'s")
    asks = match.group().casefold().startswith(("subscribe", "sign up"))
    if name.outlet is not None or (asks and (not rest or re.match(r"(?i)newsletter|by email|via|today|now", rest))):
        yield _host(scan, name, (match.start(), name.end), "network template/subscribe")


def _feed(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """`This story has not been edited by X staff`: X serves somebody else's dispatch."""
    match = _FEED.search(scan.text, *line)
    name = read_name(scan.text, match.end(), scan.outlets) if match else None
    if match is not None and name is not None:
        yield _host(scan, name, (match.start(), name.end), "network template/syndicated feed")


def _in_full(clue: Clue, named: list[Clue]) -> Clue:
    """Initials that stand where a name should are the name, in the same template, that they abbreviate."""
    full = next((other for other in named if other is not clue and initials(other.value) == clue.value), None)
    return clue if full is None else replace(clue, value=full.value, outlet=full.outlet)


def _signatures(scan: Scan, named: list[Clue]) -> Iterator[Clue]:
    for line in scan.lines:
        match = _INITIALS.search(scan.text, max(line[0], line[1] - 14), line[1])
        if match is None or not scan.in_tail(line[1], 1_500):
            continue
        known = scan.outlets.find(match.group(1))
        outlet = known if known and known.kind in _NETWORK_KINDS else None
        full = next((clue for clue in named if initials(clue.value) == match.group(1)), None)
        if outlet is not None or full is not None:
            value = outlet.name if outlet else full.value if full else match.group(1)
            name = Name(match.start(), match.end(), value, outlet)
            yield _host(scan, name, match.span(), "network template/signature")


def _host(scan: Scan, name: Name, span: tuple[int, int], rule: str) -> Clue:
    return scan.clue("network template", "host", name.written, span, rule, outlet=name.known, scope="network", strength="hints")

"""Dates a copy gives, each with its carrier and what it says of the text: every candidate is kept, none is chosen.

Meanings: `event` (what the text tells of), `first publication` (of the original), `this copy` (published or changed), `lower bound`
(the copy cannot be older: the date of a teaser beside it, of a picture), `upper bound` (it cannot be younger: a reader's comment).
A clue's value is `MEANING: DATE`; its `date` is ISO 8601, or None where the text leaves the year out.

Invariants: only dates with a day are read; a date with slashes is read only where day and month cannot be exchanged; labels and
months are rows of data. Left to others: the dates of picture addresses (`assets`), which date holds (`descent`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from lineage.clue_rules.scan import Scan, is_comment_heading, is_foreign_heading, rule_version
from lineage.markup import Field, Markup
from lineage.values import Clue

Meaning = Literal["event", "first publication", "this copy", "lower bound", "upper bound"]

_MONTH_ROWS = """
january|february|march|april|may|june|july|august|september|october|november|december
jan|feb|mar|apr|may|jun|jul|aug|sept sep|oct|nov|dec
januar jänner|februar|märz|april|mai|juni|juli|august|september|oktober okt|november|dezember dez
janvier janv|février févr|mars|avril|mai|juin|juillet juil|août|septembre|octobre|novembre|décembre déc
enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre setiembre|octubre|noviembre|diciembre
gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre
janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro
января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря
ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık
يناير|فبراير|مارس|أبريل إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر
كانون.الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين.الأول|تشرين.الثاني|كانون.الأول
""".strip().splitlines()
_MONTHS = {
    name.replace(".", " "): number
    for row in _MONTH_ROWS
    for number, names in enumerate(row.split("|"), start=1)
    for name in names.split()
}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_TIME = r"(?:[T ,]{1,2}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?)?"
_DATE = re.compile(
    r"(?<!\d)(?:"
    rf"(?P<y1>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m1>\d{{1,2}})(?P=sep)(?P<d1>\d{{1,2}})(?!\d){_TIME}"
    r"|(?P<y2>(?:19|20)\d\d)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일号號]"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ \u00a0-](?:of |de )?(?P<m3>{_NAMES})\.?(?:/[^\s/]{{2,12}})?,?"
    r"[ \u00a0-](?:de )?(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?P<d4>\d{1,2})\.[ ]?(?P<m4>\d{1,2})\.[ ]?(?P<y4>(?:19|20)\d\d)(?!\d)"
    r"|(?P<a5>\d{1,2})/(?P<b5>\d{1,2})/(?P<y5>(?:19|20)\d\d)(?!\d)"
    rf")|(?<![^\W\d_])(?P<m6>{_NAMES})\.?[ \u00a0](?P<d6>\d{{1,2}})(?:st|nd|rd|th)?,?[ \u00a0](?P<y6>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)

_FIRST_LABELS = (
    r"(?:first|originally) (?:published|posted|appeared)|zuerst (?:erschienen|veröffentlicht)|publié initialement"
    r"|publicado originalmente|原载|原載|首发|首發|впервые опубликовано"
)
_COPY_LABELS = (
    r"(?:re-?)?published|posted|updated|last (?:updated|modified)|modified|date|release date|publication date|pub(?:lish)? time"
    r"|issued|veröffentlicht|aktualisiert|stand|erschienen|datum|publié|mis à jour|modifié|actualisé|publicado|actualizado"
    r"|atualizado|fecha|data|pubblicato|aggiornato|опубликовано|обновлено|дата(?: публикации)?|yayınlanma(?: tarihi)?|güncelleme"
    r"|tarih|发布时间|发布日期|发表时间|更新时间|发稿时间|时间|日期|發布時間|發佈時間|更新時間|時間|公開日|掲載日|更新日|配信"
    r"|입력|등록|수정|발행일|게시일|تاريخ النشر|نشر في|نُشر في|نشر بتاريخ|آخر تحديث|تم النشر|التاريخ"
)
_LABEL_ROWS: tuple[tuple[Meaning, str], ...] = (("first publication", _FIRST_LABELS), ("this copy", _COPY_LABELS))
_LABELS = re.compile("|".join(f"(?P<l{n}>{words})" for n, (_, words) in enumerate(_LABEL_ROWS)), re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?P<lead>[ \u00a0]{0,2}(?:by[ ][^\n|,]{2,40}?[ ](?=on[ ]))?(?:on|am|le|el|em|il|at)?[ \u00a0]{0,2}[:：|]?[ \u00a0]{0,3})"
    r"(?:[^\W\d_]{3,10},?[ \u00a0])?",
    re.IGNORECASE,
)
_ROW = re.compile(r"(?:source|来源|來源|稿源|出处|источник|المصدر|fuente|quelle|fonte|出典|출처)[ ]?[:：]", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|originally) (?:published|appeared|posted|printed)\b|首发于|首發於|原载|原載", re.IGNORECASE)
_DATELINE = re.compile(
    rf"(?P<month>{_NAMES})\.?[ \u00a0](?P<day>\d{{1,2}})(?!\d)|(?P<day2>\d{{1,2}})[ \u00a0](?P<month2>{_NAMES})(?![^\W\d_])|"
    r"(?:\d{1,2}月)?\d{1,2}[日일]",
    re.IGNORECASE,
)
_ROW_LENGTH, _TEASER_LENGTH, _EVENT_REACH, _EVENTS = 200, 200, 1_500, 5

_OWN_METAS: dict[str, Meaning] = dict.fromkeys(
    (
        *(
            "article:published_time",
            "article:modified_time",
            "og:published_time",
            "og:updated_time",
            "date",
            "dc.date",
            "dcterms.date",
        ),
        *("dc.date.modified", "dcterms.modified", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date"),
        *(
            "parsely-pub-date",
            "sailthru.date",
            "datepublished",
            "datemodified",
            "last-modified",
            "lastmod",
            "revised",
            "cxenseparse:recs:publishtime",
        ),
    ),
    "this copy",
)
_FIRST_METAS: dict[str, Meaning] = dict.fromkeys(
    (
        *("dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "datecreated", "original-publish-date"),
        *("originalpublicationdate", "original_publication_date", "article:original_time"),
    ),
    "first publication",
)
_METAS = _OWN_METAS | _FIRST_METAS
_LD_KEYS: dict[str, Meaning] = {
    "datePublished": "this copy",
    "dateModified": "this copy",
    "uploadDate": "this copy",
    "dateCreated": "first publication",
    "isBasedOn.datePublished": "first publication",
    "temporalCoverage": "event",
    "contentReferenceTime": "event",
    "about.startDate": "event",
}


def time_value(meaning: Meaning, words: str) -> str:
    """The value of a clue about time."""
    return f"{meaning}: {words}"


def date_meaning(clue: Clue) -> str | None:
    """What the date of a clue says of the text; None for clues of other roles."""
    return clue.value.partition(": ")[0] if clue.role == "time" else None


def iso_date(match: re.Match[str]) -> str | None:
    """The date that a match of the grammar stands for, with its time where one is written; None for what is no date."""
    part = match.groupdict()
    number = next(n for n in "123456" if part.get("y" + n))
    year, month, day = part["y" + number], part.get("m" + number), part.get("d" + number)
    if number == "5":
        one, two = int(part["a5"] or 0), int(part["b5"] or 0)
        if one <= 12 and two <= 12 and one != two:
            return None
        day, month = (str(one), str(two)) if two <= 12 else (str(two), str(one))
    try:
        number_of_month = _MONTHS[month.casefold()] if month and not month.isdigit() else int(month or 0)
        found = date(int(year or 0), number_of_month, int(day or 0)).isoformat()
    except (ValueError, KeyError):
        return None
    hour, minute = part.get("hour"), part.get("minute")
    return f"{found}T{int(hour):02d}:{minute}:00" if hour and minute and int(hour) < 24 else found


def written_dates(text: str, start: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The dates with day and year in a stretch: span and ISO form."""
    for match in _DATE.finditer(text, start, end):
        iso = iso_date(match)
        if iso is not None:
            yield match.span(), iso


# --- the text ---------------------------------------------------------------------------------------------------------


def find_dates(scan: Scan) -> Iterator[Clue]:
    """The dates of a text's lines of particulars, datelines, teasers and comments, and those of what its first paragraphs tell."""
    beside: Meaning | None = None
    events = 0
    for line in scan.lines:
        if line[0] >= scan.foreign:
            words = scan.text[line[0] : min(line[1], line[0] + 90)]
            if line[1] - line[0] < 80 and is_foreign_heading(words):
                beside = "upper bound" if is_comment_heading(words) else "lower bound"
            elif beside and line[1] - line[0] <= _TEASER_LENGTH:
                yield from _all(scan, line, beside, "date/comment" if beside == "upper bound" else "date/teaser")
            continue
        particulars = list(_particulars(scan, line)) if line[1] - line[0] <= _ROW_LENGTH else []
        particulars = particulars or list(_amid(scan, line))
        yield from particulars
        if not particulars and events < _EVENTS and scan.in_head(line[0], _EVENT_REACH):
            for clue in _told(scan, line):
                events += 1
                yield clue


def _particulars(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """Labelled dates, and the date of a row that gives the source, at the text's edges."""
    if not (scan.in_head(line[0]) or scan.in_tail(line[0])):
        return
    taken = -1
    for label in _LABELS.finditer(scan.text, *line):
        match = _labelled(scan, label.end(), line[1])
        iso = iso_date(match) if match else None
        if match and iso and match.start() > taken:
            meaning = next(meaning for n, (meaning, _) in enumerate(_LABEL_ROWS) if label[f"l{n}"])
            taken = match.end()
            yield _clue(scan, meaning, (label.start(), match.end()), iso, "date/label")
    if taken < 0 and (_ROW.search(scan.text, *line) or _FIRST.search(scan.text, *line)):
        meaning = "first publication" if _FIRST.search(scan.text, *line) else "this copy"
        yield from _all(scan, line, meaning, "date/row")
    elif taken < 0 and scan.before_prose(line[0]) and (alone := _alone(scan, line)):
        yield _clue(scan, "this copy", *alone, "date/line")


def _labelled(scan: Scan, start: int, end: int) -> re.Match[str] | None:
    """The date behind a label; what looks like a weekday between them may be the date's month."""
    between = _BETWEEN.match(scan.text, start, end)
    places = (between.end(), between.end("lead")) if between else (start,)
    return next((match for place in places if (match := _DATE.match(scan.text, place, end))), None)


def _alone(scan: Scan, line: tuple[int, int]) -> tuple[tuple[int, int], str] | None:
    """The date of a line that holds hardly anything else."""
    date_of_line = next(written_dates(scan.text, *line), None) if line[1] - line[0] <= 60 else None
    bare = date_of_line and line[1] - line[0] - (date_of_line[0][1] - date_of_line[0][0]) <= 25
    return date_of_line if bare else None


def _amid(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """A date alone on its line between paragraphs stands below a teaser: the copy cannot be older."""
    alone = None if scan.before_prose(line[0]) or scan.behind_prose(line[0]) else _alone(scan, line)
    if alone:
        yield _clue(scan, "lower bound", *alone, "date/teaser")


def _told(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """Dates in the first paragraphs are those of events, but for a sentence about the publication itself."""
    meaning: Meaning = "first publication" if _FIRST.search(scan.text, line[0], min(line[1], line[0] + 400)) else "event"
    for span, iso in written_dates(scan.text, line[0], min(line[1], line[0] + _EVENT_REACH)):
        yield _clue(scan, meaning, span, iso, "date/told", strength="hints")


def _all(scan: Scan, line: tuple[int, int], meaning: Meaning, rule: str) -> Iterator[Clue]:
    for span, iso in written_dates(scan.text, *line):
        yield _clue(scan, meaning, span, iso, rule)


def _clue(scan: Scan, meaning: Meaning, span: tuple[int, int], iso: str, rule: str, strength: str = "shows") -> Clue:
    return scan.clue("date", "time", time_value(meaning, iso), span, rule, strength=strength, date=iso)


def dateline_date(scan: Scan, dateline: Clue) -> Clue | None:
    """The day that a dateline gives, mostly without its year: when the dispatch was first sent."""
    if dateline.start is None or dateline.end is None:
        return None
    full = next(written_dates(scan.text, dateline.start, dateline.end), None)
    if full is not None:
        return _clue(scan, "first publication", full[0], full[1], "date/dateline")
    match = _DATELINE.search(scan.text, dateline.start, dateline.end)
    if match is None:
        return None
    value = time_value("first publication", match.group())
    return scan.clue("date", "time", value, match.span(), "date/dateline", strength="shows")


# --- the markup -------------------------------------------------------------------------------------------------------


def find_markup_dates(markup: Markup) -> Iterator[Clue]:
    """The dates of a page's fields and of its elements of time: its own, its teasers' (lower bounds), its comments' (upper)."""
    for meta in markup.metas:
        if meta.name in _METAS:
            yield from _field(meta, _METAS[meta.name], "date/meta")
    for node in markup.nodes:
        for field in node.values:
            meaning = _LD_KEYS.get(re.sub(r"\[\d+\]", "", field.name))
            if meaning is not None:
                yield from _field(field, meaning, "date/json-ld")
    meanings: dict[str, Meaning] = {"time": "this copy", "teaser": "lower bound", "comment": "upper bound"}
    for field in markup.times:
        yield from _field(field, meanings[field.name], f"date/{field.name}")


def _field(field: Field, meaning: Meaning, rule: str) -> Iterator[Clue]:
    match = _DATE.search(field.value[:80])
    iso = iso_date(match) if match else None
    if iso is not None:
        strength = "hints" if rule == "date/time" else "shows"
        yield Clue(
            "date",
            "time",
            time_value(meaning, iso),
            field.carrier,
            field.value,
            rule,
            rule_version(rule),
            date=iso,
            strength=strength,  # type: ignore[arg-type]
        )

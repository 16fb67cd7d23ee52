"""Source lines: a label and a name on a line of their own, at the text's start, end or in its row of particulars.

Invariants: labels are rows of data, one language a row, and none names an outlet. A source line before the first paragraph
of prose, behind the last one or as the text's last words states the credited source; the same label amid the text or with a
sample size only hints, and so does an unknown name that reads like a headline or a document. Below the number of a chart,
or amid the prose below a heading, it names whose figures a chart shows: that is nobody's text, and the role is `other`.
`via` and `h/t` point to a tip and never to the text. A name that belongs to a photo agency, or that is followed by "photo",
is an asset credit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lineage.clue_rules.name_words import OFFICE_WORD, PRESS_WORD
from lineage.clue_rules.names import Name, is_doubtful, is_nobody, line_names
from lineage.clue_rules.scan import Scan
from lineage.values import Clue, Role

_LONGEST_LINE = 220
_LATE = 500


@dataclass(frozen=True, slots=True)
class Label:
    """How one language marks a source; `colon` says whether the label needs one to be a label."""

    language: str
    words: str
    colon: bool = True


SOURCE_LABELS = (
    Label(
        "en",
        r"(?:(?:original|article|news|story|text|content)[ ]source|sources?|source of (?:the )?article|"
        r"original (?:article|story|post|text)|originally from|credit source|from)",
    ),
    Label("de", r"(?:quellen?|quellenangabe|originalquelle|originalartikel|originaltext|textquelle)"),
    Label("es", r"(?:fuentes?|fuente original|artículo original|tomado de|extraído de)"),
    Label(
        "it, pt", r"(?:fonti?|fonte|fontes|fonte originale|fonte original|articolo originale|artigo original|tratto da|extraído de)"
    ),
    Label("fr", r"(?:sources?|source originale|article original|repris de|d['’]après)"),
    Label("nl", r"(?:bron|bronnen)"),
    Label("sv, da, no", r"(?:källa|kilde|kjelde)"),
    Label("fi", r"lähde"),
    Label("pl", r"(?:źródło|źródła)"),
    Label("cs, sk", r"zdroj"),
    Label("hu", r"forrás"),
    Label("ro", r"sursa"),
    Label("el", r"πηγή"),
    Label("ru", r"(?:источник(?: новости| информации)?|источники|первоисточник|оригинал|по материалам|по сообщению|по информации)"),
    Label("uk", r"(?:джерело|першоджерело)"),
    Label("bg, sr", r"(?:източник|извор|izvor)"),
    Label("tr", r"(?:kaynak|haber kaynağı|haberin kaynağı|alıntı)"),
    Label("ar", r"(?:المصدر|مصدر|المصادر)"),
    Label("fa", r"منبع"),
    Label("he", r"מקור"),
    Label("hi", r"स्रोत"),
    Label("id, ms", r"sumber"),
    Label("vi", r"(?:nguồn|theo nguồn)"),
    Label("th", r"ที่มา"),
    Label(
        "zh",
        r"(?:来源|來源|稿源|文章来源|文章來源|稿件来源|稿件來源|消息来源|消息來源|素材来源|新闻来源|新聞來源|信息来源|资料来源|本文来源|本文來源|来源网站|原文来源|出处|出處)",
    ),
    Label("zh", r"(?:本文)?(?:转载自|轉載自|转自|轉自|摘自|转载于|来自)", colon=False),
    Label("ar", r"نقل(?:ا[\u064b]?|[\u064b]ا)[ ]عن(?=[ :])", colon=False),
    Label("ja", r"(?:出典|引用元|転載元|情報源|情報元|情報提供|提供元|配信元|参照元|ソース)"),
    Label("ko", r"(?:출처|기사[ ]?출처|자료[ ]?출처|원문[ ]?출처)"),
    Label("ko", r"(?:기사|뉴스)[ ]?제공(?=[ :])", colon=False),
)
_TIP = r"(?:via|h/t|hat[ -]tip|ht(?=[ ]@))"
_COURTESY = (
    r"(?:(?:this |the )?(?:article|story|text|report|post|content|piece) (?:is |appears |was )?)?"
    r"(?:by |provided |used |reproduced )?courtesy(?: of|:)"
)
# What may stand before a label in the row of particulars at the top: a date, a time, a separator.
_BEFORE = r"(?:[|｜•·\t]|[ \u00a0\u3000]{2}|\d[ \u00a0\u3000]{1,3}|[(（\[【])"


def _label_words() -> str:
    with_colon = "|".join(label.words for label in SOURCE_LABELS if label.colon)
    without = "|".join(label.words for label in SOURCE_LABELS if not label.colon)
    marked = rf"(?:{with_colon})[*_]{{0,2}}(?:[ \u00a0]{{0,2}}[:：]|[\])】）])[*_]{{0,2}}"
    return rf"(?P<label>(?:{marked}|(?:{without})[:：]?))[ \u00a0\u3000]{{0,4}}(?=\S)"


_LABEL = re.compile(r"[ \u00a0\u3000*_>#([（【—–-]{0,5}" + _label_words(), re.IGNORECASE)
_LABEL_IN_ROW = re.compile(_BEFORE + r"[ \u00a0\u3000*_]{0,3}" + _label_words(), re.IGNORECASE)
_LABEL_LATE = re.compile(
    r"[.!?…”\"»。）)][ \u00a0]{1,3}[(\[—–-]?[ ]?(?P<label>"
    + "|".join(label.words for label in SOURCE_LABELS if label.colon)
    + r")[ \u00a0]{0,2}[:：][ \u00a0]{0,3}",
    re.IGNORECASE,
)
_TIP_LINE = re.compile(rf"[(\[*_ —–-]{{0,3}}(?P<label>{_TIP})[ \u00a0]{{0,2}}:?[ \u00a0]{{1,2}}(?=\S)", re.IGNORECASE)
_COURTESY_LINE = re.compile(rf"[(\[*_ —–-]{{0,3}}(?P<label>{_COURTESY})[ \u00a0]{{1,2}}(?=\S)", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"[*_ ]{0,3}(?:from|over at|writes|as reported by)[ ](?:the[ ])?(?P<name>[^\n:：]{2,50})[:：][*_ ]{0,3}", re.IGNORECASE
)
"""`From OUTLET:` alone on its line: what follows is that outlet's."""
_TRANSLATOR_LINE = re.compile(
    r"[(\[*_ —–-]{0,3}(?P<label>translated (?:from (?:the )?\w+ )?by|translation(?: by|:)|translator:|"
    r"traduit (?:de \S+ |du \S+ )?par|traduction ?:|(?:aus dem \w+ )?übersetzt von|übersetzung:|traducido por|traducción:|"
    r"traduzione(?: di|:)|tradução:|перевод:|переводчик:|译者[:：]|翻译[:：]|訳[:：])"
    r"[ \u00a0]{0,2}(?=\S)",
    re.IGNORECASE,
)
_RELEASE_SOURCE = re.compile(r"(?P<label>SOURCE)[ \u00a0]{1,3}(?=[^\W\d_a-z])")
_RELEASE = re.compile(
    r"FOR IMMEDIATE RELEASE|/(?:PR ?Newswire|CNW|EIN Presswire)|\((?:BUSINESS WIRE|GLOBE NEWSWIRE)\)", re.IGNORECASE
)
"""How press releases are known, whose last line names the issuer without a colon."""
BY = re.compile(r"[*_ ]{0,3}(?:by|von|por|par|di|da|från|від|от)[ \u00a0]{1,2}(?=\S)", re.IGNORECASE)
_FIGURE = re.compile(
    r"[ \u00a0*_(\[#>]{0,5}(?:(?:figure|fig\.?|charts?|tables?|graph|graphic|map|exhibit|box|panel|infographic|diagram|"
    r"abbildung|abb\.|tabelle|grafik|tableau|graphique|gráfico|tabla|grafico|tabella|tabela|рис\.?|рисунок|таблица|график)"
    r"(?:[ ]?\d{1,3}\b|[ ]?[.:]|[ ][A-Z0-9]{1,3}\b)|[图圖表]\d{0,2}[:： ])",
    re.IGNORECASE,
)
_CAPTION = 100
"""A paragraph with fewer characters before its label is a caption or a note."""
_CITED = re.compile(r"[ ]?(?:et al\.?)?,?[ ]?[(（\[](?:19|20)\d\d[a-z]?[)）\];,]")
_PICTURE_BEHIND = re.compile(r"[ \u00a0]{1,2}(?:file[ ])?(?:photo|image|picture|video|graphic)s?\b(?![ ]?[:：])", re.IGNORECASE)
_SAMPLE = re.compile(
    r"[ ,;(（–—-]{1,4}(?:n[ ]?=[ ]?)?\d[\d,.]{2,9}[ ](?:[a-z]+[ ])?[a-z]{3,}|[ ,;(]{1,3}n[ ]?=[ ]?\d", re.IGNORECASE
)
_PARTICULARS = re.compile(r"[|｜•·]|(?:19|20)\d\d|\d{1,2}:\d\d|\b(?:published|updated|editor|author|date)\b", re.IGNORECASE)
_GRAPHIC = re.compile(
    r"\b(?:photo|image|picture|graphic|chart|map|infographic|table|data|figure|credit|foto|grafik|imagen)\b", re.IGNORECASE
)


def find_source_lines(scan: Scan) -> Iterator[Clue]:
    """Every credit line of the text, lines that lead in what follows, and the label that stands as its last words."""
    for line in scan.lines:
        if line[1] - line[0] <= _LONGEST_LINE:
            yield from _of_line(scan, line)
    yield from _last_words(scan)


def _of_line(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    label = _LABEL.match(scan.text, *line)
    if label is None and scan.in_head(line[0]) and line[0] < scan.foreign:
        label = _LABEL_IN_ROW.search(scan.text, *line)
    before = scan.text[line[0] : label.start("label")] if label else ""
    if label and not _GRAPHIC.search(before):
        yield from _credits(scan, line, label, (label.end(), line[1]), "source line/label")
        return
    tip = _TIP_LINE.match(scan.text, *line)
    if tip:
        yield from _credits(scan, line, tip, (tip.end(), line[1]), "source line/tip", role="other", kind="tip")
        return
    release = _RELEASE_SOURCE.match(scan.text, *line) if scan.in_tail(line[0]) and _is_release(scan.text) else None
    if release:
        yield from _credits(scan, line, release, (release.end(), line[1]), "source line/press release")
        return
    translator = _TRANSLATOR_LINE.match(scan.text, *line)
    if translator:
        yield from _credits(
            scan, line, translator, (translator.end(), line[1]), "source line/translator", role="translator", kind="translator"
        )
        return
    lead = _LEAD_IN.fullmatch(scan.text, *line)
    outlet = scan.outlets.find(lead["name"]) if lead else None
    if lead and outlet and outlet.kind not in ("photo agency", "platform"):
        span = (lead.start("name"), lead.end("name"))
        name = Name(*span, lead["name"], outlet)
        yield scan.clue(
            "source line", "credited_source", name.written, span, "source line/lead-in", outlet=name.known, strength="hints"
        )
        return
    courtesy = _COURTESY_LINE.match(scan.text, *line)
    if courtesy:
        yield from _credits(scan, line, courtesy, (courtesy.end(), line[1]), "source line/courtesy")


@lru_cache(maxsize=4)
def _is_release(text: str) -> bool:
    """Whether the text calls itself a press release anywhere; asked once for all its lines."""
    return _RELEASE.search(text) is not None


def _last_words(scan: Scan) -> Iterator[Clue]:
    """`... he said. Source: X`: the label ends the last paragraph of the body, where no line of its own is left for it."""
    end = min(scan.body_end, scan.foreign)
    matches = list(_LABEL_LATE.finditer(scan.text, max(scan.start, end - _LATE), end))
    if not matches:
        return
    line = scan.line_at(matches[-1].start("label"))
    stop = min(line[1], end) if line[1] > matches[-1].end() else end
    own_line = scan.text[line[0] : matches[-1].start("label")].strip(" ([*_-—–") == ""
    if stop - matches[-1].end() <= 110 and not own_line and scan.behind_prose(line[0]):
        yield from _credits(scan, line, matches[-1], (matches[-1].end(), stop), "source line/last words")


def _credits(
    scan: Scan,
    line: tuple[int, int],
    label: re.Match[str],
    rest: tuple[int, int],
    rule: str,
    *,
    role: Role = "credited_source",
    kind: str = "source line",
) -> Iterator[Clue]:
    names = line_names(scan.text, *rest, scan.outlets)
    for name in names:
        behind = scan.text[name.end : line[1]]
        if name.outlet is None and _CITED.match(behind):
            continue  # a work in a bibliography
        if label.group("label").casefold().startswith("from") and not _sends(scan, line, name):
            continue  # a letter's or a list's
        first = label.start("label") if name is names[0] else name.start
        strength = _strength(scan, line, role, label.group("label"), name)
        if role == "credited_source" and _shows_figures(scan, line, label.group("label")):
            yield scan.clue("chart source", "other", name.written, (first, name.end), rule, outlet=name.known, strength="hints")
            continue
        pictured = kind == "source line" and _PICTURE_BEHIND.match(behind) is not None
        own_role: Role = "asset_origin" if pictured or is_photo(name) else role
        own_kind = kind if own_role == role else "photo credit"
        yield scan.clue(own_kind, own_role, name.written, (first, name.end), rule, outlet=name.known, strength=strength)


def _sends(scan: Scan, line: tuple[int, int], name: Name) -> bool:
    """Whether `From: X` as one of the last lines names an office or somebody known."""
    return scan.behind_prose(line[0]) and (name.outlet is not None or OFFICE_WORD.search(name.written) is not None)


def _strength(scan: Scan, line: tuple[int, int], role: Role, label: str, name: Name) -> Literal["states", "hints"]:
    """Amid the text a label is mostly a chart's; "courtesy of" near the top is mostly a picture's."""
    late = scan.behind_prose(line[0]) and (scan.in_tail(line[0]) or line == scan.lines[-1])
    early = scan.in_head(line[0], 800) and scan.before_prose(line[0])
    courtesy = "courtesy" in label.casefold() and not re.match(r"(?:this|the)\b", label, re.IGNORECASE)
    if role == "other" or not (late or (early and not courtesy)) or _SAMPLE.match(scan.text[name.end : line[1]]):
        return "hints"
    if name.outlet is None and _is_vague(scan, line, label, name):
        return "hints"
    return "hints" if role == "credited_source" and _of_a_chart(scan, line, label) else "states"


def _is_vague(scan: Scan, line: tuple[int, int], label: str, name: Name) -> bool:
    """Whether an unknown name may be something else: several, a document, a headline that begins with "Source:"."""
    if re.search(r"[,;、]", name.written) or (len(label) < 12 and not re.search(r"[:：]", label) and len(name.written) > 40):
        return True
    if not re.match(r"(?:original|article|news|story|text|content)?[ ]?sources?\b", label, re.IGNORECASE):
        return False
    if is_doubtful(name.written) or _speaks(scan, name.written):
        return True
    if not scan.in_head(line[0], 800) or not scan.before_prose(line[0]) or _PARTICULARS.search(scan.text, name.end, line[1]):
        return False
    words = [word for word in name.written.split() if word[0].isupper()]
    press = OFFICE_WORD.search(name.written) or PRESS_WORD.search(name.written)
    title = line == scan.lines[0] and len(scan.lines) > 1
    return title or label.casefold().startswith("sources") or (len(words) > 2 and press is None)


def _speaks(scan: Scan, written: str) -> bool:
    """Whether the name, no office's and no paper's, is that of a person whom the text lets speak."""
    if OFFICE_WORD.search(written) or PRESS_WORD.search(written) or len(written.split()) < 2:
        return False
    name = re.escape(written)
    before, behind = r"(?:said|says|told by|according to|recalled|explained)", r"(?:said|says|told|recalled|explained)"
    said = rf"{before}[ ]{name}\b|{name},?[ ](?:[^.\n]{{0,60}}, )?{behind}\b"
    return re.search(said, scan.text) is not None


def _of_a_chart(scan: Scan, line: tuple[int, int], label: str) -> bool:
    """Whether the label belongs to a figure: its number before it or in the line above, a heading alone above it amid the
    text, or a caption of few words in the same paragraph."""
    at = scan.text.find(label, *line)
    caption = scan.text[line[0] : max(at, line[0])].strip(" \u00a0([*_>#—–-")
    if 0 < len(caption) < _CAPTION and caption[-1] in ".!?…":
        return True
    index = bisect_left(scan.lines, line)
    dated = scan.before_prose(line[0]) and _PARTICULARS.search(scan.text, at + len(label), line[1]) is not None
    if index < 2 or dated or scan.behind_prose(line[0]):
        return _numbered(scan, line)
    return _numbered(scan, line) or _is_heading(scan.line_text(scan.lines[index - 1]))


def _shows_figures(scan: Scan, line: tuple[int, int], label: str) -> bool:
    """Whether the label is certainly a chart's: below or behind its number, or amid the prose below a heading."""
    amid = not scan.behind_prose(line[0]) and not scan.before_prose(line[0])
    return _numbered(scan, line) or (amid and _of_a_chart(scan, line, label))


def _numbered(scan: Scan, line: tuple[int, int]) -> bool:
    index = bisect_left(scan.lines, line)
    return any(_FIGURE.match(scan.text, *near) for near in (line, *scan.lines[max(index - 1, 0) : index]))


def _is_heading(words: str) -> bool:
    """A short line without a sentence's end that is no name, date, label, list item or byline."""
    bare = words.strip(" \u00a0#*_")
    if len(bare) > 100 or re.search(r"[.!?…。！？:：|©@)\]）】\"”’/]$|[:：|©@]", bare) or is_nobody(bare):
        return False
    if BY.match(words) or (re.match(r"[•·>\d—–-]", bare) and not re.match(r"\d{4}\b", bare)):
        return False
    wide = re.findall(r"[\u3400-\u9fff]", bare)
    return len(wide) >= 6 if wide else len(bare.split()) >= 3


def is_photo(name: Name) -> bool:
    """Whether the name is a photo agency's, which writes no texts."""
    return name.outlet is not None and name.outlet.kind == "photo agency"

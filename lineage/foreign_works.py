"""Pointers to works in other languages: titles by a noun for works; in Chinese and Arabic also laws, "a report", "the report".

Chinese marks every title, but newspapers' names too, which are no works. Arabic marks titles as it marks speech, so that a
noun for works must lead in. Nouns and the kind of work each names are data.

In the other languages, which are rows of data, a noun must lead in the marked title.

Left to others: joining the mentions (`works`), everything in other scripts (`citations`, `instruments`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.works import Mention, bare_title

CHINESE_KINDS = {
    "白皮书": "white paper", "白皮書": "white paper", "蓝皮书": "report", "藍皮書": "report", "报告": "report", "報告": "report",
    "公报": "bulletin", "公報": "bulletin", "年鉴": "report", "年报": "report", "研究": "study", "论文": "study", "論文": "study",
    "调查": "survey", "調查": "survey", "文章": "article", "社论": "article", "书": "book", "書": "book", "专著": "book",
    "小说": "book", "回忆录": "book", "纪录片": "film", "電影": "film", "电影": "film", "文件": "document", "备忘录": "memo",
    "法": "law", "法案": "law", "法律": "law", "条例": "law", "條例": "law", "规定": "law", "办法": "law", "公约": "convention",
    "公約": "convention", "条约": "treaty", "協定": "agreement", "协定": "agreement", "协议": "agreement", "宣言": "statement",
    "决议": "resolution", "決議": "resolution", "宪章": "charter", "宪法": "constitution",
}  # fmt: skip
"""Chinese nouns for works and laws, and the kind each names."""
_CHINESE = "|".join(sorted(CHINESE_KINDS, key=len, reverse=True))
CHINESE_TITLE = re.compile(rf"(?P<lead>(?:{_CHINESE}))?《(?P<title>[^《》\n]{{1,80}})》(?:的|这[份本部])?(?P<noun>{_CHINESE})?")
CHINESE_END = re.compile(rf"(?:{_CHINESE})$")
CHINESE_PAPER = re.compile(
    r"(?:(?<![公年简通汇月季快])[报報]|周刊|週刊|月刊|杂志|雜誌|时代|新闻|新聞|财经|财新|经济学人|柳叶刀|自然|科学|科學)$"
)
"""What the name of a newspaper, a magazine or a journal ends with; a gazette (公报) or an annual report (年报) is a work."""
CHINESE_DEFINITE = re.compile(
    rf"(?:[该該此]|[这這][份部项項篇本一]|上述)(?P<noun>{_CHINESE})"
    r"|(?:(?<=[，。；：\n])|^)(?P<bare>白皮书|白皮書|报告|報告|公报|研究)(?=[说說称稱指认認显顯提还還强強表披援列警])",
    re.MULTILINE,
)
CHINESE_INDEFINITE = re.compile(
    r"一[份部篇项項][^，。；：《》\n“”]{0,14}?(?P<noun>白皮书|白皮書|研究报告|报告|報告|研究|论文|調查|调查)(?![员員院所者生团局])"
)


def chinese_works(text: str) -> Iterator[Mention]:
    """Titles in 《》 that are no newspaper's, "a report" (一份报告) and "the report" (该报告), in no order."""
    for hit in CHINESE_TITLE.finditer(text) if "《" in text else ():
        if CHINESE_PAPER.search(hit["title"]) and not hit["noun"]:
            continue
        own = CHINESE_END.search(hit["title"])
        noun = hit["noun"] or hit["lead"] or (own.group() if own else "")
        start, end = hit.start("title") - 1, hit.end("title") + 1
        yield Mention(start, end, "titled", CHINESE_KINDS.get(noun), "titled.cjk", title=hit["title"])
    if not any(sign in text for sign in "书書报報研究"):
        return
    for hit in CHINESE_DEFINITE.finditer(text):
        kind = CHINESE_KINDS[hit["noun"] or hit["bare"]]
        yield Mention(hit.start(), hit.end(), "definite", kind, "noun.definite")
    for hit in CHINESE_INDEFINITE.finditer(text):
        noun = hit["noun"].removeprefix("研究") or "研究"
        yield Mention(hit.start(), hit.end(), "indefinite", CHINESE_KINDS[noun], "noun.indefinite")


ARABIC_KINDS = {
    "تقرير": "report", "تقريرا": "report", "تقريرها": "report", "تقريره": "report", "التقرير": "report", "دراسة": "study",
    "الدراسة": "study", "دراستها": "study", "كتاب": "book", "كتابه": "book", "كتابها": "book", "الكتاب": "book", "رواية": "book",
    "روايته": "book", "مقال": "article", "مقالة": "article", "مقاله": "article", "المقال": "article", "وثيقة": "document",
    "الوثيقة": "document", "ورقة": "paper", "الورقة": "paper", "الكتاب الأبيض": "white paper",
    "كتاب أبيض": "white paper", "كتابا أبيض": "white paper", "بحث": "study", "فيلم": "film", "الفيلم": "film",
    "استطلاع": "survey", "الاستطلاع": "survey", "مذكرة": "memo", "المذكرة": "memo",
}  # fmt: skip
"""Arabic nouns for works, bare, definite and with a possessor."""
_ARABIC = "|".join(sorted(ARABIC_KINDS, key=len, reverse=True))
_LED = (
    r"(?:(?: [ء-ي]{2,15}){0,4}? (?:بعنوان|المعنونة?|المعنون|معنونة?|عنوانه|عنوانها|تحت عنوان|يحمل عنوان|حمل عنوان|حملت عنوان))?:? "
)
ARABIC_TITLE = re.compile(
    rf"(?<![ء-ي])[وفبل]?(?P<noun>{_ARABIC}){_LED}(?P<marked>«(?P<title>[^«»\n]{{3,150}})»|“(?P<second>[^“”\n]{{3,150}})”"
    r"|\"(?P<third>[^\"\n]{3,150})\")"
)
ARABIC_MAKER = re.compile(
    r"(?<![ء-ي])(?P<noun>تقرير|دراسة|استطلاع|وثيقة)(?: (?:جديدة?|حديثة?|أممي|أممية|سري|سرية|داخلية?|مسربة?|سنوي|أولي|رسمي))?"
    r" (?:ل(?:منظمة|مركز|معهد|مؤسسة|هيئة|وكالة|لجنة|لأمم المتحدة|لبنك الدولي|وزارة|صحيفة)|(?:صادرة?|صدر|صدرت) عن"
    r"|(?:أصدرت|نشرت|أعدت|أجرت)(?:ه|ها))"
    r"(?: ال[ء-ي]{2,15}| [ء-ي]{2,15} ال[ء-ي]{2,15}){0,2}"
)
ARABIC_DEFINITE = re.compile(r"(?<![ء-ي])[وفبل]?(?P<noun>التقرير|الدراسة|الوثيقة|المذكرة|الاستطلاع)(?![ء-ي])")
ARABIC_LAW = re.compile(
    r"(?<![ء-ي])(?:ال)?(?:قانون|مرسوم|قرار)(?: [ء-ي]{2,15}){0,5}? رقم \(?\d{1,5}\)?(?: (?:لسنة|لعام) \d{4})?"
    r"|(?<![ء-ي])(?:ال)?(?:قرار|مرسوم)(?: (?:مجلس الأمن(?: الدولي)?|الأممي|الجمعية العامة))? \d{2,5}(?:/\d{1,3})?(?![\d.,%])"
    r"|(?<![ء-ي])(?:اتفاقية|اتفاق|معاهدة|ميثاق|بروتوكول) (?:باريس|جنيف|فيينا|روما|لاهاي"
    r"|أوسلو|كيوتو|الأمم المتحدة|حقوق الطفل)(?![ء-ي])"
)


def arabic_works(text: str) -> Iterator[Mention]:
    """Titles behind a noun for works, laws and resolutions by number, reports by their makers, "the report"."""
    if "ال" not in text:
        return
    for hit in ARABIC_TITLE.finditer(text):
        title = hit["title"] or hit["second"] or hit["third"]
        kind = ARABIC_KINDS[hit["noun"]]
        yield Mention(hit.start("marked"), hit.end("marked"), "titled", kind, "titled.quoted", title=bare_title(title))
    for hit in ARABIC_LAW.finditer(text):
        kind = "resolution" if "قرار" in hit.group() else "law"
        yield Mention(hit.start(), hit.end(), "legal", kind, "legal", title=hit.group().removeprefix("ال"))
    for hit in ARABIC_MAKER.finditer(text):
        yield Mention(hit.start(), hit.end(), "indefinite", ARABIC_KINDS[hit["noun"]], "noun.indefinite")
    for hit in ARABIC_DEFINITE.finditer(text):
        yield Mention(hit.start("noun"), hit.end(), "definite", ARABIC_KINDS[hit["noun"]], "noun.definite")


NOUNS = {
    "rapport": "report", "étude": "study", "livre blanc": "white paper", "livre": "book", "ouvrage": "book", "enquête": "survey",
    "informe": "report", "estudio": "study", "libro blanco": "white paper", "libro": "book", "encuesta": "survey",
    "Bericht": "report", "Studie": "study", "Weißbuch": "white paper", "Gutachten": "report", "Buch": "book", "Umfrage": "survey",
    "relatório": "report", "estudo": "study", "livro": "book", "rapporto": "report", "saggio": "book", "indagine": "survey",
    "доклад": "report", "докладе": "report", "отчёт": "report", "отчет": "report", "отчете": "report", "исследование": "study",
    "исследовании": "study", "книга": "book", "книге": "book", "книгу": "book", "rapor": "report", "raporu": "report",
    "raporunda": "report",
}  # fmt: skip
"""Nouns for works in French, Spanish, German, Portuguese, Italian, Russian and Turkish."""
_NOUNS = "|".join(sorted(NOUNS, key=len, reverse=True))
FOREIGN_TITLE = re.compile(
    rf"(?<!\w)(?P<noun>{_NOUNS}),?(?: (?:intitulée?|titulad[oa]|llamado|intitolat[oa]|intitulad[oa]|mit dem Titel|namens"
    r"|под названием|под заголовком|başlıklı))? "
    r"(?P<marked>«[ ]?(?P<title>[^«»\n]{3,150}?)[ ]?»|[„“](?P<second>[^„“”\n]{3,150})[“”])"
)


def foreign_titles(text: str) -> Iterator[Mention]:
    """Marked titles right behind a noun for works."""
    for hit in FOREIGN_TITLE.finditer(text) if "«" in text or "„" in text or "“" in text else ():
        title = bare_title(hit["title"] or hit["second"])
        yield Mention(hit.start("marked"), hit.end("marked"), "titled", NOUNS[hit["noun"]], "titled.quoted", title=title)

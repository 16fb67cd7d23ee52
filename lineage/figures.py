"""The figures of a text: numbers that count or measure something, with what they count, how sure they are, and for when.

A figure's span is qualifier, number and counted noun ("more than 500 poverty-stricken laborers"). Numbers that only name or order
are left out: years, dates, times, ordinals, sections, telephone numbers, versions, names (COVID-19, G20), list marks, scores.

Values are in base units (1.29 million is 1290000; 17.2 percent is 17.2 with the unit percent). "From 5000 to 7000 yuan" is one
range; a change ("rose from 11 to 13 million") is two figures. A vague number ("millions") has no value; a share ("one in five")
is the quotient.

Left to others: reading the numbers (`numbers`), comparing them between documents (`discrepancies`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from lineage.nearby import matches
from lineage.numbers import RACES, Number, find_numbers
from lineage.periods import MONTH, Sentences, period_of
from lineage.plain import plain_view
from lineage.text import front_matter
from lineage.values import Figure
from lineage.wordlists import listed

RULE_VERSION = "4"

REFERENCE = (
    r"(?:[Ss]ections?|[Aa]rticles?|Art\.|[Cc]hapters?|[Pp]aragraphs?|[Pp]art|Title|[Rr]ule|[Cc]lause|[Aa]nnex|[Aa]ppendix"
    r"|Schedule|Nos?\.?"
    r"|[Nn]umber|[Pp]ages?|pp?\.|[Vv]ol(?:ume)?\.?|[Ii]ssue|[Ff]igure|[Ff]ig\.|[Tt]able|[Rr]oom|[Ss]uite|[Pp]hase|[Ss]tage"
    r"|[Ll]evel|[Tt]ier"
    r"|[Gg]rade|[Tt]ype|[Cc]lass|[Cc]ategory|[Ee]pisode|[Ss]eason|[Rr]oute|[Hh]ighway|[Ii]nterstate|[Ff]light|[Gg]ate"
    r"|[Tt]erminal|[Cc]hannel|[Ss]eat|[Cc]opy|[Ff]orm|[Ii]tem|[Ee]xhibit|[Cc]ourtroom|[Ff]loor|[Aa]partment|[Ff]lat"
    r"|[Ll]ot|[Bb]lock|[Uu]nit|[Cc]ase|[Bb]ill|[Rr]esolution|[Pp]roposition|Prop\.?|[Vv]ersion|[Rr]elease|Formula|Area"
    r"|[Rr]ound|[Dd]istrict"
    r"|[Ww]ard|[Pp]recinct|[Ll]ine|[Pp]latform|[Pp]ier|[Ss]tep|[Rr]ank(?:ed)?|aged?|Ages?)"
)
ADDRESSES = r"(?:https?://|www\.)[^\s<>\"]{1,500}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
ARABIC_MONTH = (
    r"(?:يناير|فبراير|مارس|أبريل|إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب"
    r"|أيلول|تشرين|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت)(?!\w)"
)
_NO_FIGURE = "|".join((
        (rf"\b{MONTH}[ \u00a0]\d{{1,2}}(?:st|nd|rd|th)?(?:[ \u00a0]?[-–][ \u00a0]?\d{{1,2}})?(?![\d,]\d|\d| (?:people"
        rf"|percent))(?:,? ?(?:19|20)\d\d\b)?"),
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})? (?:of )?{MONTH}(?:,? ?(?:19|20)\d\d\b)?",
        r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[-T ]\d\d[-:]\d\d(?:[-:]\d\d)?)?|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
        r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日",
        (r"\b\d{1,2}[:.]\d\d(?::\d\d)?[ \u00a0]?(?:[ap]\.?m\b\.?|GMT|hours|hrs)|\b\d{1,2}:\d\d(?::\d\d)?\b|\b\d{1,2}["
        r" \u00a0]?[ap]\.?m\b\.?"
        r"|\b\d{1,2} o[’']clock"),
        r"\b\d{1,4}(?:st|nd|rd|th)\b|[’']?\b\d{2,4}[’']?s\b",
        rf"\b{REFERENCE} ?#?\d[\d.]{{0,9}}[A-Za-z]?\b(?!,\d)|#\d{{1,9}}|\([a-z]?\d{{1,3}}\)",
        r"\b(?!\d{1,3}(?:\.\d{3}){1,6}\b)\d{1,3}(?:\.\d{1,4}){2,5}\b(?!,)",
        r"(?<![\w.,])\+?\(?\d{2,4}\)?[ .-]\d{3,4}[ .-]\d{4}\b|(?<!\w)\+\d[\d ().-]{7,20}\d",
        r"\b[12]\d{3}[-–/](?:[12]\d{3}|\d\d)\b(?![,.]?\d)",
        r"^[ \t]{0,12}[(\[]?\d{1,3}[.)\]][ \t]",
        r"\b\d{1,5} (?:[A-Z]\w{1,20} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive|Way|Square|Court|Place)\b",
        r"\b\d{1,3}[-–]year[-–]olds?\b|\b\d{1,3} years? old\b|\b(?:24[-/]7|9/11|50[-/]50)\b",
        r"\b[A-Z]\w{0,20}[-–]\d{1,4}\w?\b",
        r"\b[A-Z][a-z]{2,20} \d{1,3}[-–]\d{1,3} [A-Z][a-z]{2,20}",
        r"(?<![\w.,])0\d{2,4}(?:[ -]\d{1,4}){2,4}\b(?![,.]\d)",
        r"第\d{1,5}|\d{1,4}[号號岁歲]|\d{1,2}日|\d{1,2}[时時](?:\d{1,2}分)?(?![间間])",
        rf"(?<!\d)\d{{1,2}} (?:من )?{ARABIC_MONTH}(?: \d{{4}})?",
        (r"(?:رقم|المادة|مادة|القرار|الفقرة|الفصل|الباب|البند|صفحة|الصفحة|الساعة|عام|سنة|لعام|لسنة|منذ|يوم|العمر"
        r"|عمره|عمرها) \d{1,5}(?:[:/]\d{1,4})?(?!\d)"),
))  # fmt: skip
NO_FIGURE = re.compile(rf"(?=[^\d\n]{{0,30}}+\d)(?:{_NO_FIGURE})", re.MULTILINE)
"""Stretches whose digits name or order something; each begins within `BARRED_BEFORE` characters of a digit of its own."""
NO_FIGURE_OR_ADDRESS = re.compile(f"{ADDRESSES}|{_NO_FIGURE}", re.MULTILINE)
BARRED_BEFORE, BARRED_AFTER = 30, 110

QUALIFIER = re.compile(
    r"(?<![\w-])(?P<words>(?:(?:just|well|slightly|far|a little|much|only) )?(?:more than|less than|fewer than|greater than"
    r"|over|under|above|below)"
    r"|no (?:more|fewer|less) than|not (?:more|fewer|less) than|at least|at most|as (?:many|much|few|little|high|low) as|up"
    r" to|upwards? of"
    r"|in excess of|exceeding|close to|nearly|almost|about|around|approximately|roughly|some|an? (?:estimated|additional"
    r"|total of|further)"
    r"|estimated|a total of|only|just|all|another|circa|barely|virtually|≈|~|>|<|超过|约|近)[ \u00a0]?(?:the )?$",
    re.IGNORECASE,
)
LEFT = 28
"""How far before a number its qualifier may begin: the longest is about that long."""

STOP = listed(
    """
    a an the and or but nor of in on at to for from by with without within into onto over under about above below
    between among during before after since until till through throughout against across along around behind beyond
    near off out up down than as per via who whom whose which that what when where while why how if because so though
    although whether were was are is be been being am has have had having do does did will would can could shall
    should may might must not no also each every any all both either neither more less least most fewer this these
    those it its he she they them their his her our we you i us my your there here then now today yesterday tomorrow
    ago later earlier only just even still already almost nearly according including says said say told added killed
    died injured wounded arrested detained lived live left went came took got made gave found percent cent annually
    yearly monthly daily last next such like plus minus two three four five six seven eight nine ten
    """
)
PEOPLE = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "police",
        "personnel",
        "staff",
        "feet",
        "teeth",
        "mice",
        "cattle",
        "sheep",
        "fish",
        "aircraft",
        "troops",
        "lives",
        "wives",
        "percent",
        "km",
        "kg",
        "cm",
        "mm",
        "mph",
        "kph",
        "km/h",
        "kw",
        "mw",
        "gw",
        "kwh",
        "mwh",
        "gwh",
        "tonnes",
        "tons",
        "acres",
        "hectares",
        "sq",
        "metres",
        "meters",
        "miles",
    ]
)
NOT_MEN = frozenset(["specimen", "regimen", "abdomen", "acumen", "bitumen", "cyclamen"])
NOT_PLURAL = ("ss", "us", "is", "’s", "'s", "ous")
CHANGE = re.compile(
    r"\b(?:rise|rose|risen|rising|increas|gr[eo]w|fell|fall|declin|dropp?|decreas|jump|climb|surg|plung|shr[aiu]nk|reduc"
    r"|cut|expand|soar|went|gone"
    r"|slid|lower|rais|improv|chang|widen|narrow"
    r"|go(?:es|ing|ne)? (?:up|down)|up |down )\w{0,6}(?: [\w’'%.,-]{1,30}){0,8} from(?: (?:about|around|nearly|some"
    r"|just|over|roughly"
    r"|approximately|almost|more than|less than))? ?$",
    re.IGNORECASE,
)
COUNT_CUE = re.compile(
    r"\b(?:reached|reaching|totall?ed|totall?ing|killed|killing|injured|injuring|wounded|wounding|hit|exceeded|topped"
    r"|numbered|including"
    r"|numbering|stood at|stands at|amounted to|number (?:is|was|of)|(?:rose|fell|grew|dropped|increased|reduced|cut|climbed"
    r"|raised|brought"
    r"|taken|up|down) to|total to|there (?:are|were|is|was)) $"
)
SUBJECT_BEFORE = re.compile(
    r"(?:^|[.!?;:,—–][ \n]|\n|[“\"(]|\b(?:and|that|but|while|which|where|when|least|whom|which,|than|about|nearly|almost"
    r"|only|some) )\Z"
)
SUBJECT_BEHIND = re.compile(r"[ \u00a0](?:were|have|had|are)\b(?! (?:to be|a|an|the)\b)")
"""`Of those, 47 had died`: a number that stands for those counted."""
HARMED = re.compile(
    r"[ \u00a0](?:killed|dead|injured|wounded|hurt|missing|arrested|detained|displaced|homeless|hospitali[sz]ed|infected)\b"
)
"""`262 killed`: those counted need no noun."""
AGE_BEFORE = re.compile(
    r"\b(?:were|was|are|is|be|aged?|those|anyone|everyone|people|persons?|men|women|children|adults|patients|workers|voters"
    r"|players|girls|boys|youths?|citizens) (?:aged )?\Z"
)
PER_BEFORE = re.compile(r"\b(?:[Pp]er|for every|in every|out of every) \Z")
VOTE = re.compile(r"\b(?:vot\w{1,3}|won|beat|lost|score\w?|lead\w?|led|defeated)(?: [\w’']{1,30}){0,3} $", re.IGNORECASE)
BY = re.compile(r"\bby(?: [\w’']{1,30}){0,3} $", re.IGNORECASE)
TRAILING_WORD = re.compile(r"[ \u00a0](?P<word>[^\W\d_][\w’'-]*+)")
OF_THE = re.compile(
    r"[ \u00a0]of[ \u00a0](?:the|its|their|these|those|his|her|our|such|all)(?=[ \u00a0])|[ \u00a0]of(?=["
    r" \u00a0])"
)
CJK_NOUN = re.compile(
    r"[多余餘来]?(?:人次|个月|小时|分钟|平方公里|平方米|立方米|公里|公顷|公斤|千瓦时|美元|欧元|日元|港元|英镑|卢布|韩元|元|亩|米|克|度|天"
    r"|[人名户戶家个個吨位例起件场場次项項座所辆輛架艘套条條种種只头頭张張份册部台间間棵枚支队篇笔单处倍只])(?:以上)?"
)
MEASURE = re.compile(
    r"[ ](?:to|per|against)[ ]the[ ](?:dollar|euro|pound|yen|rouble|franc)\b"
    r"|(?:°[ ]?[CF]?|[CF]|[ ]?(?:(?:sq|square)[ ](?:km|m|ft)|km[²2/]?h?|[cm]?m[²³23]|[cm]m|kg|mg|µg|ng"
    r"|m|ml|ha|ft|lbs?|oz|kWh?|[MGT]Wh?"
    r"|[kMGT]B|[kMG]?Hz|dB|ppm|ppb|mph|kph|knots|tonnes?))(?![\w°])|[ ][mgltVW](?![\w’'-])"
)
"""Measures by their sign, which stands in the singular."""
ARABIC_NOUN = re.compile(
    r"[ ](?!(?:من|في|على|إلى|عن|مع|بين|أو|أي|ثم|قبل|بعد|حتى|منذ|خلال|ضد|هذا|هذه|التي|الذي|كما|إن|أن|قد|كان|كانت|هو|هي|ما|لا|لم|لن"
    r"|ليس"
    r"|فقط|تقريبا|أكثر|أقل|مقابل|مقارنة|حسب|وفق|ضمن|عام|سنة|مساء|صباحا|ظهرا|قال|قالت|يوم)(?!\w))"
    r"(?:[ء-غف-كم-هي][ء-ي]{1,15}|ل(?:اجئ|تر|ير)[ء-ي]{0,6}|و(?:ظيفة|فاة|فيات|لاية|حدة|ثيقة|زارة|زيرا))(?![ء-ي])"
)
"""The Arabic noun behind a number; no word of relation, and none with the particles و or ل before it."""
DEGREES_BEFORE = re.compile(
    r"\b(?:at|to|of|by|plus|minus|than|reach(?:ed|es)|hit|above|below|over|under|and|between|around|about|was|is) \Z", re.IGNORECASE
)
OF_NUMBER = re.compile(
    r"[ ]of[ ](?:(?:the|its|their|his|her|our|these|those|all)[ ])?(?:(?:[\w-]{1,20}[’']s|last|first|next|top|remaining"
    r"|total)[ ]){0,2}\Z"
)
"""`61 of the 99 seats`: how many, and of how many."""
OF_THEM = re.compile(r"[ ]of[ ](?:them|those|these|whom|which|us|you)\b")


@dataclass(slots=True)
class Found:
    """A number on its way to a figure: `low` is the lower end of a range, `changes` tells that it is an end of a change."""

    number: Number
    start: int
    end: int
    qualifier: str | None = None
    noun: str | None = None
    low: Decimal | None = None
    changes: bool = False

    @property
    def unit(self) -> str | None:
        """Percent and money come with the number; anything else is the counted noun."""
        return self.number.unit or self.noun


def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text in order. Never raises."""
    original, text = text, plain_view(text)
    head = front_matter(original)
    barred = _barred(text)
    numbers = [n for n in find_numbers(text) if not barred.covers(n) and n.start >= (head.end if head else 0)]
    found = [item for number in numbers if not _is_year(text, item := _found(text, number))]
    joined = _products(text, _ranges(text, found))
    sentences = Sentences(text)
    return tuple(_figure(original, text, item, sentences) for item in joined if _counts(text, item))


@dataclass(frozen=True, slots=True)
class Barred:
    """Offsets at which no figure may begin."""

    places: frozenset[int]

    def covers(self, number: Number) -> bool:
        """Whether the number lies in a barred stretch."""
        return number.form == "digits" and (number.start in self.places or number.end - 1 in self.places)


DIGIT = re.compile(r"\d")
DIGIT_LINE = re.compile(r"^[^\d\n]*+\d.*+$", re.MULTILINE)


def _barred(text: str) -> Barred:
    """Looked for only near digits: most of a text holds none. An address may be long, so its whole line is read."""
    places: set[int] = set()
    for line in DIGIT_LINE.finditer(text):
        begin, end = line.span()
        if _has_address(line.group()):
            hits = NO_FIGURE_OR_ADDRESS.finditer(text, begin, end)
        else:
            digits = [hit.start() for hit in DIGIT.finditer(text, begin, end)]
            hits = matches(NO_FIGURE, text, digits, BARRED_BEFORE, BARRED_AFTER, begin, end)
        for hit in hits:
            places.update(range(*hit.span()))
    return Barred(frozenset(places))


def _has_address(line: str) -> bool:
    return "@" in line or "://" in line or "www." in line


# --- qualifier and counted noun ---------------------------------------------------------------------------------------


def _found(text: str, number: Number) -> Found:
    item = Found(number, number.start, number.end)
    left = text[max(0, number.start - LEFT) : number.start]
    if hit := QUALIFIER.search(left):
        item.start = number.start - len(left) + hit.start("words")
        item.qualifier = hit["words"].lower()
    if number.unit in (None, "share"):
        item.end, item.noun = _counted(text, number)
    return item


def _counted(text: str, number: Number) -> tuple[int, str | None]:
    """Where the counted noun ends, and the noun with its adjectives; the number's own end and None when none follows."""
    if cjk := CJK_NOUN.match(text, number.end):
        return cjk.end(), cjk.group().removesuffix("以上").lstrip("多余餘来")
    if number.form != "vague" and (sign := MEASURE.match(text, number.end)) and _measures(text, number, sign):
        return sign.end(), sign.group().strip()
    if arabic := ARABIC_NOUN.match(text, number.end):
        return arabic.end(), arabic.group().strip()
    if them := OF_THEM.match(text, number.end):
        return them.end(), them.group().split()[-1]
    at = number.end
    linked = OF_THE.match(text, at)
    if linked and (number.form == "vague" or " the" in linked.group() or number.scale == 0):
        at = linked.end()
    words = _noun_words(text, at)
    if not words:
        return number.end, None
    return words[-1].end(), " ".join(word["word"] for word in words)


def _measures(text: str, number: Number, sign: re.Match[str]) -> bool:
    """Whether a sign behind digits is a measure: `3C` may be a name, `1.5C` and `above 40C` are degrees."""
    if sign.group() == "m" and _is_race(text, number):
        return False
    if sign.group() not in ("C", "F"):
        return True
    return "." in number.raw or DEGREES_BEFORE.search(text, max(0, number.start - 10), number.start) is not None


def _noun_words(text: str, at: int) -> list[re.Match[str]]:
    """Adjectives and the first plural after them, at most seven words; empty when no plural comes."""
    words: list[re.Match[str]] = []
    while len(words) < 7 and (hit := TRAILING_WORD.match(text, at)):
        word = hit["word"].lower()
        if _is_plural(word) and word not in STOP:
            words.append(hit)
            return words
        joins = word in ("and", "or", "to") and 0 < len(words) < 5 and word != "to"
        if word in STOP and not joins:
            return []
        words.append(hit)
        at = hit.end()
    return []


def _is_plural(word: str) -> bool:
    if word in PEOPLE or (word.endswith(("men", "women", "children")) and len(word) > 5 and word not in NOT_MEN):
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(NOT_PLURAL)


# --- ranges and products ----------------------------------------------------------------------------------------------

BETWEEN = re.compile(r"[ \u00a0]?(?:[-–—~～]|to|and|至|到|إلى|و)[ \u00a0]?")
RISES_BY = re.compile(
    r"\b(?:rose|risen|rises?|rising|fell|fallen|falls?|falling|dropped|gained|gains|lost|loses|added|adds|advanced|climbed|jumped"
    r"|slipped|slid|shed|eased|dipped|up|down|increased|decreased|declined|grew|tumbled|plunged|surged|edged [a-z]{2,6})"
    r"(?: by)? \Z"
)
"""`Gained 0.6% to 7.345`: by how much, and to what, no range."""


def _ranges(text: str, found: Iterable[Found]) -> list[Found]:
    """Joins two ends of a range into one; hands the second end's unit to the first where a change is told."""
    joined: list[Found] = []
    for item in found:
        if joined and _is_range(text, joined[-1], item):
            joined[-1] = _join(joined[-1], item)
        else:
            if joined and _is_change(text, joined[-1], item):
                joined[-1].changes = item.changes = True
                joined[-1].noun = joined[-1].unit or item.unit
            joined.append(item)
    return joined


def _is_range(text: str, first: Found, second: Found) -> bool:
    low, high = first.number, second.number
    if low.value is None or high.value is None or first.low is not None or "fraction" in (low.form, high.form):
        return False
    link = text[first.end : second.start]
    if second.qualifier or not BETWEEN.fullmatch(link) or (first.noun and link.strip() not in ("to", "至", "到")):
        return False
    before = text[max(0, first.start - 90) : first.start]
    if (RISES_BY.search(before) and not _shares_unit(low, second)) or (
        low.unit in ("percent", "percentage points") and high.unit != low.unit
    ):
        return False
    if link.strip() == "و" and not before.rstrip().endswith("بين"):
        return False
    if "and" in link and not re.search(r"\bbetween $", before, re.IGNORECASE):
        return False
    told = (
        VOTE.search(before)
        or (BY.search(before) and (low.unit or not second.unit))  # by 400m euros to 2.5bn euros: how much, and to what
        or CHANGE.search(before)
        or (first.unit and second.unit and first.unit != second.unit)
    )
    return not told and _scaled_low(low, low.value, high) < high.value


def _shares_unit(low: Number, second: Found) -> bool:
    """`Fell 8 to 10 percent`: one unit for both ends, which lie near each other."""
    high = second.number.value or Decimal(0)
    return bool(low.unit is None and second.unit and low.value and _scaled_low(low, low.value, second.number) * 5 >= high)


def _scaled_low(low: Number, value: Decimal, high: Number) -> Decimal:
    """The lower end; in "7 to 12 million" it shares the scale of the upper one."""
    return value.scaleb(high.scale) if low.scale == 0 and high.scale and value < 1000 and not low.grouped else value


def _join(first: Found, second: Found) -> Found:
    unit = first.number.unit or second.number.unit
    number = replace(second.number, start=first.number.start, unit=unit, raw=f"{first.number.raw}-{second.number.raw}")
    noun = second.noun or first.noun
    return Found(
        number,
        first.start,
        second.end,
        first.qualifier,
        noun,
        _scaled_low(first.number, first.number.value or Decimal(0), second.number),
    )


CHANGE_LINK = re.compile(
    r" (?:(?:in|on|at|by) (?:[A-Z][a-z]{2,8} )?(?:(?:19|20)\d\d|[A-Z][a-z]{2,8}) |(?:a|the|one) (?:year|month|week|decade|day)"
    r" (?:ago|earlier|before) |(?:last|this) [a-z]{3,7} |(?:five|ten|three|two|four) years (?:ago|earlier) )?to\b"
)
"""From 61 in 2016 to 143."""


def _is_change(text: str, first: Found, second: Found) -> bool:
    link = text[first.end : second.number.start]
    if len(link) > 50 or not CHANGE_LINK.match(link):
        return False
    return CHANGE.search(text[max(0, first.start - 90) : first.start]) is not None


def _products(text: str, found: Iterable[Found]) -> list[Found]:
    """`One tenth of the 20 million people` is one figure: two million people."""
    joined: list[Found] = []
    for item in found:
        share = joined[-1] if joined else None
        if share and _is_part(text, share, item):
            joined[-1] = replace(share, end=item.end, noun=item.noun)
        elif share and (value := _product(text, share, item)):
            number = replace(item.number, start=share.number.start, value=value, form="words")
            joined[-1] = Found(number, share.start, item.end, share.qualifier, item.noun)
        else:
            joined.append(item)
    return joined


def _is_part(text: str, part: Found, whole: Found) -> bool:
    """Whether the first number says how many of the second: 61 of the 99 seats, both in one noun."""
    one, other = part.number, whole.number
    if part.noun or one.unit or other.unit or not whole.noun or whole.qualifier or whole.low is not None or other.scale:
        return False
    if one.form not in ("digits", "words") or one.value is None or other.value is None or not one.value < other.value:
        return False
    return OF_NUMBER.fullmatch(text[one.end : whole.start]) is not None


def _product(text: str, share: Found, item: Found) -> Decimal | None:
    """What the share of a number comes to, in whole units; None where the two do not belong together."""
    part, whole = share.number.value, item.number.value
    if share.number.form != "fraction" or part is None or whole is None or whole < 10 or item.low is not None or item.number.unit:
        return None
    linked = re.fullmatch(r" of (?:the |its |their |all )?", text[share.number.end : item.start])
    return (part * whole).quantize(Decimal(1)) if linked else None


# --- what is a figure -------------------------------------------------------------------------------------------------

NAME_BEFORE = re.compile(r"(?:^|[\w,’']{1,40} )[A-Z][\w’'-]{0,40}[ \u00a0]$")
YEAR_BEFORE = re.compile(
    r"\b(?:in|since|until|till|by|from|to|of|the|for|during|before|after|through|between|and|late|early|mid|year|fiscal|FY"
    r"|circa|next|last)[ -]$",
    re.IGNORECASE,
)


NAMED_BY_YEAR = re.compile(
    r"\b(?:Act|Law|Code|Ordinance|Bill|Regulations|Order|Report|Survey|Games|Cup|Convention|Agreement)[,]? \Z"
)
"""A year behind a name is part of it: the Museums Act 1964."""
STRONG = re.compile(r"[-–](?:strong|odd)\b")
"""An army 500-strong, 40-odd guests: counted all the same."""


def _counts(text: str, item: Found) -> bool:
    """Whether the number counts or measures something."""
    number = item.number
    behind = text[item.end : item.end + 2]
    if not number.unit and PER_BEFORE.search(text, max(0, item.start - 14), item.start):
        return False  # the base of a rate: 0.4 doctors per 1,000 people
    if item.changes or (STRONG.match(text, item.end) and number.value is not None):
        return True
    if behind[:1] in ("-", "–") and behind[1:].isalpha() and not item.unit:
        return False  # five-year, 12-point
    if number.form == "words":
        return _word_counts(item) or (number.value != 1 and _is_subject(text, item))
    if number.form == "vague":
        return item.noun is not None or "الآلاف" in number.raw or "الملايين" in number.raw or _is_subject(text, item)
    return number.form != "digits" or _digits_count(text, item)


def _is_subject(text: str, item: Found) -> bool:
    """Whether a number without a noun begins a clause and a verb in the plural follows, or tells of those who came to harm."""
    before = text[max(0, item.start - 40) : item.start]
    if HARMED.match(text, item.number.end) and not NAME_BEFORE.search(before):
        return True
    before = before[-12:]
    return SUBJECT_BEHIND.match(text, item.number.end) is not None and SUBJECT_BEFORE.search(before) is not None


def _digits_count(text: str, item: Found) -> bool:
    """Digits count where they have a unit, a scale, groups, a qualifier or a noun; bare ones only behind a verb of counting."""
    number = item.number
    if item.low is not None:
        return bool(item.unit or number.scale or number.grouped or item.qualifier)
    if not item.unit and (_is_age(text, item) or _is_race(text, number)):
        return False
    if number.unit or number.scale or number.grouped or item.qualifier:
        return True
    before = text[max(0, number.start - 40) : number.start]
    if item.noun:
        return not before.endswith(("-", "–", "/"))
    return _is_subject(text, item) or (COUNT_CUE.search(before) is not None and not NAME_BEFORE.search(before))


def _is_race(text: str, number: Number) -> bool:
    """The men's 1,500m: a race has the name of its length."""
    return number.raw.replace(",", "") in RACES and text[number.end : number.end + 1] == "m"


def _is_age(text: str, item: Found) -> bool:
    """`Were under 25`: the age of those spoken of."""
    number = item.number
    if item.qualifier not in ("under", "over", "above", "below") or number.scale or "." in number.raw:
        return False
    if number.value is None or number.value > 100:
        return False
    return AGE_BEFORE.search(text, max(0, item.start - 24), item.start) is not None


def _word_counts(item: Found) -> bool:
    number = item.number
    if number.value == 1 and not number.scale:
        return number.unit is not None
    return bool(
        item.unit
        or number.scale >= 3
        or (item.qualifier and item.qualifier not in ("all", "some", "another", "only", "just", "about"))
    )


def _is_year(text: str, item: Found) -> bool:
    """A bare number of four digits between 1500 and 2099, unless it has a qualifier, money, or counts something by position."""
    number = item.number
    if not re.fullmatch(r"1[5-9]\d\d|20\d\d", number.raw) or number.scale or number.unit:
        return False
    if item.qualifier and item.qualifier not in ("about", "around", "just", "only", "circa", "some"):
        return False
    before = text[max(0, number.start - 30) : number.start]
    if item.noun is None or NAMED_BY_YEAR.search(before) or YEAR_BEFORE.search(before) is not None:
        return True
    return item.noun[0].isupper() or "ء" <= item.noun[0] <= "ي"


# --- the value that leaves the module -----------------------------------------------------------------------------------


def _figure(original: str, text: str, item: Found, sentences: Sentences) -> Figure:
    number = item.number
    value: float | tuple[float, float] | None = None
    if number.value is not None:
        value = float(number.value) if item.low is None else (float(item.low), float(number.value))
    return Figure(
        quote=original[item.start : item.end],
        start=item.start,
        end=item.end,
        value=value,
        unit="share" if number.form == "fraction" else item.unit,
        qualifier=item.qualifier,
        period=period_of(text, item.start, item.end, sentences),
        rule=f"figure.{'range' if item.low is not None else number.form}",
        rule_version=RULE_VERSION,
    )

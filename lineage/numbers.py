"""The grammar of written numbers: digits in every house style, number words, scales, percentages, money, fractions.

`find_numbers` gives each number with its exact value and where it stands; it does not say what is counted, nor whether the number
is a figure at all (a year, a date, a section, a name). That is the part of `figures`.

Values are Decimals, so 1.29 million is 1290000 and not 1290000.0000000002.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lineage.nearby import lowered, matches

Form = Literal["digits", "words", "vague", "fraction", "ratio"]

SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9, "trillion": 12,
    "trillions": 12, "mn": 6, "mln": 6, "bn": 9, "bln": 9, "tn": 12, "k": 3, "m": 6, "b": 9, "lakh": 5, "lakhs": 5,
    "crore": 7, "crores": 7, "wan": 4, "thousands": 3, "hundreds": 2, "十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5,
    "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12,
    "Mio": 6, "Mio.": 6, "Millionen": 6, "Mrd": 9, "Mrd.": 9, "Milliarde": 9, "Milliarden": 9, "Billionen": 12, "milliard": 9,
    "milliards": 9, "millón": 6, "millones": 6, "mil millones": 9, "milhão": 6, "milhões": 6, "bilhões": 9, "milione": 6,
    "milioni": 6, "miliardo": 9, "miliardi": 9, "тысяч": 3, "тысячи": 3, "тыс.": 3, "миллион": 6, "миллиона": 6, "миллионов": 6,
    "млн": 6, "миллиард": 9, "миллиарда": 9, "миллиардов": 9, "млрд": 9, "триллиона": 12, "триллионов": 12, "трлн": 12,
    "ألف": 3, "آلاف": 3, "مليون": 6, "ملايين": 6, "مليار": 9, "مليارات": 9, "تريليون": 12,
}  # fmt: skip
"""Scale words and the power of ten they stand for, in the spelling of their language."""

VULGAR = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333333333", "⅔": "0.6666666667", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
    "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875",
}  # fmt: skip
"""Fractions written as one sign, behind whole digits."""

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SMALL = {**ONES, **TENS, "a": 1, "an": 1, "dozen": 12}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip

MONEY = {
    "US$": "dollars", "$": "dollars", "USD": "dollars", "dollars": "dollars", "dollar": "dollars",
    "A$": "Australian dollars", "AUD": "Australian dollars", "HK$": "Hong Kong dollars", "NT$": "Taiwan dollars",
    "C$": "Canadian dollars", "S$": "Singapore dollars", "NZ$": "New Zealand dollars", "R$": "reais", "£": "pounds",
    "GBP": "pounds", "pounds": "pounds", "€": "euros", "EUR": "euros", "euros": "euros", "euro": "euros", "RMB": "yuan",
    "Rmb": "yuan", "CN¥": "yuan", "Euro": "euros",
    "CHF": "francs", "Fr.": "francs", "NOK": "kroner", "DKK": "kroner", "SEK": "kronor", "INR": "rupees", "TL": "lira",
    "CNY": "yuan", "yuan": "yuan", "元": "yuan", "renminbi": "yuan", "¥": "yen or yuan", "yen": "yen", "JPY": "yen",
    "₹": "rupees", "Rs": "rupees", "Rs.": "rupees", "rupees": "rupees", "₽": "roubles", "roubles": "roubles",
    "rubles": "roubles", "₩": "won", "won": "won", "francs": "francs", "kronor": "kronor", "kroner": "kroner",
    "cents": "cents", "Cent": "cents", "pence": "pence", "lira": "lira", "pesos": "pesos", "rand": "rand", "baht": "baht",
    "ringgit": "ringgit", "shillings": "shillings", "dirhams": "dirhams", "riyals": "riyals", "rials": "rials",
    "zloty": "zloty", "crowns": "crowns", "dinars": "dinars", "naira": "naira", "rupiah": "rupiah", "hryvnia": "hryvnia",
    "hryvnias": "hryvnia", "forints": "forints", "koruna": "koruna", "birr": "birr", "taka": "taka", "cedis": "cedis",
    "leva": "leva", "lei": "lei", "dólares": "dollars", "Dollar": "dollars", "долларов": "dollars", "доллара": "dollars",
    "рублей": "roubles", "рубля": "roubles", "евро": "euros", "reais": "reais", "دولار": "dollars", "دولارات": "dollars",
    "دولارا": "dollars", "يورو": "euros", "دينار": "dinars", "ديناراً": "dinars", "ريال": "riyals", "درهم": "dirhams",
    "جنيه": "pounds", "ليرة": "lira",
}  # fmt: skip
"""Signs, codes and names of money, and the one name that stands for them here."""

_BEFORE = "|".join(re.escape(k) for k in sorted(MONEY, key=len, reverse=True) if not k.islower() and k != "元")
_AFTER = "|".join(re.escape(k) for k in sorted(MONEY, key=len, reverse=True) if k[-1].isalpha() and k != "Rs")
_GROUPS = (
    r"\d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d{1,6})?|"
    r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,6})?"
    r"|\d{1,3}(?:\.\d{3}){2,6}(?:,\d{1,6})?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3}){1,6}(?![\d,])"
    r"|\d{1,3}(?:['’]\d{3}){1,6}(?!\d)"
    r"|\d{1,3}(?:٬\d{3}){1,6}(?:٫\d{1,6})?"
    r"|\d{1,18}(?:[.,٫]\d{1,6})?"
)
_DIGIT_SCALE = (
    r"hundred|thousand|millions?|billions?|trillions?|mn|mln|bn|bln|tn|lakhs?|crores?|wan|Mio\.?|Millionen|Mrd\.?"
    r"|Milliarden?|Billionen|milliards?|mil millones|millón|millones|milhão|milhões|bilhões"
    r"|milione|milioni|miliard[io]|тысячи?|тыс\.|миллион(?:а|ов)?|млн|миллиард(?:а|ов)?|млрд|триллион(?:а|ов)|трлн"
    r"|ألف|آلاف|مليون|ملايين|مليارات|مليار|تريليون"
    r"|万亿|千万|百万|十万|万|萬|亿|億|k|m|b"
)
_PERCENT = (
    r"percentage[ -]points?|per[ ]?cent(?:age points?)?|percent|pct|%|％|个百分点|個百分點"
    r"|Prozentpunkte?|Prozent|pour cent|por cien(?:to)?|por cento|per cento|процент(?:а|ов)?|٪|(?:في|ب)[ ]?الم(?:ئة|ائة)"
)
DIGITS = re.compile(
    rf"(?<![A-Za-z0-9_.,/])(?<![A-Za-z][-–])(?P<money>(?:{_BEFORE})[ \u00a0]?)?(?P<digits>{_GROUPS})(?P<vulgar>[½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞])?"
    rf"(?:(?P<gap>[ \u00a0-]?|[多余餘])(?P<scale>{_DIGIT_SCALE})(?![A-Za-zÀ-ÿА-я])(?:[ \u00a0](?P<scale2>crores?|million"
    rf"|billion|trillion)(?![A-Za-z]))?)?"
    rf"(?:[ \u00a0-]?(?P<percent>{_PERCENT})(?![A-Za-z])|[ \u00a0-]?(?:d[’']|d[eio] )?(?P<after>{_AFTER})(?![A-Za-z])"
    r"|(?P<pence>(?<!240)(?<!360)(?<!480)(?<!720)(?<!\d{4})p)(?![\w-]|\.\w))?"
)
MONEY_DIGITS = re.compile(rf"(?<![A-Za-z])(?:{_BEFORE})[ \u00a0]?$")
ONE_METRE = re.compile(r"\b[Aa]n? \Z")
METRES = re.compile(
    r"[ -](?:race|sprint|dash|freestyle|butterfly|backstroke|breaststroke|hurdles|relay|medley|individual|heats?|finals?|semi"
    r"|champion|title|record|runner|swim|walk|deep|high|tall|wide|long|above|below|away)\b"
)

_ONES = "|".join(sorted({**ONES, **TENS}, key=len, reverse=True))
_BIG = "hundred|thousand|millions?|billions?|trillions?|lakh|crore"
WORDS = re.compile(
    rf"(?<![\w-])(?P<words>(?:half an?|(?:an?|{_ONES})(?=[ -])|{_ONES})(?:[ -](?:and[ ])?(?:{_ONES}|{_BIG}|dozen)"
    rf"(?![A-Za-z])){{0,9}})"
    rf"(?:[ -](?P<percent>{_PERCENT})(?![A-Za-z])|[ -](?P<after>{_AFTER})(?![A-Za-z]))?(?![A-Za-z])",
    re.IGNORECASE,
)
MIXED_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / 3}
MIXED = re.compile(
    rf"(?<![\w-])(?P<whole>\d{{1,3}}|{_ONES})[ -]and[ -](?:a|one)[ -](?P<part>half|quarter"
    rf"|third)(?:[ -](?P<scale>{_BIG}))?(?![A-Za-z])"
    rf"(?:[ -](?P<percent>{_PERCENT})(?![A-Za-z])|[ -](?P<after>{_AFTER})(?![A-Za-z]))?",
    re.IGNORECASE,
)
SCALED_AND_HALF = re.compile(
    rf"(?<![\w-])(?P<whole>an?|\d{{1,3}}|{_ONES}) (?P<scale>{_BIG}) and a (?P<part>half|quarter|third)(?![A-Za-z])", re.IGNORECASE
)
"""A million and a half."""
CJK_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_CJK_NUMBER = r"[零〇一二两兩三四五六七八九十百千万萬亿億]"
CJK_SHARE = re.compile(
    rf"(?P<whole>{_CJK_NUMBER}{{1,8}})分之(?P<part>{_CJK_NUMBER}{{1,12}}(?:点[零一二三四五六七八九]{{1,6}})?|\d{{1,9}}(?:\.\d{{1,6}})?)"
)
CJK_COUNT = re.compile(
    rf"(?<![零〇一二两兩三四五六七八九十百千万萬亿億第几数\d.])(?P<count>(?=[一二两兩三四五六七八九十])(?:{_CJK_NUMBER}{{2,16}}|[二两兩三四五六七八九十]))"
    rf"(?=[多余餘来]?(?:人次|[人名户户家吨倍例起枚艘架辆]|公里|公顷|美元|元))"
)
CJK_TENTHS = re.compile(
    rf"(?<!{_CJK_NUMBER})(?P<tenths>[一二三四五六七八九两]|(?<![\d.])[1-9](?:\.\d)?)成(?P<half>半)?(?![为為立功員员本长長果熟都绩績分品交千因像语語家不天群百年色行风竹])"
)
"""九成: nine tenths."""
ARABIC_ONES = {
    word: value
    for value, row in enumerate(
        ["ثلاثة ثلاث", "أربعة أربع", "خمسة خمس", "ستة ست", "سبعة سبع", "ثمانية ثماني", "تسعة تسع", "عشرة عشر"], start=3
    )
    for word in row.split()
} | {
    "عشرين": 20,
    "عشرون": 20,
    "ثلاثين": 30,
    "ثلاثون": 30,
    "أربعين": 40,
    "خمسين": 50,
    "خمسون": 50,
    "ستين": 60,
    "مئة": 100,
    "مائة": 100,
}
_ARABIC_MONEY = "|".join(name for name in MONEY if name[0] > "ء")
ARABIC_COUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<half>نصف )|(?P<count>{'|'.join(ARABIC_ONES)}) )?(?P<scale>آلاف|ألف|ملايين"
    r"|مليون|مليارات|مليار)(?P<case>ا)?(?!\w)"
    r"(?P<more> ونصف(?: ال(?:مليون|مليار))?(?!\w))?"
    rf"(?: (?P<after>{_ARABIC_MONEY})(?!\w))?"
    r"|(?<![\w.,])(?P<vague>(?:عشرات|مئات)(?: (?:الآلاف|آلاف|الملايين))?)(?!\w)"
    r"|(?<![\w.,])(?P<two>ألف|مليون|مليار|مئت|مائت)(?:ين|ان|ي)(?!\w)"
)
ARABIC_PLURALS = ("آلاف", "ملايين", "مليارات")
VAGUE = re.compile(
    r"(?<![\w-])(?:(?:several|a few|many|a couple of) (?:dozen|hundred|thousand|million|billion|trillion)s?|tens"
    r"|dozens|scores|hundreds|thousands|millions|billions|trillions)"
    r"(?: of (?:hundreds|thousands|millions|billions|trillions)){0,2}(?![A-Za-z])",
    re.IGNORECASE,
)
FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<count>an?|{_ONES})[ -](?P<part>half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth"
    rf"|hundredth)s?|(?P<alone>half))(?= of\b|[ ](?:the|its|their|his|her|all|were|are|have|had|say|said)\b)",
    re.IGNORECASE,
)
FRACTION_BY = re.compile(
    r"(?<![\w-])(?:(?P<count>an?|one|two|three|four)[ -](?P<part>half|third|quarter|fifth|tenth)s?|(?P<alone>half))"
    r"(?=[.,;:)\n]|$| (?:in|from|to|since|over|and|but|compared|on|between|this|last|during|within|when|after|as|because|while"
    r"|more|less|higher|lower|fewer|year)\b)",
    re.IGNORECASE,
)
"""`Cut by a third`: a share of what the verb before it speaks of."""
BY_BEFORE = re.compile(
    r"\b(?:by|ris(?:e|en|es)|rose|f[ae]ll(?:en|s)?|dropped|gr(?:ew|own)|jumped|climbed|declined|lost|shrunk|shrank|up|down)"
    r" (?:(?:more than|less than|at least|up to|nearly|almost|about|around|roughly|over|some|as much as) )?\Z",
    re.IGNORECASE,
)
RATIO = re.compile(
    rf"(?<![\w-])(?P<share>\d{{1,3}}|{_ONES})(?:(?: out of| (?:person|child|adult|household|family|woman|man|girl|boy|worker"
    rf"|voter|patient|student|pupil|teacher|woman)? ?in)(?: every)? |-(?:in"
    rf"|out-of)-)(?P<whole>\d{{1,3}}(?:,\d{{3}}){{0,3}}|{_ONES}|a"
    rf" hundred|a thousand"
    r")(?![\w,.-]?\d)(?![A-Za-z-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A written number. `value` is None when it is vague; `unit` is `percent`, money, or None; `scale` the power of ten written."""

    start: int
    end: int
    value: Decimal | None
    form: Form
    unit: str | None = None
    scale: int = 0
    grouped: bool = False
    raw: str = ""


def find_numbers(text: str) -> list[Number]:
    """All written numbers of a text, sorted, none overlapping another (the longer reading wins). Never raises."""
    words = _number_words(text)
    found = [
        *_ratios(text, words),
        *_fractions(text, words),
        *_digits(text),
        *_words(text, words),
        *_mixed(text, words),
        *_scaled_and_half(text, words),
        *_cjk_words(text),
        *_arabic_words(text),
        *_vague(text, words),
    ]
    chosen: list[Number] = []
    for number in sorted(found, key=lambda n: (n.start, -n.end)):
        if not chosen or number.start >= chosen[-1].end:
            chosen.append(number)
    return chosen


NUMBER_WORD = re.compile(
    rf"[^\w](?:{_ONES}|hundred|thousand|million|billion|trillion|lakh|crore|dozen|score|half|halve|third|quarter|fourth|fifth"
    r"|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth)s?(?![a-z])"
)
DIGIT = re.compile(r"\d")
SHARE_LINK = re.compile(r"\d(?: in| out of|-in-|-out-of-)")
WORD_REACH = 20, 60
"""How far before and behind a number word a number written in words, with its unit, may reach beyond it."""
DIGITS_REACH = 8, 60


def _number_words(text: str) -> list[int]:
    """Where the words stand of which every number written in words holds one."""
    return [hit.start() for hit in NUMBER_WORD.finditer("\n" + lowered(text))]


def _percent(written: str | None) -> str | None:
    """Percent and percentage points are units of their own."""
    if not written:
        return None
    return "percentage points" if re.search("point|punkt|百分", written) else "percent"


DOTTED = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3}){2,6}(?![\d.]\d)"
    r"|\d{1,3},\d{1,2}[ ]?(?:Prozent|pour cent|por ciento|por cento|per cento|процент|Millionen|Milliarden|Mio|Mrd|millones"
    r"|milliards|Euro|%))"
)
"""1.234.567 and 23,5 Prozent: whoever writes so groups by points."""
PERSONS = re.compile(
    r" (?:[a-z]{1,15} )?(?:people|persons|inhabitants|residents|workers|employees|men|women|children|voters|soldiers)\b"
)


PER_HUNDRED = ("percent", "percentage points")


def _dotted_thousands(text: str, hit: re.Match[str], dotted: bool) -> bool:
    """Whether `12.500` is twelve thousand five hundred: the text groups by points elsewhere, or counts persons."""
    if hit["scale"] or not re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", hit["digits"]):
        return False
    return dotted or PERSONS.match(text, hit.end()) is not None


def _digits(text: str) -> Iterator[Number]:
    dotted = DOTTED.search(text) is not None
    sport = any(word in text for word in SPORTS)
    for hit in matches(DIGITS, text, (digit.start() for digit in DIGIT.finditer(text)), *DIGITS_REACH):
        value = plain_value(hit["digits"])
        unit = _percent(hit["percent"]) or ("pence" if hit["pence"] else None)
        unit = unit or MONEY.get((hit["money"] or "").strip()) or MONEY.get(hit["after"] or "")
        if points := unit not in PER_HUNDRED and _dotted_thousands(text, hit, dotted):
            value = value.scaleb(3)
        scale, end = _scale_of(text, hit, money=bool(hit["money"] or hit["after"]), sport=sport)
        grouped = bool(re.search(r"\d[,.\u00a0\u202f\u2009 ]\d{3}(?:\D|$)", hit["digits"])) and value >= 1000
        value = (value + Decimal(VULGAR.get(hit["vulgar"] or "", "0"))).scaleb(scale)
        start = _signed(text, hit.start(), bool(unit))
        value = value if start == hit.start() else -value
        yield Number(start, end, value, "digits", unit, scale, grouped or points, hit["digits"])


MINUS_WORD = re.compile(r"(?<![\w-])(?<!plus or )(?<!plus/)(?:minus|negative)[ \u00a0]\Z", re.IGNORECASE)
MINUS_SIGN = re.compile(r"(?:(?<=[^\d\s][ \u00a0])|(?<=[(（:：]))[-−–]\Z")


def _signed(text: str, start: int, measured: bool) -> int:
    """Where a number begins with its minus, as a word or as a sign that no range, list or hyphen explains; else `start`."""
    before = text[max(0, start - 20) : start]
    sign = MINUS_WORD.search(before) or (MINUS_SIGN.search(before) if measured or DEGREES.match(text, start) else None)
    return start - len(before) + sign.start() if sign else start


DEGREES = re.compile(r"\d{1,3}(?:\.\d)?[ \u00a0]?(?:°|degrees?\b|C\b|F\b)")


SPORTS = (
    *(
        "athletics",
        "hurdles",
        "pole vault",
        "long jump",
        "triple jump",
        "high jump",
        "sprint",
        "marathon",
        "freestyle",
        "backstroke",
    ),
    *("shot put", "javelin", "decathlon", "heptathlon", "indoor championships", "Indoor Championships"),
)
"""Words of the sports in which an m behind digits is metres."""
COUNTED_MILLIONS = re.compile(r"(?:[ -](?:people|men|women|children|a year|[a-z]{2,15}s)\b|-)")
RACES = frozenset(["50", "60", "100", "110", "200", "300", "400", "800", "1000", "1500", "3000", "5000", "10000"])
RACE_BEFORE = re.compile(r"\b(?:men|women|boys|girls|under-\d\d)(?:[’']s|s[’']|s)? \Z")


IN_FEET = re.compile(r"(?:ft|feet|foot|in|yards|miles) \(\Z")
"""`30ft (10m)`."""


def _in_metres(text: str, hit: re.Match[str], *, sport: bool) -> bool:
    """`A 1.2m wall`, `the men's 60m`, `a leap of 16.87m` in a text on sport, `1500m`: no millions."""
    digits = hit["digits"].replace(",", "")
    if IN_FEET.search(text, max(0, hit.start() - 10), hit.start()):
        return True
    if ONE_METRE.search(text, max(0, hit.start() - 3), hit.start()):
        return text[hit.end() : hit.end() + 1] != "-"
    if digits in RACES and (len(digits) > 3 or RACE_BEFORE.search(text, max(0, hit.start() - 12), hit.start())):
        return True
    return sport and COUNTED_MILLIONS.match(text, hit.end()) is None


def _scale_of(text: str, hit: re.Match[str], *, money: bool, sport: bool) -> tuple[int, int]:
    """The power of ten behind digits, and where the number ends: `m` may be metres, `b` and `k` must touch the digits."""
    scale = hit["scale"]
    if not scale:
        return 0, hit.end()
    short = scale in ("m", "b", "k")
    apart = hit["gap"] != ""
    if (
        short
        and not money
        and (apart or METRES.match(text, hit.end("scale")) or (scale == "m" and _in_metres(text, hit, sport=sport)))
    ):
        return 0, hit.end("digits")
    return SCALES[scale] + SCALES.get(hit["scale2"] or "", 0), hit.end()


def plain_value(digits: str) -> Decimal:
    """The value of digits with separators: `1,234`, `1.234.567`, `1 234`, `17.2`, and `3,5` as a decimal comma."""
    bare = re.sub(r"[\u00a0\u202f\u2009 '’٬]", "", digits).replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?", bare):
        return Decimal(bare.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return Decimal(bare.replace(",", "."))


def _words(text: str, places: Sequence[int]) -> Iterator[Number]:
    for hit in matches(WORDS, text, places, *WORD_REACH):
        words = re.split(r"[ -]", hit["words"].lower())
        if words in (["a"], ["an"]) or (words[0] in ("a", "an", "half") and not any(w in SCALES or w == "dozen" for w in words)):
            continue
        unit = _percent(hit["percent"]) or MONEY.get(hit["after"] or "")
        scale = max((SCALES.get(word, 0) for word in words), default=0)
        value, start = word_value(words), _signed(text, hit.start(), False)
        yield Number(start, hit.end(), value if start == hit.start() else -value, "words", unit, scale, raw=hit["words"])


def _mixed(text: str, places: Sequence[int]) -> Iterator[Number]:
    """Two and a half million; three-and-a-half."""
    for hit in matches(MIXED, text, places, *WORD_REACH):
        whole, part = _small(hit["whole"]), MIXED_PARTS[hit["part"].lower()]
        scale = SCALES[hit["scale"].lower()] if hit["scale"] else 0
        unit = _percent(hit["percent"]) or MONEY.get(hit["after"] or "")
        yield Number(hit.start(), hit.end(), (whole + part).scaleb(scale), "words", unit, scale, raw=hit.group())


def _scaled_and_half(text: str, places: Sequence[int]) -> Iterator[Number]:
    for hit in matches(SCALED_AND_HALF, text, places, *WORD_REACH):
        scale = SCALES[hit["scale"].lower()]
        value = _small(hit["whole"]) + MIXED_PARTS[hit["part"].lower()]
        yield Number(hit.start(), hit.end(), value.scaleb(scale), "words", None, scale, raw=hit.group())


def _cjk_words(text: str) -> Iterator[Number]:
    """百分之二十, 三分之一, 三百人."""
    for hit in CJK_SHARE.finditer(text) if "分之" in text else ():
        whole, part = cjk_value(hit["whole"]), cjk_value(hit["part"])
        if whole == 100 and part is not None:
            yield Number(hit.start(), hit.end(), part, "digits", "percent", raw=hit.group())
        elif whole and part is not None and part < whole:
            yield Number(hit.start(), hit.end(), part / whole, "fraction", raw=hit.group())
    for hit in CJK_TENTHS.finditer(text) if "成" in text else ():
        tenths = Decimal(CJK_DIGITS.get(hit["tenths"], 0)) or plain_value(hit["tenths"])
        percent = tenths * 10 + (5 if hit["half"] else 0)
        yield Number(hit.start(), hit.end(), percent, "digits", "percent", raw=hit.group())
    for hit in CJK_COUNT.finditer(text) if any(noun in text for noun in "人名户家吨里顷元倍例起枚艘架辆") else ():
        value = cjk_value(hit["count"])
        if value is not None and value >= 2:
            yield Number(hit.start("count"), hit.end("count"), value, "words", raw=hit["count"])


def _arabic_words(text: str) -> Iterator[Number]:
    """خمسة آلاف, نصف مليون, مليونين, عشرات الآلاف."""
    for hit in ARABIC_COUNT.finditer(text) if any(sign in text for sign in ("لف", "لا", "ملي", "مئ", "مائ", "عشرات")) else ():
        if re.search(r"\d[ \u00a0]\Z", text[max(0, hit.start() - 2) : hit.start()]):
            continue
        counted = hit["count"] or hit["half"]
        if hit["vague"] or (hit["scale"] in ARABIC_PLURALS and not counted):
            yield Number(hit.start(), hit.end(), None, "vague", raw=hit.group())
        elif hit["two"] or counted or hit["scale"] in ("مليون", "مليار"):
            value, scale = _arabic_value(hit)
            yield Number(hit.start(), hit.end(), value, "words", MONEY.get(hit["after"] or ""), scale, raw=hit.group())


def _arabic_value(hit: re.Match[str]) -> tuple[Decimal, int]:
    written = hit["scale"] or hit["two"]
    scale = 2 if written in ("مئت", "مائت") else SCALES[written]
    dual = hit["two"] or (hit["case"] and not hit["count"])  # "مليونا شخص" is two million
    units = Decimal(2 if dual else ARABIC_ONES.get(hit["count"] or "", 1))
    units = Decimal("0.5") if hit["half"] else units + (Decimal("0.5") if hit["more"] else 0)
    return units.scaleb(scale), scale


def cjk_value(written: str) -> Decimal | None:
    """The value of a Chinese number in characters or digits: 二十 is 20, 三万五千 35000, 二十点五 20.5; None if it is none."""
    whole, _, fraction = written.partition("点")
    if whole and whole[0].isdigit():
        return plain_value(written) if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", written) else None
    total = section = digit = Decimal(0)
    for char in whole:
        if char in CJK_DIGITS:
            digit = Decimal(CJK_DIGITS[char])
        elif char in "十百千":
            section, digit = section + (digit or 1) * Decimal(10) ** SCALES[char], Decimal(0)
        elif char in "万亿萬億":
            total, section, digit = (total + section + digit) * Decimal(10) ** SCALES[char], Decimal(0), Decimal(0)
        else:
            return None
    decimals = "".join(str(CJK_DIGITS.get(char, "")) for char in fraction)
    return total + section + digit + (Decimal(f"0.{decimals}") if decimals else 0)


def word_value(words: list[str]) -> Decimal:
    """The value of number words: `three hundred and five thousand` is 305000, `half a million` 500000."""
    total, current = Decimal(0), Decimal(0)
    factor = Decimal("0.5") if words[:1] == ["half"] else Decimal(1)
    for word in words:
        if word == "dozen":
            current = max(current, Decimal(1)) * 12
        elif word == "hundred":
            current = max(current, Decimal(1)) * 100
        elif word in SCALES:
            total += max(current, Decimal(1)).scaleb(SCALES[word])
            current = Decimal(0)
        else:
            current += SMALL.get(word, 0)
    return (total + current) * factor


def _vague(text: str, places: Sequence[int]) -> Iterator[Number]:
    for hit in matches(VAGUE, text, places, *WORD_REACH):
        yield Number(hit.start(), hit.end(), None, "vague", raw=hit.group())


def _fractions(text: str, places: Sequence[int]) -> Iterator[Number]:
    for hit in matches(FRACTION, text, places, *WORD_REACH):
        count = 1 if hit["alone"] else SMALL[hit["count"].lower()]
        whole = 2 if hit["alone"] else PARTS[hit["part"].lower()]
        yield Number(hit.start(), hit.end(), Decimal(count) / Decimal(whole), "fraction", raw=hit.group())
    for hit in matches(FRACTION_BY, text, places, *WORD_REACH):
        if BY_BEFORE.search(text, max(0, hit.start() - 30), hit.start()):
            count = 1 if hit["alone"] else SMALL[hit["count"].lower()]
            whole = 2 if hit["alone"] else PARTS[hit["part"].lower()]
            yield Number(hit.start(), hit.end(), Decimal(count) / Decimal(whole), "fraction", raw=hit.group())


def _ratios(text: str, places: Sequence[int]) -> Iterator[Number]:
    linked = sorted((*places, *(hit.start() for hit in SHARE_LINK.finditer(lowered(text)))))
    for hit in matches(RATIO, text, linked, *WORD_REACH):
        share, whole = (_small(hit[name]) for name in ("share", "whole"))
        if 0 < share < whole and whole <= 100_000 and not (hit["whole"].isdigit() and len(hit["whole"]) == 4):
            yield Number(hit.start(), hit.end(), share / whole, "ratio", "share", raw=hit.group())


def _small(written: str) -> Decimal:
    return plain_value(written) if written[0].isdigit() else word_value(written.lower().split())

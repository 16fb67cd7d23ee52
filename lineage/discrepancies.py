"""Where two documents should give one figure and do not.

Two figures are compared only when they plainly are about the same: the same unit after folding, periods that do not contradict,
and enough words in common around them; each must be the other's best match. Then the pair is one of

    rounding        one is the other rounded to fewer digits (1.29 million, 1.288 million)
    transposition   two digits changed places (415,400 and 451,400)
    factor of ten   equal digits, one or two powers of ten apart
    unit lost       equal digits, but a scale word, a percent sign is missing on one side
    conflict        otherwise different, which is said only of figures whose surroundings agree closely

Equal figures and those that their qualifiers make compatible ("at least 1,000" and 1,200) are no discrepancy, and neither is a
figure that the other document gives too. A missed discrepancy costs a look; a silly one costs the trust in all others: so every
doubt speaks for silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lineage.text import spelling_key, tokens
from lineage.values import Discrepancy, Figure
from lineage.wordlists import listed

RULE_VERSION = "2"

REACH = 260
"""Characters on either side that count as a figure's surroundings, within its sentence."""
NEEDED = {
    "equal": 0.28, "transposition": 0.28, "rounding": 0.3, "qualifier-compatible": 0.5,
    "factor of ten": 0.45, "unit lost": 0.5, "conflict": 0.6,
}  # fmt: skip
"""The least agreement of surroundings (0 to 1) for each kind: the less the numbers themselves prove, the more words must agree.

Chosen on invented pairs and the five seed texts; a later issue calibrates them.
"""
SHARED_WORDS = {
    "equal": 3,
    "transposition": 3,
    "rounding": 3,
    "qualifier-compatible": 5,
    "factor of ten": 4,
    "unit lost": 5,
    "conflict": 5,
}
DISAGREE = frozenset({"rounding", "transposition", "factor of ten", "unit lost", "conflict"})
"""The classes that are told as discrepancies; `equal` and `qualifier-compatible` pairs agree."""
STOPWORDS = listed(
    """
    a an the and or but nor of in on at to for from by with without within into onto over under about above below
    between among during before after since until than as per via who whom whose which that what when where while why
    how if because so though although was were are is be been being am has have had having do does did will would can
    could shall should may might must not no also each every any all both either neither more less least most fewer
    this these those it its he she they them his her their our we you i us my your there here then now said says say
    saying told added according some such only just even still nearly almost around up out other another one two first
    last year years percent million billion thousand average number total mr ms mrs dr new including included include
    well
    """
)
SENTENCE_STOP = re.compile(r"(?<![A-Z])[.!?…][”\"’'»)\]]{0,3}(?=\s{1,40}[^\sa-z])|\n")
GENERIC = {"worker": "person", "laborer": "person", "people": "person", "person": "person", "resident": "person", "man": "person"}


@dataclass(frozen=True, slots=True)
class FiguresOf:
    """The figures of one document: its id, the text they index, and the figures."""

    document: str
    text: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with what it is compared by."""

    figure: Figure
    value: Decimal
    unit: str | None
    which: frozenset[str]
    near: frozenset[str]
    around: frozenset[str]
    years: frozenset[str]
    rate: str | None


def compare_figures(left: FiguresOf, right: FiguresOf, *, agreeing: bool = False) -> tuple[Discrepancy, ...]:
    """The discrepancies between the figures of two documents, in the order of the left text. Never raises.

    Each pair of values is reported once, at the place where the surroundings agree best.

    Args:
        left, right: the figures of each.
        agreeing: give the pairs that are equal or compatible by their qualifiers too.
    """
    every = sorted(_candidates(_place(left), _place(right)), key=lambda c: (-c[0], c[2].figure.start, c[3].figure.start))
    told = _chosen([each for each in every if each[1] in DISAGREE])
    agreed = _chosen([each for each in every if each[1] not in DISAGREE]) if agreeing else []
    pairs = sorted(told + agreed, key=lambda pair: (pair[0].figure.start, pair[1].figure.start, pair[2]))
    return tuple(_discrepancy(left, right, *pair) for pair in pairs)


def _chosen(candidates: Iterable[tuple[float, str, Placed, Placed]]) -> list[tuple[Placed, Placed, str]]:
    """The best pairs: each figure in one of them, each two values once."""
    taken: set[tuple[str, int]] = set()
    values: set[tuple[Decimal, Decimal]] = set()
    found: list[tuple[Placed, Placed, str]] = []
    for _, kind, one, other in candidates:
        keys = {("left", one.figure.start), ("right", other.figure.start)}
        if keys & taken or (one.value, other.value) in values:
            continue
        taken |= keys
        values.add((one.value, other.value))
        found.append((one, other, kind))
    return found


def _place(side: FiguresOf) -> list[Placed]:
    placed = []
    for figure in side.figures:
        if isinstance(figure.value, float | int):
            placed.append(_placed(side.text, figure))
    return placed


def _placed(text: str, figure: Figure) -> Placed:
    start, end = _sentence(text, figure)
    near_start, near_end = _clause(text, max(start, figure.start - 70), min(end, figure.end + 70), figure)
    period = figure.period or ""
    return Placed(
        figure=figure,
        value=Decimal(repr(float(figure.value))),  # type: ignore[arg-type]
        unit=unit_head(figure.unit),
        which=_which(figure),
        near=_words(text[near_start : figure.start]) | _words(text[figure.end : near_end]) | _noun_words(figure),
        around=_words(text[start : figure.start]) | _words(text[figure.end : end]) | _noun_words(figure),
        years=frozenset(re.findall(r"(?:19|20)\d\d", period)),
        rate=_rate(period),
    )


def _sentence(text: str, figure: Figure) -> tuple[int, int]:
    left, right = max(0, figure.start - REACH), min(len(text), figure.end + REACH)
    stops = [hit.end() for hit in SENTENCE_STOP.finditer(text, left, figure.start)]
    following = SENTENCE_STOP.search(text, figure.end, right)
    return (stops[-1] if stops else left), (following.start() if following else right)


def _clause(text: str, start: int, end: int, figure: Figure) -> tuple[int, int]:
    """The nearest words: up to a semicolon or a bracket on either side."""
    before = max((hit.end() for hit in re.finditer(r"[;()]", text[start : figure.start])), default=0)
    after = re.search(r"[;()]", text[figure.end : end])
    return start + before, figure.end + after.start() if after else end


def _words(text: str) -> frozenset[str]:
    """The content words of a stretch, in one spelling and number; cut words at its ends do no harm."""
    keys = (_stem(spelling_key(token.word)) for token in tokens(text))
    return frozenset(key for key in keys if len(key) > 2 and key not in STOPWORDS and not key[0].isdigit())


def _noun_words(figure: Figure) -> frozenset[str]:
    return _words(figure.unit) if figure.unit else frozenset()


def _stem(word: str) -> str:
    """Singular of a plain plural, so that `workers` and `worker` agree."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def unit_head(unit: str | None) -> str | None:
    """The head of the counted noun, folded; money and percent as they are."""
    if not unit:
        return None
    head = _stem(spelling_key(unit.split()[-1]))
    return GENERIC.get(head, head)


def _which(figure: Figure) -> frozenset[str]:
    """The words before the head of the counted noun: `urban` of `urban workers`."""
    return _words(" ".join((figure.unit or "").split()[:-1]))


def periods_of(period: str) -> str:
    """A figure's period in one form, however it is written: its years in order and its rate."""
    years = sorted(set(re.findall(r"(?:19|20)\d\d", period)))
    return " ".join([*years, *filter(None, [_rate(period)])])


RATES = {"year": ("year", "annual", "annum"), "month": ("month",), "week": ("week",), "day": ("day", "daily")}


def _rate(period: str) -> str | None:
    """`year` for `per year`, `every year`, `annual`; None when the period names no rate."""
    for part in period.lower().split("; "):
        if re.match(r"per |a |every |each |ever |annual|yearly|month|daily|week", part):
            return next((name for name, words in RATES.items() if any(word in part for word in words)), None)
    return None


# --- comparing --------------------------------------------------------------------------------------------------------


MET = 400
"""How many figures of the other document share a word at most, for that word to tell which ones to compare."""
COMPARED = 60
"""How many figures of the other document each figure is compared with at most: those with most telling words in common."""


def _candidates(ones: Sequence[Placed], others: Sequence[Placed]) -> Iterable[tuple[float, str, Placed, Placed]]:
    """All pairs that may be reported, with the agreement of their surroundings.

    A value that the other document gives too is not in conflict with a third; a rounding beside it is still told.
    """
    given_left, given_right = {(o.value, o.unit) for o in ones}, {(o.value, o.unit) for o in others}
    by_word: dict[str, list[int]] = {}
    for place, other in enumerate(others):
        for word in other.around:
            by_word.setdefault(word, []).append(place)
    for one in ones:
        for other in (others[place] for place in _met(one, by_word)):
            kind = _kind(one, other)
            if not _comparable(one, other, kind):
                continue
            if kind not in ("rounding", "equal") and (_given(one, given_right) or _given(other, given_left)):
                continue
            agreement = _agreement(one, other)
            if agreement < NEEDED[kind] or len(one.around & other.around) < SHARED_WORDS[kind]:
                continue
            if kind != "conflict" or _overlap(one.near, other.near) >= NEEDED[kind]:
                yield agreement, kind, one, other


def _met(one: Placed, by_word: Mapping[str, list[int]]) -> list[int]:
    """The places of the figures worth a look: three words in common, words of every second figure not counted."""
    counts: Counter[int] = Counter()
    for word in one.around:
        places = by_word.get(word, ())
        if len(places) <= MET:
            counts.update(places)
    least = min(SHARED_WORDS.values())
    ranked = sorted((-count, place) for place, count in counts.items() if count >= least)
    return [place for _, place in ranked[:COMPARED]]


def _given(one: Placed, values: set[tuple[Decimal, str | None]]) -> bool:
    """Whether the other document gives this figure too."""
    return any(value == one.value and (unit == one.unit or unit is None or one.unit is None) for value, unit in values)


def _comparable(one: Placed, other: Placed, kind: str) -> bool:
    """Units agree, periods do not contradict, and the values are of a size worth comparing."""
    if kind == "none":
        return False
    fixed = {"percent", "percentage points", "share"}
    if one.unit != other.unit and not (one.unit is None or other.unit is None):
        return False
    if one.unit != other.unit and kind != "unit lost" and (kind == "conflict" or fixed & {one.unit, other.unit}):
        return False
    if one.which - other.which and other.which - one.which and kind not in ("equal", "rounding"):
        return False  # urban workers and rural workers are two populations
    if one.years and other.years and one.years != other.years:
        return False
    return not (one.rate and other.rate and one.rate != other.rate)


def _agreement(one: Placed, other: Placed) -> float:
    """Share of the content words in common, of the smaller surroundings: half by the sentence, half by the nearest words."""
    return 0.5 * _overlap(one.around, other.around) + 0.5 * _overlap(one.near, other.near)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(4, min(len(one), len(other)))


MEASURES = frozenset({"percent", "percentage points", "share"})


def _kind(one: Placed, other: Placed) -> str:
    """What the two numbers are to each other; `none` for those that can not be compared."""
    return classify(one.value, other.value, units=(one.unit, other.unit), qualifiers=(one.figure.qualifier, other.figure.qualifier))


def classify(
    a: Decimal,
    b: Decimal,
    *,
    units: tuple[str | None, str | None] = (None, None),
    qualifiers: tuple[str | None, str | None] = (None, None),
) -> str:
    """The class of a pair of numbers told of one thing; `none` for small ones, which differ by chance, and for very different ones.

    Args:
        a, b: the values, in base units.
        units: the heads of their units; None where none is told.
        qualifiers: as written before them, lower case.
    """
    lost = (units[0] is None) != (units[1] is None) and bool(MEASURES & set(units))
    if a == b and lost:
        return "unit lost" if len(_digits(a)) >= 2 else "none"
    if a == b:
        return "equal"
    if min(a, b) <= 0 or (max(a, b) < 10 and not MEASURES & set(units)):
        return "none"
    if _is_rounding(a, b):
        return "rounding"
    return _by_digits(a, b) or _by_size(a, b, qualifiers)


def _by_digits(a: Decimal, b: Decimal) -> str | None:
    """What equal or exchanged digits show to be a slip of the pen."""
    first, second = _digits(a), _digits(b)
    if len(first) >= 3 and _magnitude(a) == _magnitude(b) and _swapped(first, second):
        return "transposition"
    if first == second and len(first) >= 2 and _magnitude(a) != _magnitude(b):
        # A scale word dropped leaves three powers of ten or more between; a zero dropped, one or two.
        return "unit lost" if abs(_magnitude(a) - _magnitude(b)) >= 3 else "factor of ten"
    return None


def _by_size(a: Decimal, b: Decimal, qualifiers: tuple[str | None, str | None]) -> str:
    if max(a, b) / min(a, b) > 3:
        return "none"
    if _bounds_meet(a, b, qualifiers):
        return "qualifier-compatible"
    return "conflict" if min(len(_digits(a)), len(_digits(b))) >= 2 else "none"


LOWER = re.compile(r"more than|over|at least|exceed|in excess|upward|above|greater|no (?:less|fewer) than|超过")
UPPER = re.compile(
    r"less than|fewer than|under|below|at most|up to|as (?:many|much|high) as|nearly|almost|close to|no more than|barely"
)
ABOUT = re.compile(r"about|around|approximately|roughly|some|estimated|circa|约|近|~|≈")


def _bounds_meet(a: Decimal, b: Decimal, qualifiers: tuple[str | None, str | None]) -> bool:
    """Whether the qualifiers make room for both numbers: at least 1,000 and 1,200; about 500 and 480."""
    for value, other, said in ((a, b, qualifiers[0]), (b, a, qualifiers[1])):
        if not said:
            continue
        if UPPER.search(said) and other <= value and not LOWER.search(said):
            return True
        if LOWER.search(said) and not UPPER.search(said) and other >= value:
            return True
        if ABOUT.search(said) and abs(a - b) * 10 <= max(a, b):
            return True
    return False


def _digits(value: Decimal) -> str:
    """The significant digits, without zeros at either end."""
    return "".join(map(str, value.normalize().as_tuple().digits)).strip("0")


def _magnitude(value: Decimal) -> int:
    return value.adjusted()


def _is_rounding(a: Decimal, b: Decimal) -> bool:
    """Whether one is the other with fewer significant digits (to nearest, or cut off), at least two of them."""
    coarse, fine = sorted((a, b), key=lambda value: len(_digits(value)))
    places = len(_digits(coarse))
    if places < 2 or len(_digits(fine)) <= places:
        return False
    step = Decimal(1).scaleb(coarse.adjusted() - places + 1)
    return abs(coarse - fine) < step and (abs(coarse - fine) * 2 <= step or coarse <= fine)


def _swapped(first: str, second: str) -> bool:
    """Whether exactly two digits changed places."""
    length = max(len(first), len(second))
    pairs = [(x, y) for x, y in zip(first.ljust(length, "0"), second.ljust(length, "0"), strict=True) if x != y]
    return len(pairs) == 2 and pairs[0] == pairs[1][::-1]


def _discrepancy(left: FiguresOf, right: FiguresOf, one: Placed, other: Placed, kind: str) -> Discrepancy:
    subject = one.figure.unit or other.figure.unit or " ".join(sorted(one.near & other.near)[:4])
    return Discrepancy(
        kind=kind,
        subject=subject,
        left=_side(left.document, one.figure),
        right=_side(right.document, other.figure),
        rule=f"discrepancy.{kind.replace(' ', '_')}",
        rule_version=RULE_VERSION,
    )


def _side(document: str, figure: Figure) -> dict[str, object]:
    return {"document": document, "quote": figure.quote, "start": figure.start, "end": figure.end, "value": figure.value}

"""Where texts disagree in words: titles, issuers and dates of one work, names, quotations; and figures inside one text.

Four comparisons, each of what is plainly meant to be the same:

    works       variants of one work's title, issuer or date, as `linking` collected them; dates inside one document too
    names       names in capitals that differ in one word by a letter or two, and stand in one document only each
    quotations  marked words of two documents that mostly agree and neither contains the other
    inside      one document: a number that the text itself works out against the number it states; shares that do not add up

House spelling is no disagreement for names and quotations; for a title it is told, since a title is quoted. Figures between
documents are left to `discrepancies`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from lineage.dates import dates_agree
from lineage.discrepancies import FiguresOf, classify, unit_head
from lineage.issuers import COUNTRIES, is_government, issuer_words
from lineage.linking import LinkedWork
from lineage.names import DAYS, OPENERS, UPPER
from lineage.plain import plain_view
from lineage.text import normalise, spelling_key, tokens
from lineage.values import Discrepancy, Figure, Quotation
from lineage.work_mentions import WorkMention

RULE_VERSION = "1"

Side = dict[str, object]


def _discrepancy(kind: str, subject: str, left: Side, right: Side) -> Discrepancy:
    return Discrepancy(kind, subject, left, right, f"discrepancy.{kind.replace(' ', '_')}", RULE_VERSION)


def _side(document: str, quote: str, start: int, value: object) -> Side:
    return {"document": document, "quote": quote, "start": start, "end": start + len(quote), "value": value}


# --- one work, told differently ---------------------------------------------------------------------------------------


def work_discrepancies(works: Iterable[LinkedWork]) -> tuple[Discrepancy, ...]:
    """Where the mentions of one work disagree on its title, issuer or date; each pair of forms once, at its first mentions."""
    found: list[Discrepancy] = []
    for work in works:
        mentions = [joined.mention for joined in work.mentions]
        found += _titles(work, mentions)
        found += _issuers(work, mentions)
        found += _dates(work, mentions)
    return tuple(found)


def _subject(work: LinkedWork) -> str:
    return work.title or work.mentions[0].mention.quote


def _mention_side(mention: WorkMention, value: object) -> Side:
    return _side(mention.document, mention.quote, mention.start, value)


def _titles(work: LinkedWork, mentions: Sequence[WorkMention]) -> Iterator[Discrepancy]:
    """Each form of the title against the commonest, in the words and letters of the mentions that write it."""
    first: dict[str, WorkMention] = {}
    for mention in mentions:
        if mention.title and mention.mention in ("titled", "legal"):
            first.setdefault(normalise(mention.title).casefold(), mention)
    base = normalise(work.title or "").casefold()
    for form, mention in sorted(first.items()):
        if form != base and base in first:
            yield _discrepancy(
                "title", _subject(work), _mention_side(first[base], first[base].title), _mention_side(mention, mention.title)
            )


def _issuers(work: LinkedWork, mentions: Sequence[WorkMention]) -> Iterator[Discrepancy]:
    """Names of bodies that differ in more than their country; a state named as a whole differs from none of its bodies."""
    first: dict[frozenset[str], WorkMention] = {}
    for mention in mentions:
        if (
            mention.issuer
            and not mention.legal
            and not is_government(mention.issuer)
            and (words := issuer_words(mention.issuer) - _OF_STATE)
        ):
            first.setdefault(words, mention)
    forms = sorted(first.items(), key=lambda item: (item[1].document, item[1].start))
    for _, mention in forms[1:]:
        one = forms[0][1]
        yield _discrepancy("issuer", _subject(work), _mention_side(one, one.issuer), _mention_side(mention, mention.issuer))


_OF_STATE = frozenset(word.rstrip("s") if len(word) > 4 else word for name in COUNTRIES for word in name.split()) | {
    "republic",
    "people",
}


def _dates(work: LinkedWork, mentions: Sequence[WorkMention]) -> Iterator[Discrepancy]:
    """Dates that cannot be one day: inside each document, then the first date of each document against that of the first."""
    by_document: dict[str, list[WorkMention]] = defaultdict(list)
    for mention in mentions:
        if mention.when is not None and mention.date is not None and mention.date_start is not None:
            by_document[mention.document].append(mention)
    leaders = []
    for _, dated in sorted(by_document.items()):
        counts = Counter(mention.when for mention in dated)
        leader = max(dated, key=lambda m: (counts[m.when], -m.start))
        leaders.append(leader)
        yield from _contrary(work, leader, dated)
    if leaders:
        yield from _contrary(work, leaders[0], leaders[1:])


def _contrary(work: LinkedWork, base: WorkMention, others: Iterable[WorkMention]) -> Iterator[Discrepancy]:
    seen = set()
    for other in others:
        if base.when and other.when and other.when not in seen and dates_agree(base.when, other.when) == "contrary":
            seen.add(other.when)
            first, second = sorted((base, other), key=lambda m: (m.document, m.start))
            yield _discrepancy("date", _subject(work), _dated_side(first), _dated_side(second))


def _dated_side(mention: WorkMention) -> Side:
    return _side(mention.document, mention.date or "", mention.date_start or 0, mention.date)


# --- names ------------------------------------------------------------------------------------------------------------

_WORD = rf"[{UPPER}][\w’'-]{{1,30}}"
NAME = re.compile(rf"(?<![\w’'-]){_WORD}(?: (?:(?:of|de|al|bin|van|von) )?{_WORD}){{1,5}}")
NOT_FIRST = re.compile(rf"(?:{OPENERS}|{DAYS}|The|A|An)\b")
LIKE = 0.8
"""How alike two spellings of one word are at least, by matching letters."""


def compare_names(left: tuple[str, str], right: tuple[str, str]) -> tuple[Discrepancy, ...]:
    """Names that two documents, or two places of one, spell differently. Each side is (document, text). Never raises.

    A name counts only if its other words agree and neither text has both forms, unless they are one text.
    """
    ones, others = _names(left[1]), _names(right[1])
    same = left == right
    index: dict[tuple[int, int, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for words in others:
        for gap in range(len(words)):
            index[len(words), gap, words[:gap] + words[gap + 1 :]].append(words)
    found = []
    for words, (quote, start) in ones.items():
        for gap in range(len(words)):
            rest = words[:gap] + words[gap + 1 :]
            for rival in index.get((len(words), gap, rest), ())[:8]:
                known = (rival in ones or words in others) and not same
                if known or (same and others[rival][1] <= start) or not _respelled(words[gap], rival[gap], rest):
                    continue
                quote_there, start_there = others[rival]
                here, there = _side(left[0], quote, start, quote), _side(right[0], quote_there, start_there, quote_there)
                found.append(_discrepancy("name", " ".join(rest), here, there))
    return tuple(sorted(found, key=lambda d: (d.left["start"], d.right["start"])))


def _names(text: str) -> dict[tuple[str, ...], tuple[str, int]]:
    """Names by their folded words, each with its first place."""
    found: dict[tuple[str, ...], tuple[str, int]] = {}
    for hit in NAME.finditer(plain_view(text)):
        start, end = hit.span()
        while opening := NOT_FIRST.match(text, start, end):
            start = opening.end() + 1
        quote = re.sub(r"[’']s?$", "", text[start:end])
        words = tuple(spelling_key(word) for word in normalise(quote).split())
        if 2 <= len(words) <= 6:
            found.setdefault(words, (quote, start))
    return found


def _respelled(one: str, other: str, rest: Sequence[str]) -> bool:
    """Whether two words are likely one word spelled twice: long, alike, begun alike, and no plural of each other."""
    if min(len(one), len(other)) < 5 or one[:2] != other[:2] or max(map(len, rest)) < 4:
        return False
    if one.rstrip("s") == other.rstrip("s") or one.startswith(other) or other.startswith(one):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE


# --- quotations -------------------------------------------------------------------------------------------------------

QUOTED_WORDS = 6
"""The least words of a quotation that is compared."""
QUOTED_LIKE = 0.7
"""The share of the shorter quotation's words that the longer one must have in order for the two to be copies of one saying."""
LONGEST = 400
"""Words of a quotation that are compared; no saying that papers copy is longer."""
INSERTED = re.compile(r"\[[^\[\]\n]{0,120}\]|\([^()\n]{0,120}\)")
ELIDED = re.compile(r"\.\.\.|…|\. \. \.")


def compare_quotations(left: tuple[str, Sequence[Quotation]], right: tuple[str, Sequence[Quotation]]) -> tuple[Discrepancy, ...]:
    """Quotations that two documents give with different words. Each side is (document, quotations). Never raises.

    House spelling, words in brackets, marked omissions, and one quotation that is part of the other are no difference.
    """
    ones, others = _sayings(left[1]), _sayings(right[1])
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, (_, words) in enumerate(others):
        for run in {words[at : at + 3] for at in range(len(words) - 2)}:
            index[run].append(place)
    found = []
    for quotation, words in ones:
        met: Counter[int] = Counter()
        for run in {words[at : at + 3] for at in range(len(words) - 2)}:
            if len(index.get(run, ())) <= 50:
                met.update(index.get(run, ()))
        for place, _ in sorted(met.items(), key=lambda item: (-item[1], item[0]))[:3]:
            rival, said = others[place]
            if _altered(words, said, elided=bool(ELIDED.search(quotation.quote) or ELIDED.search(rival.quote))):
                here = _side(left[0], quotation.quote, quotation.start, " ".join(words))
                there = _side(right[0], rival.quote, rival.start, " ".join(said))
                found.append(_discrepancy("quotation", quotation.speaker or rival.speaker or "quotation", here, there))
                break
    return tuple(found)


def _sayings(quotations: Sequence[Quotation]) -> list[tuple[Quotation, tuple[str, ...]]]:
    kept = []
    for quotation in quotations:
        if quotation.type in ("title", "scare", "boilerplate", "indirect"):
            continue
        words = tuple(spelling_key(token.word) for token in tokens(INSERTED.sub(" ", quotation.quote[:6000])))[:LONGEST]
        if len(words) >= QUOTED_WORDS:
            kept.append((quotation, words))
    return kept


def _altered(one: tuple[str, ...], other: tuple[str, ...], *, elided: bool) -> bool:
    """Whether two sayings are one, told with different words."""
    if f" {' '.join(one)} " in f" {' '.join(other)} " or f" {' '.join(other)} " in f" {' '.join(one)} ":
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    matched = sum(block.size for block in blocks)
    shorter = min(len(one), len(other))
    if elided and matched == shorter:
        return False
    return matched >= QUOTED_LIKE * shorter


# --- inside one document ----------------------------------------------------------------------------------------------

WORKED_OUT = re.compile(
    r"\b(?:half|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twentieths?|hundredths?) of\b"
)
"""A figure whose words are a share of a number: the text works it out."""
PREDICATE = re.compile(
    r"(?: [\w’'-]{1,30}){0,5}? (?P<verb>[a-z]{3,14}ed|held|sent|put|taken|lost|built|born|kept|found|hurt|sold|paid)\b"
)
APART = 600
"""Characters between two figures that still speak of one thing."""
PEOPLES = re.compile(rf"[{UPPER}]\w{{1,40}}s$")
CHANGED = re.compile(
    r",? (?:or )?(?:an? |up |down )(?:increase|rise|growth|jump|gain|surge|decrease|fall|drop|decline|cut|reduction)? ?(?:of )?$"
)
ACCOUNTS = re.compile(
    r"\b(?:accounting for|representing|making up|which (?:is|was|accounts for|accounted for)) (?:about |some |nearly )?$"
)


def inner_discrepancies(side: FiguresOf) -> tuple[Discrepancy, ...]:
    """Where the figures of one document contradict each other; `side.figures` are in text order. Never raises.

    Told are a number that the text works out ("one tenth of the 20 million people were held") against the number it states of
    the same ("a million held"), and a share or a change that does not come out of the two numbers beside it.
    What adds up is not told.
    """
    found = [*_worked_out(side), *_shares(side)]
    return tuple(sorted(found, key=lambda d: (d.left["start"], d.right["start"])))


def _figure_side(document: str, figure: Figure) -> Side:
    return _side(document, figure.quote, figure.start, figure.value)


def _worked_out(side: FiguresOf) -> Iterator[Discrepancy]:
    view = plain_view(side.text)
    plain = [figure for figure in side.figures if isinstance(figure.value, float | int)]
    for place, figure in enumerate(plain):
        verb = _predicate(view, figure)
        if not WORKED_OUT.search(figure.quote) or figure.value is None or verb is None:
            continue
        near = [*reversed(plain[max(0, place - 12) : place]), *plain[place + 1 : place + 13]]
        for other in near:
            if abs(other.start - figure.start) > APART or WORKED_OUT.search(other.quote) or not _one_population(figure, other):
                continue
            if _predicate(view, other) == verb and not _compatible(figure, other):
                first, second = sorted((figure, other), key=lambda f: f.start)
                yield _discrepancy(
                    "conflict", f"{figure.unit} {verb}", _figure_side(side.document, first), _figure_side(side.document, second)
                )
                break


def _predicate(view: str, figure: Figure) -> str | None:
    """What is said to have happened to those counted: the participle behind the figure, in its clause."""
    hit = PREDICATE.match(view, figure.end, figure.end + 90)
    return hit["verb"] if hit else None


def _one_population(one: Figure, other: Figure) -> bool:
    units = [("person" if figure.unit and PEOPLES.search(figure.unit) else unit_head(figure.unit)) for figure in (one, other)]
    return units[0] == units[1] and units[0] is not None


def _compatible(one: Figure, other: Figure) -> bool:
    """Whether two numbers may be one: equal, rounded, within a tenth, or made compatible by their qualifiers."""
    a, b = (Decimal(repr(float(figure.value))) for figure in (one, other))  # type: ignore[arg-type]
    if abs(a - b) * 10 <= max(a, b):
        return True
    return classify(a, b, qualifiers=(one.qualifier, other.qualifier)) in ("equal", "rounding", "qualifier-compatible")


def _shares(side: FiguresOf) -> Iterator[Discrepancy]:
    """Percentages that two numbers right before them give: a change from one to the other, or one as a share of the other."""
    view = plain_view(side.text)
    figures = [figure for figure in side.figures if isinstance(figure.value, float | int)]
    for one, two, share in zip(figures, figures[1:], figures[2:], strict=False):
        if share.unit != "percent" or share.start - one.start > 250 or "percent" in (one.unit, two.unit):
            continue
        between, link = view[one.end : two.start], view[two.end : share.start]
        if re.search(r"[.!?] ", link) or re.search(r"[.!?] ", between):
            continue
        base, part = float(one.value), float(two.value)  # type: ignore[arg-type]
        if base <= 0 or part <= 0:
            continue
        if (
            re.fullmatch(r" to ", between)
            and CHANGED.search(link[-30:])
            and re.search(r"increase|rise|growth|jump|gain|surge|decrease|fall|drop|decline|cut|reduction", link)
        ):
            expected = abs(part - base) / base * 100
        elif ACCOUNTS.search(link[-40:]) and part < base:
            expected = part / base * 100
        else:
            continue
        if abs(expected - float(share.value)) > _slack(one, two, expected):  # type: ignore[arg-type]
            told = _figure_side(side.document, share)
            worked = _side(side.document, side.text[one.start : two.end], one.start, round(expected, 2))
            yield _discrepancy("conflict", "percentage", worked, told)


def _slack(one: Figure, two: Figure, expected: float) -> float:
    """By how many percentage points a share may miss: what rounding of the numbers explains, one point at least."""
    steps: float = sum(0.5 / 10 ** (len(re.sub(r"\D", "", figure.quote).strip("0")) - 1) for figure in (one, two))
    return max(1.0, (expected + 100) * steps if expected < 100 else expected * steps)

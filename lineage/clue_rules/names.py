"""How a name is written where a credit gives one: read it at a place in prose, or take it from the rest of a credit line.

Invariants: a name is read as a whole (the longest run of capitalised words; a known name that is only the beginning of a
longer one is not it); dates, months, languages, common nouns and generic words ("agencies", "Internet") are no names; the
span of a name excludes its leading article and trailing punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lineage.clue_rules.name_words import (
    CONNECTORS,
    DAYS_ELSEWHERE,
    DOCUMENT_WORDS,
    GENERIC,
    LANGUAGES,
    MONTHS,
    NO_FIRST_WORDS,
    OF_TIME,
    PLACES,
    PRESS_WORD,
)
from lineage.outlets import OutletTable, host_of, name_key, registrable
from lineage.values import Outlet

_LONGEST = 110
_TOKEN = re.compile(r"[^\s|｜]+")
_OPENING = re.compile(r"[ \t\u00a0\"'“‘«*_]{0,4}")
_ARTICLE = re.compile(r"(?:[Tt]he|THE)[ \u00a0]+(?=\S)")
_LINK = re.compile(r"\[([^\]\n]{2,100})\]\(<?(https?://[^)\s>]{4,400})>?[^)\n]{0,100}\)")
_ADDRESS = re.compile(
    r"(https?://[^\s<>\"'，。）)\]]{4,400})|((?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}[a-z]{2,10})(?=[\s,;:)\]/|.]|$)(/\S{0,200})?",
    re.IGNORECASE,
)
_CJK_NAME = re.compile(r"[《「『“]?([\w·]{2,24})")
_IN_QUOTES = re.compile(r"[\"“‘«„]([^\"“”‘’«»„\n]{2,60})[\"”’»“]")
_IS_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_WIDE_GAP = re.compile(r"(?<=[\u4e00-\u9fff]{2})[ \u3000]+(?=[\u4e00-\u9fff])")
_ABBREVIATION = re.compile(r"(?:(?<![^\W\d_])[A-Z]|St|Dr|Mr|Mrs|Ms|Inc|Ltd|Co|Corp|U\.S|U\.K|U\.N|L\.A|Int'l)$")
_NO_NAME = frozenset([*MONTHS, *LANGUAGES, *PLACES, *GENERIC])
_INSIDE_NAMES = CONNECTORS | {"in", "on", "at", "to", "a", "an", "o", "sur"}
_ISSUE = frozenset(["issue", "edition", "number", "print", "volume", "release"])
_TALK = re.compile(r"\b(?:Interview|Conversation|Testimony|Correspondence|Telephone Call|Phone Call|E-?mail)\b")
_DATE_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|s)?")
_LOWER_START = re.compile(r"(?:al|an|ar|as|ash|ad|az|el|l|d)[-’'][^\W\d_]|[^\W\d_]{1,2}[A-Z]")
_TAIL_WORDS = re.compile(
    r"[ \u00a0]+(?:newspaper|magazine|website|web site|site|online|blog|print|edition|news agency|agency|newswire|news|"
    r"gmbh|ag|ltd\.?|inc\.?|llc|plc|corp\.?|s\.a\.?|e\. ?v\.|"
    r"project|network|foundation|media|staff|correspondents?|reporters?|writers?|report|team|editors?|graphics|\.com)$",
    re.IGNORECASE,
)
_SENTENCE_WORD = re.compile(
    r"\b(?:I|we|you|he|she|they|it|is|are|was|were|have|has|had|said|says|told|that|this|will|would|can|not|do|did)\b"
)
_LINE_END = " \t\u00a0.,;:*_\"'“”’»》」)）]】-–—"
_PART = re.compile(
    r"(?<![^\s/,、，،;&+–—-])(?!and\s)[^\s/,、，،;&+–—-](?:[^/,、，،;&+\n]{0,80}?[^\s/,、，،;&+])??"
    r"(?=\s*(?:[/,、，،;&+]|\sand\s|\s[-–—]\s|$))"
)
_LINE_CUT = re.compile(
    r"\s*[|｜•·]\s*|\s{2,}|\t|\s*[(（\[]|\s+(?:published|updated|editor|author|by|date|time|posted|edited|"
    r"released|reporter|photo|image|"
    r"via|责任编辑|编辑|作者|时间|发布时间|日期|дата|автор)\b\s*[:：]?|\s*(?:记者|記者|通讯员|通訊員|责编|撰文|文[/／])|"
    r",?\s+\d{4}(?=[-/.年]|\b)|\s+\d{1,2}[:：/]\d{1,2}|"
    r",\s+(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at a span: `written` without article and outer punctuation, and the outlet it is known as, if it is."""

    start: int
    end: int
    written: str
    outlet: Outlet | None = None

    @property
    def known(self) -> str | None:
        """The name in the outlet table."""
        return self.outlet.name if self.outlet else None


def resolve(written: str, outlets: OutletTable) -> Outlet | None:
    """The outlet meant by a written name, its generic last words ("newspaper", "Project") given up one by one."""
    name = written
    for _ in range(3):
        outlet = outlets.find(name)
        shorter = _TAIL_WORDS.sub("", name)
        if outlet is not None or shorter == name:
            return outlet
        name = shorter
    return outlets.find(name)


def is_nobody(written: str) -> bool:
    """Whether the words are a date, language, place or generic word and not the name of somebody who publishes."""
    key = name_key(written)
    words = re.findall(r"\w+", key)
    if len(key) < 2 or key in _NO_NAME or not re.search(r"[^\W\d_]", key):
        return True
    dated = all(word in MONTHS or _DATE_NUMBER.fullmatch(word) for word in words)
    issue = words[0] in MONTHS and len(words) == 2 and words[1] in _ISSUE
    places = re.split(r",? and |, ", key)
    cited = words[-2:] == ["et", "al"]
    return dated or issue or cited or words[0] in NO_FIRST_WORDS or all(place in PLACES for place in places)


def is_doubtful(written: str) -> bool:
    """Whether an unknown name has the looks of a headline or a document: words in small letters that no name holds, or a
    last word such as "minutes" or "survey". English only, since other languages write names so."""
    words = written.split()
    if not written.isascii() or not words or (len(words) == 1 and re.search(r"[.@]", written)):
        return False
    small = [word for word in words if word[0].islower() and word.casefold() not in _INSIDE_NAMES and not _LOWER_START.match(word)]
    talk = _TALK.search(written) is not None and PRESS_WORD.search(written) is None
    return bool(small) or talk or words[-1].casefold().strip(".,;:'\"") in DOCUMENT_WORDS


def read_name(text: str, position: int, outlets: OutletTable) -> Name | None:
    """The name that begins at the place, behind an article or opening marks; None when the words there are no name."""
    opening = _OPENING.match(text, position)
    start = opening.end() if opening else position
    quoted = _quoted(text, start, outlets)
    return quoted or _linked(text, start, outlets) or _address(text, start, outlets) or _written(text, start, outlets)


def _quoted(text: str, start: int, outlets: OutletTable) -> Name | None:
    """A name in quotation marks is what stands between them, whatever the case of its words."""
    match = _IN_QUOTES.match(text, start - 1) if start and text[start - 1] in '"“‘«„' else None
    if match is None or not _looks_like_name(match.group(1)):
        return None
    written = _bare(match.group(1))
    outlet = resolve(written, outlets)
    return None if outlet is None and is_nobody(written) else Name(match.start(1), match.end(), written, outlet)


def _linked(text: str, start: int, outlets: OutletTable) -> Name | None:
    link = _LINK.match(text, start)
    if link is None:
        return None
    written = link.group(1).strip(" *_\"'“”‘’")
    host = host_of(link.group(2)) or ""
    outlet = resolve(written, outlets) or outlets.by_host(host)
    usable = outlet is not None or (_looks_like_name(written) and not is_nobody(written))
    return Name(link.start(), link.end(), _bare(written) if usable else registrable(host), outlet)


def _address(text: str, start: int, outlets: OutletTable) -> Name | None:
    match = _ADDRESS.match(text, start)
    if match is None:
        return None
    host = host_of(match.group(1) or "//" + match.group(2)) or ""
    if "." not in host:
        return None
    outlet = outlets.find(host) or outlets.by_host(host)
    end = match.start() + len(match.group().rstrip(".,;:"))
    shown = registrable(host) if match.group(1) else host
    return Name(match.start(), end, outlet.name if outlet and match.group(1) else shown, outlet)


def _written(text: str, start: int, outlets: OutletTable) -> Name | None:
    article = _ARTICLE.match(text, start)
    begin = article.end() if article else start
    if _IS_CJK.match(text, begin) or text[begin : begin + 1] in "《「『":
        return _cjk(text, begin, outlets)
    known = outlets.match_at(text, begin)
    run_end = capital_run(text, begin)
    if known is not None and known[1] >= run_end:
        return Name(begin, known[1], text[begin : known[1]], known[0])
    written = text[begin:run_end]
    outlet = resolve(written, outlets)
    if outlet is None and is_nobody(written):
        return None
    return Name(begin, run_end, written, outlet)


def _cjk(text: str, begin: int, outlets: OutletTable) -> Name | None:
    match = _CJK_NAME.match(text, begin)
    if match is None:
        return None
    outlet = outlets.find(match.group(1))
    return None if outlet is None and is_nobody(match.group(1)) else Name(match.start(1), match.end(1), match.group(1), outlet)


def capital_run(text: str, start: int) -> int:
    """Where the run of capitalised words (and small words between them) that begins at `start` ends; `start` if there is
    none."""
    end = start
    waiting = 0
    small = ""
    newline = text.find("\n", start, start + _LONGEST)
    for token in _TOKEN.finditer(text, start, newline if newline >= 0 else min(len(text), start + _LONGEST)):
        raw = token.group()
        core = raw.rstrip(".,;:!?)]}\"”’»…*_'")
        possessive = re.search(r"['’]s$", core)
        core = core[: possessive.start()] if possessive else core
        if core in CONNECTORS and end > start and raw == core and waiting < 2:
            waiting, small = waiting + 1, core
            continue
        if waiting and small in OF_TIME and core.casefold() in DAYS_ELSEWHERE | MONTHS:
            break
        if not _is_name_word(core, text, token.end(), end > start):
            break
        end, waiting = token.start() + len(core), 0
        if possessive and not _is_name_word(text[token.end() + 1 : token.end() + 2], text, token.end() + 2, True):
            break
        if _stops(raw, core):
            break
    return end


def _is_name_word(core: str, text: str, after: int, inside: bool) -> bool:
    if not core or not (core[0].isupper() or core[0].isdigit()):
        return False
    if core[0].isdigit():
        return not core.isdigit() or (not inside and len(core) < 3)
    follows = text[after : after + 3].lstrip()
    return not (core.casefold() in MONTHS and follows[:1].isdigit())


def _stops(raw: str, core: str) -> bool:
    tail = raw[len(core) :]
    tail = tail[2:] if tail[:2] in ("'s", "’s") else tail
    if tail == ".":
        return _ABBREVIATION.search(core) is None
    return bool(tail)


def line_names(text: str, start: int, end: int, outlets: OutletTable) -> list[Name]:
    """The names on the rest `text[start:end]` of a credit line; empty when the rest is a sentence, a date or a generic word."""
    rest = text[start:end]
    lead = start + len(rest) - len(rest.lstrip(" \t\u00a0*_\"'“‘《「"))
    found = _linked(text, lead, outlets) or _address(text, lead, outlets)
    if found is not None and found.end <= end:
        return [found]
    cut = _LINE_CUT.search(text, lead + 1, end)
    body = text[lead : cut.start() if cut else end].rstrip(_LINE_END)
    return (_known_parts(body, lead, outlets) or _single(_first_wide(body), lead, outlets)) if body else []


def _first_wide(body: str) -> str:
    """Chinese names hold no blanks: behind one another entry of the row begins."""
    gap = _WIDE_GAP.search(body)
    return body[: gap.start()] if gap else body


def _known_parts(body: str, lead: int, outlets: OutletTable) -> list[Name]:
    """One outlet for the whole, several when every part is known, the first part when what follows is a place or a section."""
    whole = _part(body, lead, outlets)
    if whole.outlet is not None:
        return [whole]
    found = [_part(match.group(), lead + match.start(), outlets) for match in _PART.finditer(body)]
    if len(found) < 2 or found[0].outlet is None:
        return []
    return found if all(name.outlet for name in found) else found[:1]


def _part(words: str, start: int, outlets: OutletTable) -> Name:
    """A part of a credit as a name. "The" in capitals belongs to a name nobody knows; the span leaves every article out."""
    article = _ARTICLE.match(words)
    skip = article.end() if article else 0
    outlet = resolve(words, outlets)
    return Name(start + skip, start + len(words), words[skip if outlet else 0 :], outlet)


def _single(body: str, lead: int, outlets: OutletTable) -> list[Name]:
    return [_part(body, lead, outlets)] if _looks_like_name(body) and not is_nobody(body) else []


def _looks_like_name(body: str) -> bool:
    first = body.lstrip("@#")[:1]
    small = first.islower() and body[0] != "@" and not _LOWER_START.match(body)
    if not body or len(body) > 90 or len(body.split()) > 13 or small:
        return False
    return _SENTENCE_WORD.search(body) is None and re.search(r"[.!?]\s+\S+\s+\S", body) is None


def _bare(written: str) -> str:
    article = _ARTICLE.match(written)
    return written[article.end() if article else 0 :].strip(" .,;:")

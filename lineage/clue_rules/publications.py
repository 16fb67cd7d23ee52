"""Sentences by which a copy says where its text appeared before: first publication, print edition, licence, reprint.

Invariants: the sentence is in the copy's own voice (it begins a sentence, outside quotation marks) and speaks of this
text ("this article", or no subject at all); a sentence that names nobody says nothing. Only in a place for credits (its
own short paragraph, head or tail) does it state the origin, a bare "published by" only at an edge of the text; a sentence
that goes on with a verb or with who said so tells of a publication and hints, and so does "in" before what may be a city.
Direction counts: "republished by X" is about somebody after us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.clue_rules.name_words import PRESS_WORD
from lineage.clue_rules.names import Name, line_names, read_name
from lineage.clue_rules.scan import Scan, starts_sentence
from lineage.values import Clue, Role

_NOUN = (
    r"(?:article|story|piece|essay|report|post|blog post|text|op-ed|column|interview|analysis|commentary|"
    r"feature|dispatch|editorial|opinion|"
    r"review|content|excerpt|investigation|speech|press release|news release|release|item|news)"
)
_SUBJECT = (
    rf"(?:(?:an?|the)[ ](?:\w+[ ]){{0,3}}version[ ]of[ ])?(?:this|the[ ](?:above|following|preceding|"
    rf"foregoing))(?:[ ][\w-]+){{0,2}}?[ ]{_NOUN}"
    r"|this"
)
_VERB = (
    r"appeared|appears|published|posted|ran|printed|released|produced|carried|featured|written|reported|issued|"
    r"republished|reposted|reprinted|reproduced|syndicated|cross-?posted|adapted|excerpted|translated|"
    r"taken|provided|supplied"
)
_SENTENCE = re.compile(
    rf"(?<!\w)(?:{_SUBJECT})(?:,?[ ](?:entitled|titled|written|by)[ ][^.\n]{{3,80}}?)?,?[ ]"
    rf"(?:(?:has|have)[ ]been[ ]|(?:was|were|is|are)[ ](?:being[ ])?)?"
    rf"(?P<adverb>(?:first|originally|previously|initially|also|later|"
    rf"jointly)[ ])?(?P<verb>{_VERB})\b(?P<after>[ ](?:first|originally))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:as[ ])?(?P<adverb>(?:originally|first|previously|initially)[ ])(?:was[ ])?(?P<verb>{_VERB})\b|"
    r"(?P<again>republished|reprinted|reposted|reproduced|cross-?posted|reblogged|syndicated|excerpted|"
    r"adapted)\b(?=[ ](?:here[ ])?(?:with|by|under|from|courtesy|at|via))|"
    r"(?P<plain>appeared)(?P<first>[ ](?:first|originally))?(?=[ ](?:in|on|at)[ ])|"
    r"(?P<read>(?:continue[ ]reading|read[ ]the[ ](?:rest|(?:full|whole|entire|complete)[ ](?:article|story|post|piece))|"
    r"read[ ](?:the[ ])?(?:original|full[ ]original)(?:[ ](?:article|story|post|version|piece))?))"
    r"(?=[ ](?:here[ ])?(?:at|on|in|by|from)[ ])",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"re-?(?:published|posted|printed|produced|blogged)|syndicated|cross-?posted|adapted|excerpted|taken|provided|supplied",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"creative commons|\bCC[ -]BY|permission|licen[cs]e|\bconsent\b", re.IGNORECASE)
_PRINT = re.compile(r"\bprint(?:ed)?[ ](?:edition|version|issue)|\bin[ ]print\b", re.IGNORECASE)
_FLUFF = (
    r"[ ,]{1,3}(?:here[ ]|originally[ ]|first[ ])?(?:"
    r"(?:on|in|at)[ ](?:\d{1,2}(?:st|nd|rd|th)?[ ](?:of[ ])?)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|"
    r"Sun)day,?[ ]?)?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?)"
    r"(?:[ ]\d{1,2}(?:st|nd|rd|th)?)?(?:,?[ ]\d{4})?|"
    r"(?:on|in)[ ]\d[\d./-]{3,10}|"
    r"on[ ](?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:[ ](?:morning|afternoon|evening|night))?|"
    r"(?:last|this|earlier[ ]this)[ ](?:week|month|year|spring|summer|autumn|fall|winter)|yesterday|today|"
    r"in[ ](?:print|full|part|english|[A-Z][a-z]+(?:ese|ish|ian|man|nch))(?=[ ,])|"
    r"(?:here[ ])?with[ ](?:the[ ])?(?:kind[ ]|express[ ]|prior[ ]|full[ ])?(?:permission|consent)|"
    r"by[ ](?:kind[ ])?permission|"
    r"under[ ]the[ ](?:headline|title)[ ,:]{1,2}[\"“‘«][^\"”’»\n]{1,150}[\"”’»][,]?|"
    r"in[ ]an?[ ](?:\w+[ ]){0,2}(?:form|version)|"
    r"under[ ](?:an?[ ]|the[ ])?(?:\w[\w.-]*[ ]){0,5}?licen[cs]e|under[ ]creative[ ]commons|"
    r"(?:in|on|at)[ ](?:their|its|his|her|our|my)[ ](?:\w+[ ]){0,2}(?:blog|website|site|page|magazine|newsletter)"
    r")"
)
_SKIP = re.compile(_FLUFF, re.IGNORECASE)
_TO_NAME = re.compile(
    r"[ ,]{1,3}(?P<prep>in|on|at|by|with|from|for|of|via|courtesy[ ]of)[ ]"
    r"(?P<part>(?:the[ ])?(?:[\w.-]+,?[ ]){0,6}?(?:edition|issue|version|website|web[ ]site|site|blog|pages?|"
    r"magazine|newspaper|newsletter|section)s?[ ]of[ ])?",
    re.IGNORECASE,
)
# What a sentence about the text's own publication goes on with behind the name; anything else tells a story of it.
_GOES_ON = re.compile(
    r"[\"”’'»*_)\]]{0,3}(?:$|[ ]?[(\[—–:;-]|['’]s?[ ]|,?[ ](?:on|in|at|under|with|as|by|from|via|here|through|courtesy|"
    r"for|of|to|where|part|an?|the|our|its|their|last|this|earlier|yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|\d[\d./-]{0,9}|print(?:ed)?|online|"
    r"newspaper|magazine|website|web|site|blog|edition|issue|section|page|volume|vol\.|no\.|"
    r"re-?(?:published|printed|posted|produced)|translated|used|written|headlined|titled|entitled|and|but|which|where)\b|"
    r",[ ](?=[A-Z]))",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:said|says?|told|tells?|claim(?:s|ed)?|argu(?:es|ed)|wrote|writes|according|believe[sd]?|thinks?|thought|insist(?:s|ed)|"
    r"den(?:y|ies|ied)|recall(?:s|ed)|note[sd]|adds?|added|regret(?:s|ted)|admit(?:s|ted)|explain(?:s|ed)|complain(?:s|ed)|"
    r"finds?|found|warn(?:s|ed)|drew|cited|quoted|called|read|reads|reacted|rejected|mocked|sued|lied?|he|she|they|"
    r"sagte?|dit|dijo|disse|sagt|сказал[аи]?|заявил[аи]?|dice|dichiar\w+|affirm\w+|declar\w+)\b"
)
_AND = re.compile(
    r"\b(?:and|but|which|where)[ ](?!(?:it[ ])?(?:is|was|are|were|has|have|can|may|appears|will)?[ ]?"
    r"(?:been[ ]|be[ ]|also[ ]|here[ ]|later[ ]|now[ ]|then[ ]|kindly[ ]){0,2}"
    r"(?:re-?\w+ed|translated|edited|adapted|used|shared|syndicated|cross-?posted|posted|published|part|available|updated|produced|"
    r"supported|funded|made|found[ ]here|appears|the[ ]author|under|with|by|in|on|as|from|[A-Z])\b)"
)
_HEADLINED = re.compile(r"\b(?:as|headlined?|titled?|entitled)\b")
# "on Sunday supplement", "on Facebook": what follows "on" is no date but part of a name or another place.
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATED = re.compile(
    rf",?[ ](?:on|in)[ ](?:{_DAY})(?![\w])(?=[ ](?!\d|(?:on|in|at|under|with|as|by|and|the)\b))|"
    rf",?[ ]on[ ](?!(?i:{_DAY})\b)(?-i:[A-Z])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"note|\bnb\b|update|correction|disclaimer|credit|source|about|author|editor|attribution|info", re.IGNORECASE)
_STORY = re.compile(r"article|story|piece|essay|post|op-ed|column|feature|dispatch|editorial|excerpt|news|interview", re.IGNORECASE)
_LONGEST_CREDIT = 420
_OTHER_LANGUAGES = (
    (
        r"(?:Cet(?:te)?[ ](?:article|texte|tribune|analyse|entretien)[ ](?:a[ ]été[ ]|"
        r"est[ ])?(?:initialement[ ]|d'abord[ ]|originellement[ ])?(?:publiée?|parue?)[ ](?:initialement[ ]|"
        r"pour la première fois[ ])?|(?:Initialement[ ]publié|Publié[ ]initialement|Article[ ](?:publié|"
        r"paru))[ ])(?:dans|sur|par|en|chez)[ ](?:le[ ]site[ ](?:de[ ]|d'))?"
    ),
    (
        r"(?:Dieser[ ](?:Artikel|Text|Beitrag|Bericht)[ ](?:erschien|ist|wurde)[ ](?:zuerst|ursprünglich|"
        r"zunächst|erstmals)?[ ]?|(?:Zuerst|Ursprünglich|Erstmals)[ ](?:erschienen|veröffentlicht)[ ])(?:in|"
        r"bei|auf|im|von)[ ](?:der[ ]|dem[ ])?"
    ),
    (
        r"(?:Este[ ](?:artículo|texto|reportaje)[ ](?:fue[ ]publicado|se[ ]publicó|"
        r"apareció)[ ](?:originalmente[ ]|originariamente[ ]|por primera vez[ ])?|(?:Publicado|"
        r"Publicada)[ ]originalmente[ ])(?:en|por)[ ]"
    ),
    (
        r"(?:Questo[ ](?:articolo|testo)[ ]è[ ](?:stato[ ])?(?:pubblicato|apparso|"
        r"uscito)[ ](?:originariamente[ ]|originalmente[ ]|per la prima volta[ ]|inizialmente[ ])?|"
        r"(?:Pubblicato|Apparso)[ ](?:originariamente|originalmente)[ ])(?:su|in|da|dal)[ ]"
    ),
    (
        r"(?:Este[ ](?:artigo|texto)[ ]foi[ ]publicado[ ](?:originalmente[ ]|inicialmente[ ])?|"
        r"Publicado[ ]originalmente[ ])(?:em|no|na|por|pelo|pela)[ ]"
    ),
    (
        r"(?:(?:Эта[ ]статья|Статья|Материал|Текст)[ ](?:был[аи]?[ ])?)?(?:впервые|первоначально|"
        r"ранее)[ ](?:был[аои]?[ ])?опубликован[аоы]?[ ](?:в|на|изданием)[ ](?:сайте[ ]|газете[ ]|издании[ ]|"
        r"журнале[ ])?"
    ),
    r"(?:Перепечатано|Публикуется[ ]по|Перевод[ ]из)[ ](?:из[ ]|с[ ]сайта[ ])?",
    r"(?:本文|原文|此文|该文)?(?:原载于|原載於|原载|原載|首发于|首發於|原刊于|原刊於|最初发表于|发表于|刊载于|刊登于)[:：]?",
    r"(?:原文|本文)(?:刊于|刊於|见于|發表於)[:：]?",
    (
        r"(?:تم[ ]نشر|ن\u064f?شر(?:ت)?)[ ](?:هذا|هذه)[ ](?:المقال|المقالة|التقرير|النص|الخبر)[ ](?:أولا[\u064b]?|أول[\u064b]?ا|"
        r"لأول[ ]مرة|سابقا[\u064b]?|سابق[\u064b]?ا|أصلا[\u064b]?)?[ ]?(?:في|على|لدى)[ ](?:صحيفة|جريدة|مجلة|موقع)?[ ]?"
    ),
)
_FOREIGN_WORDS = (
    *(
        "initialement",
        "cet article",
        "cette ",
        "cet ",
        "article par",
        "article publié",
        "publié",
        "dieser ",
        "zuerst ",
        "ursprünglich",
    ),
    *("erstmals", "este ", "publicad", "questo ", "pubblicat", "apparso", "опубликован", "перепечатано", "публикуется", "перевод"),
    *("载", "載", "首发", "首發", "刊", "发表于", "發表於", "见于", "نشر", "ن\u064fشر"),
)
_CASELESS = re.compile(r"[\u0590-\u06ff«\"“]")
_CASELESS_END = re.compile(r"[.،؛(\n]|[ ](?:بتاريخ|يوم|في|تحت|قبل|عام|سنة)[ ]|$")
_FOREIGN = re.compile("|".join(f"(?:{row})" for row in _OTHER_LANGUAGES), re.IGNORECASE)


def find_publications(scan: Scan) -> Iterator[Clue]:
    """Sentences that say where this text was published before."""
    for match in _SENTENCE.finditer(scan.text, scan.start):
        if starts_sentence(scan.text, match.start()):
            yield from _judge(scan, match, bare=False)
    for line in scan.lines:
        yield from _bare_lines(scan, line)
    for match in _FOREIGN.finditer(scan.text, scan.start) if _may_be_foreign(scan.text) else ():
        own = starts_sentence(scan.text, match.start())
        name = (read_name(scan.text, match.end(), scan.outlets) or _caseless_name(scan, match.end())) if own else None
        if name is not None:
            declined = name.outlet is None and re.match(r"[ ]\w", scan.text[name.end : name.end + 2]) is not None
            far = _sentence_end(scan, name.end) - name.end > 60 or _TELLS.search(scan.text, name.end, _sentence_end(scan, name.end))
            span = (match.start(), name.end)
            yield _clue(
                scan, "first publication", span, name, "first publication/other languages", weak=declined or bool(far), plain=True
            )


def _caseless_name(scan: Scan, position: int) -> Name | None:
    """In a script without capitals a name ends where its line or sentence does, if that is near."""
    stop = _CASELESS_END.search(scan.text, position, position + 60)
    if stop is None or not _CASELESS.match(scan.text, position):
        return None
    return next(iter(line_names(scan.text, position, stop.start(), scan.outlets)), None)


def _may_be_foreign(text: str) -> bool:
    """Whether any of the words stands there with which a sentence of another language begins: a look that costs nearly nothing."""
    lowered = text.lower()
    return any(word in lowered for word in _FOREIGN_WORDS)


def _bare_lines(scan: Scan, line: tuple[int, int]) -> Iterator[Clue]:
    """Without a subject the words must begin a short line, or a sentence among the text's last."""
    late = max(line[0], scan.body_end - 400)
    begin = re.compile(r"[\s(\[*_>•—–-]{0,5}").match(scan.text, *line)
    match = _BARE.match(scan.text, begin.end() if begin else line[0], line[1]) if line[1] - line[0] <= _LONGEST_CREDIT else None
    early = scan.before_prose(line[0]) and scan.in_head(line[0], 400) and line[1] - line[0] <= _LONGEST_CREDIT
    if match is None and (early or scan.in_tail(line[1], 400)):
        begins = line[0] if early else late
        found = (
            m
            for m in _BARE.finditer(scan.text, begins, line[1])
            if m.group()[0].isupper() and starts_sentence(scan.text, m.start())
        )
        match = next(found, None)
    if match is not None:
        yield from _judge(scan, match, bare=True)


def _judge(scan: Scan, match: re.Match[str], *, bare: bool) -> Iterator[Clue]:
    parts = match.groupdict()
    verb = parts.get("verb") or parts.get("again") or parts.get("plain") or parts.get("read") or ""
    adverb = (parts.get("adverb") or parts.get("after") or parts.get("first") or "").strip().casefold()
    names = _names_after(scan, match.end(), again=_AGAIN.fullmatch(verb) is not None)
    if not names or adverb in ("later",):
        return
    prep, name = _choose(names)
    sentence = scan.text[match.start() : _sentence_end(scan, name.end)]
    kind, rule = _kind(sentence, verb)
    weak = _is_weak(scan, match, prep, name, adverb, verb)
    weak = weak or (bare and not adverb and name.outlet is None and kind == "first publication")
    if verb.casefold() in ("written", "reported", "issued", "translated") and name.outlet is None:
        return
    end = _headline_end(scan, name.end) if kind == "print edition" else name.end
    plain = not adverb and kind == "first publication"
    yield _clue(scan, kind, (match.start(), end), name, rule, weak=weak, plain=plain)


def _names_after(scan: Scan, position: int, *, again: bool) -> list[tuple[str, Name]]:
    """The names that follow the verb, each with its preposition; dates, licences and languages between them are passed over."""
    names: list[tuple[str, Name]] = []
    for _ in range(5):
        fluff = _SKIP.match(scan.text, position)
        if fluff:
            position = fluff.end()
            continue
        link = _TO_NAME.match(scan.text, position)
        name = read_name(scan.text, link.end(), scan.outlets) if link else None
        if link is None or name is None:
            break
        prep = link.group("prep").casefold()
        if (
            not again
            or prep in ("from", "of", "courtesy of", "via")
            or (prep == "at" and "cross" in scan.text[position - 14 : position].casefold())
        ):
            names.append((prep, name))
        position = name.end
    return names


def _choose(names: list[tuple[str, Name]]) -> tuple[str, Name]:
    """A known outlet first; else a place of publication before a person after "by"."""
    return min(names, key=lambda item: (item[1].outlet is None, item[0] == "by"))


def _is_weak(scan: Scan, match: re.Match[str], prep: str, name: Name, adverb: str, verb: str) -> bool:
    """Whether the sentence leaves open that the name is the text's origin: "also", a mere basis, perhaps a person after
    "by" or a place after "in", or a story that goes on behind the name."""
    if adverb == "also" or verb.casefold().startswith(("adapted", "excerpted")) or goes_on(scan, name.end):
        return True
    if adverb or name.outlet is not None or _AGAIN.fullmatch(verb):
        return False
    if prep == "by":
        return not _reads_like_outlet(scan, name, story=_STORY.search(match.group()) is not None)
    return prep in ("in", "at") and not _reads_like_outlet(scan, name, story=False)


def goes_on(scan: Scan, position: int) -> bool:
    """Whether the sentence goes on behind the name with more than where, when and under which terms the text appeared."""
    rest = scan.text[position : _sentence_end(scan, position)]
    headlined = _HEADLINED.search(rest)
    told = re.sub(r"[\"“‘«][^\"“”’»\n]{1,150}[\"”’»]", "", rest[: headlined.start()] if headlined else rest)
    return (
        _GOES_ON.match(rest) is None
        or _DATED.match(rest) is not None
        or _TELLS.search(told) is not None
        or _AND.search(told) is not None
    )


def _reads_like_outlet(scan: Scan, name: Name, *, story: bool) -> bool:
    """Whether an unknown name is an outlet's and not a person's, office's or city's: an address, a press word, or the title
    with its article ("The ...") of a text that is called a story."""
    titled = story and scan.text[max(0, name.start - 4) : name.start] == "The "
    return titled or "." in name.written.strip(".") or PRESS_WORD.search(name.written) is not None


def _kind(sentence: str, verb: str) -> tuple[str, str]:
    if _PRINT.search(sentence):
        return "print edition", "print edition/sentence"
    if _LICENCE.search(sentence):
        return "licence", "licence/sentence"
    if _AGAIN.fullmatch(verb):
        return "reprint line", "reprint line/sentence"
    if verb.casefold().startswith(("read", "continue")):
        return "original link", "original link/sentence"
    return "first publication", "first publication/sentence"


def _sentence_end(scan: Scan, position: int) -> int:
    stop = re.compile(r"[.!?](?=[\s)\]\"”’»*_]|$)|\n|$").search(scan.text, position, position + 200)
    return stop.start() if stop else position


def _headline_end(scan: Scan, position: int) -> int:
    """A print edition line is quoted with the headline it gives."""
    headline = re.compile(r"[^\n.:]{0,60}\b(?:as|headline|title|headlined|titled)\b:?[ ]?[^\n]{0,200}").match(scan.text, position)
    if headline:
        return position + len(headline.group().rstrip())
    words = re.compile(r"[ ](?:print(?:ed)?[ ])?(?:edition|version|issue)").match(scan.text, position)
    return words.end() if words else position


def _clue(scan: Scan, kind: str, span: tuple[int, int], name: Name, rule: str, *, weak: bool = False, plain: bool = False) -> Clue:
    """A clue that states only in a place for credits; `plain` verbs ("published by") need such a place at an edge."""
    line = scan.line_at(span[0])
    lead = scan.text[line[0] : span[0]].strip(" \u00a0([*_>—–-")
    noted = lead[-1:] not in (":", "：") or _NOTE.search(lead) is not None
    own = line[1] - line[0] <= _LONGEST_CREDIT and len(lead) <= 40 and noted
    head = scan.before_prose(span[0]) and scan.in_head(span[0], 400) and not lead
    tail = scan.behind_prose(span[0]) and scan.in_tail(span[0])
    near = _sentence_end(scan, name.end) - name.end <= 60
    credit_place = ((own or near) and (head or tail)) if plain else own or ((head or tail) and near and noted)
    strength = "states" if credit_place and not weak else "hints"
    role: Role = "credited_source" if kind in ("original link", "reprint line") else "text_origin"
    article = scan.text[max(0, name.start - 4) : name.start] == "The " and name.outlet is None
    value = f"The {name.written}" if article else name.written
    return scan.clue(kind, role, value, span, rule, outlet=name.known, strength=strength)

"""The works a text points to: reports, white papers, books, laws, treaties, and what links lead to.

Six kinds of pointer, surest first: a quoted title by a noun for works (`titled`); a title in capitals behind such a noun or a
verb of publishing; a title that ends in such a noun; a legal instrument (`legal`); an indefinite or definite mention ("a"
    " white paper",
"the report from X"); a link. Which work a mention without a title stands for is decided by `works`, strictly.

Left to others: the identity of works and joining (`works`), the marks of quoted titles (`quotations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from lineage.dates import WEEKDAY, WRITTEN
from lineage.foreign_works import arabic_works, chinese_works, foreign_titles
from lineage.issuers import is_government
from lineage.names import BODIES, DAYS, OPENERS, WORD
from lineage.nearby import lowered, matches_in_lines, places
from lineage.plain import plain_view
from lineage.quotations import find_quotations
from lineage.text import normalise
from lineage.values import Citation, Quotation, WorkRef
from lineage.wordlists import listed
from lineage.works import KINDS, OPENING, Mention, bare_title, fold_title, join_mentions

RULE_VERSION = "4"

NOUN = (
    r"(?:[Ww]hite [Pp]aper|[Ww]hitepaper|[Ww]orking [Pp]aper|[Pp]olicy [Pp]aper|[Pp]aper|[Rr]eport|[Ss]tudy|[Ss]urvey"
    r"|[Aa]nalysis|[Aa]ssessment"
    r"|[Bb]ook|[Mm]emoir|[Nn]ovel|[Aa]rticle|[Ee]ssay|[Oo]p-ed|[Ee]ditorial|[Dd]ocumentary|[Ff]ilm|[Mm]ovie|[Dd]ocument"
    r"|[Dd]ossier|[Ii]nvestigation"
    r"|[Cc]ommuniqu[eé]|[Aa]dvisory|[Mm]emorandum|[Mm]emo|[Aa]udit|[Bb]ulletin|[Bb]riefing|[Ff]actsheet|[Hh]andbook|[Mm]anifesto"
    r"|[Gg]uidelines?|[Ll]etter)"
)
WORKS_NOUN = (
    rf"(?:{NOUN}|[Ss]tudies|{NOUN}s|[Cc]onvention|[Tt]reaty|[Aa]greement|[Cc]harter|[Dd]eclaration|[Rr]esolution"
    rf"|[Ss]trategy|[Pp]rotocol)"
)
CAP = r"(?:[A-Z0-9À-Þ][\w’'.&-]{0,60})"
JOIN = r"(?:of|the|on|and|for|to|in|against|or|from|with|by|a|an|at|into)"
TITLE = rf"{CAP}(?:(?:,? |: |[ \u00a0])(?:(?:{JOIN} ){{0,3}}{CAP}|\({CAP}(?: (?:{JOIN} )?{CAP}){{0,4}}\))){{1,20}}"
NAME = (
    rf"(?:[Tt]he )?{WORD}(?: (?:(?:of|the|for|on|and|de|la) ){{0,3}}(?!(?:{DAYS}|{OPENERS})\b){WORD}){{0,9}}"
    r"(?:(?<=\bInc)\.|(?<=\bCorp)\.|(?<=\bLtd)\.)?"
)
"""The name of an issuer: capitalised words with particles between."""

NAMED_BY = re.compile(rf"\b{WORKS_NOUN} (?:by|from|of) {NAME},? (?:(?:titled|entitled|called|named) )?$")
"""`A report by Amnesty International, “...”`."""
NAMED = re.compile(
    rf"\b(?:{WORKS_NOUN}(?:,? (?:titled|entitled|called|named|headlined|known as|published under the title))?|titled"
    rf"|entitled|headlined)"
    r"(?: as)?[,:]?[ \u00a0]?$"
)
NOUN_NEAR = re.compile(rf"\b{WORKS_NOUN}\b")
NAMED_ANYHOW = re.compile(r"\b(?:titled|entitled|named|called)[,:]?[ \u00a0]$")
BARE = re.compile(
    rf"(?P<lead>\b(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]his)[ \u00a0])?(?P<noun>{NOUN})(?:,? (?:titled|entitled|called|named))?,?["
    rf" \u00a0])(?P<title>{TITLE})"
)
PUBLISHED = re.compile(
    rf"\b(?:published|issued|released|introduced|unveiled|launched|fabricated|produced|drafted)[ \u00a0](?:the |its |a |an"
    rf" )?(?P<title>{TITLE})"
)
NOUN_STEMS = (
    *("paper", "report", "study", "survey", "analysis", "assessment", "book", "memoir", "novel", "article", "essay", "op-ed"),
    *("editorial", "documentary", "film", "movie", "document", "dossier", "investigation", "communiqu", "advisory"),
    *("memorandum", "memo", "audit", "bulletin", "briefing", "factsheet", "handbook", "guideline", "manifesto", "letter"),
)
NOUN_CAPITAL = re.compile(r"[\w-]{3,16}(?:,? (?:titled|entitled|called|named))?,?[ \u00a0][A-Z0-9À-Þ]")
PUBLISHED_STEMS = ("published", "issued", "released", "introduced", "unveiled", "launched", "fabricated", "produced", "drafted")
PUBLISHED_CAPITAL = re.compile(r"[a-z]{4,12}[ \u00a0](?:the |its |a |an )?[A-Z0-9À-Þ]")
ENDS_IN_NOUN = re.compile(
    rf"(?<![\w’'-])(?P<title>(?:(?:19|20)\d\d )?{CAP}(?: (?:(?:of|the|on|and|for|in|to|against) ){{0,2}}{CAP}){{1,9}})(?<=[ ])?"
)
DATED_ENDING = re.compile(
    r"(?<![\w’'-])(?P<title>(?:[A-Z][\w’'&-]{1,30} (?:(?:of|on|and|for|in) (?:the )?)?){1,6}"
    r"(?:Reports?|Survey|Index|Review|Outlook|Yearbook|Barometer|Assessment|Plan|Strategy|Programme|Statistics|Bulletin)"
    r" (?:19|20)\d\d(?:[-–/](?:\d{4}|\d\d))?)(?![\w-])"
)
"""`Economic Survey 2022-23`: the year makes a title of few words one."""
DATED_STEMS = ("report", "survey", "index", "review", "outlook", "yearbook", "barometer", "assessment", "plan", "strategy")
WORK_ENDINGS = re.compile(
    r"(?:Reports?|Advisory|Survey|Index|Review|Assessment|Declaration|Communiqu[eé]|Memorandum|Guidelines|White Paper"
    r"|Statement|Charter"
    r"|Outlook|Yearbook|Barometer|Handbook|Manifesto)$"
)


def find_citations(text: str, quotations: Sequence[Quotation] = ()) -> tuple[Citation, ...]:
    """All pointers to works in a text, in order, none overlapping another. Never raises.

    Args:
        text: the text.
        quotations: what `find_quotations` gave for it; found afresh when left out.
    """
    from lineage.instruments import legal_mentions

    quoted = quotations or find_quotations(text)
    original, text = text, plain_view(text)
    mentions = _apart(
        [
            *_quoted_titles(text, quoted),
            *chinese_works(text),
            *arabic_works(text),
            *foreign_titles(text),
            *legal_mentions(text),
            *_bare_titles(text),
            *_links(text),
            *_nouns(text),
        ]
    )
    mentions = _without_announcements(text, mentions)
    for mention in mentions:
        mention.opening = normalise(original[_sentence_start(text, mention.start) : mention.start + 2 * OPENING])[:OPENING]
        mention.of = _apposed(text, mention)
    join_mentions(mentions)
    return tuple(_citation(original, mention) for mention in mentions if mention.rule != OPENS)


SENTENCE_END = re.compile(r"(?<![A-Z])[.!?…][”\"’'»)\]]{0,3}(?= {1,40}[^\sa-z])|\n")


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence that holds an offset begins; not further back than 300 characters."""
    begin = max(0, at - 300)
    for hit in SENTENCE_END.finditer(text, begin, at + 1):  # one more, for its look ahead
        begin = min(at, hit.end())
    while begin < at and text[begin].isspace():
        begin += 1
    return begin


APPOSED = re.compile(
    r", (?P<of>[A-Z][\w.]{1,30}(?: [A-Z]\w{1,30})?)[’']s (?:[a-z]{1,20} ){0,2}(?:cabinet|parliament|government"
    r"|legislature|leadership)\b"
)


def _apposed(text: str, mention: Mention) -> str | None:
    """The country an apposition sets beside the issuer at a mention's end: the State Council, China’s cabinet."""
    hit = APPOSED.match(text, mention.end) if mention.issuer else None
    return hit["of"] if hit else None


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """In text order without overlaps; of two that overlap the earlier rule wins."""
    taken: list[Mention] = []
    covered: set[int] = set()
    for mention in mentions:
        if covered.isdisjoint(range(mention.start, mention.end)):
            taken.append(mention)
            covered.update(range(mention.start, mention.end))
    return sorted(taken, key=lambda m: m.start)


ANNOUNCES = re.compile(
    r"[ \u00a0,]{1,3}|(?<=[^\x00-\u2fff])|[^.;“”\"\n]{0,100}\b(?:titled|entitled|named|called|بعنوان)[, \u00a0]{1,3}"
)


def _without_announcements(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """`A report named “...”` points once: the noun that only announces the title behind it is no pointer of its own."""
    kept: list[Mention] = []
    for place, mention in enumerate(mentions):
        if kept and _is_apposition(text, kept[-1], mention):
            title = kept[-1]
            title.issuer, title.date = title.issuer or mention.issuer, title.date or mention.date
            title.kind = title.kind or mention.kind
            title.fresh = True
            continue
        following = mentions[place + 1] if place + 1 < len(mentions) else None
        announces = following is not None and following.mention == "titled" and mention.title is None and mention.mention != "link"
        if announces and following is not None and ANNOUNCES.fullmatch(text[mention.end : following.start]):
            following.issuer, following.date = following.issuer or mention.issuer, following.date or mention.date
            following.kind = following.kind or mention.kind
            following.fresh = mention.mention == "indefinite"
            following.taken_up = mention.mention == "definite" and mention.issuer is None
        else:
            kept.append(mention)
    return kept


def _is_apposition(text: str, title: Mention, mention: Mention) -> bool:
    """`“Walls of Sand”, a report by X`: the noun behind the title says what it is, and points to nothing else."""
    if title.rule != "titled.quoted" or mention.mention != "indefinite" or mention.title or mention.rule == OPENS:
        return False
    return re.fullmatch(r",? \(?", text[title.end : mention.start]) is not None


def _citation(text: str, mention: Mention) -> Citation:
    return Citation(
        quote=text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        mention=mention.mention,  # type: ignore[arg-type]
        work=WorkRef(mention.work, mention.title, mention.issuer, mention.date),
        rule=f"citation.{mention.rule}",
        rule_version=RULE_VERSION,
    )


# --- titles -----------------------------------------------------------------------------------------------------------


def _quoted_titles(text: str, quotations: Sequence[Quotation]) -> list[Mention]:
    """Quoted titles that a noun for works introduces or follows, and later mentions of the same titles."""
    found = []
    for quotation in quotations:
        if quotation.type in ("nested", "boilerplate") or len(quotation.quote) > 250:
            continue
        noun = _noun_of(text, quotation)
        if noun is not None:
            found.append(_titled(text, quotation, noun or None))
    known = {fold_title(m.title or ""): m.kind for m in found}
    spans = {m.start for m in found}
    for quotation in quotations:
        folded = fold_title(quotation.quote) if len(quotation.quote) < 250 else ""
        if quotation.start not in spans and folded in known and len(folded.split()) >= 2:
            found.append(_titled(text, quotation, known[folded]))
    return found


def _titled(text: str, quotation: Quotation, kind: str | None) -> Mention:
    mention = Mention(quotation.start, quotation.end, "titled", kind, "titled.quoted", title=bare_title(quotation.quote))
    mention.issuer, mention.date = _issuer(text, mention), _date(text, mention)
    return mention


def _noun_of(text: str, quotation: Quotation) -> str | None:
    """The kind of work a quoted title is of; an empty string for a title of unknown kind; None if it is no title."""
    before = text[max(0, quotation.start - 160) : quotation.start].rpartition("\n")[2]
    after = text[quotation.end : quotation.end + 60].partition("\n")[0]
    if not _looks_like_title(quotation.quote):
        return None
    unspoken = quotation.type == "title" or quotation.speaker is None
    if NAMED.search(before) or (unspoken and NAMED_BY.search(before)):
        return _kind_before(before)
    if quotation.type == "title" and (NAMED_ANYHOW.search(before) or re.search(r"[Tt]itled|[Ee]ntitled", before[-20:])):
        near = NOUN_NEAR.search(after) or NOUN_NEAR.search(before)
        return _kind_of(near.group()) if near else None
    follows = re.match(rf",? \(?(?:a|an|the|his|her|their|its) (?:[\w’'-]+ ){{0,4}}?(?P<noun>{NOUN})\b", after)
    if follows and unspoken:
        return _kind_of(follows["noun"])
    return _own_noun(before, quotation) if quotation.type == "title" else None


POSSESSIVE_BEFORE = re.compile(r"(?:[’']s|s[’']|\b(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)) (?:[a-z-]{1,20} ){0,3}\Z")


OWN_NOUN = re.compile(
    r"Reports?|Survey|Index|Review|Assessment|Outlook|Yearbook|Barometer|Handbook|Bulletin|Guidelines|Strategy|Roadmap"
    r"|Manifesto|Audit"
)


def _own_noun(before: str, quotation: Quotation) -> str | None:
    """The kind of work that a title names by itself, behind whoever issues it: its “Monetary Policy Outlook”."""
    words = bare_title(quotation.quote).split()
    named = [word for word in words if OWN_NOUN.fullmatch(word)]
    dated = words != [] and re.fullmatch(r"(?:19|20)\d\d", words[-1]) is not None
    if len(words) < 3 or not (named or dated) or not POSSESSIVE_BEFORE.search(before):
        return None
    return _kind_of(named[-1]) if named else ""


def _kind_before(before: str) -> str:
    nouns = list(NOUN_NEAR.finditer(before))
    return _kind_of(nouns[-1].group()) if nouns else ""


def _kind_of(noun: str) -> str:
    plain = noun.lower()
    singular = {"studies": "study", "analyses": "analysis"}.get(
        plain, plain[:-1] if plain.endswith("s") and plain not in KINDS else plain
    )
    return KINDS.get(singular, "")


def _looks_like_title(quoted: str) -> bool:
    words = bare_title(quoted).split()
    cased = [w for w in words if len(w) > 3 and w[0].isalpha()]
    return bool(words) and len(words) <= 30 and sum(w[0].isupper() for w in cased) * 2 >= max(1, len(cased))


NAMED_PLACE = re.compile(r"\b[A-Z][\w’'-]{1,30} (?:Book|Film|Movie|Novel|Letter|Article|Essay|Documentary) \Z")
"""`The London Book Fair`: a noun with a capital behind a name is part of it."""


def _bare_titles(text: str) -> Iterator[Mention]:
    """Titles without marks: behind a noun for works, behind a verb of publishing, or ending in such a noun."""
    for hit in matches_in_lines(BARE, text, _before_capitals(NOUN_CAPITAL, text, NOUN_STEMS), 24):
        title = _trim(hit["title"])
        if NAMED_PLACE.search(text, max(0, hit.start() - 40), hit.start("title")):
            continue
        if (_enough(title) or _closed(text, hit, title)) and not _is_clause(text, hit.start("title"), title):
            mention = _bare(text, hit.start("title"), title, _kind_of(hit["noun"]), "titled.bare")
            mention.start = hit.start()
            yield mention
    for hit in matches_in_lines(PUBLISHED, text, _before_capitals(PUBLISHED_CAPITAL, text, PUBLISHED_STEMS), 1):
        title = _trim(hit["title"])
        listing = "," in title and not re.search(r", (?:a|an|the) ", title)
        if len(title.split()) >= 4 and (WORK_ENDINGS.search(title) or listing) and len(title.split()) <= 20:
            ending = WORK_ENDINGS.search(title)
            yield _bare(text, hit.start("title"), title, _kind_of(ending.group()) if ending else None, "titled.published")
    for hit in DATED_ENDING.finditer(text):
        yield _dated_title(text, hit)
    for hit in ENDS_IN_NOUN.finditer(text):
        if ending_title := _ending_title(text, hit):
            yield ending_title


def _dated_title(text: str, hit: re.Match[str]) -> Mention:
    title = hit["title"]
    opening = OPENING_WORD.match(title)
    start = hit.start() + (opening.end() if opening else 0)
    noun = re.sub(r" [\d–/-]{4,9}$", "", title).rsplit(" ", 1)[-1]
    return _bare(text, start, text[start : hit.end()], _kind_of(noun), "titled.ending")


def _before_capitals(head: re.Pattern[str], text: str, stems: Iterable[str]) -> list[int]:
    """Where words of a kind stand with a capital behind them, as a title needs."""
    return [at for at in places(lowered(text), stems) if head.match(text, at)]


OPENING_WORD = re.compile(r"(?:The|This|That|An?|In|On|Its|According|Under|But|And|As|When|While|Since|After|Their|Our|His|Her) ")


def _ending_title(text: str, hit: re.Match[str]) -> Mention | None:
    title = _trim(hit["title"])
    start = hit.start("title")
    while opening := re.match(
        r"(?:(?:The|This|That|An?|In|On|Its|According|Under|But|And|As|When|While|Since|After)|[a-z]+) ", title
    ):
        start, title = start + opening.end(), title[opening.end() :]
    ending = WORK_ENDINGS.search(title)
    if (
        ending
        and ending.group() in ("Report", "Review", "Index", "Statement")
        and not re.search(r"\b(?:(?:19|20)\d\d|of|on|in|for)\b", title)
        and not POSSESSIVE_BEFORE.search(text, max(0, start - 60), start)
    ):
        return None  # as likely an outlet's name
    if not ending or len(title.split()) < 3 or text[start - 1 : start] in "“\"‘'":
        return None
    return _bare(text, start, title, _kind_of(ending.group()), "titled.ending")


def _bare(text: str, start: int, title: str, kind: str | None, rule: str) -> Mention:
    mention = Mention(start, start + len(title), "titled", kind or None, rule, title=bare_title(title))
    mention.issuer, mention.date = _issuer(text, mention), _date(text, mention)
    return mention


def _trim(title: str) -> str:
    """Without what can not end a title: a full stop that begins the next sentence, a comma, a possessive."""
    stop = re.search(r"(?<=[a-z)\d]{3})\. ", title)
    ended = re.sub(r" in (?:19|20)\d\d$|, (?:in|at|on|by|with) .{0,200}$", "", title[: stop.start()] if stop else title)
    return ended.rstrip(".,:;’'")


def _enough(title: str) -> bool:
    words = title.split()
    small = sum(word[0].islower() for word in words)
    return len(words) >= 4 and (small >= 1 or len(words) >= 5)


def _closed(text: str, hit: re.Match[str], title: str) -> bool:
    """A title of three words is one where an article leads in its noun and its clause ends with it: `the report Walls of Leeds.`"""
    words = title.split()
    follows = text[hit.start("title") + len(title) :][:1]
    ended = follows in ("", ".", ",", ";", "\n")
    return ended and len(words) == 3 and words[1].islower() and hit["lead"][0] in "tTaAi" and not BODIES.search(title)


def _is_clause(text: str, start: int, title: str) -> bool:
    """`The report China Daily published`: a name with a verb behind it is a subject, not a title."""
    return bool(
        re.match(
            r"(?: has| had| is| was| said| says| published| released|"
            r" wrote)\b",
            text[start + len(title) : start + len(title) + 12],
        )
    ) and (len(title.split()) < 5)


# --- mentions without a title -----------------------------------------------------------------------------------------

MENTION = re.compile(
    rf"\b(?P<article>[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Tt]heir|[Aa]nother|[Ii]n a) (?P<adjectives>(?:(?!(?:the"
    rf"|this|that|an?|its|their)\b)[\w’'-]{{1,40}} ){{0,3}}?)"
    rf"(?P<noun>white paper|White Paper|White paper|working paper|policy paper|report|study|survey|dossier|documentary|document"
    rf"|audit|memo|memorandum|poll|bulletin|analysis|investigation|review|assessment|paper|bill|act|treaty|convention|Act|Bill|Treaty"
    rf"|Convention)\b(?!(?:ers?|ing|ed)\b)(?P<more> (?:from|by|of) {NAME})?"
)
MADE_BY = re.compile(
    r"(?: of (?:[\w,.-]{1,20} ){1,5}?| )(?:(?:conducted|published|commissioned|carried out|released|produced|compiled|prepared) )?"
    r"(?:by|for|from) (?:the |an? )?[A-Za-z]|"
    r"(?: of(?: [\w-]{1,20}){1,4}?)?,? (?:obtained|seen|reviewed|leaked|published|released|commissioned|drawn up|circulated)\b"
    r"| in (?:the )?(?:journal )?[A-Z]"
)
"""Behind a noun that is as often a plain word: who made it, or that a paper has it."""
OF_MAKING = listed("survey poll audit analysis memo memorandum bulletin paper investigation review assessment")
INQUIRIES = listed("investigation review assessment")
"""Nouns for what somebody does, too: works where they say something, or are somebody's."""
TELLS = re.compile(
    r"[^.!?\n]{0,120}\b(?:found|finds|shows?|showed|shown|reveal\w{0,3}|laid|lays|uncovered|conclude[sd]|says|said|published"
    r"|exposed|warned|warns)\b"
)
POLL_TELLS = re.compile(
    r"(?: of \d[^.!?\n]{1,90}?|,?(?: [\w’'-]{1,20}){0,6}?)"
    r" (?:found|finds|shows?|showed|says?|said|suggests?|suggested|puts?|gave|gives|asked)\b"
)
POSSESSED = re.compile(
    rf"(?<![\w’'.&-])(?P<issuer>{NAME})(?:(?<=[’']s)|(?<=s[’'])) (?P<adjectives>(?:[a-z-]{{1,30}} ){{0,2}}?)"
    rf"(?P<noun>white paper|report"
    rf"|study|survey|dossier)\b"
)
DISCLOSED = re.compile(rf"as (?<=\bas )(?:disclosed|reported|revealed|documented|shown|exposed) by (?P<issuer>{NAME})")
RESEARCH = re.compile(rf"\b(?P<noun>studies|reports|research|surveys) (?:of|by|from) (?P<issuer>{NAME})")
POSSESSIVE = re.compile(r"[’'](?:s|(?<=s[’'])) (?:[a-z-]{1,30} ){0,2}?(?:white paper|report|study|survey|dossier)\b")
"""What every match of `POSSESSED` ends with."""
VAGUE_ADJECTIVES = listed("news media press police weather traffic school book credit annual other many first last any same")
MADE_OF = re.compile(r"-| (?:film|series|crew|maker|writer|author|company|card)\b")
LEAKED = listed("leaked confidential internal secret classified unpublished")
MADE_FROM = listed("paper act bill")
OPENS = "noun.opens"
"""The rule of mentions that point to nothing yet (“a new bill”): they only keep a later “the bill” from joining another work."""
CAPITAL_BEHIND = re.compile(rf"[ \u00a0](?!(?:{OPENERS}|{DAYS}|I)\b){WORD}")
POSSESSOR_BEHIND = re.compile(rf"(?: (?:last|this|published|released|issued)(?: [\w-]{{1,30}}){{0,3}})?, (?P<name>{NAME})")
POSSESSOR_BEFORE = re.compile(rf"(?:^|[.!?…][”\"’']? |\n)(?P<name>{NAME}) [a-z]")


def _nouns(text: str) -> list[Mention]:
    """Mentions by noun: an issuer's report, a report by somebody, the report."""
    found = []
    for hit in matches_in_lines(POSSESSED, text, (hit.start() for hit in POSSESSIVE.finditer(text)), 700):
        name = re.sub(r"^(?:(?:In|On|As|And|But|According to) )?(?:(?:[Tt]he|An?) )?", "", re.sub(r"[’']s?$", "", hit["issuer"]))
        if name.endswith("day"):
            found += _dated_report(hit, name)
            continue
        found.append(Mention(hit.start(), hit.end(), "definite", _kind_of(hit["noun"]), "issuer.possessive", issuer=name))
    for hit in MENTION.finditer(text):
        if mention := _mention(text, hit):
            found.append(mention)
    for hit in DISCLOSED.finditer(text):
        found.append(Mention(hit.start(), hit.end(), "indefinite", None, "issuer.disclosed", issuer=_strip_article(hit["issuer"])))
    for hit in RESEARCH.finditer(text):
        found.append(
            Mention(hit.start(), hit.end(), "indefinite", _kind_of(hit["noun"]) or "study", "issuer.of", issuer=hit["issuer"])
        )
    return found


def _dated_report(hit: re.Match[str], day: str) -> list[Mention]:
    """`Tuesday’s report` is the report, with a date."""
    if not re.fullmatch(WEEKDAY, day):
        return []
    noun = hit["noun"]
    start = hit.start("issuer")
    return [Mention(start, hit.end(), "definite", _kind_of(noun), "noun.dated", date=day, noun=noun)]


def _mention(text: str, hit: re.Match[str]) -> Mention | None:
    article, noun = hit["article"].lower().split()[-1], hit["noun"].lower()
    adjectives = hit["adjectives"].lower().split()
    if noun in ("act", "bill") and article in ("a", "an", "another") and len(adjectives) <= 1:
        return Mention(hit.start("article"), hit.end(), "indefinite", _kind_of(noun), OPENS)
    indefinite = article in ("a", "an", "another")
    if _is_no_pointer(article, noun, adjectives) or (_is_no_new_work if indefinite else _is_no_known_work)(text, hit):
        return None
    if re.match(r"[ \u00a0](?:of|that|to|card|back|bag|ly)\b", text[hit.end() : hit.end() + 6]) and noun in MADE_FROM:
        return None
    start = hit.start("article") if not hit["article"].lower().startswith("in a") else hit.start("article") + 3
    mention = Mention(
        start,
        hit.end(),
        "indefinite" if indefinite else "definite",
        _kind_of(noun),
        "noun.indefinite" if indefinite else "noun.definite",
    )
    if hit["more"]:
        mention.issuer = re.sub(r"^(?:from|by|of) (?:the )?", "", hit["more"].strip())
    elif hit["noun"].islower() and noun not in ("act", "bill", "treaty", "convention"):
        mention.issuer = _issuer(text, mention)
    if article in ("its", "their"):
        mention.issuer = mention.issuer or _possessor(text, mention)
    mention.apart = not hit["more"] and CAPITAL_BEHIND.match(text, mention.end) is not None
    mention.noun = noun
    mention.date = _date(text, mention)
    names = [word for word in hit["adjectives"].split() if word[0].isupper() or re.fullmatch(r"(?:19|20)\d\d", word)]
    mention.named = re.sub(r"[’']s$", "", names[-1]) if names else None
    return mention


def _is_no_pointer(article: str, noun: str, adjectives: Sequence[str]) -> bool:
    """Whether the words between article and noun keep the noun from pointing to a work."""
    vague = VAGUE_ADJECTIVES - {"annual"} if article in ("its", "their") else VAGUE_ADJECTIVES
    described = bool(adjectives) and noun in ("act", "bill", "treaty", "convention")
    return described or bool(vague.intersection(adjectives)) or _verb_inside(adjectives)


def _is_no_new_work(text: str, hit: re.Match[str]) -> bool:
    """Behind `a`: whether the noun is as likely a plain word, or something that is being done and tells nothing yet."""
    noun = hit["noun"].lower()
    if noun in ("act", "bill", "convention") or MADE_OF.match(text, hit.end()):
        return True
    if noun in INQUIRIES and not TELLS.match(text, hit.end()):
        return True
    behind = hit.start("more") if hit["more"] else hit.end()
    made = MADE_BY.match(text, behind) or LEAKED.intersection(hit["adjectives"].lower().split())
    return noun in OF_MAKING and not made


def _is_no_known_work(text: str, hit: re.Match[str]) -> bool:
    """Behind `the`: a poll that tells nothing may be the vote, and an investigation or a review needs a possessor."""
    noun = hit["noun"].lower()
    if noun == "poll":
        return not hit["more"] and POLL_TELLS.match(text, hit.end()) is None
    possessed = hit["article"].lower() in ("its", "their") or re.search(r"[’']s? ", hit["adjectives"]) is not None
    return noun in INQUIRIES and not possessed


def _possessor(text: str, mention: Mention) -> str | None:
    """Whose `its report` is: the name right behind (“in its report, the bank”), or the one that begins the sentence."""
    if behind := POSSESSOR_BEHIND.match(text, mention.end):
        return _strip_article(behind["name"])
    begins = list(POSSESSOR_BEFORE.finditer(text, max(0, mention.start - 200), mention.start))
    between = text[begins[-1].end() : mention.start] if begins else "."
    return _strip_article(begins[-1]["name"]) if begins and not re.search(r"[.!?…] |\n", between) else None


def _verb_inside(words: Sequence[str]) -> bool:
    """Whether the words between article and noun hold a particle, so that the noun is not the article's."""
    return bool(
        {"of", "and", "to", "in", "that", "who", "said", "says", "is", "was", "on", "for", "by", "with", "from", "or"}.intersection(
            words
        )
    )


# --- links ------------------------------------------------------------------------------------------------------------

MARKDOWN_LINK = re.compile(
    r"(?<!!)\[(?P<label>[^\[\]\n]{1,200})\]\((?P<address>https?://[^\s()<>]{1,1000})(?: \"[^\"\n]{0,200}\")?\)"
)
ADDRESS = re.compile(r"(?<![(\w\"'=])https?://[^\s<>\"'“”()\[\]]{4,1000}")
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js)\b", re.IGNORECASE)


def _links(text: str) -> Iterator[Mention]:
    """Markdown links and plain addresses, pictures left out; the issuer is the host."""
    for hit in MARKDOWN_LINK.finditer(text):
        yield Mention(hit.start(), hit.end(), "link", None, "link.markdown", title=None, issuer=_host(hit["address"]))
    for hit in ADDRESS.finditer(text):
        address = hit.group().rstrip(".,;:!?")
        if not PICTURE.search(address):
            yield Mention(hit.start(), hit.start() + len(address), "link", None, "link.address", issuer=_host(address))


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


# --- issuer and date --------------------------------------------------------------------------------------------------

ISSUED_BY = re.compile(
    rf"[”\"]?,? (?:(?:was |which was )?(?:issued|published|released|written|compiled|produced) )?(?:by|from) (?P<name>{NAME}"
    rf"(?: (?:[Pp]arty )?(?:government|authorities|officials|cabinet|parliament|ministry|lawmakers))?)"
)
ISSUER = rf"{NAME}(?: (?:[Pp]arty )?(?:government|authorities|officials|cabinet|parliament|ministry|lawmakers|regime|police))?"
"""A name, or a country's adjective with the noun of those who govern it."""
ISSUES = re.compile(
    rf"(?<![\w’'.&-])(?P<name>{ISSUER}) (?:has |had )?(?:issued|published|released|introduced|unveiled|launched|fabricated)"
    rf" (?:the |an? |its )?(?:[\w-]{{1,20}} ){{0,3}}[“\"]?$"
)
ISSUES_IN = re.compile(rf"(?:^|[.!?…][”\"’']? |\n)(?P<name>{ISSUER}) (?:has |had |have )?[a-z]{{2,20}}\b[^.!?\n]{{0,250}}\b[Ii]n $")
"""`The government has defended its policy, in a white paper`."""
WROTE_IT = re.compile(
    rf"(?<![\w’'.&-])(?P<name>{NAME}), (?:which|who|whose)\b[^.!?\n]{{0,200}}, [a-z]{{3,12}}ing(?: up| out)? (?:an?|its|the)"
    rf" (?:[\w-]{{1,20}} ){{0,3}}?{NOUN}\b[^.!?\n]{{0,100}}$"
)
"""`The institute, which the state finances, publishing a report named`."""
IN_SENTENCE = re.compile(rf" (?:on|about) [\w’' -]{{2,60}}?, (?P<name>{ISSUER}) [a-z]")
PUBLISHING = r"(?:published|released|issued|dated|launched|unveiled|introduced)"
DATED = re.compile(rf"{PUBLISHING} (?:(?:on|in) |(?={WEEKDAY}))(?P<date>{WRITTEN})")
DATED_BEHIND = re.compile(rf"(?: (?:on|about) [A-Z][\w’'-]{{1,30}})? (?:on|in|of) (?P<date>{WRITTEN})")
DATED_BEFORE = re.compile(
    rf"(?:^|[.!?…][”\"’']? |\n)(?:On|In|Last) (?P<date>{WRITTEN}),? "
    rf"(?=[^.!?\n]{{0,200}}\b{PUBLISHING} (?:the |an? |its )?(?:[\w-]{{1,20}} ){{0,2}}$)"
)
"""`On Thursday the government published a white paper`."""


def _issuer(text: str, mention: Mention) -> str | None:
    """Who issued it, as the words right beside it say."""
    if hit := ISSUED_BY.match(text, mention.end):
        return _strip_article(hit["name"])
    before = text[max(0, mention.start - 160) : mention.start].rpartition("\n")[2]
    if issues := ISSUES.search(before):
        return _strip_article(re.sub(rf"^(?:(?:On|In|Last) )?{WEEKDAY},? ", "", issues["name"]))
    if mention.title is None:
        wider = text[max(0, mention.start - 320) : mention.start].rpartition("\n")[2]
        inside = ISSUES_IN.search(wider) or (IN_SENTENCE.match(text, mention.end) if wider[-3:] in ("in ", "In ") else None)
        named = inside is not None and mention.mention == "indefinite" and _acts(inside["name"])
        return _strip_article(inside["name"]) if inside and named else None
    wrote = WROTE_IT.search(text[max(0, mention.start - 400) : mention.start].rpartition("\n")[2])
    return _strip_article(wrote["name"]) if wrote else None


def _strip_article(name: str) -> str:
    return re.sub(r"^(?:[Tt]he|An?) ", "", name).rstrip(".,’'")


def _acts(name: str) -> bool:
    """Whether a name can be that of one who publishes: a state, a body, or a name of several words; no lone noun of a sentence."""
    return is_government(name) or BODIES.search(name) is not None or len(_strip_article(name).split()) > 1


def _date(text: str, mention: Mention) -> str | None:
    """The date of publication in the words right beside the mention, as written."""
    behind = DATED_BEHIND.match(text, mention.end) or DATED.search(text, max(0, mention.start - 60), mention.end + 60)
    if behind:
        return behind["date"]
    before = text[max(0, mention.start - 260) : mention.start].rpartition("\n")[2]
    opened = DATED_BEFORE.search(before)
    return opened["date"] if opened else None

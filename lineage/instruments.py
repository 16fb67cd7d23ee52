"""The grammar of legal instruments: acts, laws, conventions, covenants, protocols, regulations, constitutions.

Two shapes: the head stands last (`Equal Remuneration Convention`) or first, with a tail behind a preposition (`Convention on the
Rights of the Child`); both at once occur (`Labor Law of the Republic`). The grammar walks word by word, so that a list
of instruments comes apart at its commas while "Economic, Social and Cultural Rights" stays together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lineage.wordlists import listed
from lineage.works import KINDS, Mention, bare_title

HEADS = {
    "Act": "act", "Acts": "act", "Law": "law", "Bill": "bill", "Code": "law", "Convention": "convention",
    "Covenant": "covenant", "Protocol": "protocol", "Regulation": "regulation", "Regulations": "regulation",
    "Treaty": "treaty", "Charter": "charter", "Constitution": "constitution", "Ordinance": "ordinance",
    "Directive": "directive", "Agreement": "agreement", "Accord": "accord", "Accords": "accord",
    "Conventions": "convention", "Protocols": "protocol", "Covenants": "covenant", "Declaration": "declaration",
    "Statute": "law", "Resolution": "resolution", "Amendment": "law", "Pact": "pact",
}  # fmt: skip
"""Head nouns in capitals and the noun for works each is."""

TAIL = listed("of on against for to concerning relating regarding between")
INSIDE = listed("of the on and for to in against or with by all between from")
WORD = re.compile(r"\(?[^\W_][\w’'.&-]*+\)?")
OF_YEAR = re.compile(r"(?:[ \u00a0]of|,)?[ \u00a0](?:1[6-9]|20)\d\d(?![\w%]|[-–.,]\d)")
"""The year of a law, which is part of its name: the Railway Act of 2005, the Income Tax Act, 1961."""
NUMBERED = re.compile(
    r"(?<![\w’'-])(?:"
    r"(?:(?:UN |UN[A-Z]{2,4} |United Nations )?(?:Security Council |General Assembly |Human Rights Council |Council |House "
    r"|Senate )?"
    r"[Rr]esolutions? (?:No\. ?)?(?:S-\d{1,2}/\d{1,3}|\d{1,2}/\d{1,3}|\d{2,4}|[A-Z]/RES/[\w/.]{1,12})(?: ?\((?:19|20)\d\d\))?)"
    r"|(?:(?:EU |Council |Commission |Implementing |Delegated ){0,2}(?:[Dd]irective|[Rr]egulation"
    r"|[Dd]ecision) (?:\((?:EU|EC|EEC)\) )?"
    r"(?:No\.? ?)?\d{2,4}/\d{1,5}(?:/(?:EU|EC|EEC))?)"
    r"|(?:(?:Executive|Ministerial|Presidential|General) Order(?: No\.?)? \d{1,5}|Proclamation(?: No\.?)? \d{2,5})"
    r"|(?:(?:Presidential |Royal |Government |Federal |Legislative |Supreme )?(?:Law|Decree|Decree-Law|Ordinance|Act)"
    r" (?:No|no|№|nr|Nr)\.? ?\d{1,5}(?:[-/]\d{1,4}|[-–][A-Z]{1,3})?(?: of (?:19|20)\d\d)?)"
    r"|(?:Public Law|Pub\. L\.(?: No\.)?) \d{2,3}[-–]\d{1,4}|H\.R\. ?\d{1,5}|(?:House|Senate|Assembly) Bill(?: No\.)? \d{1,5}"
    r"|(?<!\. )Bill (?:C-|S-)?\d{1,4}|(?:ILO )?Convention No\.? ?\d{1,3}|[Gg]eneral [Cc]omment No\.? ?\d{1,3}"
    r")(?!\w|[-/]\w|,\d|\.\d)"
)
"""Instruments known by their number; of a plural (resolutions 1325 and 1820) the first."""
LIST_VERBS = listed("Especially Supplementing Concerning Relating Including Amending")
ALONE_NEEDS_ARTICLE = listed(
    """
    Law Bill Code Act Charter Agreement Accord Pact Amendment Resolution Directive Declaration Statute Acts
    """
)
NOT_LAW = listed(
    """
    Mr Mrs Ms Dr Sir Lord Lady Judge
    International Common Martial Civil Sharia Islamic Criminal Federal Natural Jude Roman Case Public State Religious
    """
)
CODES = listed(
    """
    Penal Criminal Civil Labour Labor Tax Revenue Commercial Electoral Election Education Family Procedure Military Building Highway
    Land Administrative Customs Maritime Health Water Forest Mining Media Press Corporate Takeover Investment Environment
    Environmental Social Urban Budget Air Navigation Ministerial
    """
)
"""Fields that a code of law may be of; a Code of anything else is a novel, a cipher or a number of the post."""
GATHERINGS = {
    "Convention": listed("National Republican Democratic Party Annual"),
    "Protocol": listed("Internet Transfer Control Network Messaging Transport Datagram Access Mail"),
}
"""What stands before a convention that is a meeting, and before a protocol that machines speak."""
IMPLEMENTING = re.compile(
    r"\b(?:[Mm]easures|[Rr]ules|[Pp]rovisions|[Rr]egulations)[ \u00a0](?:for|on)[ \u00a0](?:the"
    r" )?[Ii]mplement\w{2,6}[ \u00a0](?:of )?the (?:national )?$"
)
"""The rules that implement a law are an instrument of their own."""
OPENERS = frozenset(
    [
        "The",
        "This",
        "That",
        "These",
        "In",
        "Under",
        "According",
        "By",
        "As",
        "And",
        "But",
        "When",
        "While",
        "Since",
        "After",
        "Before",
        "On",
        "At",
        "For",
        "From",
        "With",
        "Also",
        "If",
        "Its",
        "His",
        "Her",
        "Their",
        "An",
        "A",
        "Section",
        "Article",
        "Title",
    ]
)
ARTICLES = re.compile(r"\b(?:the|The|a|an|its|national|under|Under|and|including|or|of)[ \u00a0]$|,[ \u00a0]$")


def legal_mentions(text: str) -> Iterator[Mention]:
    """Every legal instrument named in a text, in order. A bare head ("the Constitution") is none."""
    yield from _numbered(text)
    for head in _heads(text):
        if mention := _mention(text, head):
            yield mention


def _numbered(text: str) -> Iterator[Mention]:
    """Instruments known by their number: resolution 2098, Directive 2010/75/EU, Executive Order 13769."""
    for hit in NUMBERED.finditer(text):
        head = next((word for word in reversed(re.findall(r"[A-Za-z]+", hit.group())) if word.title() in HEADS), "Law").title()
        yield Mention(hit.start(), hit.end(), "legal", KINDS[HEADS[head]], "legal", title=_number_title(hit.group()))


def _number_title(written: str) -> str:
    """The title by which the number is one: `UN Security Council resolution 2098 (2013)` is resolution 2098."""
    bare = re.sub(r" ?\((?:19|20)\d\d\)$", "", written)
    short = re.search(r"[Rr]esolution (?:No\. ?)?(\d.*)$", bare)
    return f"Resolution {short[1]}" if short else bare_title(bare)


def _heads(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"(?<![\w’'-])(?:" + "|".join(sorted(HEADS, key=len, reverse=True)) + r")(?![\w’'-])", text)


def _mention(text: str, head: re.Match[str]) -> Mention | None:
    start = _lead(text, head.start())
    end = _tail(text, head.end())
    if dated := OF_YEAR.match(text, end):
        end = dated.end()
    led, tailed = start < head.start(), end > head.end()
    lead = text[start : head.start()].split()
    if not (led or tailed) or _is_name(text, head, lead, tailed):
        return None
    if (
        head.group() in ALONE_NEEDS_ARTICLE
        and len(lead) <= 1
        and not ARTICLES.search(text, max(0, start - 14), start)
        and not tailed
    ):
        return None
    if implementing := IMPLEMENTING.search(text, max(0, start - 60), start):
        start = implementing.start()
    kind = KINDS[HEADS[head.group()]]
    return Mention(start, end, "legal", kind, "legal", title=bare_title(text[start:end]))


def _is_name(text: str, head: re.Match[str], lead: Sequence[str], tailed: bool) -> bool:
    """Fields of law, people named Law, a Bill with a surname, a head of another matter (Republican National Convention)."""
    follows = text[head.end() : head.end() + 2]
    if head.group() == "Bill" and re.match(r" [A-Z]", follows):
        return True
    if head.group() == "Code" and not tailed and not CODES.intersection(lead):
        return True
    if head.group() == "Law" and lead and (lead[-1].rstrip(".") in NOT_LAW or "School" in lead or "Faculty" in lead):
        return True
    if lead[:1] == ["Best"] or (lead and lead[-1] in GATHERINGS.get(head.group(), ())):
        return True
    if head.group() == "Charter" and re.match(r" [A-Z]", follows) and not tailed:
        return True
    return bool(
        re.match(
            r" (?:School|Schools|Society|Center|Centre|Enforcement|Firm|Professor|Communications)",
            text[head.end() : head.end() + 15],
        )
    )


def _lead(text: str, at: int) -> int:
    """Where the capitalised words before the head begin; `of` and `and` may stand between them."""
    start, place = at, at
    for hit in reversed(list(WORD.finditer(text, max(0, at - 120), at))):
        gap = text[hit.end() : place]
        word = hit.group()
        if gap not in (" ", "\u00a0", "") or (word.endswith((".", "’s", "'s")) and len(word) > 3):
            break
        if word in INSIDE and word not in ("to", "by", "with", "from", "in", "the", "on", "against"):
            place = hit.start()
            continue
        if not (word[0].isupper() or word[0] == "(" or word[-1] == ")") or word.strip("()") in OPENERS:
            break
        start = place = hit.start()
    return _not_across_heads(text, start, at)


def _not_across_heads(text: str, start: int, at: int) -> int:
    """`Act and the Law`: a lead that holds a head of its own begins behind it."""
    inner = [hit.end() for hit in WORD.finditer(text, start, at) if hit.group() in HEADS]
    if not inner:
        return start
    rest = re.compile(r"(?:[ \u00a0](?:and|or|of|for))*[ \u00a0]").match(text, inner[-1])
    return min(at, rest.end() if rest else inner[-1])


def _tail(text: str, at: int) -> int:
    """Where the words behind the head end: a preposition, then capitalised words, joined by particles and inner lists."""
    words = list(WORD.finditer(text, at, min(len(text), at + 320)))
    if not words or words[0].group() not in TAIL or text[at : words[0].start()] not in (" ", "\u00a0"):
        return at
    end = at
    for place, hit in enumerate(words):
        if not _goes_on(text, words, place, begun=end > at):
            break
        word = hit.group()
        if word[0].isupper() or word[0] == "(":
            end = hit.end()
            if word.endswith(".") and len(word) > 3:
                break
    return end - (1 if text[end - 1 : end] == "." and end > at else 0)


def _goes_on(text: str, words: Sequence[re.Match[str]], place: int, *, begun: bool) -> bool:
    """Whether the tail takes in the word at `place`: a particle or a capitalised word that begins no new instrument."""
    word = words[place].group()
    before = text[words[place - 1].end() : words[place].start()] if place else " "
    if before not in (" ", "\u00a0") and not (before in (", ", ",\u00a0") and _list_goes_on(words, place, text)):
        return False
    if word[0].isupper() or word[0] == "(":
        return not (begun and word in HEADS and words[place - 1].group() in ("and", "the") and _new_item(words, place))
    return word in INSIDE


def _new_item(words: Sequence[re.Match[str]], place: int) -> bool:
    """`and the Convention`: the next instrument of a list begins."""
    before = [hit.group() for hit in words[max(0, place - 3) : place]]
    return "and" in before


def _list_goes_on(words: Sequence[re.Match[str]], place: int, text: str) -> bool:
    """Whether a comma inside a title is part of it: `Economic, Social and Cultural`, `to Prevent, Suppress and Punish`."""
    word = words[place].group()
    if not word[0].isupper():
        return False
    if word in LIST_VERBS:
        return True
    if place < 2 or place + 1 >= len(words):
        return False
    opener = words[place - 2].group() in (*TAIL, "Other", "All") or text[words[place - 2].end() : words[place - 1].start()] == ", "
    joined = words[place + 1].group() in ("and", "or") or text[words[place].end() : words[place + 1].start()] == ", "
    return opener and joined

"""The shape of names in running text, and whom a pronoun or a bare last name stands for.

A name never runs across the end of a sentence: a full stop belongs to it only behind an initial or a title. A pronoun is resolved
only where one person fits: the speaker named last, near enough, nobody else having been named in between.
"""

from __future__ import annotations

import re

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĠĢĦĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŸŹŻŽȘȚ"
TITLES = (
    "Mrs?|Ms|Mx|Dr|Sens?|Reps?|Govs?|Gen|Col|Lt|Sgt|Capt|Maj|Cpl|Pvt|Adm|Cmdr|Prof|St|Rev|Hon|Pres|Supt|Det|Insp|Messrs|Fr|Amb"
    "|Atty|Asst|Mme|Mlle"
)
OPENERS = (
    "However|But|And|Or|So|Yet|He|She|They|It|We|You|In|On|At|By|For|From|With|When|While|Where|After|Before|If|As|That|This|Then"
    "|There|These|Those|His|Her|Its|Their|Our|My|Your|Meanwhile|Moreover|Many|Some|Another|Asked|Since|Although|Though|Because|Both"
    "|What|Who|Why|How|Not|No|Now|Also|To|Earlier|Later|Still|Instead|Among|During|Despite|According|Most|Several|Others?|All|Here"
)
"""Words that begin a sentence; inside a name, behind its first word, they show that it has ended."""
_PLAIN = r"[\w’'&-]*+(?:\.\w[\w’'&-]*+){0,4}+"
WORD = rf"(?:(?:{TITLES})\.|(?:[{UPPER}]\.-?){{1,4}}(?![\w’])|[{UPPER}]{_PLAIN})"
"""One capitalised word; a full stop ends it only as a title or an initial (a dot inside, as in `St.Pierre`, is part of it)."""
ANY_WORD = rf"(?:(?:{TITLES})\.|(?:[{UPPER}]\.-?){{1,4}}(?![\w’])|\w{_PLAIN})"
"""The same for any word of a noun phrase."""
BLANK = "[ \u00a0]"
JOINERS = "of|de|del|della|la|le|el|al|bin|bint|ibn|van|von|der|den|du|da|dos|das|di|and|for|the|on|&"
NAME = (
    rf"(?:{WORD}|\d+/\d+)(?:{BLANK}(?:(?:{JOINERS}){BLANK}){{0,3}}(?!(?:{OPENERS})\b){WORD}){{0,9}}"
    r"(?:(?<=\b[JS]r)\.|(?<=\bInc)\.|(?<=\bCorp)\.|(?<=\bLtd)\.|(?<=\bCo)\.)?"
)
"""A person or body: capitalised words, with particles only between them."""

PRONOUN = r"(?:he|she|they|it|we|I|He|She|They|It|We)"
NEAR = 900
"""Characters, about two paragraphs, after which a pronoun is no longer resolved."""

BODY = (
    r"Committee|Cent(?:er|re)|Institute|Council|Office|Department|Ministry|Commission|Fund|Society|Association|Bureau|Foundation"
    r"|Agency|Campaign|Coalition|Alliance|Network|Group|Union|Board|Conference|School|College|University|Academy|Bank|Court|House"
    r"|Party|Church|Service|Authority|Administration|Organi[sz]ation|Federation|League|Club|Company|Partners(?:hip)?|Project"
    r"|Initiative|Programme|Program|Forum|Congress|Parliament|Senate|Assembly|Chamber|Embassy|Guard|Army|Navy|Force|Police|Press"
    r"|Times|Post|News|Journal|Daily|Herald|Citizens|Americans|Students|Mothers|Doctors|Reporters|Lawyers|Friends|Workers|People"
    r"|Minister|Secretary|President|Director|Chair(?:man|woman)?|Professor|Mayor|Governor|Ambassador|Commissioner|Fellow|Head|Dean"
    r"|Bishop|Archbishop|Prince|Princess|King|Queen|Duke|Earl|Speaker|Chief|Leader|Editor|Representative|Envoy|Rapporteur"
)
"""Words that show a name to be a body or an office, whose name may go on behind a preposition."""
BODIES = re.compile(rf"\b(?:{BODY})s?\b")
SMALL_PLURAL = re.compile(r"\b[a-z]{2,30}s\b")
DAYS = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December"
)
NAME_TAIL = re.compile(rf"{BLANK}(?:on|for|of)(?:{BLANK}the)?{BLANK}")
DATED = re.compile(rf"{BLANK}(?:on|for|of){BLANK}(?:the{BLANK})?(?:{DAYS})\b")


def name_end(words: str) -> int:
    """Where a name ends that a preposition may follow: `Ann Lee on Monday`, `Ann Lee of Leeds`, but `Committee on Ethics`."""
    if dated := DATED.search(words):
        words = words[: dated.start()]
    tail = NAME_TAIL.search(words)
    if tail and words[0].isupper() and len(words[: tail.start()].split()) > 1 and not BODIES.search(words[: tail.start()]):
        return tail.start()
    return len(words)


class Names:
    """Resolves pronouns and last names against the speakers named before; remembers the last one."""

    def __init__(self, text: str, masked: str) -> None:
        self._last: tuple[str, int] | None = None
        self._full = _full_names(text)
        self._masked = masked
        self._small: frozenset[str] | None = None

    def resolve(self, name: str, at: int, end: int) -> str:
        """The name in place of a pronoun or a bare last name, where that is unambiguous and near.

        `at` and `end` are where the words stand; a carried speaker stands nowhere and gives the quotation's own place.
        """
        if re.fullmatch(PRONOUN, name):
            if self._fits(name, at):
                name = self._last[0] if self._last else name
        elif name in self._full:
            name = self._full[name] or name
        if not re.fullmatch(PRONOUN, name):
            self._last = (name, end)
        return name

    def _fits(self, pronoun: str, at: int) -> bool:
        """Whether the speaker named last is the only one the pronoun can stand for."""
        if self._last is None or not 0 <= at - self._last[1] < NEAR or pronoun.lower() not in ("he", "she"):
            return False
        name, since = self._last
        if self._is_group(name):
            return False
        if re.match(r"Mr\b" if pronoun.lower() == "she" else r"(?:Mrs|Ms|Miss|Mme)\b", name):
            return False
        return not self._others(name, since, at, pronoun.lower())

    def _is_group(self, name: str) -> bool:
        """Whether a plural with a capital stands in small letters as well: Neighbours, Officials; it is no name then."""
        if name in self._full or not re.fullmatch(r"[A-Z][a-z]+s", name):
            return False
        if self._small is None:
            self._small = frozenset(SMALL_PLURAL.findall(self._masked))
        return name.lower() in self._small

    def _others(self, name: str, since: int, at: int, pronoun: str) -> bool:
        """Whether somebody else is named in a stretch, quoted words left out."""
        own = set(re.findall(r"\w+", name))
        for hit in PERSON.finditer(self._masked, since, at):
            words = hit["name"].rstrip("’'s") if hit["name"].endswith(("’s", "'s")) else hit["name"]
            wrong = re.match(r"Mr\b" if pronoun == "she" else r"(?:Mrs|Ms|Miss|Mme)\b", words)
            if not wrong and self._is_person(words, hit) and own.isdisjoint(re.findall(r"\w+", words)):
                return True
        return False

    def _is_person(self, words: str, hit: re.Match[str]) -> bool:
        """Whether words in capitals are likely a person: no body, no place behind its preposition, no day."""
        if BODIES.search(words) or hit["before"] or re.match(rf"(?:{DAYS}|{OPENERS}|The)\b", words):
            return False
        if " " in words or "\u00a0" in words or words in self._full:
            return True
        return ACTS.match(self._masked, hit.end("name")) is not None


ACTS = re.compile(rf"{BLANK}(?:also{BLANK}|then{BLANK}|\w+ly{BLANK})?(?!was|is|has)[a-z]{{2,12}}ed\b")
"""What makes a lone word in capitals the doer of something: Katz nodded."""


PERSON = re.compile(
    rf"(?P<before>\b(?:[Tt]he|[Ii]n|[Aa]t|[Nn]ear|[Aa]cross|[Aa]round|[Ii]nto|[Oo]utside|[Oo]f){BLANK})?"
    rf"(?<![\w’'-])(?P<name>{WORD}(?:{BLANK}(?!(?:{OPENERS})\b){WORD}){{0,4}})"
)
FULL_NAME = re.compile(rf"\b[A-Z][a-zA-ZÀ-ž’'-]{{1,40}}(?: (?:(?:de|al|bin|van|von|der) )?(?!(?:{OPENERS})\b){WORD}){{1,3}}")


def _full_names(text: str) -> dict[str, str | None]:
    """Last (or first) name to the one full name that has it; None where several people share it."""
    found: dict[str, str | None] = {}
    for hit in FULL_NAME.finditer(text):
        full = hit.group().rstrip(".,")
        full = full[:-2] if full.endswith(("’s", "'s")) else full
        words = full.split()
        if re.fullmatch(OPENERS, words[0]):
            full, words = " ".join(words[1:]), words[1:]
        for part in {words[0], words[-1]} if len(words) > 1 else ():
            known = found.setdefault(part, full)
            if known is not None and known != full and full not in known and known not in full:
                found[part] = None
    return found
